"""What an archive knows about source files: which article came from which, and which could not be read.

A failure concerns this machine and is not searched: it does not increment the revision and is in no back-up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from corpus.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedFile:
    """A file that could not be read when it was last tried.

    Attributes:
        path: absolute.
        reason: why, and what to do about it.
        tries: how often in a row.
    """

    path: str
    reason: str
    tries: int


class Sources:
    """The files in one transaction; get one from `Catalogue.sources`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of_articles(self) -> list[tuple[str, str]]:
        """Return `(article id, file it was read from)` of every live article."""
        rows = self._db.execute("SELECT id, source FROM articles WHERE removed_revision IS NULL ORDER BY id")
        return [(row[0], row[1]) for row in rows]

    def failed(self) -> list[FailedFile]:
        """Return the files that could not be read, by path."""
        rows = self._db.execute("SELECT path, reason, tries FROM failures ORDER BY path")
        return [FailedFile(path=row[0], reason=row[1], tries=row[2]) for row in rows]

    def failed_count(self) -> int:
        """Return how many files could not be read."""
        count: int = self._db.execute("SELECT count(*) FROM failures").fetchone()[0]
        return count

    def note(self, path: str, reason: str) -> None:
        """Record one more failure to read a file."""
        self._db.execute(
            """INSERT INTO failures VALUES (?, ?, 1, ?) ON CONFLICT (path) DO UPDATE
            SET reason = excluded.reason, tries = tries + 1, last_at = excluded.last_at""",
            (path, reason, datetime.now(UTC).isoformat(timespec="seconds")),
        )

    def clear(self, paths: Iterable[str]) -> None:
        """Forget the failures of these files."""
        self._db.executemany("DELETE FROM failures WHERE path = ?", [(path,) for path in paths])
