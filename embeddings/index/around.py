"""What a new segment joins: the rest of its index."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from embeddings.index.id_filter import Batches

if TYPE_CHECKING:
    from embeddings.index.backend import OpenSegment


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The index that a new segment becomes part of; by default there is none.

    Attributes:
        vectors: in the whole index, those of the new segment included.
        merged: open segments that the new one replaces.
        others: further open segments of the index.
        sources: of some of the other segments, the vectors and how many there are; read only if something is learned from them.
    """

    vectors: int = 0
    merged: "Sequence[OpenSegment]" = ()
    others: "Sequence[OpenSegment]" = ()
    sources: Sequence[tuple[Batches, int]] = ()


ALONE = Around()
"""A segment that is an index by itself."""
