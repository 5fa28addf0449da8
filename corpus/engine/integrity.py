"""Checks that find damage in a catalogue in an engine; how its tables are stored is the engine's to check."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from typing import Any

from corpus.article import text_hash
from corpus.catalogue.rows import SettingsRow
from corpus.catalogue.snapshot import Snapshot
from corpus.catalogue.validation import require_known
from corpus.engine.connection import EngineConnection, in_parts
from corpus.engine.labels import LABELLED, labels
from corpus.engine.tables import LABELLED_WORDS, WORDS, searched_table
from corpus.engine.tokens import tokenized
from corpus.engine.word_counts import COUNTED, PASSAGES, TOKENS, Searched, count_all, read_all_having

_COMPARED = 500  # passages at once
_READ = 200  # articles at once
_NO_LATER = 2**62


class EngineIntegrity(Snapshot):
    """The queries of a snapshot that check its integrity."""

    _db: EngineConnection
    _number: int | None  # of the table that is searched

    @property
    def _searched(self) -> str | None:
        return None if self._number is None else searched_table(self._number)

    @property
    def _labelled(self) -> bool:
        return self._number is not None and self._sequences.get(LABELLED) == self._number

    @property
    def _words(self) -> str:
        """The columns that are indexed by words."""
        return LABELLED_WORDS if self._labelled else WORDS

    @cached_property
    def _sequences(self) -> dict[str, int]:
        """What the table `sequence` has: the last ids, and how much is searched."""
        return dict(self._db.execute("SELECT name, seq FROM sequence"))

    def settings_row(self) -> SettingsRow:
        """See `corpus.catalogue.integrity.IntegrityReads`."""
        settings = self._db.execute("SELECT key, value FROM meta WHERE key <> 'searched' ORDER BY key")
        found = SettingsRow(
            settings=tuple((row[0], row[1]) for row in settings),
            articles=self._sequences.get("articles", 0),
            passages=self._sequences.get("passages", 0),
        )
        require_known(found)
        return found

    def lexical_count(self) -> int:
        """Return how many passages the engine's table to search has."""
        if self._searched is None:
            return 0
        row = self._db.run(f"SELECT count(*) FROM {self._searched}").fetchone()
        return int(row[0]) if row else 0

    def lexical_is_sound(self) -> bool:
        """Return whether what is searched is, token by token, what the passages give, and as many as is kept."""
        if self._labelled and any(there != labels(outlet, day) for _, outlet, day, there in self._labels_stored()):
            return False
        there = Searched()
        last = -1
        for batch in _batches(self.indexed_texts(), _COMPARED):
            expected = tokenized([(title, text) for _, title, text in batch])
            before, last = last, batch[-1][0]
            wanted = {key: (title, body) for (key, _, _), (title, body, _) in zip(batch, expected, strict=True)}
            if self._tokens_stored(before, last) != wanted:
                return False
            count_all(there, wanted.values())
        return not self._tokens_stored(last, _NO_LATER) and self._counts_are(there)

    def _counts_are(self, there: Searched) -> bool:
        """Return whether what is kept about how much is searched is right, or is not kept at all."""
        kept = self._sequences
        right = kept.get(PASSAGES, there.passages) == there.passages and kept.get(TOKENS, 0) == there.tokens
        return right and (kept.get(COUNTED) != self._number or read_all_having(self._db) == there.having)

    def _tokens_stored(self, after: int, until: int) -> dict[int, tuple[str, str]]:
        """Return the tokens of the passages that are searched, after an id, up to another."""
        if self._searched is None:
            return {}
        rows = self._db.run(
            f"SELECT id, title, body FROM {self._searched} WHERE id > %s AND id <= %s LIMIT %s",
            (after, until, _COMPARED + 1),
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def _labels_stored(self) -> Iterator[tuple[int, bytes | None, int, str]]:
        """Yield the id of each passage that is searched, what its labels are made of, and them."""
        return in_parts(
            self._db.run,
            f"SELECT id, outlet, day, labels FROM {self._searched} WHERE id > %s ORDER BY id LIMIT %s",
            10 * _COMPARED,
        )

    def indexed_texts(self) -> Iterator[tuple[int, str, str]]:
        """See `corpus.catalogue.integrity.IntegrityReads`; read in parts, since a result is in memory as a whole."""
        for key, title, _, text in self._passages_in_parts():
            yield key, title, text

    def _passages_in_parts(self) -> Iterator[tuple[int, str, str, str]]:
        """Yield `(id, title, hash, text)` of every passage, by id."""
        return in_parts(
            self._db.execute,
            """SELECT p.id, a.title, p.text_hash, substr(a.text, p.start + 1, p.stop - p.start)
            FROM passages p JOIN articles a ON a.key = p.article_key WHERE p.id > ? ORDER BY p.id LIMIT ?""",
            _COMPARED,
        )

    def _versions(self, columns: str) -> Iterator[Any]:
        query = f"SELECT key, {columns} FROM articles WHERE key > ? ORDER BY key LIMIT ?"
        return (row[1:] for row in in_parts(self._db.execute, query, _READ))

    @contextmanager
    def lenient_decoding(self) -> Iterator[None]:
        """Do nothing: what the engine returns is text."""
        yield

    def problems(self, *, deep: bool) -> list[str]:
        """Return what our own rules find wrong with the tables; how they are stored is the engine's to check."""
        if not deep:
            return []
        return [
            f"passage {key} is not the text that was split"
            for key, _, digest, text in self._passages_in_parts()
            if text_hash(text) != digest
        ]


def _batches(rows: Iterable[tuple[int, str, str]], size: int) -> Iterator[list[tuple[int, str, str]]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, size)):
        yield batch
