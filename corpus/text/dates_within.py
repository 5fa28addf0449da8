"""A publication date inside a line that says more: `The Gazette, Tuesday 9 March 2021, p. 3`.

`corpus.text.dates` decides whether something is a date; here its place in the line is found: first the day, month and year, then
the weekday and the time next to them.
"""

import re
from dataclasses import dataclass

from corpus.text.date_names import with_english_names
from corpus.text.dates import DEFAULTS, DateOptions, is_date_word, publication_date

_WORD = r"[^\W\d_]{3,15}"
_YEAR = r"(?:1[4-9]|2[01])\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_CORE = re.compile(
    rf"(?<![\w./-])(?:{_YEAR}([-./])\d{{1,2}}\1\d{{1,2}}"
    rf"|\d{{1,2}}([./-])\s?\d{{1,2}}\2\s?{_YEAR}"
    rf"|{_DAY}(?:st|nd|rd|th|er|º|\.)?(?:\s+(?:de|of))?[\s-]+{_WORD}\.?,?(?:\s+(?:de|del))?[\s-]+{_YEAR}"
    rf"|{_WORD}\.?\s+{_DAY}(?:st|nd|rd|th)?\.?,?\s+{_YEAR})(?![\w-]|[./]\d)(?:\s?(?:г\.|года|թ\.))?",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"([^\W\d_]{2,12})(?:\.?,|\.)?\s+(?:(?:den|the|le|el|il|dem)\s+)?$", re.IGNORECASE)
_AFTER = re.compile(
    r"\s*,?\s*(?:\(([^\W\d_]{3,12})\)|([^\W\d_]{3,12})\b)|\s*(?:[,|-]|\bat\b|\bum\b|\bà\b)?\s*\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?"
    r"(?:\s+(?:[A-Z]{2,4}(?:\s?[+-]\d{1,2}(?::\d{2})?)?|Uhr)\b)?",
    re.IGNORECASE,
)
_SHORT_DAYS = frozenset("mo di mi do fr sa so lu ma me je ve vr za zo".split())
_PARTS_OF_DAYS = frozenset("morning noon afternoon evening night midnight".split())  # which begin names of newspapers
_NAME_BEGINS = re.compile(r"\s+[^\W\d_a-z]")
_PARTICLES = frozenset("the and for den dem der les del las los von vom per con met van het une".split())
_LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWithin:
    """A date in a line.

    Attributes:
        value: the day, ISO 8601.
        before: what is left of it, without the weekday.
        after: what is right of it, without weekday and time.
    """

    value: str
    before: str
    after: str


def date_within(line: str, options: DateOptions = DEFAULTS) -> DateWithin | None:
    """Return the first date in a line, with what stands before and after it."""
    line = with_english_names(line) if len(line) <= _LONGEST else line[:_LONGEST]
    for found in _CORE.finditer(line):
        value = publication_date(re.sub(r"\bof\b|(?<=\d)º", "", found[0]), options)
        if value is None:
            continue
        before, after = line[: found.start()], line[found.end() :]
        if (word := _BEFORE.search(before)) and _is_weekday(word[1], options):
            before = before[: word.start()]
        while (more := _AFTER.match(after)) and (
            (name := more[1] or more[2]) is None
            or (_is_weekday(name, options) and not _begins_name(more[0], after[more.end() :]))
        ):
            after = after[more.end() :]
        return DateWithin(value=value[:10], before=before.strip(), after=after.strip())
    return None


def _begins_name(weekday: str, after: str) -> bool:
    """Return whether a weekday behind a comma begins a name, as in `8 March 2020, Sunday Herald`."""
    return weekday.lstrip().startswith(",") and _NAME_BEGINS.match(after) is not None


def _is_weekday(word: str, options: DateOptions) -> bool:
    bare = word.casefold()
    if bare in _SHORT_DAYS:
        return True
    return len(bare) > 2 and bare not in _PARTICLES | _PARTS_OF_DAYS and is_date_word(word, options)
