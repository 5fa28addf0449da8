"""Single days that name their month: "Dec. 7", "Tuesday, 7 December 2023", "2023-12-07"."""

import re
from collections.abc import Callable
from datetime import date

from corpus.text.calendar import LONG_MONTHS, MONTH_NUMBERS, SHORT_MONTHS, WEEKDAY_NUMBERS
from qa.news.extract.dates.calendar import Stretch, one_day
from qa.news.extract.dates.context import Around, Rule

LONG_MONTH = f"(?:{'|'.join(name.title() for name in LONG_MONTHS)})"
_SHORT_MONTH = "|".join((*(name.title() for name in SHORT_MONTHS), *(name.upper() for name in SHORT_MONTHS)))
MONTH = rf"(?:{LONG_MONTH}|{'|'.join(name.upper() for name in LONG_MONTHS)}|(?:{_SHORT_MONTH})(?:\.|(?!\w)))"
YEAR = r"(?:1[5-9]|20)[0-9][0-9](?![\w%]|[.,:/-][0-9])"
COMMA_YEAR = rf"(?:,?\s(?:of\s)?(?P<year>{YEAR}))"

_WEEKDAY = r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\.)"
_D = r"(?:[12][0-9]|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\w%]|[.,:/][0-9])"
_NUMBERED = (
    r"(?!\s(?:people|per\s?cent|percent|points?|votes?|goals?|km|kilomet|met(?:re|er)s|miles|million|billion|thousand|years?"
    r"|minutes?|hours?|dollars|euros|pounds)\b)"
)
_WHICH = r"(?:(?P<which>last|this|next|this\spast|this\scoming)\s)"

_MONTH_DAY = re.compile(
    rf"{_WHICH}?(?:{_WEEKDAY}(?:,\s|\s))?(?P<month>{MONTH})\s?(?P<day>{_D})"
    rf"(?:(?:\s?[-–—]\s?|\s(?:to|through)\s)(?P<until>{_D}))?{_NUMBERED}{COMMA_YEAR}?"
)
_DAY_MONTH = re.compile(
    rf"(?:{_WEEKDAY}(?:,\s|\s))?(?:the\s)?(?P<day>{_D})(?:(?:\s?[-–—]\s?|\s(?:to|through|and)\s)(?P<until>{_D}))?"
    rf"\s(?:of\s)?(?P<month>{MONTH}){COMMA_YEAR}?(?P<which>)(?!\s?[0-9])"
)
_ISO = re.compile(r"(?P<year>(?:1[5-9]|20)[0-9]{2})-(?P<month>[01][0-9])-(?P<day>[0-3][0-9])(?![\w-])")
_NUMERIC = re.compile(
    r"(?P<one>[0-3]?[0-9])(?P<sign>[./])(?P<two>[0-3]?[0-9])(?P=sign)(?P<year>(?:19|20)[0-9]{2})(?![\w/]|\.\w)"
)
_BLOCKED_DAY = re.compile(
    r"(?:\b(?:No|no|Nos|Number|number|Chapter|chapter|Room|Article|Apollo|Flight|Channel)\.?\s|[-–/.][0-9]*)$"
)
_ATTACK = re.compile(
    r"[\s-](?:attacks?|massacres?|riots?|insurrection|assault|atrocit\w+|hijack\w+|terror\w*|onslaught)\b"
)
_FAMOUS = frozenset({(1, 6), (9, 11), (10, 7)})

_RECENT_DAYS = 45
"""A day this near is surely that of this year, whatever year the text has named."""
_DOUBTFUL_DAYS = 120
"""A day this far behind or ahead may be that of another year."""


def _day_and_month(match: re.Match[str], around: Around) -> Stretch | None:
    number = MONTH_NUMBERS[match["month"].rstrip(".").lower()]
    first = int(match["day"].rstrip("sthndr"))
    last = int(match["until"].rstrip("sthndr")) if match["until"] else first
    if _BLOCKED_DAY.search(around.before(match.start())) or last < first:
        return None
    if (number, first) in _FAMOUS and not match["year"] and _ATTACK.match(around.after(match.end())):
        return None  # known by its day, whichever year it is
    if match["year"]:
        year: int | None = int(match["year"])
    else:
        year = shared_year(match, number, around) or nearest_year(match, lambda year: date(year, number, first), around)
    return Stretch(date(year, number, first), date(year, number, last), "day") if year else None


_SHARED = re.compile(
    rf"\s*(?:[-–—]|to|until|till|through|and|or|,)\s*(?:(?P<m1>{MONTH})\s{_D}|{_D}\s(?P<m2>{MONTH})|(?P<m3>{MONTH}))"
    rf"(?:,?\s(?P<year>{YEAR}))"
)


def shared_year(match: re.Match[str], number: int, around: Around) -> int | None:
    """Return the year of "from 27 September to 10 November 2020" for the first of the two."""
    other = _SHARED.match(around.after(match.end(), 60))
    if not other:
        return None
    then = MONTH_NUMBERS[(other["m1"] or other["m2"] or other["m3"]).rstrip(".").lower()]
    return int(other["year"]) - (then < number)


def nearest_year(match: re.Match[str], day_of: Callable[[int], date], around: Around) -> int | None:
    """Return the year of a day that is named without it: the nearest one, as news does.

    A weekday before it decides, and "last" or "next". Where two days are about as near, the verb does.

    Args:
        match: with the groups "weekday" and "which".
        day_of: the day in a year; it may raise ValueError where that year has none.
    """
    now = around.published
    if now is None:
        return None
    days = {year: day for year in (now.year - 1, now.year, now.year + 1) if (day := _day_in(year, day_of))}
    if match["weekday"]:
        days = {year: one for year, one in days.items() if one.weekday() == _weekday_number(match["weekday"])} or days
    if match["which"] in {"last", "this past"}:
        days = {year: one for year, one in days.items() if one < now}
    elif match["which"] in {"next", "this coming"}:
        days = {year: one for year, one in days.items() if one > now}
    if not days:
        return None
    nearest = min(days, key=lambda year: abs((days[year] - now).days))
    ahead = (days[nearest] - now).days
    told, tense = around.named_year(match.start()), around.tense(match)
    if told is not None and told != nearest and told < now.year and tense == "past" and abs(ahead) > _RECENT_DAYS:
        return None  # "in 2020 … on November 9": of that year, or of this one
    if abs(ahead) <= _DOUBTFUL_DAYS:
        return nearest
    if tense == "past" and ahead > 0 and nearest - 1 in days:
        return nearest - 1
    if tense == "future" and ahead < 0 and nearest + 1 in days:
        return nearest + 1
    return nearest


def _weekday_number(name: str) -> int:
    short = name.rstrip(".").lower()
    return next(number for weekday, number in WEEKDAY_NUMBERS.items() if weekday.startswith(short))


def _day_in(year: int, day_of: Callable[[int], date]) -> date | None:
    try:
        return day_of(year)
    except ValueError:  # 29 February; the year 0
        return None


def _iso(match: re.Match[str], _: Around) -> Stretch:
    return one_day(date(int(match["year"]), int(match["month"]), int(match["day"])))


def _numeric(match: re.Match[str], _: Around) -> Stretch | None:
    """Read "07.12.2023", day first; a date with slashes only where the numbers leave no choice."""
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    if match["sign"] == "." or one > 12 or one == two:
        return one_day(date(year, two, one))
    return one_day(date(year, one, two)) if two > 12 else None


MONTH_TRIGGERS = tuple(MONTH_NUMBERS)
_WEEKDAY_TRIGGERS = (*WEEKDAY_NUMBERS, *"mon tue tues wed thu thurs fri sat sun".split())

DAYS = (
    Rule(("#",), _ISO, _iso),
    Rule(("#",), _NUMERIC, _numeric),
    Rule((*MONTH_TRIGGERS, *_WEEKDAY_TRIGGERS, "last", "this", "next"), _MONTH_DAY, _day_and_month),
    Rule(("#", *_WEEKDAY_TRIGGERS, "the"), _DAY_MONTH, _day_and_month),
)
