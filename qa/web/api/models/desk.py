"""Collections, marks and dossiers: what `--json` of their commands prints, and what is sent to change them."""

from typing import Annotated, Literal

from pydantic import Field

from qa.answering.answer import CitedField
from qa.web.api.models.answer import CitedArticleModel
from qa.web.api.models.base import ArticleId, Line, Model, Next, Offset, Sha256

Note = Annotated[str, Field(max_length=20_000)]
Target = Annotated[str, Field(max_length=60, description="an article, ID; or a quote, ID:START-END")]
Tags = Annotated[list[Line], Field(max_length=50, default_factory=list)]
Articles = Annotated[list[ArticleId], Field(max_length=1000, default_factory=list)]


class CollectionModel(Model):
    """A collection, and how many articles it has."""

    id: str
    name: str
    articles: int


class CollectionsModel(Model):
    """A part of the collections, by name."""

    collections: list[CollectionModel]
    total: int
    next: Next


class NewCollectionModel(Model):
    """A collection to create, or to add to where there is one of that name."""

    name: Line
    articles: Articles


class NameOfCollectionModel(Model):
    """A new name."""

    name: Line


class ToCollectModel(Model):
    """Articles to add."""

    articles: Articles


class CollectedModel(Model):
    """An article of a collection; `removed` where the archive does not have it any more."""

    id: str
    title: str
    outlet: str | None
    published: str | None
    removed: Literal[True] | None = None


class CollectedArticlesModel(Model):
    """A part of the articles of a collection, newest first."""

    articles: list[CollectedModel]
    total: int
    next: Next


class NotedModel(Model):
    """A star, tags and a note."""

    starred: bool
    tags: list[str]
    note: str


class MarkModel(NotedModel):
    """What a user has noted on an article or a quote; apart from that what is noted there for everybody, if anything."""

    target: str
    everybodys: NotedModel | None = None


class MarksModel(Model):
    """A part of all marks."""

    marks: list[MarkModel]
    total: int
    next: Next


class ChangedMarkModel(Model):
    """What to note; what is not sent stays as it is."""

    starred: bool | None = None
    tag: Tags
    untag: Tags
    note: Note | None = None


class DossierModel(Model):
    """A dossier, with how many entries it has and how many of them are quotes."""

    id: str
    title: str
    changed: str
    entries: int
    quotes: int


class DossiersModel(Model):
    """A part of the dossiers, the one changed last first."""

    dossiers: list[DossierModel]
    total: int
    next: Next


class TitleModel(Model):
    """A title."""

    title: Line


class PinnedCitationModel(Model):
    """Where a pinned quote is from."""

    number: int
    article: CitedArticleModel
    start: Offset
    end: Offset
    sha256: Sha256
    page: int | None
    field: CitedField
    ocr: bool


class PinnedModel(Model):
    """A pinned quote, and the version of the article that has it."""

    text: str
    citation: PinnedCitationModel
    version: int


class EntryModel(Model):
    """An entry of a dossier: a quote with a note, or a note alone. `state` says whether the article still has the quote."""

    id: str
    state: Literal["same", "changed", "removed", "missing"]
    note: str
    quote: PinnedModel | None


class EntriesModel(Model):
    """A part of the entries of a dossier, in their order."""

    entries: list[EntryModel]
    total: int
    next: Next


class NewEntryModel(Model):
    """A place to pin, with a note or without; or a note alone."""

    place: Target | None = None
    note: Note = ""


class ChangedEntryModel(Model):
    """A new note, a new position (from 0), or both."""

    note: Note | None = None
    position: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
