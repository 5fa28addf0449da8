"""Readers from other distributions: found by their entry points, in the reading process, and harmless when broken."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.readers import plugins
from corpus.readers.detect import known_suffixes, reader_for
from corpus.readers.ingest import read_files
from corpus.readers.sandbox.worker import Worker

READER = """
from corpus.article import ArticleDraft
from corpus.readers.reader import Reader, whole


def looks_like(data):
    return data.startswith(b"WIRE1")


def read(data, name):
    for block in data.decode().split("---")[1:]:
        title, text = block.strip().split("\\n", 1)
        yield ArticleDraft(title=title, text=text.strip(), outlet="Example Wire")


wire = Reader(name="wire dump", suffixes=(".wire",), read=whole(read), looks_like=looks_like, marked=True)
"""
WIRE = "WIRE1\n---\nFerry runs aground\nThe ferry ran aground on Monday.\n---\nTalks resume\nThe talks resumed on Tuesday.\n"

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install distributions into a folder that this process and those it starts import from."""
    folder = tmp_path / "site"

    def install(distribution: str, module: str, source: str, entry: str) -> None:
        info = folder / f"{distribution.replace('-', '_')}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[cuttings.readers]\n{entry}\n")
        (folder / f"{module}.py").write_text(source)

    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")])))
    plugins.installed.cache_clear()
    yield install
    plugins.installed.cache_clear()
    for module in [name for name in sys.modules if name.startswith("cuttings_test_")]:
        del sys.modules[module]


def read(path: Path) -> tuple[list[str], str | None]:
    """Return the titles that a new reading process finds, and why it failed."""
    with closing(Worker()) as worker:
        (found,) = read_files([path], worker=worker)
    return [draft.title for draft in found.drafts], found.failure and found.failure.reason


def test_a_format_of_another_distribution_is_read_in_the_reading_process(install: Install, tmp_path: Path) -> None:
    install("cuttings-wire", "cuttings_test_wire", READER, "wire = cuttings_test_wire:wire")
    path = tmp_path / "dump.wire"
    path.write_text(WIRE)
    assert ".wire" in known_suffixes()
    assert read(path) == (["Ferry runs aground", "Talks resume"], None)


def test_nothing_is_looked_for_before_a_file_is_read() -> None:
    program = (
        "import importlib.metadata as m, sys; m.entry_points = lambda **_: sys.exit('looked'); "
        "import corpus.readers.detect, qa.cli"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import no_such_library", "ModuleNotFoundError: No module named 'no_such_library'"),
        ("raise RuntimeError('boom')", "RuntimeError: boom"),
        ("import sys; sys.exit(3)", "SystemExit: 3"),
        ("wire = 7", "TypeError: cuttings_test_bad:wire is a int and no corpus.readers.reader.Reader"),
        ("", "AttributeError: "),
    ],
)
def test_a_broken_one_is_named_and_costs_nothing_else(
    install: Install, tmp_path: Path, caplog: pytest.LogCaptureFixture, source: str, reason: str
) -> None:
    install("cuttings-bad", "cuttings_test_bad", source, "bad = cuttings_test_bad:wire")
    install("cuttings-wire", "cuttings_test_wire", READER, "wire = cuttings_test_wire:wire")
    wire, page, odd = tmp_path / "dump.wire", tmp_path / "news.txt", tmp_path / "dump.odd"
    wire.write_text(WIRE)
    page.write_text("Rain expected\n\nIt will rain on Wednesday, the office said.\n")
    odd.write_bytes(bytes(range(256)))
    with caplog.at_level(logging.WARNING):
        known_suffixes()
        known_suffixes()
    (warning,) = [record.getMessage() for record in caplog.records]
    assert warning.startswith("cuttings-bad: its reader 'bad' cannot be loaded")
    assert reason in warning
    assert read(wire)[0] == ["Ferry runs aground", "Talks resume"]
    assert read(page)[0] == ["Rain expected"]
    found, failed = read(odd)
    assert found == []
    assert failed is not None
    assert "unknown format .odd" in failed
    assert "cuttings-bad: its reader 'bad' cannot be loaded" in failed


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("import no_such_library", "the reader of cuttings-wire lacks a library (No module named 'no_such_library')"),
        ("raise KeyError('place')", "this wire dump is damaged, or of a kind that is not known (KeyError: 'place')"),
        ("yield 'a text'", "it gave a str and no article"),
    ],
)
def test_what_it_raises_is_a_failure_of_that_file(install: Install, tmp_path: Path, body: str, reason: str) -> None:
    source = READER.replace('    for block in data.decode().split("---")[1:]:', f"    {body}\n    for block in []:")
    install("cuttings-wire", "cuttings_test_wire", source, "wire = cuttings_test_wire:wire")
    path = tmp_path / "dump.wire"
    path.write_text(WIRE)
    found, failed = read(path)
    assert found == []
    assert failed is not None
    assert reason in failed


def test_one_that_cannot_judge_a_file_is_passed_over(install: Install) -> None:
    source = READER.replace('return data.startswith(b"WIRE1")', "return data[10**9]")
    install("cuttings-wire", "cuttings_test_wire", source, "wire = cuttings_test_wire:wire")
    assert reader_for(b"%PDF-1.7", "a.pdf").name == "PDF"
    assert (
        reader_for(b"The ferry ran aground on Monday. Nobody was hurt, the port said.\n" * 5, "a.wire").name
        == "plain text"
    )


@pytest.mark.service
def test_the_command_adds_files_of_such_a_format(install: Install, tmp_path: Path) -> None:
    install("cuttings-wire", "cuttings_test_wire", READER, "wire = cuttings_test_wire:wire")
    install("cuttings-bad", "cuttings_test_bad", "import no_such_library", "bad = cuttings_test_bad:wire")
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "dump.wire").write_text(WIRE)
    archive = ["--archive", str(tmp_path / "archive")]
    add = [sys.executable, "-m", "qa.cli", "add", str(folder), "--model", "hashing-256", *archive]
    done = subprocess.run(add, capture_output=True, text=True, check=True)
    assert "cuttings-bad: its reader 'bad' cannot be loaded" in done.stderr
    listed = subprocess.run(
        [sys.executable, "-m", "qa.cli", "list", *archive], capture_output=True, text=True, check=True
    ).stdout
    assert "Ferry runs aground" in listed
    assert "Talks resume" in listed
