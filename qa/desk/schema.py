"""The file of collections, marks and dossiers: its schema, and opening it when it is needed."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from corpus.catalogue.audit import create_audit_table
from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.schema import Migration
from corpus.catalogue.user_stores import lazy_user_store
from corpus.database import Database
from corpus.errors import ArchiveNotFound, CuttingsError
from qa.desk.values import DeskLimits

FILE_NAME = "desk.sqlite3"


def m001_desk(db: sqlite3.Connection) -> None:
    """Collections with their articles, marks and tags, dossiers with their entries."""
    db.execute(
        """CREATE TABLE collections (
            key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE,
            created TEXT NOT NULL)"""
    )
    db.execute(
        """CREATE TABLE collected (
            collection INTEGER NOT NULL REFERENCES collections (key) ON DELETE CASCADE, article TEXT NOT NULL,
            PRIMARY KEY (collection, article)) WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX collected_article ON collected (article)")
    db.execute(
        "CREATE TABLE marks (target TEXT PRIMARY KEY, starred INTEGER NOT NULL, note TEXT NOT NULL) WITHOUT ROWID"
    )
    db.execute(
        """CREATE TABLE tags (
            target TEXT NOT NULL, tag TEXT NOT NULL, folded TEXT NOT NULL, PRIMARY KEY (target, folded)) WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX tags_folded ON tags (folded)")
    db.execute(
        """CREATE TABLE dossiers (
            key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, created TEXT NOT NULL,
            changed TEXT NOT NULL)"""
    )
    db.execute(
        """CREATE TABLE entries (
            key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
            dossier INTEGER NOT NULL REFERENCES dossiers (key) ON DELETE CASCADE, position INTEGER NOT NULL,
            quote TEXT, note TEXT NOT NULL)"""
    )
    db.execute("CREATE INDEX entries_dossier ON entries (dossier, position)")


def m002_marked_words(db: sqlite3.Connection) -> None:
    """The hash of the words of a marked quote: another version of the article may have others at that place."""
    db.execute("ALTER TABLE marks ADD COLUMN sha256 TEXT NOT NULL DEFAULT ''")


def m003_audit(db: sqlite3.Connection) -> None:
    """Who changed what; see `corpus.catalogue.audit`."""
    create_audit_table(db)


def m004_owners(db: sqlite3.Connection) -> None:
    """Whose marks are: the same place may be marked by several users. Those that there are become everybody's."""
    db.execute(
        """CREATE TABLE marks_owned (
            owner TEXT NOT NULL, target TEXT NOT NULL, starred INTEGER NOT NULL, note TEXT NOT NULL, sha256 TEXT NOT NULL,
            PRIMARY KEY (target, owner)) WITHOUT ROWID"""
    )
    db.execute("INSERT INTO marks_owned SELECT '', target, starred, note, sha256 FROM marks")
    db.execute(
        """CREATE TABLE tags_owned (
            owner TEXT NOT NULL, target TEXT NOT NULL, tag TEXT NOT NULL, folded TEXT NOT NULL,
            PRIMARY KEY (target, owner, folded)) WITHOUT ROWID"""
    )
    db.execute("INSERT INTO tags_owned SELECT '', target, tag, folded FROM tags")
    for table in ("marks", "tags"):
        db.execute(f"DROP TABLE {table}")
        db.execute(f"ALTER TABLE {table}_owned RENAME TO {table}")
    db.execute("CREATE INDEX tags_folded ON tags (folded)")


OWNED = 4
"""The version of the file from which on marks have owners."""

MIGRATIONS: tuple[Migration, ...] = (m001_desk, m002_marked_words, m003_audit, m004_owners)
"""Append-only, as the catalogue's are."""


class DeskFile:
    """The file in an archive's folder. Safe to use from several threads; it is created by the first change.

    Args:
        paths: the archive; it may not exist yet.
        limits: how much is stored.
    """

    def __init__(self, paths: ArchivePaths, limits: DeskLimits) -> None:
        self.limits = limits
        self._paths = paths
        self._file = lazy_user_store(paths, FILE_NAME, MIGRATIONS)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def exists(self) -> bool:
        """Return whether anything was stored yet."""
        return self._paths.exists() and self._file.exists()

    def read(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[str, ...]]:
        """Return the rows of a query; none where nothing was stored yet.

        Raises:
            ArchiveError: the file cannot be read.
        """
        return self._file.read(query, values) if self._paths.exists() else []

    @contextmanager
    def change(self) -> Iterator[Database]:
        """Run one transaction: committed when the block ends, undone when it raises.

        Raises:
            ArchiveError: there is no archive, or the file cannot be written.
            CuttingsError: the file is full.
        """
        if not self._paths.exists():
            raise ArchiveNotFound(
                f"{self._paths.name}: there are no articles of your own here yet; start with: cuttings add FILE"
            )
        with self._file.change() as db:
            before = self._file.bytes_used(db)
            yield db
            if self._file.bytes_used(db) > max(before, self.limits.bytes):
                raise CuttingsError(
                    f"Collections, notes and dossiers take {self.limits.bytes:,} bytes already: delete some."
                )
