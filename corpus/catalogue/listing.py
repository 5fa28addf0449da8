"""Lists of articles a page at a time, and the figures of an archive."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from corpus.catalogue.matching import TextConditions, matching_keys
from corpus.catalogue.origin import site_between
from corpus.database import Database
from corpus.filters import Filters
from corpus.text.moments import valid_moment

SORTS = {
    "newest": "a.published DESC, a.id",
    "oldest": "a.published IS NULL, a.published, a.id",
    "title": "a.title COLLATE NOCASE, a.id",
    "title-reversed": "a.title COLLATE NOCASE DESC, a.id",
    "outlet": "a.outlet IS NULL, a.outlet, a.published DESC, a.id",
    "outlet-reversed": "a.outlet IS NULL, a.outlet DESC, a.published DESC, a.id",
    "longest": "a.words DESC, a.id",
    "shortest": "a.words, a.id",
    "added": "a.key DESC",
}
"""From the name of an order to its SQL; undated articles and those without an outlet come last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """Which articles are listed, and in what order.

    Attributes:
        words, phrases, excluded: see `corpus.catalogue.matching.TextConditions`.
        outlets_excluded: outlets whose articles are left out.
        keys: the articles of the catalogue that are meant; None for all. `keys_excluded` are left out.
        sort: a key of `SORTS`.
        limit, offset: the part of the list that is meant; a negative limit is none.
        after: id of the article after which the part begins, wherever it is by now; `offset` holds where the list has it not.
    """

    words: str = ""
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    outlets_excluded: tuple[str, ...] = ()
    keys: tuple[int, ...] | None = None
    keys_excluded: tuple[int, ...] = ()
    filters: Filters = field(default_factory=Filters)
    sort: str = "newest"
    limit: int = 50
    offset: int = 0
    after: str | None = None

    def text_conditions(self) -> TextConditions:
        """Return what the text of an article has to have."""
        return TextConditions(words=self.words, phrases=self.phrases, excluded=self.excluded)


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


def conditions(query: ListQuery) -> tuple[str, list[str | int]]:
    """Return the conditions of `query` that are not of the text, each with AND before it, and the values that they bind."""
    found: list[str] = []
    values: list[str | int] = []
    if query.filters.outlets:
        found.append("a.outlet IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(query.filters.outlets)))
    if query.outlets_excluded:
        found.append("ifnull(a.outlet, '') NOT IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(query.outlets_excluded)))
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
    if query.filters.added_after is not None:
        found.append("a.added_revision > ?")
        values.append(query.filters.added_after)
    for keys, negation in ((query.keys, ""), (query.keys_excluded or None, "NOT ")):
        if keys is not None:
            found.append(f"a.key {negation}IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(keys))
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """How the articles of a list divide.

    Attributes:
        total: how many there are.
        outlets: with the number of their articles, most first.
        months: as 2024-03, newest first, with the number of articles published in each.
    """

    total: int
    outlets: tuple[tuple[str, int], ...]
    months: tuple[tuple[str, int], ...]


class ListReads:
    """The queries of a snapshot about all articles together."""

    _db: Database

    def matched(self, query: ListQuery) -> ListQuery:
        """Return a query for the same articles in which what the text has to have is replaced by the keys that have it.

        So the list, its length and its counts are asked for without searching the text again.
        """
        wanted = query.text_conditions()
        if not wanted:
            return query
        keys = matching_keys(self._db, wanted, *conditions(query))
        if query.keys is not None:
            keys = sorted(set(query.keys).intersection(keys))
        return replace(query, words="", phrases=(), excluded=(), keys=tuple(keys))

    def outlets(self) -> list[tuple[str, int]]:
        """Return the outlets with the number of their articles, most first."""
        rows = self._db.execute(
            """SELECT outlet, count(*) AS n FROM articles WHERE removed_revision IS NULL AND outlet IS NOT NULL
            GROUP BY outlet ORDER BY n DESC, outlet"""
        )
        return [(row[0], row[1]) for row in rows]

    def divided(self, query: ListQuery) -> Division:
        """Return how the articles of the whole list divide, in one reading of them."""
        condition, values = conditions(self.matched(query))
        outlets, months = Counter[str](), Counter[str]()
        total = 0
        rows = self._db.execute(
            f"""SELECT a.outlet, substr(a.published, 1, 7), count(*) FROM articles a
            WHERE a.removed_revision IS NULL {condition} GROUP BY 1, 2""",
            values,
        )
        for outlet, month, articles in rows:
            total += articles
            if outlet is not None:
                outlets[outlet] += articles
            if month is not None and valid_moment(f"{month}-01"):
                months[month] += articles
        return Division(
            total=total,
            outlets=tuple(sorted(outlets.items(), key=lambda one: (-one[1], one[0]))),
            months=tuple(sorted(months.items(), reverse=True)),
        )

    def listed_keys(self, query: ListQuery) -> list[int]:
        """Return the keys of all articles of the list, whatever its limit."""
        condition, values = conditions(self.matched(query))
        rows = self._db.execute(f"SELECT a.key FROM articles a WHERE a.removed_revision IS NULL {condition}", values)
        return [row[0] for row in rows]

    def listed(self, query: ListQuery) -> list[ListedArticle]:
        """Return the requested page of the list of live articles."""
        query = self.matched(query)
        condition, values = conditions(query)
        rows = self._db.execute(
            f"""SELECT a.id, a.title, a.outlet, a.published, a.byline, a.words, a.source, a.url FROM articles a JOIN
            (SELECT a.key FROM articles a WHERE a.removed_revision IS NULL {condition}
            ORDER BY {SORTS[query.sort]} LIMIT ? OFFSET ?) chosen ON chosen.key = a.key ORDER BY {SORTS[query.sort]}""",
            (*values, query.limit, self._offset(query, condition, values)),
        )
        names = ("id", "title", "outlet", "published", "byline", "words")
        found = [(dict(zip(names, row, strict=True)), site_between(source, url)) for *row, source, url in rows]
        return [ListedArticle(**one | {"published": valid_moment(one["published"])}, via=via) for one, via in found]

    def _offset(self, query: ListQuery, condition: str, values: list[str | int]) -> int:
        if query.after is None:
            return query.offset
        row = self._db.execute(
            f"""SELECT place FROM (SELECT a.id, row_number() OVER (ORDER BY {SORTS[query.sort]}) AS place
            FROM articles a WHERE a.removed_revision IS NULL {condition}) WHERE id = ?""",
            (*values, query.after),
        ).fetchone()
        return int(row[0]) if row else query.offset

    def listed_ids(self, query: ListQuery) -> list[str]:
        """Return the ids of all articles of the whole list, in its order."""
        condition, values = conditions(self.matched(query))
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
        condition, values = conditions(self.matched(query))
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
        rows = self._db.execute(
            f"""SELECT published FROM articles WHERE removed_revision IS NULL AND published IS NOT NULL
            ORDER BY published {order}"""
        )
        return iter(rows)

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
