"""Which articles are near a new one: only these are compared with it, however large the archive is.

Two ways in: the same bands of a MinHash signature (texts that share shingles), and the same names and words within some
days. What too many articles have leads nowhere and is passed over.
"""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from qa.news.features import Traits, traits_from
from qa.news.matching import Rarity


@dataclass(frozen=True, slots=True, kw_only=True)
class NearbyOptions:
    """How far to look.

    Attributes:
        window: days before and after.
        most_of_one: a name or word that more articles of these days have is passed over.
        compared: at most so many articles are compared with a new one.
    """

    window: int = 10
    most_of_one: int = 300
    compared: int = 60


DEFAULT = NearbyOptions()
_COPIES_OF_A_BAND = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """What is near an article.

    Attributes:
        articles: to be compared with it.
        rarity: how telling its features are in the days around it.
    """

    articles: list[Traits]
    rarity: Rarity


def nearby(
    db: sqlite3.Connection, traits: Traits, options: NearbyOptions = DEFAULT, read: dict[int, Traits] | None = None
) -> Nearby:
    """Return what is near an article, itself left out.

    Args:
        read: traits that were read already, by key; those read now are added.
    """
    read = {} if read is None else read
    since, until = (traits.day - options.window, traits.day + options.window) if traits.day else (0, 0)
    seen: dict[str, int] = {}
    votes: dict[int, float] = {}
    for feature in traits.features():
        rows = db.execute(
            "SELECT key FROM features WHERE feature = ? AND day BETWEEN ? AND ? AND key != ? LIMIT ?",
            (feature, since, until, traits.key, options.most_of_one + 1),
        ).fetchall()
        seen[feature] = len(rows)
        if rows and len(rows) <= options.most_of_one:
            weight = (2.0 if feature.startswith("n:") else 1.0) / len(rows) ** 0.5
            for row in rows:
                votes[row[0]] = votes.get(row[0], 0.0) + weight
    chosen = dict.fromkeys(_sharing_bands(db, traits))
    chosen.update(dict.fromkeys(sorted(votes, key=lambda key: (-votes[key], key))))
    keys = sorted(list(chosen)[: options.compared])
    read.update((one.key, one) for one in read_traits(db, [key for key in keys if key not in read]))
    return Nearby(articles=[read[key] for key in keys if key in read], rarity=Rarity(seen))


def read_traits(db: sqlite3.Connection, keys: Sequence[int]) -> list[Traits]:
    """Return the traits of those articles that are kept, by key."""
    marks = ",".join("?" * len(keys))
    rows = db.execute(
        f"SELECT key, day, traits, vectors, signature FROM articles WHERE key IN ({marks}) ORDER BY key", list(keys)
    )
    return [traits_from(*row) for row in rows]


def _sharing_bands(db: sqlite3.Connection, traits: Traits) -> list[int]:
    """Return the articles that share bands with one, most bands first."""
    shared: Counter[int] = Counter()
    for band in traits.bands():
        rows = db.execute(
            "SELECT key FROM bands WHERE band = ? AND key != ? LIMIT ?", (band, traits.key, _COPIES_OF_A_BAND + 1)
        ).fetchall()
        if len(rows) <= _COPIES_OF_A_BAND:
            shared.update(row[0] for row in rows)
    return [key for key, _ in shared.most_common(_COPIES_OF_A_BAND)]
