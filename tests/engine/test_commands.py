"""The same commands over an archive in an engine, and from a folder into an engine and back."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.conftest import Engine

pytestmark = [pytest.mark.model, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "corpus" / "sample"


def cuttings(archive: str, *words: str, fails: bool = False, cwd: Path | None = None) -> str:
    """Run a command; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "qa.cli", "--archive", archive, *words],
        capture_output=True,
        text=True,
        timeout=240,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return done.stderr if fails else done.stdout


def test_every_command_works_where_the_archive_is_in_an_engine(seekdb_module: Engine, tmp_path: Path) -> None:
    archive = seekdb_module.address()
    assert "added" in cuttings(archive, "add", str(SAMPLE))
    assert "0 added" not in cuttings(archive, "status")
    listed = [line.split()[0] for line in cuttings(archive, "list").splitlines()]
    assert len(listed) == 25
    answer = json.loads(cuttings(archive, "ask", "--json", "How many people were hurt in the ferry accident?"))
    assert answer["answered"]
    quote = answer["quotes"][0]
    cited = next(one for one in answer["citations"] if one["number"] == quote["citation"])
    text = json.loads(cuttings(archive, "show", "--json", cited["article"]["id"]))["text"]
    assert text[cited["start"] : cited["end"]] == quote["text"]
    assert "Nothing wrong" in cuttings(archive, "check", "--deep")
    assert "articles" in cuttings(archive, "story")
    assert cuttings(archive, "said").strip()
    cuttings(archive, "correct", listed[0], "--outlet", "The Corrected Gazette")
    assert "The Corrected Gazette" in cuttings(archive, "list")
    assert "Fairs: 1 article" in cuttings(archive, "collection", "add", "Fairs", listed[0])
    assert "Removed 1" in cuttings(archive, "remove", listed[1])
    cuttings(archive, "alerts", "add", "Who resigned?")
    cuttings(archive, "rebuild")
    cuttings(archive, "compact")
    audit = cuttings(archive, "audit")
    assert {"articles.add", "articles.remove", "index.rebuild"} <= set(audit.split())
    assert "Nothing wrong" in cuttings(archive, "check", "--deep")
    assert "#" in cuttings(archive, "brief", "--since", "2020-01-01")


def test_an_archive_moves_from_a_folder_into_an_engine_and_back_byte_for_byte(
    seekdb_module: Engine, tmp_path: Path
) -> None:
    folder, engine, back = str(tmp_path / "a"), seekdb_module.address(), str(tmp_path / "b")
    cuttings(folder, "add", str(SAMPLE))
    one = cuttings(folder, "list").split()[0]
    cuttings(folder, "collection", "add", "Fairs", one)
    files = [tmp_path / f"{number}.zip" for number in range(3)]
    cuttings(folder, "export", str(files[0]), "--vectors")
    cuttings(engine, "import", str(files[0]))
    cuttings(engine, "export", str(files[1]), "--vectors")
    cuttings(back, "import", str(files[1]))
    cuttings(back, "export", str(files[2]), "--vectors")
    assert files[0].read_bytes() == files[1].read_bytes() == files[2].read_bytes()
    assert "Nothing wrong" in cuttings(engine, "check", "--deep")
    assert "stays as it is" in cuttings(engine, "import", str(files[0]), fails=True)
    question = ("ask", "--json", "Who wrote the opera that was found?")
    found = [json.loads(cuttings(archive, *question)) for archive in (folder, engine)]
    assert [quote["text"] for quote in found[0]["quotes"]] == [quote["text"] for quote in found[1]["quotes"]]


def test_what_cannot_be_is_said(seekdb_module: Engine, tmp_path: Path) -> None:
    assert "no password in an address" in cuttings("oceanbase://me:secret@db/press", "status", fails=True)
    assert "the engine cannot be reached" in cuttings("seekdb://root@127.0.0.1:1/press", "status", fails=True)
    wrong = f"seekdb://nobody@{seekdb_module.host}:{seekdb_module.port}/press"
    said = cuttings(wrong, "status", fails=True)
    assert "does not let this user in" in said
    assert "add FILE" in cuttings(seekdb_module.address(), "check", fails=True)
