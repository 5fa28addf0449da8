"""Scanned pages: finding the pages of a PDF that are pictures of text, and rendering them."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from corpus.readers.ocr.pages import OcrPage, read_pictures
from corpus.readers.ocr.tesseract import Bitmap, OcrMissing
from corpus.readers.reader import Problem, Reading

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_FEWEST_LETTERS = 20  # on a page that has a text of its own
_STAMP_LETTERS = 300  # what a database prints on the picture of a page: "Reproduced with permission of ..."
_WHOLE_PAGE = 0.7  # of its area
_PART_OF_PAGE = 0.1
_OUTLINES = 30  # shapes that may be letters whose font was turned into outlines
_DPI = 300
_MOST_PIXELS = 30_000_000  # a page of a newspaper at 300 dpi
_NESTED = 5  # pictures are in groups in groups


def is_scanned(page: "PdfPage", letters: int) -> bool:
    """Return whether a page is a picture: it shows one and has no text, or a stamp of a few lines on one that fills it.

    Args:
        page: it need not be rendered.
        letters: how many its text has.
    """
    if letters >= _STAMP_LETTERS:
        return False
    covered, drawn = _pictures(page)
    if letters >= _FEWEST_LETTERS:
        return covered > _WHOLE_PAGE
    return covered > _PART_OF_PAGE or drawn >= _OUTLINES


def _pictures(page: "PdfPage") -> tuple[float, int]:
    """Return which share of a page is covered by pictures, and how many shapes are drawn on it, up to `_OUTLINES`."""
    from pypdfium2 import raw

    covered, drawn = 0.0, 0
    area = max(1.0, page.get_width() * page.get_height())
    kinds = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING)
    for one in page.get_objects(filter=kinds, max_depth=_NESTED):
        if one.type != raw.FPDF_PAGEOBJ_IMAGE:
            drawn += 1
        elif one.level:  # its place is that in a group, whose place is not known
            covered += 1.0
        else:
            left, bottom, right, top = one.get_bounds()
            covered += (right - left) * (top - bottom) / area
        if covered > 1 or drawn >= _OUTLINES:
            break
    return covered, drawn


def read_scans(
    document: "PdfDocument", numbers: Sequence[int], reading: Reading
) -> tuple[dict[int, OcrPage], list[Problem]]:
    """Return what the scanned pages of a document say, by their numbers, and which of them could not be read.

    Args:
        document: an open one.
        numbers: of its scanned pages, from 0.
        reading: the options, and where progress is reported.
    """
    options = reading.options
    if not numbers:
        return {}, []
    where = f"page {numbers[0] + 1}" if len(numbers) == 1 else f"{len(numbers):,} pages from page {numbers[0] + 1} on"
    if options.ocr == "off":
        return {}, []
    if len(numbers) > options.ocr_max_pages:
        reason = f"pictures, more than the limit of {options.ocr_max_pages:,} (max-ocr-pages); split the file"
        return {}, [Problem(where=where, reason=reason)]
    try:
        return read_pictures(
            [(number, partial(_render, document, number)) for number in numbers], options, reading.on_page
        )
    except OcrMissing as error:
        return {}, [Problem(where=where, reason=f"scanned: no text in it; {error}")]


def _render(document: "PdfDocument", number: int, turn: int) -> Bitmap:
    """Return a page as a picture, turned clockwise.

    Raises:
        ValueError: it cannot be rendered.
    """
    page = document[number]
    try:
        width, height = page.get_size()
        dpi = min(_DPI, int(72 * (_MOST_PIXELS / max(1.0, width * height)) ** 0.5))
        if dpi < 1:
            raise ValueError("the page is larger than any paper")
        bitmap = page.render(scale=dpi / 72, rotation=turn, grayscale=True)
        try:
            rows = memoryview(bitmap.buffer).cast("B")
            wide, stride = bitmap.width, bitmap.stride
            pixels = b"".join(rows[at : at + wide] for at in range(0, bitmap.height * stride, stride))
            return Bitmap(wide, bitmap.height, pixels, dpi)
        finally:
            bitmap.close()
    finally:
        page.close()
