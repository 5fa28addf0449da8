"""Which passages a search of vectors may return: all that are not removed, or those that filters let through.

With a million passages, reading these from the catalogue takes longer than searching. So they are read once per revision, and
those of recent questions stay in memory, one bit for each passage.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue.snapshot import Snapshot
from corpus.filters import Filters
from embeddings.models.encoder import Vectors

if TYPE_CHECKING:
    import faiss

Ids = NDArray[np.int64]
"""Ids of passages, of shape (n,)."""

Batches = Callable[[], Iterable[tuple[Ids, Vectors]]]
"""Returns an iterator over ids and their vectors, float32 of shape (n, dimensions), in parts; the same on each call."""

_CACHED = 16  # filters; each takes a bit for each passage
_MOST_BITS = 1 << 28  # a higher id can only come from a crafted back-up


class IdFilter:
    """The passages that a search may return.

    Args:
        ids: of passages, int64 of shape (n,).
        excluded: whether `ids` are those that it may not return.
    """

    def __init__(self, ids: Ids, *, excluded: bool) -> None:
        self._ids = ids
        self._excluded = excluded
        self._bits: NDArray[np.bool_] | None = None
        if int(ids.max(initial=0)) < _MOST_BITS:
            self._bits = np.zeros(int(ids.max(initial=0)) + 1, dtype=np.bool_)
            self._bits[ids] = True

    @property
    def allows_none(self) -> bool:
        """Whether no passage may be returned."""
        return not self._excluded and not len(self._ids)

    @property
    def allows_all(self) -> bool:
        """Whether every passage may be returned."""
        return self._excluded and not len(self._ids)

    def mask(self, ids: Ids) -> NDArray[np.bool_]:
        """Return which of these ids may be returned, of shape (n,); arbitrary for ids that no passage has."""
        if self._bits is None:
            named = np.isin(ids, self._ids)
        else:
            named = (ids >= 0) & (ids < len(self._bits))
            named[named] = self._bits[ids[named]]
        return ~named if self._excluded else named

    @cached_property
    def selector(self) -> "faiss.IDSelector | None":
        """The filter as FAISS takes it; None if every passage may be returned."""
        import faiss

        if self.allows_all:
            return None
        if self._bits is None:
            selector: faiss.IDSelector = faiss.IDSelectorBatch(self._ids)
        else:
            selector = faiss.IDSelectorBitmap(np.packbits(self._bits, bitorder="little"))
        return faiss.IDSelectorNot(selector) if self._excluded else selector


class IdFilterCache:
    """The id filters that were used last, by revision and filters; safe to use from several threads."""

    def __init__(self) -> None:
        self._cached: OrderedDict[tuple[int, Filters], IdFilter] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, snapshot: Snapshot, filters: Filters) -> IdFilter:
        """Return the id filter of these filters; without filters all passages that are not removed."""
        key = (snapshot.revision, filters)
        with self._lock:
            found = self._cached.get(key)
            if found is not None:
                self._cached.move_to_end(key)
                return found
        ids = snapshot.allowed_ids(filters) if filters else np.asarray(snapshot.tombstones(), dtype=np.int64)
        found = IdFilter(ids, excluded=not filters)
        with self._lock:
            self._cached[key] = found
            while len(self._cached) > _CACHED:
                self._cached.popitem(last=False)
        return found
