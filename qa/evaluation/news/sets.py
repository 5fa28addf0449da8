"""Which kind of gold a folder holds, and measuring it: quotations, stories, days or names."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from corpus.errors import ReadError
from qa.evaluation.figure import Figure
from qa.service.progress import ProgressCallback

Outcome = TypeVar("Outcome")
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
    from qa.evaluation.news import days, names, quotations, stories  # their rules take time to load

    if kind == "quotations":
        return _measured(kind, quotations.outcomes(folder), quotations.figures, quotations.misses)
    if kind == "stories":
        return _measured(kind, stories.outcomes(folder, on_progress), stories.figures, stories.misses)
    if kind == "days":
        return _measured(kind, days.outcomes(folder), days.figures, days.misses)
    return _measured(kind, names.outcomes(folder), names.figures, names.misses)


def _measured(
    kind: NewsKind,
    outcomes: Sequence[Outcome],
    figures: Callable[[Sequence[Outcome]], list[Figure]],
    misses: Callable[[Sequence[Outcome]], list[str]],
) -> NewsMeasured:
    return NewsMeasured(kind=kind, figures=figures(outcomes), misses=misses(outcomes), articles=len(outcomes))


def _first_row(path: Path) -> dict[str, Any]:
    try:
        with path.open(encoding="utf-8") as file:
            row = json.loads(next((line for line in file if line.strip()), "null"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ReadError(str(path), f"cannot be read as JSON lines ({error})") from error
    return row if isinstance(row, dict) else {}
