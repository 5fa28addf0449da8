"""The edges of printed pages: running headers, footers and page numbers are dropped, the address of a printed web page is used.

A line at an edge is separated from the text by a gap. It is dropped if it is the same on several pages, or is a page number, or
has one next to the name or the day of the paper, or is what a browser prints around a page.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from corpus.readers.print.layout import Line

_GAP = 1.6  # of the font size; lines of a text are closer
_EDGE = 0.12  # of the height of a page
_NUMBER = re.compile(
    r"^\W*(?:page|seite|p\.|стр\.?|էջ)?\s*\d{1,4}(?:\s*(?:/|of|von|de|из)\s*\d{1,4})?\W*$", re.IGNORECASE
)


_FOLIO = re.compile(
    r"^(?:.{1,120}\s)?(?:page|seite|pagina|página|pág\.|стр\.|էջ|p\.|s\.)\s?[A-Z]?\d{1,4}$|^(?:page|seite|página|p\.|s\.)\s?[A-Z]?\d{1,4}\s.{1,120}$",
    re.IGNORECASE,
)
_COUNT = r"(?:page\s)?\d{1,4}\s?(?:/|of|von|sur|de)\s?\d{1,4}"
_PRINTED = re.compile(rf"^(?:.{{1,200}}\s)?(https?://[^\s/]{{3,200}}/\S{{1,2000}})(?:\s+{_COUNT})?$", re.IGNORECASE)
_PRINTED_ON = re.compile(
    rf"^(?:{_COUNT}\s+)?\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}},?\s+\d{{1,2}}[:.]\d{{2}}(?::\d{{2}})?(?:\s?[AP]M)?\b",
    re.IGNORECASE,
)


def printed_from(pages: Sequence[list[Line]], heights: Sequence[float]) -> str | None:
    """Return the address that a browser has printed at the edge of each page; None if there is none, or not all of it."""
    found = {
        match[1]
        for page, height in zip(pages, heights, strict=True)
        for row in _rows(page, _apart(page, height)).values()
        if (match := _PRINTED.match(row))
    }
    only = next(iter(found)) if len(found) == 1 else None
    return None if only is None or only.endswith(("…", "...")) else only


def without_running_lines(pages: Sequence[list[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """Drop separate lines at the top or bottom of a page that are its number, or the same on several pages."""
    apart = [_apart(page, height) for page, height in zip(pages, heights, strict=True)]
    seen = Counter(
        key for page, edge in zip(pages, apart, strict=True) for key in {_key(one) for one in page if one.run.y in edge}
    )
    often = {key for key, count in seen.items() if count >= max(2, len(pages) // 4)}
    kept: list[list[Line]] = []
    for page, edge in zip(pages, apart, strict=True):
        alone = {
            y
            for y, row in _rows(page, edge).items()
            if any(form.match(row) for form in (_FOLIO, _PRINTED, _PRINTED_ON))
        }
        kept.append(
            [
                one
                for one in page
                if one.run.y not in edge
                or not (one.run.y in alone or _key(one) in often or _NUMBER.match(one.run.text))
            ]
        )
    return kept


def _rows(page: Sequence[Line], edge: set[float]) -> dict[float, str]:
    """Return the text at each height of the edges, from left to right."""
    return {
        y: " ".join(one.run.text.strip() for one in sorted(page, key=lambda one: one.run.x0) if one.run.y == y)
        for y in edge
    }


def _key(line: Line) -> str:
    """Return a key that is equal for the same line at the edge of different pages."""
    return f"{round(line.run.y / 3)} {re.sub(r'[0-9]+', '#', line.run.text)}"


def _apart(page: Sequence[Line], height: float) -> set[float]:
    """Return the heights of the lines at the edges of a page that a gap separates from those further in."""
    found: set[float] = set()
    ascending = sorted({line.run.y: line.run.size for line in page}.items())
    for rows in (ascending, ascending[::-1]):
        outer: list[float] = []
        for (y, size), (further, _) in pairwise(rows):
            if _EDGE < y / (height or 1) < 1 - _EDGE:
                break
            outer.append(y)
            if abs(further - y) > _GAP * size:
                found.update(outer)
    return found
