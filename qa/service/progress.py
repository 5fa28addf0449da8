"""How far a long piece of work is, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import shorten

from corpus.readers.ingest import Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a long piece of work is.

    Attributes:
        what: is being worked on, in a word or a file's name.
        done, total: passages.
    """

    what: str
    done: int
    total: int


ProgressCallback = Callable[[Progress], None]


def ignore(_: object) -> None:
    """Report progress to nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """A text that was read and not stored, although it is not just what is there.

    Attributes:
        title, source: of the text.
        article: id of the article that has the same text, or of which it is an earlier version.
        earlier: which of the two.
    """

    title: str
    source: str
    article: str
    earlier: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReport:
    """What became of the files that were added.

    Attributes:
        added, changed, unchanged: ids of articles, one for each that was read: a new article, a new version, nothing new.
        same: which of those with nothing new are the same as an article from elsewhere.
        failed: files that could not be read.
        passages: how many were stored.
        encoded: how many of them had to be encoded; the others had a kept vector.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    same: tuple[Same, ...] = ()
    failed: tuple[Failure, ...] = ()
    passages: int = 0
    encoded: int = 0


def same_line(same: Same) -> str:
    """Return which article a text that was not stored is the same as."""
    what = "an earlier version of" if same.earlier else "the same text as"
    return f"“{shorten(same.title, 80, placeholder=' …')}” is {what} {same.article}"
