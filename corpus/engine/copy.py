"""Copying a whole catalogue out of an engine, and into one."""

from collections.abc import Iterator
from dataclasses import fields

from corpus.catalogue.copy import BulkLoad, PassageRules, WholeSnapshot
from corpus.catalogue.rows import ArticleRow, PassageRow, SettingsRow
from corpus.catalogue.validation import require_genuine
from corpus.engine.connection import in_parts
from corpus.engine.errors import AlreadyThere
from corpus.engine.snapshot import EngineSnapshot

_AT_ONCE = 500


class EngineWholeSnapshot(EngineSnapshot, WholeSnapshot):
    """One consistent state, all of it, read in parts; get one from `EngineCatalogue.whole`."""

    def article_rows(self) -> Iterator[ArticleRow]:
        """See `WholeSnapshot`."""
        names = [field.name for field in fields(ArticleRow)]
        query = f"SELECT {', '.join(names)} FROM articles WHERE key > ? ORDER BY key LIMIT ?"
        for row in in_parts(self._db.execute, query, _AT_ONCE):
            found = ArticleRow(**dict(zip(names, row, strict=True)))
            require_genuine(found)
            yield found

    def passage_rows(self) -> Iterator[PassageRow]:
        """See `WholeSnapshot`."""
        rules = PassageRules(self._db)
        names = [field.name for field in fields(PassageRow)]
        query = f"SELECT {', '.join(names)} FROM passages WHERE id > ? ORDER BY id LIMIT ?"
        for row in in_parts(self._db.execute, query, _AT_ONCE):
            passage = PassageRow(**dict(zip(names, row, strict=True)))
            rules.checked(passage)
            yield passage


class EngineBulkLoad(BulkLoad):
    """A transaction that fills an empty catalogue; get one from `EngineCatalogue.bulk_load`. Its index is built afterwards."""

    duplicate = AlreadyThere

    def _index(self, passage: int, title: str, text: str) -> None:
        del passage, title, text

    def _finish_index(self) -> None:
        pass

    def last_ids(self, row: SettingsRow) -> None:
        """See `BulkLoad`."""
        for table, last in (("articles", row.articles), ("passages", row.passages)):
            self._db.execute("INSERT OR REPLACE INTO sequence VALUES (?, ?)", (table, last))
