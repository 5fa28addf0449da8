"""Reading pictures of pages: turned upright, judged by how sure Tesseract is, and given as the words of a printed page."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.readers.ocr.hocr import OcrLine, confidence_of, lines_in, runs_in, turned_by
from corpus.readers.ocr.tesseract import Bitmap, OcrFailed, OcrTimeout, Tesseract, installed
from corpus.readers.print.layout import Run
from corpus.readers.reader import Problem, ReadOptions

__all__ = ["OcrPage", "read_pictures"]

_FEWEST_LETTERS = 20  # a picture with fewer is of something else
_FEWEST_UNSURE = 200  # letters that Tesseract sees in photographs and drawings, and is not sure of
_LEAST_SURE = 45  # a line of which Tesseract is less sure is no text: a picture, a ruling, a stain
_MOST_TIMEOUTS = 2  # of a file; the rest is not tried then

Render = Callable[[int], Bitmap]
"""Returns a picture of a page, turned clockwise by 0, 90, 180 or 270 degrees."""


@dataclass(frozen=True, slots=True)
class OcrPage:
    """The words of a picture in points from its bottom left, and its height in points. No words: it shows no text."""

    runs: list[Run]
    height: float


def read_pictures(
    pictures: Sequence[tuple[int, Render]], options: ReadOptions, on_page: Callable[[int, int], object]
) -> tuple[dict[int, OcrPage], list[Problem]]:
    """Return what pictures of pages say, by their numbers, and which could not be read.

    Args:
        pictures: the number of each page, from 0, and what renders it.
        options: the limits and languages.
        on_page: called before each page with its position, from 1, and how many there are.

    Raises:
        OcrMissing: Tesseract, or a language, is not installed.
    """
    tesseract = installed(options.ocr_languages)
    found: dict[int, OcrPage] = {}
    problems: list[Problem] = []
    timeouts = 0
    for position, (number, render) in enumerate(pictures, 1):
        on_page(position, len(pictures))
        try:
            found[number] = _read(tesseract, render, options)
        except ValueError as error:
            timeouts += isinstance(error, OcrTimeout)
            problems.append(Problem(where=f"page {number + 1}", reason=f"could not be read by OCR: {error}"))
        if timeouts == _MOST_TIMEOUTS and position < len(pictures):
            where = f"the {len(pictures) - position:,} pictures after page {number + 1}"
            problems.append(Problem(where=where, reason="not tried, since OCR takes too long on this file"))
            break
    return found, problems


def _read(tesseract: Tesseract, render: Render, options: ReadOptions) -> OcrPage:
    """Return what a picture of a page says.

    Raises:
        ValueError: it cannot be read.
    """
    end = time.monotonic() + options.ocr_seconds

    def read(turn: int) -> tuple[Bitmap, list[OcrLine]]:
        picture = render(turn)
        if picture.pixels.count(picture.pixels[:1]) == len(picture.pixels):
            return picture, []
        left = end - time.monotonic()
        try:
            if left > 0:
                return picture, lines_in(tesseract.hocr(picture, left))
        except OcrTimeout:
            pass
        raise OcrTimeout(f"it took longer than the limit of {options.ocr_seconds:g} seconds (max-ocr-seconds)")

    picture, lines = read(0)
    turn = turned_by(lines)
    if turn:
        picture, lines = read(turn)
    if lines and confidence_of(lines) < options.ocr_confidence:
        other, there = read((turn + 180) % 360)  # upside down it has letters, but few words
        if confidence_of(there) > confidence_of(lines):
            picture, lines = other, there
    height = picture.height * 72 / picture.dpi
    text = [line for line in lines if line.confidence >= _LEAST_SURE]
    if _letters(text) < _FEWEST_LETTERS and _letters(lines) < _FEWEST_UNSURE:
        return OcrPage([], height)
    sure = confidence_of(lines)
    if sure < options.ocr_confidence:
        raise OcrFailed(
            f"Tesseract is sure of {sure:.0f} in 100 of it, less than {options.ocr_confidence} (ocr-confidence); "
            "scan it upright, sharp, with 300 dpi, and have its language installed"
        )
    return OcrPage(runs_in(text, picture.height, picture.dpi), height)


def _letters(lines: Sequence[OcrLine]) -> int:
    return sum(sum(map(str.isalpha, word.text)) for line in lines for word in line.words)
