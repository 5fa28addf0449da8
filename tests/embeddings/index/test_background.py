"""Encoding ahead of storing: only cached vectors are written, and nobody waits for what was cancelled."""

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from corpus.article import ArticleDraft, text_hash
from corpus.catalogue.catalogue import Catalogue
from corpus.errors import ArchiveDamaged
from embeddings.cache import ENCODE_BATCH, EmbeddingCache
from embeddings.index.background import NICENESS, BackgroundEncoder
from embeddings.index.segment_files import SegmentFiles
from embeddings.index.writer import Indexer
from embeddings.models.encoder import Vectors
from embeddings.models.hashing import HashingEncoder
from embeddings.models.registry import MODELS


class Watched(HashingEncoder):
    """Records what it encodes and, if told to, waits first."""

    def __init__(self) -> None:
        super().__init__(MODELS["hashing-128"])
        self.encoded: list[str] = []
        self.may_go = threading.Event()
        self.may_go.set()
        self.began = threading.Event()

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.began.set()
        assert self.may_go.wait(10)
        self.encoded += texts
        return super().encode_passages(texts)


@dataclass
class Archive:
    folder: Path
    catalogue: Catalogue
    kept: EmbeddingCache
    encoder: Watched
    indexer: Indexer

    def ahead(self) -> BackgroundEncoder:
        return BackgroundEncoder(self.catalogue, lambda: EmbeddingCache(self.folder / "vectors.sqlite3"), self.encoder)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with (
        closing(Catalogue(tmp_path / "catalogue.sqlite3", create=True)) as catalogue,
        closing(EmbeddingCache(tmp_path / "vectors.sqlite3")) as kept,
    ):
        encoder = Watched()
        yield Archive(
            tmp_path, catalogue, kept, encoder, Indexer(catalogue, kept, SegmentFiles(tmp_path / "segments"), encoder)
        )


def drafts(*numbers: int) -> list[ArticleDraft]:
    return [ArticleDraft(title=f"Number {n}", text=f"The ferry number {n} sank.", outlet="Post") for n in numbers]


def silent(_done: int, _total: int) -> None:
    """Report nothing."""


def test_what_was_prepared_is_not_encoded_again(archive: Archive) -> None:
    told: list[tuple[int, int]] = []
    with archive.ahead() as ahead:
        prepared = ahead.prepare(drafts(1, 2), lambda done, total: told.append((done, total))).result(10)
        assert len(prepared.encoded) == 2
        assert told[-1] == (2, 2)
        with archive.catalogue.snapshot() as snapshot:
            assert snapshot.is_empty()  # nothing but vectors was written
        stored = archive.indexer.store(drafts(1, 2), prepared=prepared)
    assert len(stored.added) == stored.encoded == stored.passages == 2
    assert len(archive.encoder.encoded) == 2


def test_what_the_archive_has_as_it_is_is_not_even_split(archive: Archive) -> None:
    archive.indexer.store(drafts(1))
    with archive.ahead() as ahead:
        prepared = ahead.prepare(drafts(1, 2), silent).result(10)
    assert list(prepared.spans) == [drafts(2)[0].text]
    assert len(prepared.encoded) == 1


def test_what_is_encoded_and_never_stored_does_not_count(archive: Archive) -> None:
    one, shouted = drafts(1)[0], drafts(1)[0].text.upper()
    twins = [one, replace(one, text=shouted, url="https://post.example/1")]
    with archive.ahead() as ahead:
        prepared = ahead.prepare(twins, silent).result(10)
        stored = archive.indexer.store(twins, prepared=prepared)
    assert len(prepared.encoded) == 2
    assert (stored.passages, stored.encoded) == (1, 1)


def test_batches_are_prepared_in_order_while_another_is_stored(archive: Archive) -> None:
    with archive.ahead() as ahead:
        first = ahead.prepare(drafts(1), silent).result(10)
        archive.encoder.began.clear()
        archive.encoder.may_go.clear()
        second, third = ahead.prepare(drafts(2), silent), ahead.prepare(drafts(3), silent)
        assert archive.encoder.began.wait(10)
        assert archive.indexer.store(drafts(1), prepared=first).added  # the second is being encoded meanwhile
        assert not second.done()
        archive.encoder.may_go.set()
        assert len(third.result(10).encoded) == 1
        assert second.done()
    assert archive.encoder.encoded == [one.text for one in drafts(1, 2, 3)]


def test_what_fails_in_the_thread_is_raised_where_it_is_waited_for(archive: Archive) -> None:
    def stop(_done: int, _total: int) -> None:
        raise KeyError("cancelled")

    with archive.ahead() as ahead, pytest.raises(KeyError, match="cancelled"):
        ahead.prepare(drafts(1), stop).result(10)
    damaged = archive.folder / "damaged.sqlite3"
    damaged.write_bytes(b"no database" * 100)
    with (
        BackgroundEncoder(archive.catalogue, lambda: EmbeddingCache(damaged), archive.encoder) as ahead,
        pytest.raises(ArchiveDamaged, match="check --repair"),
    ):
        ahead.prepare(drafts(1), silent).result(10)


def test_leaving_gives_up_at_the_next_report_and_keeps_what_is_encoded(archive: Archive) -> None:
    many = drafts(*range(3 * ENCODE_BATCH))
    archive.encoder.may_go.clear()
    with archive.ahead() as ahead:
        running, waiting = ahead.prepare(many, silent), ahead.prepare(drafts(1000), silent)
        assert archive.encoder.began.wait(10)
        threading.Timer(0.2, archive.encoder.may_go.set).start()
    assert running.exception() is not None
    assert waiting.cancelled()
    assert len(archive.encoder.encoded) == ENCODE_BATCH
    hashes = [text_hash(one) for one in archive.encoder.encoded]
    assert len(archive.kept.get(archive.encoder.key, hashes)) == ENCODE_BATCH


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives a thread a priority of its own")
def test_it_steps_back_for_everybody_else(archive: Archive) -> None:
    seen: list[int] = []

    def look(_done: int, _total: int) -> None:
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    with archive.ahead() as ahead:
        ahead.prepare(drafts(1), look).result(10)
    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert set(seen) == {max(before, NICENESS)}
    assert before == os.getpriority(os.PRIO_PROCESS, os.getpid())  # nobody else did
