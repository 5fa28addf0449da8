"""The user's own data in an engine: what `corpus.catalogue.user_file` is for a folder. Servers hold no state of their own.

What is deleted is deleted by the engine in its own time; its log is not ours to empty.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from corpus.database import Database
from corpus.engine.address import EngineAddress
from corpus.engine.connection import EngineConnection, EngineConnections
from corpus.engine.schema import open_group
from corpus.engine.user_tables import BYTES_USED, USER_STEPS
from corpus.errors import ArchiveNotFound

_PATIENCE = 2_000_000
"""Microseconds to wait for another server that changes the same group: storing here must not delay an answer."""

_LOOK_AGAIN = 1.0
"""Seconds for which tables that are missing are not looked for again: another server may have created them meanwhile."""


class EngineUserFile:
    """The tables of a group. Safe to use from several threads, and from several servers at once.

    Args:
        address: of the archive.
        group: a row of `USER_STEPS`.
        create: whether to create the tables now; otherwise the first change does.

    Raises:
        ArchiveUnavailable: the engine cannot be reached.
        ArchiveTooNew: a newer version of Cuttings made the tables.
    """

    def __init__(self, address: EngineAddress, group: str, *, create: bool = False) -> None:
        self._address, self._group = address, group
        self._connections: EngineConnections | None = None
        self._opening = threading.Lock()
        self._look_at = 0.0
        if create:
            self._opened()

    def is_current(self) -> bool:
        """Return True: where the engine is, no file takes another one's place."""
        return True

    def exists(self) -> bool:
        """Return whether the tables were created.

        Raises:
            ArchiveUnavailable: the engine cannot be reached.
        """
        return self._found() is not None

    def close(self) -> None:
        """Close the connections."""
        with self._opening:
            if self._connections is not None:
                self._connections.close()
                self._connections = None

    def read(self, query: str, values: tuple[object, ...]) -> list[tuple[str, ...]]:
        """Return the rows of a query; none where nothing was stored yet."""
        connections = self._found()
        if connections is None:
            return []
        with connections.transaction(write=False) as db:
            return db.execute(query, values).fetchall()

    @contextmanager
    def reading(self) -> Iterator[Database | None]:
        """Hold one state for as long as the block runs; None where nothing was stored yet."""
        connections = self._found()
        if connections is None:
            yield None
            return
        with connections.transaction(write=False) as db:
            yield db

    @contextmanager
    def change(self) -> Iterator[Database]:
        """Run one transaction: committed when the block ends, undone when it raises; one at a time, whoever runs it.

        Raises:
            ArchiveBusy: another server is changing the same group for long.
        """
        with self._opened().transaction(write=True) as db:
            yield db

    def bytes_used(self, db: Database) -> int:
        """Return about how many bytes the rows take; see `BYTES_USED`."""
        del self
        if not isinstance(db, EngineConnection):
            raise TypeError("not a connection to an engine")
        row = db.run(BYTES_USED[db.group]).fetchone()
        return int((row or (0,))[0] or 0)

    def _found(self) -> EngineConnections | None:
        with self._opening:
            if self._connections is None and time.monotonic() >= self._look_at:
                try:
                    self._open(create=False)
                except ArchiveNotFound:
                    self._look_at = time.monotonic() + _LOOK_AGAIN
            return self._connections

    def _opened(self) -> EngineConnections:
        with self._opening:
            return self._connections or self._open(create=True)

    def _open(self, *, create: bool) -> EngineConnections:
        open_group(self._address, self._group, USER_STEPS[self._group], create=create).close()
        self._connections = EngineConnections(self._address, self._group, _hurry)
        return self._connections


def _hurry(db: EngineConnection) -> None:
    db.run("SET SESSION ob_trx_lock_timeout = %s", (_PATIENCE,))


def groups_with_log(address: EngineAddress) -> frozenset[str]:
    """Return the groups of an archive's tables that there are, and have a log of who changed what."""
    with closing(EngineConnection(address, "catalogue")) as db:
        rows = db.run(
            r"""SELECT table_name FROM information_schema.tables
            WHERE table_schema = %s AND table_name LIKE '%%\_audit'""",
            (address.name,),
        )
        return frozenset(str(row[0]).removesuffix("_audit") for row in rows)


@contextmanager
def group_transaction(address: EngineAddress, group: str, *, write: bool) -> Iterator[Database]:
    """Run one transaction on a group that exists, over a connection of its own."""
    connections = EngineConnections(address, group, _hurry)
    with closing(connections), connections.transaction(write=write) as db:
        yield db
