"""Are two articles about the same event? A probability from what they share.

Logistic regression over a few measures, fitted to labelled pairs of real and made articles by `benchmarks/news.py stories --fit`.
What few of the articles that are compared have counts more than what most of them have (inverse document frequency, Spärck Jones
1972): in an archive of one election, nearly every article has the same people and the same hundred words.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qa.news.features import ArticleFeatures

MEASURES = ("whole", "opening", "title", "lead", "names", "numbers", "days", "undated", "recurring", "lengths")
HELPS = ("whole", "opening", "title", "lead", "names", "numbers")
"""More of these never makes two articles less probably of one event; of the others, never more."""

Kind = Literal["words", "names", "numbers"]


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

    weights: tuple[float, ...] = (2.05, 4.55, 3.99, 13.92, 5.09, 1.78, -5.3, -1.41, -4.17, -0.16)
    bias: float = -5.76
    window: int = 10
    same_title: float = 0.8
    recurs_after: float = 0.5
    recurring_words: float = 0.6
    shortest: int = 20


DEFAULT = MatchingOptions()

_UNSEEN = 10
"""So many articles more are supposed, which have none of the words: of two articles alone, no word is common yet."""


class Rarity:
    """How telling words, names and numbers are, by how many of some articles have them.

    Args:
        articles: those that a new article is compared with.
    """

    def __init__(self, articles: Sequence[ArticleFeatures]) -> None:
        total = len(articles) + _UNSEEN
        self._of_none = math.log(total) ** 2
        self._weights: dict[Kind, dict[str, float]] = {}
        for kind in ("words", "names", "numbers"):
            counts = Counter(term for one in articles for term in getattr(one, kind))
            self._weights[kind] = {term: math.log(total / (count + 1)) ** 2 for term, count in counts.items()}

    def cosine(self, kind: Kind, one: frozenset[str], other: frozenset[str]) -> float:
        """Return what both have, weighted, as a share of the geometric mean of what each has."""
        shared = one & other
        if not shared:
            return 0.0
        both = self._weight(kind, one) * self._weight(kind, other)
        return self._weight(kind, shared) / math.sqrt(both) if both else 0.0

    def _weight(self, kind: Kind, terms: frozenset[str]) -> float:
        weights, of_none = self._weights[kind], self._of_none
        return math.fsum(weights.get(term, of_none) for term in terms)


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
    days = days_apart(one, other) / options.window
    recurring = (
        days >= options.recurs_after
        and _contained(one.title, other.title) >= options.same_title
        and _contained(one.words, other.words) < options.recurring_words
    )
    lengths = (max(options.shortest, length) for length in (one.length, other.length))
    return (
        float(one.vectors[0] @ other.vectors[0]),
        float(one.vectors[1] @ other.vectors[1]),
        0.0 if recurring else rarity.cosine("words", one.title, other.title),
        rarity.cosine("words", one.lead, other.lead),
        rarity.cosine("names", one.names, other.names),
        rarity.cosine("numbers", one.numbers, other.numbers),
        days,
        float(not (one.day and other.day)),
        float(recurring),
        abs(math.log(next(lengths) / next(lengths))),
    )


def days_apart(one: ArticleFeatures, other: ArticleFeatures) -> int:
    """Return the days between two publications, 0 where one is not known."""
    return abs(one.day - other.day) if one.day and other.day else 0


def _contained(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
