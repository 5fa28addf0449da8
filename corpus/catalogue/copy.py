"""Copying a whole catalogue row by row, with its ids: out of its file and into a new one."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import fields

from corpus.article import fingerprint, text_hash
from corpus.catalogue.articles import originals_of
from corpus.catalogue.audit import record
from corpus.catalogue.rows import ArticleRow, PassageRow, SettingsRow
from corpus.catalogue.snapshot import Snapshot
from corpus.catalogue.validation import draft_of_row, require_genuine
from corpus.database import Database
from corpus.lexical.posting_segments import index_pending

_ARTICLE = ", ".join(field.name for field in fields(ArticleRow))
_PASSAGE = ", ".join(field.name for field in fields(PassageRow))
_ARTICLE_MARKS = ", ".join("?" for _ in fields(ArticleRow))


def _family(row: ArticleRow) -> str | None:
    """Return the family that the catalogue stores for an article that has a variant."""
    return None if row.variant is None else draft_of_row(row).family


class PassageRules:
    """Checks a passage against its article and the passages before it.

    An article's passages follow one another and do not overlap: checking them costs no more than reading the texts.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._seen: set[int] = set()
        self._key = self._stop = 0
        self._title = self._text = ""
        self.last = 0

    def checked(self, row: PassageRow) -> tuple[str, str]:
        """Return the title of the article and the text of its next passage.

        Raises:
            ValueError: it is not a passage of a live article, or not in its order.
        """
        if row.id <= self.last:
            raise ValueError("the ids do not ascend")
        if row.article_key not in self._seen:
            self._seen.add(row.article_key)
            self._title, self._text = self._live(row.article_key)
        elif row.article_key != self._key or row.start < self._stop:
            raise ValueError("it is not after the article's passage before it")
        self._key, self._stop, self.last = row.article_key, row.stop, row.id
        text = self._text[row.start : row.stop]
        if row.stop > len(self._text) or text_hash(text) != row.text_hash:
            raise ValueError("it is not the article's text at that place")
        return self._title, text

    def _live(self, key: int) -> tuple[str, str]:
        found: tuple[str, str] | None = self._db.execute(
            "SELECT title, text FROM articles WHERE key = ? AND removed_revision IS NULL", (key,)
        ).fetchone()
        if found is None:
            raise ValueError("there is no live article of that key")
        return found


class WholeSnapshot(Snapshot):
    """One consistent state, all of it; get one from `Catalogue.whole`.

    Reading its rows raises `ValueError` where the catalogue holds something that a back-up may not.
    """

    def article_rows(self) -> Iterator[ArticleRow]:
        """Yield every version of every article, the removed ones too, by key."""
        names = [field.name for field in fields(ArticleRow)]
        for row in self._db.execute(f"SELECT {_ARTICLE} FROM articles ORDER BY key"):
            found = ArticleRow(**dict(zip(names, row, strict=True)))
            require_genuine(found)
            yield found

    def passage_rows(self) -> Iterator[PassageRow]:
        """Yield every passage, by id."""
        rules = PassageRules(self._db)
        for row in self._db.execute(f"SELECT {_PASSAGE} FROM passages ORDER BY id"):
            passage = PassageRow(id=row[0], article_key=row[1], start=row[2], stop=row[3], text_hash=row[4])
            rules.checked(passage)
            yield passage

    def text_hashes(self) -> Iterator[str]:
        """Yield the hash of every text of a passage, ascending, each once."""
        rows = self._db.execute("SELECT DISTINCT text_hash FROM passages ORDER BY text_hash")
        return (row[0] for row in rows)


class BulkLoad:
    """A transaction that fills an empty catalogue; get one from `Catalogue.bulk_load`.

    Every method raises `ValueError` where a row contradicts those before it.
    """

    duplicate: type[Exception] = sqlite3.IntegrityError
    """What the database raises for a row whose key is there already."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._articles = self._passages = 0

    def articles(self, rows: Iterable[ArticleRow], settings: SettingsRow) -> None:
        """Store versions of articles."""
        before = 0
        versions: dict[str, tuple[int, int | None]] = {}
        for row in rows:
            require_genuine(row)
            if row.key <= before:
                raise ValueError("the keys do not ascend")
            version, removed = versions.get(row.id, (0, 0))
            if row.version <= version or removed is None or removed > row.added_revision:
                raise ValueError(f"version is {row.version}: it does not go with the article's version before it")
            versions[row.id] = row.version, row.removed_revision
            if max(row.added_revision, row.removed_revision or 0) > settings.revision:
                raise ValueError("it is of a revision that the archive has not reached")
            try:
                self._db.execute(
                    f"INSERT INTO articles ({_ARTICLE}, fingerprint, family) VALUES ({_ARTICLE_MARKS}, ?, ?)",
                    (*(getattr(row, field.name) for field in fields(row)), fingerprint(row.text), _family(row)),
                )
            except self.duplicate as error:
                raise ValueError("this version of the article, or another live one, is there already") from error
            before = row.key
            self._articles += 1
        if before > settings.articles:
            raise ValueError("its key is larger than the last one given")

    def passages(self, rows: Iterable[PassageRow], settings: SettingsRow) -> None:
        """Store the passages of the articles, and their words."""
        rules = PassageRules(self._db)
        for row in rows:
            title, text = rules.checked(row)
            self._db.execute(
                f"INSERT INTO passages ({_PASSAGE}) VALUES (?, ?, ?, ?, ?)",
                (row.id, row.article_key, row.start, row.stop, row.text_hash),
            )
            self._index(row.id, title, text)
            self._passages += 1
        self._finish_index()
        if rules.last > settings.passages:
            raise ValueError("its id is larger than the last one given")

    def _index(self, passage: int, title: str, text: str) -> None:
        self._db.execute("INSERT INTO passages_lexical (rowid, title, body) VALUES (?, ?, ?)", (passage, title, text))

    def _finish_index(self) -> None:
        index_pending(self._db)

    def settings(self, row: SettingsRow, revision: int) -> None:
        """Store the settings, with `revision` instead of the one in the row."""
        self._db.execute("DELETE FROM meta")
        self._db.executemany("INSERT INTO meta VALUES (?, ?)", row.settings)
        if row.setting("revision") is not None:
            self._db.execute("UPDATE meta SET value = ? WHERE key = 'revision'", (str(revision),))

    def last_ids(self, row: SettingsRow) -> None:
        """Continue the ids of articles and passages where the original archive would have continued them."""
        self._db.execute("DELETE FROM sqlite_sequence WHERE name IN ('articles', 'passages')")
        for table, last in (("articles", row.articles), ("passages", row.passages)):
            if last:
                self._db.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, last))

    def record(self, action: str, target: str, *, detail: str = "") -> None:
        """Write a row of the audit log about this transaction; see `corpus.catalogue.audit`."""
        record(self._db, action, target, detail=detail)

    @property
    def counts(self) -> tuple[int, int]:
        """How many versions of articles and how many passages were stored."""
        return self._articles, self._passages

    def originals(self) -> set[str]:
        """Return the hashes of the kept files that the live articles name."""
        return originals_of(self._db)

    def text_hashes(self) -> set[str]:
        """Return the hashes of the texts of the passages that were stored."""
        return {row[0] for row in self._db.execute("SELECT DISTINCT text_hash FROM passages")}
