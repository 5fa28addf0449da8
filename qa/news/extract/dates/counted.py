"""Expressions that count: "two years ago", and what follows a day named before ("a day later")."""

import re

from qa.news.extract.dates.calendar import Stretch, counted_from, number_of, years
from qa.news.extract.dates.context import Around, Rule

_COUNT = (
    r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|[0-9]{1,3})"
)
_AGO = re.compile(
    rf"(?P<rough>(?:(?:more|less|fewer)\sthan|nearly|almost|about|over|some|around|roughly|at\sleast|up\sto|under|only|just|exactly)\s)?"
    rf"(?P<count>{_COUNT})[\s-](?P<unit>day|week|month|year|decade)s?\sago(?!\w|\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    rf"(?P<count>{_COUNT})\s(?P<unit>day|week|month|year)s?(?:['’]s?)?\s(?:time|from\snow)(?!\w)", re.IGNORECASE
)
_THEN = re.compile(
    rf"(?P<count>{_COUNT})\s(?P<unit>day|week|month|year|decade)s?\s(?P<way>earlier|later|before|after|afterwards?)(?!\w|\sthan\b)",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"the\s(?P<way>following|next|previous|preceding|same)\s(?P<unit>day|morning|evening|night|week|month|year)(?!\w|-|['’]s\b)"
    r"|the\s(?P<unit2>day|year)\s(?P<way2>before|after)(?=[,.;]|\sand\b|\s?[–—])"
    r"|(?P<way3>that)(?:\svery|\ssame)?\s(?P<unit3>day|morning|afternoon|evening|night|week|month|year)(?!\w|-|['’]s\b)",
    re.IGNORECASE,
)
_ROUGHLY = re.compile(
    r"\b(?:(?:than|nearly|almost|about|over|around|some|roughly|least|half|only)|(?:day|week|month|year|decade)s?\sand)\s$"
)
_SAME_TIME = re.compile(r"\s(?:last|next)\syear\b|\sas\b")


def _ago(match: re.Match[str], around: Around) -> Stretch | None:
    count = number_of(match["count"])
    rough = " ".join((match["rough"] or "").lower().split())
    if around.published is None or not count or rough not in {"", "only", "just", "exactly"}:
        return None
    if re.search(r"\b(?:and|half|a)[\s-]$", around.before(match.start())):
        return None  # a year and two months ago
    return counted_from(around.published, -count, match["unit"].lower())


def _ahead(match: re.Match[str], around: Around) -> Stretch | None:
    count = number_of(match["count"])
    return counted_from(around.published, count, match["unit"].lower()) if around.published and count else None


def _then(match: re.Match[str], around: Around) -> Stretch | None:
    """Read "two days later" by what the text named last."""
    way, after = match["way"].lower(), around.after(match.end())
    if way in {"before", "after"} and not re.match(r"[,.;]|\s?[–—]|$", after):
        return None  # "two days after the vote": the vote's day is not known here
    count, unit = number_of(match["count"]), match["unit"].lower()
    if not count or _ROUGHLY.search(around.before(match.start())):
        return None
    return _from_anchor(around, match.start(), -count if way in {"earlier", "before"} else count, unit)


def _next(match: re.Match[str], around: Around) -> Stretch | None:
    """Read "the following day", "the same year", "that month" by what the text named last."""
    way = (match["way"] or match["way2"] or match["way3"]).lower()
    unit = (match["unit"] or match["unit2"] or match["unit3"]).lower()
    if way == "same" and _SAME_TIME.match(around.after(match.end())):
        return None
    if unit in {"morning", "afternoon", "evening", "night"}:
        unit = "day"
    count = {"following": 1, "next": 1, "after": 1, "previous": -1, "preceding": -1, "before": -1}.get(way, 0)
    return _from_anchor(around, match.start(), count, unit)


def _from_anchor(around: Around, start: int, count: int, unit: str) -> Stretch | None:
    """Count from what was named before, where that is known as narrowly as the unit needs."""
    anchor = around.anchor(start, unit)
    if anchor is None or (unit == "day" and not anchor.is_one_day):
        return None
    if unit == "year":
        return years(anchor.first.year + count) if anchor.first.year == anchor.last.year else None
    return counted_from(anchor.first, count, unit)


_COUNTS = (
    "#",
    *"a an one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split(),
)
_COUNTS += tuple("sixteen seventeen eighteen nineteen twenty thirty forty fifty".split())
_ROUGH = tuple("more less fewer nearly almost about over some around roughly at up under only just exactly".split())

COUNTED = (
    Rule((*_COUNTS, *_ROUGH), _AGO, _ago),
    Rule(_COUNTS, _AHEAD, _ahead),
    Rule(_COUNTS, _THEN, _then),
    Rule(("the", "that"), _NEXT, _next),
)
