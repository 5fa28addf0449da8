"""Routes that read articles."""

from pathlib import PurePath

from fastapi import APIRouter
from fastapi.responses import Response

from qa.answering.json import Json as JsonObject
from qa.answering.json import article_with_passages_json
from qa.service.service import CuttingsService
from qa.web.api.models.articles import WholeArticleModel
from qa.web.api.paths import ARTICLE
from qa.web.api.routing import Json, new_router


def article_routes(service: CuttingsService) -> APIRouter:
    """Return these routes."""
    router = new_router()

    @router.get(ARTICLE, response_model=WholeArticleModel, summary="An article with its text and passages")
    def article(article_id: str) -> Response:
        found = service.article(article_id)
        return Json(without_folders(article_with_passages_json(found, service.passages(article_id))))

    return router


def without_folders(article: JsonObject) -> JsonObject:
    """Return the JSON of an article without the folders of this machine that the file it was read from is in."""
    source = str(article["source"])
    return {**article, "source": source if "://" in source else PurePath(source.replace("\\", "/")).name}
