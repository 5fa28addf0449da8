"""What the header of an article says, read downwards: byline, dates, address.

A second date is dropped if it is on the next line, is the same day, or says when the article was changed; another date is
the text's. A bare name counts only as the last line of the header's own block.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.readers.digest.rows import Kind, Row
from corpus.text import lines
from corpus.text.dates import is_amendment

_LABELS = frozenset({"title", "headline", "source", "outlet", "publication", "publisher", "newspaper"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The header of one article: its first row, the first row of its body, and what it says."""

    start: int
    body: int
    title: str
    outlet: str | None = None
    published: str | None = None
    byline: str | None = None
    url: str | None = None


def fields_below(rows: Sequence[Row], header: Header, *, named: bool = True) -> Header:
    """Read what still belongs to a header below its outlet or date; `header.body` moves past it.

    Args:
        rows: the rows of the file.
        header: what is known of the header.
        named: the header's own block may end with a bare name.
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
    """Return the header with what row `at` says; None if the row is the article's text."""
    row = rows[at]
    if row.kind is Kind.DATE:
        if header.published is None:
            return replace(header, published=row.value, outlet=header.outlet or row.outlet or None)
        same = row.gap == 0 or is_amendment(row.text) or row.value[:10] == (header.published or "")[:10]
        return header if same else None
    if row.kind is Kind.BYLINE and (row.gap == 0 or _alone(rows, at)):
        return header if header.byline else replace(header, byline=row.value)
    if row.kind is Kind.ADDRESS and header.url is None:
        return replace(header, url=row.value)
    if row.kind is Kind.NOISE:
        return header
    return None


def _name_below(rows: Sequence[Row], at: int, header: Header) -> Header | None:
    """Read the last line of the header's block: a name without "By", or an outlet below the date."""
    line = rows[at].text
    if rows[at].kind is not Kind.TEXT or rows[at].gap > 0 or at + 1 == len(rows) or rows[at + 1].gap == 0:
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
