"""Searching the lexical index, and looking words up in it."""

import json
import sqlite3
from collections.abc import Iterable, Sequence

from corpus.errors import ArchiveDamaged
from corpus.filters import Filters
from corpus.lexical import TITLE_WEIGHT, match_expression
from corpus.reads.restricted import restriction

_JOIN = "JOIN passages p ON p.id = f.rowid JOIN articles a ON a.key = p.article_key"


class WordReads:
    """What a snapshot says of words."""

    _db: sqlite3.Connection

    def lexical(self, words: Sequence[str], limit: int, filters: Filters) -> list[tuple[int, float]]:
        """Return up to `limit` passages that have any of `words`, best first, as `(id, BM25)`, higher is better.

        Equals stand in the order of `ranked`, which also decides which of them are among the first `limit`.
        """
        if not words or limit < 1:
            return []
        wanted = limit + 1
        while True:
            found = self._matches(words, wanted, filters)
            if len(found) < wanted or found[-1][1] < found[limit - 1][1]:
                return self.ranked(found)[:limit]
            wanted *= 2  # equals on both sides of the limit

    def _matches(self, words: Sequence[str], limit: int, filters: Filters) -> list[tuple[int, float]]:
        condition, values = restriction(filters)
        try:
            return self._db.execute(
                f"""SELECT f.rowid, -bm25(passages_lexical, {TITLE_WEIGHT}, 1.0) AS score
                FROM passages_lexical f {_JOIN if filters else ""}
                WHERE passages_lexical MATCH ? {condition} ORDER BY score DESC LIMIT ?""",
                (match_expression(list(words)), *values, limit),
            ).fetchall()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR}:
                raise
            remedy = "`cuttings check --repair` makes it anew from the articles"
            raise ArchiveDamaged(f"the lexical index is damaged ({error}); {remedy}") from error

    def ranked(self, found: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
        """Return those of the `(passage id, score)` that are live, best first, equals by article and place.

        So the order does not tell in which order articles were added.
        """
        scores = dict(found)
        rows = self._db.execute(
            """SELECT p.id, a.id, p.start FROM passages p JOIN articles a ON a.key = p.article_key
            WHERE p.id IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(scores)),),
        )
        places = sorted((-scores[key], article_id, start, key) for key, article_id, start in rows)
        return [(key, -score) for score, _, _, key in places]

    def passages_with(self, words: Iterable[str]) -> dict[str, int]:
        """Return in how many passages or headlines each word is."""
        count = "SELECT count(*) FROM passages_lexical WHERE passages_lexical MATCH ?"
        return {word: self._db.execute(count, (match_expression([word]),)).fetchone()[0] for word in words}

    def words_in(self, passage_id: int, words: Iterable[str]) -> set[str]:
        """Return those of the words that are in a passage or its headline."""
        one = "SELECT 1 FROM passages_lexical WHERE rowid = ? AND passages_lexical MATCH ?"
        return {word for word in words if self._db.execute(one, (passage_id, match_expression([word]))).fetchone()}

    def stems_like(self, beginning: str) -> list[str]:
        """Return the stems of the lexical index that begin so, without accents and in lower case."""
        self._db.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.lexical_stems USING fts5vocab (main, passages_lexical, row)"
        )
        rows = self._db.execute(
            "SELECT term FROM temp.lexical_stems WHERE term >= ? AND term < ?", (beginning, beginning + "\U0010ffff")
        )
        return [row[0] for row in rows]

    def texts_with(self, word: str, limit: int) -> list[str]:
        """Return the texts of some passages that have a word, with their headlines."""
        rows = self._db.execute(
            """SELECT a.title, substr(a.text, p.start + 1, p.stop - p.start) FROM passages_lexical f
            JOIN passages p ON p.id = f.rowid JOIN articles a ON a.key = p.article_key
            WHERE passages_lexical MATCH ? LIMIT ?""",
            (match_expression([word]), limit),
        )
        return [f"{row[0]}\n{row[1]}" for row in rows]
