"""The tables of an archive in an engine: groups, one for each file of an embedded archive, each with a version of its own.

The steps of a group are append-only, as the migrations of a file are, and the columns of a table are those of the file's, so
that the same statements serve both. A definition commits at once in these engines, so each step may run again: a process that
was killed in the middle of one leaves what the next one completes.
"""

import threading
from collections.abc import Sequence
from contextlib import closing

from corpus.engine.address import EngineAddress
from corpus.engine.connection import EngineConnection, EngineConnections
from corpus.errors import ArchiveNotFound, ArchiveTooNew

Step = tuple[str, ...]
"""Statements in the engine's dialect, each of which may run again."""

KEY = "VARCHAR({}) COLLATE utf8mb4_bin"
LONG = "LONGTEXT COLLATE utf8mb4_bin"
TABLE = "DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin"

_GROUPS = f"""CREATE TABLE IF NOT EXISTS cuttings_groups (
    name {KEY.format(32)} PRIMARY KEY, version BIGINT NOT NULL) {TABLE}"""

_WRITER = f"""CREATE TABLE IF NOT EXISTS cuttings_writer (
    one TINYINT PRIMARY KEY, mark {KEY.format(64)} NOT NULL, holder {LONG} NOT NULL) {TABLE}"""

_found: set[EngineAddress] = set()
_finding = threading.Lock()


def archive_exists(address: EngineAddress) -> bool:
    """Return whether an archive was started at an address; what was found once is not asked for again.

    Raises:
        ArchiveUnavailable: the engine cannot be reached.
    """
    with _finding:
        if address in _found:
            return True
        with closing(EngineConnection(address, "catalogue")) as db:
            rows = db.run(
                "SELECT count(*) FROM information_schema.tables WHERE table_schema = %s AND table_name = 'catalogue_meta'",
                (address.name,),
            )
            found = bool((rows.fetchone() or (0,))[0])
        if found:
            _found.add(address)
        return found


def forget_archives() -> None:
    """Ask again which archives there are."""
    with _finding:
        _found.clear()


def open_group(address: EngineAddress, group: str, steps: Sequence[Step], *, create: bool) -> EngineConnections:
    """Return connections to the tables of a group, which are brought up to date first.

    Args:
        create: create the database and the tables where they are missing.

    Raises:
        ArchiveNotFound: they are missing, and `create` is false.
        ArchiveTooNew: a newer version of Cuttings made them.
        ArchiveUnavailable: the engine cannot be reached.
    """
    with closing(EngineConnection(address, group)) as db:
        if create:
            create_database(db)
        else:
            db.run(f"USE `{address.name}`")
        _bring_up_to_date(db, steps, create=create)
    return EngineConnections(address, group)


def create_database(db: EngineConnection) -> None:
    """Create the database of an archive and what all groups share, where they are missing, and use it."""
    db.run(f"CREATE DATABASE IF NOT EXISTS `{db.address.name}` DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
    db.run(f"USE `{db.address.name}`")
    db.run(_GROUPS)
    db.run(_WRITER)


def _bring_up_to_date(db: EngineConnection, steps: Sequence[Step], *, create: bool) -> None:
    version = _version(db)
    if version is None and not create:
        raise ArchiveNotFound(f"{db.address}: no archive here; start one with: cuttings add FILE")
    if version is not None and version > len(steps):
        raise ArchiveTooNew(
            f"{db.address} was made by a newer Cuttings ({db.group} {version}, this one knows {len(steps)}): upgrade Cuttings"
        )
    if version == len(steps):
        return
    if version is None:
        db.run("INSERT IGNORE INTO cuttings_groups VALUES (%s, 0)", (db.group,))
    for number in range(version or 0, len(steps)):
        for statement in steps[number]:
            db.run(statement)  # by several processes at once: each statement may run again
        db.run("UPDATE cuttings_groups SET version = GREATEST(version, %s) WHERE name = %s", (number + 1, db.group))


def _version(db: EngineConnection) -> int | None:
    row = db.run("SELECT version FROM cuttings_groups WHERE name = %s", (db.group,)).fetchone()
    return None if row is None else int(row[0])


def stored_bytes(address: EngineAddress) -> int:
    """Return about how many bytes an archive takes, as the engine last reckoned; a copy on another machine does not count."""
    with closing(EngineConnection(address, "catalogue")) as db:
        row = db.run(
            "SELECT sum(data_length + index_length) FROM information_schema.tables WHERE table_schema = %s",
            (address.name,),
        ).fetchone()
    return int((row or (0,))[0] or 0)
