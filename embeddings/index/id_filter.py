"""Which passages a search of vectors may give: all that are not removed, or those that filters let through.

At a million passages both take longer to read from the catalogue than to search, so they are read once a revision: what is the
same at every question is kept for the next, as a bit for each passage.
"""

import threading
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue.snapshot import Snapshot
from corpus.filters import Filters

Ids = NDArray[np.int64]

_KEPT = 16  # selections; one takes a bit for each passage
_MOST_BITS = 1 << 28  # a higher number of a passage can only come from a back-up that somebody wrote by hand


class IdFilter:
    """The passages that a search may give.

    Args:
        ids: of passages, int64 of shape (n,).
        without: whether `ids` are those that it may not give.
    """

    def __init__(self, ids: Ids, *, without: bool) -> None:
        import faiss

        self._without = without
        self._ids = ids
        self._bits: NDArray[np.bool_] | None = None
        self.selector: faiss.IDSelector | None = None
        if without and not len(ids):
            return
        if not len(ids) or int(ids.max()) < _MOST_BITS:
            self._bits = np.zeros(int(ids.max(initial=0)) + 1, dtype=np.bool_)
            self._bits[ids] = True
            self.selector = faiss.IDSelectorBitmap(np.packbits(self._bits, bitorder="little"))
        else:
            self.selector = faiss.IDSelectorBatch(ids)
        if without:
            self.selector = faiss.IDSelectorNot(self.selector)

    @property
    def nothing(self) -> bool:
        """Whether no passage may be given."""
        return not self._without and not len(self._ids)

    @property
    def everything(self) -> bool:
        """Whether each passage may be given."""
        return self.selector is None

    def count(self, ids: Ids) -> int:
        """Return how many of these may be given; a number that no passage has is as good as any."""
        if self.selector is None:
            return len(ids)
        if self._bits is None:
            named = int(np.isin(ids, self._ids).sum())
        else:
            known = ids[(ids >= 0) & (ids < len(self._bits))]
            named = int(np.count_nonzero(self._bits[known]))
        return len(ids) - named if self._without else named


class IdFilterCache:
    """What was read last of the passages that may be given, by revision and filters; safe to use from several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, Filters], IdFilter] = OrderedDict()
        self._lock = threading.Lock()

    def among(self, snapshot: Snapshot, filters: Filters) -> IdFilter:
        """Return the passages that filters let through; without filters all that are not removed."""
        key = (snapshot.revision, filters)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        ids = snapshot.allowed_ids(filters) if filters else np.asarray(snapshot.dead(), dtype=np.int64)
        found = IdFilter(ids, without=not filters)
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found
