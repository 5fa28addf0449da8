"""Machines of a Ray cluster fill an archive in an engine as one in a folder, though one of them is killed."""

import importlib.util
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.embeddings.workers.ray_cluster import ROOT, Ray, ray_cluster, write_articles
from tests.engine.conftest import Engine

pytestmark = [
    pytest.mark.ray,
    pytest.mark.model,
    pytest.mark.slow,
    pytest.mark.skipif(
        importlib.util.find_spec("ray") is None, reason="Ray is not installed: pip install 'ray[client]'"
    ),
]
ARTICLES = 60


@pytest.fixture
def ray() -> Iterator[Ray]:
    with ray_cluster() as cluster:
        yield cluster


def test_workers_fill_an_archive_in_an_engine_as_one_in_a_folder_though_one_is_killed(
    ray: Ray, seekdb: Engine, tmp_path: Path
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    write_articles(files, ARTICLES)
    folder = tmp_path / "archive"
    here = [sys.executable, "-m", "cuttings", "--archive", folder, "add", files]
    subprocess.run(here, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True)
    wanted = in_folder(folder)

    name = seekdb.database()
    adding = ray.add(seekdb.address(name), files)
    until = time.monotonic() + 240
    while not (done := kept(seekdb, name)) and adding.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    assert 0 < done < len(wanted[2])
    ray.kill_one()
    output, errors = adding.communicate(timeout=300)
    assert adding.returncode == 0, errors
    assert len(json.loads(output)["added"]) == ARTICLES
    assert "is lost" in errors
    assert in_engine(seekdb, name) == wanted
    status = ray.command("--archive", seekdb.address(name), "status", "--json")
    made = json.loads(status.communicate(timeout=60)[0])["encoded_by"]
    assert sum(made.values()) == len(wanted[2])
    check = ray.command("--archive", seekdb.address(name), "check", "--deep")
    said = check.communicate(timeout=240)
    assert "Nothing wrong" in said[0], said


def in_folder(archive: Path) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]], dict[bytes, bytes]]:
    """Return the articles, the passages and the vector of each text."""
    with closing(sqlite3.connect(archive / "catalogue.sqlite3")) as db:
        articles = db.execute("SELECT id, version, content_hash, title, text FROM articles ORDER BY id").fetchall()
        passages = db.execute("SELECT id, article_key, start, stop, text_hash FROM passages ORDER BY id").fetchall()
    with closing(sqlite3.connect(archive / "vectors.sqlite3")) as db:
        return articles, passages, dict(db.execute("SELECT text_hash, vector FROM vectors"))


def in_engine(
    engine: Engine, name: str
) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]], dict[bytes, bytes]]:
    """Return the same of an archive in an engine."""
    return (
        engine.run("SELECT id, version, content_hash, title, text FROM catalogue_articles ORDER BY id", name=name),
        engine.run("SELECT id, article_key, start, stop, text_hash FROM catalogue_passages ORDER BY id", name=name),
        dict(engine.run("SELECT text_hash, vector FROM vectors_vectors", name=name)),
    )


def kept(engine: Engine, name: str) -> int:
    """Return how many vectors are kept, none where there is no table yet."""
    there = engine.run(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = %s AND table_name = 'vectors_vectors'",
        name,
    )
    return int(engine.run("SELECT count(*) FROM vectors_vectors", name=name)[0][0]) if there[0][0] else 0
