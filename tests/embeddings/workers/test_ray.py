"""Two real machines of a Ray cluster: the same archive as without, also where one or both are killed while they encode."""

import importlib.util
import json
import os
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.ray,
    pytest.mark.slow,
    pytest.mark.service,
    pytest.mark.skipif(
        importlib.util.find_spec("ray") is None, reason="Ray is not installed: pip install 'ray[client]'"
    ),
]
ROOT = Path(__file__).resolve().parents[3]
GOLD = ROOT.parent / "shared" / "eval" / "news" / "quotations" / "articles.jsonl"
ARTICLES = int(os.environ.get("CUTTINGS_RAY_ARTICLES", "100"))


class Ray:
    """The cluster, and the command that uses it."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.folder = folder
        (folder / "ray").mkdir()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("RAY_")},
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(folder),
            "RAY_TMPDIR": str(folder),
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": secrets.token_hex(16),
            "RAY_USAGE_STATS_ENABLED": "0",
            "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # so that 127.0.0.1 stays what it is, and nothing listens elsewhere
        }
        with (folder / "cluster.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, Path(__file__).with_name("ray_cluster.py"), str(self.port), folder / "ray"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=self.environment,
                text=True,
            )
        self.said("up")

    def said(self, word: str) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.strip() == word:
                return
        raise AssertionError((self.folder / "cluster.log").read_text()[-2000:])

    def kill_one(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("kill\n")
        self.process.stdin.flush()
        self.said("killed")

    def command(self, *arguments: object, **environment: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "cuttings", *map(str, arguments)],
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def add(self, archive: Path, files: Path, *options: str, **environment: str) -> "subprocess.Popen[str]":
        address = f"ray://127.0.0.1:{self.port}"
        return self.command("--archive", archive, "add", "--json", "--workers", address, *options, files, **environment)

    def end(self) -> None:
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def ray() -> Iterator[Ray]:
    folder = Path(tempfile.mkdtemp(prefix="cw", dir="/tmp"))  # Ray's sockets have paths of 107 bytes at most
    cluster = None
    try:
        cluster = Ray(folder)
        yield cluster
    finally:
        if cluster is not None:
            cluster.end()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real articles where they are beside the repository; else made ones."""
    folder = tmp_path_factory.mktemp("files")
    if GOLD.is_file():
        with GOLD.open(encoding="utf-8") as lines:
            texts = [json.loads(line) for line, _ in zip(lines, range(ARTICLES), strict=False)]
    else:
        sentence = "The mayor of town {0} opened bridge number {1} on Monday and spoke of its cost. "
        texts = [
            {"title": f"Bridges of {town}", "text": "\n\n".join(sentence.format(town, part) * 6 for part in range(9))}
            for town in range(ARTICLES)
        ]
    for number, article in enumerate(texts):
        kept = {name: article.get(name) for name in ("title", "outlet", "published", "byline", "text")}
        (folder / f"{number:03}.json").write_text(json.dumps(kept), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def local(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = tmp_path_factory.mktemp("local") / "archive"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "cuttings", "--archive", archive, "add", files]
    subprocess.run(command, check=True, env=environment, capture_output=True)
    return archive


def stored(archive: Path) -> tuple[object, ...]:
    with closing(sqlite3.connect(archive / "catalogue.sqlite3")) as db:
        passages = db.execute("SELECT * FROM passages ORDER BY id").fetchall()
        articles = db.execute("SELECT id, version, title, text, source FROM articles ORDER BY id").fetchall()
    return passages, articles, vectors(archive)


def vectors(archive: Path) -> dict[bytes, bytes]:
    with closing(sqlite3.connect(archive / "vectors.sqlite3", timeout=20)) as db:
        return dict(db.execute("SELECT text_hash, vector FROM vectors"))


def wait_for_vectors(adding: "subprocess.Popen[str]", archive: Path, most: int) -> None:
    """Wait until the first vectors are stored, and make sure that not all are."""
    until = time.monotonic() + 180
    while time.monotonic() < until and adding.poll() is None:
        with suppress(sqlite3.Error):
            if (archive / "vectors.sqlite3").exists() and (count := len(vectors(archive))):
                assert count < most
                return
        time.sleep(0.05)
    adding.kill()
    raise AssertionError(f"nothing was encoded: {adding.communicate()}")


def test_a_machine_that_is_killed_costs_nothing_but_time(ray: Ray, files: Path, local: Path) -> None:
    archive = ray.folder / "archive"
    adding = ray.add(archive, files)
    wait_for_vectors(adding, archive, len(vectors(local)))
    ray.kill_one()
    output, errors = adding.communicate(timeout=300)
    assert adding.returncode == 0, errors
    assert len(json.loads(output)["added"]) == ARTICLES
    assert stored(archive) == stored(local)
    assert "is lost" in errors
    assert "given to another worker" in errors


def test_a_killed_command_leaves_an_archive_that_the_next_goes_on_with_and_without_workers_it_goes_on_alone(
    ray: Ray, files: Path, local: Path
) -> None:
    archive = ray.folder / "archive"
    adding = ray.add(archive, files)
    wait_for_vectors(adding, archive, len(vectors(local)))
    adding.kill()
    adding.communicate()
    ray.kill_one()  # so that one is left
    check = ray.command("--archive", archive, "check", "--deep")
    said = check.communicate(timeout=120)
    assert check.returncode == 0, said
    before = len(vectors(archive))
    again = ray.add(archive, files)
    while len(vectors(archive)) == before and again.poll() is None:
        time.sleep(0.05)
    ray.kill_one()
    left = len(vectors(local)) - len(vectors(archive))
    _, errors = again.communicate(timeout=300)
    assert again.returncode == 0, errors
    assert vectors(archive) == vectors(local)
    if left > len(vectors(local)) // 2:  # else the worker may have sent all the rest before it was killed
        assert "no worker is left: this machine goes on by itself" in errors


def test_what_is_wrong_is_said_before_anything_is_added(ray: Ray, files: Path) -> None:
    archive = ray.folder / "archive"
    started = time.monotonic()
    wrong = ray.add(archive, files, RAY_AUTH_TOKEN="0" * 32)
    _, errors = wrong.communicate(timeout=120)
    assert wrong.returncode == 1
    assert f"ray://127.0.0.1:{ray.port}: " in errors
    assert "is its token in RAY_AUTH_TOKEN" in errors
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = free.getsockname()[1]
    unanswered = ray.command("--archive", archive, "add", "--workers", f"ray://127.0.0.1:{nobody}", files)
    _, errors = unanswered.communicate(timeout=60)
    assert unanswered.returncode == 1
    assert "nothing answers there" in errors
    assert not archive.exists()
    assert time.monotonic() - started < 120


def test_nothing_of_it_listens_beyond_loopback(ray: Ray) -> None:
    sockets = subprocess.run(["ss", "-Hltn"], capture_output=True, text=True, check=False)
    if sockets.returncode:
        pytest.skip("ss is not installed")
    ours = [line.split()[3] for line in sockets.stdout.splitlines() if f":{ray.port}" in line]
    assert ours
    assert all("127.0.0.1" in address for address in ours)
