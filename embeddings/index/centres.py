"""Centres of inverted lists, which the segments of an index share.

A new segment takes the centres of those that are there. So one look finds which lists of all of them are nearest to a question,
and vectors that move from one segment to another stay in the list of the same number. k-means runs only when an index is several
times as large as when its centres were learned. Each segment's file has its centres in it; equal ones are in memory once.
"""

import threading
import weakref
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embeddings.models.encoder import Vectors

if TYPE_CHECKING:
    import faiss

Numbers = NDArray[np.int64]
"""Numbers of lists."""

_SEED = 1


class Centres:
    """Centres of lists, the same for some segments. Safe to use from several threads.

    Args:
        index: a FAISS index that compares a question with each centre; this object frees it.
    """

    def __init__(self, index: "faiss.IndexFlatCodes") -> None:
        self.index = index
        self._owner = _owner(index)
        self._last = threading.local()

    @property
    def count(self) -> int:
        """How many there are."""
        return int(self.index.ntotal)

    def nearest(self, query: Vectors, wanted: int) -> tuple[Vectors, Numbers]:
        """Return the inner products and numbers of the centres nearest to a question, both of shape (1, wanted), best first.

        One segment after the other asks for the same, so a thread's last result is remembered.

        Args:
            query: float32 of shape (1, dimensions).
        """
        key = (wanted, query.tobytes())
        if getattr(self._last, "key", None) != key:
            self._last.found = self.index.search(query, wanted)
            self._last.key = key
        nearness, numbers = self._last.found
        return nearness, numbers

    def assigner(self) -> "faiss.IndexFlatIP":
        """Return an index that finds the nearest centre of many vectors at once, faster than `index` does."""
        import faiss

        index = faiss.IndexFlatIP(self.index.d)
        index.add(self.index.reconstruct_n(0, self.count))
        return index

    def same(self, other: "faiss.IndexFlatCodes") -> bool:
        """Return whether these are another index's centres."""
        import faiss

        mine, count = self.index, self.count
        return (
            type(mine) is type(other)
            and (mine.d, count, mine.code_size) == (other.d, other.ntotal, other.code_size)
            and np.array_equal(faiss.vector_to_array(mine.codes), faiss.vector_to_array(other.codes))
        )


def _owner(index: "faiss.IndexFlatCodes") -> "faiss.IndexPreTransform":
    """Return what frees an index when it is freed itself: Python cannot be told to, where another index has read it."""
    import faiss

    index.this.disown()
    owner = faiss.IndexPreTransform(index)
    owner.own_fields = True
    return owner


_known: "weakref.WeakSet[Centres]" = weakref.WeakSet()
_lock = threading.Lock()


def shared(index: "faiss.IndexFlatCodes") -> Centres:
    """Return the centres that are in memory already if they are those of an index, which is then freed, else those of the index.

    Args:
        index: nothing else owns it.
    """
    with _lock:
        for centres in _known:
            if centres.same(index):
                _owner(index)
                return centres
        centres = Centres(index)
        _known.add(centres)
        return centres


def learn(sample: Vectors, count: int, rounds: int) -> Centres:
    """Learn centres by k-means on the sphere. The same sample gives the same centres.

    Args:
        sample: float32 of shape (n, dimensions), n ≥ count.
    """
    import faiss

    dimensions = sample.shape[1]
    centres = sample
    if count < len(sample):
        means = faiss.Clustering(dimensions, count)
        means.spherical, means.niter, means.seed = True, rounds, _SEED
        means.min_points_per_centroid, means.max_points_per_centroid = 1, len(sample)
        means.train(sample, faiss.IndexFlatIP(dimensions))
        centres = faiss.vector_to_array(means.centroids).reshape(count, dimensions)
    index = faiss.IndexScalarQuantizer(dimensions, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    index.add(centres)
    return shared(index)
