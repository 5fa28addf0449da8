"""The time frame that a question means, where it means one.

"Who was hurt last week?" means what was printed then, so it restricts the search. "On 8 December", "in March 2024" and
"since 2023" are when something happened or was printed; an article printed later may report it, so they only prefer
articles of that time. A date that belongs to a thing ("the ceasefire deal of 2020", "last week's vote") is not a time
frame of the question, and neither is one from which the archive has no article, or has all of its articles.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from corpus.filters import Filters
from corpus.text.calendar import MONTH_NUMBERS
from corpus.text.dates import publication_date

REPORTED_WITHIN = timedelta(days=2)
"""From an event to the reports of it, at most."""

_MONTHS = rf"(?:{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})\b\.?"
_BEFORE = r"\b(?P<how>on|in|during|of the|from|since|after|before|until|till|by)\s+(?:the\s+)?(?:year\s+)?"
_DAY = re.compile(
    rf"{_BEFORE}(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{_MONTHS})"
    rf"|(?P<m2>{_MONTHS})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b)(?:,?\s+(?P<year>\d{{4}})\b)?(?!['’]s)",
    re.IGNORECASE,
)
_MONTH = re.compile(rf"{_BEFORE}(?P<month>{_MONTHS})(?:,?\s+(?P<year>\d{{4}})\b)?(?!\s*\d|['’]s)", re.IGNORECASE)
_YEAR = re.compile(rf"{_BEFORE}(?P<year>(?:19|20)\d\d)\b(?!['’]s|s\b|-)", re.IGNORECASE)
_ANY_YEAR = re.compile(r"(?<![\w,.$€£-])(?:19|20)\d\d(?![\w,.%-])")
_PART = re.compile(
    r"(?:\b(?P<how>on|in|during|of the|from|since|after|before|until|till|by)\s+)?(?:\bthe\s+)?"
    r"(?:\b(?P<ordinal>first|second|third|fourth|last|final)\s+(?:(?P<count>two|three|four|six|nine)\s+months"
    r"|(?P<unit>quarter|half))|\bQ(?P<quarter>[1-4]))"
    r"\s+(?:of\s+)?(?:(?P<year>(?:19|20)\d\d)|(?P<which>this|last)\s+year)\b(?!['’]s|s\b|-)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:(?P<day>today|yesterday)|(?P<which>this|last|past)\s+(?P<span>week|month|year)"
    r"|(?:in|over|during|within)\s+the\s+(?:last|past)\s+(?P<count>\d{1,3}|few|two|three|four|five|six|seven|ten)\s+"
    r"(?P<unit>day|week|month|year)s?(?!\s+of\b))\b(?!['’]s)",
    re.IGNORECASE,
)
_NEWEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|currently|at present|right now|so far|now)\b", re.IGNORECASE
)
_SINCE, _UNTIL = frozenset({"since", "after", "from"}), frozenset({"before", "until", "till", "by"})
_COUNTS = {"few": 7, "nine": 9, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeFrame:
    """The time frame that a question means.

    Attributes:
        filters: days, both included; empty where it means none.
        strict: whether articles of other days are left out, and not only ranked lower.
        newest: whether the question asks for the newest state of things.
        phrase: the words of the question that mean it; empty where it means none.
        later: whether the question is about a time after the newest article.
    """

    filters: Filters = field(default_factory=Filters)
    strict: bool = False
    newest: bool = False
    phrase: str = field(default="", compare=False)
    later: bool = False


def time_frame(
    question: str,
    first: str | None,
    last: str | None,
    today: date,
    *,
    reported_within: timedelta = REPORTED_WITHIN,
) -> TimeFrame:
    """Return the time frame that `question` means.

    Args:
        first, last: ISO days of the oldest and newest article; None in an archive without dates.
        today: from which "yesterday" is counted, unless the newest article is older.
        reported_within: how long after a day or a month it may be reported; nothing where it is the articles' own.
    """
    newest = _NEWEST.search(question) is not None
    if first is None or last is None:
        return TimeFrame(newest=newest)
    oldest, latest = date.fromisoformat(first), date.fromisoformat(last)
    span: tuple[date, date] | None
    relative = None if _PART.search(question) else _RELATIVE.search(question)
    if relative:
        span, phrase = _relative(relative, min(today, latest)), relative[0]
    else:
        span, phrase = _absolute(question, latest, reported_within)
    filters = _filters(*span, oldest, latest) if span else Filters()
    begins = span[0] if span else date.min
    years = [int(year) for year in _ANY_YEAR.findall(question)]
    return TimeFrame(
        filters=filters,
        strict=bool(relative),
        newest=newest,
        phrase=phrase if filters else "",
        later=begins > latest or (not span and min(years, default=0) > latest.year),
    )


def _absolute(question: str, latest: date, reported_within: timedelta) -> tuple[tuple[date, date] | None, str]:
    for pattern, read in ((_DAY, _day), (_PART, _part), (_MONTH, _month), (_YEAR, _year)):
        match = pattern.search(question)
        span = read(match, latest) if match else None
        if match and span:
            is_open = (match["how"] or "in").lower() in _SINCE | _UNTIL
            return (span if is_open else (span[0], span[1] + reported_within)), match[0]
    return None, ""


def _filters(since: date, until: date, oldest: date, latest: date) -> Filters:
    """Return the span as filters; empty ones where it has none or all of the archive's articles."""
    if until < oldest or since > latest or (since <= oldest and until >= latest):
        return Filters()
    return Filters(
        since=since.isoformat() if since > oldest else None, until=until.isoformat() if until < latest else None
    )


def _relative(match: re.Match[str], now: date) -> tuple[date, date]:
    if match["day"]:
        day = now - timedelta(days=match["day"].lower() == "yesterday")
        return day, day
    if match["unit"]:
        count = _COUNTS.get(match["count"].lower()) or int(match["count"])
        return now - timedelta(days=count * _DAYS[match["unit"].lower()]), now
    span, this = match["span"].lower(), match["which"].lower() == "this"
    if span == "week":
        monday = now - timedelta(days=now.weekday())
        return (monday, now) if this else (monday - timedelta(days=7), now)
    if span == "month":
        begin = now.replace(day=1)
        return (begin, now) if this else ((begin - timedelta(days=1)).replace(day=1), begin - timedelta(days=1))
    year = now.year if this else now.year - 1
    return date(year, 1, 1), date(year, 12, 31)


def _day(match: re.Match[str], latest: date) -> tuple[date, date] | None:
    if match["iso"]:
        parsed = publication_date(match["iso"])
    else:
        day, month = match["d1"] or match["d2"], match["m1"] or match["m2"]
        years = [int(match["year"])] if match["year"] else [latest.year, latest.year - 1]
        dates = [publication_date(f"{day} {month.rstrip('.')} {year}") for year in years]
        parsed = next((one for one in dates if one and one <= latest.isoformat()), dates[0])
    return _open(match["how"], date.fromisoformat(parsed), date.fromisoformat(parsed)) if parsed else None


def _month(match: re.Match[str], latest: date) -> tuple[date, date] | None:
    if match["month"].lower() == "may" and match["month"] != "May":
        return None
    years = [int(match["year"])] if match["year"] else [latest.year, latest.year - 1]
    firsts = [publication_date(f"1 {match['month'].rstrip('.')} {year}") for year in years]
    parsed = next((one for one in firsts if one and one <= latest.isoformat()), firsts[0])
    if not parsed:
        return None
    begin = date.fromisoformat(parsed)
    return _open(match["how"], begin, (begin + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def _part(match: re.Match[str], latest: date) -> tuple[date, date] | None:
    """Read "the last three months of 2015", "the first half of last year", "Q3 2015"."""
    year = int(match["year"]) if match["year"] else latest.year - (match["which"].lower() == "last")
    if match["quarter"]:
        months, place = 3, int(match["quarter"])
    else:
        months = _COUNTS[match["count"].lower()] if match["count"] else {"quarter": 3, "half": 6}[match["unit"].lower()]
        place = _ORDINALS.get(match["ordinal"].lower(), 0)
    if months * place > 12 or (match["count"] and place > 1):
        return None  # "the third half", "the second nine months"
    end = months * place or 12  # the last ones
    begin = date(year, end - months + 1, 1)
    return _open(match["how"] or "in", begin, date(year + end // 12, end % 12 + 1, 1) - timedelta(days=1))


def _year(match: re.Match[str], _: date) -> tuple[date, date]:
    return _open(match["how"], date(int(match["year"]), 1, 1), date(int(match["year"]), 12, 31))


def _open(how: str, begin: date, end: date) -> tuple[date, date]:
    """Return the span that a preposition makes of a day, month or year: "since" has no end, "before" no beginning."""
    how = how.lower()
    if how in _SINCE:
        return begin, date.max
    if how in _UNTIL:
        return date.min, end
    return begin, end
