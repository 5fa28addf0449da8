"""Searching the dense index: the passages nearest to a vector, as of one state of the catalogue."""

import numpy as np

from corpus.catalogue.snapshot import Segment, Snapshot
from corpus.filters import Filters
from embeddings.index.id_filter import IdFilter
from embeddings.index.segment_files import SegmentFiles
from embeddings.models.encoder import Vectors


def search_dense(
    snapshot: Snapshot, files: SegmentFiles, model: str, vector: Vectors, limit: int, filters: Filters
) -> list[tuple[int, float]]:
    """Return up to `limit` passages nearest to `vector`, as `(id, cosine)`, best first, ties in the order of `Snapshot.ranked`.

    `filters` apply inside the search, so that a narrow one still gives `limit` passages if there are that many.

    Args:
        vector: float32 of shape (dimensions,), of length 1.

    Raises:
        ArchiveDamaged: a segment's file is not what was written.
    """
    segments = snapshot.segments(model)
    if not segments or limit < 1:
        return []
    allowed = files.id_filters.get(snapshot, filters)
    if allowed.allows_none:
        return []
    query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
    found = [pair for segment in segments for pair in _nearest(files, segment, query, limit, allowed)]
    files.close_except(snapshot.every_segment_name())
    found.sort(key=lambda pair: -pair[1])
    if len(found) > limit:
        found = [pair for pair in found if pair[1] >= found[limit - 1][1]]
    return snapshot.ranked(found)[:limit]


def _nearest(
    files: SegmentFiles, segment: Segment, query: Vectors, limit: int, allowed: IdFilter
) -> list[tuple[int, float]]:
    """Return the nearest of a segment with all that tie with the last: which of those a backend returns is arbitrary."""
    wanted = limit + 1
    while True:
        scores, ids = files.search(segment, query, wanted, allowed)
        if len(ids) < wanted or scores[-1] < scores[limit - 1]:
            return list(zip(ids.tolist(), scores.tolist(), strict=True))
        wanted *= 2
