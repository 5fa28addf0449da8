"""The values of an answer, which the service returns and the page, the terminal and JSON show."""

from dataclasses import dataclass
from typing import Literal, get_args

from corpus.filters import Filters

Certainty = Literal["answers", "may answer", "does not answer"]
AnswerKind = Literal["look-up", "summary", "newest", "comparison", "articles", "points"]
"""What a question asked for: a look-up, or the first sentences of articles, the newest articles, quotes on two sides, a list of
the catalogue, or the list that an article has."""

CitedField = Literal["text", "title", "byline", "outlet", "published"]
"""The part of an article that a citation is a span of."""


def cited_field(name: str | None) -> CitedField:
    """Return the field of that name; the text where there is no such field."""
    return next((field for field in get_args(CitedField) if field == name), "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedArticle:
    """The part of an article that a citation shows.

    Attributes:
        via: the site it was read from, where that is not the site of `url`.
    """

    id: str
    title: str
    outlet: str | None
    published: str | None
    byline: str | None
    url: str | None
    via: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A span of an article: of its text, or all of its headline, byline, outlet or publication date.

    Attributes:
        number: from 1, unique in the answer.
        start, end: code points into `field` of the article as it is stored, `end` exclusive.
        sha256: hash of the cited text as UTF-8, hex.
        page: number of the printed page on which the span begins, from 1; None where the article has no pages.
        ocr: whether that page was read by OCR from a picture, so that words may be misread.
    """

    number: int
    article: CitedArticle
    start: int
    end: int
    sha256: str
    page: int | None = None
    field: CitedField = "text"
    ocr: bool = False

    @property
    def locator(self) -> str:
        """The span in the archive: `ID:13-49`, or `ID#byline:0-9`."""
        field = "" if self.field == "text" else f"#{self.field}"
        return f"{self.article.id}{field}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One or two whole sentences that answer, word for word: `article.text[start:end]`.

    Where its citation is of another field, the quote is all of that: a headline, a byline, an outlet, an ISO date.

    Attributes:
        citation: number of its citation.
        also: numbers of further citations: the same sentence in other articles.
        words: start and end, in the article's text, of the words of the quote that answer; None where that is not clear.
        group: what it is quoted under: one of the two sides of a comparison; None in other answers.
    """

    text: str
    start: int
    end: int
    citation: int
    also: tuple[int, ...] = ()
    words: tuple[int, int] | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPassage:
    """A passage that the quotes are from or that is near the question, word for word.

    Attributes:
        score: 0 to 1, higher is nearer to the question.
        citation: number of its citation.
        also: numbers of further citations: the same text in other articles.
    """

    text: str
    start: int
    end: int
    score: float
    citation: int
    also: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to a question. That there is none is a value, too: `answered` is False and `quotes` is empty.

    Attributes:
        question: as asked.
        answered: whether the archive answers it.
        confidence: 0 to 1.
        quotes: up to three, best first; where the archive is not known to answer, what may, or none. Of another kind than
            a look-up as many as that has, in its order.
        passages: best first; when not answered, the nearest ones.
        citations: by number, from 1; each quote and each passage has one.
        took_ms: milliseconds from question to answer.
        interpreted: the question as it was searched, where that differs from `question`.
        implied: the outlets or days that the question itself means; None where it means none.
        note: one sentence for the reader, where there is a reason for one (an empty archive, an empty question).
        kind: what the question asked for; only a look-up is searched for an answer.
        total: of a list of the catalogue, how many there are; the newest of them are quoted.
        groups: of a comparison, its sides, two or more, of which one may have no quote; empty in other answers.
        as_of: ISO day of the first quote, where the question asks how things stand and newer articles on it were found.
    """

    question: str
    answered: bool
    confidence: float
    quotes: tuple[Quote, ...] = ()
    passages: tuple[FoundPassage, ...] = ()
    citations: tuple[Citation, ...] = ()
    took_ms: float = 0.0
    interpreted: str | None = None
    implied: Filters | None = None
    note: str | None = None
    kind: AnswerKind = "look-up"
    total: int | None = None
    groups: tuple[str, ...] = ()
    as_of: str | None = None

    @classmethod
    def nothing(cls, question: str, note: str) -> "Answer":
        """Return the answer for when nothing was searched; the note says why."""
        return cls(question=question, answered=False, confidence=0.0, note=note)

    @property
    def certainty(self) -> Certainty:
        """Whether the quotes answer, may answer, or there are none."""
        if self.answered:
            return "answers"
        return "may answer" if self.quotes else "does not answer"

    def citation(self, number: int) -> Citation:
        """Return the citation of that number."""
        return self.citations[number - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Progress of an answer: how many passages were found, in how many articles; they are judged next."""

    passages: int
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn of a conversation.

    Attributes:
        role: "user" or "assistant".
    """

    role: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """An archive in a few figures.

    Attributes:
        first, last: ISO days of the oldest and the newest dated article.
        sample: whether this is the archive that ships with Cuttings.
        model: name of the model of its index.
        examples: questions that the archive answers, generated from its text.
    """

    articles: int
    passages: int
    outlets: int
    first: str | None
    last: str | None
    sample: bool
    model: str
    examples: tuple[str, ...] = ()
