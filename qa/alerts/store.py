"""Saved questions and what was found for them, in a small SQLite file in the folder of the archive.

They are their user's, not derived from articles: a rebuild leaves them alone, an archive works without them, and they are in no
back-up.
"""

import json
import secrets
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from corpus.catalogue.schema import Migration
from corpus.catalogue.user_file import UserFile, dump, now
from corpus.filters import Filters
from qa.alerts.saved_question import KNOWN, NEW, SEEN, Alert, Found, Hit, HitQuote
from qa.answering.answer import CitedArticle
from qa.answering.json import filters_from, filters_json

FILE_NAME = "alerts.sqlite3"
KEPT_OF_ONE = 1000
"""Of a question so many articles are remembered; the oldest are forgotten."""

Says = Callable[[Found, Sequence[Hit]], int | None]
"""Takes what was found and the hits of the same question, oldest first; gives the number of the one that says the same."""


def m001_alerts(db: sqlite3.Connection) -> None:
    """Saved questions, their hits, and what is kept of the whole."""
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


MIGRATIONS: tuple[Migration, ...] = (m001_alerts,)
"""Only ever added to, as the catalogue's."""


class AlertStore:
    """The file of saved questions. Safe to use from several threads; other processes may use the same file.

    Args:
        path: the file; its folder is there.

    Raises:
        ArchiveError: it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._file = UserFile(path, "alerts", MIGRATIONS)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def is_current(self) -> bool:
        """Tell whether the file that is open is the one at its path: the archive may have been replaced."""
        return self._file.is_current()

    def setting(self, key: str) -> str | None:
        """Return what is kept of the whole: `name` (random, for ever), `started` (ISO time), `feed` (a path)."""
        rows = self._file.read("SELECT value FROM settings WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def keep(self, key: str, value: str) -> None:
        """Keep a setting."""
        with self._file.change() as db:
            db.execute(
                "INSERT INTO settings VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (key, value)
            )

    def alerts(self) -> list[Alert]:
        """Return the saved questions, oldest first."""
        rows = self._file.read("SELECT number, question, filters, created, looked FROM alerts ORDER BY number", ())
        return [_alert(row) for row in rows]

    def same_as(self, question: str, filters: Filters) -> Alert | None:
        """Return the saved question of these words and filters, None where there is none."""
        return next((one for one in self.alerts() if (one.question, one.filters) == (question, filters)), None)

    def add(self, question: str, filters: Filters, looked: int, known: Sequence[Found]) -> Alert:
        """Save a question; return it, or the one that is there already.

        Args:
            known: what answers it already, and so is no news.
        """
        with self._file.change() as db:
            kept = (question, dump(filters_json(filters)))
            db.execute(
                "INSERT INTO alerts (question, filters, created, looked) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (*kept, now()[:10], looked),
            )
            row = db.execute(
                "SELECT number, question, filters, created, looked FROM alerts WHERE question = ? AND filters = ?", kept
            ).fetchone()
            for found in known:
                self._insert(db, row[0], found, KNOWN, None)
        return _alert(row)

    def remove(self, number: int) -> bool:
        """Forget a saved question and all that was found for it; return whether there was one."""
        with self._file.change() as db:
            return db.execute("DELETE FROM alerts WHERE number = ?", (number,)).rowcount > 0

    def record(self, alert: int, looked: int, found: Sequence[Found], same: Says) -> list[Hit]:
        """Note that a question was looked after up to a revision, and what was found; return what says something new.

        All of it or nothing is noted, so what a crash cut off is found again. What is known is not noted twice.
        """
        with self._file.change() as db:
            if not db.execute("UPDATE alerts SET looked = ? WHERE number = ?", (looked, alert)).rowcount:
                return []  # removed while it was looked after
            earlier = [_hit(row) for row in db.execute(_HITS, (alert,))]
            new = []
            for one in found:
                if any(_is(hit.found, one) for hit in earlier):
                    continue
                copy_of = same(one, earlier)
                hit = self._insert(db, alert, one, NEW, copy_of)
                earlier.append(hit)
                if copy_of is None:
                    new.append(hit)
            db.execute(
                """DELETE FROM hits WHERE alert = ? AND number NOT IN
                (SELECT number FROM hits WHERE alert = ? ORDER BY number DESC LIMIT ?)""",
                (alert, alert, KEPT_OF_ONE),
            )
        return new

    def hits(self, alert: int) -> list[Hit]:
        """Return all that was found for a question, copies and what was known too, oldest first."""
        return [_hit(row) for row in self._file.read(_HITS, (alert,))]

    def with_news(self) -> set[int]:
        """Return the numbers of the saved questions to which something is new that was not seen."""
        rows = self._file.read("SELECT DISTINCT alert FROM hits WHERE state = ? AND copy_of IS NULL", (NEW,))
        return {int(row[0]) for row in rows}

    def see(self, alert: int | None, up_to: int) -> bool:
        """Note that the hits up to a number were seen, of one question or of all; return whether there is such a one."""
        with self._file.change() as db:
            db.execute(
                "UPDATE hits SET state = ? WHERE state = ? AND number <= ? AND (? IS NULL OR alert = ?)",
                (SEEN, NEW, up_to, alert, alert),
            )
            there = "SELECT EXISTS (SELECT 1 FROM alerts WHERE ? IS NULL OR number = ?)"
            return bool(db.execute(there, (alert, alert)).fetchone()[0])

    def _insert(self, db: sqlite3.Connection, alert: int, found: Found, state: int, copy_of: int | None) -> Hit:
        found_at = now()
        cursor = db.execute(
            """INSERT INTO hits (alert, article_id, version, article, quotes, found_at, state, copy_of)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
            (
                alert,
                found.article.id,
                found.version,
                dump(asdict(found.article)),
                dump([asdict(quote) for quote in found.quotes]),
                found_at,
                state,
                copy_of,
            ),
        )
        number = int(cursor.lastrowid or 0)
        return Hit(number=number, found=found, found_at=found_at, state=state, copy_of=copy_of)


_HITS = (
    """SELECT number, version, article, quotes, found_at, state, copy_of FROM hits WHERE alert = ? ORDER BY number"""
)


def _is(one: Found, other: Found) -> bool:
    return (one.article.id, one.version) == (other.article.id, other.version)


def _alert(row: tuple[str, ...]) -> Alert:
    number, question, filters, created, looked = row
    chosen = filters_from(json.loads(filters))
    return Alert(number=int(number), question=question, filters=chosen, created=created, looked=int(looked))


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
