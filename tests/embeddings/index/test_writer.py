from pathlib import Path

import numpy as np
import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.catalogue import Catalogue
from corpus.errors import ArchiveDamaged, ModelMismatch
from corpus.filters import Filters
from embeddings.cache import EmbeddingCache
from embeddings.index.search import search_dense
from embeddings.index.segment_files import SegmentFiles
from embeddings.index.writer import Indexer
from embeddings.models.encoder import Encoder
from embeddings.models.pipeline import load_encoder
from embeddings.models.registry import find_model

WORDS = "amber birch cedar dune elm fern gorse heath iris juniper kelp larch moss nettle oak pine".split()


def draft(number: int, text: str | None = None, outlet: str = "Gazette") -> ArticleDraft:
    body = text or " ".join(WORDS[(number * k + k) % len(WORDS)] for k in range(1, 9)) + f" number {number}."
    return ArticleDraft(title=f"Title {number}", text=body, outlet=outlet, published="2024-03-05")


class Counting:
    """An encoder that counts its texts."""

    def __init__(self, inner: Encoder) -> None:
        self.inner, self.texts = inner, 0
        self.key, self.dimensions, self.max_tokens = inner.key, inner.dimensions, inner.max_tokens
        self.count_tokens, self.encode_question = inner.count_tokens, inner.encode_question

    def encode_passages(self, texts: list[str]) -> np.ndarray:
        self.texts += len(texts)
        return self.inner.encode_passages(texts)


class Archive:
    def __init__(self, folder: Path) -> None:
        self.catalogue = Catalogue(folder / "catalogue.sqlite3", create=True)
        self.files = SegmentFiles(folder / "segments")
        self.kept = EmbeddingCache(folder / "vectors.sqlite3")
        self.encoder = Counting(load_encoder(find_model("hashing-256")))
        self.indexer = Indexer(self.catalogue, self.kept, self.files, self.encoder)

    def search(self, question: str, limit: int = 5, filters: Filters | None = None) -> list[tuple[str, float]]:
        vector = self.encoder.encode_question(question)
        with self.catalogue.snapshot() as snapshot:
            found = search_dense(snapshot, self.files, self.encoder.key, vector, limit, filters or Filters())
            passages = snapshot.passages(key for key, _ in found)
        return [(passages[key].text, score) for key, score in found]

    def exact(self, question: str) -> list[tuple[str, float]]:
        """Score every stored passage one by one."""
        vector = self.encoder.encode_question(question)
        with self.catalogue.snapshot() as snapshot:
            texts = [text for _, _, text in snapshot.indexed_texts()]
        stored = self.encoder.inner.encode_passages(texts).astype(np.float16).astype(np.float32)
        scored = zip(texts, (stored @ vector).tolist(), strict=True)
        return sorted(scored, key=lambda pair: -pair[1])


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def assert_same_ranking(found: list[tuple[str, float]], expected: list[tuple[str, float]]) -> None:
    first = expected[: len(found)]
    assert np.allclose([score for _, score in found], [score for _, score in first], atol=1e-5)
    clear = [text for text, score in first if sum(abs(score - other) < 1e-5 for _, other in expected) == 1]
    assert [text for text, _ in found if text in clear] == clear


def test_the_index_gives_what_scoring_every_passage_gives(archive: Archive) -> None:
    for number in range(30):
        archive.indexer.store([draft(number)])
    for question in ("birch and larch", "number 7", "iris kelp oak dune"):
        assert_same_ranking(archive.search(question), archive.exact(question))


def test_segments_are_merged_and_nothing_is_lost(archive: Archive) -> None:
    for number in range(40):
        archive.indexer.store([draft(number)])
    with archive.catalogue.snapshot() as snapshot:
        segments = snapshot.segments(archive.encoder.key)
        ids = np.sort(np.concatenate([archive.files.ids(segment) for segment in segments]))
        assert len(segments) <= archive.files.options.flat_segments
        assert ids.tolist() == [key for key, _, _ in snapshot.indexed_texts()]


def test_what_did_not_change_is_not_encoded_again(archive: Archive) -> None:
    first = archive.indexer.store([draft(1), draft(2)])
    assert (len(first.added), first.encoded, archive.encoder.texts) == (2, 2, 2)
    again = archive.indexer.store([draft(1), draft(2), draft(3)])
    assert (len(again.added), len(again.unchanged), archive.encoder.texts) == (1, 2, 3)
    moved = archive.indexer.store([draft(1, outlet="Herald")])
    assert (len(moved.added), moved.passages, moved.encoded, archive.encoder.texts) == (1, 1, 0, 3)


def test_an_earlier_version_no_longer_answers(archive: Archive) -> None:
    archive.indexer.store([draft(1, "The mayor resigned on Monday."), draft(2)])
    changed = archive.indexer.store([draft(1, "The mayor never resigned on Monday.")])
    assert len(changed.changed) == 1
    texts = [text for text, _ in archive.search("mayor resigned Monday", limit=10)]
    assert texts[0] == "The mayor never resigned on Monday."
    assert "The mayor resigned on Monday." not in texts


def test_filters_reach_into_the_index(archive: Archive) -> None:
    archive.indexer.store([draft(number, outlet="Herald" if number == 17 else "Gazette") for number in range(30)])
    found = archive.search("birch larch", limit=5, filters=Filters(outlets=("Herald",)))
    assert [text for text, _ in found] == [draft(17).text]
    assert archive.search("birch", filters=Filters(outlets=("Nobody",))) == []


def test_a_damaged_segment_is_reported_and_not_read(archive: Archive) -> None:
    archive.indexer.store([draft(1)])
    with archive.catalogue.snapshot() as snapshot:
        (segment,) = snapshot.segments(archive.encoder.key)
    path = archive.files._folder / segment.name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    archive.files.close_except([])
    with pytest.raises(ArchiveDamaged, match=segment.name):
        archive.search("birch")


def test_files_left_by_a_crash_are_swept(archive: Archive, tmp_path: Path) -> None:
    archive.indexer.store([draft(1)])
    left = [tmp_path / "segments" / name for name in ("0123.faiss", "99.aside")]
    for path in left:
        path.write_bytes(b"half")
    Indexer(archive.catalogue, archive.kept, archive.files, archive.encoder)
    assert not any(path.exists() for path in left)
    assert archive.search("birch")


def test_vectors_of_another_model_are_refused(archive: Archive) -> None:
    archive.indexer.store([draft(1)])
    archive.encoder.key = "other@1"
    with pytest.raises(ModelMismatch, match="rebuild"):
        Indexer(archive.catalogue, archive.kept, archive.files, archive.encoder)
