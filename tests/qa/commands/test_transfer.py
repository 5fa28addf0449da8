"""Export, import and watch as a user types them."""

import json
from pathlib import Path

import pytest

from qa.cli import main

NEWS = """Ferry strikes pier

Gazette
Mar 8 2024

A ferry struck the pier at Port Sellen on Friday. The coast guard said 27 people were hurt.
"""


@pytest.fixture(autouse=True)
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CUTTINGS_ARCHIVE", str(tmp_path / "archive"))
    (tmp_path / "news.txt").write_text(NEWS, encoding="utf-8")
    assert main(["add", str(tmp_path / "news.txt"), "--model", "hashing-256"]) == 0
    capsys.readouterr()


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("more", [[], ["--vectors"]])
def test_an_archive_moves(capsys: pytest.CaptureFixture[str], tmp_path: Path, more: list[str]) -> None:
    file, there = str(tmp_path / "backup.cuttings"), str(tmp_path / "there")
    assert "Exported revision 1: 1 articles" in run(capsys, "export", file, *more)
    assert "Imported revision 1 into" in run(capsys, "import", file, "--archive", there)
    assert run(capsys, "list", "--json", "--archive", there) == run(capsys, "list", "--json")
    assert run(capsys, "check", "--deep", "--archive", there) == "Nothing wrong was found.\n"
    run(capsys, "export", str(tmp_path / "again.cuttings"), *more, "--archive", there)
    assert (tmp_path / "again.cuttings").read_bytes() == (tmp_path / "backup.cuttings").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import", "{}/backup.cuttings"], "there is an archive at this place"),
        (["import", "{}/news.txt", "--archive", "{}/there"], "no back-up that can be restored"),
        (["import", "{}/missing", "--archive", "{}/there"], "No such file"),
        (["import", "{}", "--archive", "{}/there"], "Is a directory"),
        (["export", "{}/news.txt"], "there is something else of that name"),
        (["export", "{}/none/backup"], "No such file"),
        (["export", "{}/b", "--archive", "{}/there"], "no archive here"),
        (["import", "{}/backup.cuttings", "--archive", "{}/there", "--model", "nonesuch"], "no such model"),
        (["watch", "{}/news.txt"], "no folder"),
        (["watch", "{}/none"], "no folder"),
    ],
)
def test_what_cannot_be_is_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str], said: str
) -> None:
    run(capsys, "export", str(tmp_path / "backup.cuttings"))
    before = sorted(tmp_path.rglob("*"))
    assert main([argument.format(tmp_path) for argument in arguments]) == 1
    err = capsys.readouterr().err
    assert said in err
    assert len(err.splitlines()) == 1
    assert {path.name for path in set(tmp_path.rglob("*")) - set(before)} <= {"catalogue.sqlite3-shm"}


def test_status_lists_what_failed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"")
    assert main(["add", str(bad)]) == 1
    capsys.readouterr()
    (failed,) = json.loads(run(capsys, "status", "--json"))["failed"]
    assert (failed["path"], failed["tries"], failed.keys()) == (str(bad), 1, {"path", "reason", "tries"})
    assert f"  {bad}: the file is empty" in run(capsys, "status")
    bad.write_text(NEWS)
    run(capsys, "add", str(bad))
    assert json.loads(run(capsys, "status", "--json"))["failed"] == []
