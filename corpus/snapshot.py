"""Reading the catalogue: everything as of one revision."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby, repeat, zip_longest

from corpus.article import Article, Passage, text_hash
from corpus.errors import ArchiveDamaged, NotFound
from corpus.filters import Filters
from corpus.lexical import TITLE_WEIGHT, match_expression
from corpus.listing import SORTS, ListedArticle, ListQuery, conditions
from corpus.sentences import Span

_ARTICLE = (
    "a.id, a.version, a.title, a.text, a.outlet, a.published, a.byline, a.url, a.language, a.source, a.words, a.pages"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A file of the dense index.

    Attributes:
        model: key of the model that made its vectors.
        vectors: how many are in it.
        bytes, sha256: size and hash of the file.
        revision: of the catalogue when it was added.
    """

    name: str
    model: str
    vectors: int
    bytes: int
    sha256: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Figures of an archive.

    Attributes:
        first, last: ISO days of the oldest and newest dated article.
    """

    articles: int
    passages: int
    outlets: int
    words: int
    first: str | None
    last: str | None


class Snapshot:
    """One consistent state of the catalogue; get one from `Catalogue.snapshot`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.revision = int(self.setting("revision") or 0)  # this first read fixes the state

    def setting(self, key: str) -> str | None:
        """Return a stored setting."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def article(self, article_id: str, version: int | None = None) -> Article:
        """Return the live version of an article, or the one asked for.

        Raises:
            NotFound: there is none of that id.
        """
        which = "a.removed_revision IS NULL" if version is None else "a.version = ?"
        values = (article_id,) if version is None else (article_id, version)
        row = self._db.execute(f"SELECT {_ARTICLE} FROM articles a WHERE a.id = ? AND {which}", values).fetchone()
        if row is None:
            raise NotFound(f"{article_id}: no article of that id in this archive; `cuttings list` shows what there is")
        return _article(row)

    def articles(self) -> Iterator[Article]:
        """Yield the live articles, newest first, undated last."""
        rows = self._db.execute(
            f"SELECT {_ARTICLE} FROM articles a WHERE a.removed_revision IS NULL"
            " ORDER BY a.published IS NULL, substr(a.published, 1, 10) DESC, a.outlet, a.title, a.id"
        )
        return (_article(row) for row in rows)

    def content_hash(self, article_id: str) -> str | None:
        """Return the hash of the live version of an article, or None."""
        row = self._db.execute(
            "SELECT content_hash FROM articles WHERE id = ? AND removed_revision IS NULL", (article_id,)
        ).fetchone()
        return None if row is None else str(row[0])

    def articles_of_length(self, words: int) -> list[Article]:
        """Return the live articles whose texts have so many words."""
        rows = self._db.execute(
            f"SELECT {_ARTICLE} FROM articles a WHERE a.words = ? AND a.removed_revision IS NULL ORDER BY a.key",
            (words,),
        )
        return [_article(row) for row in rows]

    def passages_of(self, article_id: str) -> list[Passage]:
        """Return the passages of the live version of an article, in order."""
        rows = self._db.execute(
            """SELECT p.id, a.id, p.start, p.stop, a.text FROM passages p JOIN articles a ON a.key = p.article_key
            WHERE a.id = ? AND a.removed_revision IS NULL ORDER BY p.start""",
            (article_id,),
        )
        return [_passage(row) for row in rows]

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Return those of the passages that are there, by id."""
        rows = self._db.execute(
            """SELECT p.id, a.id, p.start, p.stop, a.text FROM passages p JOIN articles a ON a.key = p.article_key
            WHERE p.id IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(ids)),),
        )
        return {row[0]: _passage(row) for row in rows}

    def every_passage(self) -> Iterator[tuple[int, str]]:
        """Yield `(id, text)` of every passage, by id."""
        rows = self._db.execute(
            "SELECT p.id, p.start, p.stop, a.text FROM passages p JOIN articles a ON a.key = p.article_key ORDER BY p.id"
        )
        return ((row[0], row[3][row[1] : row[2]]) for row in rows)

    def split_articles(self) -> Iterator[tuple[str, str, list[tuple[int, Span]]]]:
        """Yield `(article id, text, [(passage id, span)])` of every live article that has passages."""
        rows = self._db.execute(
            """SELECT a.id, a.text, p.id, p.start, p.stop FROM passages p JOIN articles a ON a.key = p.article_key
            ORDER BY a.key, p.start"""
        )
        for (article_id, text), group in groupby(rows, key=lambda row: (row[0], row[1])):
            yield article_id, text, [(row[2], (row[3], row[4])) for row in group]

    def lexical(self, words: Sequence[str], limit: int, filters: Filters) -> list[tuple[int, float]]:
        """Return up to `limit` passages that have any of `words`, best first, as `(id, BM25)`, higher is better.

        Equals stand in the order of `ranked`, which also decides which of them are among the first `limit`.
        """
        if not words or limit < 1:
            return []
        wanted = limit + 1
        while True:
            found = self._matches(words, wanted, filters)
            if len(found) < wanted or found[-1][1] < found[limit - 1][1]:
                return self.ranked(found)[:limit]
            wanted *= 2  # equals on both sides of the limit

    def _matches(self, words: Sequence[str], limit: int, filters: Filters) -> list[tuple[int, float]]:
        condition, values = _where(filters)
        try:
            return self._db.execute(
                f"""SELECT f.rowid, -bm25(passages_lexical, {TITLE_WEIGHT}, 1.0) AS score
                FROM passages_lexical f {_JOIN if filters else ""}
                WHERE passages_lexical MATCH ? {condition} ORDER BY score DESC LIMIT ?""",
                (match_expression(list(words)), *values, limit),
            ).fetchall()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR}:
                raise
            remedy = "`cuttings check --repair` makes it anew from the articles"
            raise ArchiveDamaged(f"the lexical index is damaged ({error}); {remedy}") from error

    def ranked(self, found: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
        """Return those of the `(passage id, score)` that are live, best first, equals by article and place.

        So the order does not tell in which order articles were added.
        """
        scores = dict(found)
        rows = self._db.execute(
            """SELECT p.id, a.id, p.start FROM passages p JOIN articles a ON a.key = p.article_key
            WHERE p.id IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(scores)),),
        )
        places = sorted((-scores[key], article_id, start, key) for key, article_id, start in rows)
        return [(key, -score) for score, _, _, key in places]

    def passages_with(self, words: Iterable[str]) -> dict[str, int]:
        """Return in how many passages or headlines each word is."""
        count = "SELECT count(*) FROM passages_lexical WHERE passages_lexical MATCH ?"
        return {word: self._db.execute(count, (match_expression([word]),)).fetchone()[0] for word in words}

    def words_in(self, passage_id: int, words: Iterable[str]) -> set[str]:
        """Return those of the words that are in a passage or its headline."""
        one = "SELECT 1 FROM passages_lexical WHERE rowid = ? AND passages_lexical MATCH ?"
        return {word for word in words if self._db.execute(one, (passage_id, match_expression([word]))).fetchone()}

    def stems_like(self, beginning: str) -> list[str]:
        """Return the stems of the lexical index that begin so, without accents and in lower case."""
        self._db.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.lexical_stems USING fts5vocab (main, passages_lexical, row)"
        )
        rows = self._db.execute(
            "SELECT term FROM temp.lexical_stems WHERE term >= ? AND term < ?", (beginning, beginning + "\U0010ffff")
        )
        return [row[0] for row in rows]

    def texts_with(self, word: str, limit: int) -> list[str]:
        """Return the texts of some passages that have a word, with their headlines."""
        rows = self._db.execute(
            """SELECT a.title, substr(a.text, p.start + 1, p.stop - p.start) FROM passages_lexical f
            JOIN passages p ON p.id = f.rowid JOIN articles a ON a.key = p.article_key
            WHERE passages_lexical MATCH ? LIMIT ?""",
            (match_expression([word]), limit),
        )
        return [f"{row[0]}\n{row[1]}" for row in rows]

    def passage_count(self) -> int:
        """Return how many passages there are."""
        return int(self._db.execute("SELECT count(*) FROM passages").fetchone()[0])

    def allowed(self, filters: Filters) -> list[int]:
        """Return the ids of the passages that `filters` let through."""
        condition, values = _where(filters)
        rows = self._db.execute(
            f"SELECT p.id FROM passages p JOIN articles a ON a.key = p.article_key WHERE 1 {condition}",
            values,
        )
        return [row[0] for row in rows]

    def dead(self) -> list[int]:
        """Return the ids of passages that are gone but still in a segment."""
        return [row[0] for row in self._db.execute("SELECT id FROM dead_passages")]

    def dead_count(self) -> int:
        """Return how many passages are gone but still in a segment."""
        return int(self._db.execute("SELECT count(*) FROM dead_passages").fetchone()[0])

    def segments(self, model: str) -> list[Segment]:
        """Return the segments with the vectors of a model, oldest first."""
        rows = self._db.execute(
            "SELECT name, model, vectors, bytes, sha256, revision FROM segments WHERE model = ? ORDER BY revision, name",
            (model,),
        )
        return [Segment(name=r[0], model=r[1], vectors=r[2], bytes=r[3], sha256=r[4], revision=r[5]) for r in rows]

    def every_segment_name(self) -> set[str]:
        """Return the names of all segments, of every model."""
        return {row[0] for row in self._db.execute("SELECT name FROM segments")}

    def passage_ids(self) -> list[int]:
        """Return the ids of all passages, ascending."""
        return [row[0] for row in self._db.execute("SELECT id FROM passages ORDER BY id")]

    def lexical_count(self) -> int:
        """Return how many passages the lexical index says it has."""
        return int(self._db.execute("SELECT count(*) FROM passages_lexical_docsize").fetchone()[0])

    def lexical_is_sound(self) -> bool:
        """Tell whether the lexical index is, to the last word and place, what the passages make.

        It is made anew in a database of its own and compared: read from end to end, and looked up word by word.
        """
        (sql,) = self._db.execute("SELECT sql FROM main.sqlite_master WHERE name = 'passages_lexical'").fetchone()
        try:
            with closing(sqlite3.connect("")) as anew:  # on the disk where it is large
                anew.execute(sql)
                anew.executemany(
                    "INSERT INTO passages_lexical (rowid, title, body) VALUES (?, ?, ?)", self.every_words()
                )
                for db in (anew, self._db):  # they go with the snapshot
                    for table, kind in (("places", "instance"), ("words", "row")):
                        db.execute(
                            f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{table} "
                            f"USING fts5vocab('main', 'passages_lexical', '{kind}')"
                        )
                return all(map(self._same_in, repeat(anew), _WHOLE_LEXICAL)) and self._finds_words_of(anew)
        except sqlite3.DatabaseError:
            return False

    def _same_in(self, other: sqlite3.Connection, query: str) -> bool:
        return all(one == two for one, two in zip_longest(self._db.execute(query), other.execute(query)))

    def _finds_words_of(self, other: sqlite3.Connection) -> bool:
        query = "SELECT term, doc, cnt FROM temp.words"
        return all(
            self._db.execute(f"{query} WHERE term = ?", row[:1]).fetchone() == row for row in other.execute(query)
        )

    def every_words(self) -> Iterator[tuple[int, str, str]]:
        """Yield `(id, title, text)` of every passage, by id: what the lexical index is made of."""
        rows = self._db.execute(
            """SELECT p.id, a.title, a.text, p.start, p.stop FROM passages p JOIN articles a ON a.key = p.article_key
            ORDER BY p.id"""
        )
        return ((row[0], row[1], row[2][row[3] : row[4]]) for row in rows)

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

    def outlets(self) -> list[tuple[str, int]]:
        """Return the outlets with the number of their articles, most first."""
        rows = self._db.execute(
            """SELECT outlet, count(*) AS n FROM articles WHERE removed_revision IS NULL AND outlet IS NOT NULL
            GROUP BY outlet ORDER BY n DESC, outlet"""
        )
        return [(row[0], row[1]) for row in rows]

    def listed(self, query: ListQuery) -> list[ListedArticle]:
        """Return the part of a list of the live articles that is asked for."""
        condition, values = conditions(query)
        rows = self._db.execute(
            f"""SELECT a.id, a.title, a.outlet, a.published, a.byline, a.words FROM articles a JOIN
            (SELECT a.key FROM articles a WHERE a.removed_revision IS NULL {condition}
            ORDER BY {SORTS[query.sort]} LIMIT ? OFFSET ?) chosen ON chosen.key = a.key ORDER BY {SORTS[query.sort]}""",
            (*values, query.limit, query.offset),
        )
        names = ("id", "title", "outlet", "published", "byline", "words")
        return [ListedArticle(**dict(zip(names, row, strict=True))) for row in rows]

    def listed_count(self, query: ListQuery) -> int:
        """Return how many articles the whole list has."""
        condition, values = conditions(query)
        row = self._db.execute(
            f"SELECT count(*) FROM articles a WHERE a.removed_revision IS NULL {condition}", values
        ).fetchone()
        return int(row[0])

    def days(self) -> list[tuple[str, int]]:
        """Return the ISO days on which articles were published, ascending, with how many."""
        rows = self._db.execute(
            """SELECT substr(published, 1, 10) AS day, count(*) FROM articles
            WHERE removed_revision IS NULL AND published IS NOT NULL GROUP BY day ORDER BY day"""
        )
        return [(row[0], row[1]) for row in rows]

    def last_version(self, article_id: str) -> int:
        """Return the number of an article's newest version, a removed one too; 0 where there never was one."""
        row = self._db.execute("SELECT max(version) FROM articles WHERE id = ?", (article_id,)).fetchone()
        return int(row[0] or 0)

    def counts(self) -> Counts:
        """Return the figures of the archive."""
        row = self._db.execute(
            """SELECT count(*), count(DISTINCT outlet), total(words),
            min(substr(published, 1, 10)), max(substr(published, 1, 10)) FROM articles WHERE removed_revision IS NULL"""
        ).fetchone()
        passages = self._db.execute("SELECT count(*) FROM passages").fetchone()[0]
        return Counts(articles=row[0], outlets=row[1], words=int(row[2]), first=row[3], last=row[4], passages=passages)


_WHOLE_LEXICAL = (
    "SELECT term, doc, col, offset FROM temp.places",
    "SELECT id, sz FROM main.passages_lexical_docsize ORDER BY id",
    # totals, of which BM25 makes its averages; of nothing they are written in two ways
    "SELECT block FROM main.passages_lexical_data WHERE id = 1 AND (SELECT count(*) FROM main.passages_lexical_docsize)",
)
_JOIN = "JOIN passages p ON p.id = f.rowid JOIN articles a ON a.key = p.article_key"


def _where(filters: Filters) -> tuple[str, list[str]]:
    conditions: list[str] = []
    values: list[str] = []
    if filters.outlets:
        conditions.append("a.outlet IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(filters.outlets)))
    if filters.since:
        conditions.append("substr(a.published, 1, 10) >= ?")
        values.append(filters.since)
    if filters.until:
        conditions.append("substr(a.published, 1, 10) <= ?")
        values.append(filters.until)
    return "".join(f" AND {condition}" for condition in conditions), values


def _article(row: tuple[str, ...]) -> Article:
    names = ("id", "version", "title", "text", "outlet", "published", "byline", "url", "language", "source", "words")
    *values, pages = row
    return Article(**dict(zip(names, values, strict=True)), pages=tuple(json.loads(pages or "[]")))  # type: ignore[arg-type]


def _passage(row: tuple[int, str, int, int, str]) -> Passage:
    key, article_id, start, end, text = row
    return Passage(id=key, article_id=article_id, start=start, end=end, text=text[start:end])
