"""A page of a PDF as a picture, and where a quote is on it. The reading process does this, so that a file harms only itself."""

import base64
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from corpus.readers.print.found import boxes_of

if TYPE_CHECKING:
    from pypdfium2 import PdfBitmap, PdfDocument, PdfPage

_DPI = 170
_MOST_PIXELS = 8_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
_COMPRESSION = 5


def read_places(content: bytes, about: Mapping[str, str | None]) -> Iterator[dict[str, Any]]:
    """Yield the number of pages of a PDF, the size of one of them in points, and the rectangles around a quote on it.

    Args:
        content: the file.
        about: `page`, from 1; `quote`, "" for none; `at` as of `boxes_of`.

    Raises:
        ValueError: the file cannot be read, or has no such page.
    """
    with _opened(content) as document:
        with _page(document, about) as page:
            width, height = page.get_size()
            quote = about.get("quote") or ""
            boxes = boxes_of(page, quote, float(about.get("at") or 0)) if quote else []
        marks = [[round(value, 5) for value in (box.left, box.top, box.width, box.height)] for box in boxes]
        yield {"pages": len(document), "width": width, "height": height, "marks": marks}


def read_picture(content: bytes, about: Mapping[str, str | None]) -> Iterator[dict[str, Any]]:
    """Yield a page of a PDF as a PNG file in base64; the arguments and errors are those of `read_places`."""
    with _opened(content) as document, _page(document, about) as page:
        width, height = page.get_size()
        dpi = min(_DPI, 72 * (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
        bitmap = page.render(scale=dpi / 72, rev_byteorder=True)
        try:
            yield {"png": base64.b64encode(_png(bitmap)).decode("ascii")}
        finally:
            bitmap.close()


@contextmanager
def _opened(content: bytes) -> "Iterator[PdfDocument]":
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(content)
    except PdfiumError as error:
        raise ValueError(f"a damaged PDF file ({error})") from error
    try:
        yield document
    finally:
        document.close()


@contextmanager
def _page(document: "PdfDocument", about: Mapping[str, str | None]) -> "Iterator[PdfPage]":
    number = int(about["page"] or "1")
    if not 1 <= number <= len(document):
        raise ValueError(f"it has {len(document)} pages, and no page {number}")
    page = document[number - 1]
    try:
        yield page
    finally:
        page.close()


def _png(bitmap: "PdfBitmap") -> bytes:
    """Return a picture as a PNG file, each row as the difference from the row above it."""
    import numpy as np

    pixels = bitmap.to_numpy()[:, :, :3].astype(np.uint8)
    height, width, _ = pixels.shape
    rows = pixels.reshape(height, width * 3)
    filtered = np.full((height, width * 3 + 1), 2, dtype=np.uint8)  # the filter "up"
    filtered[0, 1:] = rows[0]
    filtered[1:, 1:] = rows[1:] - rows[:-1]
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(filtered.tobytes(), _COMPRESSION)), (b"IEND", b""))
    return _PNG + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
