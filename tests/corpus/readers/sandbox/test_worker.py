"""A reader that hangs, crashes or uses too much memory ends only its own process."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from corpus.article import ArticleDraft
from corpus.readers.detect import ReadOptions, read_file
from corpus.readers.ingest import read_files
from corpus.readers.sandbox.worker import Worker, WorkerOptions
from corpus.settings import MIB

pytestmark = pytest.mark.slow

BODY = "The council met on Monday and closed the harbour. Nobody was surprised by what it decided."

# a child whose plain text reader does what the text says
HARM = """
import ctypes, os, runpy, sys, time
import corpus.readers.detect as readers
from corpus.readers.detect import text
read = text.read
def harm(data, name):
    what = data.decode()
    if what.startswith("hang"):
        time.sleep(100) if "softly" in what else exec("while True: pass")
    if what.startswith("crash"):
        ctypes.string_at(0)
    if what.startswith("eat"):
        kept = [bytearray(1 << 24) for _ in range(1000)]
    if what.startswith("leave"):
        os._exit(7)
    if what.startswith("print"):
        print('{"failed": "from a library", "memory": 0}'); os.write(1, b"noise\\n")
    if what.startswith("lie"):
        os.write(int(what.split()[1]), b"noise" if what.endswith("cut") else b"noise\\n")
        os._exit(0)
    return read(data, name)
readers.READERS = tuple(
    readers.Reader(name=one.name, suffixes=one.suffixes, read=readers.whole(harm)) if one.name == "plain text" else one
    for one in readers.READERS
)
readers._TEXT = next(one for one in readers.READERS if one.name == "plain text")
from corpus.readers.sandbox.child import main
main(int(sys.argv[1]))
"""


@pytest.fixture
def harmed(monkeypatch: pytest.MonkeyPatch):
    """A worker whose child misbehaves, with a limit of one second per file."""
    popen = subprocess.Popen

    def start(arguments: list[str], **options: object) -> subprocess.Popen[bytes]:
        if "corpus.readers.sandbox.child" in arguments:
            arguments = [sys.executable, "-P", "-c", HARM, arguments[-1]]
        return popen(arguments, **options)

    monkeypatch.setattr("corpus.readers.sandbox.process.subprocess.Popen", start)
    worker = Worker(WorkerOptions(seconds=8.0, memory=1 << 30))
    yield worker
    worker.close()


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_the_worker_gives_what_the_reader_gives(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", f"Harbour closed\n\nThe Daily Post\n5 May 2024\n\n{BODY}\n")
    worker = Worker()
    try:
        first = worker.read(path)
        assert first.drafts == read_file(path)
        child = worker._child
        assert worker.read(path).drafts == first.drafts
        assert worker._child is child  # started once
        assert worker.read(tmp_path / "none.txt").failed.startswith("there is no such file")
        odd = tmp_path / os.fsdecode(b"\xff name \xe9.txt")
        odd.write_text(BODY)
        assert worker.read(odd).drafts[0].source == str(tmp_path / "\ufffd name \ufffd.txt")  # it can be stored
        large = worker.read(path, ReadOptions(max_bytes=10))
        assert large.failed.startswith("larger than the limit")
    finally:
        worker.close()


@pytest.mark.parametrize(
    ("what", "reason"),
    [("hang", "longer than the limit of 2 seconds"), ("hang softly", "longer than"), ("crash", "crashed.*signal 11"),
     ("leave", "ended on it.*code 7"), ("eat", "more memory than is allowed")],
)  # fmt: skip
def test_harm_ends_with_the_file(tmp_path: Path, harmed: Worker, what: str, reason: str) -> None:
    files = [
        written(tmp_path, "1.txt", BODY),
        written(tmp_path, "2.txt", what),
        written(tmp_path, "3.txt", f"{BODY} More."),
    ]
    harmed.read(files[0])  # it takes a while to start
    if "hang" in what:
        object.__setattr__(harmed.options, "seconds", 2.0)
    good, bad, after = read_files(files, worker=harmed)
    assert good.drafts[0].text == BODY
    assert bad.failure is not None
    assert __import__("re").search(reason, bad.failure.reason), bad.failure.reason
    if "hang" in what:
        object.__setattr__(harmed.options, "seconds", 8.0)
        (after,) = read_files([files[2]], worker=harmed)
    assert after.drafts[0].text == f"{BODY} More."


def test_what_a_library_prints_is_no_answer(tmp_path: Path, harmed: Worker) -> None:
    (read,) = read_files([written(tmp_path, "a.txt", f"print this. {BODY}")], worker=harmed)
    assert read.failure is None
    assert read.drafts[0].text.startswith("print this.")


@pytest.mark.parametrize("how", ["cut", "whole"])
def test_nonsense_is_no_answer(tmp_path: Path, harmed: Worker, how: str) -> None:
    for number in range(3, 8):  # one of them is the number under which the child has its output
        (read,) = read_files([written(tmp_path, "a.txt", f"lie {number} {how}")], worker=harmed)
        assert not read.drafts
        assert read.failure is not None


def test_a_child_that_is_killed_is_replaced(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", BODY)
    worker = Worker()
    try:
        for _ in range(3):
            assert worker.read(path).drafts
            os.kill(worker._child._process.pid, signal.SIGKILL)
    finally:
        worker.close()


def test_a_child_that_used_much_memory_is_replaced(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", BODY)
    worker = Worker(WorkerOptions(worn=1))
    try:
        assert worker.read(path).drafts
        assert worker._child is None
        assert worker.read(path).drafts
    finally:
        worker.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process does not count for those that it starts")
def test_memory_of_who_starts_a_child_is_not_the_child_s(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", BODY)
    large = bytearray(300 * MIB)
    large[::4096] = b"x" * len(range(0, len(large), 4096))  # so that it is really there
    worker = Worker(WorkerOptions(worn=200 * MIB))
    try:
        assert worker.read(path).drafts
        assert worker._child is not None
    finally:
        worker.close()


def test_several_threads_share_a_worker(tmp_path: Path) -> None:
    files = [written(tmp_path, f"{number}.txt", f"Number {number}. {BODY}") for number in range(12)]
    worker, found = Worker(), {}

    def read(path: Path) -> None:
        found[path.name] = worker.read(path).drafts[0].text

    threads = [threading.Thread(target=read, args=(path,)) for path in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    worker.close()
    assert found == {path.name: path.read_text() for path in files}


def test_a_child_ends_with_its_parent(tmp_path: Path) -> None:
    code = (
        "import sys, os; from pathlib import Path; from corpus.readers.sandbox.worker import Worker; w = Worker();"
        f"w.read(Path({str(written(tmp_path, 'a.txt', BODY))!r})); print(w._child._process.pid, flush=True); os._exit(9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=Path(__file__).parents[4]
    )
    pid = int(done.stdout)
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return
        except FileNotFoundError:
            return
        time.sleep(0.05)
    raise AssertionError("the child lives on")


def test_no_module_of_the_users_folder_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("import os; os._exit(3)")
    (tmp_path / "lxml.py").write_text("import os; os._exit(3)")
    monkeypatch.chdir(tmp_path)
    worker = Worker()
    try:
        assert worker.read(written(tmp_path, "a.txt", BODY).relative_to(tmp_path)).drafts[0].source == "a.txt"
    finally:
        worker.close()


def test_some_records_of_many(tmp_path: Path) -> None:
    path = written(tmp_path, "a.json", json.dumps([{"title": "One", "text": BODY}, {"title": "Two"}, 3]))
    (read,) = read_files([path])
    assert [draft.title for draft in read.drafts] == ["One"]
    assert isinstance(read.drafts[0], ArticleDraft)
    assert read.failure is not None
    assert read.failure.reason == "record 2: no text in it; record 3: no object with named values"
