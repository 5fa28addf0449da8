"""Saved questions and their hits, in a small SQLite file in the folder of the archive.

They are their user's, not derived from articles: a rebuild leaves them alone, an archive works without them, and they are in
no back-up.
"""

import json
import secrets
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import asdict

from corpus.catalogue.audit import create_audit_table, record
from corpus.catalogue.schema import Migration
from corpus.catalogue.user_file import dump, now
from corpus.catalogue.user_stores import Place, user_store
from corpus.database import Database
from corpus.filters import Filters
from qa.alerts.saved_question import KNOWN, NEW, SEEN, Alert, Found, Hit, HitQuote, quote_json
from qa.answering.answer import CitedArticle
from qa.answering.json import filters_from, filters_json

FILE_NAME = "alerts.sqlite3"
HITS_STORED = 1000
"""Hits of a question; the oldest are deleted."""

FindRepeat = Callable[[Found, Sequence[Hit]], int | None]
"""Takes an article and the hits of the same question, oldest first; returns the number of the hit that says the same."""


def m001_alerts(db: sqlite3.Connection) -> None:
    """Saved questions, their hits, and settings of the file."""
    db.execute("CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    db.execute(
        """CREATE TABLE alerts (
            number INTEGER PRIMARY KEY AUTOINCREMENT, question TEXT NOT NULL, filters TEXT NOT NULL,
            created TEXT NOT NULL, looked INTEGER NOT NULL, UNIQUE (question, filters))"""
    )
    db.execute(
        """CREATE TABLE hits (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            alert INTEGER NOT NULL REFERENCES alerts (number) ON DELETE CASCADE,
            article_id TEXT NOT NULL, version INTEGER NOT NULL, article TEXT NOT NULL, quotes TEXT NOT NULL,
            found_at TEXT NOT NULL, state INTEGER NOT NULL,
            copy_of INTEGER REFERENCES hits (number) ON DELETE CASCADE,
            UNIQUE (alert, article_id, version))"""
    )
    db.execute("CREATE INDEX hits_copies ON hits (copy_of)")
    db.execute("INSERT INTO settings VALUES ('name', ?)", (secrets.token_hex(8),))
    db.execute("INSERT INTO settings VALUES ('started', ?)", (now(),))


def m002_audit(db: sqlite3.Connection) -> None:
    """Who changed what; see `corpus.catalogue.audit`."""
    create_audit_table(db)


def m003_owners(db: sqlite3.Connection) -> None:
    """Whose a saved question is, so that two users may save the same; and what each has seen of what is everybody's.

    The tables are made anew, as a constraint is another one; first the hits go, so that none is deleted with its question.
    """
    db.execute(
        """CREATE TABLE alerts_owned (
            number INTEGER PRIMARY KEY AUTOINCREMENT, question TEXT NOT NULL, filters TEXT NOT NULL,
            created TEXT NOT NULL, looked INTEGER NOT NULL, owner TEXT NOT NULL, UNIQUE (owner, question, filters))"""
    )
    db.execute("INSERT INTO alerts_owned SELECT number, question, filters, created, looked, '' FROM alerts")
    db.execute(
        """CREATE TABLE hits_owned (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            alert INTEGER NOT NULL REFERENCES alerts_owned (number) ON DELETE CASCADE,
            article_id TEXT NOT NULL, version INTEGER NOT NULL, article TEXT NOT NULL, quotes TEXT NOT NULL,
            found_at TEXT NOT NULL, state INTEGER NOT NULL,
            copy_of INTEGER REFERENCES hits_owned (number) ON DELETE CASCADE,
            UNIQUE (alert, article_id, version))"""
    )
    db.execute(
        """INSERT INTO hits_owned SELECT number, alert, article_id, version, article, quotes, found_at, state, copy_of
        FROM hits ORDER BY number"""
    )
    for table in ("hits", "alerts"):  # numbers of what was removed are not given again
        db.execute("DELETE FROM sqlite_sequence WHERE name = ?", (f"{table}_owned",))
        db.execute(
            "INSERT INTO sqlite_sequence SELECT name || '_owned', seq FROM sqlite_sequence WHERE name = ?", (table,)
        )
        db.execute(f"DROP TABLE {table}")
    for table in ("alerts", "hits"):
        db.execute(f"ALTER TABLE {table}_owned RENAME TO {table}")
    db.execute("CREATE INDEX hits_copies ON hits (copy_of)")
    db.execute(
        """CREATE TABLE seen (
            owner TEXT NOT NULL, alert INTEGER NOT NULL REFERENCES alerts (number) ON DELETE CASCADE,
            up_to INTEGER NOT NULL, PRIMARY KEY (owner, alert)) WITHOUT ROWID"""
    )


MIGRATIONS: tuple[Migration, ...] = (m001_alerts, m002_audit, m003_owners)
"""Append-only, as the catalogue's are."""


class AlertStore:
    """The file of saved questions. Safe to use from several threads; other processes may use the same file.

    Args:
        place: the archive, whose folder is there; or the file itself.

    Raises:
        ArchiveError: it cannot be opened.
    """

    def __init__(self, place: Place) -> None:
        self._file = user_store(place, FILE_NAME, MIGRATIONS)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def is_current(self) -> bool:
        """Tell whether the file that is open is the one at its path: the archive may have been replaced."""
        return self._file.is_current()

    def setting(self, key: str) -> str | None:
        """Return a setting: `name` (random, never changed), `started` (ISO time), `feed` (a path)."""
        rows = self._file.read("SELECT value FROM settings WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def store_setting(self, key: str, value: str) -> None:
        """Store a setting."""
        with self._file.change() as db:
            db.execute(
                "INSERT INTO settings VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (key, value)
            )

    def alerts(self, viewer: str | None = None) -> list[Alert]:
        """Return the saved questions, oldest first: all, or those that a user sees, their own and everybody's."""
        rows = self._file.read(f"{_ALERT} WHERE ?1 IS NULL OR owner IN ('', ?1) ORDER BY number", (viewer,))
        return [_alert(row) for row in rows]

    def same_as(self, question: str, filters: Filters, *, owner: str = "", is_search: bool = False) -> Alert | None:
        """Return the owner's saved question of these words and filters, None where there is none."""
        wanted = question, filters, is_search, owner
        found = (one for one in self.alerts(owner) if (one.question, one.filters, one.is_search, one.owner) == wanted)
        return next(found, None)

    def add(
        self,
        question: str,
        filters: Filters,
        revision: int,
        known: Sequence[Found],
        *,
        owner: str = "",
        is_search: bool = False,
    ) -> Alert:
        """Save a question; return it, or the one that is saved already.

        Args:
            known: articles that answer it already, and so are not new.
            owner: id of the user whose it is, "" for everybody's.
        """
        with self._file.change() as db:
            # next to the filters, so that an earlier version of Cuttings can still open the file
            key = (owner, question, dump(filters_json(filters) | ({"search": True} if is_search else {})))
            added = db.execute(
                """INSERT INTO alerts (owner, question, filters, created, looked) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING""",
                (*key, now()[:10], revision),
            ).rowcount
            row = db.execute(f"{_ALERT} WHERE owner = ? AND question = ? AND filters = ?", key).fetchone()
            if added:
                record(db, "alert.add", str(row[0]))
            for found in known:
                self._insert(db, row[0], found, KNOWN, None)
        return _alert(row)

    def remove(self, number: int) -> bool:
        """Delete a saved question with its hits; return whether there was one."""
        with self._file.change() as db:
            removed = db.execute("DELETE FROM alerts WHERE number = ?", (number,)).rowcount > 0
            if removed:
                record(db, "alert.remove", str(number))
            return removed

    def record(self, alert: int, revision: int, found: Sequence[Found], find_repeat: FindRepeat) -> list[Hit]:
        """Store the articles found for a question up to a revision; return the hits that say something new.

        All or none are stored, so that after a crash they are found again. Known articles are not stored twice.
        """
        with self._file.change() as db:
            if not db.execute("UPDATE alerts SET looked = ? WHERE number = ?", (revision, alert)).rowcount:
                return []  # removed meanwhile
            earlier = [_hit(row) for row in db.execute(_HITS, (alert,))]
            new = []
            for one in found:
                if any(_is(hit.found, one) for hit in earlier):
                    continue
                copy_of = find_repeat(one, earlier)
                hit = self._insert(db, alert, one, NEW, copy_of)
                earlier.append(hit)
                if copy_of is None:
                    new.append(hit)
            db.execute(
                """DELETE FROM hits WHERE alert = ? AND number NOT IN
                (SELECT number FROM hits WHERE alert = ? ORDER BY number DESC LIMIT ?)""",
                (alert, alert, HITS_STORED),
            )
        return new

    def hits(self, alert: int) -> list[Hit]:
        """Return the hits of a question, copies and known ones too, oldest first."""
        return [_hit(row) for row in self._file.read(_HITS, (alert,))]

    def last_hit(self) -> int:
        """Return the highest number of a hit, than which every later one is higher; 0 where there is none."""
        return int(self._file.read("SELECT coalesce(max(number), 0) FROM hits", ())[0][0])

    def told_after(self, number: int, limit: int) -> list[tuple[Alert, Hit]]:
        """Return up to `limit` hits after the one of a number, each with its question, in order.

        Those are left out that say nothing new, and those that were in the archive when their question was saved.
        """
        rows = self._file.read(
            """SELECT hits.number, version, article, quotes, found_at, state, copy_of,
            alerts.number, question, filters, created, looked, owner FROM hits JOIN alerts ON alerts.number = alert
            WHERE hits.number > ? AND state != ? AND copy_of IS NULL ORDER BY hits.number LIMIT ?""",
            (number, KNOWN, limit),
        )
        return [(_alert(row[7:]), _hit(row[:7])) for row in rows]

    def unseen_alerts(self, viewer: str = "") -> set[int]:
        """Return the numbers of the saved questions that have hits which a user has not seen."""
        rows = self._file.read(
            """SELECT DISTINCT h.alert FROM hits h JOIN alerts a ON a.number = h.alert
            LEFT JOIN seen s ON s.alert = a.number AND s.owner = ?1
            WHERE h.state = ?2 AND h.copy_of IS NULL AND a.owner IN ('', ?1) AND h.number > coalesce(s.up_to, 0)""",
            (viewer, NEW),
        )
        return {int(row[0]) for row in rows}

    def seen_by(self, viewer: str) -> dict[int, int]:
        """Return the number of the last hit that a user has seen of each question that is everybody's."""
        rows = self._file.read("SELECT alert, up_to FROM seen WHERE owner = ?", (viewer,))
        return {int(alert): int(up_to) for alert, up_to in rows}

    def mark_seen(self, alert: int | None, up_to: int, viewer: str = "") -> bool:
        """Mark the hits up to a number as seen by a user, of one question or of all; return whether there is such a question.

        What a user has seen of everybody's is noted for that user alone; where there are no users, everybody has seen it.
        """
        values = {"viewer": viewer, "alert": alert, "up_to": up_to, "seen": SEEN, "new": NEW}
        with self._file.change() as db:
            db.execute(
                """UPDATE hits SET state = :seen WHERE state = :new AND number <= :up_to
                AND alert IN (SELECT number FROM alerts WHERE owner = :viewer AND (:alert IS NULL OR number = :alert))""",
                values,
            )
            if viewer:
                db.execute(
                    """INSERT INTO seen SELECT :viewer, a.number, max(h.number) FROM alerts a JOIN hits h ON h.alert = a.number
                    WHERE a.owner = '' AND (:alert IS NULL OR a.number = :alert) AND h.number <= :up_to GROUP BY a.number
                    ON CONFLICT DO UPDATE SET up_to = max(up_to, excluded.up_to)""",
                    values,
                )
            there = """SELECT EXISTS (SELECT 1 FROM alerts
                WHERE owner IN ('', :viewer) AND (:alert IS NULL OR number = :alert))"""
            return bool(db.execute(there, values).fetchone()[0])

    def _insert(self, db: Database, alert: int, found: Found, state: int, copy_of: int | None) -> Hit:
        found_at = now()
        cursor = db.execute(
            """INSERT INTO hits (alert, article_id, version, article, quotes, found_at, state, copy_of)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
            (
                alert,
                found.article.id,
                found.version,
                dump(asdict(found.article)),
                dump([quote_json(quote) for quote in found.quotes]),
                found_at,
                state,
                copy_of,
            ),
        )
        number = int(cursor.lastrowid or 0)
        return Hit(number=number, found=found, found_at=found_at, state=state, copy_of=copy_of)


_ALERT = "SELECT number, question, filters, created, looked, owner FROM alerts"
_HITS = (
    """SELECT number, version, article, quotes, found_at, state, copy_of FROM hits WHERE alert = ? ORDER BY number"""
)


def _is(one: Found, other: Found) -> bool:
    return (one.article.id, one.version) == (other.article.id, other.version)


def _alert(row: tuple[str, ...]) -> Alert:
    number, question, filters, created, looked, owner = row
    stored = json.loads(filters)
    return Alert(
        number=int(number),
        question=question,
        filters=filters_from(stored),
        created=created,
        checked_revision=int(looked),
        is_search=bool(stored.get("search")),
        owner=owner,
    )


def _hit(row: tuple[str, ...]) -> Hit:
    number, version, article, quotes, found_at, state, copy_of = row
    found = Found(
        article=CitedArticle(**json.loads(article)),
        version=int(version),
        quotes=tuple(HitQuote(**quote) for quote in json.loads(quotes)),
    )
    return Hit(
        number=int(number),
        found=found,
        found_at=found_at,
        state=int(state),
        copy_of=None if copy_of is None else int(copy_of),
    )
