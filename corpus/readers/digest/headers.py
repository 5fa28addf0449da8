"""Where the articles of a digest begin, recognised by their dates, and what their headers say.

A header is: title (1 to 3 lines), outlet, date, perhaps a byline, a second date, an address, with or without blank lines
between them. A date line begins an article if

1. the line above it is title-like, or an outlet with a title-like line above that; title-like lines end no sentence;
2. the title starts a block: above it is a blank line, an address, a boilerplate line, a byline, the start of the file or
   the end of a sentence;
3. the text does not simply continue below the date (`… met on⏎8 December 2023⏎in Baku`).

Whether the line above the date is an outlet is decided by its form (`titles`, `lines`), and by evidence from the whole file: the
file is read twice, and in the second pass the outlets of clear headers are known, so that a title above one may even end in a
full stop. A title without an outlet is doubtful, since a subheading above a date looks the same: it is accepted when something
ends the previous article above it (address, boilerplate, byline) or it is long enough for a headline and no second date in the
text below shows that this is a timeline. Articles without a date are found by `undated`.

Below outlet or date a header continues with byline, dates, address. A second date is dropped if it is on the next line, is the
same day, or says when the article was changed; any other date belongs to the text. A name without "By" counts only as the last
line of the header's own block. Where the format marks titles (`headed`), the line below the title is an outlet if a date or a
byline follows it, or if it looks like a newspaper or an agency.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.article import comparable
from corpus.readers.digest.rows import Row, RowKind
from corpus.readers.digest.titles import Evidence, is_outlet, past_bylines, stands_alone, title_start
from corpus.readers.header_lines import is_field
from corpus.text import lines
from corpus.text.dates import is_amendment
from corpus.text.lines import goes_on, press_like

_LABELS = frozenset({"title", "headline", "source", "outlet", "publication", "publisher", "newspaper"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The header of one article: its first row, the first row of its body, and its metadata."""

    start: int
    body: int
    title: str
    outlet: str | None = None
    published: str | None = None
    byline: str | None = None
    url: str | None = None


def fields_below(rows: Sequence[Row], header: Header, *, named: bool = True) -> Header:
    """Read the fields of a header below its outlet or date; `header.body` moves past them.

    Args:
        rows: the rows of the file.
        header: what is known so far.
        named: whether the header's own block may end with a name without "By".
    """
    at = header.body
    while at < len(rows):
        taken = _field(rows, at, header)
        if taken is None and named:
            taken = _name_below(rows, at, header)
        if taken is None:
            break
        header, at = taken, at + 1
    return replace(header, body=at)


def _field(rows: Sequence[Row], at: int, header: Header) -> Header | None:
    """Return the header with the field in row `at`; None if the row is the article's text."""
    row = rows[at]
    if row.kind is RowKind.DATE:
        if header.published is None:
            return replace(
                header,
                published=row.value,
                outlet=header.outlet or row.outlet or None,
                byline=header.byline or row.byline or None,
            )
        same = row.gap == 0 or is_amendment(row.text) or row.value[:10] == (header.published or "")[:10]
        return header if same else None
    if row.kind is RowKind.BYLINE and (row.gap == 0 or _alone(rows, at)):
        return header if header.byline else replace(header, byline=row.value)
    if row.kind is RowKind.ADDRESS and header.url is None:
        return replace(header, url=row.value)
    if row.kind is RowKind.NOISE or (row.gap == 0 and any(map(str.isalpha, row.text)) and is_field(row.text)):
        return header
    return None


def _name_below(rows: Sequence[Row], at: int, header: Header) -> Header | None:
    """Read the last line of the header's block: a name without "By", or an outlet below the date."""
    line = rows[at].text
    if rows[at].kind is not RowKind.TEXT or rows[at].gap > 0 or at + 1 == len(rows) or rows[at + 1].gap == 0:
        return None
    if header.outlet is None and (lines.press_like(line) or (lines.outlet_like(line) and lines.capitalised(line))):
        return replace(header, outlet=line)
    if header.outlet and header.byline is None and lines.name_like(line):
        return replace(header, byline=line)
    return None


def _alone(rows: Sequence[Row], at: int) -> bool:
    return at + 1 == len(rows) or rows[at + 1].gap > 0


def unlabelled(field: str) -> str:
    """Return a title or an outlet without a label such as `Source:`."""
    label, _, value = field.partition(":")
    return value.strip() if label.casefold() in _LABELS and value.strip() else field


def headed(rows: Sequence[Row]) -> list[Header]:
    """Return the headers that begin at the rows of kind `HEADING`."""
    return [_read(rows, at) for at, row in enumerate(rows) if row.kind is RowKind.HEADING]


def _read(rows: Sequence[Row], start: int) -> Header:
    header = Header(start=start, body=start + 1, title=rows[start].text)
    header = fields_below(rows, header, named=False)
    if _is_outlet(rows, header.body):
        header = fields_below(rows, replace(header, outlet=rows[header.body].text, body=header.body + 1))
    return header


def _is_outlet(rows: Sequence[Row], at: int) -> bool:
    if at >= len(rows) or rows[at].kind is not RowKind.TEXT or not lines.outlet_like(rows[at].text):
        return False
    below = rows[at + 1].kind if at + 1 < len(rows) else None
    return below in {RowKind.DATE, RowKind.BYLINE} or (below is not None and lines.press_like(rows[at].text))


def dated(rows: Sequence[Row]) -> list[Header]:
    """Return the headers that hold a date, in order."""
    evidence = evidence_of(rows, _scan(rows, Evidence()))
    return _settled(rows, _scan(rows, evidence))


def evidence_of(rows: Sequence[Row], headers: Sequence[Header]) -> Evidence:
    """Return the evidence that `headers` give about the file."""
    outlets = frozenset(comparable(header.outlet) for header in headers if header.outlet)
    adjacent = sum(_date_row(rows, header).gap == 0 for header in headers if header.outlet)
    return Evidence(outlets, adjacent * 2 > len(headers))


def _date_row(rows: Sequence[Row], header: Header) -> Row:
    return next((row for row in rows[header.start : header.body] if row.kind is RowKind.DATE), rows[header.start])


def _scan(rows: Sequence[Row], evidence: Evidence) -> list[Header]:
    found: list[Header] = []
    at = floor = 0
    while at < len(rows):
        header = _header_at(rows, at, floor, evidence) if rows[at].kind is RowKind.DATE else None
        if header:
            found.append(header)
            floor = header.body
        at = max(at + 1, floor)
    return found


def _settled(rows: Sequence[Row], headers: list[Header]) -> list[Header]:
    """Drop headers without a body that are unlike the others, such as the place and date under an open letter."""
    if not headers:
        return []
    ends = [header.start for header in headers[1:]] + [len(rows)]
    filled = [header for header, end in zip(headers, ends, strict=True) if header.body < end]
    outlets = Counter(comparable(header.outlet or "") for header in headers)
    compact = sum(_is_compact(rows, header) for header in filled)
    loose = len(filled) > 2 * compact

    def is_signature(header: Header, end: int) -> bool:
        if header.body < end or header.start == 0:
            return False
        if header.outlet is None:
            return True
        return loose and _is_compact(rows, header) and outlets[comparable(header.outlet)] == 1

    return [header for header, end in zip(headers, ends, strict=True) if not is_signature(header, end)]


def _is_compact(rows: Sequence[Row], header: Header) -> bool:
    return all(row.gap == 0 for row in rows[header.start + 1 : header.body])


def _header_at(rows: Sequence[Row], date: int, floor: int, evidence: Evidence) -> Header | None:
    """Read the header whose date is at row `date`; no row above `floor` may belong to it."""
    if date + 1 < len(rows) and rows[date + 1].gap == 0 and goes_on(rows[date + 1].text):
        return None
    if rows[date].title:
        return _on_one_line(rows, date, floor)
    above, byline = past_bylines(rows, date - 1, floor)
    if above < floor:
        return None
    outlet: str | None = rows[date].outlet or None
    known = outlet is not None
    if outlet is None and is_outlet(rows, above, date, floor, evidence):
        outlet = rows[above].text
        known = evidence.knows(outlet) or press_like(outlet)
        above, named = past_bylines(rows, above - 1, floor)
        byline = byline or named
    start = title_start(rows, above, floor, lenient=known)
    if start is None or (outlet is None and not stands_alone(rows, start, above, date, floor, evidence)):
        return None
    header = Header(
        start=start,
        body=date + 1,
        title=unlabelled(" ".join(row.text for row in rows[start : above + 1])),
        outlet=unlabelled(outlet) if outlet else None,
        published=rows[date].value,
        byline=byline or rows[date].byline or None,
    )
    return fields_below(rows, header)


def _on_one_line(rows: Sequence[Row], at: int, floor: int) -> Header | None:
    """Read `Title (Outlet, 9 March 2021)` above text."""
    row = rows[at]
    begins = (
        at == floor or row.gap > 0 or rows[at - 1].kind is not RowKind.TEXT or lines.ends_sentence(rows[at - 1].text)
    )
    if not begins or at + 1 == len(rows) or rows[at + 1].kind not in {RowKind.TEXT, RowKind.BYLINE, RowKind.ADDRESS}:
        return None
    header = Header(
        start=at,
        body=at + 1,
        title=row.title,
        outlet=row.outlet,
        published=row.value,
        byline=row.byline or None,
    )
    return fields_below(rows, header)
