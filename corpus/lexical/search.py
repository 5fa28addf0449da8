"""Searching the lexical index, and looking words up in it."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from corpus.database import Database
from corpus.errors import ArchiveDamaged
from corpus.filters import Filters
from corpus.lexical.bm25 import Postings, Ranking
from corpus.lexical.posting_segments import DAMAGED
from corpus.lexical.postings import Numbers, postings_together, stems_of
from corpus.lexical.searchable import Searchable, state_of
from corpus.text.terms import TITLE_WEIGHT, match_expression


def filter_conditions(filters: Filters) -> tuple[str, list[str | int]]:
    """Return SQL conditions on `articles a`, each starting with AND, and the values that they bind."""
    conditions: list[str] = []
    values: list[str | int] = []
    if filters.outlets:
        # few articles of an outlet are new: the plus keeps SQLite from using the index of outlets
        column = "a.outlet" if filters.added_after is None else "+a.outlet"
        conditions.append(f"{column} IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(filters.outlets)))
    if filters.since:
        conditions.append("substr(a.published, 1, 10) >= ?")
        values.append(filters.since)
    if filters.until:
        conditions.append("substr(a.published, 1, 10) <= ?")
        values.append(filters.until)
    if filters.added_after is not None:
        # removed articles have no passages; the condition lets SQLite use the index of live articles
        conditions.append("a.added_revision > ? AND a.removed_revision IS NULL")
        values.append(filters.added_after)
    if filters.without:
        conditions.append("a.id NOT IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(filters.without)))
    within = filters.looked_up()
    if within is not None:
        conditions.append("a.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(within)))
    return "".join(f" AND {condition}" for condition in conditions), values


_JOIN = "JOIN passages p ON p.id = f.rowid JOIN articles a ON a.key = p.article_key"


class WordReads:
    """The queries of a snapshot about words, cached within the snapshot."""

    _db: Database
    revision: int

    def __init__(self) -> None:
        self._stems: dict[str, list[str]] = {}
        self._postings: dict[str, Postings] = {}
        self._state: Searchable | None = None

    def lexical(self, words: Sequence[str], limit: int, filters: Filters) -> list[tuple[int, float]]:
        """Return up to `limit` passages that have any of `words`, best first, as `(id, BM25)`, higher is better.

        Equal scores are in the order of `ranked`, which also decides which of them are among the first `limit`.
        """
        if not words or limit < 1:
            return []
        stems = self._stems_of(words)
        if any(len(stems[word]) > 1 for word in words):
            return self._by_fts5(words, limit, filters)  # a word that SQLite splits: adjacent tokens
        state = self._searchable()
        asked = [stem for word in words for stem in stems[word]]
        postings = self._postings_of(asked)
        found = [postings[stem] for stem in asked]
        allowed = self._allowed(state, filters)
        doc_ids, scores = Ranking(found, state.lengths, state.passages, allowed).best(limit)
        return self.ranked(zip(state.ids[doc_ids].tolist(), scores.tolist(), strict=True))[:limit]

    def _by_fts5(self, words: Sequence[str], limit: int, filters: Filters) -> list[tuple[int, float]]:
        wanted = limit + 1
        while True:
            found = self._matches(words, wanted, filters)
            if len(found) < wanted or found[-1][1] < found[limit - 1][1]:
                return self.ranked(found)[:limit]
            wanted *= 2  # equal scores on both sides of the limit

    def _matches(self, words: Sequence[str], limit: int, filters: Filters) -> list[tuple[int, float]]:
        condition, values = filter_conditions(filters)
        with _translate_errors():
            return self._db.execute(
                f"""SELECT f.rowid, -bm25(passages_lexical, {TITLE_WEIGHT}, 1.0) AS score
                FROM passages_lexical f {_JOIN if filters else ""}
                WHERE passages_lexical MATCH ? {condition} ORDER BY score DESC LIMIT ?""",
                (match_expression(list(words)), *values, limit),
            ).fetchall()

    def allowed_ids(self, filters: Filters) -> Numbers:
        """Return the ids of the passages that `filters` let through, int64."""
        state = self._searchable()
        allowed = self._allowed(state, filters)
        return state.ids if allowed is None else state.ids[allowed]

    def _allowed(self, state: Searchable, filters: Filters) -> NDArray[np.bool_] | None:
        ids = filters.looked_up()
        within = None if ids is None else self._passages_of(ids)
        return state.allowed(filters, self._passages_of(filters.without), within)

    def ranked(self, found: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
        """Return those of the `(passage id, score)` that are live, best first, equal scores by article and position.

        So the result does not depend on the order in which articles were added.
        """
        scores = dict(found)
        rows = self._db.execute(
            """SELECT p.id, a.id, p.start FROM passages p JOIN articles a ON a.key = p.article_key
            WHERE p.id IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(scores)),),
        )
        order = sorted((-scores[key], article_id, start, key) for key, article_id, start in rows)
        return [(key, -score) for score, _, _, key in order]

    def passages_with(self, words: Iterable[str]) -> dict[str, int]:
        """Return for each word how many passages have it, headlines included."""
        wanted = list(words)
        stems = self._stems_of(wanted)
        count = "SELECT count(*) FROM passages_lexical WHERE passages_lexical MATCH ?"
        found: dict[str, int] = {}
        postings = self._postings_of([stem for word in wanted if len(stems[word]) == 1 for stem in stems[word]])
        for word in wanted:
            if len(stems[word]) > 1:
                found[word] = self._db.execute(count, (match_expression([word]),)).fetchone()[0]
            else:
                found[word] = sum(postings[stem].passages for stem in stems[word])
        return found

    def searched_passages(self) -> int:
        """Return how many passages are searched: all that there are."""
        return self._searchable().passages

    def words_in(self, passage_id: int, words: Iterable[str]) -> set[str]:
        """Return those of the words that are in a passage or its headline."""
        wanted = list(words)
        stems = self._stems_of(wanted)
        self._postings_of([stem for word in wanted if len(stems[word]) == 1 for stem in stems[word]])
        doc_id = self._searchable().doc_id_of(passage_id)
        return {word for word in wanted if self._is_in(passage_id, doc_id, word, stems[word])}

    def _is_in(self, passage_id: int, doc_id: int | None, word: str, stems: Sequence[str]) -> bool:
        if doc_id is None:
            return False
        if len(stems) > 1:
            one = "SELECT 1 FROM passages_lexical WHERE rowid = ? AND passages_lexical MATCH ?"
            return self._db.execute(one, (passage_id, match_expression([word]))).fetchone() is not None
        return any(one.has(doc_id) for one in self._postings_of(stems).values())

    def stems_like(self, beginning: str, shortest: int = 0) -> list[str]:
        """Return the stems with that beginning and at least `shortest` letters, in lower case, without accents.

        They may include some that only removed articles have.
        """
        rows = self._db.execute(
            "SELECT word FROM word_list WHERE word >= ? AND word < ? AND length(word) >= ?",
            (beginning, beginning + "\U0010ffff", shortest),
        )
        return [row[0] for row in rows]

    def texts_with(self, word: str, limit: int) -> list[str]:
        """Return the texts of up to `limit` passages that have a word, with their headlines."""
        rows = self._db.execute(
            """SELECT a.title, substr(a.text, p.start + 1, p.stop - p.start) FROM passages_lexical f
            JOIN passages p ON p.id = f.rowid JOIN articles a ON a.key = p.article_key
            WHERE passages_lexical MATCH ? LIMIT ?""",
            (match_expression([word]), limit),
        )
        return [f"{row[0]}\n{row[1]}" for row in rows]

    def _searchable(self) -> Searchable:
        if self._state is None:
            self._state = state_of(self._db, self.revision)
        return self._state

    def _stems_of(self, words: Sequence[str]) -> dict[str, list[str]]:
        unknown = [word for word in words if word not in self._stems]
        if unknown:
            self._stems.update(stems_of(unknown))
        return self._stems

    def _postings_of(self, stems: Sequence[str]) -> Mapping[str, Postings]:
        """Return the postings of each of these stems."""
        unknown = [stem for stem in dict.fromkeys(stems) if stem not in self._postings]
        if unknown:
            self._postings.update(self._read_postings(unknown))
        return {stem: self._postings[stem] for stem in stems}

    def _read_postings(self, stems: Sequence[str]) -> dict[str, Postings]:
        """Read the postings of stems, segment by segment and by the alphabet, as they are stored."""
        state = self._searchable()
        wanted = json.dumps(sorted(stems))
        parts: dict[str, list[tuple[int, bytes]]] = {stem: [] for stem in stems}
        for _, number, start in state.segments:
            rows = self._db.execute(
                "SELECT word, data FROM word_postings WHERE block = ? AND word IN (SELECT value FROM json_each(?))",
                (number, wanted),
            )
            for word, data in rows:
                parts[word].append((start, data))
        return {stem: self._together(state, rows) for stem, rows in parts.items()}

    def _together(self, state: Searchable, rows: Sequence[tuple[int, bytes]]) -> Postings:
        try:
            doc_ids, term_frequencies = postings_together(rows)
        except (ValueError, TypeError) as error:
            raise ArchiveDamaged(DAMAGED.format(error)) from error
        if len(doc_ids) and int(doc_ids[-1]) >= len(state.ids):
            raise ArchiveDamaged(DAMAGED.format("a passage that is not there"))
        live = len(doc_ids) if state.live is None else int(np.count_nonzero(state.live[doc_ids]))
        return Postings(doc_ids, term_frequencies, live)

    def _passages_of(self, article_ids: Sequence[str]) -> Numbers:
        """Return the ids of the passages of articles."""
        rows = self._db.execute(
            """SELECT p.id FROM articles a JOIN passages p ON p.article_key = a.key
            WHERE a.removed_revision IS NULL AND a.id IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(article_ids)),),
        )
        return np.array([row[0] for row in rows] if article_ids else [], dtype=np.int64)


@contextmanager
def _translate_errors() -> Iterator[None]:
    """Translate SQLite's errors about a damaged lexical index into one that says what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR}:
            raise
        remedy = "`cuttings check --repair` rebuilds it from the articles"
        raise ArchiveDamaged(f"the lexical index is damaged ({error}); {remedy}") from error
