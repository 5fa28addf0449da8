"""Whether the engine's graph of vectors is whole, which right after a restart of the engine it is not.

seekdb writes the graph to the disk as a whole when it is built (`EngineCatalogue.compact`), and afterwards single changes. At
the first search after a restart it puts these into the graph again, the newest first, and meanwhile lets other searches use
what there is. If that first search is given up, by its limit of time or since who asked has gone, the rest is never put in, and
nobody is told. So some passages are looked for by their own vectors before the graph is relied on, once after each start of the
engine: a restart ends all connections, so a connection asks since when the engine has run.
"""

import logging
import threading
import time
from collections.abc import Iterator

from corpus.engine.address import EngineAddress
from corpus.engine.connection import EngineConnection, maintaining
from corpus.engine.tables import GROUP

_GROWTH = 1.5  # from one passage that is looked for to the next, counted from the newest: every part that may be missing has some
_CLOSE = 1e-3  # of a vector's product with itself
_WAIT_SECONDS = 10.0  # for a graph that somebody else's search completes
_AGAIN_SECONDS = 60.0
_POLL_SECONDS = 0.5
_SAME_START_SECONDS = 1.5  # the engine tells whole seconds, and takes longer than that to start
_NEAR = 100  # ids among which a passage is looked for first: without an end the engine reads on

_log = logging.getLogger(__name__)
_looking = threading.Lock()
_not_whole: dict[tuple[EngineAddress, str], float] = {}
_whole: dict[tuple[EngineAddress, str], float] = {}  # and when the engine was started of which that was found


def can_use_graph(db: EngineConnection, table: str) -> bool:
    """Return whether a connection may search a table's vectors by the graph; else all have to be compared.

    It waits while its own first search completes the graph, however long that takes, and a little while others do.
    """
    if table in db.whole_graphs:
        return True
    if not _looking.acquire(timeout=_WAIT_SECONDS):
        return False
    try:
        if time.monotonic() < _not_whole.get((db.address, table), 0.0):
            return False
        started = _started(db)
        known = _whole.get((db.address, table))
        same = started is not None and known is not None and abs(started - known) < _SAME_START_SECONDS
        if same or graph_is_whole(db.address, table):
            db.whole_graphs.add(table)
            if started is not None:
                _whole[db.address, table] = started
            return True
        _not_whole[db.address, table] = time.monotonic() + _AGAIN_SECONDS
    finally:
        _looking.release()
    _log.warning(
        "%s: since the engine was restarted its graph of vectors is not whole, so questions compare all of them, which is slow: "
        "cuttings compact mends it",
        db.address,
    )
    return False


def graph_is_whole(address: EngineAddress, table: str) -> bool:
    """Return whether a table's passages are found by the graph of their vectors; see `can_use_graph`.

    Raises:
        ArchiveUnavailable: the engine cannot be reached.
    """
    with maintaining(address, GROUP) as db:
        whole = _finds_all(db, table)
        until = time.monotonic() + _WAIT_SECONDS
        while not whole and time.monotonic() < until:
            time.sleep(_POLL_SECONDS)
            whole = _finds_all(db, table)
    return whole


def _started(db: EngineConnection) -> float | None:
    """Return when the engine was started, on this process's clock; None where it does not tell."""
    row = db.run("SHOW STATUS LIKE 'Uptime'").fetchone()
    return time.monotonic() - int(row[1]) if row and str(row[1]).isdigit() else None


def _finds_all(db: EngineConnection, table: str) -> bool:
    return all(_finds(db, table, vector) for vector in _some(db, table))


def _some(db: EngineConnection, table: str) -> Iterator[str]:
    """Yield vectors of passages, as the engine writes them: many new ones and ever fewer old ones, the oldest too."""
    last = db.run("SELECT seq FROM catalogue_sequence WHERE name = 'passages'").fetchone() or (0,)
    before, ids = 1.0, [1]
    while int(last[0]) - int(before) > 1:
        ids.append(int(last[0]) - int(before))
        before *= _GROWTH
    first = f"SELECT vector FROM {table} WHERE id >= %s {{}} ORDER BY id LIMIT 1"
    for key in ids:
        row = db.run(first.format("AND id < %s"), (key, key + _NEAR)).fetchone()
        row = row or db.run(first.format(""), (key,)).fetchone()
        if row is not None:
            yield row[0]


def _finds(db: EngineConnection, table: str, vector: str) -> bool:
    row = db.run(
        f"""SELECT negative_inner_product(vector, %s) AS distance, negative_inner_product(%s, %s) FROM {table}
        ORDER BY distance APPROXIMATE LIMIT 1""",
        (vector, vector, vector),
    ).fetchone()
    return row is not None and float(row[0]) <= float(row[1]) + _CLOSE
