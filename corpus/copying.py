"""A whole catalogue out of its file and into a new one, row by row, its numbers as they are."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields

from corpus.article import text_hash
from corpus.portable import ArticleRow, PassageRow, SettingsRow
from corpus.snapshot import Snapshot

_ARTICLE = ", ".join(field.name for field in fields(ArticleRow))
_PASSAGE = ", ".join(field.name for field in fields(PassageRow))
_ARTICLE_MARKS = ", ".join("?" for _ in fields(ArticleRow))


class WholeSnapshot(Snapshot):
    """One consistent state, all of it; get one from `Catalogue.whole`.

    Its rows raise `ValueError` where the catalogue holds what a back-up may not.
    """

    def settings(self) -> SettingsRow:
        """Return what there is besides articles and passages."""
        last = dict(self._db.execute("SELECT name, seq FROM sqlite_sequence"))
        return SettingsRow(
            settings=tuple((row[0], row[1]) for row in self._db.execute("SELECT key, value FROM meta ORDER BY key")),
            articles=last.get("articles", 0),
            passages=last.get("passages", 0),
        )

    def article_rows(self) -> Iterator[ArticleRow]:
        """Yield every version of every article, the removed ones too, by key."""
        names = [field.name for field in fields(ArticleRow)]
        for row in self._db.execute(f"SELECT {_ARTICLE} FROM articles ORDER BY key"):  # noqa: S608 (constants)
            yield ArticleRow(**dict(zip(names, row, strict=True)))

    def passage_rows(self) -> Iterator[PassageRow]:
        """Yield every passage, by id."""
        for row in self._db.execute(f"SELECT {_PASSAGE} FROM passages ORDER BY id"):  # noqa: S608 (constants)
            yield PassageRow(id=row[0], article_key=row[1], start=row[2], stop=row[3], text_hash=row[4])

    def text_hashes(self) -> Iterator[str]:
        """Yield the hash of every text of a passage, ascending, each once."""
        rows = self._db.execute("SELECT DISTINCT text_hash FROM passages ORDER BY text_hash")
        return (row[0] for row in rows)


class Filling:
    """A transaction that fills an empty catalogue; get one from `Catalogue.filling`.

    Everything raises `ValueError` where a row does not go with those before it.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._counts = {"articles": 0, "passages": 0}

    def articles(self, rows: Iterable[ArticleRow], settings: SettingsRow, where: Callable[[int], None]) -> None:
        """Store versions of articles; `where` is told the number of the row that is looked at, from 1."""
        before = 0
        for number, row in enumerate(rows, 1):
            where(number)
            if row.key <= before:
                raise ValueError("the keys do not ascend")
            if max(row.added_revision, row.removed_revision or 0) > settings.revision:
                raise ValueError("it is of a revision that the archive has not reached")
            before = row.key
            try:
                self._db.execute(
                    f"INSERT INTO articles ({_ARTICLE}) VALUES ({_ARTICLE_MARKS})",  # noqa: S608 (constants)
                    tuple(getattr(row, field.name) for field in fields(row)),
                )
            except sqlite3.IntegrityError as error:
                raise ValueError("this version of the article, or another live one, is there already") from error
            self._counts["articles"] = number
        if before > settings.articles:
            raise ValueError("a key is larger than the last one given")

    def passages(self, rows: Iterable[PassageRow], settings: SettingsRow, where: Callable[[int], None]) -> None:
        """Store the passages of the articles, and their words; `where` as for `articles`.

        An article's passages follow one another and do not overlap, so checking them costs no more than reading the texts.
        """
        before = PassageRow(id=1, article_key=1, start=0, stop=1, text_hash="0" * 64)
        seen: set[int] = set()
        title = text = ""
        last = 0
        for number, row in enumerate(rows, 1):
            where(number)
            if row.id <= last:
                raise ValueError("the ids do not ascend")
            if row.article_key not in seen:
                seen.add(row.article_key)
                title, text = self._live(row.article_key)
            elif row.article_key != before.article_key or row.start < before.stop:
                raise ValueError("it is not after the article's passage before it")
            if row.stop > len(text) or text_hash(text[row.start : row.stop]) != row.text_hash:
                raise ValueError("it is not the article's text at that place")
            self._store(row, title, text[row.start : row.stop])
            before, last = row, row.id
            self._counts["passages"] = number
        if last > settings.passages:
            raise ValueError("an id is larger than the last one given")

    def _live(self, key: int) -> tuple[str, str]:
        found: tuple[str, str] | None = self._db.execute(
            "SELECT title, text FROM articles WHERE key = ? AND removed_revision IS NULL", (key,)
        ).fetchone()
        if found is None:
            raise ValueError("there is no live article of that key")
        return found

    def _store(self, row: PassageRow, title: str, text: str) -> None:
        self._db.execute(
            f"INSERT INTO passages ({_PASSAGE}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608 (constants)
            (row.id, row.article_key, row.start, row.stop, row.text_hash),
        )
        self._db.execute("INSERT INTO passages_lexical (rowid, title, body) VALUES (?, ?, ?)", (row.id, title, text))

    def settings(self, row: SettingsRow, revision: int) -> None:
        """Store what there is besides articles and passages, with `revision` in the place of the one in it."""
        self._db.execute("DELETE FROM meta")
        self._db.executemany("INSERT INTO meta VALUES (?, ?)", row.settings)
        if row.setting("revision") is not None:
            self._db.execute("UPDATE meta SET value = ? WHERE key = 'revision'", (str(revision),))
        self._db.execute("DELETE FROM sqlite_sequence WHERE name IN ('articles', 'passages')")
        for table, last in (("articles", row.articles), ("passages", row.passages)):
            if last:
                self._db.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, last))

    @property
    def counts(self) -> tuple[int, int]:
        """How many versions of articles and how many passages were stored."""
        return self._counts["articles"], self._counts["passages"]

    def text_hashes(self) -> set[str]:
        """Return the hashes of the texts of the passages that were stored."""
        return {row[0] for row in self._db.execute("SELECT DISTINCT text_hash FROM passages")}
