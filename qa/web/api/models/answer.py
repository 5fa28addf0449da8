"""A question, its answer and the context of that: what `cuttings ask --json` prints, docs/answer.schema.json."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from corpus.filters import Filters
from qa.answering.answer import AnswerKind, Certainty, Turn
from qa.service.summaries import Subject, SubjectKind
from qa.web.api.models.base import ArticleId, Day, Model, Offset, OtherField, Sha256

QUESTION_LIMIT = 12_000


class FiltersModel(Model):
    """What a search is restricted to; days are included."""

    outlets: Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=100, default_factory=list)]
    since: Day | None = None
    until: Day | None = None
    collection: Annotated[str, Field(max_length=200)] | None = None

    def filters(self) -> Filters:
        """Return the filters that these are."""
        return Filters(
            outlets=tuple(self.outlets), since=self.since, until=self.until, collection=self.collection or None
        )


class TurnModel(Model):
    """A turn of the conversation before a question."""

    role: Literal["user", "assistant"]
    content: Annotated[str, Field(max_length=QUESTION_LIMIT)]


class QuestionModel(Model):
    """A question; `today` is the day that its "yesterday" is counted from."""

    question: Annotated[str, Field(max_length=QUESTION_LIMIT)]
    history: Annotated[list[TurnModel], Field(max_length=100, default_factory=list, description="oldest first")]
    filters: Annotated[FiltersModel, Field(default_factory=FiltersModel)]
    imply: Annotated[bool, Field(description="whether days that the question itself means restrict the search")] = True
    today: Day | None = None
    written: Annotated[
        bool,
        Field(description="whether sentences are to be written above the quotes too, where the server has a writer"),
    ] = False

    def turns(self) -> list[Turn]:
        """Return the turns before it."""
        return [Turn(role=one.role, content=one.content) for one in self.history]

    def day(self) -> date | None:
        """Return `today`."""
        return date.fromisoformat(self.today) if self.today else None


class SubjectModel(Model):
    """What is to be summarised; of `outlets` a story is compared by its outlets."""

    kind: SubjectKind
    name: Annotated[
        str,
        Field(
            min_length=1,
            max_length=200,
            description="id of an article; of a story, or of one of its articles; id or name of a collection, #tag or ★",
        ),
    ]
    written: Annotated[bool, Field(description="as of a question")] = False

    def subject(self) -> Subject:
        """Return the subject that this is."""
        return Subject(self.kind, self.name)


class QuoteModel(Model):
    """Whole sentences, word for word; `citation` is the number of a citation, `also` those of the same text elsewhere."""

    text: str
    start: Offset
    end: Offset
    citation: int
    also: list[int]
    words: list[int] | None
    group: str | None


class PassageModel(Model):
    """A passage that the quotes are from, or that is near the question."""

    text: str
    start: Offset
    end: Offset
    score: Annotated[float, Field(ge=0, le=1)]
    citation: int
    also: list[int]


class CitedArticleModel(Model):
    """The part of an article that a citation shows."""

    id: ArticleId
    title: str
    outlet: str | None
    published: str | None
    byline: str | None
    url: str | None
    via: str | None = None


class CitationModel(Model):
    """A span of an article's text, or of the `field` that is named; `sha256` is of the cited text."""

    number: int
    article: CitedArticleModel
    start: Offset
    end: Offset
    sha256: Sha256
    page: int | None
    field: OtherField | None = None
    ocr: Literal[True] | None = None


class ImpliedModel(Model):
    """What a question itself was taken to mean."""

    outlets: list[str]
    since: str | None
    until: str | None
    collection: str | None = None


class SideModel(Model):
    """What one article says of something of which another says something else."""

    article: str
    outlet: str | None
    published: str | None
    said: str
    start: Offset
    end: Offset
    sentence: str
    sentence_start: Offset
    sentence_end: Offset


class DifferenceModel(Model):
    """What articles say differently; those who say the same together."""

    about: str
    kind: str
    values: list[list[SideModel]]


class StoryBriefModel(Model):
    """A story in a line."""

    id: str
    title: str
    first: str | None
    last: str | None
    articles: int
    outlets: int
    texts: int


class AmendedModel(Model):
    """A quoted article that a later one corrects or replaces."""

    citation: int
    kind: str
    by: str
    title: str
    day: str | None


class QuotationModel(Model):
    """What somebody said, word for word."""

    article: str
    title: str
    outlet: str | None
    published: str | None
    speaker: str
    start: Offset
    end: Offset
    text: str
    sentence_start: Offset
    sentence_end: Offset


class ContextModel(Model):
    """What the news says next to an answer."""

    story: StoryBriefModel | None
    story_citations: list[int]
    differs: list[DifferenceModel]
    amended: list[AmendedModel]
    said: list[QuotationModel]
    covered: list[StoryBriefModel]


class CheckModel(Model):
    """A check that a sentence has passed."""

    name: str
    passed: Literal[True]
    why: str


class WrittenSentenceModel(Model):
    """A sentence that quotes bear out; the numbers are those of quotes that bear it out, say otherwise, or correct these."""

    text: str
    citations: list[int]
    differs: list[int]
    corrected: list[int]
    checks: list[CheckModel]


class CitedQuoteModel(Model):
    """A quote that written sentences name; a number that the answer has too is the same citation."""

    text: str
    citation: CitationModel


class WrittenModel(Model):
    """What is written above the quotes; without sentences `note` may say why."""

    sentences: list[WrittenSentenceModel]
    quotes: list[CitedQuoteModel]
    dropped: Annotated[int, Field(ge=0, description="sentences that were left out, since no quote bears them out")]
    model: str
    host: Annotated[str, Field(description="the machine to which the question and quotes were sent")]
    seconds: Annotated[float, Field(ge=0)]
    prompt_tokens: Annotated[int, Field(ge=0)] | None
    completion_tokens: Annotated[int, Field(ge=0)] | None
    note: str | None


class AnswerModel(Model):
    """An answer; where nothing answers, `answered` is false and `passages` are the nearest."""

    question: str
    kind: AnswerKind
    answered: bool
    certainty: Certainty
    confidence: Annotated[float, Field(ge=0, le=1)]
    quotes: list[QuoteModel]
    passages: list[PassageModel]
    citations: list[CitationModel]
    interpreted: str | None
    implied: ImpliedModel | None
    note: str | None
    total: int | None
    groups: list[str]
    as_of: str | None
    beside: ContextModel | None
    took_ms: Annotated[float, Field(ge=0)]
    written: WrittenModel | None = None
