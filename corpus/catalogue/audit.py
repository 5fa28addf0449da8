"""The audit log: who changed what, when. A row is in the file that changes, and in the transaction of the change.

So there is no change without its row and no row without its change, whenever a process ends. Each file that is not derived has
the table; `qa.service.audit` reads all of them. A row names what was changed by an id, a number or the name of a file. It never
has the text of a question or a note, nor the name of a collection or a dossier: what its reader deletes is gone.

It is bounded: a file keeps about `MOST` rows. Adding articles writes a row a batch, so these are years of work. Beyond that the
oldest rows of whoever has the most go: a reader may write a hundred a second, by making and revoking tokens, and is not to push
out of the log what others did. A server deletes rows of a certain age (`AuditOptions`).
"""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from corpus.actor import current_actor
from corpus.database import Database

MOST = 100_000
"""Rows that a file keeps, about 15 MB; it may have a hundredth more for a while."""

_LONGEST = 300  # characters of a target or a detail

Place = tuple[str, str, int]
"""Where a row stands in the order of all: when, file, id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditOptions:
    """How long rows are kept.

    Attributes:
        days: after which a server deletes them.
    """

    days: float = 730.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """A row of the log.

    Attributes:
        file: name of the file that was changed, without its suffix.
        id: from 1, ascending in each file, never reused.
        at: ISO time, UTC.
        actor_id: of the user; "" where there are no users.
        actor: the name that they had.
        action: what was done, as `articles.add`.
        target: what to: an id, a number, a name.
        detail: more about it; "" for nothing.
    """

    file: str
    id: int
    at: str
    actor_id: str
    actor: str
    action: str
    target: str
    detail: str

    @property
    def place(self) -> Place:
        """Where it stands in the order of all rows."""
        return self.at, self.file, self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditQuery:
    """Which rows to read, newest first.

    Attributes:
        since: ISO day or time, UTC; None for all.
        actor: id or name of who did it; None for everybody.
        action: whole, `alert.add`, or its first part, `alert`; None for everything.
        after: the last row that was read before; None for the newest.
        limit: rows at most.
    """

    since: str | None = None
    actor: str | None = None
    action: str | None = None
    after: Place | None = None
    limit: int = 100


def create_audit_table(db: sqlite3.Connection) -> None:
    """Create the table, as a step of a file's migrations."""
    db.execute(
        """CREATE TABLE audit (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, actor_id TEXT NOT NULL, actor TEXT NOT NULL,
            action TEXT NOT NULL, target TEXT NOT NULL, detail TEXT NOT NULL)"""
    )
    db.execute("CREATE INDEX audit_at ON audit (at)")


def record(db: Database, action: str, target: str, *, detail: str = "") -> None:
    """Write a row about what this transaction changes, by whoever is acting now.

    Args:
        db: in a transaction that writes.
        action: what is done, as `articles.add`.
        target: what to: an id, a number, a name; cut at 300 characters.
        detail: more about it, cut likewise; never the text of a question or a note.
    """
    actor = current_actor()
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    values = (at, actor.id, _cut(actor.logged_name), action, _cut(target), _cut(detail))
    row = db.execute(
        "INSERT INTO audit (at, actor_id, actor, action, target, detail) VALUES (?, ?, ?, ?, ?, ?)", values
    )
    number = int(row.lastrowid or 0)
    if number > MOST and number % max(MOST // 100, 1) == 0:
        _forget_most(db)


def audit_rows(db: Database, file: str, query: AuditQuery) -> list[AuditRow]:
    """Return rows of one file that has the log, newest first.

    Args:
        file: name of the file, without its suffix.
    """
    at, where, number = query.after or ("", "", 0)
    found = db.execute(
        """SELECT id, at, actor_id, actor, action, target, detail FROM audit
        WHERE (:since IS NULL OR at >= :since) AND (:actor IS NULL OR actor_id = :actor OR actor = :actor)
        AND (:action IS NULL OR action = :action OR substr(action, 1, length(:action) + 1) = :action || '.')
        AND (:at = '' OR (at, :file, id) < (:at, :where, :number))
        ORDER BY at DESC, id DESC LIMIT :limit""",
        {
            "since": query.since,
            "actor": query.actor,
            "action": query.action,
            "at": at,
            "file": file,
            "where": where,
            "number": number,
            "limit": query.limit,
        },
    )
    return [
        AuditRow(
            file=file, id=row[0], at=row[1], actor_id=row[2], actor=row[3], action=row[4], target=row[5], detail=row[6]
        )
        for row in found
    ]


def has_audit_table(db: Database) -> bool:
    """Return whether an SQLite file has the log; one that was written by an earlier version has none."""
    return db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'audit'").fetchone() is not None


def _forget_most(db: Database) -> None:
    """Delete what is beyond `MOST`: the oldest rows of whoever has the most."""
    (count,) = db.execute("SELECT count(*) FROM audit").fetchone()
    while count > MOST:
        *who, most = db.execute(
            "SELECT actor_id, actor, count(*) AS rows FROM audit GROUP BY actor_id, actor ORDER BY rows DESC LIMIT 1"
        ).fetchone()
        oldest = "SELECT id FROM audit WHERE actor_id = ? AND actor = ? ORDER BY id LIMIT ?"
        db.execute(f"DELETE FROM audit WHERE id IN ({oldest})", (*who, min(count - MOST, most)))
        count -= min(count - MOST, most)


def _cut(text: str) -> str:
    """Return a text as it is stored; a name of a file may hold halves of surrogate pairs, which no database can."""
    shown = text.encode("utf-8", "replace").decode("utf-8")
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
