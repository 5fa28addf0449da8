"""What a statement is run on: an SQLite file, or the tables of an engine that stand for one (`corpus.engine.connection`).

There is one set of statements, written for SQLite. `sqlite3.Connection` has these methods already; what only SQLite can do
(FTS5, `PRAGMA`, functions of ours within statements) asks for `sqlite3.Connection` itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

Values = Sequence[object] | Mapping[str, object]
"""What stands for the placeholders of a statement, by position or by name."""


class Rows(Protocol):
    """The result of a statement."""

    def __iter__(self) -> Iterator[Any]: ...

    def fetchone(self) -> Any:  # noqa: ANN401 -- a row's types are those of its statement
        """Return the next row; None after the last."""

    def fetchall(self) -> list[Any]:
        """Return all further rows."""

    @property
    def lastrowid(self) -> int | None:
        """The key that the row which was inserted last was given."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""


class Database(Protocol):
    """A connection that runs statements written for SQLite."""

    def execute(self, sql: str, values: Values = ..., /) -> Rows:
        """Run a statement."""

    def executemany(self, sql: str, rows: Iterable[Sequence[object]], /) -> Rows:
        """Run a statement for each of the rows; the count of changed rows is that of all of them."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    def close(self) -> None:
        """Close it; a transaction that is open is undone."""
