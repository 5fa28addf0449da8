r"""The lines of a digest that are not blank, each with what kind of line it is.

Blank lines are no rows; how many of them stood above a row is its `gap`. A line is what is between two `\n`.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import Enum, auto

from corpus.readers.cleaning.boilerplate import is_noise
from corpus.readers.header_lines import header_line
from corpus.text import dates, lines


class RowKind(Enum):
    """What a line is, judged by the line alone."""

    TEXT = auto()
    DATE = auto()
    ADDRESS = auto()
    BYLINE = auto()
    NOISE = auto()  # "Advertisement", "ALSO READ"
    RULE = auto()  # "* * *"
    HEADING = auto()  # marked as the title of an article by the format of the file


@dataclass(frozen=True, slots=True)
class Row:
    """One line.

    Attributes:
        text: the line without white space at its ends.
        gap: number of blank lines above it.
        kind: what it is.
        value: the ISO date, the address or the name that it consists of.
        outlet, byline, title: where they share the line with the date (`UPI | Dec 8 2023 | By Jane Doe`).
    """

    text: str
    gap: int
    kind: RowKind
    value: str = ""
    outlet: str = ""
    byline: str = ""
    title: str = ""


_PARTERS = (" | ", " · ", " • ", " — ", " – ", " - ", " / ")


def rows_of(text: str, titles: Collection[int] = ()) -> list[Row]:
    """Return the rows of `text`.

    Args:
        text: the whole text.
        titles: numbers of the lines, counted from 0, that the format of the file marks as titles of articles.
    """
    split = [line.strip() for line in text.split("\n")]
    options = dates.DateOptions(order=dates.order_of(split))
    rows: list[Row] = []
    gap = 0
    for number, line in enumerate(split):
        if not line:
            gap += 1
            continue
        rows.append(Row(line, gap, RowKind.HEADING) if number in titles else _row(line, gap, options))
        gap = 0
    return _with_header_lines(rows, options)


def _with_header_lines(rows: list[Row], options: dates.DateOptions) -> list[Row]:
    """Return the rows with those as dates that are a header on one line.

    One with commas alone, such as `The Gazette, 9 March 2021`, may be a place and a date. It is a header if it names something
    like a newspaper, is below the first line of the file, or is one of several that are below a line that could be a title.
    """
    found = {
        at: header
        for at, row in enumerate(rows)
        if row.kind is RowKind.TEXT and (header := header_line(row.text, options))
    }
    placed = {at for at, header in found.items() if header.title or _below_title(rows, at)}
    for at, header in found.items():
        if header.strong or lines.press_like(header.outlet) or at == 1 or (at in placed and len(placed) > 1):
            rows[at] = replace(
                rows[at],
                kind=RowKind.DATE,
                value=header.published,
                outlet=header.outlet,
                byline=header.byline,
                title=header.title,
            )
    return rows


def _below_title(rows: list[Row], at: int) -> bool:
    above = rows[at - 1] if at else None
    return above is not None and above.kind in {RowKind.TEXT, RowKind.HEADING} and lines.title_like(above.text)


def _row(line: str, gap: int, options: dates.DateOptions) -> Row:
    if found := lines.address(line):
        return Row(line, gap, RowKind.ADDRESS, found)
    if is_noise(line):
        return Row(line, gap, RowKind.NOISE)
    if lines.is_rule(line):
        return Row(line, gap, RowKind.RULE)
    if found := dates.publication_date(line, options):
        return Row(line, gap, RowKind.DATE, found)
    if found := lines.byline(line):
        return Row(line, gap, RowKind.BYLINE, found)
    return _shared(line, gap, options) or Row(line, gap, RowKind.TEXT)


def _shared(line: str, gap: int, options: dates.DateOptions) -> Row | None:
    """Read a line that has both outlet and date."""
    if len(line) > 140:
        return None
    for parter in _PARTERS:
        before, found, after = line.partition(parter)
        for outlet, day in ((before, line[len(before) + len(parter) :]), (after, before)):
            shared = any(other.strip() in outlet for other in _PARTERS[:3])  # further fields
            who = lines.byline(outlet.strip()) if found and lines.capitalised(outlet.strip()) else None
            if who and (value := dates.publication_date(day, options)):
                return Row(line, gap, RowKind.DATE, value, byline=who)
            if found and not shared and lines.outlet_like(outlet) and (value := dates.publication_date(day, options)):
                return Row(line, gap, RowKind.DATE, value, outlet.strip())
    return None
