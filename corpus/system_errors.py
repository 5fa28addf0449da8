"""Messages for what is wrong with the machine rather than with a file, wherever the error of a library is translated.

SQLite says "disk I/O error" for a full disk as for a broken one, and "unable to open database file" if too many files are open.
Where an error does not name its cause, a few bytes are written next to the file to find out.
"""

import errno
import os
import sqlite3
import tempfile
from pathlib import Path

from corpus.errors import ArchiveError, ArchiveUnavailable

_AGAIN = "free some space and try again; nothing already stored is lost"
FULL = f"the disk is full: {_AGAIN}"
LOCKED = "another program is using this file; try again when it is done"
NO_MEMORY = "there is not enough memory: end other programs or raise the limit (ulimit -v), and try again"
NO_THREADS = "this user may start no more processes and threads: end some or raise the limit (ulimit -u)"
BROKEN = "the disk refuses to be read or written (I/O error): look at the system's log and the limits of this user (ulimit -a)"

_WORDS = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: f"the disk quota of this user is used up: {_AGAIN}",
    errno.EFBIG: "a file may not become that large here: look at the limits of this user (ulimit -f) and of the file system",
    errno.EROFS: "this is a read-only file system: nothing can be written there",
    errno.EACCES: "permission denied: give this user the right to it, or name another place",
    errno.EPERM: "permission denied: the system does not allow this",
    errno.EMFILE: "too many files are open: raise the limit of this user (ulimit -n) and try again",
    errno.ENFILE: "too many files are open on this machine: end other programs and try again",
    errno.ENAMETOOLONG: "the name is too long for this file system: choose a shorter one",
    errno.ENOMEM: NO_MEMORY,
    errno.EIO: BROKEN,
}
_LACKED = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EACCES, errno.EPERM)
_PROBED = 1 << 16  # bytes
_ROOM = 1 << 18  # bytes that SQLite may need for its own files next to a database
_UNCLEAR = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}


def message_of(error: BaseException, path: Path | None = None) -> str:
    """Return the message of an error; where the machine is at fault, one that says what to do.

    Args:
        path: what was to be read or written.
    """
    if known := fault(error, path):
        return known
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def describe(error: BaseException, path: Path) -> str:
    """Return the file that an error is about, and its message; `path` is used if the error names no file."""
    return f"{getattr(error, 'filename', None) or path}: {message_of(error, path)}"


def archive_error(error: BaseException, path: Path) -> ArchiveError:
    """Return the error to raise for a file of an archive; `path` is used if the error names no file."""
    return (ArchiveUnavailable if fault(error, path) else ArchiveError)(describe(error, path))


def fault(error: BaseException, path: Path | None = None) -> str | None:
    """Return what is wrong with the machine; None if an error is not about the machine.

    Args:
        path: what was to be read or written.
    """
    if isinstance(error, MemoryError):
        return NO_MEMORY
    if isinstance(error, OSError):
        return _WORDS.get(error.errno or 0)
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(getattr(error, "sqlite_errorcode", 0) & 0xFF, path)
    text = str(error)
    if "can't start new thread" in text:
        return NO_THREADS
    # FAISS and ONNX Runtime only quote the system's message
    return next((words for number, words in _WORDS.items() if os.strerror(number) in text), None)


def is_transient(error: BaseException) -> bool:
    """Return whether the machine lacks something at the moment (descriptors, memory, permissions): the file may be sound."""
    if isinstance(error, OSError):
        return error.errno in _LACKED
    return isinstance(error, MemoryError) or any(os.strerror(number) in str(error) for number in _LACKED)


def _of_sqlite(code: int, path: Path | None) -> str | None:
    if code == sqlite3.SQLITE_FULL:
        return FULL
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return LOCKED
    if code == sqlite3.SQLITE_NOMEM:
        return NO_MEMORY
    if code not in _UNCLEAR:
        return None
    behind = _behind(path) if path else None
    if behind:
        return _WORDS.get(behind)
    return BROKEN if code == sqlite3.SQLITE_IOERR else None


def _behind(path: Path) -> int | None:
    """Return the errno that writing next to a file gives now; None if it succeeds."""
    folder = path if path.is_dir() else path.parent
    try:
        room = os.statvfs(folder)
        # some file systems do not count their inodes and report 0 of 0
        if room.f_bavail * room.f_frsize < _ROOM or (room.f_files and not room.f_favail):
            return errno.EROFS if room.f_flag & os.ST_RDONLY else errno.ENOSPC
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(_PROBED))
            file.flush()
            os.fsync(file.fileno())
        if path.is_file() and not os.access(path, os.W_OK):  # opening it would release the locks that SQLite has on it
            return errno.EACCES
    except OSError as error:
        return error.errno
    except AttributeError:  # Windows has no statvfs
        return None
    return None
