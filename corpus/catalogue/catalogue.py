"""The catalogue: one SQLite file that is the truth about an archive.

A `Snapshot` is one consistent state, held for a whole answer: articles, passages, lexical index and the list of the dense
index's segments, all as of one revision. Readers never wait for a writer and a writer never for readers (SQLite's
write-ahead log). A `Change` is one transaction; when it commits, all of it becomes visible at once and is on the disk.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from corpus.catalogue.changes import Change
from corpus.catalogue.copy import BulkLoad, WholeSnapshot
from corpus.catalogue.schema import migrate
from corpus.catalogue.snapshot import Snapshot
from corpus.catalogue.sources import Sources
from corpus.engine.address import EngineAddress
from corpus.errors import ArchiveDamaged, ArchiveError, ArchiveNotFound
from corpus.private_files import make_folder, prepare_database
from corpus.sqlite import (
    ConnectionOptions,
    Connections,
    FileId,
    connect,
    damage,
    error_code,
    page_size,
    translate_errors,
)

FILE_NAME = "catalogue.sqlite3"
BUSY_SECONDS = 30.0
_OPTIONS = ConnectionOptions(
    busy_seconds=BUSY_SECONDS,
    write_ahead_log=True,
    synchronous="FULL",  # a stored article survives a power cut, not only a crash
    foreign_keys=True,
    immutable_fallback=True,
)
_HEADER = 100  # bytes of an SQLite file's header


class Catalogue:
    """An open catalogue. Safe to use from several threads: each snapshot has its own connection.

    Args:
        path: the SQLite file.
        create: create it if it is missing.

    Raises:
        ArchiveNotFound: there is none, and `create` is false.
        ArchiveTooNew: a newer version of Cuttings wrote it.
        ArchiveDamaged: it is not an SQLite file, or a damaged one.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.engine: EngineAddress | None = None
        if not create and not path.exists():
            raise ArchiveNotFound(f"{path.parent}: no archive here; start one with: cuttings add FILE")
        self.path = path
        self._connections = Connections(path, self._connect)
        with translate_errors(self.path, _damage):
            if create:
                make_folder(path.parent)
            _refuse_cut(path)
            if create:
                prepare_database(path)
            db = self._connect()
            try:
                migrate(db, str(path.parent))
            except sqlite3.OperationalError as error:
                if error_code(error) != sqlite3.SQLITE_READONLY:
                    raise
                remedy = "open it once where it can be written to"
                raise ArchiveError(f"{path.parent}: an earlier Cuttings made it; {remedy}") from error
            self._connections.first(db)

    def close(self) -> None:
        """Close the connections: those in use when their transactions end."""
        self._connections.close()

    @property
    def file(self) -> FileId | None:
        """Identifies the open file: its device and inode."""
        return self._connections.file

    def is_current(self) -> bool:
        """Return whether the open file is still the one at its path: an archive may be replaced while it is in use."""
        return self._connections.is_current()

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Hold one consistent state for as long as the block runs."""
        with self._transaction() as db:
            yield Snapshot(db)

    @contextmanager
    def change(self) -> Iterator[Change]:
        """Run one transaction: committed when the block ends, undone when it raises."""
        with self._transaction(write=True) as db:
            change = Change(db)
            yield change
            change.finish()

    @contextmanager
    def whole(self) -> Iterator[WholeSnapshot]:
        """Hold one consistent state, to copy all of it."""
        with self._transaction() as db:
            yield WholeSnapshot(db)

    @contextmanager
    def bulk_load(self) -> Iterator[BulkLoad]:
        """Fill an empty catalogue in one transaction."""
        with self._transaction(write=True) as db:
            yield BulkLoad(db)

    @contextmanager
    def sources(self, *, write: bool = False) -> Iterator[Sources]:
        """Read what is known about source files; with `write`, run one transaction that changes it."""
        with self._transaction(write=write) as db:
            yield Sources(db)

    def compact(self) -> None:
        """Give back the disk space of what was removed, while readers continue."""
        self._connections.check()
        with translate_errors(self.path, _damage), closing(self._connect()) as db:
            db.execute("INSERT INTO passages_lexical (passages_lexical) VALUES ('optimize')")
            db.execute("VACUUM")
            # if there is always some reader, a later checkpoint shortens the file; writers do not wait for it
            db.execute("PRAGMA busy_timeout = 500")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _transaction(self, *, write: bool = False) -> Iterator[sqlite3.Connection]:
        with translate_errors(self.path, _damage), self._connections.transaction(write=write) as db:
            yield db

    def _connect(self) -> sqlite3.Connection:
        return connect(self.path, _OPTIONS)


def _damage(error: sqlite3.Error) -> str | None:
    """Return which part of the catalogue an error reports as damaged, and what to do about it."""
    if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_CORRUPT_VTAB:
        return "the lexical index is damaged; `cuttings check --repair` rebuilds it from the articles"
    if str(error).startswith("Could not decode"):  # the rest of the message is the whole text
        return "a text is damaged, it is no UTF-8 any more; `cuttings check --deep` says of which article"
    return damage(error, "restore it from a back-up")


def _refuse_cut(path: Path) -> None:
    """Make sure that a catalogue was not truncated where SQLite does not notice.

    SQLite takes an empty file for a new database and deletes the log next to it, and reads zeros where part of a page is missing.

    Raises:
        ArchiveDamaged: it was.
    """
    if not path.exists():
        return
    log, *derived = (path.with_name(name) for name in (f"{path.name}-wal", "vectors.sqlite3", "segments"))
    size = path.stat().st_size
    page = page_size(path) if size >= _HEADER else 0
    if size < _HEADER:
        cut = size > 0 or any(one.exists() for one in (log, *derived))
    else:
        # pages that a crash left half written are whole in the log
        cut = page > 1 and size % page > 0 and not (log.exists() and log.stat().st_size)
    if cut:
        raise ArchiveDamaged(f"{path}: damaged (it is cut off); restore it from a back-up")
