"""Stretches of the calendar, from days and weeks (Monday to Sunday) to decades, and counting between them."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Precision = Literal["day", "week", "month", "season", "quarter", "half", "year", "decade"]

NARROWNESS: tuple[Precision, ...] = ("day", "week", "month", "season", "quarter", "half", "year", "decade")

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month in which a season begins, as meteorologists count them north of the equator."""

NUMBERS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split()
    )
} | {"a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `first` to `last`, both included, known to `precision`."""

    first: date
    last: date
    precision: Precision

    @property
    def is_one_day(self) -> bool:
        """Whether it is a single day."""
        return self.first == self.last


def one_day(day: date) -> Stretch:
    """Return a single day."""
    return Stretch(day, day, "day")


def week_of(day: date) -> Stretch:
    """Return the week, Monday to Sunday, that has `day`."""
    monday = day - timedelta(days=day.weekday())
    return Stretch(monday, monday + timedelta(days=6), "week")


def weekend_of(day: date) -> Stretch:
    """Return Saturday and Sunday of the week that has `day`."""
    sunday = week_of(day).last
    return Stretch(sunday - timedelta(days=1), sunday, "day")


def month(year: int, number: int) -> Stretch:
    """Return a month; `number` may lie outside 1 to 12 and counts on into other years."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return Stretch(date(year, number, 1), date(year, number, monthrange(year, number)[1]), "month")


def season(year: int, begin: int) -> Stretch:
    """Return the season whose first month is `begin` of `year`; winter ends in February of the year after."""
    return Stretch(month(year, begin).first, month(year, begin + 2).last, "season")


def quarter(year: int, number: int) -> Stretch:
    """Return a quarter of the calendar; `number` may lie outside 1 to 4 and counts on into other years."""
    begin = 3 * number - 2
    return Stretch(month(year, begin).first, month(year, begin + 2).last, "quarter")


def half(year: int, number: int) -> Stretch:
    """Return the first or second half of a year."""
    return Stretch(date(year, 6 * number - 5, 1), month(year, 6 * number).last, "half")


def years(first: int, last: int | None = None) -> Stretch:
    """Return a year, or the years from `first` to `last`."""
    return Stretch(date(first, 1, 1), date(first if last is None else last, 12, 31), "year")


def decade(first: int) -> Stretch:
    """Return the ten years from `first`."""
    return Stretch(date(first, 1, 1), date(first + 9, 12, 31), "decade")


def counted_from(day: date, count: int, unit: str) -> Stretch:
    """Return the day, week, month, year or decade that is `count` units after `day`, before it where negative.

    Ten, twenty, a hundred years are said of what is roughly so long ago, so a decade stands for them.
    """
    if unit == "day":
        return one_day(day + timedelta(days=count))
    if unit == "week":
        return week_of(day + timedelta(weeks=count))
    if unit == "month":
        return month(day.year, day.month + count)
    if unit == "decade":
        count *= 10
    if count % 10 == 0 and count:
        return decade(day.year + count - 5)
    return years(day.year + count)


def number_of(word: str) -> int | None:
    """Return the number that `word` is, up to three digits or one of the usual words; None for other words."""
    word = word.lower()
    if word.isascii() and word.isdigit():
        return int(word) if len(word) < 4 else None
    return NUMBERS.get(word)
