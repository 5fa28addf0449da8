"""Reading the catalogue in an engine: what differs from the embedded one, which is how words and vectors are searched."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue.snapshot import Segment
from corpus.engine.bm25 import (
    CANDIDATES,
    LEAST_CANDIDATES,
    RANKED_BY_LABEL,
    RANKED_FIRST,
    WIDE,
    Candidate,
    needed_for,
    ranked_first,
    rarer,
    scored,
)
from corpus.engine.conditions import NO_CONDITION, Condition, filter_conditions
from corpus.engine.connection import GRAPH_CANDIDATES, EngineConnection
from corpus.engine.graph import can_use_graph
from corpus.engine.labels import label_filter
from corpus.engine.listing import EngineListing
from corpus.engine.tokens import token, tokenized, tokens
from corpus.engine.word_counts import COUNTED, PASSAGES, TOKENS, read_having
from corpus.filters import Filters
from corpus.lexical.postings import Numbers
from corpus.text.sentences import Span

_SPLIT_AT_ONCE = 200  # articles

EXACT_UP_TO = 20_000
"""Passages up to which all vectors are compared, which takes a tenth of a second at most and misses none."""


def listed(vector: NDArray[np.float32]) -> str:
    """Return a vector as the engine reads it."""
    return "[" + ",".join(f"{one:.8g}" for one in vector.tolist()) + "]"


SplitArticle = tuple[int, str, str, list[tuple[int, Span]]]
"""The key of an article, its id, its text, and its passages, `(passage id, span)`."""


def split_in_parts(after: Callable[[int], list[SplitArticle]]) -> Iterator[tuple[str, str, list[tuple[int, Span]]]]:
    """Yield all articles that have passages, without their keys; `after` returns the next of them after a key."""
    last = -1
    while part := after(last):
        yield from ((article_id, text, passages) for _, article_id, text, passages in part if passages)
        last = part[-1][0]


class EngineSnapshot(EngineListing):
    """One consistent state of the catalogue in an engine; get one from `EngineCatalogue.snapshot`."""

    _db: EngineConnection

    def __init__(self, db: EngineConnection) -> None:
        super().__init__(db)
        self._passage_stems: dict[int, frozenset[str]] = {}
        number = self.setting("searched")
        self._number = int(number) if number else None
        self._having: dict[str, int] = {}
        self._shares: dict[Condition, float] = {}
        self._size: int | None = None

    # words

    def lexical(self, words: Sequence[str], limit: int, filters: Filters) -> list[tuple[int, float]]:
        """See `corpus.lexical.search.WordReads`; the engine chooses, `corpus.engine.bm25` scores."""
        stems = self._tokens_of(words)
        asked = [stem for word in words for stem in stems[word]]
        if not asked or limit < 1 or self._searched is None:
            return []
        total = self.searched_passages()
        having = self._with_stems(asked)
        average = self._sequences.get(TOKENS, 0) / max(total, 1)
        by_word = [stems[word] for word in words]
        wanted = max(limit * CANDIDATES, LEAST_CANDIDATES)
        rare = rarer(having, total)
        chosen = self._having_any(rare, wanted, filters)
        found = scored(chosen, by_word, having, total, average)
        if len(rare) < len(having):
            least = sorted((score for _, score in found), reverse=True)[limit - 1] if len(found) >= limit else 0.0
            if len(chosen) >= wanted:  # there are others with rare words, each with no more of them than these
                by_rare = [[stem for stem in one if stem in rare] for one in by_word]
                least -= min((score for _, score in scored(chosen, by_rare, having, total, average)), default=0.0)
            needed = needed_for(asked, having, total, least)
            if len(needed) > len(rare):
                found = scored(self._having_any(needed, wanted, filters), by_word, having, total, average)
        return self.ranked(found)[:limit]

    def _having_any(self, stems: Sequence[str], limit: int, filters: Filters) -> list[Candidate]:
        """Return the passages with any of the stems that the engine takes for the best."""
        condition = filter_conditions(filters)
        asked = tokens(stems)
        if condition[0]:
            share, every = self._share(condition), sum(self._with_stems(stems).values())
            if not share:
                return []
            if (
                self._labelled
                and share < WIDE
                and (found := self._by_label(asked, limit, filters, condition)) is not None
            ):
                return found
            for ranked in ranked_first(limit, share, RANKED_FIRST):
                found = self._best(asked, ranked, limit, after=condition)
                if len(found) >= limit or ranked >= every:
                    return found
        return self._best(asked, limit, limit, before=condition)

    def _by_label(self, asked: str, limit: int, filters: Filters, condition: Condition) -> list[Candidate] | None:
        """Return the engine's best passages that a filter lets through, found by labels; None where those do not help."""
        words = asked.split()
        by_label = label_filter(filters, words)
        if by_label is None:
            return None
        exact = by_label.lets_through == condition
        within = 1.0 if exact else self._share(condition) / self._share(by_label.lets_through)
        ranked = ranked_first(limit, within, RANKED_BY_LABEL)
        if not ranked:
            return None
        found = self._best(by_label.asked(words), ranked[0], limit, after=condition, boolean=True)
        return found if exact or len(found) >= limit else None

    def _best(
        self,
        asked: str,
        ranked: int,
        limit: int,
        *,
        before: Condition = NO_CONDITION,
        after: Condition = NO_CONDITION,
        boolean: bool = False,
    ) -> list[Candidate]:
        """Return the engine's best `limit` of its best `ranked` passages with any of the tokens.

        Args:
            before, after: a filter that is applied before the `ranked` are chosen, or to them.
            boolean: whether what is asked is written in boolean mode.
        """
        matching = f"MATCH({self._words}) AGAINST(%s{' IN BOOLEAN MODE' if boolean else ''})"
        rows = self._db.run(
            f"""SELECT s.id, s.title, s.body FROM (
                SELECT id, {matching} AS score
                FROM {self._searched} WHERE {matching}{before[0]}
                ORDER BY score DESC LIMIT %s) best JOIN {self._searched} s ON s.id = best.id
            WHERE 1 = 1{after[0]} ORDER BY best.score DESC LIMIT %s""",
            (asked, asked, *before[1], ranked, *after[1], limit),
        )
        return [Candidate(int(row[0]), row[1], row[2]) for row in rows]

    def _share(self, condition: Condition) -> float:
        """Return the share of all passages that a filter lets through; words and vectors both ask."""
        if condition not in self._shares:
            row = self._db.run(
                f"SELECT count(*) FROM {self._searched} WHERE 1 = 1{condition[0]}", condition[1]
            ).fetchone()
            self._shares[condition] = (int(row[0]) if row else 0) / max(self.searched_passages(), 1)
        return self._shares[condition]

    def passages_with(self, words: Iterable[str]) -> dict[str, int]:
        """See `corpus.lexical.search.WordReads`."""
        by_word = self._tokens_of(list(words))
        having = self._with_stems([stem for stems in by_word.values() for stem in stems])
        return {word: sum(having[stem] for stem in stems) for word, stems in by_word.items()}

    def _with_stems(self, stems: Iterable[str]) -> dict[str, int]:
        """Return how many passages have each stem."""
        by_stem = {stem: token(stem) for stem in stems}
        unknown = set(by_stem.values()).difference(self._having)
        if self._searched is None:
            self._having |= dict.fromkeys(unknown, 0)
        elif self._sequences.get(COUNTED) == self._number:
            self._having |= read_having(self._db, unknown)
        else:
            self._having |= {one: self._counted_by_engine(one) for one in unknown}
        return {stem: self._having[one] for stem, one in by_stem.items()}

    def _counted_by_engine(self, one: str) -> int:
        row = self._db.run(
            f"SELECT count(*) FROM {self._searched} WHERE MATCH({self._words}) AGAINST(%s)", (one,)
        ).fetchone()
        return int(row[0]) if row else 0

    def searched_passages(self) -> int:
        """See `corpus.lexical.search.WordReads`."""
        if self._size is None:
            kept = self._sequences.get(PASSAGES)
            self._size = self.lexical_count() if kept is None else kept
        return self._size

    def words_in(self, passage_id: int, words: Iterable[str]) -> set[str]:
        """See `corpus.lexical.search.WordReads`."""
        if passage_id not in self._passage_stems:
            rows = self._db.execute(
                """SELECT a.title, substr(a.text, p.start + 1, p.stop - p.start) FROM passages p
                JOIN articles a ON a.key = p.article_key WHERE p.id = ?""",
                (passage_id,),
            )
            found = [stems for _, _, stems in tokenized([(row[0], row[1]) for row in rows])]
            self._passage_stems[passage_id] = found[0] if found else frozenset()
        there = self._passage_stems[passage_id]
        return {word for word, stems in self._tokens_of(list(words)).items() if stems and there.issuperset(stems)}

    def texts_with(self, word: str, limit: int) -> list[str]:
        """See `corpus.lexical.search.WordReads`."""
        asked = tokens(self._tokens_of([word])[word])
        if self._searched is None or not asked:
            return []
        ids = [
            row[0]
            for row in self._db.run(
                f"SELECT id FROM {self._searched} WHERE MATCH({self._words}) AGAINST(%s) LIMIT %s", (asked, limit)
            )
        ]
        rows = self._db.execute(
            """SELECT a.title, substr(a.text, p.start + 1, p.stop - p.start) FROM passages p
            JOIN articles a ON a.key = p.article_key WHERE p.id IN (SELECT value FROM json_each(?))""",
            (json.dumps(ids),),
        )
        return [f"{row[0]}\n{row[1]}" for row in rows]

    def allowed_ids(self, filters: Filters) -> Numbers:
        """Return the ids of the passages that `filters` let through, int64."""
        if self._searched is None:
            return np.zeros(0, dtype=np.int64)
        condition, values = filter_conditions(filters)
        rows = self._db.run(f"SELECT id FROM {self._searched} WHERE 1 = 1{condition} ORDER BY id", values)
        return np.array([row[0] for row in rows], dtype=np.int64)

    # vectors

    def nearest(self, vector: NDArray[np.float32], limit: int, filters: Filters) -> list[tuple[int, float]]:
        """Return up to `limit` passages nearest to a vector, as `(id, cosine)`, best first.

        A small archive is compared whole, a large one by the engine's graph (HNSW), unless a restart of the engine has left that
        incomplete: see `corpus.engine.graph`. The engine filters inside the search, but for a filter that lets so much through
        that enough remains of what the graph finds without it.

        Args:
            vector: float32 of shape (dimensions,), of length 1.
        """
        if self._searched is None or limit < 1:
            return []
        condition = filter_conditions(filters)
        by_graph = self.searched_passages() > EXACT_UP_TO and can_use_graph(self._db, self._searched)
        if by_graph and condition[0]:
            for ranked in ranked_first(limit, self._share(condition), GRAPH_CANDIDATES):
                found = self._nearest(vector, ranked, by_graph=True, after=condition)[:limit]
                if len(found) == limit:
                    return found
        return self._nearest(vector, limit, by_graph=by_graph, before=condition)

    def _nearest(
        self,
        vector: NDArray[np.float32],
        ranked: int,
        *,
        by_graph: bool,
        before: Condition = NO_CONDITION,
        after: Condition = NO_CONDITION,
    ) -> list[tuple[int, float]]:
        """Return the passages nearest to a vector; `before` and `after` as for `_best`."""
        chosen = f"""SELECT id, negative_inner_product(vector, %s) AS distance FROM {self._searched}
            WHERE 1 = 1{before[0]} ORDER BY distance {"APPROXIMATE" if by_graph else ""} LIMIT %s"""
        if after[0]:
            chosen = f"""SELECT best.id, best.distance FROM ({chosen}) best JOIN {self._searched} s ON s.id = best.id
                WHERE 1 = 1{after[0]}"""
        rows = self._db.run(chosen, (listed(vector), *before[1], ranked, *after[1]))
        return self.ranked((int(row[0]), -float(row[1])) for row in rows)

    def searched_vectors(self, size: int = 1000) -> Iterator[dict[int, NDArray[np.float32]]]:
        """Yield the vectors that are searched, some at a time, by the id of their passage."""
        last = -1
        while self._searched is not None:
            rows = self._db.run(
                f"SELECT id, vector FROM {self._searched} WHERE id > %s ORDER BY id LIMIT %s", (last, size)
            ).fetchall()
            if not rows:
                return
            yield {row[0]: np.array(json.loads(row[1]), dtype=np.float32) for row in rows}
            last = rows[-1][0]

    def segments(self, model: str) -> list[Segment]:
        """Return none: the engine's index has no files of ours."""
        del model
        return []

    def every_segment_name(self) -> set[str]:
        """Return none."""
        return set()

    def tombstones(self) -> list[int]:
        """Return none: what is removed leaves the engine's index at once."""
        return []

    def tombstone_count(self) -> int:
        """Return 0."""
        return 0

    # articles

    def split_articles(self) -> Iterator[tuple[str, str, list[tuple[int, Span]]]]:
        """See `corpus.catalogue.articles.ArticleReads`; read in parts, since a result is in memory as a whole."""
        return split_in_parts(self.split_after)

    def split_after(self, key: int) -> list[SplitArticle]:
        """Return the next live articles after a key."""
        articles = self._db.execute(
            "SELECT key, id, text FROM articles WHERE key > ? AND removed_revision IS NULL ORDER BY key LIMIT ?",
            (key, _SPLIT_AT_ONCE),
        ).fetchall()
        passages: dict[int, list[tuple[int, Span]]] = {row[0]: [] for row in articles}
        rows = self._db.execute(
            """SELECT article_key, id, start, stop FROM passages WHERE article_key IN (SELECT value FROM json_each(?))
            ORDER BY article_key, start""",
            (json.dumps(list(passages)),),
        )
        for article_key, passage, start, stop in rows:
            passages[article_key].append((passage, (start, stop)))
        return [(row[0], row[1], row[2], passages[row[0]]) for row in articles]
