"""Files and folders that their owner alone may read: an archive, what readers asked, a back-up.

The modes are given when a thing is made, so there is no moment in which others may read it, and they do not depend on the umask.
SQLite gives the files beside a database the mode of the database. What others may do is only ever taken away, never given.
Where a system has no such modes, nothing of this does harm.
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
    """Make a folder, and those above it that are missing; one that is there stays as it is.

    Raises:
        OSError: it cannot be made.
    """
    if not path.is_dir():
        if path.parent != path:
            make_folder(path.parent)
        path.mkdir(FOLDER_MODE, exist_ok=True)


def open_new(path: Path) -> BinaryIO:
    """Open a new file for writing and reading; one of that name is replaced.

    Raises:
        OSError: it cannot be made.
    """
    path.unlink(missing_ok=True)  # its mode would stay
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), FILE_MODE), "wb+")


def flush_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk, so that a file that was moved there is still there after a power cut.

    Raises:
        OSError: they cannot be written.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def opener(name: str, flags: int) -> int:
    """Open a file that its user has named, for `open`: a new one is private, one that is there keeps its mode."""
    return os.open(name, flags, FILE_MODE)


def prepare_database(path: Path) -> None:
    """Make the file of an SQLite database where there is none, empty; take from others what they may do with one that is there.

    Raises nothing: why it cannot be made SQLite tells when it is to open it.
    """
    try:
        # one that is there is not opened: closing it would give up the locks that this process has on it
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, FILE_MODE))
    except FileExistsError:
        tighten([path, *(path.with_name(path.name + suffix) for suffix in ("-wal", "-shm", "-journal"))])
    except OSError:
        return


def tighten(paths: Iterable[Path]) -> None:
    """Take from others what they may do with files and folders; what is not there or not ours stays as it is."""
    for path in paths:
        with suppress(OSError):
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & _OTHERS:
                path.chmod(mode & ~_OTHERS)


def tighten_folder(folder: Path, own: Iterable[str]) -> None:
    """Take from others what they may do with the things of these names in a folder, and with the folder if it holds nothing else.

    Args:
        own: names; with each goes whatever is below it and the files beside it whose names begin with it.
    """
    names = tuple(own)
    with suppress(OSError):
        found = list(folder.iterdir())
        ours = [path for path in found if path.name.startswith(names)]
        tighten(path for one in ours for path in (one, *(one.rglob("*") if one.is_dir() else ())))
        if len(ours) == len(found):
            tighten([folder])
