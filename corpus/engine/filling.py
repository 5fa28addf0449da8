"""Filling an archive in an engine from a back-up: all of it or nothing, as far as whoever opens it can tell."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from corpus.engine.address import EngineAddress
from corpus.engine.connection import EngineConnection
from corpus.engine.lock import writing_to
from corpus.engine.schema import create_database, forget_archives
from corpus.errors import ArchiveError

UNFINISHED = "unfinished"
"""A group that stands in the list of groups while an archive is being filled."""


@contextmanager
def filling(address: EngineAddress) -> Iterator[None]:
    """Be the writer of a new archive while it is filled; what a block that raised, or a killed run, has left is dropped.

    Raises:
        ArchiveError: there is an archive already.
        ArchiveBusy: another process writes.
    """
    with writing_to(address), closing(EngineConnection(address, "catalogue")) as db:
        create_database(db)
        if (
            not is_unfinished(db)
            and _tables(db)
            and db.run("SELECT count(*) FROM catalogue_articles").fetchone() != (0,)
        ):
            raise ArchiveError(f"{address}: there is an archive at this place, and it stays as it is; name a new one")
        _drop(db)
        db.run("REPLACE INTO cuttings_groups VALUES (%s, 1)", (UNFINISHED,))
        try:
            yield
            db.run("DELETE FROM cuttings_groups WHERE name = %s", (UNFINISHED,))
        except BaseException:
            _drop(db)
            raise


def is_unfinished(db: EngineConnection) -> bool:
    """Return whether the archive is being filled, or whoever filled it was killed."""
    return db.run("SELECT 1 FROM cuttings_groups WHERE name = %s", (UNFINISHED,)).fetchone() is not None


def _tables(db: EngineConnection) -> list[str]:
    rows = db.run(
        """SELECT table_name FROM information_schema.tables
        WHERE table_schema = %s AND table_name REGEXP '^(catalogue|vectors|news|desk)_'""",
        (db.address.name,),
    )
    return [str(row[0]) for row in rows]


def _drop(db: EngineConnection) -> None:
    db.run("SET SESSION foreign_key_checks = 0")  # whichever of two tables goes first
    for table in _tables(db):
        db.run(f"DROP TABLE IF EXISTS `{table}`")
    db.run("DELETE FROM cuttings_groups WHERE name IN ('catalogue', 'vectors', 'news', 'desk')")  # users stay
    forget_archives()
