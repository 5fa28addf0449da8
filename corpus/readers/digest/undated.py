"""Where articles without a date begin.

There is less evidence, so the rules are stricter. Such an article begins

- where a line is exactly an outlet that a dated header of the same file names, under a title-like block and above text;
- at the start of the file, or below a line that is only an address (boilerplate and rules between them do not matter):
  a title-like block, then a separate outlet-like line, then a paragraph that ends a sentence;
- in a file with other headers, where the name of a newspaper or a station (not an agency: those sign pictures) is between
  blank lines below a headline of thirty characters or more, which itself follows the end of a sentence.
"""

from collections.abc import Sequence
from dataclasses import replace

from corpus.article import comparable
from corpus.readers.digest.headers import Header, fields_below
from corpus.readers.digest.rows import Row, RowKind
from corpus.readers.digest.titles import Evidence, title_start
from corpus.text import lines
from corpus.text.dates_within import date_within


def undated(rows: Sequence[Row], headers: Sequence[Header], evidence: Evidence) -> list[Header]:
    """Return the headers without a date between those with one."""
    found = _stretches(rows, headers, evidence)
    outlets = {comparable(header.outlet) for header in found if header.outlet} - evidence.outlets
    if outlets:  # the first article of the file may name the outlet of the others
        found = _stretches(rows, headers, replace(evidence, outlets=evidence.outlets | outlets))
    return found


def _stretches(rows: Sequence[Row], headers: Sequence[Header], evidence: Evidence) -> list[Header]:
    found: list[Header] = []
    floor = 0
    for header in [*headers, None]:
        end = header.start if header else len(rows)
        found += _between(rows, floor, end, evidence, headers)
        floor = header.body if header else len(rows)
    return found


def _between(rows: Sequence[Row], floor: int, end: int, evidence: Evidence, headers: Sequence[Header]) -> list[Header]:
    found: list[Header] = []
    lowest = floor
    fresh = floor == 0
    at = floor
    while at < end:
        row = rows[at]
        header = None
        if row.kind is RowKind.TEXT and evidence.knows(row.text):
            header = _known(rows, at, lowest, end)
        elif row.kind is RowKind.TEXT and fresh:
            header = _first(rows, at, end, evidence)
        elif (headers or found) and _is_newspaper(rows, at, lowest, end):
            header = _known(rows, at, lowest, end)
        if header:
            found.append(header)
            lowest = header.body
        fresh = row.kind is RowKind.ADDRESS or (fresh and row.kind in {RowKind.NOISE, RowKind.RULE})
        at = max(at + 1, lowest if header else 0)
    return found


def _is_newspaper(rows: Sequence[Row], at: int, floor: int, end: int) -> bool:
    """Return whether a line between blank lines is a newspaper under a headline, not an agency under a picture."""
    if at - 2 < floor or at + 1 >= end or rows[at].kind is not RowKind.TEXT or min(rows[at].gap, rows[at + 1].gap) == 0:
        return False
    line, headline, above = rows[at].text, rows[at - 1].text, rows[at - 2]
    if not lines.newspaper_like(line) or rows[at - 1].gap == 0 or len(headline) < 30 or len(line) >= len(headline):
        return False
    return above.kind is not RowKind.TEXT or lines.ends_sentence(above.text)


def _known(rows: Sequence[Row], outlet: int, floor: int, end: int) -> Header | None:
    """Read a header whose outlet is known from another header."""
    start = title_start(rows, outlet - 1, floor)
    if start is None or (start == floor and floor > 0):
        return None
    title = " ".join(row.text for row in rows[start:outlet])
    return _with_body(rows, Header(start=start, body=outlet + 1, title=title, outlet=rows[outlet].text), end)


def _first(rows: Sequence[Row], start: int, end: int, evidence: Evidence) -> Header | None:
    """Read title and outlet at the start of a file or below an address."""
    for outlet in range(start + 1, min(start + 4, end)):
        above, row = rows[outlet - 1], rows[outlet]
        if above.kind is not RowKind.TEXT or not lines.title_like(above.text) or row.kind is not RowKind.TEXT:
            return None
        if _is_outlet(rows, outlet, end, evidence):
            title = " ".join(row.text for row in rows[start:outlet])
            return _with_body(rows, Header(start=start, body=outlet + 1, title=title, outlet=row.text), end)
        if row.gap > 0:
            return None
    return None


def _is_outlet(rows: Sequence[Row], at: int, end: int, evidence: Evidence) -> bool:
    line, headline = rows[at].text, rows[at - 1].text
    if not lines.outlet_like(line) or lines.hanging(headline) or date_within(line):
        return False
    if evidence.knows(line) or lines.press_like(line):
        return True
    words = len(line.split())
    named = (words == 1 or (lines.capitalised(line) and words <= 5)) and len(line) < len(headline)
    signed = at + 1 < end and rows[at + 1].kind is RowKind.BYLINE and rows[at + 1].gap == 0
    alone = rows[at].gap > 0
    closed = at + 1 < end and (rows[at + 1].gap > 0) == alone
    return named and (signed or closed)


def _with_body(rows: Sequence[Row], header: Header, end: int) -> Header | None:
    """Return the header if text follows, None otherwise."""
    header = fields_below(rows, header)
    if header.body >= end:
        return None
    below = rows[header.body : min(header.body + 2, end)]  # the first line may be a dateline
    return header if below[0].kind is RowKind.TEXT and any(map(_is_text, below)) else None


def _is_text(row: Row) -> bool:
    return row.kind is RowKind.TEXT and (lines.ends_sentence(row.text) or len(row.text) > 80)
