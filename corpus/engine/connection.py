"""Connections to an engine, with the small part of sqlite3's interface that our statements use.

A transaction that writes holds a row of its group of tables from its first statement on, so that writers of one group follow
one another, as those of an SQLite file do, whichever machines they are on. One that reads sees one state for as long as it runs.
"""

import json
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from corpus.database import Values
from corpus.engine.address import EngineAddress
from corpus.engine.dialect import translated
from corpus.engine.errors import translate_engine_errors
from corpus.engine.server import require_known_server
from corpus.errors import ArchiveUnavailable

if TYPE_CHECKING:
    import pymysql

CONNECT_SECONDS = 10
READ_SECONDS = 120
"""After which a connection that says nothing counts as lost."""

_MAINTENANCE_SECONDS = 86_400
"""The same while an index is made."""

GRAPH_CANDIDATES = 200
"""Candidates of the graph of vectors: of the ten nearest it finds .99, with the default of 64 .94, as quickly."""

_IDLE = 8  # connections kept
_EMPTY_LIST = "SELECT 1 FROM dual WHERE 1 = 0"
_SOONER = 10  # seconds: the engine gives a statement up before we give up the engine, and says so
_SESSION = (
    # microseconds; the engine's own limits (10 s for a statement) are for services, not for adding a thousand articles at once
    "SET SESSION ob_trx_timeout = 3600000000, ob_trx_idle_timeout = 3600000000",
    "SET SESSION ob_trx_lock_timeout = 30000000",
    f"SET SESSION ob_hnsw_ef_search = {GRAPH_CANDIDATES}",
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION'",
)


class EngineRows:
    """The result of a statement; all its rows are in memory."""

    def __init__(self, rows: Sequence[tuple[Any, ...]], lastrowid: int, rowcount: int) -> None:
        self._rows = iter(rows)
        self.lastrowid = lastrowid
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self._rows

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the next row; None after the last."""
        return next(self._rows, None)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return all further rows."""
        return list(self._rows)


def in_parts(
    run: Callable[[str, tuple[object, ...]], EngineRows], sql: str, size: int, *, after: object = -1
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query, `size` at a time: a result is in memory as a whole.

    Args:
        run: `EngineConnection.run` or `execute`, by the dialect of the query.
        sql: a query whose first column ascends; its values are where to go on after, and how many rows to return.
    """
    while rows := run(sql, (after, size)).fetchall():
        yield from rows
        after = rows[-1][0]


class EngineConnection:
    """A connection for the tables of one group.

    Args:
        address: of the engine.
        group: the beginning of the tables' names: `corpus.engine.dialect`.
        patience: seconds that a statement may take.

    Attributes:
        whole_graphs: tables whose graph of vectors was found to be whole, see `corpus.engine.graph`.

    Raises:
        ArchiveUnavailable: the engine cannot be reached, or lets nobody in.
        ArchiveError: it is not one of those that can be used.
    """

    def __init__(self, address: EngineAddress, group: str, *, patience: int = READ_SECONDS) -> None:
        self.address = address
        self.group = group
        self.in_transaction = False
        self.whole_graphs: set[str] = set()
        self._db = _connected(address, patience)

    def close(self) -> None:
        """Close it; a transaction that is open is undone."""
        with suppress(Exception):
            self._db.close()

    @property
    def is_open(self) -> bool:
        """Whether the connection is not known to be lost."""
        return bool(self._db.open)

    def execute(self, sql: str, values: Values = (), /) -> EngineRows:
        """Run a statement in SQLite's dialect."""
        return self.run(*self._bound(sql, values))

    def executemany(self, sql: str, rows: Iterable[Sequence[object]], /) -> EngineRows:
        """Run a statement for each of the rows; the count is that of all of them."""
        bound = [self._bound(sql, row) for row in rows]
        if not bound:
            return EngineRows((), 0, 0)
        with translate_engine_errors(self.address), self._db.cursor() as cursor:
            if len({one for one, _ in bound}) == 1:
                cursor.executemany(bound[0][0], [values for _, values in bound])
                return EngineRows((), cursor.lastrowid or 0, cursor.rowcount)
            count = sum(cursor.execute(one, values) for one, values in bound)  # lists of several lengths
            return EngineRows((), cursor.lastrowid or 0, count)

    def run(self, sql: str, values: Sequence[object] = ()) -> EngineRows:
        """Run a statement in the engine's dialect, with the whole names of tables and `%s` for values."""
        with translate_engine_errors(self.address), self._db.cursor() as cursor:
            cursor.execute(sql, tuple(values) if values else None)
            return EngineRows(cursor.fetchall(), cursor.lastrowid or 0, cursor.rowcount)

    def run_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Insert rows by as few statements of the engine's dialect as fit its packets."""
        if rows:
            with translate_engine_errors(self.address), self._db.cursor() as cursor:
                cursor.executemany(sql, rows)

    def begin(self, *, write: bool) -> None:
        """Begin a transaction."""
        if write:
            self.run("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        self.run("START TRANSACTION")
        self.in_transaction = True
        if write:
            self.run("SELECT version FROM cuttings_groups WHERE name = %s FOR UPDATE", (self.group,))

    def commit(self) -> None:
        """Commit."""
        self.run("COMMIT")
        self.in_transaction = False

    def rollback(self) -> None:
        """Undo, without raising: where the connection is lost, the engine does it."""
        with suppress(Exception):
            self.run("ROLLBACK")
            self.in_transaction = False

    def _bound(self, sql: str, values: Values) -> tuple[str, list[object]]:
        statement = translated(sql, self.group)
        pieces: list[str] = []
        bound: list[object] = []
        for number, (part, name) in enumerate(zip(statement.sql, statement.values, strict=False)):
            value = values[name]  # type: ignore[index]
            pieces.append(part.replace("%", "%%"))
            if number in statement.lists:
                listed = json.loads(str(value))
                pieces.append(", ".join(["%s"] * len(listed)) or _EMPTY_LIST)
                bound += listed
            else:
                pieces.append("%s")
                bound.append(value)
        last = statement.sql[-1]
        pieces.append(last.replace("%", "%%") if bound else last)
        return "".join(pieces), bound


def _connected(address: EngineAddress, patience: int) -> "pymysql.connections.Connection[Any]":
    from corpus.engine.errors import require_client

    pymysql = require_client()
    with translate_engine_errors(address):
        tls: dict[str, Any] = {}
        if address.tls_ca is not None:
            tls = {"ssl_ca": str(address.tls_ca), "ssl_verify_cert": True, "ssl_verify_identity": True}
        elif address.tls:
            tls = {"ssl": {"check_hostname": False}}
        db = pymysql.connect(
            host=address.host,
            port=address.port,
            user=address.user,
            password=address.password,
            charset="utf8mb4",
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            read_timeout=patience,
            write_timeout=READ_SECONDS,
            client_flag=pymysql.constants.CLIENT.FOUND_ROWS,
            **tls,
        )
        try:
            with db.cursor() as cursor:
                cursor.execute("SELECT version()")
                require_known_server(address, str(cursor.fetchone()[0]))
                for statement in _SESSION:
                    cursor.execute(statement)
                cursor.execute("SET SESSION ob_query_timeout = %s", ((patience - _SOONER) * 1_000_000,))
        except BaseException:
            db.close()
            raise
        return db


@contextmanager
def maintaining(address: EngineAddress, group: str) -> Iterator[EngineConnection]:
    """Open a connection of its own into an archive's database, whose statements may take as long as an index of all takes."""
    with closing(EngineConnection(address, group, patience=_MAINTENANCE_SECONDS)) as db:
        db.run(f"USE `{address.name}`")
        yield db


class EngineConnections:
    """Connections that stay open between transactions, one for each thread that reads or writes. Thread-safe.

    The counterpart of `corpus.sqlite.Connections`: where the engine is, nothing is replaced at a path.

    Args:
        address: of the engine.
        group: of tables.
        prepare: run once for each connection, before its first transaction.
    """

    def __init__(
        self, address: EngineAddress, group: str, prepare: Callable[[EngineConnection], None] = lambda _: None
    ) -> None:
        self._address, self._group, self._prepare = address, group, prepare
        self._idle: queue.LifoQueue[EngineConnection] = queue.LifoQueue()
        self._closing = threading.Event()

    def close(self) -> None:
        """Close those that are idle; one in use is closed when its transaction ends."""
        self._closing.set()
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[EngineConnection]:
        """Run one transaction: one that writes is committed when the block ends, and undone when it raises.

        Raises:
            ArchiveUnavailable: the engine cannot be reached, or was lost on the way; what it had not confirmed is not stored,
                or stored as a whole.
        """
        db = self._begun(write=write)
        try:
            yield db
            if write:
                db.commit()
            else:
                db.rollback()
        except BaseException:
            db.rollback()
            raise
        finally:
            if self._closing.is_set() or db.in_transaction or not db.is_open or self._idle.qsize() >= _IDLE:
                db.close()
            else:
                self._idle.put(db)

    def _begun(self, *, write: bool) -> EngineConnection:
        """Return a connection on which a transaction has begun; one that was lost while it was idle is replaced by another."""
        with suppress(queue.Empty):
            while True:
                db = self._idle.get_nowait()
                try:
                    db.begin(write=write)
                except ArchiveUnavailable:
                    db.close()
                else:
                    return db
        db = self._fresh()
        try:
            db.begin(write=write)
        except BaseException:
            db.close()
            raise
        return db

    def _fresh(self) -> EngineConnection:
        db = EngineConnection(self._address, self._group)
        try:
            db.run(f"USE `{self._address.name}`")
            self._prepare(db)
        except BaseException:
            db.close()
            raise
        return db
