"""Months, with their year and without: "March 2022", "in late May", "last October", "a June agreement"."""

import re

from corpus.text.calendar import MONTH_NUMBERS
from qa.news.extract.dates.calendar import Stretch, month
from qa.news.extract.dates.context import Around, Rule
from qa.news.extract.dates.days import COMMA_YEAR, LONG_MONTH, MONTH, MONTH_TRIGGERS, shared_year
from qa.news.extract.dates.years import SPELLED_YEAR, spelled_year

_MONTH_YEAR = re.compile(
    rf"(?:(?:early|late|mid)[ -])?(?P<month>{MONTH}){COMMA_YEAR}(?!\s[a-z]+s\sof\b)", re.IGNORECASE
)
_MONTH_SPELLED = re.compile(rf"(?P<month>{MONTH}),?\s(?:of\s)?(?P<year>{SPELLED_YEAR})", re.IGNORECASE)
_MONTH_ALONE = re.compile(
    rf"(?P<part>(?:(?i:early|late|mid)[ -]))?(?P<month>{LONG_MONTH})(?!\w|[-–][a-z])"
    r"(?:,?\s(?:of\s)?(?P<which>that|the\ssame|last|this|next)\syear\b)?"
)
_LAST_MONTH = re.compile(rf"(?P<which>last|this|next|this\spast)\s(?P<month>{MONTH})(?!\w|\s?[0-9])", re.IGNORECASE)

_NAMES = frozenset({"april", "may", "june", "august", "march"})
"""Months whose names are people's or words as well."""

_IN = re.compile(
    r"\b(?:in|between|since|until|till|during|throughout|by|early|late|mid|end\sof|beginning\sof|start\sof|middle\sof)[\s-]"
    r"(?:the\smonth\sof\s)?$",
    re.IGNORECASE,
)
_OF = re.compile(
    r"\b(?:from|of|for|before|after|to|through|between|and|or|as|on|into|than|around|about|following)\s$", re.IGNORECASE
)
_NAME_FOLLOWS = re.compile(r"\s[A-Z]")
_STREET = re.compile(r"\s(?:Street|Road|Avenue|Lane|Square|Madness|Fools)\b")
_THE_MONTH = re.compile(r"\b(?:the|The|this|their|its|a|an|A|An|his|her|our|my|\w+['’]s)\s$")
_AN = re.compile(r"\b[Aa]n?\s$")
_NUMBER_FOLLOWS = re.compile(r"\.?\s?[0-9]|,\s[0-9]{1,2},")
_SURE_BEFORE = re.compile(r"\b(?:in|since|until|early|late|mid)[\s-]$", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:since|last)\s$|\bsince\s\w+ing\b[^.;]{0,25}$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|through|by)\s(?:early\s|late\s|mid-?\s?|the\send\sof\s)?$", re.IGNORECASE)
_YEARS_FROM_NOW = {"last": -1, "this": 0, "next": 1}

_SOON, _NEAR, _ATTRIBUTIVE = 4, 2, 4
"""So many months ahead, a month is the one ahead where no verb of the past is beside it; so many behind, it is the one behind
even after a verb of the future, as "the September war" is for longer."""

_BESIDE = 60  # characters


def _month_and_year(match: re.Match[str], _: Around) -> Stretch | None:
    if not match["month"][0].isupper():
        return None
    return month(int(match["year"]), MONTH_NUMBERS[match["month"].rstrip(".").lower()])


def _month_spelled(match: re.Match[str], _: Around) -> Stretch:
    return month(spelled_year(match), MONTH_NUMBERS[match["month"].rstrip(".").lower()])


def _month_alone(match: re.Match[str], around: Around) -> Stretch | None:
    """Read a month without a year where the words about it show that it is one."""
    name = match["month"].lower()
    before, after = around.before(match.start("month")), around.after(match.end())
    if _NUMBER_FOLLOWS.match(after) or _STREET.match(after):
        return None
    if match["which"]:
        return _month_of(match["which"], MONTH_NUMBERS[name], match, around)
    if name not in _NAMES and (
        re.match(r"['’]s\s", after) or (_THE_MONTH.search(before) and re.match(r"\s[a-z]", after))
    ):
        sure: object = True  # "the September war", "December's figures"
    else:
        sure = match["part"] or _IN.search(before)
    if name in _NAMES and re.match(r"['’]s\b", after):
        return None
    sure = sure or (_AN.search(before) and re.match(r"\s[a-z]", after))  # "a June agreement"
    if not sure and (name in _NAMES or not _OF.search(before)):
        return None
    if name in _NAMES and _NAME_FOLLOWS.match(after) and not _SURE_BEFORE.search(before):
        return None
    number = MONTH_NUMBERS[name]
    year = shared_year(match, number, around) or _year_of_month(match, number, around)
    return month(year, number) if year else None


def _month_of(which: str, number: int, match: re.Match[str], around: Around) -> Stretch | None:
    """Read "May of that year", "May last year"."""
    if which in _YEARS_FROM_NOW:
        return month(around.published.year + _YEARS_FROM_NOW[which], number) if around.published else None
    anchor = around.anchor(match.start(), "year")
    return month(anchor.first.year, number) if anchor and anchor.first.year == anchor.last.year else None


def _year_of_month(match: re.Match[str], number: int, around: Around) -> int | None:
    """Return the year of a month that is named without it: the one behind, or ahead after a verb of the future."""
    now = around.published
    if now is None:
        return None
    past = now.year - (number > now.month)
    ahead, behind = (number - now.month) % 12, (now.month - number) % 12
    tense = around.tense(match)
    told = around.named_year(match.start())
    before = around.before(match.start())
    if told is not None and told != past and told < now.year and tense != "future" and behind > _NEAR:
        return None
    if _SINCE.search(before) or not ahead:
        return past
    if tense == "unsure":
        return None
    if tense == "future":
        near = _ATTRIBUTIVE if _THE_MONTH.search(before) else _NEAR
        return past if behind <= near else past + 1  # "next November", it would say in December
    if ahead <= _SOON and (_UNTIL.search(before) or around.tense(match, _BESIDE) != "past"):
        return past + 1
    return past


def _named_month(match: re.Match[str], around: Around) -> Stretch | None:
    """Read "last March": the one before the month of publication."""
    now = around.published
    if now is None or not match["month"][0].isupper() or re.match(r"\s[A-Z][a-z]+\b", around.after(match.end())):
        return None
    number, which = MONTH_NUMBERS[match["month"].rstrip(".").lower()], match["which"].lower()
    if which == "this":
        return month(now.year, number)
    if which.startswith(("last", "this")):
        return month(now.year - (number >= now.month), number)
    return month(now.year + (number <= now.month), number)


_PARTS = ("early", "late", "mid")

MONTHS = (
    Rule((*MONTH_TRIGGERS, *_PARTS), _MONTH_YEAR, _month_and_year, final=False),
    Rule(MONTH_TRIGGERS, _MONTH_SPELLED, _month_spelled, final=False),
    Rule((*MONTH_TRIGGERS, *_PARTS), _MONTH_ALONE, _month_alone),
    Rule(("last", "this", "next"), _LAST_MONTH, _named_month),
)
