"""Connections to one SQLite file: each transaction has one to itself, so that threads never wait for each other to read."""

import queue
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class Connections:
    """Connections that are kept open between transactions. Safe to use from several threads.

    Args:
        connect: opens one more.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._idle: queue.SimpleQueue[sqlite3.Connection] = queue.SimpleQueue()

    def put(self, db: sqlite3.Connection) -> None:
        """Keep an open connection for the next transaction."""
        self._idle.put(db)

    def close(self) -> None:
        """Close those that are idle."""
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[sqlite3.Connection]:
        """Run one transaction: one that writes is committed when the block ends, and undone when it raises."""
        try:
            db = self._idle.get_nowait()
        except queue.Empty:
            db = self._connect()
        try:
            db.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            yield db
            # a reader has nothing to commit, and SQLite would look at a damaged lexical index again
            db.execute("COMMIT" if write else "ROLLBACK")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        finally:
            self._idle.put(db)
