"""Routes that read articles, their versions, and the archive in figures."""

from contextlib import suppress
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from corpus.article import Article
from corpus.catalogue.listing import ListQuery
from corpus.errors import NotFound
from corpus.filters import Filters
from qa.answering.json import article_json, article_with_passages_json
from qa.service.service import CuttingsService
from qa.service.status import status_json
from qa.web.api.listing import WantedPart, part_json, sliced_json
from qa.web.api.models.articles import (
    ArticlesModel,
    OutletsModel,
    StatusModel,
    VersionsModel,
    WholeArticleModel,
    WholeVersionModel,
)
from qa.web.api.models.base import Day
from qa.web.api.paths import ARTICLE, ARTICLES, OUTLETS, STATUS, VERSION, VERSIONS
from qa.web.api.routing import Json, new_router
from qa.web.api.sources import without_folders

Sort = Literal[
    "newest", "oldest", "title", "title-reversed", "outlet", "outlet-reversed", "longest", "shortest", "added"
]
"""`corpus.catalogue.listing.SORTS`."""

Outlets = Annotated[list[Annotated[str, Query(max_length=500)]], Query(max_length=100, description="of one of these")]


def article_routes(service: CuttingsService) -> APIRouter:
    """Return these routes."""
    router = new_router()
    _add_list(router, service)
    _add_one(router, service)
    _add_figures(router, service)
    return router


def _add_list(router: APIRouter, service: CuttingsService) -> None:
    @router.get(ARTICLES, response_model=ArticlesModel, summary="Articles, or those that a search finds")
    def articles(
        part: WantedPart,
        q: Annotated[str, Query(max_length=500, description="words and operators, as on the page Articles")] = "",
        outlet: Outlets = [],  # noqa: B006 (the framework copies it)
        since: Annotated[Day | None, Query(description="ISO day, included")] = None,
        until: Annotated[Day | None, Query(description="ISO day, included")] = None,
        collection: Annotated[str, Query(max_length=200)] = "",
        sort: Sort = "newest",
    ) -> Response:
        filters = Filters(outlets=tuple(outlet), since=since, until=until, collection=collection or None)
        query = ListQuery(
            words=q, filters=filters, sort=sort, limit=part.limit + 1, offset=part.offset, after=part.after
        )
        found = service.search(query, facets=False)
        listed, last = found.listed[: part.limit], found.listed[part.limit - 1 : part.limit]
        whole: list[dict[str, Any]] = []
        for one in listed:
            with suppress(NotFound):  # removed since the list was read
                whole.append(article_json(service.article(one.id)))
        answer = part_json("articles", found.listed, found.total, part, last[0].id if last else "")
        return Json({**answer, "articles": whole})


def _add_one(router: APIRouter, service: CuttingsService) -> None:
    @router.get(ARTICLE, response_model=WholeArticleModel, summary="An article with its text and passages")
    def article(article_id: str) -> Response:
        found = service.article(article_id)
        whole = article_with_passages_json(found, service.passages(article_id))
        return Json({**whole, "source": without_folders(found.source)})

    @router.get(VERSIONS, response_model=VersionsModel, summary="All versions of an article")
    def versions(article_id: str) -> Response:
        texts = service.texts_of(article_id)
        if not texts:
            raise NotFound(f"{article_id}: no article of that id")
        return Json({"versions": [_version_json(one, live=live) for one, live in texts]})

    @router.get(VERSION, response_model=WholeVersionModel, summary="A version of an article with its text")
    def version(article_id: str, number: int) -> Response:
        for one, live in service.texts_of(article_id):
            if one.version == number:
                return Json({**_version_json(one, live=live), "text": one.text})
        raise NotFound(f"{article_id}: no version {number} of an article of that id")


def _add_figures(router: APIRouter, service: CuttingsService) -> None:
    @router.get(STATUS, response_model=StatusModel, summary="The archive in figures")
    def status() -> Response:
        known = status_json(service.status())
        del known["archive"]
        failed = [{**one, "path": without_folders(one["path"])} for one in known["failed"]]
        return Json({**known, "failed": failed})

    @router.get(OUTLETS, response_model=OutletsModel, summary="Outlets, most articles first")
    def outlets(part: WantedPart) -> Response:
        listed = [{"outlet": name, "articles": number} for name, number in service.outlets()]
        return Json(sliced_json("outlets", listed, part))


def _version_json(article: Article, *, live: bool) -> dict[str, Any]:
    return {**article_json(article), "version": article.version, "live": live}
