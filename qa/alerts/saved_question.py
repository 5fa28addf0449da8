"""Saved questions and their hits: the values that are stored, and those that are shown."""

from dataclasses import asdict, dataclass

from corpus.filters import Filters
from qa.answering.answer import CitedArticle, CitedField
from qa.answering.json import Json, filters_json

NEW, SEEN, KNOWN = 0, 1, 2
"""State of a hit: not seen yet; seen; in the archive already when the question was saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A saved question, or a saved search.

    Attributes:
        number: from 1, never reused.
        question: what was typed.
        filters: what the search is restricted to; outlets and days only.
        created: ISO day on which it was saved, UTC.
        checked_revision: the revision of the catalogue up to which it was asked.
        is_search: whether every article that its words and operators find is a hit, and not only what answers.
        owner: id of the user whose it is; "" for one that is everybody's, saved at a terminal or before there were users.
    """

    number: int
    question: str
    filters: Filters
    created: str
    checked_revision: int
    is_search: bool = False
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HitQuote:
    """A quote that answers, a span of `field` of the version that was found; `sha256` is of its text, hex."""

    text: str
    start: int
    end: int
    sha256: str
    field: CitedField = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An article that answers a saved question.

    Attributes:
        version: of the article.
        quotes: best first.
    """

    article: CitedArticle
    version: int
    quotes: tuple[HitQuote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A hit, as stored.

    Attributes:
        number: unique over all questions, never reused.
        found_at: ISO time, UTC.
        state: `NEW`, `SEEN` or `KNOWN`; of a copy it says nothing.
        copy_of: number of the hit that says the same; None for one that says something new.
    """

    number: int
    found: Found
    found_at: str
    state: int
    copy_of: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHit:
    """A hit as shown.

    Attributes:
        number: of the hit.
        alert: number of the saved question.
        article: as it is in the archive now.
        quotes: of the article; offsets are code points into the present text.
        also: other articles that say the same.
        found_at: ISO time, UTC.
    """

    number: int
    alert: int
    article: CitedArticle
    quotes: tuple[HitQuote, ...]
    also: tuple[CitedArticle, ...]
    found_at: str
    seen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAlert:
    """A saved question with its hits, newest first."""

    alert: Alert
    hits: tuple[ShownHit, ...]


def alert_json(watched: SavedAlert) -> Json:
    """Return a saved question as `cuttings alerts --json` prints it."""
    return {
        "number": watched.alert.number,
        "question": watched.alert.question,
        "filters": filters_json(watched.alert.filters),
        **({"search": True} if watched.alert.is_search else {}),
        "created": watched.alert.created,
        "hits": [hit_json(hit) for hit in watched.hits],
    }


def hit_json(hit: ShownHit) -> Json:
    """Return a hit as `cuttings alerts --json` prints it."""
    return {
        "number": hit.number,
        "alert": hit.alert,
        "article": asdict(hit.article),
        "quotes": [quote_json(quote) for quote in hit.quotes],
        "also": [asdict(article) for article in hit.also],
        "found_at": hit.found_at,
        "seen": hit.seen,
    }


def quote_json(quote: HitQuote) -> Json:
    """Return a quote as it is stored and printed; its field where that is not the text."""
    fields = asdict(quote)
    if quote.field == "text":
        del fields["field"]
    return fields
