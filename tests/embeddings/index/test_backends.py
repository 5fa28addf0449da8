"""Every kind of segment against comparing all vectors, value for value; and adding a kind by a row of the table."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.snapshot import Segment
from corpus.errors import ArchiveDamaged, BackendUnknown
from corpus.filters import Filters
from embeddings.cache import EmbeddingCache
from embeddings.index import backend as module
from embeddings.index.backend import FLAT, IVF, find_backend
from embeddings.index.check import check
from embeddings.index.checksummed_file import NotAsWrittenError
from embeddings.index.id_filter import Batches, IdFilter, Ids
from embeddings.index.ivf import IvfBackend, IvfOptions
from embeddings.index.merge_policy import MergeOptions
from embeddings.index.rebuild import rebuild
from embeddings.index.search import search_dense
from embeddings.index.segment import Around
from embeddings.index.segment_files import SegmentFiles
from embeddings.index.writer import Indexer
from embeddings.models.encoder import Vectors
from embeddings.models.pipeline import load_encoder
from embeddings.models.registry import find_model

MODEL = "made@1"
COUNT = 1500
ARRAY = "array"
EVERY_LIST = IvfOptions(probes=1e9)
EVERYTHING = IdFilter(np.zeros(0, dtype=np.int64), excluded=True)


class ArrayBackend:
    """Ids and vectors in one file, compared with NumPy."""

    suffix = ".array"

    def build(self, path: Path, batches: Batches, count: int, dimensions: int, around: Around) -> str:
        parts = list(batches())
        ids, vectors = (np.concatenate([part[at] for part in parts]) for at in (0, 1))
        assert vectors.shape == (count, dimensions)
        content = np.array([count], dtype="<i8").tobytes() + ids.tobytes() + vectors.astype("<f2").tobytes()
        path.write_bytes(content)
        return hashlib.sha256(content).hexdigest()

    def open(self, path: Path, sha256: str) -> "ArraySegment":
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise NotAsWrittenError("it is not what was written")
        return ArraySegment(content)


class ArraySegment:
    def __init__(self, content: bytes) -> None:
        self.count = int(np.frombuffer(content[:8], dtype="<i8")[0])
        self._ids = np.frombuffer(content[8 : 8 + 8 * self.count], dtype="<i8")
        numbers = np.frombuffer(content[8 + 8 * self.count :], dtype="<f2").astype(np.float32)
        self._vectors = numbers.reshape(self.count, -1)
        self.dimensions = self._vectors.shape[1]
        self.lists = 0

    def search(self, query: Vectors, limit: int, allowed: IdFilter) -> tuple[Vectors, Ids]:
        there = allowed.mask(self._ids)
        scores, ids = (self._vectors @ query[0])[there], self._ids[there]
        best = np.argsort(-scores)[:limit]
        return scores[best], ids[best]

    def ids(self) -> Ids:
        return self._ids

    def reconstruct(self, size: int) -> Iterator[tuple[Ids, Vectors]]:
        for start in range(0, self.count, size):
            yield self._ids[start : start + size], self._vectors[start : start + size]

    def verify(self) -> None:
        pass


@pytest.fixture(params=[FLAT, IVF, ARRAY])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A kind of segment; lists are all searched, so that nothing is approximate."""
    monkeypatch.setitem(module.BACKENDS, IVF, lambda: IvfBackend(EVERY_LIST))
    monkeypatch.setitem(module.BACKENDS, ARRAY, ArrayBackend)
    return request.param


@pytest.fixture(scope="session")
def vectors(clustered: Callable[..., Vectors]) -> Vectors:
    return clustered(COUNT + 12, dimensions=64)


@pytest.fixture
def stored(vectors: Vectors) -> Vectors:
    return vectors[:COUNT]


@pytest.fixture
def ids() -> Ids:
    return np.random.default_rng(5).permutation(10 * COUNT)[:COUNT].astype(np.int64)


@pytest.fixture
def files(tmp_path: Path) -> SegmentFiles:
    return SegmentFiles(tmp_path / "segments", MergeOptions(batch=200))


def assert_exact(
    files: SegmentFiles, segment: Segment, content: tuple[Ids, Vectors], questions: Vectors, allowed: IdFilter
) -> None:
    """Assert ids and scores at every rank; ties, to a millionth, may be in any order."""
    ids, stored = content
    there = allowed.mask(ids)
    for query in questions:
        scores = dict(zip(ids[there].tolist(), (stored[there] @ query).tolist(), strict=True))
        best = sorted(scores.values(), reverse=True)
        for limit in (1, 10, COUNT + 5):
            found_scores, found_ids = files.search(segment, query[None], limit, allowed)
            assert (found_scores.dtype, found_ids.dtype) == (np.float32, np.int64)
            assert len(found_scores) == len(best[:limit])
            assert np.allclose(found_scores, best[:limit], rtol=0, atol=1e-6)
            assert np.allclose([scores[key] for key in found_ids.tolist()], found_scores, rtol=0, atol=1e-6)
            assert len(set(found_ids.tolist())) == len(found_ids)


FILTERS = {
    "all": EVERYTHING,
    "half of them": IdFilter(np.arange(0, 10 * COUNT, 2), excluded=False),
    "a few": IdFilter(np.arange(0, 10 * COUNT, 211), excluded=False),
    "not those that were removed": IdFilter(np.arange(0, 10 * COUNT, 3), excluded=True),
    "ids too high for a bitmap": IdFilter(np.append(np.arange(0, 10 * COUNT, 2), 1 << 40), excluded=False),
    "none": IdFilter(np.zeros(0, dtype=np.int64), excluded=False),
    "none of this segment": IdFilter(np.array([10 * COUNT + 1]), excluded=False),
}


@pytest.mark.parametrize("allowed", FILTERS.values(), ids=FILTERS)
def test_search_is_exact(
    files: SegmentFiles, kind: str, ids: Ids, stored: Vectors, vectors: Vectors, allowed: IdFilter
) -> None:
    segment = files.write(MODEL, ids, stored, kind)
    assert (segment.kind, segment.vectors) == (kind, COUNT)
    assert_exact(files, segment, (ids, stored), vectors[COUNT:], allowed)


def test_what_is_reconstructed_is_what_was_stored(files: SegmentFiles, kind: str, ids: Ids, stored: Vectors) -> None:
    segment = files.write(MODEL, ids, stored, kind)
    parts = list(files.reconstruct(segment))
    assert len(parts) > 1
    found_ids, found = (np.concatenate([part[at] for part in parts]) for at in (0, 1))
    assert (found_ids.dtype, found.dtype) == (np.int64, np.float32)
    assert sorted(found_ids.tolist()) == sorted(ids.tolist()) == sorted(files.ids(segment).tolist())
    assert np.array_equal(found[np.argsort(found_ids)], stored[np.argsort(ids)])
    opened = files.open(segment)
    assert (opened.count, opened.dimensions) == (COUNT, stored.shape[1])


@pytest.mark.parametrize("merged_kind", [FLAT, IVF, ARRAY])
def test_merging_drops_what_was_removed_and_changes_no_other_value(
    tmp_path: Path, kind: str, ids: Ids, stored: Vectors, vectors: Vectors, merged_kind: str
) -> None:
    most = COUNT if merged_kind == FLAT else 0
    files = SegmentFiles(tmp_path, MergeOptions(large=merged_kind, max_flat=most, full_flat=most, batch=200))
    halves = [files.write(MODEL, ids[at], stored[at], kind) for at in (slice(0, 700), slice(700, COUNT))]
    removed = ids[::3]
    merged, dropped = files.merge(halves, removed)
    assert merged is not None
    assert (merged.kind, sorted(dropped.tolist())) == (merged_kind, sorted(removed.tolist()))
    left = ~np.isin(ids, removed)
    assert_exact(files, merged, (ids[left], stored[left]), vectors[COUNT:], EVERYTHING)
    nothing, dropped = files.merge(halves, ids)
    assert (nothing, sorted(dropped.tolist())) == (None, sorted(ids.tolist()))


def test_with_few_lists_searched_a_filter_still_gives_as_many_as_there_are(
    files: SegmentFiles, ids: Ids, stored: Vectors, vectors: Vectors
) -> None:
    segment = files.write(MODEL, ids, stored, IVF)
    allowed = IdFilter(ids[:60], excluded=False)
    for query in vectors[COUNT:]:
        scores, found = files.search(segment, query[None], 50, allowed)
        assert len(set(found.tolist()) & set(ids[:60].tolist())) == 50
        assert scores == pytest.approx([stored[ids == one][0] @ query for one in found], abs=1e-6)


def test_a_damaged_file_is_never_parsed(files: SegmentFiles, kind: str, ids: Ids, stored: Vectors) -> None:
    segment = files.write(MODEL, ids, stored, kind)
    path = files._folder / segment.name
    content = path.read_bytes()
    files.verify(segment)
    for at in (0, 20, len(content) // 3, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises(ArchiveDamaged, match="check --repair"):
            files.verify(segment)
    path.write_bytes(content[:-1])
    with pytest.raises(ArchiveDamaged, match="not as large as it was"):
        files.verify(segment)
    path.unlink()
    with pytest.raises(ArchiveDamaged, match="missing"):
        files.verify(segment)


# ----------------------------------------------------------------- an archive


class Archive:
    def __init__(self, folder: Path, options: MergeOptions) -> None:
        self.paths = ArchivePaths(folder)
        self.encoder = load_encoder(find_model("hashing-256"))
        self.catalogue = Catalogue(self.paths.catalogue, create=True)
        self.cache = EmbeddingCache(self.paths.embedding_cache)
        self.files = SegmentFiles(self.paths.segments, options)
        self.indexer = Indexer(self.catalogue, self.cache, self.files, self.encoder)

    def store(self, numbers: range) -> list[str]:
        drafts = [
            ArticleDraft(title=f"Report {number}", text=f"{'Of the harbour ' * (1 + number % 67)}{number}")
            for number in numbers
        ]
        return [outcome.id for outcome in self.indexer.store(drafts).outcomes]

    def kinds(self) -> set[str]:
        with self.catalogue.snapshot() as snapshot:
            return {segment.kind for segment in snapshot.segments(self.encoder.key)}

    def findings(self) -> list[str]:
        return [finding.what for finding in check(self.paths, self.catalogue, self.files, deep=True)]

    def rebuild(self) -> None:
        rebuild(self.catalogue, self.cache, self.files, self.encoder, lambda _done, _total: None)

    def close(self) -> None:
        self.cache.close()
        self.catalogue.close()

    def assert_all_is_found(self) -> None:
        """Every live passage is found, with its own cosine."""
        query = self.encoder.encode_question("Of the harbour 7")
        with self.catalogue.snapshot() as snapshot:
            texts = {key: text for key, _, text in snapshot.indexed_texts()}
            found = dict(search_dense(snapshot, self.files, self.encoder.key, query, 1000, Filters()))
        assert sorted(found) == sorted(texts)
        vectors = self.encoder.encode_passages([texts[key] for key in found])
        assert list(found.values()) == pytest.approx((vectors.astype(np.float16) @ query).tolist(), abs=1e-3)


SMALL = MergeOptions(large=ARRAY, max_flat=100, full_flat=50, full=400, flat_segments=3, large_segments=1)


def test_a_further_kind_takes_a_row_of_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(module.BACKENDS, ARRAY, ArrayBackend)
    with closing(Archive(tmp_path / "archive", SMALL)) as archive:
        ids = [one for start in range(0, 240, 40) for one in archive.store(range(start, start + 40))]
        assert ARRAY in archive.kinds()
        archive.assert_all_is_found()
        archive.indexer.remove(ids[:70])
        archive.assert_all_is_found()
        archive.indexer.compact()
        assert archive.kinds() == {ARRAY}
        archive.assert_all_is_found()
        archive.rebuild()
        archive.assert_all_is_found()
        assert archive.findings() == []
        with archive.catalogue.change() as change:
            archive.files.delete_except(change.every_segment_name())
        names = {path.name for path in archive.paths.segments.iterdir()}
        with archive.catalogue.snapshot() as snapshot:
            assert names == snapshot.every_segment_name()
        assert any(name.endswith(".array") for name in names)


def test_a_kind_that_is_not_known_is_named_and_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setitem(module.BACKENDS, ARRAY, ArrayBackend)
        with closing(Archive(tmp_path / "archive", SMALL)) as archive:
            archive.store(range(150))
            assert archive.kinds() == {ARRAY}
    with closing(Archive(tmp_path / "archive", MergeOptions())) as archive:
        with pytest.raises(BackendUnknown, match=r"'array'.* flat, ivf: upgrade Cuttings"):
            archive.assert_all_is_found()
        (finding,) = set(archive.findings())
        assert "'array'" in finding
        archive.rebuild()
        archive.assert_all_is_found()
        assert archive.findings() == []


def test_there_is_no_such_kind(files: SegmentFiles, ids: Ids, stored: Vectors) -> None:
    with pytest.raises(BackendUnknown, match="'no such kind'"):
        find_backend("no such kind")
    with pytest.raises(BackendUnknown):
        files.write(MODEL, ids, stored, "no such kind")


@pytest.mark.parametrize(("written", "said"), [(FLAT, IVF), (IVF, FLAT)])
def test_a_file_of_another_kind_is_damaged(
    files: SegmentFiles, ids: Ids, stored: Vectors, written: str, said: str
) -> None:
    """A crafted catalogue has the right hash, too."""
    segment = files.write(MODEL, ids, stored, written)
    path = files._folder / segment.name
    renamed = path.with_name(f"other{find_backend(said).suffix}")
    path.rename(renamed)
    whole = hashlib.sha256(renamed.read_bytes()).hexdigest()
    other = Segment(
        name=renamed.name, kind=said, model=MODEL, vectors=COUNT, bytes=segment.bytes, sha256=whole, revision=1
    )
    with pytest.raises(ArchiveDamaged, match=r"no exact index|its end"):
        files.ids(other)
