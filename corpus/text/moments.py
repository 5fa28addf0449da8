"""Timestamps as machines write them: ISO 8601, the dates of mail, seconds since 1970. `corpus.text.dates` has those of people.

Exactly midnight is what programs make of a day without a time, so only the day is used then. A time zone is used where it is
written and never invented.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from corpus.text.dates import publication_date

_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?", re.IGNORECASE
)
_PUBLISHED = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?)?",
    re.ASCII,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})(Z?))?")
_MAILED = re.compile(r"(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} (\d{4}) \d{2}:\d{2}")
_SHORT_YEAR = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3})[- ](\d{2})(?:\s\d{1,2}:\d{2}.{0,9})?")  # of Excel: 9-Mar-21
_NO_YEAR = re.compile(r"(?<![\d:+-])000[01](?!\d)")
_EPOCH = re.compile(r"\d{10}(?:\.\d+)?|\d{13}")
_CENTURY = 70  # years of two digits from here on are in the last century, as spreadsheets read them
_FIRST, _LAST = 1400, 2199  # years in which there is a press


def published_moment(value: object) -> str | None:
    """Return the ISO 8601 day or timestamp that the value of a field means; None if it is not a date."""
    if isinstance(value, bool) or value is None:
        return None
    text = " ".join(str(value).split())
    found = _machine(text) if len(text) <= 80 else None
    if found is not None:
        return iso_moment(found) if _FIRST <= found.year <= _LAST else None
    if short := _SHORT_YEAR.fullmatch(text):
        text = f"{short[1]} {short[2]} {19 if int(short[3]) >= _CENTURY else 20}{short[3]}"
    return publication_date(text)


def is_placeholder(text: str) -> bool:
    """Return whether a date is what programs write where there is none: one in the year 0 or 1."""
    return _NO_YEAR.search(text) is not None


def is_moment(text: str) -> bool:
    """Return whether a text is an ISO 8601 day or timestamp in the form of an article's `published`."""
    try:
        return _PUBLISHED.fullmatch(text) is not None and datetime.fromisoformat(text) is not None
    except ValueError:
        return False


def valid_moment(published: str | None) -> str | None:
    """Return a stored day or timestamp as it is; None if it is invalid or of an implausible year.

    Readers store only valid ones, but an archive may hold what somebody has put into a back-up, and all code relies on dates.
    """
    if published is None or not is_moment(published):
        return None
    return published if _FIRST <= int(published[:4]) <= _LAST else None


def iso_moment(moment: datetime) -> str:
    """Return a moment in the form of an article's `published`."""
    if not (moment.hour or moment.minute or moment.second):
        return moment.date().isoformat()
    return moment.replace(microsecond=0).isoformat(timespec="seconds" if moment.second else "minutes")


def _machine(text: str) -> datetime | None:
    try:
        if _ISO.fullmatch(text):
            return datetime.fromisoformat(re.sub(r"\s?(?:UTC|GMT)$", "Z", text, flags=re.IGNORECASE).replace(",", "."))
        if _EPOCH.fullmatch(text):
            seconds = float(text)
            return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
        if match := _COMPACT.fullmatch(text):
            numbers = [int(part) for part in match.groups()[:6] if part is not None]
            return datetime(*numbers, tzinfo=UTC if match[7] else None)  # type: ignore[misc,arg-type]
        if (mailed := _MAILED.match(text)) and int(mailed[1]) >= _FIRST:  # the library reads the year 0001 as 2001
            return parsedate_to_datetime(text)
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    return None
