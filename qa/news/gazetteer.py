"""What the articles read so far have taught: kinds of names, agencies."""

import sqlite3
from collections.abc import Iterator, Mapping

from qa.news.extract.names import Kind

_ASKED = 200
"""So many articles are enough to agree on a kind, however many have the name."""


class LearnedGazetteer(Mapping[str, Kind]):
    """A gazetteer that grows with the archive: the kind that more than half of the articles with a name agree on.

    Looked up when it is asked for, and remembered; articles in which the kind could not be told have no say.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._asked: dict[str, Kind | None] = {}

    def __getitem__(self, name: str) -> Kind:
        """Return the kind of a name, by its key."""
        if name not in self._asked:
            rows = self._db.execute(
                """SELECT kind, count(*) FROM (SELECT kind FROM names WHERE name = ? AND kind != 'other' LIMIT ?)
                GROUP BY kind ORDER BY count(*) DESC""",
                (name, _ASKED),
            ).fetchall()
            agreed = bool(rows) and rows[0][1] * 2 > sum(row[1] for row in rows)
            self._asked[name] = Kind(rows[0][0]) if agreed else None
        kind = self._asked[name]
        if kind is None:
            raise KeyError(name)
        return kind

    def __iter__(self) -> Iterator[str]:
        """Yield all names."""
        return (row[0] for row in self._db.execute("SELECT DISTINCT name FROM names ORDER BY name"))

    def __bool__(self) -> bool:
        """Tell that it may be asked: counting the names to find out would take longer than all that is asked of it."""
        return True

    def __len__(self) -> int:
        """Return how many names there are."""
        return int(self._db.execute("SELECT count(DISTINCT name) FROM names").fetchone()[0])


def agencies_seen(db: sqlite3.Connection) -> list[str]:
    """Return the agencies that articles have named."""
    return [
        row[0] for row in db.execute("SELECT DISTINCT agency FROM articles WHERE agency IS NOT NULL ORDER BY agency")
    ]
