"""Expressions counted from the day of publication ("on Thursday", "last month")."""

import re
from datetime import date, timedelta

from corpus.text.calendar import WEEKDAY_NUMBERS
from qa.news.extract.dates.calendar import (
    SEASONS,
    Stretch,
    counted_from,
    one_day,
    season,
    week_of,
    weekend_of,
)
from qa.news.extract.dates.context import Around, Rule

_NOW = re.compile(
    r"(?P<word>the\sday\sbefore\syesterday|the\sday\safter\stomorrow|yesterday|today|tonight|tomorrow|last\snight|this\s(?:morning|afternoon|evening))"
    r"(?!\w|-(?!night)|['’]s\s(?:\w+\s)?(?:world|age|era|society|youth|young|children|kids|standards|dollars|money|generation"
    r"|leaders|woman|women|man|men|teen\w*|market|economy|environment|climate|technology|culture|heroes|news|terms|level)\b)",
    re.IGNORECASE,
)
_SHIFTS = {
    "the day before yesterday": -2,
    "yesterday": -1,
    "last night": -1,
    "tomorrow": 1,
    "the day after tomorrow": 2,
}
_WEEKDAY = re.compile(
    r"(?:(?P<which>last|next|this(?:\s(?:coming|past))?|later?|earl(?:y|ier)|(?:the\s)?(?:following|previous))\s)?"
    r"(?P<day>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?:\s(?:of\s)?(?P<week>last|this|next)\sweek)?(?![\w]|-(?!night\b)|\s(?:a\s)?week\b)",
)
_UNIT = re.compile(
    r"(?:(?P<part>earlier|later|early|late|the\send\sof|the\sbeginning\sof|the\sstart\sof)\s)?"
    r"(?P<which>last|this|next|this\spast|the\scoming|the\spast)\s(?P<unit>week|month|year)(?:end\b)?(?!\w|-)",
    re.IGNORECASE,
)
_WEEKEND = re.compile(r"(?P<which>last|this(?:\spast)?|next|the(?:\spast)?)\sweekend(?!\w|-)", re.IGNORECASE)
_LAST_SEASON = re.compile(
    r"(?P<which>last|this|next|this\spast)\s(?P<season>spring|summer|autumn|fall|winter)(?!\w|-)", re.IGNORECASE
)
_NAMED_DAY = re.compile(
    r"\b(?:Black|Good|Ash|Easter|Palm|Bloody|Cyber|Super|Sheffield|Holy|Shrove|Giving|Maundy|Great|Whit|Ruby|Man|Sad|Big|every|Every"
    r"|each|Each|any|Any|a|A|one|One|most|Most|another|some|first|second|third|fourth|fifth|final|per|no)\s$"
)
_PAPER_BEFORE = re.compile(r"\b(?:Mail|Scotland|Independent|Wales|Post|Times)\son\s$")
_SUNDAY = "sunday"
_PAPER_AFTER = re.compile(
    r"\s(?:Times|Telegraph|Express|Mirror|Herald|Post|Mail|World|Sport|People|Independent|Tribune|Business|Review|Night\sLive"
    r"|Night\sFootball|Addams|School|schools?\b|Schools|Mass|League|Club|Group|Islands?|Evening\sPost|prayers?)\b"
)
_CAPITAL_AFTER = re.compile(r"\s[A-Z][a-z]")
_AT = re.compile(r"\b(?:on|On|since|Since|until|by|By|from|before|for|of|late|early|Late|Early)\s$")
_TO_WEEKDAY = re.compile(r"\s?(?:to|through|till|-|–|—)\s?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_FROM_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\s?(?:to|through|till|-|–|—)\s?$")
_WEEKS_AFTER = re.compile(r"\s(?:in|of)\s(?:every|each|the\smonth)\b")
_GENERIC = re.compile(r"\b(?:of|until|till|than|like|for|here|up\sto|USA|many|most)\s$", re.IGNORECASE)
_SHOW = re.compile(r"[\"”]?\s[Ss]how\b")
_THE_SEASON = re.compile(
    r"the\s(?P<season>spring|summer|autumn|winter)(?!\w|-|\sof\b|\s(?:and|or|season)\b)", re.IGNORECASE
)
_IN_SEASON = re.compile(r"\b(?:in|during|over|since|by|throughout)\s$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till)\s$")
_DAYPARTS = re.compile(r"(?:,?\s(?:and\s|or\s)?\w{3,6}day,?){0,6}\s(?:night|morning|evening|afternoon)s\b")
_THE = re.compile(r"\b(?:the|its|his|her|their|whose)\s$", re.IGNORECASE)


def _now(match: re.Match[str], around: Around) -> Stretch | None:
    """Read "yesterday"; not inside a quotation, and not "the town of today"."""
    word = " ".join(match["word"].lower().split())
    if around.published is None or around.quoted(match.start()):
        return None
    if word == "today" and (_GENERIC.search(around.before(match.start())) or _SHOW.match(around.after(match.end()))):
        return None  # "the world of today"
    return one_day(around.published + timedelta(days=_SHIFTS.get(word, 0)))


def _weekday(match: re.Match[str], around: Around) -> Stretch | None:
    """Read "Thursday" as the nearest one; "last" and "next" only where they can mean one day."""
    now, number = around.published, WEEKDAY_NUMBERS[match["day"].lower()]
    start, end = match.start("day"), match.end("day")
    if _is_name(around, match, start, end):
        return None
    which = (match["which"] or "").lower()
    if which.endswith(("following", "previous")):
        return _weekday_from(around.anchor(match.start()), number, ahead=which.endswith("following"))
    if now is None or (around.quoted(start) and which not in {"last", "next"}):
        return None
    back = now - timedelta(days=(now.weekday() - number) % 7)
    if match["week"]:
        weeks = {"last": -1, "this": 0, "next": 1}[match["week"].lower()]
        return one_day(week_of(now).first + timedelta(days=number, weeks=weeks))
    monday = week_of(now).first
    if which == "last":
        back -= timedelta(days=7 * (back == now))
        return one_day(back) if back < monday else None
    if which == "next":
        ahead = back + timedelta(days=7)
        return one_day(ahead) if ahead > monday + timedelta(days=6) else None
    if which == "this past":
        return one_day(back if back < now else back - timedelta(days=7))
    if which.startswith("this"):
        return one_day(monday + timedelta(days=number)) if which == "this" else one_day(back + timedelta(days=7))
    return _by_its_verb(back, now, match, around)


def _by_its_verb(back: date, now: date, match: re.Match[str], around: Around) -> Stretch | None:
    """Return the weekday that is `back` or a week later, as the verb says; "later Monday", printed on Tuesday, is `back`."""
    if (match["which"] or "").lower() in {"later", "earlier"} and (now - back).days <= 1:
        return one_day(back)
    tense = around.tense(match)
    if tense == "unsure" or (tense == "past" and _UNTIL.search(around.before(match.start("day")))):
        return None  # "searched until Friday" lies behind, "closed until Friday" ahead
    return one_day(back + timedelta(days=7) if tense == "future" and back < now else back)


def _is_name(around: Around, match: re.Match[str], start: int, end: int) -> bool:
    """Tell whether the weekday is part of a name ("Sunday Times"), a habit ("every Monday") or a range of days."""
    before, after = around.before(match.start()), around.after(match.end())
    if _NAMED_DAY.search(around.before(start)) or _in_paper(match, before) or _PAPER_AFTER.match(after):
        return True
    if _DAYPARTS.match(around.after(end, 90)):
        return True
    if _TO_WEEKDAY.match(around.after(end)) or _FROM_WEEKDAY.search(before) or _WEEKS_AFTER.match(after):
        return True
    return bool(_CAPITAL_AFTER.match(after)) and not match["which"] and not _AT.search(before)


def _in_paper(match: re.Match[str], before: str) -> bool:
    """Tell whether a Sunday belongs to a newspaper's name: "the Mail on Sunday"."""
    return match["day"].lower() == _SUNDAY and _PAPER_BEFORE.search(before) is not None


def _weekday_from(anchor: Stretch | None, number: int, *, ahead: bool) -> Stretch | None:
    if anchor is None or not anchor.is_one_day:
        return None
    if ahead:
        return one_day(anchor.first + timedelta(days=(number - anchor.first.weekday() - 1) % 7 + 1))
    return one_day(anchor.first - timedelta(days=(anchor.first.weekday() - number - 1) % 7 + 1))


def _unit(match: re.Match[str], around: Around) -> Stretch | None:
    """Read "last month", "earlier this year"."""
    now = around.published
    if now is None or match[0] == "This Week":
        return None  # a programme
    which, unit = " ".join(match["which"].lower().split()), match["unit"].lower()
    if which in {"the past", "this past"} or _THE.search(around.before(match.start())):
        return None  # as long as a week, up to now: a duration; "the last week of the strike"
    return counted_from(now, {"last": -1, "this": 0, "next": 1, "the coming": 1}[which], unit)


def _weekend(match: re.Match[str], around: Around) -> Stretch | None:
    now = around.published
    if now is None:
        return None
    which, tense = " ".join(match["which"].lower().split()), around.tense(match)
    this, one_week = weekend_of(now), timedelta(days=7)
    before, after = weekend_of(now - one_week), weekend_of(now + one_week)
    if which == "last":
        return before if now < this.first else None
    if which == "next":
        return after if now >= this.first else None
    if which.endswith("past") or tense == "past":
        return this if now >= this.first else before
    if tense == "future":
        return this
    return this if which == "this" and tense is None else None


def _named_season(match: re.Match[str], around: Around) -> Stretch | None:
    """Read "last summer": the one that was over before the day of publication; "this summer": the one nearest to it."""
    now, begin, which = around.published, SEASONS[match["season"].lower()], match["which"].lower()
    if now is None:
        return None
    near = [season(now.year + shift, begin) for shift in (-2, -1, 0, 1, 2)]
    if which in {"last", "this past"}:
        return max((one for one in near if one.last < now), key=lambda one: one.last)
    if which == "next":
        return min((one for one in near if one.first > now), key=lambda one: one.first)
    inside = [one for one in near if one.first <= now <= one.last]
    if inside:
        return inside[0]
    return None if begin == 12 else season(now.year, begin)  # "this winter" in April: which one?


def _the_season(match: re.Match[str], around: Around) -> Stretch | None:
    """Read "during the summer": the one behind or in progress, or the next one, by the verb."""
    now, begin, tense = around.published, SEASONS[match["season"].lower()], around.tense(match)
    told = around.named_year(match.start())
    if now is None or tense not in {"past", "future"} or not _IN_SEASON.search(around.before(match.start())):
        return None
    if told is not None and told < now.year:
        return None
    near = [season(now.year + shift, begin) for shift in (-2, -1, 0, 1, 2)]
    if tense == "past":
        return max((one for one in near if one.first <= now), key=lambda one: one.first)
    return min((one for one in near if one.first > now), key=lambda one: one.first)


RELATIVE = (
    Rule(("the", "yesterday", "today", "tonight", "tomorrow", "last", "this"), _NOW, _now),
    Rule(
        (*WEEKDAY_NUMBERS, *"last next this late later early earlier the following previous".split()),
        _WEEKDAY,
        _weekday,
    ),
    Rule(("last", "this", "next", "the"), _WEEKEND, _weekend),
    Rule(tuple("earlier later early late the last this next".split()), _UNIT, _unit),
    Rule(("last", "this", "next"), _LAST_SEASON, _named_season),
    Rule(("the",), _THE_SEASON, _the_season),
)
