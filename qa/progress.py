"""How far a long piece of work is, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass

from corpus.ingest import Failure


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


Tell = Callable[[Progress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far an answer is: so many passages were found, in so many articles, and are judged next."""

    passages: int
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReport:
    """What became of the files that were added.

    Attributes:
        added, changed, unchanged: ids of articles.
        failed: files that could not be read.
        passages: how many were stored.
        encoded: how many of them had to be encoded; the others had a kept vector.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    passages: int = 0
    encoded: int = 0
