"""Conversations of each reader with their votes, in a small SQLite file in the folder of the archive.

A reader is a random name that only their browser knows. Nothing here is part of the archive: it is in no back-up, and an
archive works without it. So that no stranger can fill the disk, its size is limited: the oldest conversations are deleted
first, from the disk too.
"""

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.schema import Migration
from corpus.catalogue.user_file import dump, storable
from corpus.catalogue.user_stores import Place, lazy_user_store, user_store
from corpus.database import Database
from corpus.errors import ArchiveError
from qa.answering.json import answer_json
from qa.news.views.json import context_json
from qa.service.exchange import DEFAULT_RETENTION, DOWN, UP, Asked, Exchange, RetentionOptions, Summary
from qa.service.exchange_rows import COLUMNS, readable
from qa.service.shares import Shares, m002_shares
from qa.written.json import written_json
from qa.written.values import Written

FILE_NAME = "conversations.sqlite3"
TITLE_LIMIT = 120
LISTED = 200

_ALL = 2**62  # rows: as a limit, none

_CLEANUP_SECONDS = 3600.0  # from one removal of conversations that are too old to the next


def m001_conversations(db: sqlite3.Connection) -> None:
    """Conversations and what was asked in them."""
    db.execute(
        """CREATE TABLE conversations (
            key INTEGER PRIMARY KEY, reader TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, updated TEXT NOT NULL,
            UNIQUE (reader, id))"""
    )
    db.execute(
        """CREATE TABLE exchanges (
            key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
            conversation INTEGER NOT NULL REFERENCES conversations (key) ON DELETE CASCADE,
            asked_at TEXT NOT NULL, question TEXT NOT NULL, filters TEXT NOT NULL, overview TEXT NOT NULL,
            answer TEXT, failure TEXT, vote INTEGER NOT NULL DEFAULT 0)"""
    )
    db.execute("CREATE INDEX exchanges_conversation ON exchanges (conversation, key)")


MIGRATIONS: tuple[Migration, ...] = (m001_conversations, m002_shares)
"""Append-only, as the catalogue's are."""


class Conversations:
    """The stored conversations. Safe to use from several threads.

    Args:
        place: the archive, or the file itself; None stores them in memory, as long as the process runs.
        options: how much is stored.

    Raises:
        ArchiveError: it cannot be opened.
    """

    def __init__(self, place: Place, options: RetentionOptions = DEFAULT_RETENTION) -> None:
        self._options = options
        self._file = user_store(place, FILE_NAME, MIGRATIONS)
        self.shares = Shares(self._file)
        self._cleanup_at = 0.0
        self._delete_expired()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def is_current(self) -> bool:
        """Tell whether the file that is open is the one at its path: the archive may have been replaced."""
        return self._file.is_current()

    def add(self, reader: str, conversation: str, asked: Asked) -> Exchange:
        """Store one more question of a conversation, which is created where there is none yet."""
        return self.put(reader, conversation, Exchange.of(asked))

    def put(self, reader: str, conversation: str, *exchanges: Exchange) -> Exchange:
        """Store exchanges, all or none; return the last.

        Raises:
            ArchiveError: it cannot be written.
        """
        self._delete_expired()
        with self._file.change() as db:
            for one in exchanges:
                self._put(db, reader, conversation, one)
            self._make_room(db)
        return exchanges[-1]

    def _put(self, db: Database, reader: str, conversation: str, exchange: Exchange) -> None:
        asked = exchange.asked
        context = context_json(asked.context) if asked.context else None
        written = written_json(asked.written) if asked.written else None
        db.execute(
            """INSERT INTO conversations (reader, id, title, updated) VALUES (?, ?, ?, ?)
            ON CONFLICT (reader, id) DO UPDATE SET updated = excluded.updated""",
            (reader, conversation, _title(asked.question) or "…", exchange.asked_at),
        )
        (key,) = db.execute(
            "SELECT key FROM conversations WHERE reader = ? AND id = ?", (reader, conversation)
        ).fetchone()
        db.execute(
            """INSERT OR IGNORE INTO exchanges (id, conversation, asked_at, question, filters, overview, answer, failure, vote)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                exchange.id,
                key,
                exchange.asked_at,
                storable(asked.question),
                dump(asdict(asked.filters)),
                dump(asdict(asked.overview)),
                dump(answer_json(asked.answer, context, written)) if asked.answer else None,
                asked.failure,
                exchange.vote,
            ),
        )
        db.execute(
            """DELETE FROM exchanges WHERE conversation = ? AND key NOT IN
            (SELECT key FROM exchanges WHERE conversation = ? ORDER BY key DESC LIMIT ?)""",
            (key, key, self._options.questions_per_conversation),
        )
        db.execute(
            """DELETE FROM conversations WHERE key IN
            (SELECT key FROM conversations WHERE reader = ? ORDER BY updated DESC, key DESC LIMIT ? OFFSET ?)""",
            (reader, _ALL, self._options.conversations_per_reader),
        )

    def _make_room(self, db: Database) -> None:
        """Delete the oldest conversations while the file is too large; the newest one stays."""
        while self._file.bytes_used(db) > self._options.bytes:
            (count,) = db.execute("SELECT count(*) FROM conversations").fetchone()
            deleted = db.execute(
                "DELETE FROM conversations WHERE key IN (SELECT key FROM conversations ORDER BY updated, key LIMIT ?)",
                (min(10, count - 1),),
            )
            if not deleted.rowcount:
                return

    def _delete_expired(self) -> None:
        """Once an hour, delete the conversations in which nothing was asked for long; on failure, an hour later."""
        if time.monotonic() < self._cleanup_at:
            return
        self._cleanup_at = time.monotonic() + _CLEANUP_SECONDS
        since = (datetime.now(UTC) - timedelta(days=self._options.days)).isoformat(timespec="milliseconds")
        with suppress(ArchiveError):
            if self._file.read("SELECT 1 FROM conversations WHERE updated < ? LIMIT 1", (since,)):
                with self._file.change() as db:
                    db.execute("DELETE FROM conversations WHERE updated < ?", (since,))

    def listed(self, reader: str, words: str = "") -> list[Summary]:
        """Return a reader's conversations, newest first; with `words`, those that contain all of them."""
        self._delete_expired()
        likes = [f"%{word}%" for word in _escaped(words).split()]
        contains = "(c.title LIKE ? ESCAPE '\\' OR e.question LIKE ? ESCAPE '\\' OR e.answer LIKE ? ESCAPE '\\')"
        condition = "".join(
            f" AND EXISTS (SELECT 1 FROM exchanges e WHERE e.conversation = c.key AND {contains})" for _ in likes
        )
        rows = self._file.read(
            f"""SELECT c.id, c.title, c.updated, (SELECT count(*) FROM exchanges e WHERE e.conversation = c.key),
            EXISTS (SELECT 1 FROM shares s WHERE s.conversation = c.key)
            FROM conversations c WHERE c.reader = ? {condition} ORDER BY c.updated DESC, c.key DESC LIMIT {LISTED}""",
            (reader, *(like for like in likes for _ in range(3))),
        )
        return [
            Summary(id=row[0], title=row[1], updated=row[2], questions=int(row[3]), shared=bool(row[4])) for row in rows
        ]

    def title(self, reader: str, conversation: str) -> str | None:
        """Return the title of a conversation, None where there is none."""
        rows = self._file.read("SELECT title FROM conversations WHERE reader = ? AND id = ?", (reader, conversation))
        return str(rows[0][0]) if rows else None

    def exchanges(self, reader: str, conversation: str, last: int = -1) -> list[Exchange]:
        """Return the exchanges of a conversation, oldest first; all, or the `last` so many. Damaged ones are left out."""
        rows = self._file.read(
            f"""SELECT {COLUMNS} FROM exchanges e JOIN conversations c ON c.key = e.conversation
            WHERE c.reader = ? AND c.id = ? ORDER BY e.key DESC LIMIT ?""",
            (reader, conversation, last if last >= 0 else _ALL),
        )
        return list(readable(reversed(rows)))

    def exchange(self, reader: str, exchange: str) -> Exchange | None:
        """Return an exchange of a reader, None where they have none of that id."""
        rows = self._file.read(
            f"""SELECT {COLUMNS} FROM exchanges e JOIN conversations c ON c.key = e.conversation
            WHERE c.reader = ? AND e.id = ?""",
            (reader, exchange),
        )
        return next(readable(rows), None)

    def rename(self, reader: str, conversation: str, title: str) -> bool:
        """Rename a conversation; return whether there is one and the title is not empty."""
        with self._file.change() as db:
            changed = db.execute(
                "UPDATE conversations SET title = ? WHERE reader = ? AND id = ? AND ? <> ''",
                (_title(title), reader, conversation, _title(title)),
            )
            return changed.rowcount > 0

    def delete(self, reader: str, conversation: str) -> bool:
        """Delete a conversation with all of its exchanges; return whether there was one."""
        with self._file.change() as db:
            deleted = db.execute("DELETE FROM conversations WHERE reader = ? AND id = ?", (reader, conversation))
            return deleted.rowcount > 0

    def delete_all(self, reader: str) -> None:
        """Delete all conversations of a reader."""
        with self._file.change() as db:
            db.execute("DELETE FROM conversations WHERE reader = ?", (reader,))

    def drop(self, exchanges: Iterable[Exchange]) -> None:
        """Delete exchanges; a conversation that has none left is deleted too."""
        with self._file.change() as db:
            db.executemany("DELETE FROM exchanges WHERE id = ?", [(one.id,) for one in exchanges])
            db.execute("DELETE FROM conversations WHERE key NOT IN (SELECT conversation FROM exchanges)")

    def vote(self, reader: str, exchange: str, vote: int) -> bool:
        """Store a reader's vote on an answer, 0 for none; return whether the answer is theirs."""
        with self._file.change() as db:
            changed = db.execute(
                """UPDATE exchanges SET vote = ? WHERE id = ? AND answer IS NOT NULL AND conversation IN
                (SELECT key FROM conversations WHERE reader = ?)""",
                (max(DOWN, min(UP, vote)), exchange, reader),
            )
            return changed.rowcount > 0

    def keep_written(self, reader: str, exchange: str, written: Written) -> bool:
        """Store what is written above an answer; return whether the answer is theirs."""
        with self._file.change() as db:
            row = db.execute(
                """SELECT e.answer FROM exchanges e JOIN conversations c ON c.key = e.conversation
                WHERE e.id = ? AND c.reader = ? AND e.answer IS NOT NULL""",
                (exchange, reader),
            ).fetchone()
            if row is None:
                return False
            answer = dump({**json.loads(row[0]), "written": written_json(written)})
            db.execute("UPDATE exchanges SET answer = ? WHERE id = ?", (answer, exchange))
            return True

    def feedback(self) -> Iterator[Exchange]:
        """Yield the exchanges that were voted on, oldest first, of all readers."""
        return readable(self._file.read(f"SELECT {COLUMNS} FROM exchanges e WHERE e.vote <> 0 ORDER BY e.key", ()))


def feedback_of(paths: ArchivePaths) -> list[Exchange]:
    """Return the exchanges of an archive that were voted on."""
    if not lazy_user_store(paths, FILE_NAME, MIGRATIONS).exists():
        return []
    with closing(Conversations(paths)) as conversations:
        return list(conversations.feedback())


def _title(text: str) -> str:
    return storable(" ".join(text[: TITLE_LIMIT * 4].split())[:TITLE_LIMIT])


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
