"""What an expression of time stands in: the text about it, the day of publication, the days mentioned before it."""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from qa.news.extract.days.calendar import NARROWNESS, Stretch
from qa.news.extract.days.tense import REACH, Clauses, Tense

_QUOTE = re.compile(r"[“”\"]|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Mention:
    """An expression that has been resolved: `text[start:end]`.

    Attributes:
        year_said: whether it names its year itself.
    """

    start: int
    end: int
    stretch: Stretch
    year_said: bool


@dataclass(slots=True)
class Around:
    """The text, what is known of it, and what has been found in it so far."""

    text: str
    published: date | None
    clauses: Clauses = field(init=False)
    mentions: list[Mention] = field(default_factory=list)
    _quotes: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.clauses = Clauses(self.text)
        self._quotes = _quote_edges(self.text)

    def before(self, start: int, characters: int = 40) -> str:
        """Return what stands before a place."""
        return self.text[max(0, start - characters) : start]

    def after(self, end: int, characters: int = 40) -> str:
        """Return what stands after a place."""
        return self.text[end : end + characters]

    def tense(self, match: re.Match[str], reach: int = REACH) -> Tense | None:
        """Return the tense of the verb that the expression belongs to."""
        return self.clauses.tense(match.start(), match.end(), reach)

    def quoted(self, start: int) -> bool:
        """Tell whether a place is inside a quotation: "today" is then the day of speaking, which may be another."""
        return bisect_right(self._quotes, start) % 2 == 1

    def anchor(self, start: int, unit: str = "day") -> Stretch | None:
        """Return what "the following day" at `start` follows.

        That is what the same sentence or the one before mentions, if it mentions one stretch only that is as narrow as the unit.
        """
        if not self.mentions:
            return None
        last = self.mentions[-1]
        number = self.clauses.number(last.start)
        if self.clauses.number(start) - number > 1:
            return None
        inside = {one.stretch for one in self.mentions[-6:] if self.clauses.number(one.start) == number}
        narrow = [one for one in inside if NARROWNESS.index(one.precision) <= NARROWNESS.index(unit)]
        return narrow[0] if len(narrow) == 1 else None

    def told_year(self, start: int) -> int | None:
        """Return the year that the mention before `start`, in its paragraph or sentence before, is about; else None."""
        if not self.mentions:
            return None
        last = self.mentions[-1]
        near = self.clauses.number(start) - self.clauses.number(last.start) <= 1
        told = near and (last.year_said or last.stretch.precision in {"year", "decade"})
        return (
            last.stretch.last.year if told or (last.year_said and "\n\n" not in self.text[last.end : start]) else None
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of expression is read.

    Attributes:
        triggers: the words, lower case, that it can begin with; "#" stands for digits.
        pattern: what it looks like, matched at the trigger.
        read: gives the days it means; None where that is not sure.
        year_said: whether the expression names its year itself; told by a group `year` otherwise.
        final: whether no other rule may read the place when this one matches and gives nothing.
    """

    triggers: tuple[str, ...]
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], Around], Stretch | None]
    final: bool = True


def _quote_edges(text: str) -> list[int]:
    """Return where quotations begin and end, by turns; one left open ends with its paragraph."""
    edges: list[int] = []
    for match in _QUOTE.finditer(text):
        inside = len(edges) % 2 == 1
        mark = match[0]
        if mark == "“":
            edges += [] if inside else [match.start()]
        elif mark == "”" or mark[0] == "\n":
            edges += [match.start()] if inside else []
        else:
            edges.append(match.start())
    return edges
