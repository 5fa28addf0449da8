"""Moments as machines write them: ISO 8601, the dates of mail, seconds since 1970. As people write them: `corpus.text.dates`.

A time of exactly midnight is what a day turns into on its way through a program, so only the day is kept. A zone is kept
where it is written and never made up.
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
_EPOCH = re.compile(r"\d{10}(?:\.\d+)?|\d{13}")
_FIRST, _LAST = 1400, 2199  # years of a press


def published_moment(value: object) -> str | None:
    """Return the ISO 8601 day, or moment, that a value of a field means; None if it is no date."""
    if isinstance(value, bool) or value is None:
        return None
    text = " ".join(str(value).split())
    found = _machine(text) if len(text) <= 80 else None
    if found is not None:
        return shown(found) if _FIRST <= found.year <= _LAST else None
    return publication_date(text)


def is_moment(text: str) -> bool:
    """Tell whether a text is an ISO 8601 day or moment as an article's `published` has it."""
    try:
        return _PUBLISHED.fullmatch(text) is not None and datetime.fromisoformat(text) is not None
    except ValueError:
        return False


def valid_moment(published: str | None) -> str | None:
    """Return a stored day or moment as it is; None for what is none, or of a year without a press.

    Readers store no other, but an archive may hold what somebody has put into a back-up, and everything reckons with days.
    """
    if published is None or not is_moment(published):
        return None
    return published if _FIRST <= int(published[:4]) <= _LAST else None


def shown(moment: datetime) -> str:
    """Return a moment as an article's `published` says it."""
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
        if re.match(r"(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} \d{4} \d{2}:\d{2}", text):
            return parsedate_to_datetime(text)
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    return None
