"""What can be asked of the file of derived news, in one transaction.

Articles are named by the catalogue's numbers of them (`key`), or by their public ids where what asks has only these.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from corpus.database import Database
from qa.news.features import ArticleFeatures, features_from
from qa.news.store.rows import Edge, MetaName, NameCount, StoredLink, StoredQuotation, StoryMember

LAST_WORD = "replace(name, rtrim(name, replace(name, ' ', '')), '')"
"""The last word of a name's key: what is left without all up to its last space."""

_QUOTATION = "s.start, s.stop, s.speaker, s.spelled, s.sentence_start, s.sentence_stop"
_SAID_BY = """FROM speakers p JOIN said s ON s.key = p.key AND s.speaker = p.speaker JOIN articles a ON a.key = s.key
    WHERE p.word = ? AND p.speaker IN (SELECT value FROM json_each(?))"""


class NewsReader:
    """Asks the file, as it was when the transaction began. Made by `NewsStore.reading`."""

    last_word = LAST_WORD

    def __init__(self, db: Database) -> None:
        self._db = db

    def number(self, name: MetaName) -> int:
        """Return a stored number, 0 where there is none."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (name,)).fetchone()
        return int(row[0]) if row else 0

    # articles

    def ids(self) -> dict[int, str]:
        """Return the public ids of all articles, by key."""
        return dict(self._db.execute("SELECT key, id FROM articles"))

    def newest_key(self, article_id: str) -> int | None:
        """Return the key of an article's newest version; None where it is not here."""
        row = self._db.execute("SELECT max(key) FROM articles WHERE id = ?", (article_id,)).fetchone()
        return None if row[0] is None else int(row[0])

    def day(self, key: int) -> int | None:
        """Return the ordinal of an article's day, 0 where that is not known; None where the article is not here."""
        row = self._db.execute("SELECT day FROM articles WHERE key = ?", (key,)).fetchone()
        return None if row is None else int(row[0])

    def features(self, keys: Iterable[int]) -> list[ArticleFeatures]:
        """Return the features of those articles that are here, by key."""
        rows = self._db.execute(
            """SELECT key, day, traits, vectors, signature FROM articles WHERE key IN (SELECT value FROM json_each(?))
            ORDER BY key""",
            (_listed(keys),),
        )
        return [features_from(*row) for row in rows]

    def agencies(self) -> list[str]:
        """Return the agencies that articles have named."""
        rows = self._db.execute("SELECT DISTINCT agency FROM articles WHERE agency IS NOT NULL ORDER BY agency")
        return [row[0] for row in rows]

    # candidates

    def with_features(
        self, features: Iterable[str], since: int, until: int, *, without: int, most: int
    ) -> dict[str, list[int]]:
        """Return the articles of some days that have features, by feature, all but one article.

        Args:
            most: a feature that more articles of these days have is left out; of it no more than these are looked at.
        """
        where = "feature = rare.value AND key != ?2 AND day BETWEEN ?4 AND ?5"
        return self._sharing("features", "feature", where, (json.dumps(list(features)), without, most, since, until))

    def with_bands(self, bands: Iterable[int], *, without: int, most: int) -> dict[int, list[int]]:
        """Return the articles that have bands of a MinHash signature, by band, ascending; see `with_features`."""
        return self._sharing("bands", "band", "band = rare.value AND key != ?2", (_listed(bands), without, most))

    def _sharing(self, table: str, column: str, where: str, asked: tuple[object, ...]) -> dict[Any, list[int]]:
        """Ask for all values at once: a statement each took half of the time of finding candidates."""
        found: dict[Any, list[int]] = {}
        counted = f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {where} LIMIT ?3 + 1)"
        for value, key in self._db.execute(
            f"""WITH rare AS MATERIALIZED (SELECT value FROM json_each(?1) rare WHERE ({counted}) BETWEEN 1 AND ?3)
            SELECT {column}, key FROM rare CROSS JOIN {table} WHERE {where} ORDER BY {column}, key""",
            asked,
        ):
            found.setdefault(value, []).append(key)
        return found

    # edges and links

    def edges(self, keys: Iterable[int]) -> list[Edge]:
        """Return the edges whose lower key is among `keys`."""
        rows = self._db.execute(
            "SELECT a, b, alike, shared FROM edges WHERE a IN (SELECT value FROM json_each(?))", (_listed(keys),)
        )
        return [Edge(*row) for row in rows]

    def neighbours(self, key: int, least: float) -> set[int]:
        """Return the articles that are at least so similar to one."""
        rows = self._db.execute(
            "SELECT b FROM edges WHERE a = ? AND alike >= ? UNION SELECT a FROM edges WHERE b = ? AND alike >= ?",
            (key, least, key, least),
        )
        return {row[0] for row in rows}

    def links(self, older: Iterable[int]) -> list[StoredLink]:
        """Return the links from older articles to newer ones."""
        rows = self._db.execute(
            "SELECT older, newer, kind, start, stop FROM links WHERE older IN (SELECT value FROM json_each(?))",
            (_listed(older),),
        )
        return [StoredLink(*row) for row in rows]

    def amended(self, article_ids: Iterable[str]) -> list[tuple[int, int]]:
        """Return the older and the newer article of the links from articles of these ids."""
        rows = self._db.execute(
            """SELECT l.older, l.newer FROM links l JOIN articles a ON a.key = l.older
            WHERE a.id IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(article_ids)),),
        )
        return [(row[0], row[1]) for row in rows]

    def linked(self, article_id: str) -> list[tuple[int, int]]:
        """Return the older and the newer article of the links that an article is either side of."""
        rows = self._db.execute(
            "SELECT l.older, l.newer FROM links l JOIN articles a ON a.key IN (l.older, l.newer) WHERE a.id = ?",
            (article_id,),
        )
        return [(row[0], row[1]) for row in rows]

    # stories

    def story_count(self) -> int:
        """Return how many stories have two articles at least."""
        return int(
            self._db.execute(
                "SELECT count(*) FROM (SELECT 1 FROM articles GROUP BY story HAVING count(*) > 1)"
            ).fetchone()[0]
        )

    def largest_stories(self, limit: int, offset: int) -> list[int]:
        """Return the numbers of stories of two articles at least, those with most articles first."""
        rows = self._db.execute(
            "SELECT story FROM articles GROUP BY story HAVING count(*) > 1 ORDER BY count(*) DESC, story LIMIT ? OFFSET ?",
            (limit, offset),
        )
        return [row[0] for row in rows]

    def story_of(self, article_id: str) -> int | None:
        """Return the number of the story that an article is in; None where it is not here."""
        row = self._db.execute(
            "SELECT story FROM articles WHERE id = ? ORDER BY key DESC LIMIT 1", (article_id,)
        ).fetchone()
        return None if row is None else int(row[0])

    def story_members(self, story: int) -> list[StoryMember]:
        """Return the articles of a story; none where there is no such story."""
        rows = self._db.execute("SELECT key, printing, agency FROM articles WHERE story = ?", (story,))
        return [StoryMember(*row) for row in rows]

    def has_story(self, story: int) -> bool:
        """Tell whether a story has articles."""
        row = self._db.execute("SELECT 1 FROM articles WHERE story = ? LIMIT 1", (story,)).fetchone()
        return row is not None

    def conflicts(self, story: int) -> list[str]:
        """Return what the articles of a story say differently, each conflict as JSON."""
        rows = self._db.execute("SELECT content FROM differences WHERE story = ? ORDER BY number", (story,))
        return [row[0] for row in rows]

    # names

    def kinds_of_name(self, name: str, limit: int) -> list[tuple[str, int]]:
        """Return the kinds that up to `limit` articles give a name, with their number, most first; "other" is left out."""
        rows = self._db.execute(
            """SELECT kind, count(*) FROM (SELECT kind FROM names WHERE name = ? AND kind != 'other' LIMIT ?)
            GROUP BY kind ORDER BY count(*) DESC""",
            (name, limit),
        )
        return [(row[0], row[1]) for row in rows]

    def name_keys(self) -> Iterator[str]:
        """Yield the keys of all names."""
        return (row[0] for row in self._db.execute("SELECT DISTINCT name FROM names ORDER BY name"))

    def name_count(self) -> int:
        """Return how many names there are."""
        return int(self._db.execute("SELECT count(DISTINCT name) FROM names").fetchone()[0])

    def naming(self, name: str, limit: int) -> list[int]:
        """Return the articles that have a name, newest first."""
        rows = self._db.execute(
            "SELECT DISTINCT key FROM names WHERE name = ? ORDER BY key DESC LIMIT ?", (name, limit)
        )
        return [row[0] for row in rows]

    def naming_count(self, name: str) -> int:
        """Return how many articles have a name."""
        row = self._db.execute("SELECT count(DISTINCT key) FROM names WHERE name = ?", (name,)).fetchone()
        return int(row[0])

    def names_of_article(self, article_id: str) -> list[NameCount]:
        """Return the names of an article, most mentioned first; things that are no person, organisation or place are left out."""
        rows = self._db.execute(
            """SELECT n.name, n.kind, n.spelled, (SELECT count(*) FROM names o WHERE o.name = n.name) AS others
            FROM names n JOIN articles a ON a.key = n.key WHERE a.id = ? AND n.kind IN ('person', 'organisation', 'place')
            ORDER BY n.mentions DESC, others DESC, n.name""",
            (article_id,),
        )
        return [NameCount(*row) for row in rows]

    def most_named(self, kind: str, limit: int) -> list[NameCount]:
        """Return the names of a kind that most articles have, as most of them spell it."""
        rows = self._db.execute(
            """SELECT name, spelled, sum(times) AS total, max(times) FROM
            (SELECT name, spelled, count(*) AS times FROM names WHERE kind = ? GROUP BY name, spelled)
            GROUP BY name ORDER BY total DESC, name LIMIT ?""",
            (kind, limit),
        )
        return [NameCount(name, kind, spelled, total) for name, spelled, total, _ in rows]

    def names_ending(self, kind: str, word: str) -> list[str]:
        """Return the keys of the names of a kind whose last word it is."""
        rows = self._db.execute(
            f"SELECT DISTINCT name FROM names WHERE kind = ? AND {self.last_word} = ? ORDER BY name", (kind, word)
        )
        return [row[0] for row in rows]

    def has_name(self, kind: str, name: str) -> bool:
        """Tell whether an article has a name of a kind."""
        row = self._db.execute("SELECT 1 FROM names WHERE name = ? AND kind = ? LIMIT 1", (name, kind)).fetchone()
        return row is not None

    def articles_with_names(self, kind: str, names: Iterable[str]) -> set[int]:
        """Return the articles that have one of some names of a kind."""
        rows = self._db.execute(
            "SELECT key FROM names WHERE name IN (SELECT value FROM json_each(?)) AND kind = ?",
            (json.dumps(list(names)), kind),
        )
        return {row[0] for row in rows}

    def names_among(self, kind: str, keys: Iterable[int], limit: int) -> list[NameCount]:
        """Return the names of a kind that most of some articles have, as most of them spell it."""
        rows = self._db.execute(
            """SELECT name, spelled, sum(times) AS total, max(times) FROM
            (SELECT name, spelled, count(*) AS times FROM names
            WHERE key IN (SELECT value FROM json_each(?)) AND kind = ? GROUP BY name, spelled)
            GROUP BY name ORDER BY total DESC, name LIMIT ?""",
            (_listed(keys), kind, limit),
        )
        return [NameCount(name, kind, spelled, total) for name, spelled, total, _ in rows]

    def spellings(self, kind: str, names: Iterable[str], keys: Iterable[int]) -> dict[int, str]:
        """Return how some articles spell one of some names of a kind, by article."""
        rows = self._db.execute(
            """SELECT key, spelled FROM names WHERE key IN (SELECT value FROM json_each(?))
            AND name IN (SELECT value FROM json_each(?)) AND kind = ?""",
            (_listed(keys), json.dumps(list(names)), kind),
        )
        return {row[0]: row[1] for row in rows}

    def main_actors(self, article_ids: Iterable[str], limit: int) -> list[tuple[str, str]]:
        """Return the people and organisations that most of some articles name: key and spelling."""
        rows = self._db.execute(
            """SELECT n.name, min(n.spelled) FROM names n JOIN articles a ON a.key = n.key
            WHERE a.id IN (SELECT value FROM json_each(?)) AND n.kind IN ('person', 'organisation')
            GROUP BY n.name ORDER BY count(*) DESC, sum(n.mentions) DESC, n.name LIMIT ?""",
            (json.dumps(list(article_ids)), limit),
        )
        return [(row[0], row[1]) for row in rows]

    # quotations

    def speakers_with(self, word: str) -> list[str]:
        """Return the keys of the speakers who have a word in their name."""
        rows = self._db.execute("SELECT DISTINCT speaker FROM speakers WHERE word = ? ORDER BY speaker", (word,))
        return [row[0] for row in rows]

    def said_by(self, word: str, speakers: Iterable[str], limit: int, offset: int) -> list[tuple[int, StoredQuotation]]:
        """Return quotations of speakers with `word` in their name, with their articles: newest first, in the order of each."""
        rows = self._db.execute(
            f"SELECT s.key, {_QUOTATION} {_SAID_BY} ORDER BY a.day DESC, s.key DESC, s.start LIMIT ? OFFSET ?",
            (word, json.dumps(list(speakers)), limit, offset),
        )
        return [(row[0], StoredQuotation(*row[1:])) for row in rows]

    def said_count(self, word: str, speakers: Iterable[str]) -> int:
        """Return how many quotations speakers who have `word` in their name have."""
        row = self._db.execute(f"SELECT count(*) {_SAID_BY}", (word, json.dumps(list(speakers)))).fetchone()
        return int(row[0])

    def articles_quoting(self, word: str, speakers: Iterable[str]) -> set[int]:
        """Return the articles that quote one of some speakers who have `word` in their name."""
        rows = self._db.execute(
            "SELECT key FROM speakers WHERE word = ? AND speaker IN (SELECT value FROM json_each(?))",
            (word, json.dumps(list(speakers))),
        )
        return {row[0] for row in rows}

    def quotations(self, key: int) -> list[StoredQuotation]:
        """Return the quotations of an article whose speaker is known, in order."""
        rows = self._db.execute(
            f"SELECT {_QUOTATION} FROM said s WHERE s.key = ? ORDER BY s.start",
            (key,),
        )
        return [StoredQuotation(*row) for row in rows]

    def most_quoted(self) -> list[tuple[str, int]]:
        """Return who is quoted, as most articles spell the name, with the number of quotations, most first."""
        rows = self._db.execute(
            """SELECT spelled, sum(times) AS total, max(times) FROM
            (SELECT speaker, spelled, count(*) AS times FROM said GROUP BY speaker, spelled)
            GROUP BY speaker ORDER BY total DESC, speaker"""
        )
        return [(spelled, total) for spelled, total, _ in rows]


def _listed(keys: Iterable[int]) -> str:
    return json.dumps(list(keys))
