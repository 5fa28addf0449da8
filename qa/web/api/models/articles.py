"""Articles: what `cuttings list --json` and `cuttings show --json` print, and what is sent to add or correct one."""

from typing import Annotated, Literal

from pydantic import Field

from qa.web.api.models.base import ADDRESS_LIMIT, ArticleId, Day, Line, Model, Next, Offset


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


class ArticlesModel(Model):
    """A part of the list of articles."""

    articles: list[ArticleModel]
    total: int
    next: Next


class VersionModel(ArticleModel):
    """A text that an article has or had; `live` is the one that answers."""

    version: int
    live: bool


class VersionsModel(Model):
    """All versions of an article, oldest first."""

    versions: list[VersionModel]


class WholeVersionModel(VersionModel):
    """A version with its text."""

    text: str


class NewArticleModel(Model):
    """An article as text. Paragraphs are separated by an empty line."""

    title: Line
    text: Annotated[str, Field(min_length=1, max_length=2_000_000)]
    outlet: Line | None = None
    published: Day | None = None
    byline: Line | None = None
    url: Annotated[str, Field(max_length=ADDRESS_LIMIT)] | None = None
    language: Annotated[str, Field(pattern="^[a-z]{2}$", description="ISO 639-1")] | None = None


class AddressModel(Model):
    """The address of a page or a feed."""

    address: Annotated[str, Field(min_length=1, max_length=ADDRESS_LIMIT)]


class CorrectionModel(Model):
    """Fields to correct; a field that is not sent stays as it is, null or "" empties it."""

    title: Line | None = None
    outlet: Line | None = None
    published: Annotated[str, Field(max_length=20, description="ISO day")] | None = None
    byline: Line | None = None


class SameModel(Model):
    """A text that was not stored, because an article or an earlier version of one has it."""

    title: str
    source: str
    article: str
    earlier: bool


class FailedFileModel(Model):
    """A file that could not be read."""

    path: str
    reason: str


class AddedModel(Model):
    """What became of what was sent: ids of new articles, of those with a new version, of those known already."""

    added: list[str]
    changed: list[str]
    unchanged: list[str]
    same: list[SameModel]
    failed: list[FailedFileModel]
    passages: int
    encoded: int


class JobModel(Model):
    """Adding that goes on by itself. `said` is its result in a sentence; `report` has the ids, where a file was added."""

    id: str
    name: str
    state: Literal["waiting", "working", "done", "failed", "cancelled"]
    done: int
    total: int
    rate: float | None
    seconds_left: int | None
    said: str
    report: AddedModel | None = None


class JobsModel(Model):
    """The jobs of this client."""

    jobs: list[JobModel]
    total: int
    next: Next


class FailedModel(Model):
    """A file that could not be read, by its name, and how often that was tried."""

    path: str
    reason: str
    tries: int


class StatusModel(Model):
    """The archive in figures; `first` and `last` are days, `encoded_by` is how many vectors each kind of worker made."""

    exists: bool
    sample: bool
    articles: int
    passages: int
    outlets: int
    words: int
    first: str | None
    last: str | None
    revision: int
    model: str | None
    encoded_by: dict[str, int]
    segments: int
    bytes: int
    news_to_come: int
    originals: int
    original_bytes: int
    failed: list[FailedModel]


class OutletModel(Model):
    """An outlet, and how many articles are from it."""

    outlet: str
    articles: int


class OutletsModel(Model):
    """A part of the list of outlets, most articles first."""

    outlets: list[OutletModel]
    total: int
    next: Next
