"""Conversations that can be read at an address, in the file of conversations.

Who has the address can read the conversation as it was when it was shared: what is asked afterwards is not shown until its
reader shares it again. The address ends with the conversation, or when its reader ends it.
"""

import secrets
import sqlite3

from corpus.catalogue.user_file import now
from corpus.catalogue.user_stores import UserStore
from qa.service.exchange import Exchange, Share
from qa.service.exchange_rows import COLUMNS, readable

_SHARE = """SELECT s.token, c.id, c.title, s.shared_at,
    (SELECT count(*) FROM exchanges e WHERE e.conversation = c.key AND e.key <= s.last),
    (SELECT count(*) FROM exchanges e WHERE e.conversation = c.key AND e.key > s.last)
    FROM shares s JOIN conversations c ON c.key = s.conversation"""


def m002_shares(db: sqlite3.Connection) -> None:
    """Addresses of conversations, each with the last exchange that it shows."""
    db.execute(
        """CREATE TABLE shares (
            conversation INTEGER PRIMARY KEY REFERENCES conversations (key) ON DELETE CASCADE,
            token TEXT NOT NULL UNIQUE, shared_at TEXT NOT NULL, last INTEGER NOT NULL)"""
    )


class Shares:
    """The shared conversations of all readers. Safe to use from several threads.

    Args:
        file: of the conversations.
    """

    def __init__(self, file: UserStore) -> None:
        self._file = file

    def share(self, reader: str, conversation: str) -> Share | None:
        """Share a conversation as it is now, at a new address or at the one that it has; None where there is no such one."""
        with self._file.change() as db:
            db.execute(
                """INSERT INTO shares (conversation, token, shared_at, last)
                SELECT c.key, ?, ?, max(e.key) FROM conversations c JOIN exchanges e ON e.conversation = c.key
                WHERE c.reader = ? AND c.id = ? GROUP BY c.key
                ON CONFLICT (conversation) DO UPDATE SET shared_at = excluded.shared_at, last = excluded.last""",
                (secrets.token_urlsafe(24), now(), reader, conversation),
            )
        return self.of(reader, conversation)

    def end(self, reader: str, conversation: str) -> bool:
        """End the address of a conversation; return whether it had one."""
        with self._file.change() as db:
            ended = db.execute(
                "DELETE FROM shares WHERE conversation IN (SELECT key FROM conversations WHERE reader = ? AND id = ?)",
                (reader, conversation),
            )
            return ended.rowcount > 0

    def of(self, reader: str, conversation: str) -> Share | None:
        """Return how a reader's conversation is shared, None where it is not."""
        rows = self._file.read(f"{_SHARE} WHERE c.reader = ? AND c.id = ?", (reader, conversation))
        return _share(rows[0]) if rows else None

    def listed(self, reader: str) -> list[Share]:
        """Return what a reader shares, the newest first."""
        rows = self._file.read(f"{_SHARE} WHERE c.reader = ? ORDER BY s.shared_at DESC, c.key DESC", (reader,))
        return [_share(row) for row in rows]

    def read(self, token: str) -> tuple[Share, list[Exchange]] | None:
        """Return what is shared at an address with its exchanges, oldest first; None where nothing is."""
        rows = self._file.read(f"{_SHARE} WHERE s.token = ?", (token,))
        if not rows:
            return None
        exchanges = self._file.read(
            f"""SELECT {COLUMNS} FROM exchanges e JOIN shares s ON s.conversation = e.conversation
            WHERE s.token = ? AND e.key <= s.last ORDER BY e.key""",
            (token,),
        )
        return _share(rows[0]), list(readable(exchanges))


def _share(row: tuple[str, ...]) -> Share:
    token, conversation, title, shared_at, questions, newer = row
    return Share(
        token=token,
        conversation=conversation,
        title=title,
        shared_at=shared_at,
        questions=int(questions),
        newer=int(newer),
    )
