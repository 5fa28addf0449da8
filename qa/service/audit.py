"""Reading the audit log of an archive: the rows of all its files as one list. `corpus.catalogue.audit` says what is in it."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from heapq import merge
from itertools import islice
from pathlib import Path

from corpus.catalogue.audit import AuditOptions, AuditQuery, AuditRow, Place, audit_rows, has_audit_table
from corpus.catalogue.paths import ArchivePaths
from corpus.database import Database
from corpus.engine.user_file import group_transaction, groups_with_log
from corpus.errors import ArchiveNotFound, CuttingsError
from corpus.sqlite import ConnectionOptions, changing, connect, translate_errors

FILES = ("catalogue", "alerts", "desk", "feeds", "webhooks", "users")
"""Files of an archive's folder that have the log, without their suffix."""

_DAY = 86_400.0
_READING = ConnectionOptions(query_only=True, immutable_fallback=True)
_WRITING = ConnectionOptions(write_ahead_log=True, secure_delete=True)

MOST_READ = 10_000
"""Rows of one reading."""


class AuditLog:
    """The audit log of an archive, which may not exist yet. Safe to use from several threads.

    Args:
        paths: the archive.
        options: how long rows are kept.
    """

    def __init__(self, paths: ArchivePaths, options: AuditOptions | None = None) -> None:
        self._paths, self._options = paths, options or AuditOptions()
        self._forget_at = 0.0

    def rows(self, query: AuditQuery) -> list[AuditRow]:
        """Return rows, newest first.

        Raises:
            ArchiveNotFound: there is none of the files.
            ArchiveError: a file cannot be read.
        """
        files = self._files()
        if not files:
            raise ArchiveNotFound(f"{self._paths.name}: no archive here; start one with: cuttings add FILE")
        query = replace(query, limit=min(query.limit, MOST_READ))
        each = [self._of_file(name, query) for name in files]
        return list(islice(merge(*each, key=lambda row: row.place, reverse=True), query.limit))

    def forget_old(self) -> int:
        """Delete the rows that are older than is kept, once a day however often this is called; return how many there were.

        Raises:
            ArchiveError: a file cannot be written.
        """
        if time.monotonic() < self._forget_at:
            return 0
        self._forget_at = time.monotonic() + _DAY
        before = (datetime.now(UTC) - timedelta(days=self._options.days)).isoformat(timespec="milliseconds")
        deleted = 0
        for name in self._files():
            with self._opened(name, write=False) as db:
                old = db and db.execute("SELECT 1 FROM audit WHERE at < ? LIMIT 1", (before,)).fetchone()
            if old:
                with self._opened(name, write=True) as db:
                    deleted += db.execute("DELETE FROM audit WHERE at < ?", (before,)).rowcount if db else 0
        return deleted

    def _files(self) -> list[str]:
        if self._paths.engine is not None:
            there = groups_with_log(self._paths.engine)
            return [name for name in FILES if name in there]
        return [name for name in FILES if self._path(name).exists()]

    def _path(self, name: str) -> Path:
        return self._paths.folder / f"{name}.sqlite3"

    def _of_file(self, name: str, query: AuditQuery) -> list[AuditRow]:
        with self._opened(name, write=False) as db:
            return audit_rows(db, name, query) if db else []

    @contextmanager
    def _opened(self, name: str, *, write: bool) -> Iterator[Database | None]:
        """Open a file, in a transaction where it is written; None where an earlier version wrote it, without the log."""
        if self._paths.engine is not None:
            with group_transaction(self._paths.engine, name, write=write) as group:
                yield group
            return
        path = self._path(name)
        with translate_errors(path), closing(connect(path, _WRITING if write else _READING)) as db:
            if not has_audit_table(db):
                yield None
                return
            with changing(db) if write else nullcontext():
                yield db


def place_text(row: AuditRow) -> str:
    """Return where a row stands as text: of the last one, what the next reading goes on after."""
    return f"{row.at} {row.file} {row.id}"


def parsed_place(text: str) -> Place:
    """Return what `place_text` wrote.

    Raises:
        CuttingsError: it is no such place.
    """
    match text.split():
        case [at, file, number] if file in FILES and number.isascii() and number.isdecimal():
            return at, file, int(number[:18])
    raise CuttingsError(f"{text!r:.80} is no place in the log; the last row of a reading has one: TIME FILE NUMBER")


def parsed_day(text: str) -> str:
    """Return an ISO day.

    Raises:
        CuttingsError: it is none.
    """
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise CuttingsError(f"{text!r:.40} is no day; write one as 2026-03-31") from error
