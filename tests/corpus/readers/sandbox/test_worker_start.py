"""A reading process that never starts is the machine's fault: no file is called damaged, and it is reported once."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import MachineError
from corpus.readers.sandbox.worker import Worker, WorkerOptions
from qa.cli import main

BODY = "The council met on Monday and closed the harbour. Nobody was surprised by what it decided."
OPTIONS = WorkerOptions(starts=1, start_seconds=20.0)


def files_in(folder: Path, count: int = 3) -> list[Path]:
    paths = [folder / f"{number}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(f"Harbour {number}\n\nGazette\n5 May 2024\n\n{BODY}\n", encoding="utf-8")
    return paths


def script(folder: Path, text: str) -> str:
    path = folder / "python"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return str(path)


CANNOT_START = {
    "no python": ("/nowhere/python", "No such file"),
    "not executable": ("\x7fELF nothing", "Exec format error"),
    "it ends at once": ("#!/bin/sh\nexit 3\n", "it ended with 3"),
    "it says why": ("#!/bin/sh\necho \"ModuleNotFoundError: No module named 'lxml'\" >&2\nexit 1\n", "named 'lxml'"),
    "it is killed": ("#!/bin/sh\nkill -9 $$\n", "it ended with -9"),
    "no memory to import": (f'#!/bin/sh\nulimit -v 20000\nexec {sys.executable} "$@"\n', ""),
}


@pytest.mark.parametrize("how", CANNOT_START)
def test_a_reader_that_does_not_come_up_says_nothing_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    python, why = CANNOT_START[how]
    monkeypatch.setattr(sys, "executable", python if python.startswith("/") else script(tmp_path, python))
    with closing(Worker(OPTIONS)) as worker, pytest.raises(MachineError) as told:
        worker.read(files_in(tmp_path)[0])
    assert "no process can be started that reads files" in str(told.value)
    assert why in str(told.value)
    assert "damaged" not in str(told.value)


@pytest.mark.parametrize("number", [11, 12, 24])  # EAGAIN, ENOMEM, EMFILE
def test_what_the_system_lacks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("corpus.readers.sandbox.process.subprocess.Popen", refuse)
    words = {11: "ulimit -u", 12: "not enough memory", 24: "ulimit -n"}[number]
    with closing(Worker(OPTIONS)) as worker, pytest.raises(MachineError, match=words):
        worker.read(files_in(tmp_path)[0])


def test_no_thread_to_listen_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    worker = Worker(OPTIONS)
    monkeypatch.setattr("threading.Thread.start", refuse)
    with pytest.raises(MachineError, match="ulimit -u"):
        worker.read(files_in(tmp_path)[0])


def test_a_want_that_passes_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python, tries = sys.executable, tmp_path / "tries"
    text = f'#!/bin/sh\necho >> {tries}\n[ $(wc -l < {tries}) -gt 2 ] || exit 1\nexec {python} "$@"\n'
    monkeypatch.setattr(sys, "executable", script(tmp_path, text))
    with closing(Worker()) as worker:
        assert worker.read(files_in(tmp_path)[0]).drafts


def test_a_library_that_cannot_be_loaded_is_no_damaged_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken" / "lxml"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text('raise ImportError("libxml2.so: failed to map segment")', encoding="utf-8")
    page = tmp_path / "page.html"
    page.write_text(f"<html><body><article><h1>A</h1><p>{BODY}</p></article></body></html>", encoding="utf-8")
    popen = subprocess.Popen

    def start(arguments: list[str], **options: object) -> subprocess.Popen[bytes]:
        child = "from corpus.readers.sandbox.child import main"
        code = f"import sys; sys.path.insert(0, {str(broken.parent)!r}); {child}; main({1 << 30})"
        return popen([arguments[0], "-P", "-c", code], **options)

    monkeypatch.setattr("corpus.readers.sandbox.process.subprocess.Popen", start)
    with closing(Worker(OPTIONS)) as worker, pytest.raises(MachineError, match="failed to map segment"):
        worker.read(page)


def test_it_is_said_once_for_many_files_and_none_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "files").mkdir()
    paths = files_in(tmp_path / "files", 40)
    command = ["--archive", str(tmp_path / "archive"), "--model", "hashing-256"]
    assert main(["add", str(paths[0]), *command]) == 0
    python = script(tmp_path, "#!/bin/sh\nexit 3\n")
    worker = Worker(OPTIONS)
    monkeypatch.setattr("qa.service.maintenance.shared_worker", lambda _: worker)
    with monkeypatch.context() as patched, closing(worker):
        patched.setattr(sys, "executable", python)
        capsys.readouterr()
        assert main(["add", str(tmp_path / "files"), *command]) == 1
    told = capsys.readouterr().err
    assert told.count("cuttings: ") == 1
    assert "no process can be started" in told
    with closing(sqlite3.connect(tmp_path / "archive" / "catalogue.sqlite3")) as db:
        assert db.execute("SELECT count(*) FROM failures").fetchone() == (0,)
    with closing(worker):
        assert main(["add", str(tmp_path / "files"), *command]) == 0
    assert "39 added" in capsys.readouterr().out
