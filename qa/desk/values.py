"""Collections, marks and dossiers as values, and how much of each is stored."""

import re
from dataclasses import dataclass

from qa.answering.answer import Citation

STARRED = "★"
"""Name of the collection of all starred articles; `#TAG` is that of the articles with a tag."""

TAG_SIGN = "#"

_TARGET = re.compile(
    r"(?P<article>[a-z2-7]{12})(?:(?:#(?:title|byline|outlet|published))?:\d{1,12}-\d{1,12})?", re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLimits:
    """How much is stored; more is refused, since nothing here may be deleted to make room.

    Attributes:
        collections, dossiers, tags_each, entries_each: how many; tags of one article or quote, entries of one dossier.
        articles_each: of one collection.
        name, note: characters.
        bytes: of the whole file.
    """

    collections: int = 1_000
    articles_each: int = 100_000
    tags_each: int = 50
    dossiers: int = 1_000
    entries_each: int = 2_000
    name: int = 120
    note: int = 20_000
    bytes: int = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A named set of articles.

    Attributes:
        id: random, never changed.
        name: unique, ignoring case.
        created: ISO time, UTC.
        articles: how many it has, those that were removed from the archive included.
    """

    id: str
    name: str
    created: str
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a reader has noted on an article, or on a quote.

    Attributes:
        sha256: of the words of a quote when it was marked; "" for an article, and where it was not stored.
        everybodys: for a user, what is noted for everybody as well, at a terminal or before there were users; None for nothing.
    """

    starred: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""
    sha256: str = ""
    everybodys: "Marks | None" = None

    def __bool__(self) -> bool:
        """Return whether anything is noted."""
        return bool(self.starred or self.tags or self.note or self.everybodys)


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedQuote:
    """A quote in a dossier, as it was when it was pinned.

    Attributes:
        version: of the article.
    """

    text: str
    citation: Citation
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a dossier: a pinned quote with the reader's own note, if any; or a note alone."""

    id: str
    quote: PinnedQuote | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Pinned quotes and notes, in the order that the reader gave them.

    Attributes:
        id: random, never changed.
        created, changed: ISO times, UTC.
    """

    id: str
    title: str
    created: str
    changed: str
    entries: tuple[Entry, ...] = ()

    @property
    def quotes(self) -> int:
        """How many entries are quotes."""
        return sum(entry.quote is not None for entry in self.entries)


def article_of_target(target: str) -> str | None:
    """Return the article that is marked, or whose quote is marked; None where `target` is neither an id nor a locator."""
    found = _TARGET.fullmatch(target)
    return found["article"] if found else None


def is_article(target: str) -> bool:
    """Return whether `target` is an article's id, and not a quote's locator."""
    return article_of_target(target) == target


def one_line(text: str, limit: int) -> str:
    """Return a name, a title or a tag as it is stored: on one line, cut at `limit` characters, "" where nothing can be seen."""
    line = " ".join("".join(one if one.isprintable() else " " for one in text[: limit * 4]).split())[:limit].rstrip()
    return line if any(not one.isspace() for one in line) else ""
