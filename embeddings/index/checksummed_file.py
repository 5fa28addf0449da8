"""The file of a segment with inverted lists: every byte is checked before it is used, but few when it is opened.

After what FAISS wrote come a checksum (CRC-32) for each list, the number of lists, and the length of the head, which is
everything before the first list. The segment's SHA-256 in the catalogue covers the head and what follows the lists: a megabyte or
two, read when the file is opened, before FAISS parses a byte. A list is compared with its checksum when it is first searched.
"""

import hashlib
import struct
import threading
import weakref
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import faiss

ID = np.dtype("<i8")
_CHECKSUM = np.dtype("<u4")
_FOOT = struct.Struct("<8sQQ")
_MAGIC = b"CUTLISTS"


class NotAsWrittenError(Exception):
    """A file is not what was written; the text says which part."""


class Lists:
    """Where the lists of an index are in its file, in bytes from the first list; a list is its codes, then its ids.

    Attributes:
        code: bytes of a code.
        sizes: entries of each list, int64 of shape (lists,).
        starts, lengths: of each list, in bytes.
        bytes: of all lists together.
    """

    def __init__(self, index: "faiss.Index") -> None:
        self.code = int(index.code_size)
        self.sizes = np.array([index.invlists.list_size(number) for number in range(index.nlist)], dtype=np.int64)
        lengths = self.sizes * (self.code + ID.itemsize)
        self.lengths: list[int] = lengths.tolist()
        self.starts: list[int] = (np.cumsum(lengths) - lengths).tolist()
        self.bytes = int(lengths.sum())


def append_checksums(path: Path, lists: Lists) -> str:
    """Append checksums to the index that FAISS wrote into a file; return the SHA-256, in hex, of the head and of these.

    Raises:
        OSError: the disk is full.
    """
    with path.open("r+b") as file:
        head = file.seek(0, 2) - lists.bytes
        checksums = np.zeros(len(lists.sizes), dtype=_CHECKSUM)
        file.seek(head)
        for number, length in enumerate(lists.lengths):
            checksums[number] = zlib.crc32(file.read(length))
        tail = checksums.tobytes() + _FOOT.pack(_MAGIC, len(checksums), head)
        file.write(tail)
        file.seek(0)
        return hashlib.sha256(file.read(head) + tail).hexdigest()


class ChecksummedFile:
    """An open file; safe to use from several threads.

    It is read, not mapped: where it is truncated while it is open, that is an error instead of the end of the process.

    Raises:
        NotAsWrittenError: its head or its checksums are not what was written.
        OSError: it cannot be read.
    """

    def __init__(self, path: Path, sha256: str) -> None:
        self._file = path.open("rb")
        weakref.finalize(self, self._file.close)  # a search may outlive the object that opened it
        self._reading = threading.Lock()
        self._head, self._checksums = self._checked(sha256)
        self._lists: Lists | None = None

    def _checked(self, sha256: str) -> tuple[int, list[int]]:
        size = self._file.seek(0, 2)
        foot = self._bytes(max(0, size - _FOOT.size), _FOOT.size)
        magic, count, head = _FOOT.unpack(foot) if len(foot) == _FOOT.size else (b"", 0, 0)
        tail_size = count * _CHECKSUM.itemsize + _FOOT.size
        if magic != _MAGIC or head + tail_size > size:
            raise NotAsWrittenError("its end is not what was written")
        tail = self._bytes(size - tail_size, tail_size)
        if hashlib.sha256(self._bytes(0, head) + tail).hexdigest() != sha256:
            raise NotAsWrittenError("its head is not what was written")
        self._end = size - tail_size
        return head, np.frombuffer(tail[: -_FOOT.size], dtype=_CHECKSUM).tolist()

    def locate(self, lists: Lists) -> None:
        """Set where the lists are.

        Raises:
            NotAsWrittenError: they do not fill the bytes between head and checksums.
        """
        if len(lists.sizes) != len(self._checksums) or self._head + lists.bytes != self._end:
            raise NotAsWrittenError("its lists are not as large as they were")
        self._lists = lists

    def read(self, number: int) -> bytes:
        """Return a list.

        Raises:
            NotAsWrittenError: it is damaged.
        """
        assert self._lists is not None  # noqa: S101
        data = self._bytes(self._head + self._lists.starts[number], self._lists.lengths[number])
        if zlib.crc32(data) != self._checksums[number]:
            raise NotAsWrittenError(f"list {number} is not what was written")
        return data

    def read_ids(self) -> bytes:
        """Return the ids of all lists, unchecked."""
        assert self._lists is not None  # noqa: S101
        codes = self._lists.sizes * self._lists.code
        parts = zip(self._lists.starts, codes.tolist(), self._lists.lengths, strict=True)
        return b"".join(self._bytes(self._head + start + code, length - code) for start, code, length in parts)

    def _bytes(self, start: int, length: int) -> bytes:
        with self._reading:
            self._file.seek(start)
            return self._file.read(length)
