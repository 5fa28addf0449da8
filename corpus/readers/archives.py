"""Archives: ZIP, TAR, and one file or a TAR compressed with gzip, bzip2 or xz. Each file in them is read like one next to them.

Nothing is extracted to the disk, and the name of a member is only shown and used for its suffix. Limits apply to what comes out,
not to what an archive declares: the total of files and bytes, the bytes of each file and their ratio to its compressed size, the
depth of nested archives. Links, devices and files that no reader knows are skipped.
"""

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, cast

from corpus.readers.limits import or_raise, too_large
from corpus.readers.reader import Part, Problem, Reading, UnknownFormat
from corpus.settings import MIB

_SLACK = MIB  # this much may come out of any compressed size
_BLOCK = 1 << 16
RAISED = (
    *(ValueError, EOFError, OSError, RuntimeError, NotImplementedError, OverflowError, KeyError),
    *(zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError),
)  # what these libraries raise for files that are not what they claim to be
_ENCRYPTED = 1
_DOCUMENTS = {  # ZIP files that are documents, not archives of a user's files
    "xl/workbook.xml": "a spreadsheet; save it as CSV",
    "xl/workbook.bin": "a spreadsheet; save it as CSV",
    "content.xml": "an OpenDocument that is no text; save it as CSV or PDF",
    "visio/document.xml": "a drawing; save it as PDF",
}
_TAR_MAGIC = slice(257, 262)


def looks_like_zip(data: bytes) -> bool:
    """Return whether the data begins like a ZIP file; documents that are ZIP files have readers that are asked earlier."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def looks_like_tar(data: bytes) -> bool:
    """Return whether the data begins like a TAR file."""
    return data[_TAR_MAGIC] == b"ustar"


def looks_like_packed(data: bytes) -> bool:
    """Return whether the data is compressed with gzip, bzip2 or xz."""
    return data.startswith((b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00")) and (
        data[:3] != b"BZh" or data[4:10] == b"1AY&SY"
    )


def read_zip(data: bytes, _: str, reading: Reading) -> Iterator[Part]:
    """Yield the articles of the files in a ZIP file.

    Raises:
        ValueError: it is not one, or exceeds a limit.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except RAISED as error:
        raise ValueError(f"a damaged ZIP file ({error})") from error
    with archive:
        entries = archive.infolist()
        if other := next((entry.filename for entry in entries if entry.filename in _DOCUMENTS), None):
            raise ValueError(f"a document that is not read ({_DOCUMENTS[other]})")
        if len(entries) > reading.options.max_inside:
            raise ValueError(reading.too_many_files)
        for entry in entries:
            kind = stat.S_IFMT(entry.external_attr >> 16)
            if entry.is_dir() or kind not in {0, stat.S_IFREG} or _is_hidden(entry.filename):
                continue
            if entry.flag_bits & _ENCRYPTED:
                reading.spend(0)
                yield Problem(where=entry.filename, reason="it is encrypted; unpack it with its password and add it")
                continue
            yield from _member(entry.filename, partial(archive.open, entry), entry.compress_size, reading)


def read_tar(data: bytes, _: str, reading: Reading) -> Iterator[Part]:
    """Yield the articles of the files in a TAR file.

    Raises:
        ValueError: it is not one, or exceeds a limit.
    """
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for seen, entry in enumerate(archive):
                if seen >= reading.options.max_inside:
                    raise ValueError(reading.too_many_files)
                if entry.isreg() and not entry.issparse() and not _is_hidden(entry.name):
                    yield from _member(entry.name, partial(archive.extractfile, entry), len(data), reading)
    except tarfile.TarError as error:
        raise ValueError(f"a damaged TAR file ({error})") from error


def read_packed(data: bytes, name: str, reading: Reading) -> Iterator[Part]:
    """Yield the articles of a compressed file.

    Raises:
        ValueError: it is not one, or exceeds a limit.
    """
    content = decompressed(partial(_opened, data), len(data), reading)
    reading.spend(len(content))
    yield from reading.inner(content, name)


def _opened(data: bytes) -> IO[bytes]:
    if data.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=io.BytesIO(data)))
    return bz2.BZ2File(io.BytesIO(data)) if data.startswith(b"BZh") else lzma.LZMAFile(io.BytesIO(data))


def _member(name: str, opened: Callable[[], IO[bytes] | None], packed: int, reading: Reading) -> Iterator[Part]:
    """Yield the articles of one file in an archive; it fails alone, unless the whole archive exceeds a limit."""
    try:
        content = decompressed(opened, packed, reading)
    except ValueError as error:
        reading.spend(0)
        yield Problem(where=name, reason=str(error))
        return
    reading.spend(len(content))
    if not content:
        return
    try:
        yield from reading.inner(content, name.rpartition("/")[2] or name)
    except UnknownFormat:
        return
    except ValueError as error:
        yield Problem(where=name, reason=str(error))


def decompressed(opened: Callable[[], IO[bytes] | None], packed: int, reading: Reading) -> bytes:
    """Return the decompressed content of a file, within the limits.

    Raises:
        ValueError: it is damaged, or exceeds a limit.
    """
    most = min(reading.options.max_bytes, packed * reading.options.max_ratio + _SLACK)
    done = bytearray()
    try:
        with opened() or io.BytesIO() as file:
            while len(done) <= most and (block := file.read(_BLOCK)):
                done += block
    except RAISED as error:
        raise ValueError(f"damaged ({error})") from error
    if len(done) <= most:
        return bytes(done)
    if most == reading.options.max_bytes:
        raise ValueError(too_large(most))
    times = f"more than {reading.options.max_ratio:,} times its packed size comes out of it"
    raise ValueError(f"{times}; unpack it and add the folder, {or_raise('max_ratio')}")


def _is_hidden(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")
