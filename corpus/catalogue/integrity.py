"""Checks that find damage in the catalogue."""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from itertools import repeat, zip_longest
from pathlib import Path
from typing import Any, cast

from corpus.article import text_hash
from corpus.catalogue.rows import ArticleRow, SettingsRow
from corpus.catalogue.validation import require_genuine, require_known
from corpus.database import Database
from corpus.lexical.posting_segments import indexed_count, is_sound
from corpus.system_errors import fault

_WHOLE_LEXICAL = (
    "SELECT term, doc, col, offset FROM temp.places",
    "SELECT id, sz FROM main.passages_lexical_docsize ORDER BY id",
    # totals, from which BM25 computes its averages; an empty index writes them in two ways
    "SELECT block FROM main.passages_lexical_data WHERE id = 1 AND (SELECT count(*) FROM main.passages_lexical_docsize)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DamagedVersion:
    """A version of an article that is not what was stored: a disk or an editor has changed it.

    Attributes:
        key: the catalogue's own number of it.
        live: whether it is the one that answers.
        source: the file it was read from, as far as that can still be read.
    """

    key: int
    article: str
    version: str
    live: bool
    source: str
    reason: str


class IntegrityReads:
    """The queries of a snapshot that check its integrity."""

    _db: Database

    def passage_ids(self) -> list[int]:
        """Return the ids of all passages, ascending."""
        return [row[0] for row in self._db.execute("SELECT id FROM passages ORDER BY id")]

    def lexical_count(self) -> int:
        """Return how many passages the lexical index has according to its totals, or to its postings where they have fewer."""
        return min(
            int(self._db.execute("SELECT count(*) FROM passages_lexical_docsize").fetchone()[0]),
            indexed_count(self._db),
        )

    def lexical_is_sound(self) -> bool:
        """Return whether the lexical index is, in every word and position, what its passages give.

        It is rebuilt in a database of its own and compared: read from end to end, and looked up word by word.
        """
        (sql,) = self._db.execute("SELECT sql FROM main.sqlite_master WHERE name = 'passages_lexical'").fetchone()
        try:
            with closing(sqlite3.connect("")) as rebuilt:  # on the disk where it is large
                rebuilt.execute(sql)
                rebuilt.executemany(
                    "INSERT INTO passages_lexical (rowid, title, body) VALUES (?, ?, ?)", self.indexed_texts()
                )
                for db in (rebuilt, self._db):  # they go with the snapshot
                    for table, kind in (("places", "instance"), ("words", "row")):
                        db.execute(
                            f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{table} "
                            f"USING fts5vocab('main', 'passages_lexical', '{kind}')"
                        )
                same = all(map(self._same_in, repeat(rebuilt), _WHOLE_LEXICAL)) and self._finds_words_of(rebuilt)
                return same and is_sound(self._db)
        except sqlite3.DatabaseError as error:
            if fault(error, Path(tempfile.gettempdir())):  # the error says nothing about the index
                raise
            return False

    def _same_in(self, other: Database, query: str) -> bool:
        return all(one == two for one, two in zip_longest(self._db.execute(query), other.execute(query)))

    def _finds_words_of(self, other: Database) -> bool:
        query = "SELECT term, doc, cnt FROM temp.words"
        return all(
            self._db.execute(f"{query} WHERE term = ?", row[:1]).fetchone() == row for row in other.execute(query)
        )

    def indexed_texts(self) -> Iterator[tuple[int, str, str]]:
        """Yield `(id, title, text)` of every passage, by id: what the lexical index is built from."""
        rows = self._db.execute(
            """SELECT p.id, a.title, a.text, p.start, p.stop FROM passages p JOIN articles a ON a.key = p.article_key
            ORDER BY p.id"""
        )
        return ((row[0], row[1], row[2][row[3] : row[4]]) for row in rows)

    @contextmanager
    def lenient_decoding(self) -> Iterator[None]:
        """Read invalid UTF-8 as U+FFFD for as long as the block runs, so that damaged texts can be read too."""
        db = cast("sqlite3.Connection", self._db)  # an engine's snapshot does without
        db.text_factory = lambda data: data.decode("utf-8", "replace")
        try:
            yield
        finally:
            db.text_factory = str

    def damaged_versions(self) -> Iterator[DamagedVersion]:
        """Yield the versions of articles, earlier ones too, that are not what a reader gave and Cuttings stored."""
        names = [field.name for field in fields(ArticleRow)]
        for row in self._versions(", ".join(names)):
            values = dict(zip(names, row, strict=True))
            try:
                require_genuine(ArticleRow(**values))
            except (ValueError, TypeError) as error:
                yield DamagedVersion(
                    key=values["key"],
                    article=str(values["id"]),
                    version=str(values["version"]),
                    live=values["removed_revision"] is None,
                    source=str(values["source"]),
                    reason=str(error),
                )

    def _versions(self, columns: str) -> Iterable[Any]:
        return self._db.execute(f"SELECT {columns} FROM articles ORDER BY key")

    def settings_row(self) -> SettingsRow:
        """Return all that the catalogue holds except articles and passages.

        Raises:
            ValueError: it is not what Cuttings stores.
        """
        last = dict(self._db.execute("SELECT name, seq FROM sqlite_sequence"))
        found = SettingsRow(
            settings=tuple((row[0], row[1]) for row in self._db.execute("SELECT key, value FROM meta ORDER BY key")),
            articles=last.get("articles", 0),
            passages=last.get("passages", 0),
        )
        require_known(found)
        return found

    def problems(self, *, deep: bool) -> list[str]:
        """Return what SQLite and our own rules find wrong with the tables; empty when nothing is."""
        found = [str(row[0]) for row in self._db.execute(f"PRAGMA {'integrity' if deep else 'quick'}_check(10)")]
        found = [problem for problem in found if problem != "ok"]
        if not found and deep:
            rows = self._db.execute(
                "SELECT p.id, p.text_hash, p.start, p.stop, a.text FROM passages p JOIN articles a ON a.key = p.article_key"
            )
            found += [
                f"passage {key} is not the text that was split"
                for key, digest, start, stop, text in rows
                if text_hash(text[start:stop]) != digest
            ]
        return found
