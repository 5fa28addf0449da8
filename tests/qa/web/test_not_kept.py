"""A real server whose conversations cannot be written, asked as a browser does: the answer comes at once, with "not kept"."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.visitors import Visitor
from qa.cli import main

pytestmark = [pytest.mark.service, pytest.mark.slow]

ROOT = Path(__file__).parents[3]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
DIGEST = "Ferry strikes pier\n\nGazette\nMar 8 2024\n\nA ferry struck the pier at Port Sellen on Friday.\n"
QUESTION = "What struck the pier at Port Sellen?"
ANSWER = "A ferry struck the pier at Port Sellen on Friday."
NOT_KEPT = "Not kept: the server cannot write this conversation down now."


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("not-kept")
    (folder / "digest.txt").write_text(DIGEST, encoding="utf-8")
    options = ["--archive", str(folder / "archive"), "--model", "hashing-256"]
    assert main(["add", str(folder / "digest.txt"), *options]) == 0
    return folder / "archive"


def asked(visitor: Visitor) -> tuple[str, float]:
    """Ask; return all that the page was told, and after how many seconds the answer was in it."""
    began, told, answered = time.monotonic(), "", -1.0
    with closing(visitor.begin(QUESTION)) as stream:
        for line in stream:
            told += line.decode() if line.startswith(b"data: ") else ""
            if answered < 0 and ANSWER in re.sub(r"</?strong>", "", told):
                answered = time.monotonic() - began
            if line.startswith(b"data: ") and json.loads(line.removeprefix(b"data: "))["msg"] == "process_completed":
                break
    assert answered >= 0, told
    return told, answered


@pytest.fixture
def visitor(archive: Path) -> Iterator[Visitor]:
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0", "--archive", str(archive)]
    with subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield Visitor(int(server.stdout.readline().rpartition(":")[2]))
        finally:
            server.terminate()


def test_a_locked_file(archive: Path, visitor: Visitor) -> None:
    told, usual = asked(visitor)
    assert NOT_KEPT not in told
    with closing(sqlite3.connect(archive / "conversations.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(3):
            told, answered = asked(visitor)
            assert NOT_KEPT in told
            assert answered < usual + 2.0  # nobody waits for the lock
        other.execute("ROLLBACK")
    assert NOT_KEPT not in asked(visitor)[0]


def test_a_damaged_file(archive: Path, tmp_path: Path) -> None:
    for file in archive.glob("conversations*"):
        file.unlink()
    (archive / "conversations.sqlite3").write_bytes(b"no database" * 500)
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0", "--archive", str(archive)]
    with subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            visitor = Visitor(int(server.stdout.readline().rpartition(":")[2]))
            assert NOT_KEPT in asked(visitor)[0]
            (archive / "conversations.sqlite3").unlink()
        finally:
            server.terminate()


def test_a_full_disk(archive: Path, tmp_path: Path) -> None:
    if shutil.which("unshare") is None:
        pytest.skip("there is no unshare")
    (tmp_path / "disk").mkdir()
    script = [sys.executable, str(Path(__file__).with_name("full_server.py")), str(tmp_path / "disk"), str(archive)]
    with subprocess.Popen(
        ["unshare", "--mount", *script],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        address = server.stdout.readline()
        if not address:
            pytest.skip("not allowed to mount")
        visitor = Visitor(int(address.rpartition(":")[2]))
        told, usual = asked(visitor)
        assert NOT_KEPT not in told
        for what, kept in (("fill", False), ("free", True)):
            server.stdin.write(f"{what}\n")
            server.stdin.flush()
            assert server.stdout.readline() == f"{what}\n"
            for _ in range(2):
                told, answered = asked(visitor)
                assert (NOT_KEPT in told) is not kept
                assert answered < usual + 2.0
        server.stdin.close()
        assert server.wait(30) == 0
