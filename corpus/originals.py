"""The files that articles were read from, kept in the archive's folder where a setting says so.

A file is kept once, under the SHA-256 of its content, however many articles were read from it, and never altered. It is on the
disk, complete, before an article that names it is committed, so a crash leaves at most a file that no article names. Such a file,
also that of a removed article, stays for a while, so that removing can be undone; then the next writer deletes it.
"""

import hashlib
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from corpus.private_files import flush_folder, make_folder, open_new
from corpus.settings import GIB, MIB, TIB, Setting, TextSetting, Unit
from corpus.system_errors import archive_error

KEEPING = (
    TextSetting(
        name="keep-originals",
        field="keep",
        form="on|off",
        allowed="write on or off",
        help="whether the files that articles are read from are kept in the archive: on or off",
    ),
    Setting(
        name="max-originals-size",
        field="max_bytes",
        unit=Unit.BYTES,
        least=MIB,
        most=1024 * TIB,
        help="all kept files together; beyond it articles are added and their files are not kept",
    ),
)
"""The settings of keeping."""

UNDO_SECONDS = 3_600.0
"""For how long a file stays that no article names."""

_NAME = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = ".aside"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepOptions:
    """Whether files are kept. What a user calls these: `KEEPING`.

    Attributes:
        keep: `on` or `off`.
        max_bytes: of all kept files together.
    """

    keep: str = "off"
    max_bytes: int = 10 * GIB


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """What articles were read from: a file as it was before it was read, or the bytes of a response.

    Attributes:
        path: of the file; None where `content` has the bytes.
        state: size and time of change of the file.
    """

    path: Path | None = None
    content: bytes = b""
    state: tuple[int, int] | None = None

    @classmethod
    def at(cls, path: Path) -> "SourceFile":
        """Return the file at a path; it need not exist."""
        return cls(path=path, state=_state(path))

    def digest(self) -> str | None:
        """Return the SHA-256 in hex; None where the file cannot be read, or has changed since it was read."""
        if self.path is None:
            return hashlib.sha256(self.content).hexdigest()
        digest = hashlib.sha256()
        try:
            for block in self.blocks():
                digest.update(block)
        except OSError:
            return None
        return digest.hexdigest() if self.state is not None and _state(self.path) == self.state else None

    def blocks(self) -> Iterator[bytes]:
        """Yield the content.

        Raises:
            OSError: it cannot be read.
        """
        if self.path is None:
            yield self.content
            return
        with self.path.open("rb") as file:
            yield from _blocks(file)


class OriginalFiles:
    """The folder of kept files. Whoever changes it holds the archive's lock for writing.

    Args:
        folder: it need not exist.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, name: str) -> Path:
        """Return where the file of a hash is, if it is kept."""
        # a damaged catalogue may name anything
        return self._folder / (name if _NAME.fullmatch(name) else _UNFINISHED)

    def sizes(self) -> dict[str, int]:
        """Return the bytes of each kept file, by its hash, in ascending order."""
        found: dict[str, int] = {}
        with suppress(FileNotFoundError, NotADirectoryError):
            for path in sorted(self._folder.iterdir()):
                with suppress(FileNotFoundError):
                    if _NAME.fullmatch(path.name):
                        found[path.name] = path.stat().st_size
        return found

    def store(self, name: str, blocks: Iterable[bytes]) -> bool:
        """Write a file and flush it to the disk; return whether its content has that hash, otherwise nothing is kept.

        Raises:
            ArchiveError: it cannot be written.
        """
        unfinished = self._folder / f"{os.getpid()}{_UNFINISHED}"
        digest = hashlib.sha256()
        try:
            make_folder(self._folder)
            with open_new(unfinished) as file:
                for block in blocks:
                    digest.update(block)
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
            if digest.hexdigest() != name:
                unfinished.unlink()
                return False
            unfinished.replace(self.path(name))
            flush_folder(self._folder)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise archive_error(error, self._folder) from error
        return True

    def is_sound(self, name: str) -> bool:
        """Return whether a kept file is there and has the content that its name says."""
        return SourceFile.at(self.path(name)).digest() == name

    def read(self, name: str) -> bytes | None:
        """Return the content of a kept file; None where it is not there, or not what was kept."""
        with suppress(OSError):
            content = self.path(name).read_bytes()
            if hashlib.sha256(content).hexdigest() == name:
                return content
        return None

    def beginning(self, name: str, size: int) -> bytes | None:
        """Return the first bytes of a kept file; None where it is not there."""
        with suppress(OSError), self.path(name).open("rb") as file:
            return file.read(size)
        return None

    def used_until_now(self, names: Iterable[str]) -> None:
        """Let the files stay for a while although their articles are about to be removed."""
        for name in names:
            with suppress(OSError):
                os.utime(self.path(name))

    def unused(self, named: set[str], for_seconds: float = UNDO_SECONDS) -> list[Path]:
        """Return the files that have not been named by an article for so long, and those that a crash left unfinished.

        Args:
            named: the hashes that live articles name.
            for_seconds: 0 for all that are not named now.
        """
        found = []
        with suppress(FileNotFoundError, NotADirectoryError):
            for path in self._folder.iterdir():
                kept = _NAME.fullmatch(path.name) is not None
                if (kept and path.name not in named) or path.name.endswith(_UNFINISHED):
                    with suppress(FileNotFoundError):
                        if time.time() - path.stat().st_mtime >= for_seconds:
                            found.append(path)
        return found

    def delete(self, paths: Iterable[Path]) -> None:
        """Delete files of the folder.

        Raises:
            ArchiveError: one cannot be deleted.
        """
        try:
            for path in paths:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise archive_error(error, self._folder) from error


def _state(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block
