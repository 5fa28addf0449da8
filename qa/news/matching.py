"""Are two articles about the same event? A probability from what they share.

Logistic regression over a few measures, fitted to labelled pairs by `benchmarks/news.py stories --fit`; the labels are in
tests/data/stories. What is rare in the days around counts more than what every article has (inverse document frequency,
Spärck Jones 1972).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from qa.news.features import ArticleFeatures

MEASURES = ("whole", "opening", "title", "lead", "names", "days", "recurring", "lengths")
HELPS = ("whole", "opening", "title", "lead", "names")
"""More of these never makes two articles less probably of one event; of the others, never more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingOptions:
    """How measures become a probability.

    Attributes:
        weights: one for each of `MEASURES`.
        bias: what is added.
        window: days between two articles beyond which they are not of one event.
        same_title: two headlines that share so much, days apart, over texts that share little, are of a column that
            comes again and again: markets, weather.
        recurs_after: these days, as a share of the window.
        recurring_words: this little.
        shortest: words; a shorter text is taken to be so long when lengths are compared.
    """

    weights: tuple[float, ...] = (1.42, 7.02, 1.93, 11.46, 3.93, -1.96, -5.28, -1.18)
    bias: float = -5.65
    window: int = 10
    same_title: float = 0.8
    recurs_after: float = 0.5
    recurring_words: float = 0.6
    shortest: int = 20


DEFAULT = MatchingOptions()


class Rarity:
    """How telling the features of a new article are, by how many articles of the days around have them.

    Args:
        seen: of each of the new article's features (`n:` a name, `w:` a stem), how many others have it. A feature that is
            not there is one that the new article does not have; it counts in full.
    """

    def __init__(self, seen: Mapping[str, int]) -> None:
        self._seen: dict[str, dict[str, float]] = {}
        for feature, count in seen.items():
            self._seen.setdefault(feature[:2], {})[feature[2:]] = 1.0 / (1.0 + math.log1p(count / 12))
        self._features = {kind: frozenset(features) for kind, features in self._seen.items()}

    def overlap(self, kind: str, one: frozenset[str], other: frozenset[str]) -> float:
        """Return the weight of what both have, as a share of what the one with less has."""
        shared = one & other
        return self._weight(kind, shared) / min(self._weight(kind, one), self._weight(kind, other)) if shared else 0.0

    def cosine(self, kind: str, one: frozenset[str], other: frozenset[str]) -> float:
        """Return the weight of what both have, as a share of the geometric mean of what each has."""
        shared = one & other
        if not shared:
            return 0.0
        return self._weight(kind, shared) / math.sqrt(self._weight(kind, one) * self._weight(kind, other))

    def _weight(self, kind: str, features: frozenset[str]) -> float:
        if kind not in self._seen:
            return float(len(features))
        known = features & self._features[kind]
        return math.fsum([len(features) - len(known), *map(self._seen[kind].__getitem__, known)])


def probability(
    one: ArticleFeatures, other: ArticleFeatures, rarity: Rarity, options: MatchingOptions = DEFAULT
) -> float:
    """Return how probably two articles are about the same event, 0 to 1."""
    if days_apart(one, other) > options.window:
        return 0.0
    found = measures(one, other, rarity, options)
    total = options.bias + sum(weight * value for weight, value in zip(options.weights, found, strict=True))
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, total))))


def measures(
    one: ArticleFeatures, other: ArticleFeatures, rarity: Rarity, options: MatchingOptions = DEFAULT
) -> tuple[float, ...]:
    """Return what two articles share, a number for each of `MEASURES`."""
    title = rarity.overlap("w:", one.title, other.title)
    days = days_apart(one, other) / options.window
    recurring = (
        title >= options.same_title
        and days >= options.recurs_after
        and rarity.overlap("w:", one.words, other.words) < options.recurring_words
    )
    lengths = (max(options.shortest, length) for length in (one.length, other.length))
    return (
        float(one.vectors[0] @ other.vectors[0]),
        float(one.vectors[1] @ other.vectors[1]),
        0.0 if recurring else title,
        rarity.overlap("w:", one.lead, other.lead),
        rarity.cosine("n:", one.names, other.names),
        days,
        float(recurring),
        abs(math.log(next(lengths) / next(lengths))),
    )


def days_apart(one: ArticleFeatures, other: ArticleFeatures) -> int:
    """Return the days between two publications, 0 where one is not known."""
    return abs(one.day - other.day) if one.day and other.day else 0
