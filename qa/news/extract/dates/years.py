"""Years, decades and the seasons of a year: "in 2006", "fiscal 1988", "the '80s", "nineteen ninety-four", "spring 2015"."""

import re

from qa.news.extract.dates.calendar import SEASONS, Stretch, decade, season, years
from qa.news.extract.dates.context import Around, Rule
from qa.news.extract.dates.days import YEAR

_DECADE = re.compile(
    r"(?:(?:the\s)?(?:(?:early|mid|late)[ -]))?(?:the\s)?(?P<decade>(?:1[5-9]|20)[0-9]0)['’]?s(?!\w)", re.IGNORECASE
)
_SHORT_DECADE = re.compile(r"(?:the\s)?(?:(?:early|mid|late)[ -])?['’‘](?P<decade>[3-9]0)s(?!\w)", re.IGNORECASE)
_TENS = {
    "twent": 20, "thirt": 30, "fort": 40, "fift": 50, "sixt": 60, "sevent": 70, "eight": 80, "ninet": 90
}  # fmt: skip
_SPELLED_DECADE = re.compile(
    rf"the\s(?:(?:early|mid|late)[ -])?(?:nineteen[ -])?(?P<decade>{'|'.join(_TENS)})ies(?!\w)", re.IGNORECASE
)
_DIGITS = {
    word: number for number, word in enumerate("one two three four five six seven eight nine".split(), 1)
}  # fmt: skip
_TEENS = {
    word: number
    for number, word in enumerate(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(), 10
    )
}
_ANY_TENS, _ANY_DIGIT, _ANY_TEENS = "|".join(_TENS), "|".join(_DIGITS), "|".join(_TEENS)
SPELLED_YEAR = (
    rf"(?:nineteen\s(?:(?P<tens>{_ANY_TENS})y(?:[ -](?P<digit>{_ANY_DIGIT}))?|(?P<teens>{_ANY_TEENS}))"
    rf"|twenty\s(?P<teens2>{_ANY_TEENS}))(?!\w|-[a-z]|\s(?:million|thousand|hundred|years|days)\b)"
)
"""A year in words, as broadcasts are written down: "nineteen ninety-four"."""

_SPELLED_YEAR = re.compile(
    rf"(?:the\syear\s|(?P<season>spring|summer|autumn|fall)\sof\s)?{SPELLED_YEAR}", re.IGNORECASE
)
_TWO_THOUSAND = re.compile(
    rf"(?:the\s)?year\stwo\sthousand(?:\s(?:and\s)?(?P<digit>{'|'.join(_DIGITS)}))?(?!\w)", re.IGNORECASE
)
_YEARS = re.compile(r"(?P<first>(?:1[5-9]|20)[0-9]{2})\s?[-–—]\s?(?P<last>(?:1[5-9]|20)[0-9]{2})(?![\w%]|[.,:/-][0-9])")
_YEAR_ALONE = re.compile(rf"(?P<year>{YEAR})(?![-–][a-z])")
_SEASON_YEAR = re.compile(
    rf"(?P<season>spring|summer|autumn|fall|winter)\s(?:of\s)?(?P<year>{YEAR}|(?:1[5-9]|20)[0-9]{{2}}(?=[-–/]))"
    rf"(?:[-–/](?P<last>(?:20)?[0-9]{{2}})(?![\w%]))?",
    re.IGNORECASE,
)
_BEFORE_YEAR = re.compile(
    r"\b(?:in|since|until|till|by|during|before|after|from|through|throughout|between|late|early|mid|around|circa|into|fiscal"
    r"|calendar|both|due|year|FY|than|that|election|elections|season)[\s-](?:the\syear\s|fiscal\s(?:year\s)?|late\s|early\s|mid-)?$",
    re.IGNORECASE,
)
_AND_YEAR = re.compile(
    r"(?<![0-9])(?:1[5-9]|20)[0-9]{2}(?:,|\sand|,\sand|\sor|\sto|\sthrough|\suntil|\sand\sin|\sversus|\sthan\sin)\s$"
)
_THE_YEAR = re.compile(r"\b(?:the|The|a|A|an|An|its|their|his|her|this|our|your|my|’s|'s|last|first|only)\s$")
_OF_YEAR = re.compile(
    r"\b(?:the|The)\s(?:[\w-]+\s){1,4}of\s$"
    r"|\b(?:summer|winter|spring|autumn|fall|end|beginning|start|half|quarters?|months?|middle|class|part|most|much|all|rest"
    r"|remainder|[A-Z]\w+)\sof\s$"
)
_FOR = re.compile(r"\b(?:[Ff]or|of)\s$")
_QUANTITY = re.compile(
    r"\b(?:total|number|maximum|minimum|average|height|population|crowd|distance|cost|price|sum|record|depth|length|weight"
    r"|speed|capacity|altitude|elevation|amount|rate|group|list|figure|goal|target|force|army|score|staff|rest|loss|range)\s"
    r"(?:\w+\s)?of\s$"
)
_THING_BEFORE = re.compile(
    r"\b(?:No|Resolution|Agenda|Vision|Room|Flight|Route|Highway|Windows|Boeing|Unit|Article|Order|room|flight|route|Apt|Suite)"
    r"\.?\s$"
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
_LATEST_YEAR = 2100


def _decade(match: re.Match[str], _: Around) -> Stretch:
    first = int(match["decade"])
    return decade(first if first > 99 else 1900 + first)


def _spelled_decade(match: re.Match[str], _: Around) -> Stretch:
    return decade(1900 + _TENS[match["decade"].lower()])


def spelled_year(match: re.Match[str]) -> int:
    """Return the year that `SPELLED_YEAR` has matched."""
    if match["teens2"]:
        return 2000 + _TEENS[match["teens2"].lower()]
    if match["teens"]:
        return 1900 + _TEENS[match["teens"].lower()]
    return 1900 + _TENS[match["tens"].lower()] + (_DIGITS[match["digit"].lower()] if match["digit"] else 0)


def _spelled(match: re.Match[str], _: Around) -> Stretch:
    year = spelled_year(match)
    return season(year, SEASONS[match["season"].lower()]) if match["season"] else years(year)


def _two_thousand(match: re.Match[str], _: Around) -> Stretch:
    return years(2000 + (_DIGITS[match["digit"].lower()] if match["digit"] else 0))


def _years(match: re.Match[str], _: Around) -> Stretch | None:
    first, last = int(match["first"]), int(match["last"])
    return years(first, last) if first <= last <= first + 100 else None


def _year_alone(match: re.Match[str], around: Around) -> Stretch | None:
    """Read four digits as a year only where the words about them say so."""
    before, after, year = around.before(match.start(), 60), around.after(match.end()), int(match["year"])
    if _THING_BEFORE.search(before) or year > _LATEST_YEAR:
        return None
    if _BEFORE_YEAR.search(before) or _AND_YEAR.search(before):
        return None if _COUNTED.match(after) else years(year)
    if before.endswith("(") and after[:1] in {")", ","}:
        return years(year)
    if _THE_YEAR.search(before) and year >= 1900 and re.match(r"\s\w", after):
        return None if _THE_COUNTED.match(after) else years(year)
    if _OF_YEAR.search(before) and not _QUANTITY.search(before) and not re.match(r"\s[a-z]*[^s\W]s\b", after):
        return years(year)
    if (
        _FOR.search(before)
        and not _QUANTITY.search(before)
        and re.match(r"[,.;'’”\"]|\s(?:was|is|and|to|were|at|by)\b", after)
    ):
        return years(year)
    return years(year) if year >= 1900 and re.match(r"\s[A-Z][a-z]+[A-Z\s]", after) else None


def _season(match: re.Match[str], _: Around) -> Stretch | None:
    name, year, last = match["season"].lower(), int(match["year"]), match["last"]
    if name != "winter":
        return None if last else season(year, SEASONS[name])
    return season(year, 12) if last and int(last) % 100 == (year + 1) % 100 else None


_PARTS = ("early", "late", "mid")

YEARS = (
    Rule(("#", "the", *_PARTS), _DECADE, _decade),
    Rule(("the", *_PARTS), _SHORT_DECADE, _decade),
    Rule(("the",), _SPELLED_DECADE, _spelled_decade),
    Rule(tuple(SEASONS), _SEASON_YEAR, _season),
    Rule(("nineteen", "twenty", "the", *SEASONS), _SPELLED_YEAR, _spelled),
    Rule(("the", "year"), _TWO_THOUSAND, _two_thousand),
    Rule(("#",), _YEARS, _years),
    Rule(("#",), _YEAR_ALONE, _year_alone),
)
