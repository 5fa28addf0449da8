"""Two real machines of a Ray cluster: the same archive as without, also where one or both are killed while they encode."""

import importlib.util
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.embeddings.workers.ray_cluster import ROOT, Ray, ray_cluster, write_articles

pytestmark = [
    pytest.mark.ray,
    pytest.mark.slow,
    pytest.mark.service,
    pytest.mark.skipif(
        importlib.util.find_spec("ray") is None, reason="Ray is not installed: pip install 'ray[client]'"
    ),
]
ARTICLES = int(os.environ.get("CUTTINGS_RAY_ARTICLES", "100"))


@pytest.fixture
def ray() -> Iterator[Ray]:
    with ray_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_articles(tmp_path_factory.mktemp("files"), ARTICLES)


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
