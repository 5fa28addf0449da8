"""hOCR, the XHTML in which Tesseract reports words: their places as those of a printed page, and how sure it is of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

from corpus.readers.print.layout import Run, runs_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_BOX = re.compile(r"bbox (\d{1,6}) (\d{1,6}) (\d{1,6}) (\d{1,6})\b")
_BASELINE = re.compile(r"baseline (-?[\d.]+) (-?[\d.]+)")
_SIZE = re.compile(r"x_size ([\d.]+)")
_CONFIDENCE = re.compile(r"x_wconf (\d+)")
_LINES = frozenset({"ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat"})
_LIKE_THE_REST = 0.25  # a size that differs by less from the usual one is the usual one, measured inexactly
_STEEPEST = 0.1


@dataclass(frozen=True, slots=True)
class Word:
    """A word: its box in pixels from the top left, and how sure it is, from 0 to 100."""

    left: int
    top: int
    right: int
    bottom: int
    text: str
    confidence: int


@dataclass(frozen=True, slots=True)
class OcrLine:
    """Words on a line. The baseline is `rise * (x - left) + base`, in pixels from the top; `size` is that of the font."""

    words: tuple[Word, ...]
    left: int
    rise: float
    base: float
    size: float
    leftwards: bool

    @property
    def confidence(self) -> float:
        """The mean of the words, weighted by their lengths."""
        return confidence_of([self])


def confidence_of(lines: Sequence[OcrLine]) -> float:
    """Return how sure Tesseract is of some lines, from 0 to 100: the mean of the words, weighted by their lengths."""
    words = [word for line in lines for word in line.words]
    return sum(word.confidence * len(word.text) for word in words) / max(1, sum(len(word.text) for word in words))


def lines_in(hocr: bytes) -> list[OcrLine]:
    """Return the lines that have words, in Tesseract's order.

    Raises:
        ValueError: it is not hOCR.
    """
    from defusedxml.ElementTree import fromstring

    found: list[OcrLine] = []
    try:
        root = fromstring(hocr)
    except Exception as error:
        raise ValueError(f"what Tesseract answered is no hOCR ({error})") from error
    leftwards = False
    for element in root.iter():
        kind, title = element.get("class", ""), element.get("title", "")
        if kind == "ocr_par":
            leftwards = element.get("dir") == "rtl"
        elif kind in _LINES and (box := _BOX.search(title)):
            words = tuple(filter(None, map(_word, element)))
            if not words:
                continue
            left, top, _, bottom = map(int, box.groups())
            base, size = _BASELINE.search(title), _SIZE.search(title)
            rise, fall = (float(base[1]), float(base[2])) if base else (0.0, 0.0)
            height = float(size[1]) if size else float(bottom - top)
            found.append(OcrLine(words, left, rise, bottom + fall, height or 1.0, leftwards))
    return found


def turned_by(lines: Sequence[OcrLine]) -> int:
    """Return by how many degrees clockwise a page whose lines run downwards or upwards has to be turned: 0, 90 or 270."""
    votes = {0: 0, 90: 0, 270: 0}
    for line in lines:
        if len(line.words) > 1:
            first, last = line.words[0], line.words[-1]
            across, down = last.left - first.left, last.top - first.top
            votes[0 if abs(across) >= abs(down) else 270 if down > 0 else 90] += len(line.words)
    return max(votes, key=lambda turn: votes[turn])


def runs_in(lines: Sequence[OcrLine], height: int, dpi: int) -> list[Run]:
    """Return lines as the runs of a printed page: in points from the bottom left, straight, of the same size if they look so."""
    if not lines:
        return []
    scale = 72 / dpi
    slope = median([line.rise for line in lines if abs(line.rise) < _STEEPEST] or [0.0])
    usual = median(line.size for line in lines for _ in line.words)
    runs: list[Run] = []
    for line in lines:
        size = usual if abs(line.size - usual) < _LIKE_THE_REST * usual else line.size
        # a page that lies askew is turned by the slope of its lines: up and down as much as to the side
        y = height - (line.base - slope * line.left)
        shift = slope * line.base
        words = [
            Run(
                (word.left + shift) * scale,
                (word.right + shift) * scale,
                y * scale,
                size * scale,
                word.text,
                (word.right - word.left) * scale,
            )
            for word in line.words
        ]
        runs += [_whole(words)] if line.leftwards else runs_of(words)
    return runs


def _whole(words: Sequence[Run]) -> Run:
    """Return a line that is read from the right as one run, since runs are put in order from the left."""
    left, right = min(word.x0 for word in words), max(word.x1 for word in words)
    return replace(words[0], x0=left, x1=right, text=" ".join(word.text for word in words))


def _word(element: "Element") -> Word | None:
    title, text = element.get("title", ""), "".join(element.itertext()).strip()
    box, sure = _BOX.search(title), _CONFIDENCE.search(title)
    if element.get("class") != "ocrx_word" or not text or not box or not sure:
        return None
    left, top, right, bottom = map(int, box.groups())
    if right < left or bottom < top:
        return None
    return Word(left, top, right, bottom, text, min(100, int(sure[1])))
