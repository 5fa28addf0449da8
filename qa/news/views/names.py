"""Who and what articles name, and the other articles that name the same."""

import sqlite3
from dataclasses import dataclass

from corpus.article import Article
from corpus.catalogue.snapshot import Snapshot

SHOWN = 8
LIMIT = 200
KINDS = ("person", "organisation", "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name with the number of articles that have it.

    Attributes:
        key: what its spellings share.
        kind: person, organisation or place.
        spelled: as most articles spell it.
    """

    key: str
    kind: str
    spelled: str
    articles: int


def named_in(db: sqlite3.Connection, article_id: str, limit: int = SHOWN) -> list[Named]:
    """Return the names of an article that others have too: those that are most about it first."""
    rows = db.execute(
        """SELECT n.name, n.kind, n.spelled, (SELECT count(*) FROM names o WHERE o.name = n.name) AS others
        FROM names n JOIN articles a ON a.key = n.key WHERE a.id = ? AND n.kind IN ('person', 'organisation', 'place')
        ORDER BY n.mentions DESC, others DESC, n.name""",
        (article_id,),
    )
    found = [Named(key=name, kind=kind, spelled=spelled, articles=others) for name, kind, spelled, others in rows]
    return [one for one in found if one.articles > 1][:limit]


def most_named(db: sqlite3.Connection, kind: str, limit: int = LIMIT) -> list[Named]:
    """Return the names of a kind that most articles have."""
    rows = db.execute(
        """SELECT name, spelled, sum(times) AS total, max(times) FROM (SELECT name, spelled, count(*) AS times FROM names
        WHERE kind = ? GROUP BY name, spelled) GROUP BY name ORDER BY total DESC, name LIMIT ?""",
        (kind, limit),
    )
    return [Named(key=name, kind=kind, spelled=spelled, articles=number) for name, spelled, number, _ in rows]


def articles_naming(db: sqlite3.Connection, snapshot: Snapshot, name: str, limit: int = LIMIT) -> list[Article]:
    """Return the articles that have a name, in whatever spelling, newest first."""
    from qa.news.extract.names import name_key  # its rules take time to load, and answering goes without

    rows = db.execute(
        "SELECT DISTINCT key FROM names WHERE name = ? ORDER BY key DESC LIMIT ?", (name_key(name), limit)
    )
    live = snapshot.by_keys(row[0] for row in rows)
    return sorted(live.values(), key=lambda one: ((one.published or "")[:10], one.id), reverse=True)
