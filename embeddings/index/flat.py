"""Exact segments: every vector is compared. A FAISS file that is read whole, after its SHA-256 was checked."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from embeddings.index.checksummed_file import NotAsWrittenError
from embeddings.index.faiss_runtime import SEARCHING, cores, write_index
from embeddings.index.id_filter import Batches, IdFilter, Ids
from embeddings.index.segment import Around
from embeddings.models.encoder import Vectors
from embeddings.models.weights import file_sha256

if TYPE_CHECKING:
    import faiss


class FlatBackend:
    """Builds and opens exact segments; see `embeddings.index.segment.SegmentBackend`."""

    suffix = ".faiss"

    def build(self, path: Path, batches: Batches, count: int, dimensions: int, around: Around) -> str:
        """Write the vectors as float16, which is what the embedding cache has already."""
        import faiss

        inner = faiss.IndexScalarQuantizer(dimensions, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        index = faiss.IndexIDMap2(inner)
        for ids, vectors in batches():
            index.add_with_ids(vectors, ids)
        write_index(path, index)
        return file_sha256(path)

    def open(self, path: Path, sha256: str) -> "FlatSegment":
        """Read a segment, all of it."""
        import faiss

        if file_sha256(path) != sha256:  # before FAISS parses a byte of it
            raise NotAsWrittenError("it is not what was written")
        index = faiss.read_index(str(path))
        if not isinstance(index, faiss.IndexIDMap):
            raise NotAsWrittenError("it is no exact index")
        return FlatSegment(index)


class FlatSegment:
    """An open exact segment; see `embeddings.index.segment.OpenSegment`.

    Args:
        index: maps to ids, around vectors in float16, or in float32 as an early Cuttings wrote them.
    """

    def __init__(self, index: "faiss.IndexIDMap") -> None:
        import faiss

        self._index = index
        self._vectors = faiss.downcast_index(index.index)

    @property
    def count(self) -> int:
        """How many vectors it has."""
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        """Of each vector."""
        return int(self._index.d)

    @property
    def lists(self) -> int:
        """None."""
        return 0

    def search(self, query: Vectors, limit: int, allowed: IdFilter) -> tuple[Vectors, Ids]:
        """Compare every vector that is allowed."""
        import faiss

        parameters = None if allowed.allows_all else faiss.SearchParameters(sel=allowed.selector)
        with cores(SEARCHING):
            scores, ids = self._index.search(query, min(limit, self.count), params=parameters)
        return scores[0][ids[0] >= 0], ids[0][ids[0] >= 0]

    def ids(self) -> Ids:
        """Return all ids, of shape (n,)."""
        import faiss

        return np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    def reconstruct(self, size: int) -> Iterator[tuple[Ids, Vectors]]:
        """Yield ids and vectors, `size` at a time."""
        ids = self.ids()
        for start in range(0, len(ids), size):
            part = ids[start : start + size]
            yield part, self._vectors.reconstruct_n(start, len(part))

    def verify(self) -> None:
        """Do nothing: all of it was checked when it was opened."""
