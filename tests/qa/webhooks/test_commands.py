"""`cuttings alerts webhook`: a webhook from the terminal, from adding to sending again."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.cli import main
from tests.qa.webhooks.receivers import Receiver

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; returns what it prints."""
    (tmp_path / "a.txt").write_text("Bank cuts rate\n\nGazette\nMar 7 2024\n\nThe bank cut its rate.\n")

    def command(*words: object, code: int = 0) -> str:
        arguments = ["--archive", str(tmp_path / "archive"), "--model", "hashing-256", *map(str, words)]
        assert main(arguments) == code
        out, error = capsys.readouterr()
        return out + error

    command("add", tmp_path / "a.txt")
    command("alerts", "add", "--search", "ferry")
    return command


def test_from_adding_to_sending_again(run: Run, receiver: Receiver, tmp_path: Path) -> None:
    named = ("--webhook-to", f"127.0.0.1:{receiver.port}")
    assert "Add one with" in run("alerts", "webhook")
    refused = run("alerts", "webhook", "add", receiver.address, code=1)
    assert "Nothing is sent to this address" in refused
    added = run("alerts", "webhook", "add", receiver.address, "--alert", 1, "--site", "https://c.example", *named)
    (receiver.secret,) = re.findall(r"^whsec_\S+$", added, re.MULTILINE)
    assert receiver.secret not in run("alerts", "webhook", "--json")
    (tmp_path / "b.txt").write_text("Ferry strikes pier\n\nGazette\nMar 8 2024\n\nA ferry struck the pier.\n")
    run("add", tmp_path / "b.txt")
    receiver.answers = [(500, {})]
    assert "HTTP 500" in run("alerts", "webhook", "send", *named, code=1)
    (listed,) = json.loads(run("alerts", "webhook", "--json"))
    assert (listed["waiting"], listed["failures"], listed["alert"]) == (1, 1, 1)
    assert "last accepted" in run("alerts", "webhook", "retry", 1, *named)
    ((_, payload),) = receiver.got
    assert payload["data"]["quotes"][0]["address"].startswith("https://c.example/article/")
    run("alerts", "webhook", "test", 1, *named)
    assert receiver.got[-1][1]["type"] == "webhook.test"
    assert "Removed 1." in run("alerts", "webhook", "remove", 1)
    assert "no such webhook" in run("alerts", "webhook", "remove", 1, code=1)


def test_a_file_of_settings_names_machines_too(run: Run, receiver: Receiver, tmp_path: Path) -> None:
    settings = tmp_path / "server.toml"
    settings.write_text(f'webhook-to = "127.0.0.1:{receiver.port}"\n')
    named = ("--settings", settings)
    run("alerts", "webhook", "add", receiver.address, *named)
    settings.write_text('webhook-to = "a host"\n')
    assert "write HOST or HOST:PORT" in run("alerts", "webhook", "add", receiver.address, *named, code=1)
    settings.write_text('webhook-to = "a:b:c"\n')
    assert "names no machine" in run("alerts", "webhook", "add", receiver.address, *named, code=1)


def test_of_an_archive_that_is_not_there_nothing_is_added(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--archive", str(tmp_path / "none"), "alerts", "webhook", "add", "https://receiver.example/"]) == 1
    assert "no archive here" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_who_has_added_and_removed_one_is_in_the_audit_log(run: Run) -> None:
    run("alerts", "webhook", "add", "https://receiver.example/hook/a-secret")
    run("alerts", "webhook", "remove", 1)
    log = run("audit", "--json")
    rows = [(row["action"], row["target"], row["detail"]) for row in json.loads(log) if row["file"] == "webhooks"]
    assert rows == [("webhook.remove", "1", ""), ("webhook.add", "1", "receiver.example")]
    assert "a-secret" not in log
