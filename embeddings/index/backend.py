"""The interface of index backends, and the table of the existing ones.

A segment is an immutable file of vectors. Its kind is a row of `BACKENDS`, stored in the catalogue with its name. To add a kind:
a module with one class for building and opening and one for an open segment, a row here, and the numbers of vectors it is for
(`embeddings.index.merge_policy`). `tests/embeddings/index/test_backends.py` compares every row value for value with the exact
one.

FAISS is imported when a segment is built or opened, not before.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from corpus.errors import BackendUnknown
from embeddings.index.around import Around
from embeddings.index.flat import FlatBackend
from embeddings.index.id_filter import Batches, IdFilter, Ids
from embeddings.index.ivf import IvfBackend
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


FLAT = "flat"
IVF = "ivf"
BACKENDS: dict[str, Callable[[], SegmentBackend]] = {FLAT: FlatBackend, IVF: IvfBackend}
"""From a kind, as stored in the catalogue, to its class."""


def find_backend(kind: str) -> SegmentBackend:
    """Return the backend of a kind.

    Raises:
        BackendUnknown: there is no such row.
    """
    try:
        return BACKENDS[kind]()
    except KeyError:
        raise BackendUnknown(
            f"the index has a segment of the kind {kind!r:.80}, and this Cuttings knows {', '.join(BACKENDS)}: upgrade Cuttings, "
            "or build the index again: cuttings check --repair"
        ) from None


def suffixes() -> tuple[str, ...]:
    """Return the ends of the names of all segments' files."""
    return tuple(find_backend(kind).suffix for kind in BACKENDS)
