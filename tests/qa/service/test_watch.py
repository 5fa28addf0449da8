"""Following a folder: the decisions with a clock of the test's own, then the real thing."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.catalogue.paths import ArchivePaths, writing
from corpus.errors import ArchiveBusy, ArchiveError, ArchiveUnavailable, MachineError, ModelMissing
from qa.cli import main
from qa.service.follower import Follower
from qa.service.progress import AddReport, Progress
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.service.watch import WatchEvent, WatchOptions, follow

ROOT = Path(__file__).parents[3]
HASHING = Settings(model="hashing-256", wait_seconds=0)


def news(title: str, text: str = "The ferry left the pier at Port Sellen on time.") -> str:
    return f"{title}\n\nGazette\nMar 8 2024\n\n{text}\n"


@contextmanager
def silent() -> Iterator[Callable[[Progress], None]]:
    yield lambda _: None


class Watched:
    """A follower over a real archive, whose clock stands still until it is moved."""

    def __init__(self, folder: Path, service: CuttingsService, *, prune: bool = False) -> None:
        self.folder, self.service, self.prune = folder, service, prune
        self.maintenance = service.maintenance
        self.now, self.said = 1000.0, []
        self.start()

    def start(self) -> None:
        self.follower = Follower(
            self.folder, self.maintenance, self.said.append, silent, prune=self.prune, clock=lambda: self.now
        )

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def after(self, seconds: float, *changed: Path) -> list[tuple[str, str]]:
        """Tell of changes, then let time pass; return what was said."""
        self.said.clear()
        self.follower.turn(changed)
        self.now += seconds
        self.follower.turn()
        return [(happened.kind, happened.what) for happened in self.said]

    def titles(self) -> set[str]:
        return {article.title for article in self.service.articles()}


@pytest.fixture
def service(tmp_path: Path):
    with closing(CuttingsService(ArchivePaths(tmp_path / "archive"), HASHING)) as service:
        yield service


@pytest.fixture
def watched(tmp_path: Path, service: CuttingsService) -> Watched:
    (tmp_path / "news").mkdir()
    return Watched(tmp_path / "news", service)


@pytest.fixture
def pruning(watched: Watched) -> Watched:
    watched.prune = True
    watched.start()
    return watched


def test_what_is_there_at_the_start_is_added(watched: Watched) -> None:
    watched.write("below/a.txt", news("One"))
    watched.write("b.md", "# Two\n\nThe bank cut its rate.")
    watched.write("picture.png", b"\x89PNG")
    watched.write(".hidden.txt", news("Hidden"))
    assert watched.after(1) == [("added", "b.md"), ("added", "below/a.txt"), ("following", str(watched.folder))]
    assert watched.titles() == {"One", "Two"}
    watched.start()
    assert watched.after(1) == [("following", str(watched.folder))]


def test_a_file_is_added_once_it_is_complete(watched: Watched) -> None:
    watched.after(1)
    path = watched.write("a.txt", news("One", "The ferry"))
    assert watched.after(0.9, path) == []
    watched.write("a.txt", news("One", "The ferry left the pier."))
    assert watched.after(0.9, path) == []
    watched.write("a.txt", news("One", "The ferry left the pier, and came back."))
    assert watched.after(0.9) == []  # no event told of it, and it is seen all the same
    assert watched.after(1) == [("added", "a.txt")]
    assert watched.service.articles()[0].text == "The ferry left the pier, and came back."


def test_a_file_that_is_renamed_into_place_or_changed_is_added(watched: Watched) -> None:
    watched.after(1)
    watched.write("a.txt.part", news("One"))
    part, path = watched.folder / "a.txt.part", watched.folder / "a.txt"
    assert watched.after(1, part) == []
    part.rename(path)
    assert watched.after(1, part, path) == [("added", "a.txt")]
    other = watched.write("new", news("One", "The ferry sank."))
    other.replace(path)
    assert watched.after(1, path) == [("added", "a.txt")]
    assert watched.service.articles()[0].version == 2
    os.utime(path)
    assert watched.after(1, path) == [("unchanged", "a.txt")]
    assert watched.after(1, path) == []


def test_a_look_over_the_folder_finds_what_no_event_told(watched: Watched) -> None:
    watched.after(1)
    watched.write("a.txt", news("One"))
    assert watched.after(50) == []
    assert watched.after(10) == []
    assert watched.after(1) == [("added", "a.txt")]


def test_a_folder_that_comes_or_goes_is_its_files(watched: Watched) -> None:
    watched.after(1)
    watched.write("sub/a.txt", news("One"))
    watched.write("sub/b.txt", news("Two"))
    assert watched.after(1, watched.folder / "sub") == [("added", "sub/a.txt"), ("added", "sub/b.txt")]
    (watched.folder / "sub").rename(watched.folder.with_name("elsewhere"))
    assert watched.after(1, watched.folder / "sub") == [("gone", "sub/a.txt"), ("gone", "sub/b.txt")]
    assert watched.titles() == {"One", "Two"}


def test_a_file_that_is_gone_is_only_told(watched: Watched) -> None:
    path = watched.write("a.txt", news("One"))
    watched.after(1)
    path.unlink()
    assert watched.after(0.5, path) == []
    path.write_text(news("One"))
    assert ("gone", "a.txt") not in watched.after(1, path)
    path.unlink()
    assert watched.after(1, path) == [("gone", "a.txt")]
    assert "1; --prune" in watched.said[0].detail
    assert watched.after(500) == []
    assert watched.titles() == {"One"}


def test_prune_removes_what_came_from_no_other_file(pruning: Watched, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text(news("Outside"))
    pruning.service.maintenance.add([outside])
    first = pruning.write("a.txt", news("One") + "\n\n" + news("Shared") + "\n\n" + news("Outside"))
    second = pruning.write("b.txt", news("Two") + "\n\n" + news("Shared"))
    pruning.after(1)
    assert pruning.titles() == {"One", "Shared", "Two", "Outside"}
    first.unlink()
    assert pruning.after(1, first) == [("removed", "a.txt")]
    assert pruning.titles() == {"Shared", "Two", "Outside"}
    second.unlink()
    assert pruning.after(1, second) == [("removed", "b.txt")]
    assert pruning.titles() == {"Outside"}


def test_a_file_with_another_name_is_not_removed_meanwhile(pruning: Watched) -> None:
    path = pruning.write("a.txt", news("One"))
    pruning.after(1)
    path.rename(pruning.folder / "b.txt")
    seen = pruning.after(0.5, path)
    assert seen == []
    assert pruning.after(0.6, pruning.folder / "b.txt") == []  # b is not complete yet, so a has to wait
    assert pruning.after(0.5) == [("unchanged", "b.txt"), ("removed", "a.txt")]
    assert pruning.said[-1].detail.endswith(": 0")
    assert pruning.service.articles()[0].version == 1
    (pruning.folder / "b.txt").unlink()
    assert pruning.after(1, pruning.folder / "b.txt") == [("removed", "b.txt")]
    assert pruning.titles() == set()


def test_what_went_while_nobody_looked(pruning: Watched) -> None:
    path, other = pruning.write("a.txt", news("One")), pruning.write("b.txt", news("Two"))
    pruning.after(1)
    path.unlink()
    pruning.start()
    assert pruning.after(1) == [("removed", "a.txt"), ("following", str(pruning.folder))]
    assert pruning.titles() == {"Two"}
    other.unlink()
    pruning.start()  # a folder without any file may be a disk that is not mounted
    assert pruning.after(1) == [("gone", "b.txt"), ("following", str(pruning.folder))]
    assert pruning.titles() == {"Two"}


def test_a_folder_that_is_not_there_has_lost_nothing(pruning: Watched) -> None:
    path = pruning.write("a.txt", news("One"))
    pruning.after(1)
    pruning.folder.rename(pruning.folder.with_name("away"))
    assert pruning.after(100, path) == [("waiting", "news")]
    assert pruning.after(100) == []
    pruning.folder.with_name("away").rename(pruning.folder)
    assert pruning.after(1) == []
    assert pruning.titles() == {"One"}


def test_failures_are_tried_again_less_and_less_often(watched: Watched) -> None:
    watched.write("a.txt", news("One"))
    path = watched.write("bad.txt", bytes(range(256)) * 20)
    assert ("failed", "bad.txt") in watched.after(1)
    tried = [watched.now]
    for _ in range(3000):
        watched.after(1)
        failures = watched.service.status().failed
        if failures[0].tries > len(tried):
            tried.append(watched.now)
    waits = [after - before for before, after in pairwise(tried)]
    assert waits[:10] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert set(waits[10:]) == {300}
    assert failures[0].path == str(path)
    assert failures[0].reason
    path.write_text(news("Two"))
    assert watched.after(1, path) == [("added", "bad.txt")]
    assert watched.service.status().failed == ()


def test_a_failed_file_that_is_gone_is_no_longer_listed(watched: Watched) -> None:
    watched.write("good.txt", news("One"))
    path = watched.write("bad.txt", b"")  # read before there is an archive
    watched.after(1)
    assert len(watched.service.status().failed) == 1
    path.unlink()
    assert watched.after(1, path) == [("gone", "bad.txt")]
    assert watched.service.status().failed == ()


def test_add_lists_failures_too(service: CuttingsService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.txt").write_text(news("One"))
    (tmp_path / "bad.txt").write_bytes(b"")
    service.maintenance.add([Path("good.txt"), Path("bad.txt"), Path("mistyped.txt")])
    service.maintenance.add([tmp_path / "bad.txt"])
    assert [(one.path, one.tries) for one in service.status().failed] == [(str(tmp_path / "bad.txt"), 2)]
    assert service.status().revision == 1
    (tmp_path / "bad.txt").write_text(news("Two"))
    service.maintenance.add([Path("bad.txt")])
    assert service.status().failed == ()


class Refusing:
    """An archive that cannot be written for a while."""

    def __init__(self, *errors: Exception) -> None:
        self.errors, self.asked = list(errors), 0

    def add(self, paths: list[Path], _tell: object) -> AddReport:
        self.asked += 1
        if self.errors:
            raise self.errors.pop(0)
        return AddReport(added=("a" * 12,))

    def sources(self) -> list[tuple[str, str]]:
        return []

    def forget_failures(self, _: object) -> None:
        pass


@pytest.mark.parametrize(
    ("error", "waits"),
    [
        (ArchiveBusy, [1, 2, 4, 5, 5]),
        (ArchiveError, [1, 2, 4, 8, 16]),
        (ArchiveUnavailable, [1, 2]),
        (MachineError, [1, 2]),
    ],
)
def test_an_archive_that_cannot_be_written_is_waited_for(watched: Watched, error: type, waits: list[int]) -> None:
    archive = watched.maintenance = Refusing(*[error("somebody writes") for _ in waits])
    watched.start()
    watched.write("a.txt", news("One"))
    said = watched.after(1)
    for number, wait in enumerate(waits, 1):
        assert archive.asked == number
        said += watched.after(wait - 0.1)
        assert archive.asked == number
        said += watched.after(0.1)
    assert said == [("waiting", "news"), ("added", "a.txt"), ("following", str(watched.folder))]


def test_without_its_model_a_watch_ends(watched: Watched) -> None:
    watched.maintenance = Refusing(ModelMissing("no weights"))
    watched.start()
    watched.write("a.txt", news("One"))
    with pytest.raises(ModelMissing):
        watched.after(1)


def test_real_events_come_from_the_system(tmp_path: Path, service: CuttingsService) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    said: list[WatchEvent] = []
    options = WatchOptions(settle=0.2, turn=0.05, scan=1000)
    follower = Follower(folder, service.maintenance, said.append, silent, prune=True, options=options)
    stop = threading.Event()
    thread = threading.Thread(target=follow, args=(folder, follower.turn, options, stop))
    thread.start()

    def until(kind: str, what: str) -> None:
        deadline = time.monotonic() + 10
        while (kind, what) not in [(one.kind, one.what) for one in said]:
            assert time.monotonic() < deadline, said
            time.sleep(0.02)

    try:
        until("following", str(folder))
        (folder / "a.txt").write_text(news("One"))
        until("added", "a.txt")
        (folder / "b.part").write_text(news("Two"))
        (folder / "b.part").rename(folder / "b.txt")
        until("added", "b.txt")
        (tmp_path / "sub").mkdir()
        (tmp_path / "sub" / "c.txt").write_text(news("Three"))
        (tmp_path / "sub").rename(folder / "sub")
        until("added", "sub/c.txt")
        (folder / "a.txt").unlink()
        until("removed", "a.txt")
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()
    assert {article.title for article in service.articles()} == {"Two", "Three"}


@pytest.mark.service
def test_the_command_waits_for_a_writer_and_ends_with_ctrl_c(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, archive = tmp_path / "news", ArchivePaths(tmp_path / "archive")
    folder.mkdir()
    (folder / "a.txt").write_text(news("One"))
    (folder / "bad.txt").write_bytes(b"")
    with subprocess.Popen(
        [sys.executable, "-m", "qa.cli", "watch", str(folder), "--model", "hashing-256", "--archive", str(archive.folder)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    ) as child:  # fmt: skip
        watchdog = threading.Timer(20, child.kill)
        watchdog.start()
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(3)]
        assert [line.split()[0] for line in lines] == ["added", "failed", "following"]
        with writing(archive, wait_seconds=5):
            (folder / "b.txt").write_text(news("Two"))
            time.sleep(1.5)
        assert child.stdout.readline().startswith("added     b.txt: articles: 1 new")
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=10)
        watchdog.cancel()
    assert child.returncode == 0
    assert "stopped" in out
    assert err == ""
    assert main(["status", "--json", "--archive", str(archive.folder)]) == 0
    status = json.loads(capsys.readouterr().out)
    assert status["articles"] == 2
    assert [(failed["path"], failed["tries"] >= 1) for failed in status["failed"]] == [(str(folder / "bad.txt"), True)]


def test_files_of_one_title_are_known_again_and_go_one_by_one(pruning: Watched) -> None:
    said = {
        "a.txt": "A cat was found in the church of Oakley on Sunday.",
        "b.txt": "The library stays closed until its roof has been paid for.",
        "c.txt": "The library stays closed until its roof has been paid for. The council meets on Friday.",
    }
    for name, text in said.items():
        pruning.write(name, news("In brief", text))
    assert [kind for kind, _ in pruning.after(1)] == ["added", "added", "added", "following"]
    texts = {said["a.txt"], said["c.txt"]}
    assert {article.text for article in pruning.service.articles()} == texts
    revision = pruning.service.status().revision
    pruning.start()
    assert pruning.after(1) == [("following", str(pruning.folder))]
    assert pruning.service.status().revision == revision  # `b.txt` is known although `c.txt` stands for it now
    (pruning.folder / "a.txt").unlink()
    assert pruning.after(61) == []
    assert pruning.after(1) == [("removed", "a.txt")]
    assert {article.text for article in pruning.service.articles()} == {said["c.txt"]}
