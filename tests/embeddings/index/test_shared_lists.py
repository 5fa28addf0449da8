"""Segments of one index share their lists' centres: nothing is lost, nothing is found otherwise, and old ones are lifted."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import faiss
import numpy as np
import pytest

from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.snapshot import Segment
from embeddings.cache import EmbeddingCache
from embeddings.index import backend as table
from embeddings.index.backend import FLAT, IVF
from embeddings.index.checksummed_file import Lists, append_checksums
from embeddings.index.faiss_runtime import write_index
from embeddings.index.id_filter import IdFilter, Ids
from embeddings.index.ivf import IvfBackend, IvfOptions, IvfSegment
from embeddings.index.merge_policy import MergeOptions
from embeddings.index.segment_files import SegmentFiles
from embeddings.index.writer import Indexer
from embeddings.models.encoder import Vectors
from embeddings.models.pipeline import load_encoder
from embeddings.models.registry import find_model

pytestmark = pytest.mark.slow

MODEL = "made@1"
NOTHING = np.zeros(0, dtype=np.int64)
EVERYTHING = IdFilter(NOTHING, excluded=True)
SMALL = MergeOptions(max_flat=200, flat_beside=100, full_flat=100, full=1000, batch=64)


def opened(files: SegmentFiles, segment: Segment) -> IvfSegment:
    found = files.open(segment)
    assert isinstance(found, IvfSegment)
    return found


def grown(files: SegmentFiles, vectors: Vectors, part: int) -> list[Segment]:
    """Return an index of large segments of `part` vectors, each of which joins those before it; ids are places."""
    index: list[Segment] = []
    for start in range(0, len(vectors), part):
        ids = np.arange(start, min(start + part, len(vectors)))
        flat = files.write(MODEL, ids, vectors[ids])
        merged, _ = files.merge([flat], NOTHING, [*index, flat])
        assert merged is not None
        index.append(merged)
    return index


def searched(files: SegmentFiles, index: Sequence[Segment], query: Vectors, limit: int, allowed: IdFilter) -> list[int]:
    found = [files.search(segment, query[None], limit, allowed) for segment in index]
    scores, ids = (np.concatenate([one[at] for one in found]) for at in (0, 1))
    return ids[np.argsort(-scores, kind="stable")][:limit].tolist()


def nearest(stored: Vectors, there: Ids, query: Vectors, limit: int) -> list[int]:
    return there[np.argsort(-(stored[there] @ query))][:limit].tolist()


def recall(
    files: SegmentFiles, index: Sequence[Segment], stored: Vectors, asked: Vectors, allowed: IdFilter = EVERYTHING
) -> float:
    there = np.flatnonzero(allowed.mask(np.arange(len(stored))))
    shares = []
    for query in asked:
        wanted = nearest(stored, there, query, 10)
        shares.append(len(set(wanted) & set(searched(files, index, query, 10, allowed))) / len(wanted))
    return float(np.mean(shares))


def test_a_new_segment_takes_the_lists_that_are_there(tmp_path: Path, clustered: Callable[..., Vectors]) -> None:
    vectors = clustered(1300, dimensions=64)
    files = SegmentFiles(tmp_path, MergeOptions(max_flat=0, full_flat=0, batch=64))
    index = grown(files, vectors, 400)
    assert len({opened(files, segment).centres for segment in index}) == 1  # one object, for all of them
    again = SegmentFiles(tmp_path, files.options)
    assert {opened(again, segment).centres for segment in index} == {opened(files, index[0]).centres}


def test_lists_are_learned_again_when_the_index_is_several_times_as_large(
    tmp_path: Path, clustered: Callable[..., Vectors]
) -> None:
    vectors = clustered(4400, dimensions=64)
    files = SegmentFiles(tmp_path, MergeOptions(max_flat=0, full_flat=0, batch=64))
    index = grown(files, vectors, 200)
    options = IvfOptions()
    lists = [opened(files, segment).lists for segment in index]
    assert lists == sorted(lists)
    assert len(set(lists)) == 3  # at 200, at 1,000 and at 4,200
    for place, count in enumerate(lists):
        assert count >= options.fewest * options.list_count(200 * (place + 1))
    assert files.superseded(index) == [one for one, count in zip(index, lists, strict=True) if count < lists[-1]]


@pytest.mark.parametrize("part", [12_000, 600])
def test_what_is_nearest_is_found_in_a_large_segment_and_in_many_small_ones(
    tmp_path: Path, clustered: Callable[..., Vectors], part: int
) -> None:
    vectors = clustered(12_100)
    stored, asked = vectors[:12_000], vectors[12_000:]
    files = SegmentFiles(tmp_path, MergeOptions(max_flat=0, full_flat=0))
    index = grown(files, stored, part)
    assert len(index) == 12_000 // part
    chance = np.random.default_rng(3)
    assert recall(files, index, stored, asked) >= 0.98
    for share in (0.5, 0.1, 0.02):
        allowed = IdFilter(np.flatnonzero(chance.random(len(stored)) < share), excluded=False)
        assert recall(files, index, stored, asked, allowed) >= 0.98
    removed = IdFilter(np.flatnonzero(chance.random(len(stored)) < 0.3), excluded=True)
    assert recall(files, index, stored, asked, removed) >= 0.98
    third = IdFilter(np.arange(0, 4000), excluded=False)  # as of the first days: only some segments have any
    assert recall(files, index, stored, asked, third) >= 0.98


def test_with_every_list_searched_it_is_comparing_all(
    tmp_path: Path, clustered: Callable[..., Vectors], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(table.BACKENDS, IVF, lambda: IvfBackend(IvfOptions(probes=1e9)))
    vectors = clustered(1530, dimensions=64)
    stored, asked = vectors[:1500], vectors[1500:]
    files = SegmentFiles(tmp_path, MergeOptions(max_flat=0, full_flat=0, batch=64))
    index = grown(files, stored, 100)
    for gone in (NOTHING, np.arange(0, 1500, 7)):
        allowed = IdFilter(gone, excluded=True)
        there = np.flatnonzero(allowed.mask(np.arange(1500)))
        for query in asked:
            assert searched(files, index, query, 25, allowed) == nearest(stored, there, query, 25)


def test_merging_leaves_each_vector_in_its_list_and_drops_what_was_removed(
    tmp_path: Path, clustered: Callable[..., Vectors]
) -> None:
    vectors = clustered(900, dimensions=64)
    files = SegmentFiles(tmp_path, MergeOptions(max_flat=0, full_flat=0, batch=64))
    index = grown(files, vectors, 300)
    flat = files.write(MODEL, range(900, 930), vectors[:30])
    removed = np.arange(0, 900, 3)
    merged, dropped = files.merge([*index, flat], removed, [*index, flat])
    assert merged is not None
    assert sorted(dropped.tolist()) == removed.tolist()
    centres = opened(files, index[0]).centres
    assert opened(files, merged).centres is centres
    ids, numbers = opened(files, merged).places()
    assert sorted(ids.tolist()) == sorted({*range(930)} - {*removed.tolist()})
    nearest = np.argmax(vectors[ids % 900] @ centres.index.reconstruct_n(0, centres.count).T, axis=1)
    assert np.array_equal(numbers, nearest)
    found, again = (np.concatenate(parts) for parts in zip(*files.reconstruct(merged), strict=True))
    assert np.array_equal(again, vectors[found % 900])


def test_the_same_index_is_made_of_the_same_vectors(tmp_path: Path, clustered: Callable[..., Vectors]) -> None:
    vectors = clustered(800, dimensions=64)
    names = []
    for folder in ("one", "two"):
        files = SegmentFiles(tmp_path / folder, MergeOptions(max_flat=0, full_flat=0, batch=64))
        names.append([segment.name for segment in grown(files, vectors, 200)])
    assert names[0] == names[1]


def test_many_who_ask_at_once_get_what_one_gets(tmp_path: Path, clustered: Callable[..., Vectors]) -> None:
    vectors = clustered(2040, dimensions=64)
    files = SegmentFiles(tmp_path, MergeOptions(max_flat=0, full_flat=0, batch=64))
    index = grown(files, vectors[:2000], 500)
    asked = vectors[2000:]
    alone = [searched(files, index, query, 10, EVERYTHING) for query in asked]
    start = threading.Barrier(4)

    def ask(_: int) -> list[list[int]]:
        start.wait()
        return [searched(files, index, query, 10, EVERYTHING) for query in asked]

    with ThreadPoolExecutor(4) as pool:
        assert all(found == alone for found in pool.map(ask, range(4)))


def test_another_segment_that_is_damaged_stops_no_merge(tmp_path: Path, clustered: Callable[..., Vectors]) -> None:
    vectors = clustered(900, dimensions=64)
    files = SegmentFiles(tmp_path, MergeOptions(max_flat=0, full_flat=0, batch=64))
    index = grown(files, vectors[:600], 300)
    files.close_except(())
    for segment in index:
        path = tmp_path / segment.name
        content = path.read_bytes()
        path.write_bytes(content[:40] + bytes([content[40] ^ 1]) + content[41:])
    flat = files.write(MODEL, range(600, 900), vectors[600:])
    merged, _ = files.merge([flat], NOTHING, [*index, flat])
    assert merged is not None
    assert (merged.kind, merged.vectors) == (IVF, 300)
    assert sorted(files.ids(merged).tolist()) == list(range(600, 900))
    assert files.superseded([*index, merged]) == []


# ------------------------------------------------------------------- an archive


class EarlierBackend(IvfBackend):
    """What an earlier Cuttings wrote: each segment with lists of its own, 2√n of them, and centres in float32."""

    def build(self, path: Path, batches: Callable, count: int, dimensions: int, around: object) -> str:
        lists = max(1, round(2 * count**0.5))
        index = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatIP(dimensions),
            dimensions,
            lists,
            faiss.ScalarQuantizer.QT_fp16,
            faiss.METRIC_INNER_PRODUCT,
            False,
        )
        index.cp.spherical, index.cp.min_points_per_centroid = True, 1
        index.train(np.concatenate([vectors for _, vectors in batches()]))
        for ids, vectors in batches():
            index.add_with_ids(vectors, ids)
        write_index(path, index)
        return append_checksums(path, Lists(index))


class Archive:
    """The index of an archive of made vectors; the rest of it is empty."""

    def __init__(self, folder: Path, vectors: Vectors) -> None:
        self.vectors = vectors
        self.paths = ArchivePaths(folder)
        self.catalogue = Catalogue(self.paths.catalogue, create=True)
        self.cache = EmbeddingCache(self.paths.embedding_cache)
        self.files = SegmentFiles(self.paths.segments, SMALL)
        self.encoder = load_encoder(find_model("hashing-256"))
        self.indexer = Indexer(self.catalogue, self.cache, self.files, self.encoder)
        self.stored = 0

    def store(self, count: int) -> None:
        for _ in range(count // 50):
            ids = np.arange(self.stored, self.stored + 50)
            with self.catalogue.change() as change:
                change.add_segment(self.files.write(self.encoder.key, ids, self.vectors[ids]))
            self.stored += 50
            self.indexer.merge()

    def segments(self) -> list[Segment]:
        with self.catalogue.snapshot() as snapshot:
            return snapshot.segments(self.encoder.key)

    def lists(self) -> list[int]:
        return [self.files.open(segment).lists for segment in self.segments() if segment.kind != FLAT]

    def assert_holds_all(self) -> None:
        """Every vector is in the index, once, as it was stored."""
        parts = [part for segment in self.segments() for part in self.files.reconstruct(segment)]
        ids = np.concatenate([one for one, _ in parts])
        assert sorted(ids.tolist()) == list(range(self.stored))
        assert np.array_equal(np.concatenate([one for _, one in parts]), self.vectors[ids])

    def close(self) -> None:
        self.cache.close()
        self.catalogue.close()


@pytest.fixture
def archive(tmp_path: Path, clustered: Callable[..., Vectors]) -> Iterator[Archive]:
    with closing(Archive(tmp_path / "archive", clustered(6000, dimensions=64))) as made:
        yield made


def test_older_segments_are_lifted_one_by_one_as_an_archive_grows(archive: Archive) -> None:
    seen = set()
    for _ in range(60):
        archive.store(100)
        seen |= set(archive.lists())
    assert len(seen) > 2
    archive.assert_holds_all()
    counts = archive.lists()
    assert counts.count(max(counts)) > len(counts) / 2
    archive.indexer.compact()
    assert len(set(archive.lists())) == 1
    archive.assert_holds_all()
    asked = archive.vectors[:100] + 0.01
    assert recall(archive.files, archive.segments(), archive.vectors, asked) >= 0.98


def test_segments_of_an_earlier_cuttings_are_searched_and_lifted(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setitem(table.BACKENDS, IVF, EarlierBackend)
        archive.store(1200)
    before = archive.lists()
    assert before
    files = SegmentFiles(archive.paths.segments, SMALL)  # a process of now
    asked = archive.vectors[:60] + 0.01
    assert recall(files, archive.segments(), archive.vectors[:1200], asked) >= 0.9
    archive.files = archive.indexer._files = files
    archive.store(400)
    archive.assert_holds_all()
    archive.indexer.compact()
    assert len(set(archive.lists())) == 1
    assert archive.lists()[0] > max(before)
    archive.assert_holds_all()
    assert recall(files, archive.segments(), archive.vectors[:1600], asked) >= 0.98
