"""The merge policy: which kind of segment is used for how many vectors, and which segments are merged.

Few vectors are compared one by one, in flat segments; many go into an approximate kind. Both store float16 like the embedding
cache, so that a passage has the same score in either, to the last bit, and vectors can be taken out again unchanged.
`benchmarks/dense.py` prints the table behind the numbers; docs/performance.md has it.
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
        max_flat: while flat segments hold no more vectors than this together, and there are no others, they stay flat.
        flat_beside: the same where there are segments of the `large` kind: flat ones are then what takes time.
        full_flat: a flat segment of that many vectors is not merged into another flat one.
        full: a segment of that many vectors is not merged any more, so time and memory of a merge do not grow with the archive.
        flat_segments: if there are more flat segments, not counting full ones, they are merged, smallest first.
        large_segments: the same for segments of the `large` kind.
        removed: if more than this share of the vectors is of removed passages, segments with half that share are rewritten.
        batch: vectors in memory as float32 at once.
    """

    large: str = IVF
    max_flat: int = 50_000
    flat_beside: int = 20_000
    full_flat: int = 20_000
    full: int = 200_000
    flat_segments: int = 8
    large_segments: int = 4
    removed: float = 0.25
    batch: int = 10_000


DEFAULT = MergeOptions()
_BEYOND = 1.25


def kind_for(vectors: int, index: Iterable[Segment], options: MergeOptions = DEFAULT) -> str:
    """Return the kind of segment for that many vectors in an index of these segments."""
    large = any(not _is_flat(segment) for segment in index)
    return options.large if vectors > (options.full_flat if large else options.max_flat) else FLAT


def segments_to_merge(segments: Iterable[Segment], options: MergeOptions = DEFAULT) -> list[Segment]:
    """Choose the segments to merge into one, if any. One merge at a time limits how long a writer waits.

    Flat ones are merged with each other until together they have too many vectors to be compared one by one. A vector is copied
    about log(n) times until then, and about twice after it, whatever the size of the archive.
    """
    flat: list[Segment] = []
    large: list[Segment] = []
    for segment in segments:
        (flat if _is_flat(segment) else large).append(segment)
    if sum(segment.vectors for segment in flat) > _most_flat(large, options):
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


def rebuilt_group(
    parts: Sequence[Segment], done: Sequence[Segment], options: MergeOptions = DEFAULT
) -> Sequence[Segment]:
    """Choose the first of the flat `parts` of an index that is built again to become one segment, beside those that are done.

    Empty if what is left stays flat.
    """
    if sum(segment.vectors for segment in parts) > _most_flat(done, options):
        return _until_full(parts, options.full)
    return []


def _most_flat(large: Sequence[Segment], options: MergeOptions) -> int:
    return min(options.max_flat, options.flat_beside) if large else options.max_flat


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
    """Choose the smallest, as long as the next is no larger than all before it together, and all do not go far beyond full."""
    growing = [segment for segment in segments if segment.vectors < full]
    ascending = sorted(growing, key=lambda segment: (segment.vectors, segment.name))
    if len(ascending) <= most:
        return []
    chosen = ascending[:2]
    for segment in ascending[2:]:
        together = sum(one.vectors for one in chosen)
        if segment.vectors > together or together + segment.vectors > _BEYOND * full:
            break
        chosen.append(segment)
    return chosen
