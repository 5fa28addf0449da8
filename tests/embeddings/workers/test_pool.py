"""Adding with workers: what is stored is what the local way stores, whatever becomes of the workers."""

import json
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from corpus.catalogue.paths import ArchivePaths
from corpus.errors import WorkersError
from embeddings.cache import EmbeddingCache
from embeddings.models.pipeline import load_encoder
from embeddings.models.registry import MODELS
from embeddings.workers.pool import PoolOptions, WorkerPool
from qa.commands.terminal import status_text
from qa.service.progress import AddReport, Progress
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.service.status import status_json
from tests.embeddings.workers.threads import Threads, machines

pytestmark = pytest.mark.slow
SOON = PoolOptions(watch_seconds=0.05, alone_seconds=0.2)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 130 articles, each with a passage that all share, among them what cannot be read."""
    folder = tmp_path_factory.mktemp("files")
    for number in range(130):
        text = f"The mayor of town {number} opened a bridge. " * 12 + "\n\n" + "Read more in our archive. " * 30
        (folder / f"{number:03}.json").write_text(json.dumps({"title": f"Bridge {number}", "text": text}))
    (folder / "040a.pdf").write_bytes(b"%PDF-1.4 broken")
    (folder / "100a.txt").write_bytes(b"")
    return folder


def stored(folder: Path) -> tuple[object, ...]:
    with closing(sqlite3.connect(folder / "catalogue.sqlite3")) as db:
        passages = db.execute("SELECT * FROM passages ORDER BY id").fetchall()
        articles = db.execute("SELECT id, version, title, text, source FROM articles ORDER BY id").fetchall()
    with closing(sqlite3.connect(folder / "vectors.sqlite3")) as db:
        return passages, articles, db.execute("SELECT * FROM vectors ORDER BY text_hash").fetchall()


def added(
    folder: Path, files: Path, threads: Threads | None, options: PoolOptions = SOON, model: str = "hashing-128"
) -> tuple[AddReport, WorkerPool | None]:
    with closing(CuttingsService(ArchivePaths(folder), Settings(model=model))) as service:
        if threads is None:
            return service.maintenance.add([files]), None
        with WorkerPool(threads, load_encoder(MODELS[model]), options=options) as pool:
            return service.maintenance.add([files], pool=pool), pool


@pytest.fixture(scope="module")
def local(files: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, AddReport]:
    folder = tmp_path_factory.mktemp("local")
    return folder, added(folder, files, None)[0]


def test_workers_store_what_the_local_way_stores(files: Path, local: tuple[Path, AddReport], tmp_path: Path) -> None:
    threads = Threads(machines(3), together="read")
    report, pool = added(tmp_path, files, threads)
    assert pool is not None
    assert stored(tmp_path) == stored(local[0])
    assert report == local[1]
    assert len({name for name, method in threads.called if method == "read"}) == 3
    assert pool.counts.here == pool.counts.again == 0
    assert threads.closed


def test_a_text_is_encoded_once_and_counted_by_what_made_it(files: Path, tmp_path: Path) -> None:
    threads = Threads(machines(2), about={"m1": {"processor": "another"}}, together="encode")
    report, pool = added(tmp_path, files, threads)
    assert pool is not None
    with closing(EmbeddingCache(tmp_path / "vectors.sqlite3", read_only=True)) as cache:
        vectors = cache._db.execute("SELECT count(*) FROM vectors").fetchone()[0]
        makers = cache.makers("hashing-128@1")
    assert sum(makers.values()) == vectors == report.encoded
    assert len(makers) == 2
    assert any(maker.startswith("another; onnxruntime") for maker in makers)
    assert makers == dict(pool.counts.by)
    with closing(CuttingsService(ArchivePaths(tmp_path))) as service:
        status = service.status()
    assert status_json(status)["encoded_by"] == makers
    assert f"Encoded    by workers: {makers[min(makers)]:,} passages on {min(makers)}; " in status_text(status)


def test_adding_again_encodes_nothing(files: Path, tmp_path: Path) -> None:
    added(tmp_path, files, Threads(machines(1)))
    again = Threads(machines(1))
    report, _ = added(tmp_path, files, again)
    assert (len(report.unchanged), report.encoded) == (130, 0)
    assert "encode" not in {method for _, method in again.called}


@pytest.mark.parametrize("method", ["read", "encode"])
def test_the_work_of_a_lost_worker_is_done_again(
    method: str,
    files: Path,
    local: tuple[Path, AddReport],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("embeddings.workers.encoding.ENCODE_BATCH", 8)  # more jobs than one machine takes at once
    threads = Threads(machines(2), dies_in={"m0": method})
    report, pool = added(tmp_path, files, threads)
    assert pool is not None
    assert stored(tmp_path) == stored(local[0])
    assert report == local[1]
    assert pool.counts.again >= 1
    assert [one.getMessage() for one in caplog.records if "lost" in one.getMessage()] == [
        "the worker on m0 is lost (m0 is gone); its work is done again"
    ]


def test_a_worker_that_was_cut_off_works_on(files: Path, local: tuple[Path, AddReport], tmp_path: Path) -> None:
    threads = Threads(machines(1), cut={"m0"})
    report, pool = added(tmp_path, files, threads)
    assert pool is not None
    assert report == local[1]
    assert (pool.counts.workers, pool.counts.again) == (1, 1)
    assert ("m0", "ping") in threads.called


def test_without_any_worker_left_this_machine_goes_on(
    files: Path, local: tuple[Path, AddReport], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    threads = Threads(machines(2), dies_in={"m0": "encode", "m1": "encode"})
    report, pool = added(tmp_path, files, threads)
    assert pool is not None
    assert stored(tmp_path) == stored(local[0])
    assert report == local[1]
    assert pool.counts.here > 0
    assert any("no worker is left: this machine goes on by itself" in one.getMessage() for one in caplog.records)


def test_a_machine_that_comes_later_works_too(files: Path, tmp_path: Path) -> None:
    threads = Threads(machines(1), dies_in={"m0": "encode"})

    class Later(Threads):
        def kill_machine(self, machine: object) -> None:
            self.present = machines(2)[1:]

    later = Later(threads.present, dies_in=threads.dies_in)
    report, pool = added(tmp_path, files, later, PoolOptions(watch_seconds=0.05, alone_seconds=60))
    assert pool is not None
    assert len(report.added) == 130
    assert (pool.counts.workers, pool.counts.here) == (2, 0)
    assert ("m1", "encode") in later.called


def test_a_job_that_loses_workers_again_and_again_is_done_here(
    files: Path, local: tuple[Path, AddReport], tmp_path: Path
) -> None:
    report, pool = added(tmp_path, files, Threads(machines(2), broken=True), PoolOptions(watch_seconds=0.05))
    assert pool is not None
    assert report == local[1]
    assert pool.counts.here > 0


@pytest.mark.parametrize(
    ("differs", "says"),
    [
        ({"version": "0.0.9"}, "has Cuttings 0.0.9 and this machine"),
        ({"code": "f00"}, ".* other code of it; install the same"),
        ({"model": "hashing-128@0"}, "has the model hashing-128@0 and this archive needs hashing-128@1"),
        ({"readers": ("wire 1.0",)}, r"has other readers \(wire 1.0\) than this machine \(no package\)"),
    ],
)
def test_a_worker_that_has_something_else_is_refused_before_anything_is_added(
    differs: dict[str, object], says: str, files: Path, tmp_path: Path
) -> None:
    threads = Threads(machines(2), about={"m1": differs})
    with pytest.raises(WorkersError, match=f"the worker on m1 {says}"):
        added(tmp_path / "archive", files, threads)
    assert not (tmp_path / "archive").exists()
    assert {method for _, method in threads.called} == {"about"}
    assert threads.closed


def test_tesseract_on_one_side_only_matters_where_pictures_are_read(files: Path, tmp_path: Path) -> None:
    encoder = load_encoder(MODELS["hashing-128"])
    without = Threads(machines(1))
    with WorkerPool(without, encoder) as pool:
        ours = pool._about.ocr
    other = {"m0": {"ocr": not ours}}
    with (
        pytest.raises(WorkersError, match="Tesseract and this machine"),
        WorkerPool(Threads(machines(1), about=other), encoder),
    ):
        pass
    with WorkerPool(Threads(machines(1), about=other), encoder, ocr=False) as pool:
        assert pool.counts.workers == 1


def test_a_cluster_without_machines_is_an_error(tmp_path: Path) -> None:
    with (
        pytest.raises(WorkersError, match="no machine that gives processors"),
        WorkerPool(Threads([]), load_encoder(MODELS["hashing-128"])),
    ):
        pass


def test_files_too_large_to_send_are_read_here(files: Path, local: tuple[Path, AddReport], tmp_path: Path) -> None:
    threads = Threads(machines(1))
    report, _ = added(tmp_path, files, threads, PoolOptions(sent_bytes=1000))
    assert report == local[1]
    assert [method for _, method in threads.called].count("read") <= 2  # of the two small files that are no articles


def test_what_is_under_way_is_bounded(files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many files there are, only a window of them was sent and is not stored."""
    most = 0
    under_way = 0
    submit = WorkerPool.submit

    def counted(self: WorkerPool, method: str, *args: bytes) -> object:
        nonlocal most, under_way
        size = len(args[1]) if method == "read" else 0
        under_way += size
        most = max(most, under_way)
        future = submit(self, method, *args)

        def less(_: object) -> None:
            nonlocal under_way
            under_way -= size

        future.add_done_callback(less)
        return future

    monkeypatch.setattr(WorkerPool, "submit", counted)
    added(tmp_path, files, Threads(machines(1)), PoolOptions(sent_bytes=100_000))
    assert 0 < most <= 100_000


def test_ctrl_c_ends_it_and_the_next_run_goes_on(
    files: Path, local: tuple[Path, AddReport], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)

    def interrupt(progress: Progress) -> None:
        if progress.done > 60:
            raise KeyboardInterrupt

    threads = Threads(machines(2))
    with closing(CuttingsService(ArchivePaths(tmp_path), Settings(model="hashing-128"))) as service:
        with (
            pytest.raises(KeyboardInterrupt),
            WorkerPool(threads, load_encoder(MODELS["hashing-128"]), options=SOON) as pool,
        ):
            service.maintenance.add([files], interrupt, pool=pool)
        assert service.maintenance.check(deep=True) == []
    assert threads.closed
    added(tmp_path, files, Threads(machines(2)))
    assert {key: vector for _, key, vector in stored(tmp_path)[2]} == {  # type: ignore[attr-defined]
        key: vector
        for _, key, vector in stored(local[0])[2]  # type: ignore[attr-defined]
    }
