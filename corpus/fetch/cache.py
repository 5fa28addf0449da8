"""What was fetched before: the validators of pages and feeds, and which articles came from their own page.

A small SQLite file in the archive's folder, or tables in its engine. It is only a cache: without it pages are fetched again.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from corpus.engine.address import EngineAddress
from corpus.engine.user_file import EngineUserFile
from corpus.errors import ArchiveDamaged, ArchiveError
from corpus.sqlite import ConnectionOptions, changing, connect, damage, translate_errors

FILE = "fetched.sqlite3"
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS got (address TEXT PRIMARY KEY, etag TEXT, modified TEXT)",
    "CREATE TABLE IF NOT EXISTS page (url TEXT PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS failure (url TEXT PRIMARY KEY, times INTEGER NOT NULL)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """The validators that a server sent with a page: its ETag, its Last-Modified."""

    etag: str | None = None
    modified: str | None = None


class FetchCache:
    """What was fetched before, in a file that is created when there is something to store.

    Args:
        folder: of the archive.
        engine: in which the archive is; None for one in the folder.
    """

    def __init__(self, folder: Path, engine: EngineAddress | None = None) -> None:
        self._path, self._engine = folder / FILE, engine

    def validators(self, address: str) -> Validators:
        """Return the validators that came when an address was last fetched."""
        rows = self._rows("SELECT etag, modified FROM got WHERE address = ?", address)
        return Validators(etag=rows[0][0], modified=rows[0][1]) if rows else Validators()

    def has_page(self, url: str) -> bool:
        """Return whether an article was read from its own page."""
        return bool(self._rows("SELECT 1 FROM page WHERE url = ?", url))

    def store(self, address: str, validators: Validators) -> None:
        """Store the validators of an address; to be called when what was fetched is stored."""
        self._write([("INSERT OR REPLACE INTO got VALUES (?, ?, ?)", (address, validators.etag, validators.modified))])

    def store_pages(self, urls: Iterable[str]) -> None:
        """Record which articles were read from their own page."""
        self._write([("INSERT OR IGNORE INTO page VALUES (?)", (url,)) for url in urls])

    def failures(self, url: str) -> int:
        """Return how often an address was asked for, and gave nothing that can be read."""
        rows = self._rows("SELECT times FROM failure WHERE url = ?", url)
        return int(rows[0][0] or 0) if rows else 0

    def note_failure(self, url: str) -> None:
        """Count that an address was asked for and gave nothing that can be read, for a reason that will hardly pass."""
        self._write([("INSERT INTO failure VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1", (url,))])

    def _rows(self, query: str, *values: str) -> list[tuple[str | None, ...]]:
        try:
            if self._engine is not None:
                with closing(EngineUserFile(self._engine, self._path.stem)) as tables:
                    return [*tables.read(query, values)]
            if not self._path.exists():
                return []
            with translate_errors(self._path), closing(connect(self._path, ConnectionOptions())) as db:
                return db.execute(query, values).fetchall()
        except ArchiveError:
            return []

    def _write(self, changes: list[tuple[str, tuple[str | None, ...]]]) -> None:
        if self._engine is not None:
            tables = EngineUserFile(self._engine, self._path.stem)
            with suppress(ArchiveError), closing(tables), tables.change() as db:
                for statement, values in changes:
                    db.execute(statement, values)
            return
        if not self._path.parent.is_dir():
            return
        with suppress(ArchiveError):  # another process uses it, or the disk is full
            try:
                self._commit(changes)
            except ArchiveDamaged:
                self._path.unlink(missing_ok=True)
                self._commit(changes)

    def _commit(self, changes: list[tuple[str, tuple[str | None, ...]]]) -> None:
        options = ConnectionOptions(create=True)
        with translate_errors(self._path, _damage), closing(connect(self._path, options)) as db, changing(db):
            for statement, values in [*((one, ()) for one in _SCHEMA), *changes]:
                db.execute(statement, values)


def _damage(error: sqlite3.Error) -> str | None:
    return damage(error, "it is created again")
