"""Articles: what `cuttings list --json` and `cuttings show --json` print, and what is sent to add or correct one."""

from typing import Annotated

from pydantic import Field

from qa.web.api.models.base import ArticleId, Model, Offset


class ArticleModel(Model):
    """An article without its text; `as_read` has what was read of the fields that were corrected."""

    id: ArticleId
    title: str
    outlet: str | None
    published: Annotated[str | None, Field(description="ISO 8601 day, or moment where known")]
    byline: str | None
    url: str | None
    language: str | None
    words: int
    via: str | None = None
    ocr_pages: list[int] | None = None
    as_read: dict[str, str | None] | None = None


class PlaceModel(Model):
    """A passage: whole sentences, `text[start:end]` of the article."""

    start: Offset
    end: Offset
    text: str


class WholeArticleModel(ArticleModel):
    """An article with its text and its passages; `source` is the name of the file, or the address, that it was read from."""

    version: int
    source: str
    text: str
    passages: list[PlaceModel]
