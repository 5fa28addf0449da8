"""Which kind of FAISS index holds which vectors: the one place with the rule, and what was measured for it.

Few vectors are compared one by one, in exact segments. Many are put into inverted lists (IVF; Jégou, Douze and Schmid 2011,
there with product quantisation): k-means finds centres in a sample, a vector is in the list of the nearest, and a search looks
into the lists whose centres are nearest to the question. Both kinds hold float16, which kept vectors are, so that a passage has
the same score, to the last bit, in either, and what is merged can be taken out again unchanged.

`benchmarks/dense.py` prints the table that the numbers are from; docs/performance.md has it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from corpus.catalogue.snapshot import Segment

INVERTED_SUFFIX = ".lists.faiss"
"""Names of files with inverted lists end so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexOptions:
    """The sizes at which one kind takes over from another, and how inverted lists are made and searched.

    Attributes:
        exact: as long as no more vectors than this are in exact segments, they stay there.
        full_exact: an exact segment of so many vectors is merged into no further exact one.
        full: a segment of so many vectors is merged no more, so neither time nor memory of a merge grows with the archive.
        growing: more segments with inverted lists than this, full ones not counted, are merged.
        lists: per square root of the number of vectors.
        sample: vectors per list from which the centres are learnt.
        rounds: of k-means.
        probes: lists looked into, per square root of the number of lists.
        restricted_probes: so many times more where a search is restricted, beside what the restriction itself asks for.
        batch: vectors in memory as float32 at once.
    """

    exact: int = 50_000
    full_exact: int = 20_000
    full: int = 200_000
    growing: int = 3
    lists: float = 2.0
    sample: int = 48
    rounds: int = 10
    probes: float = 2.0
    restricted_probes: float = 1.5
    batch: int = 10_000

    def list_count(self, vectors: int) -> int:
        """Return how many lists a segment of so many vectors has."""
        return max(1, min(vectors, round(self.lists * sqrt(vectors))))

    def probe_count(self, lists: int, share: float = 1.0) -> int:
        """Return how many lists are looked into where a share of a segment's vectors may be found.

        The fewer may be found, the further away they are: as many of them are compared as without the restriction, until all
        lists are looked into and the search is exact.
        """
        if share <= 0:
            return lists
        wanted = self.probes * sqrt(lists) / share * (self.restricted_probes if share < 1 else 1)
        return min(lists, ceil(wanted))


DEFAULT = IndexOptions()


def is_inverted(segment: Segment) -> bool:
    """Tell whether a segment's file has inverted lists."""
    return segment.name.endswith(INVERTED_SUFFIX)


def to_join(segments: Iterable[Segment], most: int, options: IndexOptions = DEFAULT) -> list[Segment]:
    """Choose the segments to make one of; none where all is well. One such step at a time bounds what a writer waits for.

    Exact ones are joined with each other, and all go into inverted lists when together they are too many to be compared one by
    one. A vector is copied about log(n) times until then, and some two times after it, whatever the archive holds.

    Args:
        most: more exact segments than this, full ones not counted, are joined.
    """
    exact: list[Segment] = []
    inverted: list[Segment] = []
    for segment in segments:
        (inverted if is_inverted(segment) else exact).append(segment)
    if sum(segment.vectors for segment in exact) > options.exact:
        return _until_full(exact, options.full)
    return _smallest(exact, most, options.full_exact) or _smallest(inverted, options.growing, options.full)


def packs(segments: Sequence[Segment], options: IndexOptions = DEFAULT) -> list[list[Segment]]:
    """Put the segments that are not full together, into as few as there can be."""
    total = sum(segment.vectors for segment in segments)
    full = options.full if total > options.exact else options.full_exact
    growing = [segment for segment in segments if segment.vectors < full]
    found: list[list[Segment]] = []
    while growing:
        found.append(_until_full(growing, full))
        growing = growing[len(found[-1]) :]
    return [pack for pack in found if len(pack) > 1 or (pack[0].vectors > options.exact and not is_inverted(pack[0]))]


def wants_lists(vectors: int, joined: Iterable[Segment], options: IndexOptions = DEFAULT) -> bool:
    """Tell whether so many vectors, all that is left of `joined`, go into inverted lists."""
    return vectors > (options.full_exact if any(map(is_inverted, joined)) else options.exact)


def _until_full(segments: Sequence[Segment], full: int) -> list[Segment]:
    chosen: list[Segment] = []
    for segment in segments:
        chosen.append(segment)
        if sum(one.vectors for one in chosen) >= full:
            break
    return chosen


def _smallest(segments: Iterable[Segment], most: int, full: int) -> list[Segment]:
    """Choose the smallest, as long as the next is no larger than all before it together, and they are not full."""
    growing = [segment for segment in segments if segment.vectors < full]
    ascending = sorted(growing, key=lambda segment: (segment.vectors, segment.name))
    if len(ascending) <= most:
        return []
    chosen = ascending[:2]
    for segment in ascending[2:]:
        together = sum(one.vectors for one in chosen)
        if segment.vectors > together or together >= full:
            break
        chosen.append(segment)
    return chosen
