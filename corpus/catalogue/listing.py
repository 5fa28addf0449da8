"""A list of articles a page at a time: what may be asked for, and what one line of it says."""

import json
import re
from dataclasses import dataclass, field

from corpus.filters import Filters

SORTS = {
    "newest": "a.published DESC, a.id",
    "oldest": "a.published IS NULL, a.published, a.id",
    "title": "a.title COLLATE NOCASE, a.id",
    "outlet": "a.outlet IS NULL, a.outlet, a.published DESC, a.id",
    "longest": "a.words DESC, a.id",
    "added": "a.key DESC",
}
"""By name, what SQLite orders by; undated articles and those without an outlet come last."""

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
        """Return what the lexical index is asked, "" for nothing; every word is quoted, so none is an operator."""
        words = _WORD.findall(self.words.casefold())[:_WORDS]
        begun = words and len(words[-1]) >= _BEGUN
        return " AND ".join(f'"{word}"' for word in words) + ("*" if begun else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedArticle:
    """One line of the list.

    Attributes:
        via: the site that says it, where that is not the site of the article's address.
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
    return "".join(f" AND {one}" for one in found), values
