"""What a number may be a number of: money, shares, lengths, weights; each brought to one unit so that it can be compared."""

from typing import Literal, NamedTuple


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
