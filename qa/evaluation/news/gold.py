"""Reading the rows of gold of news, and counting what was found against it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from qa.evaluation.figure import Figure, resample

Unit = TypeVar("Unit")


def words(row: dict[str, Any], name: str) -> str:
    """Return a text of a row.

    Raises:
        KeyError: the row lacks it.
        TypeError: it is no text.
    """
    value = row[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text")
    return value


def span(row: dict[str, Any], text: str) -> tuple[int, int]:
    """Return the `start` and `end` of a row, code points into `text`, end exclusive.

    Raises:
        KeyError: the row lacks one.
        ValueError: they are no place of the text.
    """
    start, end = row["start"], row["end"]
    if not (type(start) is int and type(end) is int and 0 <= start < end <= len(text)):
        raise ValueError(f"{start!r} to {end!r} is no place of the text")
    return start, end


def in_context(text: str, start: int, end: int, reach: int = 50) -> str:
    """Return a place of a text in brackets, on one line, with `reach` code points on either side."""
    shown = f"{text[max(0, start - reach) : start]}[{text[start:end]}]{text[end : end + reach]}"
    return " ".join(shown.split())


@dataclass(frozen=True, slots=True)
class Tally:
    """What was found, of what there is.

    Attributes:
        right: found as the gold has it.
        found: found in all.
        wanted: in the gold.
    """

    right: int = 0
    found: int = 0
    wanted: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.right + other.right, self.found + other.found, self.wanted + other.wanted)

    @property
    def precision(self) -> float | None:
        """Share of what was found that is right; None where nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Share of the gold that was found; None where there is none."""
        return self.right / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of both; None where there is no gold."""
        return 2 * self.right / (self.found + self.wanted) if self.wanted else None


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies."""
    right = found = wanted = 0
    for one in tallies:
        right, found, wanted = right + one.right, found + one.found, wanted + one.wanted
    return Tally(right, found, wanted)


def precision_recall_f1(
    names: Sequence[str], tally_of: Callable[[Unit], Tally], units: Sequence[Unit]
) -> Iterator[Figure]:
    """Yield precision, recall and F1 over all units, under three names; an empty name leaves one out."""
    tallies = [tally_of(unit) for unit in units]
    for name, measure in zip(names, (_precision, _recall, _f1), strict=True):
        if name:
            yield resample(name, measure, tallies)


def _precision(sample: Sequence[Tally]) -> float | None:
    return total(sample).precision


def _recall(sample: Sequence[Tally]) -> float | None:
    return total(sample).recall


def _f1(sample: Sequence[Tally]) -> float | None:
    return total(sample).f1
