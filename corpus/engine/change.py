"""Writing the catalogue in an engine: articles, passages, words and vectors in one transaction."""

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.article import ArticleDraft, text_hash
from corpus.catalogue.changes import INSERT_ARTICLE, Change
from corpus.engine.connection import EngineConnection
from corpus.engine.lock import require_own_lock
from corpus.engine.snapshot import SEARCHED, EngineSnapshot
from corpus.engine.tables import outlet_key, searched_table
from corpus.engine.tokens import Tokenized, tokenized
from corpus.lexical.bm25 import Postings
from corpus.lexical.postings import day_number
from corpus.lexical.searchable import Searchable
from corpus.text.sentences import Span

_ROWS = 200
"""Rows in a statement: with vectors about half a megabyte."""

_INSERT_PASSAGE = "INSERT INTO passages (id, article_key, start, stop, text_hash) VALUES (?, ?, ?, ?, ?)"

_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class SearchedSize:
    """How much is searched: BM25 needs the number of passages, and the average of their tokens."""

    passages: int = 0
    tokens: int = 0

    def __add__(self, other: "SearchedSize") -> "SearchedSize":
        return SearchedSize(self.passages + other.passages, self.tokens + other.tokens)


class EngineChange(EngineSnapshot, Change):
    """A transaction that writes; it sees its own writes. Get one from `EngineCatalogue.change`.

    Args:
        listed: words that are in the list of words already; most of a text's words are.

    Attributes:
        words: those that this transaction adds to the list.

    Raises:
        ArchiveBusy: another process has become the archive's writer.
    """

    def __init__(self, db: EngineConnection, listed: AbstractSet[str] = frozenset()) -> None:
        require_own_lock(db)
        super().__init__(db)
        self._last: dict[str, int] = dict(db.execute("SELECT name, seq FROM sequence"))
        self._stored = dict(self._last)
        self._listed = listed
        self.words: set[str] = set()
        self._waiting: dict[int, NDArray[np.float32]] = {}

    def finish(self) -> None:
        """Make new passages searchable; increment the revision if anything that a reader can see has changed."""
        if self._touched:
            self._add_size(self._index(self._waiting, searched_table(int(self.setting("searched") or 0))))
            self.set("revision", str(self.next_revision))
        for name, last in self._last.items():
            if self._stored.get(name) != last:
                self._db.execute("INSERT OR REPLACE INTO sequence VALUES (?, ?)", (name, last))

    def add_vectors(self, ids: Sequence[int], vectors: Sequence[NDArray[np.float32]]) -> None:
        """Give passages of this transaction their vectors, float32 of shape (dimensions,), of length 1."""
        self._waiting.update(zip(ids, vectors, strict=True))

    def _add_size(self, size: SearchedSize) -> None:
        self._last["tokens"] = self._last.get("tokens", 0) + size.tokens
        self._last[SEARCHED] = self._last[SEARCHED] + size.passages if SEARCHED in self._last else self.lexical_count()

    def fill(self, number: int, vectors: Mapping[int, NDArray[np.float32]]) -> SearchedSize:
        """Write passages into a table that nobody searches yet; return how much that is."""
        return self._index(vectors, searched_table(number))

    def search_in(self, number: int, size: SearchedSize) -> None:
        """Have questions search a table from this revision on.

        Args:
            size: of the table, as `fill` returned it.
        """
        self.set("searched", str(number))
        self._searched = searched_table(number)
        self._last |= {"tokens": size.tokens, SEARCHED: size.passages}
        self._touched = True

    def _index(self, vectors: Mapping[int, NDArray[np.float32]], table: str) -> SearchedSize:
        """Write passages into a table that is searched; return how much that is."""
        ids = list(vectors)
        parts = [ids[start : start + _ROWS] for start in range(0, len(ids), _ROWS)]
        size = SearchedSize()
        with ThreadPoolExecutor(1) as other:  # splits words while the engine writes what was split before
            following = self._split(parts[0], other) if parts else None
            for part in parts[1:]:
                rows, written = following  # type: ignore[misc]
                ready = written.result()
                following = self._split(part, other)
                size += self._write(table, rows, ready, vectors)
            if following:
                size += self._write(table, following[0], following[1].result(), vectors)
        return size

    def _split(self, ids: list[int], other: ThreadPoolExecutor) -> "tuple[list[_Row], Future[list[Tokenized]]]":
        rows = self._db.execute(
            """SELECT p.id, a.id, a.outlet, a.published, a.added_revision, a.title,
            substr(a.text, p.start + 1, p.stop - p.start) FROM passages p JOIN articles a ON a.key = p.article_key
            WHERE p.id IN (SELECT value FROM json_each(?))""",
            (json.dumps(ids),),
        ).fetchall()
        return rows, other.submit(tokenized, [(row[5], row[6]) for row in rows])

    def _write(
        self, table: str, rows: list[_Row], written: list[Tokenized], vectors: Mapping[int, NDArray[np.float32]]
    ) -> SearchedSize:
        values = [
            (
                row[0],
                row[1],
                outlet_key(row[2]),
                day_number(row[3]),
                row[4],
                title,
                body,
                vectors[row[0]].astype("<f4").tobytes(),
            )
            for row, (title, body, _) in zip(rows, written, strict=True)
        ]
        self._db.run_many(f"INSERT INTO {table} VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", values)
        words = {stem for _, _, stems in written for stem in stems if len(stem) <= _LONGEST_WORD}
        fresh = sorted(words - self._listed - self.words)
        self._db.run_many("INSERT IGNORE INTO catalogue_word_list VALUES (%s)", [(word,) for word in fresh])
        self.words.update(fresh)
        return SearchedSize(len(values), sum(_tokens_in(title, body) for title, body, _ in written))

    def store_all(self, drafts: Sequence[ArticleDraft], spans: Sequence[Sequence[Span]]) -> list[int]:
        """See `Change`: new articles are written by a few statements, whatever their number."""
        found = self._db.execute(
            "SELECT DISTINCT id FROM articles WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([draft.id for draft in drafts]),),
        )
        known = {row[0] for row in found} | set(self._inherited)
        articles: list[tuple[object, ...]] = []
        passages: list[tuple[object, ...]] = []
        ids: list[int] = []
        for draft, cuts in zip(drafts, spans, strict=True):
            if draft.id in known:
                self._insert(articles, passages)
                ids += self.store(draft, cuts)
                continue
            known.add(draft.id)
            key = self._claim_article_key()
            articles.append(self._article_row(key, 1, draft, draft, ()))
            rows = self._passage_rows(key, draft.text, cuts)
            passages += rows
            ids += [row[0] for row in rows]
        self._insert(articles, passages)
        self._touched |= bool(drafts)
        return ids

    def _insert(self, articles: list[tuple[object, ...]], passages: list[tuple[object, ...]]) -> None:
        self._db.executemany(INSERT_ARTICLE, articles)
        self._db.executemany(_INSERT_PASSAGE, passages)
        articles.clear()
        passages.clear()

    def _new_article_key(self) -> int | None:
        return self._claim_article_key()

    def _claim_article_key(self) -> int:
        self._last["articles"] = self._last.get("articles", 0) + 1
        return self._last["articles"]

    def _store_passages(self, article_key: int, title: str, article_text: str, spans: Sequence[Span]) -> list[int]:
        del title
        rows = self._passage_rows(article_key, article_text, spans)
        self._db.executemany(_INSERT_PASSAGE, rows)
        return [row[0] for row in rows]

    def _passage_rows(self, article_key: int, text: str, spans: Sequence[Span]) -> list[tuple[int, int, int, int, str]]:
        """Return the rows of new passages, with the ids that follow the last one."""
        first = self._last.get("passages", 0) + 1
        rows = [
            (first + number, article_key, start, stop, text_hash(text[start:stop]))
            for number, (start, stop) in enumerate(spans)
        ]
        if rows:
            self._last["passages"] = rows[-1][0]
        return rows

    def _drop_passages(self, article_key: int, title: str, text: str) -> None:
        del title, text
        ids = [row[0] for row in self._db.execute("SELECT id FROM passages WHERE article_key = ?", (article_key,))]
        for key in ids:
            self._waiting.pop(key, None)
        if ids and self._searched is not None:
            among = f"WHERE id IN ({', '.join(['%s'] * len(ids))})"
            rows = self._db.run(f"SELECT title, body FROM {self._searched} {among}", ids)
            removed = sum(_tokens_in(row[0], row[1]) for row in rows)
            self._db.run(f"DELETE FROM {self._searched} {among}", ids)
            self._add_size(SearchedSize(-rows.rowcount, -removed))
        self._db.execute("DELETE FROM passages WHERE article_key = ?", (article_key,))

    # what an embedded archive has and this one has not

    def _searchable(self) -> Searchable:
        raise NotImplementedError

    def _postings_of(self, stems: Sequence[str]) -> Mapping[str, Postings]:
        raise NotImplementedError

    def rebuild_lexical_index(self) -> None:
        """Write the tokens of all passages anew; vectors stay as they are."""
        if self._searched is None:
            return
        for key, title, text in self.indexed_texts():
            ((titled, body, _),) = tokenized([(title, text)])
            self._db.run(f"UPDATE {self._searched} SET title = %s, body = %s WHERE id = %s", (titled, body, key))
        self._last[SEARCHED] = self.lexical_count()
        self._touched = True


_LONGEST_WORD = 255


def _tokens_in(title: str, body: str) -> int:
    """Return how many tokens two texts of tokens have."""
    return len(title.split()) + len(body.split())
