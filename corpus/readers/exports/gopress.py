"""GoPress and Mediargus lists: `1. Title`, then `De Morgen, woensdag 30 november 2011, p. 23, 853w.`, then the text."""

import re
from collections.abc import Sequence

from corpus.article import ArticleDraft
from corpus.readers.exports.records import Record, drafts_of
from corpus.text.dates_within import date_within

MARK = re.compile(r"w\.[ \t]*$", re.MULTILINE)
_HEADER = re.compile(r"^.{3,80},? .{8,40}, (?:p|blz)\. ?[^,\n]{1,20}, \d{1,5}\s?w\.$")
_NUMBERED = re.compile(r"^\W{0,2}\d{1,4}\.\s+(\S.*)$")
_TITLE_LINES = 4


def split(rows: Sequence[str]) -> list[ArticleDraft]:
    """Return the articles of a list; none if it is not one."""
    headers = [at for at, row in enumerate(rows) if len(row) <= 160 and _HEADER.match(row) and date_within(row)]
    found = [(start, at) for at in headers if (start := _title(rows, at)) is not None]
    if not found or 2 * len(found) < len(headers):
        return []
    ends = [start for start, _ in found[1:]] + [len(rows)]
    return drafts_of([_record(rows, start, at, end) for (start, at), end in zip(found, ends, strict=True)])


def _title(rows: Sequence[str], header: int) -> int | None:
    """Return the line with the number and the title, above the one with outlet and date."""
    for at in range(header - 1, max(-1, header - 2 * _TITLE_LINES), -1):
        if _NUMBERED.match(rows[at]):
            return at
    return None


def _record(rows: Sequence[str], start: int, header: int, end: int) -> Record:
    date = date_within(rows[header])
    title = " ".join(row for row in rows[start:header] if row)
    return Record(
        title=_NUMBERED.sub(r"\1", title),
        outlet=date.before.rstrip(", ") if date else "",
        published=date.value if date else None,
        body=rows[header + 1 : end],
    )
