"""Segments with inverted lists (IVF; Jégou, Douze and Schmid 2011, there with product quantization).

k-means finds centres in a sample, each vector is in the list of the nearest centre, and a search reads the lists whose centres
are nearest to the question. The FAISS file stays on the disk: opening it reads the centres and the checksums
(`embeddings.index.checksummed_file`), and a list is checked when it is first searched.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil, sqrt
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embeddings.index.checksummed_file import ID, ChecksummedFile, Lists, NotAsWrittenError, append_checksums
from embeddings.index.faiss_runtime import BUILDING, SEARCHING, cores, write_index
from embeddings.index.id_filter import Batches, IdFilter, Ids
from embeddings.models.encoder import Vectors

if TYPE_CHECKING:
    import faiss

_SEED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class IvfOptions:
    """How inverted lists are built and searched; docs/performance.md says how the numbers were chosen.

    Attributes:
        lists: per square root of the number of vectors.
        sample: vectors per list from which the centres are learned.
        rounds: of k-means.
        probes: lists searched, per square root of the number of lists.
        filtered_probes: factor on the probes with a filter, in addition to what its selectivity requires.
    """

    lists: float = 2.0
    sample: int = 48
    rounds: int = 10
    probes: float = 2.0
    filtered_probes: float = 1.5

    def list_count(self, vectors: int) -> int:
        """Return how many lists a segment of that many vectors has."""
        return max(1, min(vectors, round(self.lists * sqrt(vectors))))

    def probe_count(self, lists: int, share: float = 1.0) -> int:
        """Return how many lists are searched where a share of a segment's vectors is allowed.

        The fewer are allowed, the further away they are: as many allowed vectors are compared as without a filter, until all
        lists are searched and the result is exact.
        """
        if share <= 0:
            return lists
        wanted = self.probes * sqrt(lists) / share * (self.filtered_probes if share < 1 else 1)
        return min(lists, ceil(wanted))


class IvfBackend:
    """Builds and opens segments with inverted lists; see `embeddings.index.backend.SegmentBackend`."""

    suffix = ".lists.faiss"

    def __init__(self, options: IvfOptions | None = None) -> None:
        self._options = options or IvfOptions()

    def build(self, path: Path, batches: Batches, count: int, dimensions: int) -> str:
        """Write the vectors as float16, which is what the embedding cache has already; the batches are read twice."""
        import faiss

        options = self._options
        index = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatIP(dimensions),
            dimensions,
            options.list_count(count),
            faiss.ScalarQuantizer.QT_fp16,
            faiss.METRIC_INNER_PRODUCT,
            False,  # whole vectors, not their residuals to a centre: unchanged from the cache
        )
        index.cp.spherical, index.cp.niter, index.cp.seed = True, options.rounds, _SEED
        index.cp.min_points_per_centroid, index.cp.max_points_per_centroid = 1, options.sample
        with cores(BUILDING):
            index.train(_sample(batches(), count, options.sample * index.nlist))
            for ids, vectors in batches():
                index.add_with_ids(vectors, ids)
        write_index(path, index)
        return append_checksums(path, Lists(index))

    def open(self, path: Path, sha256: str) -> "IvfSegment":
        """Open a segment, checking its head."""
        import faiss

        file = ChecksummedFile(path, sha256)  # before FAISS parses a byte of it
        # where FAISS cannot map a file, as on Windows, it reads all of it
        mapped = faiss.IO_FLAG_MMAP if hasattr(faiss, "OnDiskInvertedLists") else 0
        index = faiss.read_index(str(path), mapped)
        if not isinstance(index, faiss.IndexIVFScalarQuantizer):
            raise NotAsWrittenError("it has no inverted lists")
        return IvfSegment(index, file, self._options)


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
    """An open segment with inverted lists; see `embeddings.index.backend.OpenSegment`.

    Raises:
        NotAsWrittenError: the lists are not where the file has them.
    """

    def __init__(self, index: "faiss.IndexIVFScalarQuantizer", file: ChecksummedFile, options: IvfOptions) -> None:
        self._index = index
        self._file = file
        self._options = options
        self._lists = Lists(index)
        self._file.locate(self._lists)
        self._checked = self._lists.sizes == 0
        self._ids: Ids | None = None

    @property
    def count(self) -> int:
        """How many vectors it has."""
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        """Of each vector."""
        return int(self._index.d)

    def search(self, query: Vectors, limit: int, allowed: IdFilter) -> tuple[Vectors, Ids]:
        """Search the lists nearest to the query, and all lists where too few of their vectors are allowed."""
        there = self.count if allowed.allows_all else int(np.count_nonzero(allowed.mask(self.ids())))
        if not there:
            return np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.int64)
        wanted, lists = min(limit, there), len(self._lists.sizes)
        scores, ids = self._probe(query, wanted, self._options.probe_count(lists, there / self.count), allowed)
        if len(ids) < wanted:
            return self._probe(query, wanted, lists, allowed)
        return scores, ids

    def _probe(self, query: Vectors, limit: int, probes: int, allowed: IdFilter) -> tuple[Vectors, Ids]:
        import faiss

        with cores(SEARCHING):
            nearness, numbers = self._index.quantizer.search(query, probes)
            for number in numbers[0][~self._checked[numbers[0]]].tolist():
                self._read(number)
            scores = np.empty((1, limit), dtype=np.float32)
            ids = np.empty((1, limit), dtype=np.int64)
            pointer = faiss.swig_ptr
            # FAISS's Python wrapper of this takes no parameters, the function that it wraps does
            self._index.search_preassigned_c(
                1,
                pointer(query),
                limit,
                pointer(numbers),
                pointer(nearness),
                pointer(scores),
                pointer(ids),
                False,
                faiss.IVFSearchParameters(sel=allowed.selector, nprobe=probes),
            )
        return scores[0][ids[0] >= 0], ids[0][ids[0] >= 0]

    def ids(self) -> Ids:
        """Return all ids, of shape (n,), unchecked: `reconstruct` and `verify` check what they read."""
        if self._ids is None:
            self._ids = np.frombuffer(self._file.read_ids(), dtype=ID).astype(np.int64)
        return self._ids

    def reconstruct(self, size: int) -> Iterator[tuple[Ids, Vectors]]:
        """Yield ids and vectors, list by list, at least `size` at a time."""
        waiting: list[tuple[Ids, NDArray[np.float16]]] = []
        for number in np.flatnonzero(self._lists.sizes).tolist():
            waiting.append(self._list(number))
            if sum(len(ids) for ids, _ in waiting) >= size:
                yield _concatenate(waiting)
                waiting = []
        if waiting:
            yield _concatenate(waiting)

    def verify(self) -> None:
        """Read every list again."""
        for number in range(len(self._lists.sizes)):
            self._read(number)

    def _list(self, number: int) -> tuple[Ids, NDArray[np.float16]]:
        data, codes = self._read(number), int(self._lists.sizes[number]) * self._lists.code
        vectors = np.frombuffer(data[:codes], dtype="<f2").reshape(-1, self.dimensions)
        return np.frombuffer(data[codes:], dtype=ID).astype(np.int64), vectors

    def _read(self, number: int) -> bytes:
        data = self._file.read(number)
        self._checked[number] = True
        return data


def _concatenate(parts: list[tuple[Ids, NDArray[np.float16]]]) -> tuple[Ids, Vectors]:
    return np.concatenate([ids for ids, _ in parts]), np.concatenate([one for _, one in parts]).astype(np.float32)
