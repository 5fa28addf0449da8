"""Segments with inverted lists in an archive: only the speed changes where they take over."""

import random
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.snapshot import Segment
from corpus.errors import ArchiveDamaged
from corpus.filters import Filters
from embeddings.cache import EmbeddingCache
from embeddings.index.backend import FLAT, IVF
from embeddings.index.check import check
from embeddings.index.merge_policy import MergeOptions
from embeddings.index.rebuild import rebuild
from embeddings.index.search import search_dense
from embeddings.index.segment_files import SegmentFiles
from embeddings.index.writer import Indexer
from embeddings.models.encoder import Vectors
from tests.corpus.catalogue.earlier import set_back

pytestmark = pytest.mark.slow

# ruff: noqa: S311

SMALL = MergeOptions(max_flat=300, full_flat=100, full=1000, large_segments=2, batch=64)
MODEL = "made@1"
DIMENSIONS = 48


class Numbered:
    """An encoder of texts that end with the number of their vector."""

    key, dimensions, max_tokens = MODEL, DIMENSIONS, 256

    def __init__(self, vectors: Vectors) -> None:
        self.vectors = vectors

    def count_tokens(self, texts: list[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def encode_passages(self, texts: list[str]) -> Vectors:
        return self.vectors[[int(text.split()[-1]) for text in texts]]

    def encode_question(self, text: str) -> Vectors:
        return self.encode_passages([text])[0]


def is_ivf(segment: Segment) -> bool:
    return segment.kind == IVF


def draft(number: int) -> ArticleDraft:
    # of many lengths, since articles of one length are all compared
    return ArticleDraft(
        title=f"Report {number}",
        text=f"{'Of the harbour ' * (1 + number % 67)}{number}",
        outlet=f"Outlet {number % 10}" if number % 2 else "Gazette",
        url=f"https://example.org/{number}",
    )


class Archive:
    def __init__(self, folder: Path, vectors: Vectors) -> None:
        self.paths = ArchivePaths(folder)
        self.vectors = vectors
        self.encoder = Numbered(self.vectors)
        self.catalogue = Catalogue(self.paths.catalogue, create=True)
        self.kept = EmbeddingCache(self.paths.embedding_cache)
        self.files = SegmentFiles(self.paths.segments, SMALL)
        self.indexer = Indexer(self.catalogue, self.kept, self.files, self.encoder)
        self.stored = 0

    def store(self, count: int) -> None:
        for _ in range(count // 50):
            self.indexer.store([draft(self.stored + number) for number in range(50)])
            self.stored += 50

    def segments(self) -> list[Segment]:
        with self.catalogue.snapshot() as snapshot:
            return snapshot.segments(MODEL)

    def ids(self) -> dict[int, int]:
        """Return the number of each passage by its id."""
        with self.catalogue.snapshot() as snapshot:
            return {key: int(text.split()[-1]) for key, _, text in snapshot.indexed_texts()}

    def search(self, query: Vectors, limit: int = 10, filters: Filters | None = None) -> list[tuple[int, float]]:
        with self.catalogue.snapshot() as snapshot:
            return search_dense(snapshot, self.files, MODEL, query, limit, filters or Filters())

    def exact(self, query: Vectors, limit: int = 10, filters: Filters | None = None) -> list[int]:
        """Return the ids of the nearest passages, comparing every passage that filters let through."""
        numbers = self.ids()
        with self.catalogue.snapshot() as snapshot:
            allowed = np.array(snapshot.allowed(filters or Filters()))
        scores = self.vectors[[numbers[key] for key in allowed.tolist()]] @ query
        return allowed[np.argsort(-scores)][:limit].tolist()


@pytest.fixture
def archive(tmp_path: Path, clustered: Callable[..., Vectors]) -> Iterator[Archive]:
    made = Archive(tmp_path / "archive", clustered(3000, dimensions=DIMENSIONS))
    yield made
    made.kept.close()
    made.catalogue.close()


def questions(archive: Archive, count: int = 40) -> Vectors:
    chance = np.random.default_rng(7)
    live = list(archive.ids().values())
    near = archive.vectors[chance.choice(live, count)] + 0.05 * chance.standard_normal((count, DIMENSIONS))
    return (near / np.linalg.norm(near, axis=1, keepdims=True)).astype(np.float32)


def recall(archive: Archive, filters: Filters | None = None) -> float:
    asked = questions(archive)
    pairs = [
        ([key for key, _ in archive.search(one, filters=filters)], archive.exact(one, filters=filters)) for one in asked
    ]
    return float(np.mean([len(set(found) & set(wanted)) / len(wanted) for found, wanted in pairs]))


def test_ids_stay_as_the_archive_grows_into_lists(archive: Archive) -> None:
    archive.store(200)
    assert not any(map(is_ivf, archive.segments()))
    before, asked = archive.ids(), questions(archive)
    scores = [dict(archive.search(one, limit=200)) for one in asked]
    archive.store(1500)
    kinds = [is_ivf(one) for one in archive.segments()]
    assert True in kinds
    assert archive.ids().items() >= before.items()
    assert recall(archive) >= 0.98
    for one, earlier in zip(asked, scores, strict=True):
        later = dict(archive.search(one, limit=1700))
        assert sorted(later) == sorted(archive.ids())  # asked for all, it gives all
        assert {key: later[key] for key in earlier} == earlier
    with archive.catalogue.snapshot() as snapshot:
        held = np.sort(np.concatenate([archive.files.ids(one) for one in snapshot.segments(MODEL)]))
        assert held.tolist() == snapshot.passage_ids()
    assert check(archive.paths, archive.catalogue, archive.files, deep=True) == []


@pytest.mark.parametrize("outlet", ["Gazette", "Outlet 3"])
def test_a_restricted_search_is_exact(archive: Archive, outlet: str) -> None:
    archive.store(1500)
    filters = Filters(outlets=(outlet,))
    if outlet == "Gazette":  # half of all
        assert recall(archive, filters) >= 0.99
    else:
        assert recall(archive, filters) == 1
    assert archive.search(archive.vectors[0], filters=Filters(outlets=("Nobody",))) == []


def test_what_was_removed_never_comes_back(archive: Archive) -> None:
    archive.store(1000)
    chance = random.Random(4)
    gone: set[int] = set()
    for act in ("remove", "store", "remove", "store", "compact", "remove", "rebuild", "store"):
        if act == "store":
            archive.store(250)
        elif act == "compact":
            archive.indexer.compact()
        elif act == "rebuild":
            rebuild(archive.catalogue, archive.kept, archive.files, archive.encoder, lambda _done, _total: None)
        else:
            numbers = chance.sample(sorted(archive.ids().values()), 150)
            gone |= set(numbers)
            archive.indexer.remove(draft(number).id for number in numbers)
        ids = archive.ids()
        assert not gone & set(ids.values())
        assert any(map(is_ivf, archive.segments()))
        for number in list(gone)[:20]:
            found = archive.search(archive.vectors[number], limit=20)
            assert len(found) == 20
            assert {key for key, _ in found} <= set(ids)
        assert recall(archive) >= 0.98
        assert check(archive.paths, archive.catalogue, archive.files, deep=True) == []


def test_almost_all_removed_and_the_rest_is_found(archive: Archive) -> None:
    archive.store(400)
    assert any(map(is_ivf, archive.segments()))
    with archive.catalogue.change() as change:  # so that nothing is rewritten
        for number in range(390):
            change.retire(draft(number).id)
    assert sorted(archive.ids().values()) == list(range(390, 400))
    found = archive.search(archive.vectors[0], limit=10)
    assert [key for key, _ in found] == archive.exact(archive.vectors[0])


def test_a_search_during_a_merge_is_unaffected(archive: Archive) -> None:
    archive.store(250)
    asked = questions(archive, 10)
    expected = [archive.search(one) for one in asked]
    reader = SegmentFiles(archive.paths.segments, SMALL)
    seen: list[bool] = []
    ready, end = threading.Event(), threading.Event()

    def read() -> None:
        with archive.catalogue.snapshot() as snapshot:
            assert snapshot.segments(MODEL)
            while not end.is_set():
                found = [search_dense(snapshot, reader, MODEL, one, 10, Filters()) for one in asked]
                seen.append(found == expected)
                ready.set()

    thread = threading.Thread(target=read)
    thread.start()
    assert ready.wait(20)
    archive.store(1500)
    archive.indexer.compact()
    looks = len(seen)
    while len(seen) < looks + 2 and thread.is_alive():  # it goes on after its files were replaced
        pass
    end.set()
    thread.join()
    assert len(seen) >= looks + 2
    assert all(seen)


@pytest.mark.parametrize("step", ["segment-written", "segment-renamed", "before-merge-commit"])
def test_a_writer_that_dies_while_lists_are_made_leaves_all_as_it_was(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    archive.store(300)
    # one more batch, of which the merge alone dies
    with monkeypatch.context() as patched:
        patched.setattr(Indexer, "merge", lambda _: None)
        archive.store(50)

    def dies(hit: str) -> None:
        if hit == step:
            raise SystemExit

    before, segments = look_everywhere(archive), archive.segments()
    with monkeypatch.context() as patched:
        patched.setattr("embeddings.index.segment_files.hit", dies)
        patched.setattr("embeddings.index.writer.hit", dies)
        with pytest.raises(SystemExit):
            archive.indexer.merge()
    assert archive.segments() == segments
    assert look_everywhere(archive) == before
    Indexer(archive.catalogue, archive.kept, archive.files, archive.encoder).merge()
    assert any(map(is_ivf, archive.segments()))
    assert look_everywhere(archive) == before
    Indexer(archive.catalogue, archive.kept, archive.files, archive.encoder)
    assert {path.name for path in archive.paths.segments.iterdir()} == {one.name for one in archive.segments()}


def test_compacting_and_rebuilding_give_few_segments(archive: Archive) -> None:
    archive.store(2600)
    archive.indexer.compact()
    sizes = [one.vectors for one in archive.segments()]
    assert len(sizes) <= 3
    assert recall(archive) >= 0.98
    rebuild(archive.catalogue, archive.kept, archive.files, archive.encoder, lambda _done, _total: None)
    segments = archive.segments()
    assert sum(one.vectors for one in segments) == 2600
    assert sum(one.vectors for one in segments if not is_ivf(one)) <= SMALL.max_flat
    assert {path.name for path in archive.paths.segments.iterdir()} >= {one.name for one in segments}
    Indexer(archive.catalogue, archive.kept, archive.files, archive.encoder)
    assert {path.name for path in archive.paths.segments.iterdir()} == {one.name for one in segments}
    assert recall(archive) >= 0.98


# --------------------------------------------------------------------- damage


def look_everywhere(archive: Archive) -> list[list[tuple[int, float]]]:
    files = SegmentFiles(archive.paths.segments, SMALL)  # as a process that begins
    with archive.catalogue.snapshot() as snapshot:
        return [search_dense(snapshot, files, MODEL, one, 1000, Filters()) for one in questions(archive, 5)]


def findings(archive: Archive, *, deep: bool) -> list[str]:
    files = SegmentFiles(archive.paths.segments, SMALL)
    return [finding.what for finding in check(archive.paths, archive.catalogue, files, deep=deep)]


def test_a_flipped_bit_anywhere_is_reported(archive: Archive) -> None:
    archive.store(500)
    (segment,) = (one for one in archive.segments() if is_ivf(one))
    path = archive.paths.segments / segment.name
    sound, before = path.read_bytes(), look_everywhere(archive)
    chance = random.Random(9)
    places = [0, 3, 40, len(sound) - 1, len(sound) - 9, len(sound) - 20, len(sound) - 60]
    for place in [*places, *(chance.randrange(len(sound)) for _ in range(60))]:
        data = bytearray(sound)
        data[place] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        assert segment.name in "\n".join(findings(archive, deep=False)), place
        with pytest.raises(ArchiveDamaged, match="check --repair"):
            look_everywhere(archive)
    path.write_bytes(sound)
    assert findings(archive, deep=True) == []
    assert look_everywhere(archive) == before


@pytest.mark.parametrize("left", [0, 1, 23, 4000, -1])
def test_a_truncated_file_is_reported(archive: Archive, left: int) -> None:
    archive.store(500)
    (segment,) = (one for one in archive.segments() if is_ivf(one))
    path = archive.paths.segments / segment.name
    sound = path.read_bytes()
    for data in (sound[:left], sound[:left].ljust(len(sound), b"\xff")):
        path.write_bytes(data)
        assert segment.name in "\n".join(findings(archive, deep=False))
        with pytest.raises(ArchiveDamaged, match=segment.name):
            look_everywhere(archive)


def test_a_list_that_no_search_looked_into_is_not_believed(archive: Archive) -> None:
    archive.store(500)
    (segment,) = (one for one in archive.segments() if is_ivf(one))
    path = archive.paths.segments / segment.name
    found = archive.search(archive.vectors[0], limit=3)  # it is open now
    size = path.stat().st_size
    with path.open("r+b") as file:  # in place: the same file that is mapped
        file.seek(size // 3)
        block = file.read(size // 2)
        file.seek(size // 3)
        file.write(bytes(len(block)))
    with pytest.raises(ArchiveDamaged, match="list"):
        archive.search(archive.vectors[0], limit=1000)
    assert len(found) == 3


def test_an_archive_of_before_kinds_were_stored_opens(archive: Archive) -> None:
    archive.store(1500)
    before = archive.segments()
    assert {one.kind for one in before} == {FLAT, IVF}
    asked = [archive.search(one) for one in questions(archive, 5)]
    archive.catalogue.close()
    with closing(sqlite3.connect(archive.paths.catalogue)) as db, db:
        set_back(db, 7)
    archive.catalogue = Catalogue(archive.paths.catalogue)
    assert archive.segments() == before
    assert [archive.search(one) for one in questions(archive, 5)] == asked
