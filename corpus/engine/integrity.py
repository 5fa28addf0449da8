"""Checks that find damage in a catalogue in an engine; how its tables are stored is the engine's to check."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

from corpus.article import text_hash
from corpus.catalogue.rows import SettingsRow
from corpus.catalogue.snapshot import Snapshot
from corpus.catalogue.validation import require_known
from corpus.engine.connection import EngineConnection
from corpus.engine.tokens import tokenized

_COMPARED = 500


class EngineIntegrity(Snapshot):
    """The queries of a snapshot that check its integrity."""

    _db: EngineConnection
    _searched: str | None

    def settings_row(self) -> SettingsRow:
        """See `corpus.catalogue.integrity.IntegrityReads`."""
        last: dict[str, int] = dict(self._db.execute("SELECT name, seq FROM sequence"))
        settings = self._db.execute("SELECT key, value FROM meta WHERE key <> 'searched' ORDER BY key")
        found = SettingsRow(
            settings=tuple((row[0], row[1]) for row in settings),
            articles=last.get("articles", 0),
            passages=last.get("passages", 0),
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
        """Return whether what is searched is, token by token, what the passages give."""
        stored = self._tokens_stored()
        for batch in _batches(self.indexed_texts(), _COMPARED):
            expected = tokenized([(title, text) for _, title, text in batch])
            for (key, _, _), (title, body, _) in zip(batch, expected, strict=True):
                if stored.pop(key, None) != (title, body):
                    return False
        return not stored

    def _tokens_stored(self) -> dict[int, tuple[str, str]]:
        if self._searched is None:
            return {}
        return {row[0]: (row[1], row[2]) for row in self._db.run(f"SELECT id, title, body FROM {self._searched}")}

    @contextmanager
    def lenient_decoding(self) -> Iterator[None]:
        """Do nothing: what the engine returns is text."""
        yield

    def problems(self, *, deep: bool) -> list[str]:
        """Return what our own rules find wrong with the tables; how they are stored is the engine's to check."""
        if not deep:
            return []
        rows = self._db.execute(
            "SELECT p.id, p.text_hash, p.start, p.stop, a.text FROM passages p JOIN articles a ON a.key = p.article_key"
        )
        return [
            f"passage {key} is not the text that was split"
            for key, digest, start, stop, text in rows
            if text_hash(text[start:stop]) != digest
        ]


def _batches(rows: Iterable[tuple[int, str, str]], size: int) -> Iterator[list[tuple[int, str, str]]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, size)):
        yield batch
