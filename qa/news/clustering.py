"""From pairs of similar articles to stories: average linkage, so that one doubtful pair joins nothing.

The same pairs give the same stories in whatever order they were found (Sneath and Sokal 1973, UPGMA).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusteringOptions:
    """When two clusters become one.

    Attributes:
        joined: average probability over their pairs that could have been similar.
        largest: a group of more articles than this is not compared pair by pair any more, but joined by strong pairs only.
        strong: probability of a strong pair.
    """

    joined: float = 0.5
    largest: int = 150
    strong: float = 0.9


DEFAULT = ClusteringOptions()


@dataclass(slots=True)
class _Links:
    """What two groups have in common: the sum over their pairs, and how many pairs could have been similar."""

    total: float = 0.0
    pairs: int = 0

    @property
    def mean(self) -> float:
        return self.total / self.pairs if self.pairs else 0.0


@dataclass(slots=True)
class _Groups:
    members: dict[int, list[int]]
    links: dict[int, dict[int, _Links]] = field(default_factory=dict)

    def best(self) -> tuple[float, int, int]:
        found = (
            (-links.mean, one, other) for one, row in self.links.items() for other, links in row.items() if one < other
        )
        mean, one, other = min(found, default=(0.0, 0, 0))
        return -mean, one, other

    def join(self, one: int, other: int) -> None:
        self.members[one] += self.members.pop(other)
        row = self.links.pop(other)
        row.pop(one)
        self.links[one].pop(other)
        for third, links in row.items():
            mine = self.links[one].setdefault(third, _Links())
            mine.total += links.total
            mine.pairs += links.pairs
            self.links[third].pop(other)
            self.links[third][one] = mine


def cluster(
    keys: Iterable[int],
    similarity: Mapping[Pair, float],
    comparable: Callable[[int, int], bool],
    options: ClusteringOptions = DEFAULT,
) -> list[list[int]]:
    """Return groups of keys, each ascending, in the order of their first key.

    Args:
        keys: of articles.
        similarity: probability by pair, the lower key first; a pair that is missing has none.
        comparable: whether two articles could have been found similar (their days are close): other pairs count for nothing.
    """
    ordered = sorted(set(keys))
    if len(ordered) > options.largest:
        return components(ordered, (pair for pair, value in similarity.items() if value >= options.strong))
    groups = _Groups({key: [key] for key in ordered}, {key: {} for key in ordered})
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            value = similarity.get((one, other))
            if value is not None or comparable(one, other):
                links = _Links(value or 0.0, 1)
                groups.links[one][other] = groups.links[other][one] = links
    while True:
        mean, one, other = groups.best()
        if mean < options.joined:
            return sorted(sorted(members) for members in groups.members.values())
        groups.join(one, other)


def components(keys: Iterable[int], pairs: Iterable[Pair]) -> list[list[int]]:
    """Return the groups of keys that pairs connect, each ascending, in the order of their first key."""
    parent = {key: key for key in keys}

    def root(key: int) -> int:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for one, other in pairs:
        if one in parent and other in parent:
            low, high = sorted((root(one), root(other)))
            parent[high] = low
    groups: dict[int, list[int]] = {}
    for key in sorted(parent):
        groups.setdefault(root(key), []).append(key)
    return sorted(groups.values())
