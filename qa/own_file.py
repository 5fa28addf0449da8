"""A small SQLite file of a user's own, beside the archive: what they asked, what they want to be told.

What is deleted is gone from the disk: SQLite overwrites it in the file (`secure_delete`), and the log beside the file, in which
the earlier pages would stay, is emptied after each change. Another process that reads at that moment keeps it from being emptied;
it is tried again at every use, and when the file is opened and closed.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from corpus.connections import file_id
from corpus.errors import ArchiveError, ArchiveReplaced
from corpus.migrations import Migration, migrate
from corpus.private import prepare_database

_PATIENCE = 10_000
_CHECKPOINT_PATIENCE = 200
"""Milliseconds to wait for others who use the file: to change it; to empty its log."""


class OwnFile:
    """An open file. Safe to use from several threads: one at a time is let in.

    Args:
        path: the file; None keeps all in memory, as long as the process runs.
        name: what errors call it where there is no path.
        migrations: the steps of its schema.

    Raises:
        ArchiveError: it cannot be opened.
    """

    def __init__(self, path: Path | None, name: str, migrations: Sequence[Migration]) -> None:
        self._path = path
        self._name = str(path or name)
        self._lock = threading.Lock()
        with self._translated():
            if path:
                prepare_database(path)
            self._db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
            self._db.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute("PRAGMA secure_delete = ON")  # what a reader deletes is gone from the file
            migrate(self._db, self._name, migrations)
            self._empty_log()
        self._file = file_id(path) if path else None

    def is_current(self) -> bool:
        """Tell whether the file that is open is the one at its path; what is in memory always is."""
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
            self._check()
            if not self._log_is_empty:
                self._empty_log()
            return self._db.execute(query, values).fetchall()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """Run one transaction: committed when the block ends, undone when it raises.

        Raises:
            ArchiveReplaced: another file is at the path; nothing is written.
        """
        with self._translated(), self._lock:
            self._check()
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._check()
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._empty_log()

    def _check(self) -> None:
        if not self.is_current():
            raise ArchiveReplaced(self._name)

    def _empty_log(self) -> None:
        """Bring the changes home from the log, so that nothing of what they deleted stays in it; not now where that cannot be."""
        self._log_is_empty = False
        with suppress(sqlite3.Error):  # what was changed is safe where it is
            self._db.execute(f"PRAGMA busy_timeout = {_CHECKPOINT_PATIENCE}")
            try:
                (busy, *_) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                self._log_is_empty = not busy
            finally:
                self._db.execute(f"PRAGMA busy_timeout = {_PATIENCE}")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise ArchiveError(f"{self._name}: {error}") from error


def storable(text: str) -> str:
    """Return `text` with a question mark for each half of a surrogate pair, which no database can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def dump(value: object) -> str:
    """Return a value as JSON that a database can hold."""
    return storable(json.dumps(value, ensure_ascii=False))


def now() -> str:
    """Return the ISO time, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
