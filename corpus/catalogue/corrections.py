"""Corrections by the archive's owner: title, outlet, day and byline of an article, where what was read is wrong.

The columns of the catalogue have what is shown, so that lists, filters and searches need no exception; `as_read` has what the
reader found in the corrected fields. Ids, content hashes and the detection of duplicates follow from what was read.
"""

import json
from collections.abc import Mapping
from typing import Any

from corpus.errors import CorrectionInvalid
from corpus.messages import message
from corpus.text.moments import is_moment, valid_moment

FIELDS = ("title", "outlet", "published", "byline")
"""Of an article, those that can be corrected."""

LONGEST = 1000
"""Characters of a corrected value."""

_DAY = len("2023-12-08")

Values = Mapping[str, str | None]
"""Values of some of `FIELDS`, by field."""


def valid_correction(wanted: Values) -> dict[str, str | None]:
    """Return corrected values as an article holds them: on one line, without control characters; "" becomes None.

    Raises:
        CorrectionInvalid: a value is too long or no text, `published` is no day, the title is empty, or a field has another name.
    """
    return {name: _valid(name, value) for name, value in wanted.items()}


def _valid(name: str, value: str | None) -> str | None:
    from corpus.readers.bodies import one_line  # its patterns take time to load, and asking goes without

    if name not in FIELDS:
        raise CorrectionInvalid(f"{name!r} cannot be corrected")
    if value is not None and len(value) > LONGEST:
        raise CorrectionInvalid(message("correction_long", field=_noun(name), number=len(value), total=LONGEST))
    line = one_line(value or "")
    try:
        line.encode("utf-8")
    except UnicodeEncodeError as error:
        raise CorrectionInvalid(message("correction_no_text", field=_noun(name))) from error
    if name == "title" and not line:
        raise CorrectionInvalid(message("correction_no_title"))
    if name == "published" and line and (len(line) != _DAY or not valid_moment(line)):
        raise CorrectionInvalid(message("correction_no_day", value=repr(line[:40])))
    return line or None


def differing(wanted: Values, read: Values) -> dict[str, str | None]:
    """Return the values that differ from what was read; a day does not differ from a time on it."""
    return {
        name: value
        for name, value in wanted.items()
        if value != read[name] and not (name == "published" and value and value == (read[name] or "")[:_DAY])
    }


def stored_as_read(read: Values) -> str | None:
    """Return what the catalogue stores of the values that were read of the corrected fields; None where there are none."""
    return json.dumps({name: read[name] for name in FIELDS if name in read}, ensure_ascii=False) if read else None


def as_read_in(stored: str | None) -> tuple[tuple[str, str | None], ...]:
    """Return `Article.as_read`."""
    return tuple(json.loads(stored).items()) if stored else ()


def require_as_read(stored: object) -> None:
    """Make sure that a stored value is one that `stored_as_read` returns.

    Raises:
        ValueError: it is not.
    """
    try:
        read: Any = json.loads(stored) if isinstance(stored, str) else None
    except RecursionError as error:
        raise ValueError("as_read is nested too deep") from error
    if not isinstance(read, dict) or not read or list(read) != [name for name in FIELDS if name in read]:
        raise ValueError("as_read has other fields than can be corrected")
    for name, value in read.items():
        if not isinstance(value, str) and not (value is None and name != "title"):
            raise ValueError(f"as_read: {name} is no text")
    if read.get("published") is not None and not is_moment(read["published"]):
        raise ValueError("as_read: published is no ISO day or moment")
    if stored != stored_as_read(read):
        raise ValueError("as_read is not written as Cuttings writes it")


def _noun(name: str) -> str:
    return "day" if name == "published" else name
