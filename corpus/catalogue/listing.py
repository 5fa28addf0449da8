"""Lists of articles a page at a time, and the figures of an archive."""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from corpus.catalogue.origin import site_between
from corpus.filters import Filters
from corpus.text.moments import valid_moment

SORTS = {
    "newest": "a.published DESC, a.id",
    "oldest": "a.published IS NULL, a.published, a.id",
    "title": "a.title COLLATE NOCASE, a.id",
    "outlet": "a.outlet IS NULL, a.outlet, a.published DESC, a.id",
    "longest": "a.words DESC, a.id",
    "added": "a.key DESC",
}
"""From the name of an order to its SQL; undated articles and those without an outlet come last."""

_WORD = re.compile(r"\w+")
_WORDS = 12
_BEGUN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """Which articles are listed, and in what order.

    Attributes:
        words: all of them are in the headline or a passage of the article; the last, from three letters on, may be the beginning
            of a word.
        sort: a key of `SORTS`.
        limit, offset: the part of the list that is meant.
    """

    words: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: str = "newest"
    limit: int = 50
    offset: int = 0

    def match(self) -> str:
        """Return the FTS5 query, "" for none; every word is quoted, so none is an operator."""
        words = _WORD.findall(self.words.casefold())[:_WORDS]
        begun = words and len(words[-1]) >= _BEGUN
        return " AND ".join(f'"{word}"' for word in words) + ("*" if begun else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedArticle:
    """One line of the list.

    Attributes:
        via: the site it was fetched from, where that is not the site of the article's address.
    """

    id: str
    title: str
    outlet: str | None
    published: str | None
    byline: str | None
    words: int
    via: str | None = None


def conditions(query: ListQuery) -> tuple[str, list[str]]:
    """Return the conditions of `query`, each with AND before it, and the values that are bound to them."""
    found: list[str] = []
    values: list[str] = []
    match = query.match()
    if match:
        found.append(
            """a.key IN (SELECT p.article_key FROM passages p WHERE p.id IN
            (SELECT rowid FROM passages_lexical WHERE passages_lexical MATCH ?))"""
        )
        values.append(match)
    if query.filters.outlets:
        found.append("a.outlet IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(query.filters.outlets)))
    if query.filters.since:
        found.append("a.published >= ?")
        values.append(query.filters.since)
    if query.filters.until:
        found.append("substr(a.published, 1, 10) <= ?")
        values.append(query.filters.until)
    within = query.filters.looked_up()
    if within is not None:
        found.append("a.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(within)))
    return "".join(f" AND {one}" for one in found), values


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


class ListReads:
    """The queries of a snapshot about all articles together."""

    _db: sqlite3.Connection

    def outlets(self) -> list[tuple[str, int]]:
        """Return the outlets with the number of their articles, most first."""
        rows = self._db.execute(
            """SELECT outlet, count(*) AS n FROM articles WHERE removed_revision IS NULL AND outlet IS NOT NULL
            GROUP BY outlet ORDER BY n DESC, outlet"""
        )
        return [(row[0], row[1]) for row in rows]

    def listed(self, query: ListQuery) -> list[ListedArticle]:
        """Return the requested page of the list of live articles."""
        condition, values = conditions(query)
        rows = self._db.execute(
            f"""SELECT a.id, a.title, a.outlet, a.published, a.byline, a.words, a.source, a.url FROM articles a JOIN
            (SELECT a.key FROM articles a WHERE a.removed_revision IS NULL {condition}
            ORDER BY {SORTS[query.sort]} LIMIT ? OFFSET ?) chosen ON chosen.key = a.key ORDER BY {SORTS[query.sort]}""",
            (*values, query.limit, query.offset),
        )
        names = ("id", "title", "outlet", "published", "byline", "words")
        found = [(dict(zip(names, row, strict=True)), site_between(source, url)) for *row, source, url in rows]
        return [ListedArticle(**one | {"published": valid_moment(one["published"])}, via=via) for one, via in found]

    def listed_ids(self, query: ListQuery) -> list[str]:
        """Return the ids of all articles of the whole list, in its order."""
        condition, values = conditions(query)
        rows = self._db.execute(
            f"SELECT a.id FROM articles a WHERE a.removed_revision IS NULL {condition} ORDER BY {SORTS[query.sort]}",
            values,
        )
        return [row[0] for row in rows]

    def live_ids(self, ids: Iterable[str]) -> set[str]:
        """Return those of the ids that are of articles which are not removed."""
        rows = self._db.execute(
            "SELECT id FROM articles WHERE removed_revision IS NULL AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return {row[0] for row in rows}

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
        return [(row[0], row[1]) for row in rows if valid_moment(row[0])]

    def is_empty(self) -> bool:
        """Return whether there is no article."""
        live = "SELECT EXISTS (SELECT 1 FROM articles WHERE removed_revision IS NULL)"
        return not self._db.execute(live).fetchone()[0]

    def first_and_last_day(self) -> tuple[str | None, str | None]:
        """Return the ISO days of the oldest and the newest dated article; looked up in an index, not counted."""
        first, last = (
            next((row[0][:10] for row in self._published(order) if valid_moment(row[0])), None)
            for order in ("ASC", "DESC")
        )
        return first, last

    def _published(self, order: str) -> Iterator[tuple[str]]:
        return self._db.execute(
            f"""SELECT published FROM articles WHERE removed_revision IS NULL AND published IS NOT NULL
            ORDER BY published {order}"""
        )

    def counts(self) -> Counts:
        """Return the figures of the archive."""
        # each by an index of its own: reading the articles themselves takes twenty times as long
        articles, words = self._db.execute(
            "SELECT count(*), total(words) FROM articles INDEXED BY articles_words WHERE removed_revision IS NULL"
        ).fetchone()
        outlets = self._db.execute(
            "SELECT count(DISTINCT outlet) FROM articles INDEXED BY articles_outlet WHERE removed_revision IS NULL"
        ).fetchone()[0]
        passages = self._db.execute("SELECT count(*) FROM passages").fetchone()[0]
        first, last = self.first_and_last_day()
        return Counts(articles=articles, outlets=outlets, words=int(words), first=first, last=last, passages=passages)
