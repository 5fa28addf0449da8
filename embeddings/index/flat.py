"""Segments whose vectors are compared one by one: a FAISS file that is read whole, after its SHA-256 was checked."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from embeddings.index.id_filter import IdFilter, Ids
from embeddings.models.encoder import Vectors

if TYPE_CHECKING:
    import faiss


def build(ids: Ids, vectors: Vectors) -> "faiss.Index":
    """Return an index of vectors, float32 of shape (len(ids), dimensions), as float16: what kept vectors are already."""
    import faiss

    inner = faiss.IndexScalarQuantizer(int(vectors.shape[1]), faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    index = faiss.IndexIDMap2(inner)
    index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), np.ascontiguousarray(ids, dtype=np.int64))
    return index


class FlatSegment:
    """An open segment.

    Args:
        index: with a map to ids; around float16, or around float32 as Cuttings wrote it once.
    """

    def __init__(self, index: "faiss.Index") -> None:
        import faiss

        self._index = index
        self._inner = faiss.downcast_index(index.index)

    @property
    def ntotal(self) -> int:
        """How many vectors it has."""
        return int(self._index.ntotal)

    def search(self, query: Vectors, limit: int, among: IdFilter) -> tuple[Vectors, Ids]:
        """Return up to `limit` of the nearest to `query`, of shape (1, dimensions), as scores and ids, best first."""
        import faiss

        parameters = None if among.everything else faiss.SearchParameters(sel=among.selector)
        scores, ids = self._index.search(query, min(limit, self._index.ntotal), params=parameters)
        return scores[0][ids[0] >= 0], ids[0][ids[0] >= 0]

    def ids(self) -> Ids:
        """Return all ids, of shape (n,)."""
        import faiss

        return np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    def batches(self, size: int) -> Iterator[tuple[Ids, Vectors]]:
        """Yield ids and vectors, float32 of shape (n, dimensions), about `size` at a time."""
        ids = self.ids()
        for start in range(0, len(ids), size):
            part = ids[start : start + size]
            yield part, self._inner.reconstruct_n(start, len(part))

    def check(self) -> None:
        """Do nothing: it was read whole."""
