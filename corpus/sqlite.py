"""One way to open an SQLite file, and to run transactions on it, for every file of an archive.

A connection keeps using the file that it has opened, wherever that is moved to. So before a transaction, and before what it
writes is committed, the open file is compared with the one that is at the path now: an archive may have been renamed or removed,
and a back-up restored to its path.
"""

import queue
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ArchiveDamaged, ArchiveError, ArchiveReplaced
from corpus.private_files import prepare_database
from corpus.system_errors import archive_error

FileId = tuple[int, int]
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_NOT_WRITABLE = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY})


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionOptions:
    """How a file is opened.

    Attributes:
        busy_seconds: how long to wait for locks of other users of the file.
        create: create the file if it is missing, readable by its owner only, and remove others' permissions.
        write_ahead_log: switch the file to a write-ahead log, so that readers and a writer do not wait for each other.
        synchronous: FULL where what was committed has to survive a power cut; NORMAL where it may cost the last transactions.
        foreign_keys: enforce foreign keys.
        secure_delete: overwrite what is deleted.
        query_only: refuse to write.
        immutable_fallback: open the file as immutable where nothing can be written in its folder.
    """

    busy_seconds: float = 5.0
    create: bool = False
    write_ahead_log: bool = False
    synchronous: str = "FULL"
    foreign_keys: bool = False
    secure_delete: bool = False
    query_only: bool = False
    immutable_fallback: bool = False


def connect(path: Path | None, options: ConnectionOptions) -> sqlite3.Connection:
    """Open a file in autocommit mode; transactions are begun by `transaction` and `Connections`.

    Args:
        path: the file; None keeps the database in memory.
        options: how.

    Raises:
        ArchiveDamaged: the file has a trigger or a view.
        ArchiveError: it cannot be read without writing next to it.
        sqlite3.DatabaseError: it cannot be opened, is no SQLite file, or is damaged; see `translate_errors`.
    """
    if path and options.create:
        prepare_database(path)
    try:
        db = _open(path, options)
    except sqlite3.OperationalError as error:
        if path is None or not options.immutable_fallback or error_code(error) not in _NOT_WRITABLE:
            raise
        return connect_immutable(path)
    with _closed_on_error(db):
        _distrust(db, path)
        db.execute(f"PRAGMA synchronous = {options.synchronous}")
        if options.foreign_keys:
            db.execute("PRAGMA foreign_keys = ON")
        if options.secure_delete:  # never turned off: some builds of SQLite overwrite by default
            db.execute("PRAGMA secure_delete = ON")
    return db


def _open(path: Path | None, options: ConnectionOptions) -> sqlite3.Connection:
    # not mode=ro: a read-only connection cannot delete the log that SQLite creates next to the file, and would leave it there
    name = f"{path.absolute().as_uri()}?mode=rw" if path else ":memory:"
    db = sqlite3.connect(name, timeout=options.busy_seconds, uri=True, isolation_level=None, check_same_thread=False)
    with _closed_on_error(db):
        if options.query_only:
            db.execute("PRAGMA query_only = ON")
        db.execute("PRAGMA journal_mode = WAL" if options.write_ahead_log else "PRAGMA schema_version")
    return db


def connect_immutable(path: Path) -> sqlite3.Connection:
    """Open a file in a folder where nothing can be created, not even SQLite's own files next to it.

    Raises:
        ArchiveError: there is a log next to it, which cannot be read without them; or it has a trigger or a view.
    """
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise ArchiveError(
            f"{path.parent}: this folder is read-only and was left in use; open the archive once where it can be written"
        )
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None, check_same_thread=False
    )
    with _closed_on_error(db):
        _distrust(db, path)
    return db


def page_size(path: Path) -> int:
    """Return the bytes of a page of a file, 0 where it is no SQLite file; nothing next to it is read or changed.

    It is SQLite that opens the file and closes it again. To close it in any other way would release the locks that this process
    has on it (POSIX): the next process that ends would take itself for the last user of the log and delete it, and this one
    would go on reading what is no longer there.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as db:
            db.execute("PRAGMA schema_version")  # reads the first page
            return int(db.execute("PRAGMA page_size").fetchone()[0])
    except sqlite3.DatabaseError:
        return 0


@contextmanager
def _closed_on_error(db: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        db.close()
        raise


def _distrust(db: sqlite3.Connection, path: Path | None) -> None:
    """Make sure that no code in a file runs: it may come from anybody. No schema of ours has a trigger or a view.

    Raises:
        ArchiveDamaged: the file has one.
        sqlite3.DatabaseError: it is not an SQLite file, or a damaged one.
    """
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    found = db.execute("SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') LIMIT 1").fetchone()
    if found:
        kind, name = found
        raise ArchiveDamaged(
            f"{path}: holds a {kind}, {name!r:.80}, which no Cuttings makes; restore a back-up instead"
        )


def error_code(error: sqlite3.Error) -> int:
    """Return SQLite's primary result code; 0 where the error has none."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether an error says that the file is damaged, or no SQLite file."""
    return error_code(error) in _DAMAGED


def is_locked(error: sqlite3.Error) -> bool:
    """Return whether an error says that the file is locked."""
    return error_code(error) in _LOCKED


def damage(error: sqlite3.Error, remedy: str) -> str | None:
    """Return the message for a damaged file; None if the error is not about damage."""
    return f"damaged ({error}); {remedy}" if is_damage(error) else None


@contextmanager
def translate_errors(path: Path, damaged: Callable[[sqlite3.Error], str | None] = lambda _: None) -> Iterator[None]:
    """Turn what SQLite and the file system raise into errors of ours.

    Args:
        path: of the file.
        damaged: returns what is damaged and what to do about it; None if the error is not about damage.

    Raises:
        ArchiveDamaged: as `damaged` says.
        ArchiveUnavailable: the machine is at fault.
        ArchiveError: anything else.
    """
    try:
        yield
    except sqlite3.Error as error:
        if message := damaged(error):
            raise ArchiveDamaged(f"{path}: {message}") from error
        raise archive_error(error, path) from error
    except OSError as error:
        raise archive_error(error, path) from error


def file_id(path: Path) -> FileId | None:
    """Return device and inode of the file at a path; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class Connections:
    """Connections that stay open between transactions, one for each thread that reads or writes. Thread-safe.

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
        """Keep the connection that was opened first, and remember which file it is."""
        self.file = file_id(self._path)
        self._idle.put(db)

    def close(self) -> None:
        """Close those that are idle; one in use is closed when its transaction ends."""
        self._closed = True
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()

    def is_current(self) -> bool:
        """Return whether the file that was opened is the one at its path."""
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
            self.check()
            db = self._connect()
        try:
            self.check()
            with changing(db, self.check) if write else _looking(db):
                yield db
        finally:
            if self._closed or db.in_transaction:
                # what could not be rolled back, SQLite rolls back when the connection is closed
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
    """Roll back without raising, so that no second error hides the first: on a full disk SQLite has already rolled back."""
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
