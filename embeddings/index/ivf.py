"""Segments with inverted lists: a FAISS file that stays on the disk, of which a search reads the lists that it looks into.

Opening it reads the centres of the lists and what `embeddings.index.checksummed_file` knows; a list is checked when
it is first looked into.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embeddings.index.checksummed_file import ID, Lists, SealedFile
from embeddings.index.cores import BUILDING, cores
from embeddings.index.id_filter import IdFilter, Ids
from embeddings.index.merge_policy import DEFAULT, IndexOptions
from embeddings.models.encoder import Vectors

if TYPE_CHECKING:
    import faiss

_SEED = 1


def build(
    batches: Callable[[], Iterable[tuple[Ids, Vectors]]], count: int, dimensions: int, options: IndexOptions
) -> "faiss.Index":
    """Return an index with inverted lists.

    Args:
        batches: gives the ids and vectors, the same each time it is called; they are gone through twice.
        count: of the vectors in all batches together.
    """
    import faiss

    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimensions),
        dimensions,
        options.list_count(count),
        faiss.ScalarQuantizer.QT_fp16,
        faiss.METRIC_INNER_PRODUCT,
        False,  # whole vectors, not what parts them from a centre: as they were kept
    )
    index.cp.spherical, index.cp.niter, index.cp.seed = True, options.rounds, _SEED
    index.cp.min_points_per_centroid, index.cp.max_points_per_centroid = 1, options.sample
    with cores(BUILDING):
        index.train(_sample(batches(), count, options.sample * index.nlist))
        for ids, vectors in batches():
            index.add_with_ids(vectors, ids)
    return index


def _sample(batches: Iterable[tuple[Ids, Vectors]], count: int, size: int) -> Vectors:
    """Return `size` of the vectors, or all where there are fewer."""
    chosen = np.zeros(count, dtype=np.bool_)
    chosen[np.random.default_rng(_SEED).choice(count, min(size, count), replace=False)] = True
    parts, start = [], 0
    for ids, vectors in batches:
        parts.append(vectors[chosen[start : start + len(ids)]])
        start += len(ids)
    return np.concatenate(parts)


class IvfSegment:
    """An open segment; safe to use from several threads.

    Args:
        sha256: as `seal` gave it.

    Raises:
        NotAsWrittenError: the file is not what was sealed.
        OSError: it cannot be read.
        RuntimeError: FAISS cannot.
    """

    def __init__(self, path: Path, sha256: str, options: IndexOptions = DEFAULT) -> None:
        import faiss

        self._options = options
        self._file = SealedFile(path, sha256)
        # where FAISS cannot map a file, as on Windows, it reads all of it
        mapped = faiss.IO_FLAG_MMAP if hasattr(faiss, "OnDiskInvertedLists") else 0
        self._index = faiss.read_index(str(path), mapped)
        self._lists = Lists(self._index)
        self._file.hold(self._lists)
        self._sound = self._lists.sizes == 0
        self._ids: Ids | None = None

    @property
    def ntotal(self) -> int:
        """How many vectors it has."""
        return int(self._index.ntotal)

    def search(self, query: Vectors, limit: int, among: IdFilter) -> tuple[Vectors, Ids]:
        """Return up to `limit` of the nearest to `query`, of shape (1, dimensions), as scores and ids, best first.

        Raises:
            NotAsWrittenError: a list that was to be looked into is damaged.
        """
        there = self.ntotal if among.everything else among.count(self.ids())
        if not there:
            return np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.int64)
        probes = self._options.probe_count(len(self._lists.sizes), there / self.ntotal)
        while True:
            scores, ids = self._look_into(query, min(limit, there), probes, among)
            if len(ids) == min(limit, there) or probes == len(self._lists.sizes):
                return scores, ids
            probes = len(self._lists.sizes)  # too few are near

    def _look_into(self, query: Vectors, limit: int, probes: int, among: IdFilter) -> tuple[Vectors, Ids]:
        import faiss

        nearness, numbers = self._index.quantizer.search(query, probes)
        unseen = numbers[0][~self._sound[numbers[0]]]
        for number in unseen.tolist():
            self._read(number)
        scores = np.empty((1, limit), dtype=np.float32)
        ids = np.empty((1, limit), dtype=np.int64)
        pointer = faiss.swig_ptr
        # the wrapper of FAISS takes no parameters here, what it wraps does
        self._index.search_preassigned_c(
            1,
            pointer(query),
            limit,
            pointer(numbers),
            pointer(nearness),
            pointer(scores),
            pointer(ids),
            False,
            faiss.IVFSearchParameters(sel=among.selector, nprobe=probes),
        )
        return scores[0][ids[0] >= 0], ids[0][ids[0] >= 0]

    def ids(self) -> Ids:
        """Return all ids, of shape (n,), unchecked: `batches` and `check` compare what they read."""
        if self._ids is None:
            self._ids = np.frombuffer(self._file.read_ids(), dtype=ID).astype(np.int64)
        return self._ids

    def batches(self, size: int) -> Iterator[tuple[Ids, Vectors]]:
        """Yield ids and vectors, float32 of shape (n, dimensions), about `size` at a time.

        Raises:
            NotAsWrittenError: a list is damaged.
        """
        waiting: list[tuple[Ids, NDArray[np.float16]]] = []
        for number in np.flatnonzero(self._lists.sizes).tolist():
            waiting.append(self._contents(number))
            if sum(len(ids) for ids, _ in waiting) >= size:
                yield _together(waiting)
                waiting = []
        if waiting:
            yield _together(waiting)

    def check(self) -> None:
        """Read every list again.

        Raises:
            NotAsWrittenError: one is damaged.
        """
        for number in range(len(self._lists.sizes)):
            self._read(number)

    def _contents(self, number: int) -> tuple[Ids, NDArray[np.float16]]:
        data, codes = self._read(number), int(self._lists.sizes[number]) * self._lists.code
        vectors = np.frombuffer(data[:codes], dtype="<f2").reshape(-1, self._index.d)
        return np.frombuffer(data[codes:], dtype=ID).astype(np.int64), vectors

    def _read(self, number: int) -> bytes:
        data = self._file.read(number)
        self._sound[number] = True
        return data


def _together(parts: list[tuple[Ids, NDArray[np.float16]]]) -> tuple[Ids, Vectors]:
    return np.concatenate([ids for ids, _ in parts]), np.concatenate([one for _, one in parts]).astype(np.float32)
