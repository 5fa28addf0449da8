"""Finding a quote on a printed page: the words of the page in reading order, and the rectangles around those of the quote.

Words are compared by their letters and digits alone: line ends, hyphens, ligatures and shapes of quotation marks do not count.
"""

import ctypes
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from operator import eq
from typing import TYPE_CHECKING

from corpus.readers.print.layout import lines_of, runs_of
from corpus.readers.print.pdf import Word, words_of

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_LONGEST_PAGE, _LONGEST_QUOTE = 60_000, 4_000  # letters
_FEWEST_LETTERS = 12  # of a part of a quote that is found on its own
_BETWEEN = 600  # letters of something else, such as a caption, that may stand between the parts of a quote
_FOUND = 0.75  # share of a quote that must be found for it to be marked
_SAME_LINE = 0.4  # of the font size
_STEPS = 1_000_000  # into which a page's width and height are divided


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in shares of its width and height from the top left corner."""

    left: float
    top: float
    width: float
    height: float


def boxes_of(page: "PdfPage", quote: str, at: float = 0.0) -> list[Box]:
    """Return the rectangles around a quote on a page, one for each line; none where it is not found.

    Args:
        page: an open one.
        quote: the part of the quote that is on this page.
        at: about where the quote begins in the text of the page, from 0 to 1; of several places the nearest counts.
    """
    text = page.get_textpage()
    try:
        words = in_reading_order(list(words_of(text)))
        chosen = [words[number] for number in find(quote, [word.run.text for word in words], at)]
        found = [(word, box) for word in chosen if (box := _box(page, text, word))]
        return list(_joined(found))
    finally:
        text.close()


def in_reading_order(words: Sequence[Word]) -> list[Word]:
    """Return the words of a page column by column, line by line, as `corpus.readers.print.layout` reads them."""
    by_height = sorted(words, key=lambda word: word.run.y)
    heights = [word.run.y for word in by_height]
    ordered: dict[Word, None] = {}
    for line in lines_of(runs_of(word.run for word in words), 0):
        near = _SAME_LINE * line.run.size
        first, last = bisect_left(heights, line.run.y - near), bisect_left(heights, line.run.y + near)
        inside = [word for word in by_height[first:last] if line.run.x0 <= word.run.x0 <= line.run.x1]
        ordered |= dict.fromkeys(sorted(inside, key=lambda word: word.run.x0))
    return list(ordered)


def find(quote: str, words: Sequence[str], at: float = 0.0) -> list[int]:
    """Return the indices of the words that a quote has; none where less than three quarters of it are found."""
    letters: list[str] = []
    owner: list[int] = []
    for number, word in enumerate(words):
        own = _letters(word)
        letters.append(own)
        owner += [number] * len(own)
    page, wanted = "".join(letters)[:_LONGEST_PAGE], _letters(quote)[:_LONGEST_QUOTE]
    if not wanted:
        return []
    places = list(_occurrences(page, wanted))
    if places:
        start = min(places, key=lambda place: abs(place - at * len(page)))
        return sorted(set(owner[start : start + len(wanted)]))
    parts = list(_parts(page, wanted, at))
    if sum(stop - start for start, stop in parts) < _FOUND * len(wanted):
        return []
    return sorted({number for start, stop in parts for number in owner[start:stop]})


def _parts(page: str, wanted: str, at: float) -> Iterator[tuple[int, int]]:
    """Yield where parts of a quote stand on a page, in its order: there where the page has most of its runs of letters."""
    size = _FEWEST_LETTERS
    runs = {wanted[start : start + size] for start in range(len(wanted) - size + 1)}
    known = list(accumulate((page[start : start + size] in runs for start in range(len(page))), initial=0))
    width = len(wanted) + max(_BETWEEN, len(wanted) // 2)
    most = max(
        range(len(page)), key=lambda start: (_between(known, start, width), -abs(start - at * len(page))), default=0
    )
    place, begun, stop = most, 0, most + width
    while begun + size <= len(wanted):
        # a run across the end of a part may stand elsewhere by chance: the longest of the next ones counts
        steps = range(begun, min(begun + size, len(wanted) - size + 1))
        tried = [(step, *_alike(page, place, stop, wanted[step:])) for step in steps]
        step, found, end = max(tried, key=lambda run: run[2] - run[1])
        if found == end:
            begun += size
            continue
        place, begun = end, step + end - found
        yield found, end


def _alike(page: str, first: int, stop: int, wanted: str) -> tuple[int, int]:
    """Return where a text begins between two places of a page, and where it goes on differently; an empty span if nowhere."""
    found = page.find(wanted[:_FEWEST_LETTERS], first, stop)
    if found < 0:
        return 0, 0
    return found, found + sum(takewhile(bool, map(eq, page[found:stop], wanted)))


def _between(known: Sequence[int], start: int, width: int) -> int:
    return known[min(start + width, len(known) - 1)] - known[start]


def _occurrences(page: str, wanted: str) -> Iterator[int]:
    place = page.find(wanted)
    while place >= 0:
        yield place
        place = page.find(wanted, place + len(wanted))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text).casefold()))


def _box(page: "PdfPage", text: "PdfTextPage", word: Word) -> Box | None:
    """Return the rectangle around a word, on the page as it is shown: turned, and cropped; None if it is outside of that."""
    shown: list[tuple[float, float]] = []
    for at in range(word.start, word.end):
        left, bottom, right, top = _edges(text, at)
        if left < right and bottom < top:
            shown += [_shown(page, left, bottom), _shown(page, right, top)]
    if not shown:
        return None
    left, top = min(x for x, _ in shown), min(y for _, y in shown)
    right, bottom = max(x for x, _ in shown), max(y for _, y in shown)
    return Box(left, top, right - left, bottom - top) if left < right and top < bottom else None


def _edges(text: "PdfTextPage", at: int) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of a character, as high as its font; zeros where it has no place, as a line end."""
    from pypdfium2 import PdfiumError

    try:
        left, bottom, right, top = text.get_charbox(at, loose=True)
    except PdfiumError:
        return 0.0, 0.0, 0.0, 0.0
    return left, bottom, right, top


def _shown(page: "PdfPage", x: float, y: float) -> tuple[float, float]:
    """Return a point of a page in shares of its width and height as it is shown."""
    from pypdfium2 import raw

    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, _STEPS, _STEPS, 0, x, y, across, down)
    return min(1.0, max(0.0, across.value / _STEPS)), min(1.0, max(0.0, down.value / _STEPS))


def _joined(found: Sequence[tuple[Word, Box]]) -> Iterator[Box]:
    """Yield one rectangle for the words that follow one another on a line."""
    line: list[Box] = []
    for number, (word, box) in enumerate(found):
        if line and not _same_line(found[number - 1][0], word):
            yield _around(line)
            line = []
        line.append(box)
    if line:
        yield _around(line)


def _same_line(before: Word, word: Word) -> bool:
    return abs(before.run.y - word.run.y) < _SAME_LINE * word.run.size and before.run.x0 <= word.run.x0


def _around(boxes: Sequence[Box]) -> Box:
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right = max(box.left + box.width for box in boxes)
    bottom = max(box.top + box.height for box in boxes)
    return Box(left, top, right - left, bottom - top)
