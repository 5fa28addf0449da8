"""Searching the dense index: the passages nearest to a vector, as of one state of the catalogue."""

from typing import TYPE_CHECKING

import numpy as np

from corpus.filters import Filters
from corpus.snapshot import Snapshot
from embeddings.encoder import Vectors
from embeddings.segments import SegmentFiles

if TYPE_CHECKING:
    import faiss


def search_dense(
    snapshot: Snapshot, files: SegmentFiles, model: str, vector: Vectors, limit: int, filters: Filters
) -> list[tuple[int, float]]:
    """Return up to `limit` passages nearest to `vector`, as `(id, cosine)`, best first, equals as `Snapshot.ranked` has them.

    `filters` are applied inside the search, so a narrow one still gives `limit` passages where there are so many.

    Args:
        vector: float32 of shape (dimensions,), of length 1.

    Raises:
        ArchiveDamaged: a segment's file is not what was written.
    """
    import faiss

    segments = snapshot.segments(model)
    if not segments or limit < 1:
        return []
    # the selector and what it points to must outlive the search
    if filters:
        allowed = np.asarray(snapshot.allowed(filters), dtype=np.int64)
        if not len(allowed):
            return []
        selector = faiss.IDSelectorBatch(allowed)
    else:
        dead = faiss.IDSelectorBatch(np.asarray(snapshot.dead(), dtype=np.int64))
        selector = faiss.IDSelectorNot(dead)
    parameters = faiss.SearchParameters(sel=selector)
    found: list[tuple[int, float]] = []
    query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
    for segment in segments:
        found += _nearest(files.load(segment), query, limit, parameters)
    files.keep_open(snapshot.every_segment_name())
    return snapshot.ranked(found)[:limit]


def _nearest(
    index: "faiss.Index", query: Vectors, limit: int, parameters: "faiss.SearchParameters"
) -> list[tuple[int, float]]:
    """Return the nearest of a segment, with all that are equal to the last of `limit`: which of them FAISS finds is chance."""
    wanted = limit + 1
    while True:
        scores, ids = index.search(query, min(wanted, index.ntotal), params=parameters)
        found = [(int(key), float(score)) for key, score in zip(ids[0], scores[0], strict=True) if key >= 0]
        if len(found) < wanted or found[-1][1] < found[limit - 1][1]:
            return found
        wanted *= 2
