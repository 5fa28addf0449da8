"""Who may write to an archive in an engine: one process, wherever it runs.

The lock is that of a row, in a transaction that stays open, and ends with the connection that holds it; the engine's named locks
(`GET_LOCK`) outlive a client that was killed. A process whose connection was lost does not know: so whoever has the lock leaves a
mark of its own in the database, and each transaction that writes compares it.
"""

import json
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager

from corpus.engine.address import EngineAddress
from corpus.engine.connection import EngineConnection
from corpus.engine.schema import create_database
from corpus.errors import ArchiveBusy

_ROW = "writer"
_LONGEST = 86_400_000_000  # microseconds: a day

_own: dict[EngineAddress, str] = {}


@contextmanager
def writing_to(address: EngineAddress, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Be the one writer of an archive for as long as the block runs; other processes may go on reading.

    Raises:
        ArchiveBusy: another process writes; it is named.
        ArchiveUnavailable: the engine cannot be reached.
    """
    with closing(EngineConnection(address, "catalogue")) as lock, closing(EngineConnection(address, "catalogue")) as db:
        create_database(db)
        lock.run(f"USE `{address.name}`")
        if (
            db.run("SELECT 1 FROM cuttings_groups WHERE name = %s", (_ROW,)).fetchone() is None
        ):  # else this would wait for it
            db.run("INSERT IGNORE INTO cuttings_groups VALUES (%s, 0)", (_ROW,))
        lock.run("SET SESSION ob_trx_lock_timeout = %s", (round(wait_seconds * 1_000_000),))
        lock.run("SET SESSION ob_trx_timeout = %s, ob_trx_idle_timeout = %s", (_LONGEST, _LONGEST))
        lock.begin(write=False)
        try:
            patience = "" if wait_seconds else " NOWAIT"
            lock.run(f"SELECT version FROM cuttings_groups WHERE name = %s FOR UPDATE{patience}", (_ROW,))
        except ArchiveBusy as error:
            raise ArchiveBusy(
                f"{address}: {_holder(db)} is writing to this archive; try again when it is done"
            ) from error
        mark = secrets.token_hex(8)
        holder = json.dumps({"host": socket.gethostname(), "pid": os.getpid()})
        db.run("REPLACE INTO cuttings_writer VALUES (1, %s, %s)", (mark, holder))
        _own[address] = mark
        try:
            yield
        finally:
            _own.pop(address, None)
            lock.rollback()


def is_own(address: EngineAddress) -> bool:
    """Return whether this process is the archive's writer, as far as it knows."""
    return address in _own


def require_own_lock(db: EngineConnection) -> None:
    """Make sure that this process is still the archive's writer.

    Raises:
        ArchiveBusy: another one has become it, after the connection with the lock was lost.
    """
    row = db.run("SELECT mark FROM cuttings_writer").fetchone()
    own = _own.get(db.address)
    if own is None or row is None or row[0] != own:
        raise ArchiveBusy(
            f"{db.address}: {_holder(db)} has become the writer of this archive; nothing was stored this time, so do it again"
        )


def _holder(db: EngineConnection) -> str:
    row = db.run("SELECT holder FROM cuttings_writer").fetchone()
    try:
        found = json.loads(row[0]) if row else {}
        return f"process {int(found['pid'])} on {found['host']}"
    except (ValueError, KeyError, TypeError):
        return "another process"
