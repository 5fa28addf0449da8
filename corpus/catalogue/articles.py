"""Reading articles and their passages, and what was added or removed after a revision."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from corpus.article import Article, ArticleDraft, Passage
from corpus.catalogue.corrections import as_read_in
from corpus.catalogue.printed_pages import pages_in
from corpus.database import Database
from corpus.errors import NotFound
from corpus.filters import Filters
from corpus.lexical.search import filter_conditions
from corpus.text.moments import valid_moment
from corpus.text.sentences import Span

ARTICLE = (
    "a.id, a.version, a.title, a.text, a.outlet, a.published, a.byline, a.url, a.language, a.source, a.words, a.variant, "
    "a.original, a.pages, a.as_read"
)
"""The columns that `article_of` reads."""

_NEWEST_FIRST = "a.published IS NULL, substr(a.published, 1, 10) DESC, a.outlet, a.title, a.id"


class ArticleReads:
    """The queries of a snapshot about articles."""

    _db: Database

    def article(self, article_id: str, version: int | None = None) -> Article:
        """Return the live version of an article, or the one asked for.

        Raises:
            NotFound: there is none of that id.
        """
        which = "a.removed_revision IS NULL" if version is None else "a.version = ?"
        values = (article_id,) if version is None else (article_id, version)
        row = self._db.execute(f"SELECT {ARTICLE} FROM articles a WHERE a.id = ? AND {which}", values).fetchone()
        if row is None:
            raise NotFound(f"{article_id}: no article of that id in this archive; `cuttings list` shows what there is")
        return article_of(row)

    def articles(self) -> Iterator[Article]:
        """Yield the live articles, newest first, undated last."""
        rows = self._db.execute(
            f"SELECT {ARTICLE} FROM articles a WHERE a.removed_revision IS NULL ORDER BY {_NEWEST_FIRST}"
        )
        return (article_of(row) for row in rows)

    def articles_by(self, name: str, limit: int, filters: Filters) -> list[Article]:
        """Return up to `limit` live articles whose byline has a name, newest first; letters of ASCII in either case."""
        condition, values = filter_conditions(filters)
        # bylines are compared before anything that stands behind an article's text in its row is read
        rows = self._db.execute(
            f"""SELECT {ARTICLE} FROM articles a
            WHERE a.key IN (SELECT key FROM articles WHERE instr(lower(byline), lower(?)))
            AND a.removed_revision IS NULL {condition} ORDER BY {_NEWEST_FIRST} LIMIT ?""",
            (name, *values, limit),
        )
        return [article_of(row) for row in rows]

    def articles_chosen(self, ids: Iterable[str], outlet: str | None, before: str | None) -> list[Article]:
        """Return the live articles with these ids, and those that match every other argument, newest first.

        Args:
            ids: of articles.
            outlet: as stored.
            before: ISO day; articles published earlier.
        """
        rest, values = [], [json.dumps(list(ids))]
        if outlet is not None:
            rest.append("a.outlet = ?")
            values.append(outlet)
        if before is not None:
            rest.append("a.published < ?")
            values.append(before)
        fits = f"OR ({' AND '.join(rest)})" if rest else ""
        rows = self._db.execute(
            f"""SELECT {ARTICLE} FROM articles a WHERE a.removed_revision IS NULL
            AND (a.id IN (SELECT value FROM json_each(?)) {fits}) ORDER BY {_NEWEST_FIRST}""",
            values,
        )
        return [article_of(row) for row in rows]

    def originals(self) -> set[str]:
        """Return the hashes of the kept files that the live articles name."""
        return originals_of(self._db)

    def content_hash(self, article_id: str) -> str | None:
        """Return the hash of the live version of an article, or None."""
        row = self._db.execute(
            "SELECT content_hash FROM articles WHERE id = ? AND removed_revision IS NULL", (article_id,)
        ).fetchone()
        return None if row is None else str(row[0])

    def articles_with_fingerprint(self, fingerprint: int) -> list[Article]:
        """Return the live articles whose texts have this fingerprint; see `corpus.catalogue.duplicates`."""
        rows = self._db.execute(
            f"SELECT {ARTICLE} FROM articles a WHERE a.fingerprint = ? AND a.removed_revision IS NULL ORDER BY a.key",
            (fingerprint,),
        )
        return [article_of(row) for row in rows]

    def family(self, family: str, limit: int) -> list[Article]:
        """Return the newest version of each article of an identity, the removed ones too, last stored first.

        Args:
            family: as `ArticleDraft.family`.
            limit: the most that are returned.
        """
        rows = self._db.execute(
            f"""SELECT {ARTICLE} FROM (SELECT max(key) AS key FROM
            (SELECT id, key FROM articles WHERE id = ? UNION ALL SELECT id, key FROM articles WHERE family = ?)
            GROUP BY id) newest JOIN articles a ON a.key = newest.key ORDER BY a.key DESC LIMIT ?""",
            (family, family, limit),
        )
        return [article_of(row) for row in rows]

    def superseded(self, draft: ArticleDraft) -> str | None:
        """Return the id of the article of which a draft from a file is an earlier version; None if there is none.

        Whichever file the earlier version was read from: a second copy of it that comes later does not undo what came between.
        Only where the current version was read from this very file has the file itself gone back to an earlier text.
        """
        row = self._db.execute(
            """SELECT a.id FROM
            (SELECT key FROM articles WHERE id = ? UNION ALL SELECT key FROM articles WHERE family = ?) known
            JOIN articles a ON a.key = known.key JOIN articles live ON live.id = a.id AND live.removed_revision IS NULL
            WHERE a.removed_revision IS NOT NULL AND a.content_hash = ? AND live.source <> ? LIMIT 1""",
            (draft.family, draft.family, draft.content_hash, draft.source),
        ).fetchone()
        return None if row is None else str(row[0])

    def passages_of(self, article_id: str) -> list[Passage]:
        """Return the passages of the live version of an article, in order."""
        rows = self._db.execute(
            """SELECT p.id, a.id, p.start, p.stop, a.text FROM passages p JOIN articles a ON a.key = p.article_key
            WHERE a.id = ? AND a.removed_revision IS NULL ORDER BY p.start""",
            (article_id,),
        )
        return [_passage(row) for row in rows]

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Return the passages with these ids that exist, by id."""
        rows = self._db.execute(
            """SELECT p.id, a.id, p.start, p.stop, a.text FROM passages p JOIN articles a ON a.key = p.article_key
            WHERE p.id IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(ids)),),
        )
        return {row[0]: _passage(row) for row in rows}

    def split_articles(self) -> Iterator[tuple[str, str, list[tuple[int, Span]]]]:
        """Yield `(article id, text, [(passage id, span)])` of every live article that has passages."""
        rows = self._db.execute(
            """SELECT a.id, a.text, p.id, p.start, p.stop FROM passages p JOIN articles a ON a.key = p.article_key
            ORDER BY a.key, p.start"""
        )
        for (article_id, text), group in groupby(rows, key=lambda row: (row[0], row[1])):
            yield article_id, text, [(row[2], (row[3], row[4])) for row in group]

    def last_version(self, article_id: str) -> int:
        """Return the number of an article's newest version, a removed one too; 0 where there never was one."""
        row = self._db.execute("SELECT max(version) FROM articles WHERE id = ?", (article_id,)).fetchone()
        return int(row[0] or 0)


def article_of(row: tuple[str, ...]) -> Article:
    """Return the article of a row of `ARTICLE`; a stored date that is not one counts as unknown."""
    names = (
        *("id", "version", "title", "text", "outlet", "published", "byline", "url", "language", "source", "words"),
        *("variant", "original"),
    )
    *values, pages, as_read = row
    known = dict(zip(names, values, strict=True))
    known["published"] = valid_moment(known["published"])  # type: ignore[assignment]
    return Article(**known, **pages_in(pages), as_read=as_read_in(as_read))  # type: ignore[arg-type]


def originals_of(db: Database) -> set[str]:
    """Return the hashes of the kept files that the live articles of a catalogue name."""
    rows = db.execute("SELECT DISTINCT original FROM articles WHERE original IS NOT NULL AND removed_revision IS NULL")
    return {row[0] for row in rows}


def _passage(row: tuple[int, str, int, int, str]) -> Passage:
    key, article_id, start, end, text = row
    return Passage(id=key, article_id=article_id, start=start, end=end, text=text[start:end])


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A text that an article has or had.

    Attributes:
        added_at: ISO time, UTC, at which it was stored.
        live: whether it is the one that answers.
    """

    number: int
    title: str
    published: str | None
    added_at: str
    live: bool


class HistoryReads:
    """The queries of a snapshot about when articles were added and removed, and about their versions."""

    _db: Database

    def live_after(self, key: int, limit: int) -> list[tuple[int, Article]]:
        """Return the next live articles after a key, in the order in which they were added, with their keys.

        A key is the catalogue's own number for a version of an article; later ones are higher, and none is reused.
        """
        rows = self._db.execute(
            f"SELECT a.key, {ARTICLE} FROM articles a WHERE a.key > ? AND a.removed_revision IS NULL ORDER BY a.key LIMIT ?",
            (key, limit),
        )
        return [(row[0], article_of(row[1:])) for row in rows]

    def live_count_after(self, key: int) -> int:
        """Return how many live articles have a higher key."""
        row = self._db.execute("SELECT count(*) FROM articles WHERE key > ? AND removed_revision IS NULL", (key,))
        return int(row.fetchone()[0])

    def removed_after(self, revision: int) -> list[int]:
        """Return the keys of the versions that were removed, replaced or corrected after a revision."""
        rows = self._db.execute(
            """SELECT key FROM articles WHERE removed_revision > ?
            UNION ALL SELECT key FROM corrected_keys WHERE revision > ?""",
            (revision, revision),
        )
        return [row[0] for row in rows]

    def by_keys(self, keys: Iterable[int]) -> dict[int, Article]:
        """Return the live articles with these keys."""
        rows = self._db.execute(
            f"""SELECT a.key, {ARTICLE} FROM articles a
            WHERE a.key IN (SELECT value FROM json_each(?)) AND a.removed_revision IS NULL""",
            (json.dumps(list(keys)),),
        )
        return {row[0]: article_of(row[1:]) for row in rows}

    def passage_hashes(self, key: int) -> list[str]:
        """Return the SHA-256 in hex of the text of each passage of the article with a key, in order."""
        rows = self._db.execute("SELECT text_hash FROM passages WHERE article_key = ? ORDER BY start", (key,))
        return [row[0] for row in rows]

    def versions(self, article_id: str) -> list[Version]:
        """Return all texts that an article has had, oldest first."""
        rows = self._db.execute(
            """SELECT version, title, published, added_at, removed_revision IS NULL FROM articles WHERE id = ?
            ORDER BY version""",
            (article_id,),
        )
        return [
            Version(number=row[0], title=row[1], published=valid_moment(row[2]), added_at=row[3], live=bool(row[4]))
            for row in rows
        ]

    def outlets_between(self, since: str, until: str) -> set[str]:
        """Return the outlets that have a live article published from `since` on and before `until` (ISO days)."""
        rows = self._db.execute(
            """SELECT DISTINCT outlet FROM articles WHERE removed_revision IS NULL AND outlet IS NOT NULL
            AND published >= ? AND published < ?""",
            (since, f"{until}~"),
        )
        return {row[0] for row in rows}
