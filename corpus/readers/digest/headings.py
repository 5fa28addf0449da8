"""Where articles begin in a text whose format marks their titles, and what their headers say.

Below a title: an outlet, if a date or a byline follows it or it looks like a newspaper or an agency, and then the same
fields as in any header.
"""

from collections.abc import Sequence
from dataclasses import replace

from corpus.readers.digest.fields import Header, fields_below
from corpus.readers.digest.rows import Kind, Row
from corpus.text import lines


def headed(rows: Sequence[Row]) -> list[Header]:
    """Return the headers that begin at the rows of kind `HEADING`."""
    return [_read(rows, at) for at, row in enumerate(rows) if row.kind is Kind.HEADING]


def _read(rows: Sequence[Row], start: int) -> Header:
    header = Header(start=start, body=start + 1, title=rows[start].text)
    header = fields_below(rows, header, named=False)
    if _is_outlet(rows, header.body):
        header = fields_below(rows, replace(header, outlet=rows[header.body].text, body=header.body + 1))
    return header


def _is_outlet(rows: Sequence[Row], at: int) -> bool:
    if at >= len(rows) or rows[at].kind is not Kind.TEXT or not lines.outlet_like(rows[at].text):
        return False
    below = rows[at + 1].kind if at + 1 < len(rows) else None
    return below in {Kind.DATE, Kind.BYLINE} or (below is not None and lines.press_like(rows[at].text))
