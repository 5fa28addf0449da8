"""Days that are named by their feast: "on Thanksgiving Day", "on Christmas Eve", "before Halloween"."""

import re
from datetime import date, timedelta

from qa.news.extract.dates.calendar import Stretch, one_day
from qa.news.extract.dates.context import Around, Rule
from qa.news.extract.dates.days import COMMA_YEAR, nearest_year

_FIXED = {
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "new year's day": (1, 1),
    "new year's eve": (12, 31),
    "boxing day": (12, 26),
    "halloween": (10, 31),
    "valentine's day": (2, 14),
    "veterans day": (11, 11),
}
_MOVING = {
    "thanksgiving": (11, 3, 4),
    "thanksgiving day": (11, 3, 4),
    "labor day": (9, 0, 1),
    "memorial day": (5, 0, -1),
}
"""Month, weekday from Monday as 0, and which of its kind in the month; -1 is the last."""

_HOLIDAY = re.compile(
    r"(?:(?P<which>last|this|next)\s)?(?P<weekday>)"
    r"(?P<name>Christmas\s(?:Day|Eve)|New\sYear['’]s\s(?:Day|Eve)|Boxing\sDay|Halloween|Valentine['’]s\sDay|Veterans\sDay"
    rf"|Thanksgiving(?:\sDay)?|Labor\sDay|Memorial\sDay){COMMA_YEAR}?(?!\w|-|\s[A-Z]|['’]s\b)"
)
_AT = re.compile(r"\b(?:on|after|before|since|until|till|by|through|of|past)\s$", re.IGNORECASE)
_HABIT = re.compile(r"\b(?:every|each|a|any|always|usually|traditionally|annual)\s[^.]{0,40}$", re.IGNORECASE)


def _holiday(match: re.Match[str], around: Around) -> Stretch | None:
    name = " ".join(match["name"].lower().replace("’", "'").split())
    before = around.before(match.start())
    if not match["year"] and not match["which"] and (not _AT.search(before) or _HABIT.search(before)):
        return None
    if match["year"]:
        return one_day(_day_of(name, int(match["year"])))
    year = nearest_year(match, lambda year: _day_of(name, year), around)
    return one_day(_day_of(name, year)) if year else None


def _day_of(name: str, year: int) -> date:
    if name in _FIXED:
        return date(year, *_FIXED[name])
    month, weekday, which = _MOVING[name]
    if which < 0:
        last = date(year, month, 31)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))


HOLIDAYS = (
    Rule(
        tuple("last this next christmas new boxing halloween valentine veterans thanksgiving labor memorial".split()),
        _HOLIDAY,
        _holiday,
        final=False,
    ),
)
