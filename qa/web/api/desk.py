"""Routes of collections and marks."""

from fastapi import APIRouter
from fastapi.responses import Response

from qa.desk.values import Marks
from qa.service.desk import DeskService
from qa.service.desk_json import collected_json, collection_json, marks_json
from qa.service.service import CuttingsService
from qa.web.api.listing import WantedPart, sliced_json
from qa.web.api.models.desk import (
    ChangedMarkModel,
    CollectedArticlesModel,
    CollectionModel,
    CollectionsModel,
    MarkModel,
    MarksModel,
    NameOfCollectionModel,
    NewCollectionModel,
    ToCollectModel,
)
from qa.web.api.paths import COLLECTED, COLLECTED_ARTICLE, COLLECTION, COLLECTIONS, MARK, MARKS
from qa.web.api.routing import Json, new_router


def desk_routes(service: CuttingsService) -> APIRouter:
    """Return these routes."""
    router = new_router()
    _add_collections(router, service.desk)
    _add_collected(router, service.desk)
    _add_marks(router, service.desk)
    return router


def _add_collections(router: APIRouter, desk: DeskService) -> None:
    @router.get(COLLECTIONS, response_model=CollectionsModel, summary="Collections, by name")
    def listed(part: WantedPart) -> Response:
        return Json(sliced_json("collections", [collection_json(one) for one in desk.collections.listed()], part))

    @router.post(COLLECTIONS, response_model=CollectionModel, status_code=201, summary="Create a collection")
    def create(wanted: NewCollectionModel) -> Response:
        return Json(collection_json(desk.collect(wanted.name, wanted.articles)), 201)

    @router.get(COLLECTION, response_model=CollectionModel, summary="A collection, by its id or its name")
    def collection(collection: str) -> Response:
        return Json(collection_json(desk.collections.named(collection)))

    @router.patch(COLLECTION, response_model=CollectionModel, summary="Rename a collection")
    def rename(collection: str, wanted: NameOfCollectionModel) -> Response:
        found = desk.collections.named(collection)
        desk.collections.rename(found.id, wanted.name)
        return Json(collection_json(desk.collections.named(found.id)))

    @router.delete(
        COLLECTION, status_code=204, response_class=Response, summary="Delete a collection, not its articles"
    )
    def delete(collection: str) -> Response:
        desk.collections.delete(desk.collections.named(collection).id)
        return Response(status_code=204)


def _add_collected(router: APIRouter, desk: DeskService) -> None:
    @router.get(
        COLLECTED,
        response_model=CollectedArticlesModel,
        summary="The articles of a collection; of ★, all with a star, and of #TAG, all with a tag",
    )
    def articles(part: WantedPart, collection: str) -> Response:
        found = desk.contents(desk.articles_in(collection))
        return Json(sliced_json("articles", [collected_json(one) for one in found], part))

    @router.post(COLLECTED, response_model=CollectionModel, summary="Add articles to a collection")
    def add(collection: str, wanted: ToCollectModel) -> Response:
        return Json(collection_json(desk.collect(desk.collections.named(collection).name, wanted.articles)))

    @router.delete(
        COLLECTED_ARTICLE, status_code=204, response_class=Response, summary="Take an article out of a collection"
    )
    def take_out(collection: str, article_id: str) -> Response:
        desk.collections.take_out(desk.collections.named(collection).id, [article_id])
        return Response(status_code=204)


def _add_marks(router: APIRouter, desk: DeskService) -> None:
    @router.get(MARKS, response_model=MarksModel, summary="All stars, tags and notes on articles and quotes")
    def listed(part: WantedPart) -> Response:
        return Json(sliced_json("marks", [_mark(target, one) for target, one in desk.marks.all().items()], part))

    @router.get(MARK, response_model=MarkModel, summary="What is noted on an article or a quote")
    def mark(target: str) -> Response:
        desk.require(target)
        return Json(_mark(target, desk.marks.on(target)))

    @router.patch(MARK, response_model=MarkModel, summary="Star, tag or annotate an article or a quote")
    def change(target: str, wanted: ChangedMarkModel) -> Response:
        desk.require(target)
        if wanted.tag:
            desk.marks.tag(target, wanted.tag)
        if wanted.untag:
            desk.marks.untag(target, wanted.untag)
        if wanted.note is not None:
            desk.marks.note(target, wanted.note)
        if wanted.starred is not None:
            desk.marks.star(target, starred=wanted.starred)
        return Json(_mark(target, desk.marks.on(target)))


def _mark(target: str, marks: Marks) -> dict[str, object]:
    return {"target": target, **marks_json(marks)}
