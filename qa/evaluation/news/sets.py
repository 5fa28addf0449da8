"""Which kind of gold a folder holds, and measuring it: quotations, stories, days or names."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from corpus.errors import ReadError
from qa.evaluation.figure import Figure
from qa.service.progress import ProgressCallback

NewsKind = Literal["quotations", "stories", "days", "names"]

_BY_KEY: tuple[tuple[str, NewsKind], ...] = (("story", "stories"), ("expressions", "days"), ("names", "names"))
"""What an article of each kind has that no other has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsMeasured:
    """What came of a set.

    Attributes:
        figures: with their intervals.
        misses: a line for each thing that was wrong or missed.
        articles: how many there are.
    """

    kind: NewsKind
    figures: list[Figure]
    misses: list[str]
    articles: int


def kind_of(folder: Path) -> NewsKind | None:
    """Return which gold of news a folder holds; None where it is something else, or not there."""
    if (folder / "questions.jsonl").exists() or (folder / "queries.jsonl").exists():
        return None
    if (folder / "quotations.jsonl").exists():
        return "quotations"
    first = _first_row(folder / "articles.jsonl")
    return next((kind for key, kind in _BY_KEY if key in first), None)


def measure_news(folder: Path, kind: NewsKind, on_progress: ProgressCallback) -> NewsMeasured:
    """Read the articles of a set as an archive would, and compare what is found with the gold.

    Raises:
        ReadError: a file of the layout is missing or is not what the layout says.
    """
    figures, misses, articles = _MEASURES[kind](folder, on_progress)
    return NewsMeasured(kind=kind, figures=figures, misses=misses, articles=articles)


def _first_row(path: Path) -> dict[str, Any]:
    try:
        with path.open(encoding="utf-8") as file:
            row = json.loads(next((line for line in file if line.strip()), "null"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ReadError(str(path), f"cannot be read as JSON lines ({error})") from error
    return row if isinstance(row, dict) else {}


Measured = tuple[list[Figure], list[str], int]


def _quotations(folder: Path, _: ProgressCallback) -> Measured:
    from qa.evaluation.news.quotations import figures, misses, outcomes

    found = outcomes(folder)
    return figures(found), misses(found), len(found)


def _stories(folder: Path, on_progress: ProgressCallback) -> Measured:
    from qa.evaluation.news.stories import figures, misses, outcomes

    found = outcomes(folder, on_progress)
    return figures(found), misses(found), len(found)


def _days(folder: Path, _: ProgressCallback) -> Measured:
    from qa.evaluation.news.days import figures, misses, outcomes

    found = outcomes(folder)
    return figures(found), misses(found), len(found)


def _names(folder: Path, _: ProgressCallback) -> Measured:
    from qa.evaluation.news.names import figures, misses, outcomes

    found = outcomes(folder)
    return figures(found), misses(found), len(found)


_MEASURES: dict[NewsKind, Callable[[Path, ProgressCallback], Measured]] = {
    "quotations": _quotations,
    "stories": _stories,
    "days": _days,
    "names": _names,
}
