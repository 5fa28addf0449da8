"""Connections to one SQLite file: each transaction has one to itself, so that threads never wait for each other to read.

A connection goes on using the file that it has opened, wherever that is moved to. So before a transaction, and before what it
writes is committed, the file is compared with the one that lies at the path now: an archive may have been renamed or removed, and
a back-up restored in its place.
"""

import queue
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus.errors import ArchiveDamaged, ArchiveReplaced

FileId = tuple[int, int]


def file_id(path: Path) -> FileId | None:
    """Return what tells the file at a path from every other that is open; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def distrust(db: sqlite3.Connection, path: Path) -> None:
    """Let nothing that is written in a file run: it may be somebody else's. No schema of ours has a trigger or a view.

    Raises:
        ArchiveDamaged: the file has one.
        sqlite3.DatabaseError: it is no SQLite file, or a broken one.
    """
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    found = db.execute("SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') LIMIT 1").fetchone()
    if found:
        db.close()
        kind, name = found
        raise ArchiveDamaged(
            f"{path}: holds a {kind}, {name!r:.80}, which no Cuttings makes; restore a back-up instead"
        )


class Connections:
    """Connections that are kept open between transactions. Safe to use from several threads.

    Args:
        path: of the file.
        connect: opens one more.
    """

    def __init__(self, path: Path, connect: Callable[[], sqlite3.Connection]) -> None:
        self._path = path
        self._connect = connect
        self._idle: queue.SimpleQueue[sqlite3.Connection] = queue.SimpleQueue()
        self._closed = False
        self.file: FileId | None = None

    def first(self, db: sqlite3.Connection) -> None:
        """Keep the connection that was opened first, and note which file it is."""
        self.file = file_id(self._path)
        self._idle.put(db)

    def close(self) -> None:
        """Close those that are idle; one in use is closed when its transaction ends."""
        self._closed = True
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()

    def is_current(self) -> bool:
        """Tell whether the file that was opened is the one at its path."""
        return self.file is not None and file_id(self._path) == self.file

    def check(self) -> None:
        """Make sure that the file that was opened is the one at its path.

        Raises:
            ArchiveReplaced: it is not.
        """
        if not self.is_current():
            raise ArchiveReplaced(self._path)

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[sqlite3.Connection]:
        """Run one transaction: one that writes is committed when the block ends, and undone when it raises.

        Raises:
            ArchiveReplaced: another file is at the path; nothing is written.
        """
        try:
            db = self._idle.get_nowait()
        except queue.Empty:
            db = self._connect()
        try:
            self.check()
            with changing(db, self.check) if write else _looking(db):
                yield db
        finally:
            if (
                self._closed or db.in_transaction
            ):  # what could not be undone, SQLite undoes when the connection is closed
                with suppress(sqlite3.Error):
                    db.close()
            else:
                self._idle.put(db)


@contextmanager
def changing(db: sqlite3.Connection, check: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Run one transaction that writes: committed when the block ends, undone when it raises.

    Args:
        check: raises where it is not to be committed.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        check()
        db.execute("COMMIT")
    except BaseException:
        undo(db)
        raise


def undo(db: sqlite3.Connection) -> None:
    """Undo what is not committed, so that no error of that hides the one before: on a full disk SQLite has undone it already."""
    with suppress(sqlite3.Error):
        if db.in_transaction:
            db.execute("ROLLBACK")


@contextmanager
def _looking(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN")
    try:
        yield
        db.execute("ROLLBACK")  # there is nothing to commit, and SQLite would look at a damaged lexical index again
    except BaseException:
        undo(db)
        raise
