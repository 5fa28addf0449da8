"""Running heads, running feet and page numbers: what stands at the edges of printed pages and is no part of what they say."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from corpus.readers.print.layout import Line

_GAP = 1.6  # of the size of letters; lines of a text stand closer
_EDGE = 0.12  # of the height of a page
_NUMBER = re.compile(
    r"^\W*(?:page|seite|p\.|стр\.?|էջ)?\s*\d{1,4}(?:\s*(?:/|of|von|de|из)\s*\d{1,4})?\W*$", re.IGNORECASE
)


def without_furniture(pages: Sequence[list[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """Drop what stands apart at the upper or lower edge of a page and is its number, or the same on several pages."""
    apart = [_apart(page, height) for page, height in zip(pages, heights, strict=True)]
    seen = Counter(
        key for page, edge in zip(pages, apart, strict=True) for key in {_key(one) for one in page if one.run.y in edge}
    )
    often = {key for key, count in seen.items() if count >= max(2, len(pages) // 4)}
    return [
        [one for one in page if one.run.y not in edge or not (_key(one) in often or _NUMBER.match(one.run.text))]
        for page, edge in zip(pages, apart, strict=True)
    ]


def _key(line: Line) -> str:
    """Return what makes a line at the edge of a page the same as one on another page."""
    return f"{round(line.run.y / 3)} {re.sub(r'[0-9]+', '#', line.run.text)}"


def _apart(page: Sequence[Line], height: float) -> set[float]:
    """Return the heights of the lines at the edges of a page that a gap parts from those further in."""
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
