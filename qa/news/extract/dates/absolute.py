"""Expressions that name a day, month, season, year or decade: "Dec. 7", "7 December 2023", "in March", "the 1990s"."""

import re
from datetime import date

from corpus.text.calendar import LONG_MONTHS, MONTH_NUMBERS, SHORT_MONTHS
from qa.news.extract.dates.calendar import SEASONS, Stretch, decade, month, one_day, season, years
from qa.news.extract.dates.context import Around, Rule

_LONG_MONTH = f"(?:{'|'.join(name.title() for name in LONG_MONTHS)})"
_SHORT_MONTH = "|".join((*(name.title() for name in SHORT_MONTHS), *(name.upper() for name in SHORT_MONTHS)))
MONTH = rf"(?:{_LONG_MONTH}|{'|'.join(name.upper() for name in LONG_MONTHS)}|(?:{_SHORT_MONTH})(?:\.|(?!\w)))"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tues?|Wed|Thurs?|Fri)\."
_D = r"(?:[12][0-9]|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\w%]|[.,:/][0-9])"
_YEAR = r"(?:1[5-9]|20)[0-9][0-9](?![\w%]|[.,:/-][0-9])"
_TO = r"\s*(?:[-–—]|to|until|till|through|and)\s*"
_COMMA_YEAR = rf"(?:,?\s(?:of\s)?(?P<year>{_YEAR}))"
_NUMBERED = (
    r"(?!\s(?:people|per\s?cent|percent|points?|votes?|goals?|km|kilomet|met(?:re|er)s|miles|million|billion|thousand|years?"
    r"|minutes?|hours?|dollars|euros|pounds)\b)"
)

_MONTH_TRIGGERS = tuple(MONTH_NUMBERS)
_DAYS_A_YEAR = 365

_MONTH_DAY = re.compile(
    rf"(?:(?:{_WEEKDAY})(?:,\s|\s))?(?P<month>{MONTH})\s?(?P<day>{_D})(?:(?:\s?[-–—]\s?|\s(?:to|through)\s)(?P<until>{_D}))?"
    rf"{_NUMBERED}{_COMMA_YEAR}?"
)
_DAY_MONTH = re.compile(
    rf"(?:(?:{_WEEKDAY})(?:,\s|\s))?(?:the\s)?(?P<day>{_D})(?:(?:\s?[-–—]\s?|\s(?:to|through|and)\s)(?P<until>{_D}))?"
    rf"\s(?:of\s)?(?P<month>{MONTH}){_COMMA_YEAR}?(?!\s?[0-9])"
)
_MONTH_YEAR = re.compile(
    rf"(?:(?:early|late|mid)[ -])?(?P<month>{MONTH}){_COMMA_YEAR}(?!\s[a-z]+s\sof\b)", re.IGNORECASE
)
_MONTH_ALONE = re.compile(
    rf"(?P<part>(?:(?i:early|late|mid)[ -]))?(?P<month>{_LONG_MONTH})(?!\w|[-–][a-z]|['’])"
    r"(?:,?\s(?:of\s)?(?P<which>that|the\ssame|last|this|next)\syear\b)?"
)
_ISO = re.compile(r"(?P<year>(?:1[5-9]|20)[0-9]{2})-(?P<month>[01][0-9])-(?P<day>[0-3][0-9])(?![\w-])")
_NUMERIC = re.compile(
    r"(?P<one>[0-3]?[0-9])(?P<sign>[./])(?P<two>[0-3]?[0-9])(?P=sign)(?P<year>(?:19|20)[0-9]{2})(?![\w/]|\.\w)"
)
_DECADE = re.compile(
    r"(?:(?:the\s)?(?:(?:early|mid|late)[ -]))?(?:the\s)?(?P<decade>(?:1[5-9]|20)[0-9]0)['’]?s(?!\w)", re.IGNORECASE
)
_SHORT_DECADE = re.compile(r"(?:the\s)?(?:(?:early|mid|late)[ -])?['’‘](?P<decade>[3-9]0)s(?!\w)", re.IGNORECASE)
_YEARS = re.compile(r"(?P<first>(?:1[5-9]|20)[0-9]{2})\s?[-–—]\s?(?P<last>(?:1[5-9]|20)[0-9]{2})(?![\w%]|[.,:/-][0-9])")
_YEAR_ALONE = re.compile(rf"(?P<year>{_YEAR})(?![-–][a-z])")
_SEASON_YEAR = re.compile(
    rf"(?P<season>spring|summer|autumn|fall|winter)\s(?:of\s)?(?P<year>{_YEAR}|(?:1[5-9]|20)[0-9]{{2}}(?=[-–/]))"
    rf"(?:[-–/](?P<last>(?:20)?[0-9]{{2}})(?![\w%]))?",
    re.IGNORECASE,
)

_NAMES = frozenset({"april", "may", "june", "august", "march"})
_IN = re.compile(
    r"\b(?:in|between|since|until|till|during|throughout|by|early|late|mid|end\sof|beginning\sof|start\sof|middle\sof)[\s-](?:the\smonth\sof\s)?$",
    re.IGNORECASE,
)
_OF = re.compile(r"\b(?:from|of|for|before|after|to|through|between|and|or|as|on)\s$", re.IGNORECASE)
_BLOCKED_DAY = re.compile(
    r"(?:\b(?:No|no|Nos|Number|number|Chapter|chapter|Room|Article|Apollo|Flight|Channel)\.?\s|[-–/.][0-9]*)$"
)
_NAME_FOLLOWS = re.compile(r"\s[A-Z]")
_STREET = re.compile(r"\s(?:Street|Road|Avenue|Lane|Square|Madness|Fools)\b")
_THE_MONTH = re.compile(r"\b(?:the|The|this|their|its)\s$")
_ATTACK = re.compile(
    r"[\s-](?:attacks?|massacres?|riots?|insurrection|assault|atrocit\w+|hijack\w+|terror\w*|onslaught)\b"
)
_NEAR = 4  # months
_YEARS_FROM_NOW = {"last": -1, "this": 0, "next": 1}
_FAMOUS = frozenset({(1, 6), (9, 11), (10, 7)})
_BEFORE_YEAR = re.compile(
    r"\b(?:in|since|until|till|by|during|before|after|from|through|throughout|between|late|early|mid|around|circa)[\s-](?:the\syear\s|late\s|early\s|mid-)?$",
    re.IGNORECASE,
)
_AND_YEAR = re.compile(r"(?<![0-9])(?:1[5-9]|20)[0-9]{2}(?:,|\sand|,\sand|\sor|\sto|\sthrough|\suntil)\s$")
_THE_YEAR = re.compile(r"\b(?:the|The|a|its|their|his|her|this|our|’s|'s|last|first)\s$")
_OF_YEAR = re.compile(
    r"\b(?:the|The)\s(?:[\w-]+\s){1,4}of\s$|\b(?:summer|winter|spring|autumn|fall|end|beginning|start|half|quarter|middle|class)\sof\s$"
)
_QUANTITY = re.compile(
    r"\b(?:total|number|maximum|minimum|average|height|population|crowd|distance|cost|price|sum|record|depth|length|weight"
    r"|speed|capacity|altitude|elevation|amount|rate|group|list|figure|goal|target|force|army|score|staff|rest|loss|range)\s(?:\w+\s)?of\s$"
)
_THING_BEFORE = re.compile(
    r"\b(?:No|Resolution|Agenda|Vision|Room|Flight|Route|Highway|Windows|Boeing|Unit|Article|Order)\.?\s$"
)
_COUNTED = re.compile(
    r"\s(?!was\b|has\b|is\b|as\b|this\b|its\b|his\b|us\b|perhaps\b|thus\b|across\b|always\b|towards\b|besides\b|unless\b"
    r"|does\b|whereas\b)(?:[a-z]+-)?[a-z]*(?:[^s\W]s|people|men|women|children|km|kg|kilomet\w+|met(?:re|er)s?|percent|per\scent"
    r"|feet|foot|mile|tonne|ton|dollar|euro|dram|hour|strong|cubic|square|more|other|votes?)\b"
)
_THE_COUNTED = re.compile(
    r"\s(?:people|men|women|children|soldiers|troops|refugees|residents|prisoners|workers|villagers|employees|students"
    r"|members|victims|families|houses|homes|pages|seats|dollars|words|civilians|others|delegates|participants|guests|pupils"
    r"|protesters|migrants|fans|spectators|passengers|jobs|cases|deaths|kilomet\w+|km|met(?:re|er)s?|mile|tonne|hour|strong|or\sso)\b"
)


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
        year = _shared_year(match, number, around) or _nearest_year(match, number, first, around)
    return Stretch(date(year, number, first), date(year, number, last), "day") if year else None


_SHARED = re.compile(
    rf"\s*(?:[-–—]|to|until|till|through|and|or|,)\s*(?:(?P<m1>{MONTH})\s{_D}|{_D}\s(?P<m2>{MONTH})|(?P<m3>{MONTH}))"
    rf"(?:,?\s(?P<year>{_YEAR}))"
)


def _shared_year(match: re.Match[str], number: int, around: Around) -> int | None:
    """Return the year of "from 27 September to 10 November 2020" for the first of the two."""
    other = _SHARED.match(around.after(match.end(), 60))
    if not other:
        return None
    then = MONTH_NUMBERS[(other["m1"] or other["m2"] or other["m3"]).rstrip(".").lower()]
    return int(other["year"]) - (then < number)


def _nearest_year(match: re.Match[str], number: int, day: int, around: Around) -> int | None:
    """Return the year of a day that is named without it: as news does, of the months about the day of publication."""
    now = around.published
    if now is None:
        return None
    past = now.year - ((number, day) > (now.month, now.day))
    behind = (now - date(past, number, min(day, 28))).days
    tense = around.tense(match)
    told = around.named_year(match.start())
    if tense == "future" and behind > 0:
        return past + 1 if behind > _DAYS_A_YEAR / 5 else None if behind > 7 else past
    if told is not None and told != past and told < now.year:
        return None  # "in 2020 … on November 9": of that year, or of this one
    if behind <= 2 * _DAYS_A_YEAR / 3 or tense == "past":
        return past
    return past + 1 if tense is None else None


def _month_and_year(match: re.Match[str], _: Around) -> Stretch | None:
    if not match["month"][0].isupper():
        return None
    return month(int(match["year"]), MONTH_NUMBERS[match["month"].rstrip(".").lower()])


def _month_alone(match: re.Match[str], around: Around) -> Stretch | None:
    """Read a month without a year where a preposition shows that it is one."""
    name = match["month"].lower()
    number = MONTH_NUMBERS[name]
    before = around.before(match.start("month"))
    named = name in _NAMES and _NAME_FOLLOWS.match(around.after(match.end()))
    if re.match(r"\.?\s?[0-9]", around.after(match.end())) or re.match(r",\s[0-9]{1,2},", around.after(match.end())):
        return None
    if _STREET.match(around.after(match.end())):
        return None
    if match["which"]:
        return _month_of(match["which"], number, match, around)
    if name not in _NAMES and _THE_MONTH.search(before) and re.match(r"\s[a-z]", around.after(match.end())):
        sure: object = True  # "the September war"
    else:
        sure = match["part"] or _IN.search(before)
    if not sure and (name in _NAMES or not _OF.search(before)):
        return None
    if named and not re.search(r"\b(?:in|since|until|early|late|mid)[\s-]$", before, re.IGNORECASE):
        return None
    year = _shared_year(match, number, around) or _month_year(match, number, around)
    return month(year, number) if year else None


def _month_of(which: str, number: int, match: re.Match[str], around: Around) -> Stretch | None:
    """Read "May of that year", "May last year"."""
    if which in _YEARS_FROM_NOW:
        return month(around.published.year + _YEARS_FROM_NOW[which], number) if around.published else None
    anchor = around.anchor(match.start(), "year")
    return month(anchor.first.year, number) if anchor and anchor.first.year == anchor.last.year else None


def _month_year(match: re.Match[str], number: int, around: Around) -> int | None:
    now = around.published
    if now is None:
        return None
    if number == now.month:
        past, behind = now.year, 0
    else:
        past = now.year - (number > now.month)
        behind = (now.month - number) % 12
    told = around.named_year(match.start())
    tense = around.tense(match)
    if tense == "unsure":
        return None
    if tense == "future" and behind and (behind > _NEAR or not _THE_MONTH.search(around.before(match.start("month")))):
        return past + 1 if behind > _NEAR else None  # "next November", it would say in December
    if told is not None and told != past and told < now.year:
        return None
    return past


def _iso(match: re.Match[str], _: Around) -> Stretch:
    return one_day(date(int(match["year"]), int(match["month"]), int(match["day"])))


def _numeric(match: re.Match[str], _: Around) -> Stretch | None:
    """Read "07.12.2023", day first; a date with slashes only where the numbers leave no choice."""
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    if match["sign"] == "." or one > 12 or one == two:
        return one_day(date(year, two, one))
    return one_day(date(year, one, two)) if two > 12 else None


def _decade(match: re.Match[str], _: Around) -> Stretch:
    number = int(match["decade"])
    return decade(number if number > 99 else 1900 + number)


def _years(match: re.Match[str], _: Around) -> Stretch | None:
    first, last = int(match["first"]), int(match["last"])
    return years(first, last) if first <= last <= first + 100 else None


def _year_alone(match: re.Match[str], around: Around) -> Stretch | None:
    """Read four digits as a year only where the words about them say so."""
    before, after, year = around.before(match.start(), 60), around.after(match.end()), int(match["year"])
    if _THING_BEFORE.search(before) or year > 2100:
        return None
    if _BEFORE_YEAR.search(before) or _AND_YEAR.search(before):
        return None if _COUNTED.match(after) else years(year)
    if before.endswith("(") and after[:1] in {")", ","}:
        return years(year)
    if _THE_YEAR.search(before) and year >= 1900 and re.match(r"\s\w", after):
        return None if _THE_COUNTED.match(after) else years(year)
    if _OF_YEAR.search(before) and not _QUANTITY.search(before) and not re.match(r"\s[a-z]*[^s\W]s\b", after):
        return years(year)
    return None


def _season(match: re.Match[str], _: Around) -> Stretch | None:
    name, year, last = match["season"].lower(), int(match["year"]), match["last"]
    if name != "winter":
        return None if last else season(year, SEASONS[name])
    return season(year, 12) if last and int(last) % 100 == (year + 1) % 100 else None


_PARTS = ("early", "late", "mid")
_DAYS_OF_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT_DAYS = ("mon", "tue", "tues", "wed", "thu", "thurs", "fri")

ABSOLUTE = (
    Rule(("#",), _ISO, _iso),
    Rule(("#",), _NUMERIC, _numeric),
    Rule((*_MONTH_TRIGGERS, *_DAYS_OF_WEEK, *_SHORT_DAYS), _MONTH_DAY, _day_and_month),
    Rule(("#", *_DAYS_OF_WEEK, *_SHORT_DAYS, "the"), _DAY_MONTH, _day_and_month),
    Rule((*_MONTH_TRIGGERS, *_PARTS), _MONTH_YEAR, _month_and_year, final=False),
    Rule((*_MONTH_TRIGGERS, *_PARTS), _MONTH_ALONE, _month_alone),
    Rule(("#", "the", *_PARTS), _DECADE, _decade),
    Rule(("the", *_PARTS), _SHORT_DECADE, _decade),
    Rule(tuple(SEASONS), _SEASON_YEAR, _season),
    Rule(("#",), _YEARS, _years),
    Rule(("#",), _YEAR_ALONE, _year_alone),
)
