"""What a segment is to the rest of the index: an open one, a kind of them, and what a new one joins.

A segment is an immutable file of vectors. Its kind is a row of `embeddings.index.backend.BACKENDS`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from embeddings.index.id_filter import Batches, IdFilter, Ids
from embeddings.models.encoder import Vectors


class OpenSegment(Protocol):
    """A segment's file, open. Safe to use from several threads.

    Data is checked before it is used. Every method may raise `NotAsWrittenError` if the file is damaged, and `OSError`,
    `RuntimeError` or `MemoryError` if it cannot be read; `SegmentFiles` translates all of them.

    Attributes:
        count: how many vectors it has.
        dimensions: of each.
        lists: how many inverted lists it has, 0 if none.
    """

    @property
    def count(self) -> int: ...  # noqa: D102 -- described above

    @property
    def dimensions(self) -> int: ...  # noqa: D102 -- described above

    @property
    def lists(self) -> int: ...  # noqa: D102 -- described above

    def search(self, query: Vectors, limit: int, allowed: IdFilter) -> tuple[Vectors, Ids]:
        """Return inner products and ids of up to `limit` vectors nearest to `query`, best first.

        The filter applies inside the search: if the segment has `limit` allowed vectors, it returns that many. Scores are exact,
        even where the choice of neighbours is approximate.

        Args:
            query: float32 of shape (1, dimensions).
        """

    def ids(self) -> Ids:
        """Return all ids."""

    def reconstruct(self, size: int) -> Iterator[tuple[Ids, Vectors]]:
        """Yield all ids and vectors, float32 of shape (n, dimensions), about `size` at a time, bit for bit as they were added.

        The vectors that are added have float16 precision, like those of the embedding cache.
        """

    def verify(self) -> None:
        """Check every byte of the file that opening it did not check."""


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
    merged: Sequence[OpenSegment] = ()
    others: Sequence[OpenSegment] = ()
    sources: Sequence[tuple[Batches, int]] = ()


ALONE = Around()
"""A segment that is an index by itself."""


class SegmentBackend(Protocol):
    """A kind of segments.

    Attributes:
        suffix: of its files. It does not determine the kind, which the catalogue stores.
    """

    suffix: str

    def build(self, path: Path, batches: Batches, count: int, dimensions: int, around: Around) -> str:
        """Write a segment into an empty file; return the SHA-256, in hex, that `open` is given.

        Args:
            path: an existing file with its final mode.
            batches: may hold empty parts.
            count: of all vectors in the batches, at least 1.
            around: the index that it joins.

        Raises:
            OSError, RuntimeError: the disk is full.
        """

    def open(self, path: Path, sha256: str) -> OpenSegment:
        """Open a file that `build` wrote; its size is already checked. No byte is parsed before it is checked.

        Raises:
            NotAsWrittenError: it is not what was written.
            OSError, RuntimeError, MemoryError: it cannot be read.
        """
