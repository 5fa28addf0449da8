"""Files and folders that only their owner may read: an archive, what readers asked, a back-up.

The mode is set when a file is created, so there is no moment in which others may read it, and does not depend on the umask.
SQLite gives the files next to a database the mode of the database. Permissions of others are only ever removed, never granted.
On systems without such modes this has no effect.
"""

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

FILE_MODE = 0o600
FOLDER_MODE = 0o700
_OTHERS = 0o077


def make_folder(path: Path) -> None:
    """Create a folder and its missing parents; an existing one stays as it is.

    Raises:
        OSError: it cannot be created.
    """
    if not path.is_dir():
        if path.parent != path:
            make_folder(path.parent)
        path.mkdir(FOLDER_MODE, exist_ok=True)


def open_new(path: Path) -> BinaryIO:
    """Open a new file for writing and reading; an existing one is replaced.

    Raises:
        OSError: it cannot be created.
    """
    path.unlink(missing_ok=True)  # its mode would remain
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), FILE_MODE), "wb+")


def replace_file(path: Path, content: bytes) -> None:
    """Write a file that the user has named, whole or not at all.

    A new one is private; permissions that the user has given to others on an existing one, such as a web server, stay.

    Raises:
        OSError: it cannot be written; what was there is as it was.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.aside")
    try:
        with open_new(temporary) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        temporary.replace(path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def flush_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk, so that a file that was moved there is still there after a power cut.

    Raises:
        OSError: they cannot be flushed.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def opener(name: str, flags: int) -> int:
    """Open a file that the user has named, as `opener` of `open`: a new one is private, an existing one keeps its mode."""
    return os.open(name, flags, FILE_MODE)


def prepare_database(path: Path) -> None:
    """Create the empty file of an SQLite database if there is none; remove others' permissions from an existing one.

    Raises nothing: SQLite reports why the file cannot be created when it opens it.
    """
    try:
        # an existing one is not opened: closing it would release the locks that this process has on it
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, FILE_MODE))
    except FileExistsError:
        tighten([path, *(path.with_name(path.name + suffix) for suffix in ("-wal", "-shm", "-journal"))])
    except OSError:
        return


def tighten(paths: Iterable[Path]) -> None:
    """Remove others' permissions from files and folders; those that are missing or not ours stay as they are."""
    for path in paths:
        with suppress(OSError):
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & _OTHERS:
                path.chmod(mode & ~_OTHERS)


def tighten_folder(folder: Path, own: Iterable[str]) -> None:
    """Remove others' permissions from these entries of a folder, and from the folder if it holds nothing else.

    Args:
        own: names of entries; each includes everything below it and the files whose names begin with it.
    """
    names = tuple(own)
    with suppress(OSError):
        found = list(folder.iterdir())
        ours = [path for path in found if path.name.startswith(names)]
        tighten(path for one in ours for path in (one, *(one.rglob("*") if one.is_dir() else ())))
        if len(ours) == len(found):
            tighten([folder])
