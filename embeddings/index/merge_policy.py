"""Which kind of segment holds how many vectors, and which segments are merged: the one place with the rule.

Few vectors are compared one by one, in flat segments; many go into segments of a kind for many, which approximates. Both hold
float16, which the embedding cache has, so that a passage has the same score, to the last bit, in either, and what is merged can
be taken out again unchanged. `benchmarks/dense.py` prints the table that the numbers are from; docs/performance.md has it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.catalogue.snapshot import Segment
from embeddings.index.backend import FLAT, IVF


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeOptions:
    """The numbers of vectors and of segments at which segments are merged.

    Attributes:
        large: the kind of segments for many vectors.
        max_flat: while flat segments hold no more vectors than this together, they stay flat.
        full_flat: a flat segment of that many vectors is not merged into another flat one.
        full: a segment of that many vectors is merged no more, so neither time nor memory of a merge grows with the archive.
        flat_segments: more flat segments than this, full ones not counted, are merged, smallest first: a search asks each.
        large_segments: more segments for many vectors than this, full ones not counted, are merged.
        removed: where a larger share of the vectors than this is of removed passages, segments with half of that are rewritten.
        batch: vectors in memory as float32 at once.
    """

    large: str = IVF
    max_flat: int = 50_000
    full_flat: int = 20_000
    full: int = 200_000
    flat_segments: int = 8
    large_segments: int = 3
    removed: float = 0.25
    batch: int = 10_000


DEFAULT = MergeOptions()


def kind_for(vectors: int, merged: Iterable[Segment], options: MergeOptions = DEFAULT) -> str:
    """Return the kind of segment for that many vectors, all that is left of the `merged` ones."""
    large = any(not _is_flat(segment) for segment in merged)
    return options.large if vectors > (options.full_flat if large else options.max_flat) else FLAT


def segments_to_merge(segments: Iterable[Segment], options: MergeOptions = DEFAULT) -> list[Segment]:
    """Choose the segments to merge into one; none where all is well. One such step at a time bounds what a writer waits for.

    Flat ones are merged with each other until together they are too many vectors to be compared one by one. A vector is copied
    about log(n) times until then, and about twice after it, whatever the archive holds.
    """
    flat: list[Segment] = []
    large: list[Segment] = []
    for segment in segments:
        (flat if _is_flat(segment) else large).append(segment)
    if sum(segment.vectors for segment in flat) > options.max_flat:
        return _until_full(flat, options.full)
    return _smallest(flat, options.flat_segments, options.full_flat) or _smallest(
        large, options.large_segments, options.full
    )


def compaction_groups(segments: Sequence[Segment], options: MergeOptions = DEFAULT) -> list[list[Segment]]:
    """Group the segments that are not full, to merge each group: into as few as there can be."""
    total = sum(segment.vectors for segment in segments)
    full = options.full if total > options.max_flat else options.full_flat
    growing = [segment for segment in segments if segment.vectors < full]
    groups: list[list[Segment]] = []
    while growing:
        groups.append(_until_full(growing, full))
        growing = growing[len(groups[-1]) :]
    return [group for group in groups if len(group) > 1 or (group[0].vectors > options.max_flat and _is_flat(group[0]))]


def _is_flat(segment: Segment) -> bool:
    return segment.kind == FLAT


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
