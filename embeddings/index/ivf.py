"""Segments with inverted lists (IVF; Jégou, Douze and Schmid 2011, there with product quantization).

Each vector is in the list of the nearest centre, and a search reads the lists whose centres are nearest to the question. Segments
of one index share their centres (`embeddings.index.centres`). The FAISS file stays on the disk: opening it reads the centres and
the checksums (`embeddings.index.checksummed_file`), and a list is checked when it is first searched.
"""

import weakref
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embeddings.index.centres import Centres, Numbers, learn, shared
from embeddings.index.checksummed_file import ID, ChecksummedFile, Lists, NotAsWrittenError, append_checksums
from embeddings.index.faiss_runtime import BUILDING, SEARCHING, cores, write_index
from embeddings.index.id_filter import Batches, IdFilter, Ids
from embeddings.index.segment import Around
from embeddings.models.encoder import Vectors

if TYPE_CHECKING:
    import faiss

_SEED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class IvfOptions:
    """How inverted lists are built and searched; docs/performance.md says how the numbers were chosen.

    Attributes:
        lists: per square root of the number of vectors in the index, when its centres are learned.
        most_lists: however many vectors there are.
        fewest: a segment takes the centres that are there as long as they are at least this share of those that would be learned.
        sample: vectors per list from which the centres are learned.
        most_sample: however many lists there are; it is what learning has in memory.
        rounds: of k-means.
        probes: lists searched, per square root of the number of lists.
        filtered_probes: factor on the probes with a filter, in addition to what its selectivity requires.
    """

    lists: float = 8.0
    most_lists: int = 8192
    fewest: float = 0.5
    sample: int = 24
    most_sample: int = 80_000
    rounds: int = 2
    probes: float = 2.0
    filtered_probes: float = 1.5

    def list_count(self, vectors: int) -> int:
        """Return how many lists an index of that many vectors has when its centres are learned."""
        return max(1, min(vectors, self.most_lists, round(self.lists * sqrt(vectors))))

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
    """Builds and opens segments with inverted lists; see `embeddings.index.segment.SegmentBackend`."""

    suffix = ".lists.faiss"

    def __init__(self, options: IvfOptions | None = None) -> None:
        self._options = options or IvfOptions()

    def build(self, path: Path, batches: Batches, count: int, dimensions: int, around: Around) -> str:
        """Write the vectors as float16, which is what the embedding cache has already; the batches may be read twice."""
        import faiss

        with cores(BUILDING):
            centres = self._centres(batches, count, dimensions, around)
            index = faiss.IndexIVFScalarQuantizer(
                centres.index,
                dimensions,
                centres.count,
                faiss.ScalarQuantizer.QT_fp16,
                faiss.METRIC_INNER_PRODUCT,
                False,  # whole vectors, not their residuals to a centre: unchanged from the cache
            )
            index.train(np.zeros((1, dimensions), dtype=np.float32))  # float16 has nothing to learn
            places = _Places(centres, [one for one in around.merged if isinstance(one, IvfSegment)])
            for ids, vectors in batches():
                _add(index, ids, vectors, places.of(ids, vectors))
        write_index(path, index)
        return append_checksums(path, Lists(index))

    def _centres(self, batches: Batches, count: int, dimensions: int, around: Around) -> Centres:
        """Return the centres of the index if there are enough for its size, else learn further ones."""
        total = max(count, around.vectors)
        wanted = self._options.list_count(total)
        present = newest_centres((*around.merged, *around.others))
        if present is not None and present.count >= self._options.fewest * wanted:
            return present
        size = min(self._options.sample * wanted, self._options.most_sample)
        sources = ((batches, count), *around.sources)
        seen = sum(vectors for _, vectors in sources)
        sample = np.empty((sum(ceil(size * one / seen) for _, one in sources), dimensions), dtype=np.float32)
        filled = 0
        for source, vectors in sources:
            filled += _sample(source(), vectors, sample[filled : filled + ceil(size * vectors / seen)])
        sample = sample[:filled]
        return learn(sample, min(wanted, len(sample)), self._options.rounds)

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


def _sample(batches: Iterable[tuple[Ids, Vectors]], count: int, sample: Vectors) -> int:
    """Fill a sample with vectors, or its beginning where there are fewer; return how many."""
    chosen = np.zeros(count, dtype=np.bool_)
    chosen[np.random.default_rng(_SEED).choice(count, min(len(sample), count), replace=False)] = True
    filled = start = 0
    for ids, vectors in batches:  # may end early, where a file is damaged
        part = vectors[chosen[start : start + len(ids)]]
        sample[filled : filled + len(part)] = part
        filled, start = filled + len(part), start + len(ids)
    return filled


def _add(index: "faiss.IndexIVFScalarQuantizer", ids: Ids, vectors: Vectors, numbers: Numbers) -> None:
    """Add vectors to lists of given numbers."""
    import faiss

    ids, vectors, pointer = np.ascontiguousarray(ids), np.ascontiguousarray(vectors), faiss.swig_ptr
    # FAISS's Python wrapper of adding takes no numbers of lists, the function that it wraps does
    index.add_core(len(ids), pointer(vectors), pointer(ids), pointer(numbers))


def newest_centres(segments: Iterable[object]) -> Centres | None:
    """Return the centres of the segments with the most lists, the first of them; None if there is no such segment."""
    found = [one.centres for one in segments if isinstance(one, IvfSegment)]
    return max(found, key=lambda centres: centres.count, default=None)


class _Places:
    """In which list a vector belongs: known of those that were in lists of these centres, else found.

    Args:
        merged: segments from which vectors come.
    """

    def __init__(self, centres: Centres, merged: "Sequence[IvfSegment]") -> None:
        self._assigner = centres.assigner()
        known = [segment.places() for segment in merged if segment.centres is centres]
        ids = np.concatenate([np.zeros(0, dtype=np.int64), *(one for one, _ in known)])
        numbers = np.concatenate([np.zeros(0, dtype=np.int64), *(one for _, one in known)])
        order = np.argsort(ids)
        self._ids, self._numbers = ids[order], numbers[order]

    def of(self, ids: Ids, vectors: Vectors) -> Numbers:
        """Return the numbers of the lists, of shape (n,)."""
        numbers = np.full(len(ids), -1, dtype=np.int64)
        if len(self._ids):
            at = np.minimum(np.searchsorted(self._ids, ids), len(self._ids) - 1)
            known = self._ids[at] == ids
            numbers[known] = self._numbers[at[known]]
        further = numbers < 0
        if further.any():
            numbers[further] = self._assigner.search(np.ascontiguousarray(vectors[further]), 1)[1][:, 0]
        return numbers


class IvfSegment:
    """An open segment with inverted lists; see `embeddings.index.segment.OpenSegment`.

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
        self._allowed: weakref.WeakKeyDictionary[IdFilter, NDArray[np.int32]] = weakref.WeakKeyDictionary()
        self.centres = _taken_centres(index)

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
        """How many it has, empty ones among them."""
        return self.centres.count

    def search(self, query: Vectors, limit: int, allowed: IdFilter) -> tuple[Vectors, Ids]:
        """Search the lists nearest to the query, and all lists where too few of their vectors are allowed."""
        there = int(self._allowed_in(allowed).sum())
        if not there:
            return np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.int64)
        wanted, lists = min(limit, there), len(self._lists.sizes)
        scores, ids = self._probe(query, wanted, self._options.probe_count(lists, there / self.count), allowed)
        if len(ids) < wanted:
            return self._probe(query, wanted, lists, allowed)
        return scores, ids

    def _allowed_in(self, allowed: IdFilter) -> NDArray[np.int32]:
        """Return how many vectors of each list a filter allows, of shape (lists,); counted once for a filter."""
        counts = self._allowed.get(allowed)
        if counts is None:
            ends = np.cumsum(self._lists.sizes)
            before = np.zeros(self.count + 1, dtype=np.int32)
            np.cumsum(
                np.ones(self.count, dtype=np.bool_) if allowed.allows_all else allowed.mask(self.ids()), out=before[1:]
            )
            counts = self._allowed[allowed] = before[ends] - before[ends - self._lists.sizes]
        return counts

    def _probe(self, query: Vectors, limit: int, probes: int, allowed: IdFilter) -> tuple[Vectors, Ids]:
        import faiss

        with cores(SEARCHING):
            nearness, numbers = self.centres.nearest(query, probes)
            # FAISS leaves out lists of the number -1: those without a vector that may be found
            numbers = np.where(self._allowed_in(allowed)[numbers] > 0, numbers, -1)
            for number in numbers[0][(numbers[0] >= 0) & ~self._checked[numbers[0]]].tolist():
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

    def places(self) -> tuple[Ids, Numbers]:
        """Return all ids and the numbers of the lists that they are in, both of shape (n,)."""
        return self.ids(), np.repeat(np.arange(len(self._lists.sizes)), self._lists.sizes)

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


def _taken_centres(index: "faiss.IndexIVFScalarQuantizer") -> Centres:
    """Take an index's centres from it, and give it those that are in memory already if they are the same.

    Raises:
        NotAsWrittenError: it has another number of lists.
    """
    import faiss

    own = faiss.downcast_index(index.quantizer)
    if not isinstance(own, faiss.IndexFlatCodes) or (own.ntotal, own.d) != (index.nlist, index.d):
        raise NotAsWrittenError("its centres are not those of its lists")
    index.own_fields = False
    centres = shared(own)
    index.quantizer = centres.index
    return centres


def _concatenate(parts: list[tuple[Ids, NDArray[np.float16]]]) -> tuple[Ids, Vectors]:
    return np.concatenate([ids for ids, _ in parts]), np.concatenate([one for _, one in parts]).astype(np.float32)
