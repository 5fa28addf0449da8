"""Reading what has come and gone, for what is derived from articles and has to follow."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.article import Article
from corpus.catalogue.articles import ARTICLE, article_of
from corpus.text.moments import sane


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A text that an article has or had.

    Attributes:
        added_at: ISO time, UTC, at which it was stored.
        live: whether it is the one that answers.
    """

    number: int
    title: str
    published: str | None
    added_at: str
    live: bool


class SinceReads:
    """What a snapshot says of the order in which articles came and went."""

    _db: sqlite3.Connection

    def live_after(self, key: int, limit: int) -> list[tuple[int, Article]]:
        """Return the next live articles after the one of a key, in the order in which they came, with their keys.

        A key is the catalogue's own number of a version of an article; a later one is higher, and none is used twice.
        """
        rows = self._db.execute(
            f"SELECT a.key, {ARTICLE} FROM articles a WHERE a.key > ? AND a.removed_revision IS NULL ORDER BY a.key LIMIT ?",
            (key, limit),
        )
        return [(row[0], article_of(row[1:])) for row in rows]

    def live_count_after(self, key: int) -> int:
        """Return how many live articles have a higher key."""
        row = self._db.execute("SELECT count(*) FROM articles WHERE key > ? AND removed_revision IS NULL", (key,))
        return int(row.fetchone()[0])

    def removed_after(self, revision: int) -> list[int]:
        """Return the keys of what was removed or replaced after a revision."""
        rows = self._db.execute("SELECT key FROM articles WHERE removed_revision > ?", (revision,))
        return [row[0] for row in rows]

    def live_keys(self, keys: Iterable[int]) -> set[int]:
        """Return those of the keys that are of live articles."""
        rows = self._db.execute(
            "SELECT key FROM articles WHERE key IN (SELECT value FROM json_each(?)) AND removed_revision IS NULL",
            (json.dumps(list(keys)),),
        )
        return {row[0] for row in rows}

    def by_keys(self, keys: Iterable[int]) -> dict[int, Article]:
        """Return the live articles of these keys."""
        rows = self._db.execute(
            f"""SELECT a.key, {ARTICLE} FROM articles a
            WHERE a.key IN (SELECT value FROM json_each(?)) AND a.removed_revision IS NULL""",
            (json.dumps(list(keys)),),
        )
        return {row[0]: article_of(row[1:]) for row in rows}

    def passage_hashes(self, key: int) -> list[str]:
        """Return the SHA-256 in hex of the text of each passage of the article of a key, in order."""
        rows = self._db.execute("SELECT text_hash FROM passages WHERE article_key = ? ORDER BY start", (key,))
        return [row[0] for row in rows]

    def versions(self, article_id: str) -> list[Version]:
        """Return all texts that an article has had, oldest first."""
        rows = self._db.execute(
            """SELECT version, title, published, added_at, removed_revision IS NULL FROM articles WHERE id = ?
            ORDER BY version""",
            (article_id,),
        )
        return [
            Version(number=row[0], title=row[1], published=sane(row[2]), added_at=row[3], live=bool(row[4]))
            for row in rows
        ]

    def outlets_between(self, since: str, until: str) -> set[str]:
        """Return the outlets that have a live article of these ISO days."""
        rows = self._db.execute(
            """SELECT DISTINCT outlet FROM articles WHERE removed_revision IS NULL AND outlet IS NOT NULL
            AND published >= ? AND published < ?""",
            (since, f"{until}~"),
        )
        return {row[0] for row in rows}
