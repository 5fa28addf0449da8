"""The command as a user types it."""

import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from qa import cli
from qa.cli import main

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "answer.schema.json").read_text(encoding="utf-8"))
DIGEST = """Ferry strikes pier

Gazette
Mar 8 2024
By Ann Poe

A ferry struck the pier at Port Sellen on Friday. The coast guard said 27 people were hurt.

https://example.org/ferry#top

Bank cuts rate

Herald
Apr 2 2024

The central bank cut its key rate to 3.75 percent.
"""


@pytest.fixture(autouse=True)
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CUTTINGS_ARCHIVE", str(tmp_path / "archive"))
    (tmp_path / "digest.txt").write_text(DIGEST, encoding="utf-8")
    return tmp_path / "archive"


@pytest.fixture
def filled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add", str(tmp_path / "digest.txt"), "--model", "hashing-256"]) == 0
    capsys.readouterr()


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


@pytest.mark.usefixtures("filled")
def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    articles = json.loads(run(capsys, "list", "--json"))
    ids = [article.pop("id") for article in articles]
    assert all(re.fullmatch("[a-z2-7]{12}", key) for key in ids)
    assert articles == [
        {"title": "Bank cuts rate", "outlet": "Herald", "published": "2024-04-02", "byline": None, "url": None,
         "language": articles[0]["language"], "words": 10},
        {"title": "Ferry strikes pier", "outlet": "Gazette", "published": "2024-03-08", "byline": "Ann Poe",
         "url": "https://example.org/ferry", "language": articles[1]["language"], "words": 18},
    ]  # fmt: skip
    assert "Ferry strikes pier" in run(capsys, "list")


@pytest.mark.usefixtures("filled")
def test_ask_json_is_what_the_schema_says(capsys: pytest.CaptureFixture[str]) -> None:
    for question in ("How many people were hurt on the ferry?", "Who painted the chapel?", "", "x" * 10_000):
        answer = json.loads(run(capsys, "ask", question, "--json"))
        jsonschema.validate(answer, SCHEMA)
        assert answer["question"] == question


@pytest.mark.usefixtures("filled")
def test_ask_for_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "ask", "How many people were hurt on the ferry?")
    assert "27 people were hurt.” [1]" in " ".join(out.split())
    assert re.search(r"\[1\] Ferry strikes pier, Gazette, 2024-03-08", out)
    assert "Nothing in these articles answers that." in run(capsys, "ask", "Who painted the chapel?")


@pytest.mark.usefixtures("filled")
def test_one_question_a_line_gives_one_object_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("How many people were hurt?\r\n\nWhat did the bank cut?\n"))
    answers = [json.loads(line) for line in run(capsys, "ask", "-", "--json").splitlines()]
    assert [answer["question"] for answer in answers] == ["How many people were hurt?", "", "What did the bank cut?"]
    for answer in answers:
        jsonschema.validate(answer, SCHEMA)


@pytest.mark.usefixtures("filled")
def test_show(capsys: pytest.CaptureFixture[str]) -> None:
    (article, _) = json.loads(run(capsys, "list", "--json"))
    shown = json.loads(run(capsys, "show", article["id"], "--json"))
    assert shown["text"] == "The central bank cut its key rate to 3.75 percent."
    assert [shown["text"][p["start"] : p["end"]] for p in shown["passages"]] == [p["text"] for p in shown["passages"]]
    assert shown["passages"]
    assert "By" not in run(capsys, "show", article["id"])
    assert main(["show", "aaaaaaaaaaaa"]) == 1
    assert "cuttings list" in capsys.readouterr().err


@pytest.mark.usefixtures("filled")
def test_status(capsys: pytest.CaptureFixture[str], archive: Path) -> None:
    status = json.loads(run(capsys, "status", "--json"))
    assert status["archive"] == str(archive)
    assert (status["articles"], status["passages"], status["outlets"], status["revision"]) == (2, 2, 2, 1)
    assert (status["first"], status["last"], status["model"]) == ("2024-03-08", "2024-04-02", "hashing-256@1")
    assert "2 from 2 outlets" in run(capsys, "status")


def test_an_archive_that_is_not_there(capsys: pytest.CaptureFixture[str], archive: Path) -> None:
    assert json.loads(run(capsys, "list", "--json")) == []
    assert json.loads(run(capsys, "status", "--json"))["exists"] is False
    answer = json.loads(run(capsys, "ask", "Anything?", "--json"))
    jsonschema.validate(answer, SCHEMA)
    assert "cuttings add" in answer["note"]
    assert not archive.exists()


def test_add_says_what_failed_and_why(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code = main(["add", str(tmp_path / "none.txt"), str(tmp_path / "digest.txt"), "--model", "hashing-256"])
    out = capsys.readouterr().out
    assert code == 1
    assert "Articles: 2 added." in out
    assert "none.txt: " in out


def test_an_error_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["add", str(tmp_path / "digest.txt"), "--model", "no-such-model"]) == 1
    err = capsys.readouterr().err
    assert "Traceback" not in err
    assert "no-such-model: no such model" in err


def test_the_archive_is_named_before_or_after_the_command(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CUTTINGS_ARCHIVE")
    for arguments in (
        ["--archive", str(tmp_path / "x"), "status", "--json"],
        ["status", "--json", "--archive", str(tmp_path / "x")],
    ):
        assert json.loads(run(capsys, *arguments))["archive"] == str(tmp_path / "x")


def test_every_command_is_in_the_documentation_and_every_example_is_understood(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    names = re.findall(r"^    ([a-z]+) ", capsys.readouterr().out, re.MULTILINE)
    assert {"add", "ask", "list", "show", "status", "serve"} <= set(names)
    examples = {}
    for document in ("README.md", "docs/commands.md"):
        text = (ROOT / document).read_text(encoding="utf-8")
        lines = re.findall(r"^    \.venv/bin/cuttings (.+)$", text, re.MULTILINE)
        examples[document] = [shlex.split(line.partition(" < ")[0], comments=True) for line in lines]
    assert set(names) == {example[0] for example in examples["docs/commands.md"]}
    for example in [*examples["README.md"], *examples["docs/commands.md"]]:
        cli._parser().parse_args(example)


@pytest.mark.service
def test_the_installed_way_of_calling_it(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "qa.cli", "list", "--archive", str(tmp_path / "none"), "--json"],
        capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ},
    )  # fmt: skip
    assert result.stdout == "[]\n"
