"""A small SQLite file of the user's own data, next to the archive: what they asked, what they want to be notified of.

Deleted data leaves no trace on the disk: SQLite overwrites it in the file (`secure_delete`), and the log next to the file, in
which earlier pages would remain, is emptied after each change. A process that reads at that moment prevents this, so it is
tried again at every use, and when the file is opened and closed.

Storing here must not delay an answer: nobody waits long for another program that has locked the file, and while it stays
locked, nobody waits again.
"""

import json
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from corpus.catalogue.schema import Migration, migrate
from corpus.database import Database
from corpus.errors import ArchiveReplaced
from corpus.sqlite import ConnectionOptions, changing, connect, file_id, is_locked, translate_errors

_PATIENCE = 2_000
_CHECKPOINT_PATIENCE = 200
"""Milliseconds to wait for other users of the file: to change it; to empty its log."""

_OPTIONS = ConnectionOptions(create=True, write_ahead_log=True, foreign_keys=True, secure_delete=True)

_LOCKED_FOR = 30.0
"""Seconds after a wait in vain during which no wait is longer than that for the log."""


class UserFile:
    """An open file. Safe to use from several threads: one at a time is let in.

    Args:
        path: the file; None keeps everything in memory until the process ends.
        name: what errors call it where there is no path.
        migrations: the steps of its schema.

    Raises:
        ArchiveError: it cannot be opened.
    """

    def __init__(self, path: Path | None, name: str, migrations: Sequence[Migration]) -> None:
        self._path, self._name, self._migrations = path, Path(path or name), migrations
        self._lock = threading.Lock()
        self._locked_until = 0.0
        with self._translated():
            self._open()

    def is_current(self) -> bool:
        """Return whether the file that is open is the one at its path; what is in memory always is."""
        return self._path is None or (self._file is not None and file_id(self._path) == self._file)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._empty_log()  # closing does it only where nobody else has the file open
            self._db.close()

    def read(self, query: str, values: tuple[object, ...]) -> list[tuple[str, ...]]:
        """Return the rows of a query.

        Raises:
            ArchiveReplaced: another file is at the path.
        """
        with self._translated(), self._lock:
            self._make_ready()
            if not self._log_is_empty:
                self._empty_log()
            return self._db.execute(query, values).fetchall()

    @contextmanager
    def change(self) -> Iterator[Database]:
        """Run one transaction: committed when the block ends, undone when it raises.

        Raises:
            ArchiveReplaced: another file is at the path; nothing is written.
        """
        with self._translated(), self._lock:
            self._make_ready()
            with changing(self._db, self._check):
                yield self._db
            self._locked_until = 0.0
            self._empty_log()

    @staticmethod
    def bytes_used(db: Database) -> int:
        """Return how many bytes of the file are in use; what was deleted in this transaction does not count."""
        return bytes_used(db)

    def _open(self) -> None:
        self._db = connect(self._path, replace(_OPTIONS, busy_seconds=self._patience(_PATIENCE) / 1000))
        try:
            migrate(self._db, str(self._name), self._migrations)
        except BaseException:
            self._db.close()
            raise
        self._file = file_id(self._path) if self._path else None
        self._empty_log()

    def _make_ready(self) -> None:
        """Open the file again if a failed transaction could not be undone."""
        self._check()
        if self._db.in_transaction:
            self._db.close()
            self._open()
        self._wait(_PATIENCE)

    def _check(self) -> None:
        if not self.is_current():
            raise ArchiveReplaced(self._name)

    def _patience(self, milliseconds: int) -> int:
        return min(milliseconds, _CHECKPOINT_PATIENCE) if time.monotonic() < self._locked_until else milliseconds

    def _wait(self, milliseconds: int) -> None:
        self._db.execute(f"PRAGMA busy_timeout = {self._patience(milliseconds):d}")

    def _empty_log(self) -> None:
        """Checkpoint and empty the log, so that no deleted data stays in it; skip it while others use the file."""
        self._log_is_empty = False
        with suppress(sqlite3.Error):  # the change is committed either way
            self._wait(_CHECKPOINT_PATIENCE)
            try:
                (busy, *_) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                self._log_is_empty = not busy
            finally:
                self._wait(_PATIENCE)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        with translate_errors(self._name):
            try:
                yield
            except sqlite3.Error as error:
                if is_locked(error):
                    self._locked_until = time.monotonic() + _LOCKED_FOR
                raise


class LazyUserFile:
    """A user file that is opened when it is first used, and created by the first change. Safe to use from several threads.

    Args:
        path: the file; where another one is put in its place, that is opened.
        name, migrations: see `UserFile`.
    """

    def __init__(self, path: Path, name: str, migrations: Sequence[Migration]) -> None:
        self._path, self._name, self._migrations = path, name, migrations
        self._file: UserFile | None = None
        self._opening = threading.Lock()

    def exists(self) -> bool:
        """Return whether the file was created."""
        return self._path.exists()

    def close(self) -> None:
        """Close the file."""
        with self._opening:
            if self._file is not None:
                self._file.close()
                self._file = None

    def read(self, query: str, values: tuple[object, ...]) -> list[tuple[str, ...]]:
        """Return the rows of a query; none where nothing was stored yet.

        Raises:
            ArchiveError: the file cannot be read.
        """
        return self._opened().read(query, values) if self.exists() else []

    @contextmanager
    def change(self) -> Iterator[Database]:
        """Run one transaction, as `UserFile.change`.

        Raises:
            ArchiveError: the file cannot be written.
        """
        with self._opened().change() as db:
            yield db

    @staticmethod
    def bytes_used(db: Database) -> int:
        """Return how many bytes of the file are in use; what was deleted in this transaction does not count."""
        return bytes_used(db)

    def _opened(self) -> UserFile:
        with self._opening:
            if self._file is not None and not self._file.is_current():
                self._file.close()
                self._file = None
            if self._file is None:
                self._file = UserFile(self._path, self._name, self._migrations)
            return self._file


def bytes_used(db: Database) -> int:
    """Return how many bytes of a database are in use; what was deleted in this transaction does not count."""
    pages = "pragma_page_count, pragma_freelist_count, pragma_page_size"
    row = db.execute(f"SELECT (page_count - freelist_count) * page_size FROM {pages}").fetchone()
    return int(row[0])


def storable(text: str) -> str:
    """Return `text` with a question mark for each half of a surrogate pair, which no database can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def dump(value: object) -> str:
    """Return a value as JSON that a database can hold."""
    return storable(json.dumps(value, ensure_ascii=False))


def now() -> str:
    """Return the ISO time, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
