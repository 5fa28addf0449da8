"""Writing the catalogue in an engine: articles, passages, words and vectors in one transaction."""

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.article import ArticleDraft, text_hash
from corpus.catalogue.changes import INSERT_ARTICLE, Change
from corpus.engine.connection import EngineConnection
from corpus.engine.labels import LABELLED, labels
from corpus.engine.lock import require_own_lock
from corpus.engine.snapshot import EngineSnapshot
from corpus.engine.tables import outlet_key, searched_table
from corpus.engine.tokens import Tokenized, tokenized
from corpus.engine.word_counts import (
    COUNTED,
    PASSAGES,
    TOKENS,
    Searched,
    add_having,
    count_all,
    counted,
    replace_having,
)
from corpus.lexical.bm25 import Postings
from corpus.lexical.postings import day_number
from corpus.lexical.searchable import Searchable
from corpus.text.sentences import Span

_ROWS = 200
"""Rows in a statement: with vectors about half a megabyte."""

_INSERT_PASSAGE = "INSERT INTO passages (id, article_key, start, stop, text_hash) VALUES (?, ?, ?, ?, ?)"

_Row = tuple[Any, ...]


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
        self._last = dict(self._sequences)
        self._listed = listed
        self.words: set[str] = set()
        self._waiting: dict[int, NDArray[np.float32]] = {}
        self._more = Searched()  # than there was

    @property
    def _labelled(self) -> bool:
        return self._number is not None and self._last.get(LABELLED) == self._number

    def finish(self) -> None:
        """Make new passages searchable; increment the revision if anything that a reader can see has changed."""
        if self._touched:
            self._more.add(self._index(self._waiting, searched_table(self._number or 0), labelled=self._labelled))
            self._keep_counts()
            self.set("revision", str(self.next_revision))
        for name, last in self._last.items():
            if self._sequences.get(name) != last:
                self._db.execute("INSERT OR REPLACE INTO sequence VALUES (?, ?)", (name, last))

    def add_vectors(self, ids: Sequence[int], vectors: Sequence[NDArray[np.float32]]) -> None:
        """Give passages of this transaction their vectors, float32 of shape (dimensions,), of length 1."""
        self._waiting.update(zip(ids, vectors, strict=True))

    def _keep_counts(self) -> None:
        more = self._more
        self._last[TOKENS] = self._last.get(TOKENS, 0) + more.tokens
        self._last[PASSAGES] = self._last[PASSAGES] + more.passages if PASSAGES in self._last else self.lexical_count()
        if self._last.get(COUNTED) == self._number:
            add_having(self._db, more.having)

    def fill(self, number: int, vectors: Mapping[int, NDArray[np.float32]]) -> Searched:
        """Write passages into a table that nobody searches yet; return how much that is."""
        return self._index(vectors, searched_table(number), labelled=True)

    def search_in(self, number: int, filled: Searched) -> None:
        """Have questions search a table from this revision on.

        Args:
            filled: what is in the table, as `fill` returned it.
        """
        self.set("searched", str(number))
        self._number = number
        self._last[LABELLED] = number
        self._set_counts(number, filled)

    def count_words(self) -> None:
        """Count anew how many passages have each word, which is known of an archive whose writers did."""
        if self._number is not None:
            self._set_counts(self._number, counted(self._db, searched_table(self._number)))

    def words_are_counted(self) -> bool:
        """Return whether it is kept how many passages have each word."""
        return self._number is None or self._last.get(COUNTED) == self._number

    def _set_counts(self, number: int, there: Searched) -> None:
        self._last |= {TOKENS: there.tokens, PASSAGES: there.passages, COUNTED: number}
        replace_having(self._db, there.having)
        self._touched = True

    def _index(self, vectors: Mapping[int, NDArray[np.float32]], table: str, *, labelled: bool) -> Searched:
        """Write passages into a table that is searched; return how much that is."""
        ids = list(vectors)
        parts = [ids[start : start + _ROWS] for start in range(0, len(ids), _ROWS)]
        more = Searched()
        with ThreadPoolExecutor(1) as other:  # splits words while the engine writes what was split before
            following = self._split(parts[0], other) if parts else None
            for part in parts[1:]:
                rows, written = following  # type: ignore[misc]
                ready = written.result()
                following = self._split(part, other)
                self._write(table, rows, ready, vectors, more, labelled=labelled)
            if following:
                self._write(table, following[0], following[1].result(), vectors, more, labelled=labelled)
        return more

    def _split(self, ids: list[int], other: ThreadPoolExecutor) -> "tuple[list[_Row], Future[list[Tokenized]]]":
        rows = self._db.execute(
            """SELECT p.id, a.id, a.outlet, a.published, a.added_revision, a.title,
            substr(a.text, p.start + 1, p.stop - p.start) FROM passages p JOIN articles a ON a.key = p.article_key
            WHERE p.id IN (SELECT value FROM json_each(?))""",
            (json.dumps(ids),),
        ).fetchall()
        return rows, other.submit(tokenized, [(row[5], row[6]) for row in rows])

    def _write(
        self,
        table: str,
        rows: list[_Row],
        written: list[Tokenized],
        vectors: Mapping[int, NDArray[np.float32]],
        more: Searched,
        *,
        labelled: bool,
    ) -> None:
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
                *([labels(outlet_key(row[2]), day_number(row[3]))] if labelled else []),
            )
            for row, (title, body, _) in zip(rows, written, strict=True)
        ]
        marks = ", ".join(["%s"] * (9 if labelled else 8))
        self._db.run_many(f"INSERT INTO {table} VALUES ({marks})", values)
        words = {stem for _, _, stems in written for stem in stems if len(stem) <= _LONGEST_WORD}
        fresh = sorted(words - self._listed - self.words)
        self._db.run_many("INSERT IGNORE INTO catalogue_word_list VALUES (%s)", [(word,) for word in fresh])
        self.words.update(fresh)
        count_all(more, ((title, body) for title, body, _ in written))

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
            for title, body in rows:
                self._more.count(title, body, sign=-1)
            self._db.run(f"DELETE FROM {self._searched} {among}", ids)
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
        for key, outlet, day, there in self._labels_stored() if self._labelled else ():
            if there != (wanted := labels(outlet, day)):
                self._db.run(f"UPDATE {self._searched} SET labels = %s WHERE id = %s", (wanted, key))
        self.count_words()


_LONGEST_WORD = 255
