"""Words that widen a number: "about 30", "more than 120", "up to 40", "20 or more"."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

from qa.news.extract.quantities.numerals import low_at, touches
from qa.news.extract.tokens import Token

Bound = Literal["about", "nearly", "past", "least", "most"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeOptions:
    """How wide a hedge is.

    Attributes:
        about: share of the number by which "about" may be off to either side.
        nearly: share of it that "nearly" may be short, and "just over" beyond.
    """

    about: float = 0.1
    nearly: float = 0.1


DEFAULTS = HedgeOptions()

_PHRASES: tuple[tuple[Bound, str], ...] = (
    *(("about", p) for p in "about|around|some|roughly|approximately|approx|circa|estimated|close to".split("|")),
    *(("about", p) for p in "in the region of|in the order of|or about|perhaps|an average of|on average".split("|")),
    *(("nearly", p) for p in "nearly|almost|just under|a little under|just short of|slightly less than".split("|")),
    *(("nearly", p) for p in "slightly fewer than|just below|approaching".split("|")),
    *(("past", p) for p in "just over|a little over|slightly more than|a little more than|just above".split("|")),
    *(("past", p) for p in "just more than".split("|")),
    *(("least", p) for p in "more than|at least|over|no fewer than|no less than|not less than|upwards of".split("|")),
    *(
        ("least", p)
        for p in "in excess of|a minimum of|above|exceeding|not fewer than|well over|greater than".split("|")
    ),
    *(("least", p) for p in "far more than|much more than|higher than".split("|")),
    *(("most", p) for p in "fewer than|less than|under|up to|as many as|as much as|at most|no more than".split("|")),
    *(("most", p) for p in "not more than|below|a maximum of|lower than".split("|")),
)


def _by_last() -> dict[str, list[tuple[Bound, list[str]]]]:
    table: dict[str, list[tuple[Bound, list[str]]]] = {}
    for bound, phrase in sorted(_PHRASES, key=lambda row: -len(row[1].split())):
        words = phrase.split()
        table.setdefault(words[-1], []).append((bound, words))
    return table


_BY_LAST = _by_last()


def hedge_before(tokens: Sequence[Token], first: int) -> tuple[Bound | None, int]:
    """Return the hedge that ends before a token, and the index of its first token."""
    for bound, words in _BY_LAST.get(low_at(tokens, first - 1), ()):
        start = first - len(words)
        if start >= 0 and [low_at(tokens, i) for i in range(start, first)] == words:
            return bound, start
    return None, first


def hedge_after(tokens: Sequence[Token], stop: int) -> tuple[Bound | None, int]:
    """Return the hedge that begins at a token ("or more"), and the index after it."""
    if touches(tokens, stop) and low_at(tokens, stop) == "+":
        return "least", stop + 1
    if low_at(tokens, stop) == "-" and low_at(tokens, stop + 1) == "odd":
        return "about", stop + 2
    if low_at(tokens, stop) == "or":
        bound = _OR.get(low_at(tokens, stop + 1))
        return (bound, stop + 2) if bound else (None, stop)
    return None, stop


_OR: dict[str, Bound] = {"so": "about", "more": "least", "fewer": "most", "less": "most"}


def widened(low: float, high: float, bound: Bound | None, options: HedgeOptions = DEFAULTS) -> tuple[float, float]:
    """Return the range of values that a number with its hedge may mean."""
    about = max(options.about * max(abs(low), abs(high)), 1.0 if high >= 5 else 0.0)
    if bound == "about":
        return low - about, high + about
    if bound == "nearly":
        return low - options.nearly * abs(low), high
    if bound == "past":
        return low, high + options.nearly * abs(high)
    if bound == "least":
        return low, inf
    return (min(0.0, low), high) if bound == "most" else (low, high)
