"""The numbers of an English news text: which values each may mean, of what unit, and what it counts.

Nothing is compared here; `qa.news.extract.conflicts` does that. Every step looks at a fixed number of tokens around a
number, so the time is linear in the text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qa.news.extract.quantities.counted import Counted, counted_after, counted_before
from qa.news.extract.quantities.hedges import DEFAULTS, HedgeOptions, hedge_after, hedge_before, widened
from qa.news.extract.quantities.numerals import BEGINNINGS, Numeral, low_at, numeral_at
from qa.news.extract.quantities.special import Kind, ordinal_word, special_at
from qa.news.extract.quantities.units import Found, rate_at, unit_after, unit_before
from qa.news.extract.tokens import Token, number_tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number of a text: `text[start:end]`, offsets in code points, with its hedge and its unit.

    Attributes:
        text: as printed: "more than $1.2bn", "32".
        low: least value that it may mean, in `unit`; 0 for "up to 40".
        high: greatest; infinite for "more than 120".
        grain: what the last digit that is no idle zero counts; 0 where the number is to be taken as exact.
        kind: what sort of number it is; only "count", "money", "percent", "points", "measure" and "duration" are amounts.
        unit: what values are brought to: "USD", "%", "km", "tonnes", "years"; None for what is only counted.
        counted: the noun that is counted, in lower case as printed: "servicemen"; "dead" for "the death toll".
        modifiers: the words between number and noun, in lower case: ("armenian", "military").
        complement: what stands after the noun and "of": ("parliament",).
        per: "day" for an amount a day.
        part: it is a part of something told before: "six of them", "three others".
        total: it is called a total.
        earlier: it is what another number changed from: "from 12 to 34", "up from 12".
        denied: it is said to be wrong: "140, not 1,400"; such a quantity is `earlier` as well.
        phrase_end: where the noun ends, or `end`.
    """

    start: int
    end: int
    text: str
    low: float
    high: float
    grain: float = 0.0
    kind: Kind
    unit: str | None = None
    counted: str | None = None
    modifiers: tuple[str, ...] = ()
    complement: tuple[str, ...] = ()
    per: str | None = None
    part: bool = False
    total: bool = False
    earlier: bool = False
    denied: bool = False
    phrase_end: int


AMOUNTS = frozenset({"count", "money", "percent", "points", "measure", "duration"})
"""The kinds of quantities that say how much or how many."""

_EARLIER = (
    *(("up", "from"), ("down", "from"), ("rising", "from"), ("compared", "with"), ("compared", "to")),
    *(("raised", "from"), ("revised", "from"), ("increase", "from"), ("increased", "from"), ("earlier", "of")),
    *(("against",), ("versus",)),
)
_DENIED = (("instead", "of"), ("rather", "than"), ("not",))
_TOTALS = frozenset({"total", "altogether", "combined", "overall"})


class _Read(NamedTuple):
    """A number with its hedge and unit, as indices of tokens."""

    first: int
    stop: int
    low: float
    high: float
    grain: float
    unit: Found | None
    one: bool


_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thir|fif|twen|fort|hundred|dozen|"
    r"thousand|million|half|couple|several|scores|tens)",
    re.IGNORECASE,
)


def may_hold_quantities(text: str) -> bool:
    """Whether a text has a digit or a word that may begin a number: a quick look before reading it."""
    return _NUMBER.search(text) is not None


def quantities_in(text: str, options: HedgeOptions = DEFAULTS) -> list[Quantity]:
    """Return the numbers of a text in order; they do not overlap."""
    tokens = number_tokens(text)
    found: list[Quantity] = []
    index = 0
    while index < len(tokens):
        if tokens[index].kind != "digits" and tokens[index].low not in BEGINNINGS:
            index += 1
            continue
        ordinal = ordinal_word(tokens, index)
        if ordinal is not None:
            found.append(_plain(tokens, text, index, ordinal, "ordinal", 0.0))
            index = ordinal
            continue
        numeral = numeral_at(tokens, index)
        if numeral is None:
            index = _unreadable(tokens, text, index, found)
            continue
        special = special_at(tokens, numeral, text)
        if special is not None:
            found.append(_plain(tokens, text, index, special.stop, special.kind, numeral.low))
            index = special.stop
            continue
        quantity, index = _amount(tokens, text, numeral, options)
        found.append(quantity)
    return found


def _plain(tokens: Sequence[Token], text: str, first: int, stop: int, kind: Kind, value: float) -> Quantity:
    start, end = tokens[first].start, tokens[min(stop, len(tokens)) - 1].end
    return Quantity(start=start, end=end, text=text[start:end], low=value, high=value, kind=kind, phrase_end=end)


def _unreadable(tokens: Sequence[Token], text: str, index: int, found: list[Quantity]) -> int:
    """Note digits that are no number ("1.2.3", "8.12.2023") and step on."""
    if tokens[index].kind == "digits":
        dotted = tokens[index].text.split(".")
        kind: Kind = "date" if len(dotted) == 3 and len(dotted[2]) in {2, 4} and len(dotted[0]) <= 2 else "identifier"
        found.append(_plain(tokens, text, index, index + 1, kind, 0.0))
    return index + 1


def _amount(tokens: Sequence[Token], text: str, numeral: Numeral, options: HedgeOptions) -> tuple[Quantity, int]:
    read = _read(tokens, numeral, options)
    counted = _counted(tokens, read)
    start, end = tokens[read.first].start, tokens[read.stop - 1].end
    phrase = max(end, tokens[min(counted.stop, len(tokens)) - 1].end) if counted.stop > read.stop else end
    unit = read.unit.unit if read.unit else None
    kind: Kind = unit.kind if unit else "count"
    quantity = Quantity(
        start=start,
        end=end,
        text=text[start:end],
        low=read.low,
        high=read.high,
        grain=read.grain,
        kind=kind,
        unit=unit.name if unit else None,
        counted=counted.noun,
        modifiers=counted.modifiers,
        complement=counted.complement,
        per=rate_at(tokens, max(counted.stop, read.stop)) or rate_at(tokens, read.stop),
        part=counted.part,
        total=_total(tokens, read.first, max(counted.stop, read.stop)),
        earlier=_earlier(tokens, read.first, read.stop),
        denied=_after_any(tokens, read.first, _DENIED),
        phrase_end=phrase,
    )
    return quantity, read.stop


def _read(tokens: Sequence[Token], numeral: Numeral, options: HedgeOptions) -> _Read:
    """Join a number with the other end of its range, its hedge and its unit."""
    before = unit_before(tokens, numeral.first)
    first = before.first if before else numeral.first
    one = numeral.low == numeral.high == 1
    numeral = _ranged(tokens, numeral)
    found = unit_after(tokens, numeral.stop) or before
    stop = max(numeral.stop, found.stop if found else 0)
    bound, first = hedge_before(tokens, first)
    if bound is None:
        bound, stop = hedge_after(tokens, numeral.stop)
        found = found if found is not None and found is before else unit_after(tokens, stop) or found
        stop = max(stop, found.stop if found else 0)
    if low_at(tokens, first - 1) == "between" and numeral.high > numeral.low:
        first -= 1
    low, high, grain = numeral.low, numeral.high, numeral.grain
    if low_at(tokens, numeral.first - 1) in {"−", "minus"} or (
        low_at(tokens, numeral.first - 1) == "-" and found and found.unit.name == "°C"
    ):
        low, high, first = -high, -low, min(first, numeral.first - 1)
    if found is not None:
        unit = found.unit
        low, high, grain = (low + unit.shift) * unit.factor, (high + unit.shift) * unit.factor, grain * unit.factor
        if unit.factor != 1 and not grain and unit.kind == "measure":
            grain = unit.factor
    low, high = widened(low, high, bound, options)
    return _Read(first, stop, low, high, grain, found, one and numeral.high == 1)


def _ranged(tokens: Sequence[Token], numeral: Numeral) -> Numeral:
    """Take in the other end of "20 to 30", "20-30", "three or four", "between 20 and 30", "$20 to $30"."""
    joint = low_at(tokens, numeral.stop)
    between = any(low_at(tokens, numeral.first - back) == "between" for back in (1, 2))
    if joint not in {"to", "-", "–", "or"} and not (joint == "and" and between):
        return numeral
    start = numeral.stop + 1
    start += low_at(tokens, start) in {"$", "€", "£"}
    if start >= len(tokens) or (joint == "to" and _from(tokens, numeral.first)):
        return numeral
    other = numeral_at(tokens, start)
    if other is None:
        return numeral
    scale = other.grain if numeral.high < 1000 <= other.low and other.grain >= 1000 else 1.0
    for factor in (1e9, 1e6, 1e3):
        if other.low >= factor and numeral.high < 1000 and tokens[other.stop - 1].kind == "word" and scale > 1:
            scale = factor
            break
    else:
        scale = 1.0
    if not numeral.low * scale < other.high:
        return numeral
    return Numeral(numeral.first, other.stop, numeral.low * scale, other.high, max(numeral.grain * scale, other.grain))


def _from(tokens: Sequence[Token], first: int) -> bool:
    return "from" in {low_at(tokens, first - 1), low_at(tokens, first - 2)}


def _counted(tokens: Sequence[Token], read: _Read) -> Counted:
    if read.unit is not None:
        return _measured(tokens, read)
    after = counted_after(tokens, read.stop, one=read.one)
    if after.noun is None and not after.part:
        before = counted_before(tokens, read.first)
        return before._replace(stop=read.stop) if before.noun else after
    return after


def _measured(tokens: Sequence[Token], read: _Read) -> Counted:
    """Return what is measured: "tonnes of road salt", "40-mile corridor", "per cent of voters"."""
    stop = read.stop
    if low_at(tokens, stop) == "of":
        stop += 1
        while low_at(tokens, stop) in {"the", "its", "their", "all", "a", "his", "her"}:
            stop += 1
        plural = counted_after(tokens, stop, one=False)
        found = plural if plural.noun else counted_after(tokens, stop, one=True)
        return found._replace(part=False)
    hyphenated = read.unit is not None and low_at(tokens, read.unit.first) == "-"
    if hyphenated:
        return counted_after(tokens, stop + (low_at(tokens, stop) == "-") * 2, one=True)._replace(part=False)
    return Counted(None, (), (), False, stop)


def _total(tokens: Sequence[Token], first: int, stop: int) -> bool:
    near = {low_at(tokens, first - 1), low_at(tokens, first - 2), low_at(tokens, stop), low_at(tokens, stop + 1)}
    return bool(near & _TOTALS)


def _earlier(tokens: Sequence[Token], first: int, stop: int) -> bool:
    if low_at(tokens, first - 1) == "from" and low_at(tokens, stop) in {"to", "in", "a"}:
        return True
    if low_at(tokens, first - 1) == "from" and any(
        low_at(tokens, i) == "to" for i in range(stop, min(stop + 4, len(tokens)))
    ):
        return True
    return _after_any(tokens, first, _EARLIER) or _after_any(tokens, first, _DENIED)


def _after_any(tokens: Sequence[Token], first: int, phrases: Sequence[tuple[str, ...]]) -> bool:
    word = low_at(tokens, first - 1)
    return any(p[-1] == word and (len(p) == 1 or p[0] == low_at(tokens, first - 2)) for p in phrases)
