"""Making one segment of several, without what was removed."""

from collections.abc import Iterator, Sequence

import numpy as np

from corpus.catalogue.snapshot import Segment
from embeddings.index.backend import SegmentFiles
from embeddings.index.id_filter import Ids
from embeddings.index.merge_policy import wants_lists
from embeddings.models.encoder import Vectors


def join(files: SegmentFiles, segments: Sequence[Segment], dead: Ids) -> tuple[Segment | None, Ids]:
    """Write what is left of `segments` as one; return it, None where nothing is left, and the ids that are not in it.

    The segments are read part by part: in memory at once are the vectors of one batch, a sample, and what is written, in float16.

    Args:
        segments: of one model, at least one.
        dead: ids of removed passages.

    Raises:
        ArchiveDamaged: one of them is not what was written.
        ArchiveError: the disk is full.
    """
    model = segments[0].model
    gone = [ids[np.isin(ids, dead)] for segment in segments for ids in [files.ids(segment)]]
    left = sum(segment.vectors for segment in segments) - sum(map(len, gone))

    def alive() -> Iterator[tuple[Ids, Vectors]]:
        for segment in segments:
            for ids, vectors in files.batches(segment):
                kept = ~np.isin(ids, dead)
                yield ids[kept], vectors[kept]
            files.let_go(segment.name)

    if not left:
        return None, np.concatenate(gone)
    if wants_lists(left, segments, files.options):
        dimensions = next(iter(alive()))[1].shape[1]
        return files.write_lists(model, alive, left, dimensions), np.concatenate(gone)
    parts = list(alive())
    ids, vectors = (np.concatenate([part[place] for part in parts]) for place in (0, 1))
    return files.write(model, ids, vectors), np.concatenate(gone)
