"""The catalogue in an engine: what `corpus.catalogue.catalogue.Catalogue` is for a folder."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.changes import Change
from corpus.catalogue.copy import BulkLoad, WholeSnapshot
from corpus.catalogue.snapshot import Snapshot
from corpus.catalogue.sources import Sources
from corpus.engine.address import EngineAddress
from corpus.engine.change import EngineChange
from corpus.engine.connection import EngineConnection, maintaining
from corpus.engine.copy import EngineBulkLoad, EngineWholeSnapshot
from corpus.engine.filling import is_unfinished
from corpus.engine.lock import is_own
from corpus.engine.schema import open_group
from corpus.engine.snapshot import EngineSnapshot
from corpus.engine.tables import (
    GROUP,
    MERGE,
    STEPS,
    create_searched,
    index_searched,
    rebuild_vector_index,
    searched_table,
)
from corpus.errors import ArchiveError, ArchiveUnavailable

_log = logging.getLogger(__name__)

_MOST_LISTED = 1_000_000
"""Words that are remembered as listed, some 100 MB; each may be listed again without harm."""


class EngineCatalogue(Catalogue):
    """An open catalogue. Safe to use from several threads: each snapshot has its own connection.

    Args:
        address: of the archive.
        create: create it if it is missing.

    Raises:
        ArchiveNotFound: there is none, and `create` is false.
        ArchiveTooNew: a newer version of Cuttings made it.
        ArchiveUnavailable: the engine cannot be reached, or the archive is being filled.
    """

    def __init__(self, address: EngineAddress, *, create: bool = False) -> None:
        self.engine: EngineAddress = address
        self.path = Path(address.name)
        self._listed: set[str] = set()
        self._groups = open_group(address, GROUP, STEPS, create=create)
        with self._groups.transaction(write=False) as db:
            if is_unfinished(db) and not is_own(address):
                raise ArchiveUnavailable(
                    f"{address}: a back-up is being imported here, or that was interrupted: wait, or import it again"
                )

    def close(self) -> None:
        """Close the connections: those in use when their transactions end."""
        self._groups.close()

    @property
    def file(self) -> None:
        """None: an engine's archive is not replaced by another at its place while it is open."""
        return

    def is_current(self) -> bool:
        """Return True."""
        return True

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """See `Catalogue`."""
        with self._groups.transaction(write=False) as db:
            yield EngineSnapshot(db)

    @contextmanager
    def change(self) -> Iterator[Change]:
        """See `Catalogue`."""
        with self._groups.transaction(write=True) as db:
            change = EngineChange(db, self._listed)
            yield change
            change.finish()
        if len(self._listed) > _MOST_LISTED:
            self._listed.clear()
        self._listed.update(change.words)  # now that they are stored

    @contextmanager
    def whole(self) -> Iterator[WholeSnapshot]:
        """See `Catalogue`."""
        with self._groups.transaction(write=False) as db:
            yield EngineWholeSnapshot(db)

    @contextmanager
    def bulk_load(self) -> Iterator[BulkLoad]:
        """See `Catalogue`."""
        with self._groups.transaction(write=True) as db:
            yield EngineBulkLoad(db)

    @contextmanager
    def sources(self, *, write: bool = False) -> Iterator[Sources]:
        """See `Catalogue`."""
        with self._groups.transaction(write=write) as db:
            yield Sources(db)

    def compact(self) -> None:
        """Write the graph of vectors anew, whole, and have the engine merge its tables.

        What was added since the graph was written last is kept as single changes, of which the engine makes a graph again after
        each restart, before it answers the first question. Tables that much was added to are merged in the background, as each
        night: words are searched twenty times as quickly then. Space that is free is given back by and by.
        """
        with self.snapshot() as snapshot:
            used = snapshot.setting("searched")
        if used:
            self._maintain(rebuild_vector_index(int(used)))
            try:
                self._maintain(MERGE)
            except ArchiveError as error:
                _log.info("%s: not merged now, but when the engine does so by itself: %s", self.engine, error)

    def create_searched(self, dimensions: int, *, indexed: bool = True) -> int:
        """Create a table that can be searched by vectors of so many dimensions; return its number.

        A definition commits at once, so this is done before the transaction that uses it.

        Args:
            indexed: whether it can be searched from the first row on, or after `index_searched` only.
        """
        with self._groups.transaction(write=False) as db:
            number = 1 + max(_searched_numbers(db), default=0)
            db.run(create_searched(number, dimensions, indexed=indexed))
        return number

    def index_searched(self, number: int) -> None:
        """Index the words and vectors of a table that has all its rows."""
        self._maintain(*index_searched(number))

    def _maintain(self, *statements: str) -> None:
        with maintaining(self.engine, GROUP) as db:
            for statement in statements:
                db.run(statement)

    def drop_unused(self) -> None:
        """Drop the tables that were searched before, or that a process which was killed has left."""
        with self._groups.transaction(write=False) as db:
            used = EngineSnapshot(db).setting("searched")
            for number in _searched_numbers(db):
                if str(number) != used:
                    db.run(f"DROP TABLE IF EXISTS {searched_table(number)}")


def _searched_numbers(db: EngineConnection) -> list[int]:
    """Return the numbers of the tables that can be searched, the one in use and others."""
    return [int(str(row[0]).rsplit("_", 1)[1]) for row in db.run("SHOW TABLES LIKE 'catalogue_searched_%'")]
