"""WARC: what a crawler fetched, many pages in one file, compressed with gzip or not.

Responses with status 200 that are HTML are read, the first of each address; pages that only lead to others are skipped. A damaged
page is reported, and the others are read.
"""

import io
import zlib
from collections.abc import Iterator
from contextlib import redirect_stderr
from itertools import islice
from typing import TYPE_CHECKING, Any

from corpus.article import ArticleDraft
from corpus.readers.reader import Problem
from corpus.readers.web import html
from corpus.readers.web.content_encoding import decode_content
from corpus.readers.web.tree import LARGEST

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

_PAGES = 20_000
_RECORDS = 1_000_000
_LARGEST_WHOLE = 2 * 1024**3  # bytes, unpacked
_MOST_RATIO = 200  # of unpacked to packed bytes, beyond the first megabytes
_GRACE = 64 * 1024 * 1024
_BLOCK = 64 * 1024
_HTML = frozenset({"text/html", "application/xhtml+xml"})


def looks_like(data: bytes) -> bool:
    """Return whether bytes begin like a WARC file, compressed or not."""
    if data.startswith(b"\x1f\x8b"):
        try:
            data = zlib.decompressobj(31).decompress(data[:4096], 16)
        except zlib.error:
            return False
    return data.startswith((b"WARC/1.", b"WARC/0."))


def read(data: bytes, stem: str) -> Iterator[ArticleDraft | Problem]:
    """Yield the articles of the pages, in order, and a problem for each page that cannot be read.

    Raises:
        ValueError: it is not a WARC file, or exceeds the limit when decompressed.
    """
    if not looks_like(data):
        raise ValueError("it does not begin as a WARC file")
    seen: set[str] = set()
    for address, content, charset in islice(_pages(data), _PAGES):
        if address not in seen:
            seen.add(address)
            try:
                yield from html.read_page(content, stem, address=address, charset=charset, index_too=False)
            except ValueError as error:
                yield Problem(where=address, reason=str(error))


def _pages(data: bytes) -> Iterator[tuple[str, bytes, str | None]]:
    """Yield address, bytes and charset of each page, up to where the file is damaged."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    stream = io.BufferedReader(_Unpacked(data), _BLOCK) if data.startswith(b"\x1f\x8b") else io.BytesIO(data)
    records = ArchiveIterator(stream)
    for _ in range(_RECORDS):
        try:
            with redirect_stderr(io.StringIO()):  # to which warcio prints unexpected bytes
                record = next(records, None)
            if record is None or records.err_count > 100:
                return
            page = _page(record)
        except (ArchiveLoadFailed, EOFError, OSError, zlib.error):
            return  # truncated or damaged from here on
        except (AttributeError, TypeError, LookupError, UnicodeError):
            return
        if page:
            yield page


def _page(record: "ArcWarcRecord") -> tuple[str, bytes, str | None] | None:
    """Return the page in a record; None for every other record."""
    from warcio.bufferedreaders import ChunkedDataReader

    headers = record.http_headers
    if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":
        return None
    kind, _, parameters = (headers.get_header("Content-Type") or "").partition(";")
    if kind.strip().lower() not in _HTML:
        return None
    body: Any = record.raw_stream
    if (headers.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        body = ChunkedDataReader(body)
    content = body.read(LARGEST + 1)
    while 0 < len(content) <= LARGEST and (more := body.read(LARGEST + 1 - len(content))):
        content += more
    try:
        content = decode_content(content, headers.get_header("Content-Encoding") or "", LARGEST)
    except ValueError:
        return None
    charset = parameters.partition("charset=")[2].partition(";")[0].strip("\"' ") or None
    return record.rec_headers.get_header("WARC-Target-URI") or "", content, charset


class _Unpacked(io.RawIOBase):
    """The bytes of a file of gzip members, decompressed on demand and up to a limit."""

    def __init__(self, data: bytes) -> None:
        self._packed = memoryview(data)
        self._at = self._unpacked_bytes = 0
        self._inflater = zlib.decompressobj(31)

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401
        """Fill a buffer; return how many bytes, 0 at the end."""
        while True:
            if self._inflater.eof:
                self._at -= len(self._inflater.unused_data)
                self._inflater = zlib.decompressobj(31)
            waiting = self._inflater.unconsumed_tail
            if not waiting:
                waiting = bytes(self._packed[self._at : self._at + _BLOCK])
                self._at += len(waiting)
            if not waiting:
                return 0
            found = self._inflater.decompress(waiting, len(buffer))
            if found:
                break
        self._unpacked_bytes += len(found)
        if self._unpacked_bytes > _LARGEST_WHOLE or self._unpacked_bytes > _GRACE + _MOST_RATIO * self._at:
            raise ValueError("it unpacks to far more than its size; it is damaged or made to do harm")
        buffer[: len(found)] = found
        return len(found)
