"""Stories, quotations, names, timelines and saved questions: what `--json` of their commands prints."""

from typing import Annotated, Literal

from pydantic import Field

from qa.web.api.models.answer import (
    CitedArticleModel,
    DifferenceModel,
    FiltersModel,
    ImpliedModel,
    QuotationModel,
)
from qa.web.api.models.articles import ArticleModel
from qa.web.api.models.base import Model, Next, Offset, OtherField, Sha256

NameKind = Literal["person", "organisation", "place"]


class StoryArticleModel(Model):
    """An article of a story; articles with the same `text` print the same text."""

    id: str
    title: str
    outlet: str | None
    published: str | None
    text: int
    agency: str | None
    first: bool


class PrintingModel(Model):
    """A text that several articles print."""

    text: int
    agency: str | None
    first: str | None
    articles: list[str]


class LinkModel(Model):
    """An article that corrects another, or is a newer version of it; `start` and `end` are where it says so."""

    kind: Literal["correction", "version"]
    older: str
    newer: str
    day: str | None
    start: Offset
    end: Offset


class OutletCountModel(Model):
    """Articles of a story from an outlet."""

    outlet: str
    articles: int


class DayCountModel(Model):
    """Articles of a story on a day."""

    day: str
    articles: int


class SilentModel(Model):
    """An outlet that wrote of what a story is about, and not of the story."""

    outlet: str
    names: list[str]


class CoverageModel(Model):
    """How a story spreads over outlets and days, and who is silent."""

    outlets: list[OutletCountModel]
    days: list[DayCountModel]
    silent: list[SilentModel]


class StoryModel(Model):
    """Articles about one event; `coverage` where one story is asked for."""

    id: str
    title: str
    first: str | None
    last: str | None
    texts: int
    articles: list[StoryArticleModel]
    printings: list[PrintingModel]
    links: list[LinkModel]
    differences: list[DifferenceModel]
    coverage: CoverageModel | None = None


class StoriesModel(Model):
    """A part of the list of stories, most articles first."""

    stories: list[StoryModel]
    total: int
    next: Next


class QuotationsModel(Model):
    """A part of what somebody said, newest articles first."""

    quotations: list[QuotationModel]
    total: int
    next: Next


class SpeakerModel(Model):
    """Who is quoted by name, and how often."""

    speaker: str
    quotations: int


class SpeakersModel(Model):
    """A part of the list of who is quoted."""

    speakers: list[SpeakerModel]
    total: int
    next: Next


class NameModel(Model):
    """A name, as most articles spell it, and how many have it."""

    name: str
    kind: NameKind
    articles: int


class NamesModel(Model):
    """A part of the names of a kind that most articles have; the list ends after some hundreds."""

    names: list[NameModel]
    total: int
    next: Next


class NamedModel(Model):
    """A part of the articles that have a name, in whatever spelling; `naming` is how many there are, listed or not."""

    articles: list[ArticleModel]
    naming: int
    total: int
    next: Next


class ReportModel(Model):
    """A sentence that tells of an event."""

    article_id: str
    title: str
    outlet: str | None
    published: str | None
    url: str | None
    start: Offset
    end: Offset
    text: str


class EventModel(Model):
    """What happened in the days from `first` to `last`."""

    first: str
    last: str
    precision: str
    text: str
    implied: bool
    reports: list[ReportModel]


class TimelineModel(Model):
    """Dated events in order."""

    first: str | None
    last: str | None
    outlets: list[str]
    events: list[EventModel]


class HitQuoteModel(Model):
    """A quote that answers a saved question."""

    text: str
    start: Offset
    end: Offset
    sha256: Sha256
    field: OtherField | None = None


class HitModel(Model):
    """An article that answers a saved question, and others that say the same."""

    number: int
    alert: int
    article: CitedArticleModel
    quotes: list[HitQuoteModel]
    also: list[CitedArticleModel]
    found_at: str
    seen: bool


class AlertModel(Model):
    """A saved question, or a saved search, with its hits, newest first."""

    number: int
    question: str
    filters: ImpliedModel
    search: Literal[True] | None = None
    created: str
    hits: list[HitModel]


class AlertsModel(Model):
    """A part of the saved questions, oldest first."""

    alerts: list[AlertModel]
    total: int
    next: Next


class NewAlertModel(Model):
    """A question to save, with outlets and days; or else a search, with its operators."""

    question: Annotated[str, Field(max_length=1000)] = ""
    search: Annotated[str, Field(max_length=1000)] = ""
    filters: Annotated[FiltersModel, Field(default_factory=FiltersModel)]


class SavedModel(Model):
    """The number of a saved question."""

    number: int
