"""Quarters and halves of years, as companies report and economies grow: "third-quarter profit", "the first half of 1998".

A quarter without its year is the latest that has begun, or the next one after a verb of the future. In a text about quarters "the
year-ago period" and "from $3 million a year ago" are the same quarter of the year before. A quarter of a match is none.
"""

import re
from datetime import date, timedelta

from corpus.text.calendar import MONTH_NUMBERS
from qa.news.extract.dates.calendar import Stretch, half, quarter, years
from qa.news.extract.dates.context import REACH, Around, Mention, Rule
from qa.news.extract.dates.days import MONTH, YEAR

_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
    "last": 4,
    "final": 4,
}
_OF = (
    rf"(?:,?\s(?:of\s|in\s)?(?:fiscal\s|calendar\s)?(?:the\syear\s)?(?P<year>{YEAR})"
    r"|\s(?:of\s)?(?P<which>last|this|next|the)\syear\b)"
)

_ORDINAL = re.compile(
    r"(?:(?:the\s)?(?P<ago>year-(?:ago|earlier))\s|(?P<whose>last|this|next)\syear['’]s\s)?(?:fiscal[\s-])?"
    rf"(?P<ordinal>first|second|third|fourth|1st|2nd|3rd|4th)[\s-](?:fiscal[\s-])?quarter(?!s)(?!\w){_OF}?",
    re.IGNORECASE,
)
_YEAR_ORDINAL = re.compile(
    rf"(?:the\s)?(?P<year>{YEAR})(?:['’]s)?\s(?:fiscal\s)?"
    r"(?:(?P<ordinal>first|second|third|fourth|last|final)[\s-](?P<unit>quarter|half)|(?P<plain>quarter|period))(?!\w)",
    re.IGNORECASE,
)
_SHORT = re.compile(rf"Q(?P<number>[1-4])(?:[\s-](?:of\s)?(?P<year>{YEAR}))?(?!\w)")
_HALF = re.compile(rf"(?:the\s)?(?P<ordinal>first|second|last|latter)[\s-]half{_OF}", re.IGNORECASE)
_MONTHS = re.compile(
    rf"(?:the\s)?(?P<ordinal>first|last|final)\s(?P<count>three|six|two|3|6)\s(?P<unit>months|quarters){_OF}",
    re.IGNORECASE,
)
_THE = re.compile(
    r"(?P<which>(?:the|this|last|next|that|its)\s"
    r"(?:(?:latest|most\srecent|recent|current|comparable|corresponding|just-ended|same|like)\s){0,3})"
    r"(?P<ago>(?:year-ago|year-earlier|prior-year)\s)?(?P<shift>(?:previous|preceding|prior|following|next)\s)?(?:fiscal\s)?"
    r"(?P<unit>quarter|period|three\smonths)(?!\w|-)"
    rf"(?P<ago2>,?\s(?:a\syear\s(?:ago|earlier|before)|last\syear|the\syear\sbefore|in\sthe\sprevious\syear))?"
    rf"(?=(?:\s(?:that\s)?end(?:ed|ing|s)\s(?:on\s|in\s)?(?P<month>{MONTH}))?)",
    re.IGNORECASE,
)
_SHIFTS = {"previous": -1, "preceding": -1, "prior": -1, "following": 1, "next": 1}
_AGO = re.compile(r"(?:a\syear\s(?P<ago>ago|earlier)|(?P<ago2>year-(?:ago|earlier)))(?!\w)", re.IGNORECASE)
_COMPARED = re.compile(
    r"(?:\b(?:than|from|with|to|versus|against|of|at|or|and)|,)\s[^.;]{0,60}$|[0-9%]\s?$", re.IGNORECASE
)
_AMOUNT = re.compile(r"[$£€¥#%]|\b(?:million|billion|cents|percent|pence|yen|marks|shares?)\b")
_MATCH = re.compile(
    r"\b(?:touchdowns?|yards?|score[ds]?|scoring|game|games|goals?|ball|baskets?|coach|quarterback|halftime|penalty|season"
    r"|kick|lead|team|teams|players?|three-pointers?|rebounds?|NFL|NBA|points?\sin)\b"
)
_BUSINESS = re.compile(
    r"[$£€¥%]|\b(?:earnings|profits?|sales|revenues?|net|income|loss(?:es)?|results|growth|grew|econom\w+|GDP|gross|output|percent"
    r"|million|billion|shares?|compan\w+|demand|prices|market|invest\w+|exports|imports|shipments|charge|dividend|orders|budget"
    r"|fiscal|forecast|analysts?|quarterly|spending|rate|costs|stock|shipped|deliver\w+|tax)\b",
    re.IGNORECASE,
)
_OTHER_PERIOD = re.compile(r"\bmonths\b|\bthe\s(?:full\s|fiscal\s)?year\b", re.IGNORECASE)
_YEARS_FROM_NOW = {"last": -1, "this": 0, "next": 1}
_NEW_YEAR = 2
"""Until this month "the year" is the one before, but after a verb of the future."""
_ENDED_DAYS = 60
"""A quarter that ended longer ago than this is not the one that a verb of the future is about."""


def _ordinal(match: re.Match[str], around: Around) -> Stretch | None:
    number = _ORDINALS[match["ordinal"].lower()]
    if not (match["year"] or match["which"] or match["whose"]) and not _about_business(match, around):
        return None
    if match["ago"]:
        last = _latest(number, match, around)
        return quarter(last.first.year - 1, number) if last else None
    if match["whose"]:
        now = around.published
        return quarter(now.year + _YEARS_FROM_NOW[match["whose"].lower()], number) if now else None
    year = _year_of(match, around)
    if year:
        return quarter(year, number)
    return None if match["which"] else _latest(number, match, around)


def _latest(number: int, match: re.Match[str], around: Around) -> Stretch | None:
    now = around.published
    if now is None:
        return None
    last = quarter(now.year, number)
    if last.first > now:
        last = quarter(now.year - 1, number)
    if around.tense(match) == "future" and last.last < now - timedelta(days=_ENDED_DAYS):
        return quarter(last.first.year + 1, number)
    return last


def _year_of(match: re.Match[str], around: Around) -> int | None:
    if match["year"]:
        return int(match["year"])
    if not match["which"] or around.published is None:
        return None
    which, now = match["which"].lower(), around.published
    if which == "the":
        return now.year - (now.month <= _NEW_YEAR and around.tense(match) != "future")
    return now.year + _YEARS_FROM_NOW[which]


def _about_business(match: re.Match[str], around: Around) -> bool:
    """Tell whether the words about an expression are of business, and those of its sentence not of a match."""
    low, high = around.clauses.bounds(match.start())
    sentence = around.text[max(low, match.start() - REACH) : min(high, match.end() + REACH)]
    if _MATCH.search(sentence):
        return False
    near = around.text[max(0, match.start() - 2 * REACH) : match.end() + REACH]
    return _BUSINESS.search(near) is not None


def _year_ordinal(match: re.Match[str], around: Around) -> Stretch | None:
    year = int(match["year"])
    if match["plain"]:
        anchor = _quarter_before(match.start(), around)
        if anchor is None:
            return years(year)
        return quarter(year, _number(anchor))
    number = _ORDINALS[match["ordinal"].lower()]
    if match["unit"].lower() == "half":
        return half(year, min(number, 2)) if number != 3 else None
    return quarter(year, number)


def _short(match: re.Match[str], around: Around) -> Stretch | None:
    number = int(match["number"])
    return quarter(int(match["year"]), number) if match["year"] else _latest(number, match, around)


def _half(match: re.Match[str], around: Around) -> Stretch | None:
    year = _year_of(match, around)
    return half(year, 1 if match["ordinal"].lower() == "first" else 2) if year else None


def _months(match: re.Match[str], around: Around) -> Stretch | None:
    """Read "the last three months of 2015", a quarter, and "the first six months of this year", a half."""
    year, first, count = _year_of(match, around), match["ordinal"].lower() == "first", match["count"].lower()
    if year is None:
        return None
    if match["unit"].lower() == "quarters":
        return half(year, 1 if first else 2) if count == "two" else None
    if count in {"three", "3"}:
        return quarter(year, 1 if first else 4)
    return half(year, 1 if first else 2) if count in {"six", "6"} else None


def _the(match: re.Match[str], around: Around) -> Stretch | None:
    """Read "the quarter", "the year-ago period", "the latest quarter" by the quarter that the text named last."""
    words, unit, now = " ".join(match["which"].lower().split()), match["unit"].lower(), around.published
    shift = _SHIFTS.get((match["shift"] or "").strip().lower(), 0)
    ago = -4 if match["ago"] or match["ago2"] else 0
    if match["month"] and unit != "period":
        base: Stretch | None = _ending(match, around)
    elif words in {"this", "last", "next"} or "current" in words:
        if unit != "quarter" or now is None or not _about_business(match, around):
            return None
        base = quarter(now.year, (now.month + 2) // 3)
        shift += {"last": -1, "next": 1}.get(words, 0)
    else:
        base = _quarter_before(match.start(), around, None if unit == "quarter" else _OTHER_PERIOD)
        if base is None and unit == "quarter" and now is not None and (ago or "latest" in words or "recent" in words):
            base = quarter(now.year, (now.month + 2) // 3 - 1) if _about_business(match, around) else None
    if base is None:
        return None
    return quarter(base.first.year, _number(base) + shift + ago)


def _ending(match: re.Match[str], around: Around) -> Stretch | None:
    """Return the quarter that most of the three months before a day belong to."""
    now = around.published
    if now is None:
        return None
    number = MONTH_NUMBERS[match["month"].rstrip(".").lower()]
    year = now.year - (number > now.month)
    middle = date(year, number, 1) - timedelta(days=30)
    return quarter(middle.year, (middle.month + 2) // 3)


def _ago(match: re.Match[str], around: Around) -> Stretch | None:
    """Read "from $3 million a year ago" in a text about a quarter as that quarter of the year before."""
    low, _ = around.clauses.bounds(match.start())
    before = around.text[max(low, match.start() - 120) : match.start()]
    if not match["ago2"] and not (_AMOUNT.search(before) and _COMPARED.search(before)):
        return None
    anchor = _quarter_before(match.start(), around)
    if anchor:
        return quarter(anchor.first.year - 1, _number(anchor))
    if match["ago2"]:
        return years(around.published.year - 1) if around.published else None
    return years(around.published.year - 1) if around.published and match["ago"].lower() == "earlier" else None


def _quarter_before(start: int, around: Around, period: re.Pattern[str] | None = _OTHER_PERIOD) -> Stretch | None:
    """Return the quarter that the text is about: the last one named, not as one to compare with or as one to come.

    None if it names another `period` since.
    """
    number = around.clauses.number(start)
    near = [
        one
        for one in reversed(around.mentions[-_MENTIONS:])
        if _is_quarter(one) and number - around.clauses.number(one.start) <= _SENTENCES
    ]
    if not near:
        return None
    now = around.published
    mention = next((one for one in near if now is None or one.stretch.last < now), near[0])
    return mention.stretch if period is None or not period.search(around.text, mention.end, start) else None


def _is_quarter(mention: Mention) -> bool:
    return mention.stretch.precision == "quarter" and not mention.compared


def _number(one: Stretch) -> int:
    return (one.first.month + 2) // 3


_MENTIONS, _SENTENCES = 16, 10

QUARTERS = (
    Rule(("#", "the"), _YEAR_ORDINAL, _year_ordinal, final=False),
    Rule(("first", "last", "final", "the"), _MONTHS, _months, final=False),
    Rule(("first", "second", "last", "latter", "the"), _HALF, _half, final=False),
    Rule((*_ORDINALS, "fiscal", "year", "the", "last", "this", "next", "#"), _ORDINAL, _ordinal),
    Rule(("q",), _SHORT, _short),
    Rule(("the", "this", "last", "next", "that", "its"), _THE, _the, final=False),
    Rule(("a", "year"), _AGO, _ago, final=False),
)
