"""Archives: ZIP, TAR, and one file or a TAR packed with gzip, bzip2 or xz. Each file in them is read as if it lay beside them.

Nothing is unpacked to the disk, and the name of a member is only ever shown and looked at for its suffix. Bounds are counted
on what comes out, not on what an archive says: files and bytes altogether, bytes of each, how many times its packed size
that is, how many archives stand in one another. Links and devices are passed over, and files that no reader knows.
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

from corpus.readers.reader import MIB, Part, Problem, Reading, UnknownFormat

_SLACK = MIB  # so much may come out of however little
_BLOCK = 1 << 16
RAISED = (
    *(ValueError, EOFError, OSError, RuntimeError, NotImplementedError, OverflowError, KeyError),
    *(zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError),
)  # what these libraries raise of files that are not what they say
_ENCRYPTED = 1
_DOCUMENTS = {  # what is a ZIP file and holds no files of its user
    "xl/workbook.xml": "a spreadsheet; save it as CSV",
    "xl/workbook.bin": "a spreadsheet; save it as CSV",
    "content.xml": "an OpenDocument that is no text; save it as CSV or PDF",
    "visio/document.xml": "a drawing; save it as PDF",
}
_TAR_MAGIC = slice(257, 262)


def looks_like_zip(data: bytes) -> bool:
    """Return whether the data begins as a ZIP file; those of documents have a reader of their own before this one."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def looks_like_tar(data: bytes) -> bool:
    """Return whether the data begins as a TAR file."""
    return data[_TAR_MAGIC] == b"ustar"


def looks_like_packed(data: bytes) -> bool:
    """Return whether the data is packed with gzip, bzip2 or xz."""
    return data.startswith((b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00")) and (
        data[:3] != b"BZh" or data[4:10] == b"1AY&SY"
    )


def read_zip(data: bytes, _: str, reading: Reading) -> Iterator[Part]:
    """Yield the articles of the files in a ZIP file.

    Raises:
        ValueError: it is none, or holds more than is allowed.
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
            raise ValueError(f"more than {reading.options.max_inside:,} files in it; unpack it and add the folder")
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
        ValueError: it is none, or holds more than is allowed.
    """
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for seen, entry in enumerate(archive):
                if seen >= reading.options.max_inside:
                    raise ValueError(
                        f"more than {reading.options.max_inside:,} files in it; unpack it and add the folder"
                    )
                if entry.isreg() and not entry.issparse() and not _is_hidden(entry.name):
                    yield from _member(entry.name, partial(archive.extractfile, entry), len(data), reading)
    except tarfile.TarError as error:
        raise ValueError(f"a damaged TAR file ({error})") from error


def read_packed(data: bytes, name: str, reading: Reading) -> Iterator[Part]:
    """Yield the articles of a file that is packed.

    Raises:
        ValueError: it is none, or larger than is allowed.
    """
    content = unpacked(partial(_opened, data), len(data), reading)
    reading.spend(len(content))
    yield from reading.inner(content, name)


def _opened(data: bytes) -> IO[bytes]:
    if data.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=io.BytesIO(data)))
    return bz2.BZ2File(io.BytesIO(data)) if data.startswith(b"BZh") else lzma.LZMAFile(io.BytesIO(data))


def _member(name: str, opened: Callable[[], IO[bytes] | None], packed: int, reading: Reading) -> Iterator[Part]:
    """Yield the articles of one file in an archive; it fails alone, unless the whole archive is too much."""
    try:
        content = unpacked(opened, packed, reading)
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


def unpacked(opened: Callable[[], IO[bytes] | None], packed: int, reading: Reading) -> bytes:
    """Return what is in a packed file, as long as that is not too much.

    Raises:
        ValueError: it is damaged, or more than is allowed comes out.
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
        raise ValueError(f"larger than the limit of {most / MIB:g} MiB")
    raise ValueError(f"more than {reading.options.max_ratio} times its packed size comes out of it")


def _is_hidden(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")
