"""What an answer is: the values that the service returns and that the page, the terminal and JSON show."""

from dataclasses import dataclass

from corpus.filters import Filters


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedArticle:
    """The part of an article that a citation shows.

    Attributes:
        via: the site that says it, where that is not the site of `url`.
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
    """A place in an article.

    Attributes:
        number: from 1, unique in the answer.
        start, end: code points into the article's text, `end` exclusive.
        sha256: hash of the cited text as UTF-8, hex.
        page: number of the printed page on which the place begins, from 1; None where the article has no pages.
    """

    number: int
    article: CitedArticle
    start: int
    end: int
    sha256: str
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One or two whole sentences that answer, word for word: `article.text[start:end]`.

    Attributes:
        citation: number of its citation.
        also: numbers of further citations: the same sentence, printed elsewhere.
    """

    text: str
    start: int
    end: int
    citation: int
    also: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPassage:
    """A passage that the quotes come from or that is near the question, word for word.

    Attributes:
        score: 0 to 1, higher is nearer to the question.
        citation: number of its citation.
        also: numbers of further citations: the same text, printed elsewhere.
    """

    text: str
    start: int
    end: int
    score: float
    citation: int
    also: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the archive says to a question. Not answered is a value: `answered` is False and `quotes` is empty.

    Attributes:
        question: as asked.
        answered: whether the archive answers it.
        confidence: 0 to 1.
        quotes: up to three, best first; empty when not answered.
        passages: best first; when not answered, the nearest ones.
        citations: by number, from 1; each quote and each passage has one.
        took_ms: milliseconds from question to answer.
        interpreted: the question as it was searched, where that differs from `question`.
        implied: the outlets or days that the question itself was taken to mean; None where it means none.
        note: one sentence for the reader where there is something to say (an empty archive, an empty question).
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

    @classmethod
    def nothing(cls, question: str, note: str) -> "Answer":
        """Return the answer where nothing was searched; the note says why."""
        return cls(question=question, answered=False, confidence=0.0, note=note)

    def citation(self, number: int) -> Citation:
        """Return the citation of that number."""
        return self.citations[number - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far an answer is: so many passages were found, in so many articles, and are judged next."""

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
    """What an archive knows, in a few figures.

    Attributes:
        first, last: ISO days of the oldest and the newest dated article.
        sample: whether this is the archive that ships with Cuttings.
        model: name of the model that the index was made with.
        examples: questions that the archive answers, made from its own text.
    """

    articles: int
    passages: int
    outlets: int
    first: str | None
    last: str | None
    sample: bool
    model: str
    examples: tuple[str, ...] = ()
