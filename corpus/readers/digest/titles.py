"""Whether the lines above a date are a title and an outlet.

Each function judges a row by the few rows around it; `floor` is the first row that may belong to the header, and `Evidence`
is what the clear headers of the same file show.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.article import comparable
from corpus.readers.digest.rows import Row, RowKind
from corpus.text import lines

_BREAKS = frozenset({RowKind.ADDRESS, RowKind.NOISE, RowKind.RULE, RowKind.BYLINE})
_TITLE_LINES = 3
_LOOK_AHEAD = 40  # rows searched below a doubtful date for the next section of a timeline


@dataclass(frozen=True, slots=True)
class Evidence:
    """What clear headers of the file show.

    Attributes:
        outlets: their outlets, as `corpus.article.comparable` returns them.
        adjacent: whether the outlet is directly above the date in most of them.
    """

    outlets: frozenset[str] = frozenset()
    adjacent: bool = False

    def knows(self, line: str) -> bool:
        """Return whether a line is the outlet of a clear header."""
        return comparable(line) in self.outlets


def past_bylines(rows: Sequence[Row], at: int, floor: int) -> tuple[int, str | None]:
    """Return the first row upwards from `at` that is not a byline, and the byline."""
    name = None
    while at > floor and rows[at].kind is RowKind.BYLINE:
        name, at = rows[at].value, at - 1
    return at, name


def is_outlet(rows: Sequence[Row], at: int, date: int, floor: int, evidence: Evidence) -> bool:
    """Return whether the row above the date is an outlet, with a title above it."""
    line = rows[at].text
    title, _ = past_bylines(rows, at - 1, floor)
    if title < floor or rows[at].kind is not RowKind.TEXT or not lines.outlet_like(line):
        return False
    if rows[title].kind is not RowKind.TEXT:
        return False
    press = evidence.knows(line) or lines.press_like(line)
    headline = rows[title].text
    if not lines.title_like(headline):
        return press and _short_block(rows, title, floor)
    if press:
        return True
    if lines.name_like(headline) and (len(line.split()) > len(headline.split()) or not lines.capitalised(line)):
        return False  # the name under the previous article, and a title
    if lines.hanging(headline) and rows[at].gap == 0:
        return False  # a title over two lines
    return _fits_as_outlet(rows, at, date, headline, evidence)


def _fits_as_outlet(rows: Sequence[Row], at: int, date: int, headline: str, evidence: Evidence) -> bool:
    """Judge a line that looks like no known outlet, below a title-like line."""
    line = rows[at].text
    words = len(line.split())
    named = lines.capitalised(line) and words <= 6
    if rows[date].gap > 0:  # a line between blank lines
        return (named or words <= 2) and len(line) < len(headline)
    if (
        rows[at].gap > 0 and at <= _TITLE_LINES and all(row.gap == 0 for row in rows[1:at])
    ):  # below the file's first title
        return True
    if rows[at].gap == 0:  # in one block with the title
        return (named and words <= 5) or words <= 2
    return named or words <= 3 or lines.goes_on(line) or (evidence.adjacent and len(line) <= min(60, len(headline)))


def _short_block(rows: Sequence[Row], at: int, floor: int) -> bool:
    """Return whether a row is alone between blank lines and short enough for a title that ends in a full stop."""
    alone = (at == floor or rows[at].gap > 0) and rows[at + 1].gap > 0
    return alone and len(rows[at].text) <= 150 and not rows[at].text.endswith((":", ";", ","))


def title_start(rows: Sequence[Row], end: int, floor: int, *, lenient: bool = False) -> int | None:
    """Return the first row of the title that ends at row `end`; None if that is not a title.

    Args:
        rows: the rows of the file.
        end: the last row of the title.
        floor: no row above belongs to it.
        lenient: an outlet certainly follows, so the title may end in a full stop, and is one line if in doubt.
    """
    if end < floor or rows[end].kind is not RowKind.TEXT:
        return None
    if not lines.title_like(rows[end].text):
        return end if lenient and _short_block(rows, end, floor) else None
    start = end
    while start > floor and end - start < _TITLE_LINES - 1 and _title_goes_on(rows, start, floor):
        start -= 1
    if _starts_clean(rows, start, floor):
        return start
    return end if lenient else None


def _title_goes_on(rows: Sequence[Row], at: int, floor: int) -> bool:
    """Return whether the line above row `at` is an earlier line of the same title."""
    above = rows[at - 1]
    if rows[at].gap > 0 or above.kind is not RowKind.TEXT or not lines.title_like(above.text):
        return False
    if lines.ends_sentence(above.text) or above.text.endswith(("”", "»", '"')):
        return False
    return not _is_name_below(rows, at - 1, floor)


def _is_name_below(rows: Sequence[Row], at: int, floor: int) -> bool:
    """Return whether a line above a title is the name under the previous article, which ended with a sentence."""
    name, title = rows[at].text, rows[at + 1].text
    if at <= floor or not lines.name_like(name) or len(name.split()) > 3 or len(title) < 1.5 * len(name):
        return False
    return rows[at - 1].kind is not RowKind.TEXT or lines.ends_sentence(rows[at - 1].text)


def _starts_clean(rows: Sequence[Row], start: int, floor: int) -> bool:
    if start == floor or rows[start].gap > 0:
        return True
    above = rows[start - 1]
    if above.kind is not RowKind.TEXT:
        return True
    quoted = above.text.endswith(("”", "»", '"'))
    return quoted or lines.ends_sentence(above.text) or lines.name_like(above.text)


def stands_alone(rows: Sequence[Row], start: int, end: int, date: int, floor: int, evidence: Evidence) -> bool:
    """Return whether a title without an outlet begins an article and is not a heading in the text."""
    if start == 0:
        return True
    if start == floor or rows[start - 1].kind is RowKind.DATE:
        return False
    if lines.hanging(rows[end].text):
        return False
    above = rows[start - 1]
    if above.kind in _BREAKS or (rows[start].gap > 0 and lines.name_like(above.text)):
        return True
    if not evidence.outlets:
        return True
    title = " ".join(row.text for row in rows[start : end + 1])
    return (len(title.split()) >= 5 or len(title) >= 30) and not _is_timeline(rows, date)


def _is_timeline(rows: Sequence[Row], date: int) -> bool:
    """Return whether the text below is divided by further dates, each under the end of a sentence."""
    for at in range(date + 2, min(date + _LOOK_AHEAD, len(rows))):
        if rows[at].kind is RowKind.DATE:
            return rows[at - 1].kind is RowKind.TEXT and lines.ends_sentence(rows[at - 1].text)
    return False
