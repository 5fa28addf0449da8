"""The file of a back-up: a zip with a few members of fixed names and known hashes; nothing else in it is read.

Writing the same content gives the same bytes: fixed times, fixed order. A file that is read is not trusted: names are compared
and never used as paths, sizes are bounded by the size of the file, and a member's hash is checked before a byte of it is
parsed.
"""

import hashlib
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO

from corpus.catalogue.rows import json_object
from corpus.errors import ArchiveError, BackupDamaged
from corpus.private_files import flush_folder, open_new
from corpus.system_errors import archive_error, fault

MANIFEST = "manifest.json"
MAX_RATIO = 100
"""A file may unpack to this many times its size: more is a zip bomb. Content that compresses better is stored uncompressed."""

_SLACK = 1 << 20
_MAX_MANIFEST = 1 << 20
_MAX_LINE = 1 << 28
_BLOCK = 1 << 20
_TIME = (1980, 1, 1, 0, 0, 0)
_ENCRYPTED = 1
_RAISED = (
    *(ValueError, KeyError, TypeError, OverflowError, RuntimeError, EOFError, OSError),
    *(zlib.error, zipfile.BadZipFile, struct.error),
)  # what zipfile and json raise where a file is not what it claims to be


class BackupWriter:
    """Writes a back-up into a file.

    Args:
        compress: deflate the members that become smaller by it.
    """

    def __init__(self, file: BinaryIO, *, compress: bool) -> None:
        self._zip = zipfile.ZipFile(file, "w", allowZip64=True)
        self._compress = compress
        self.members: dict[str, dict[str, object]] = {}

    def __enter__(self) -> "BackupWriter":
        return self

    def __exit__(self, raised: type[BaseException] | None, *_: object) -> None:
        with suppress(OSError, ValueError) if raised else nullcontext():  # on a full disk writing the end fails too
            self._zip.close()

    def member(self, name: str, blocks: Iterable[bytes], *, compress: bool = True) -> None:
        """Write a member and record its size and hash."""
        size, digest = 0, hashlib.sha256()
        with self._zip.open(self._info(name, compress=compress), "w", force_zip64=True) as file:
            for block in blocks:
                if len(block) > _MAX_LINE:
                    raise ValueError(f"{name}: a line of {len(block)} bytes is more than a back-up can hold")
                file.write(block)
                digest.update(block)
                size += len(block)
        self.members[name] = {"bytes": size, "sha256": digest.hexdigest()}

    def finish(self, manifest: bytes) -> bool:
        """Write the manifest and the end; return whether `BackupReader` accepts the file: False if it compressed too well."""
        self._zip.writestr(self._info(MANIFEST, compress=True), manifest)
        held = sum(info.file_size for info in self._zip.infolist())
        self._zip.close()
        packed = sum(info.compress_size for info in self._zip.infolist())
        return held <= MAX_RATIO * packed + _SLACK

    def _info(self, name: str, *, compress: bool) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, _TIME)
        info.create_system = 3  # the same on every system
        info.external_attr = 0o600 << 16
        info.compress_type = zipfile.ZIP_DEFLATED if compress and self._compress else zipfile.ZIP_STORED
        return info


class BackupReader:
    """An open back-up; its names, its sizes and all of its hashes are checked when it is opened.

    Args:
        path: for messages.
        names: the members that it may have, besides the manifest.

    Raises:
        BackupDamaged: it is not a back-up, or not what was written.
    """

    def __init__(self, file: BinaryIO, path: Path, names: Iterable[str]) -> None:
        self._path = path
        with self.translate_errors():
            size = file.seek(0, os.SEEK_END)
            self._zip = zipfile.ZipFile(file)
            self._infos = self._checked({MANIFEST, *names}, size)
        with self.translate_errors(MANIFEST):
            self.manifest: dict[str, Any] = json_object(self._read(MANIFEST, _MAX_MANIFEST))
            members = self.manifest.get("members")
            if not isinstance(members, dict) or set(members) != set(self._infos) - {MANIFEST}:
                raise ValueError("it lists other members than there are")
        for name, listed in members.items():
            with self.translate_errors(name):
                self._verify(name, listed)

    def _checked(self, names: set[str], size: int) -> dict[str, zipfile.ZipInfo]:
        infos = {info.filename: info for info in self._zip.infolist()}
        if len(infos) != len(self._zip.infolist()):
            raise ValueError("a member is there twice")
        if MANIFEST not in infos or not set(infos) <= names:
            raise ValueError("it has not the members of a back-up")
        if sum(info.file_size for info in infos.values()) > MAX_RATIO * size + _SLACK:
            raise ValueError(f"it would unpack to more than {MAX_RATIO} times its size")
        for info in infos.values():
            if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} or info.flag_bits & _ENCRYPTED:
                raise ValueError("a member is packed in a way that no back-up is")
        return infos

    def _verify(self, name: str, listed: object) -> None:
        if not isinstance(listed, dict) or set(listed) != {"bytes", "sha256"}:
            raise ValueError("the manifest does not say its size and hash")
        digest = hashlib.sha256()
        for block in self.blocks(name, _BLOCK):
            digest.update(block)
        if listed["bytes"] != self._infos[name].file_size or listed["sha256"] != digest.hexdigest():
            raise ValueError("damaged, it is not what was written")

    def __contains__(self, name: object) -> bool:
        return name in self._infos

    def read(self, name: str) -> bytes:
        """Return the content of a small member."""
        return self._read(name, _MAX_LINE)

    def _read(self, name: str, limit: int) -> bytes:
        if self._infos[name].file_size > limit:
            raise ValueError("it is too large")
        with self._zip.open(self._infos[name]) as file:
            return file.read(limit + 1)

    def open(self, name: str) -> IO[bytes]:
        """Open a member for reading."""
        return self._zip.open(self._infos[name])

    def blocks(self, name: str, size: int) -> Iterator[bytes]:
        """Yield a member in blocks of `size` bytes, the last one shorter."""
        with self._zip.open(self._infos[name]) as file:
            while block := file.read(size):
                yield block

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield a member line by line."""
        with self._zip.open(self._infos[name]) as file:
            while line := file.readline(_MAX_LINE + 1):
                if not line.endswith(b"\n"):
                    raise ValueError("a line is too long, or not ended")
                yield line

    @contextmanager
    def translate_errors(self, where: str | Callable[[], str] = "") -> Iterator[None]:
        """Translate what reading raises into an error that names the file, the member and the line."""
        try:
            yield
        except _RAISED as error:
            if isinstance(error, OSError) and fault(error):
                raise archive_error(error, self._path) from error
            position = where if isinstance(where, str) else where()
            reason = f"{position}: {error}"[:200] if position else str(error)[:200]
            raise BackupDamaged(
                f"{self._path}: no back-up that can be restored ({reason}); use another copy"
            ) from error


@contextmanager
def write_atomically(path: Path) -> Iterator[BinaryIO]:
    """Give a temporary file to write; when the block ends, flush it and move it to `path`, or leave nothing if it raises.

    Raises:
        ArchiveError: it cannot be written, or something else than a zip file is at `path`.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.aside")
    try:
        if path.is_dir() or (path.exists() and path.stat().st_size and not zipfile.is_zipfile(path)):
            raise ArchiveError(f"{path}: there is something else of that name, and no back-up; name another file")
        try:
            with open_new(temporary) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
            flush_folder(path.parent)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    except OSError as error:
        raise archive_error(error, path) from error
