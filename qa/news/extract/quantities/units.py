"""What a number may be a number of: money, shares, lengths, weights; each brought to one unit so that it can be compared.

The unit is printed before the number ("$5", "USD 5") or after it ("40-mile", "per cent").
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from qa.news.extract.quantities.numerals import low_at, touches
from qa.news.extract.tokens import Token


class Unit(NamedTuple):
    """What a printed unit stands for.

    Attributes:
        kind: "money", "percent", "points", "measure" or "duration".
        name: the unit that values are brought to.
        factor: by which a value is multiplied.
        shift: what is added first (degrees Fahrenheit).
    """

    kind: Literal["money", "percent", "points", "measure", "duration"]
    name: str
    factor: float = 1.0
    shift: float = 0.0


def _table(*rows: tuple[str, Unit]) -> dict[str, Unit]:
    return {word: unit for words, unit in rows for word in words.split("|")}


SYMBOLS = _table(
    ("$|us$", Unit("money", "USD")),
    ("£", Unit("money", "GBP")),
    ("€", Unit("money", "EUR")),
    ("¥", Unit("money", "JPY")),
    ("₽", Unit("money", "RUB")),
    ("₺", Unit("money", "TRY")),
    ("₴", Unit("money", "UAH")),
    ("₹", Unit("money", "INR")),
    ("֏", Unit("money", "AMD")),
    ("₼", Unit("money", "AZN")),
)
"""Signs of money, before a number or after it."""

PREFIXED_DOLLARS = {"a": "AUD", "c": "CAD", "ca": "CAD", "us": "USD", "hk": "HKD", "nz": "NZD", "s": "SGD"}
"""The letters of "A$"."""

CODES = frozenset("usd eur gbp jpy rub try uah inr amd azn gel chf aud cad cny sek nok dkk pln".split())
"""Codes of money, in lower case."""

AFTER = _table(
    ("%|percent|pct|percents", Unit("percent", "%")),
    ("dollar|dollars|bucks", Unit("money", "USD")),
    ("euro|euros", Unit("money", "EUR")),
    ("pound|pounds|quid", Unit("money", "GBP")),
    ("cent|cents", Unit("money", "USD", 0.01)),
    ("yen", Unit("money", "JPY")),
    ("yuan|renminbi", Unit("money", "CNY")),
    ("ruble|rubles|rouble|roubles", Unit("money", "RUB")),
    ("lira|liras", Unit("money", "TRY")),
    ("hryvnia|hryvnias", Unit("money", "UAH")),
    ("rupee|rupees", Unit("money", "INR")),
    ("dram|drams", Unit("money", "AMD")),
    ("manat|manats", Unit("money", "AZN")),
    ("lari|laris", Unit("money", "GEL")),
    ("franc|francs", Unit("money", "CHF")),
    ("km|kilometre|kilometres|kilometer|kilometers|kms", Unit("measure", "km")),
    ("m|metre|metres|meter|meters", Unit("measure", "km", 0.001)),
    ("cm|centimetre|centimetres|centimeter|centimeters", Unit("measure", "km", 1e-5)),
    ("mm|millimetre|millimetres|millimeter|millimeters", Unit("measure", "km", 1e-6)),
    ("mile|miles", Unit("measure", "km", 1.609344)),
    ("yard|yards", Unit("measure", "km", 0.0009144)),
    ("foot|feet|ft", Unit("measure", "km", 0.0003048)),
    ("inch|inches", Unit("measure", "km", 2.54e-5)),
    ("mph", Unit("measure", "km/h", 1.609344)),
    ("kmh|kph", Unit("measure", "km/h")),
    ("knot|knots", Unit("measure", "km/h", 1.852)),
    ("tonne|tonnes|ton|tons", Unit("measure", "tonnes")),
    ("kg|kilo|kilos|kilogram|kilograms|kilogramme|kilogrammes", Unit("measure", "tonnes", 0.001)),
    ("g|gram|grams|gramme|grammes", Unit("measure", "tonnes", 1e-6)),
    ("lb|lbs", Unit("measure", "tonnes", 0.00045359237)),
    ("ounce|ounces|oz", Unit("measure", "tonnes", 2.834952e-5)),
    ("hectare|hectares|ha", Unit("measure", "km²", 0.01)),
    ("acre|acres", Unit("measure", "km²", 0.0040468564)),
    ("litre|litres|liter|liters", Unit("measure", "litres")),
    ("gallon|gallons", Unit("measure", "litres", 3.785411784)),
    ("barrel|barrels", Unit("measure", "barrels")),
    ("mw|megawatt|megawatts", Unit("measure", "MW")),
    ("gw|gigawatt|gigawatts", Unit("measure", "MW", 1000)),
    ("kw|kilowatt|kilowatts", Unit("measure", "MW", 0.001)),
    ("celsius|°c", Unit("measure", "°C")),
    ("fahrenheit|°f", Unit("measure", "°C", 5 / 9, -32)),
    ("second|seconds", Unit("duration", "hours", 1 / 3600)),
    ("minute|minutes", Unit("duration", "hours", 1 / 60)),
    ("hour|hours", Unit("duration", "hours")),
    ("day|days", Unit("duration", "days")),
    ("week|weeks", Unit("duration", "days", 7)),
    ("month|months", Unit("duration", "years", 1 / 12)),
    ("year|years|yr|yrs", Unit("duration", "years")),
    ("decade|decades", Unit("duration", "years", 10)),
    ("century|centuries", Unit("duration", "years", 100)),
)
"""Words and signs after a number, in lower case."""

SQUARE = "km²"
CUBIC = "m³"


def squared(unit: Unit) -> Unit:
    """Return the area of a length: "square miles"."""
    return Unit("measure", SQUARE, unit.factor**2)


def cubed(unit: Unit) -> Unit:
    """Return the volume of a length: "cubic metres"."""
    return Unit("measure", CUBIC, (unit.factor * 1000) ** 3)


def per_hour(unit: Unit) -> Unit:
    """Return the speed of a length: "kilometres per hour"."""
    return Unit("measure", "km/h", unit.factor)


_DOLLARS = {"us": "USD", "canadian": "CAD", "australian": "AUD", "zealand": "NZD", "singapore": "SGD"}
_SHARED_WORDS = {
    "dollar",
    "dollars",
    "pound",
    "pounds",
    "franc",
    "francs",
    "lira",
    "rupees",
    "rubles",
    "roubles",
    "talers",
}
_NOT_ALONE = frozenset("m g ha b ft lb yen second foot try all".split())
"""Units that are units only straight after a digit."""
_RATES = frozenset(
    "second minute hour day night week month year decade person head child household unit tonne hectare km".split()
)
_RATE_WORDS = {
    "daily": "day",
    "hourly": "hour",
    "weekly": "week",
    "monthly": "month",
    "annually": "year",
    "yearly": "year",
}


class Found(NamedTuple):
    """A unit in a row of tokens: it takes in tokens from `first` to before `stop`."""

    unit: Unit
    first: int
    stop: int


def unit_before(tokens: Sequence[Token], first: int) -> Found | None:
    """Return the money sign or code that stands before a number."""
    token = tokens[first - 1] if first else None
    if token is None:
        return None
    if token.text in SYMBOLS:
        start = first - 1
        prefix = (
            PREFIXED_DOLLARS.get(low_at(tokens, first - 2))
            if token.text == "$" and touches(tokens, first - 1)
            else None
        )
        return Found(Unit("money", prefix), start - 1, first) if prefix else Found(SYMBOLS[token.text], start, first)
    if token.low in CODES and token.text.isupper():
        return Found(Unit("money", token.text), first - 1, first)
    return None


def unit_after(tokens: Sequence[Token], stop: int) -> Found | None:
    """Return the unit that stands after a number."""
    at = stop + (low_at(tokens, stop) in {"-", "‑"} and touches(tokens, stop) and touches(tokens, stop + 1))
    word = low_at(tokens, at)
    if not word:
        return None
    found = _two_words(tokens, stop, at, word)
    if found is not None:
        return found
    if word in CODES and tokens[at].text.isupper():
        return Found(Unit("money", tokens[at].text), stop, at + 1)
    if word in SYMBOLS and touches(tokens, at):
        return Found(SYMBOLS[word], stop, at + 1)
    if tokens[at].text in {"C", "F"} and touches(tokens, at) and at == stop:
        return Found(AFTER["celsius" if word == "c" else "fahrenheit"], stop, at + 1)
    unit = AFTER.get(word)
    if unit is None or (word in _NOT_ALONE and tokens[stop - 1].kind != "digits"):
        return None
    if word in {"pounds", "pound"} and low_at(tokens, at + 1) == "of":
        return Found(AFTER["lb"], stop, at + 1)
    return _with_rate(tokens, Found(unit, stop, at + 1))


def rate_at(tokens: Sequence[Token], index: int) -> str | None:
    """Return "day" for "a day", "per day", "each day", "daily" at a token."""
    word = low_at(tokens, index)
    if word in _RATE_WORDS:
        return _RATE_WORDS[word]
    if word in {"a", "an", "per", "every", "each", "/"} and low_at(tokens, index + 1) in _RATES:
        return low_at(tokens, index + 1)
    return None


def _two_words(tokens: Sequence[Token], stop: int, at: int, word: str) -> Found | None:
    after = low_at(tokens, at + 1)
    if word == "per" and after == "cent":
        return _points(tokens, Found(AFTER["%"], stop, at + 2))
    if word in {"%", "percent"}:
        return _points(tokens, Found(AFTER["%"], stop, at + 1))
    if word == "percentage" and after in {"point", "points"}:
        return Found(Unit("points", "points"), stop, at + 2)
    if word == "basis" and after in {"point", "points"}:
        return Found(Unit("points", "points", 0.01), stop, at + 2)
    if word in {"square", "sq", "cubic"} and after in AFTER:
        made = cubed(AFTER[after]) if word == "cubic" else squared(AFTER[after])
        return Found(made, stop, at + 2)
    if word in {"degrees", "degree", "°"}:
        scale = {"c": "celsius", "f": "fahrenheit"}.get(after, after)
        known = scale in {"celsius", "fahrenheit"}
        return Found(AFTER[scale] if known else Unit("measure", "°"), stop, at + 1 + known)
    if after in _SHARED_WORDS and word in _DOLLARS and "dollar" in after:
        return Found(Unit("money", _DOLLARS[word]), stop, at + 2)
    if word == "u" and after == "." and low_at(tokens, at + 4) in {"dollars", "dollar"}:
        return Found(AFTER["dollars"], stop, at + 5)
    if after in _SHARED_WORDS and after in AFTER and word.endswith(("an", "ish", "ese", "ss")):
        return Found(Unit("money", f"{word} {after}"), stop, at + 2)
    return None


def _points(tokens: Sequence[Token], found: Found) -> Found:
    if low_at(tokens, found.stop) in {"point", "points"}:
        return Found(Unit("points", "points"), found.first, found.stop + 1)
    return found


def _with_rate(tokens: Sequence[Token], found: Found) -> Found:
    """Read "kilometres per hour", "km/h" as one unit."""
    rate = low_at(tokens, found.stop) in {"per", "an", "/"} and low_at(tokens, found.stop + 1) in {"hour", "h"}
    if found.unit.name != "km" or not rate:
        return found
    return Found(per_hour(found.unit), found.first, found.stop + 2)
