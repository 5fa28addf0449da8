"""Options of `serve` by environment variables, and `cuttings settings`, which shows what holds and why."""

import json
from pathlib import Path

import pytest

from corpus.errors import SettingsError
from qa.cli import _parser, main
from qa.commands.environment import refuse_invalid, variables_of
from qa.commands.settings import settings_of


def serve(*arguments: str):
    return _parser().parse_args(["serve", *arguments])


def test_the_command_line_goes_before_the_environment_and_that_before_the_file(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "settings.toml").write_text("keep-days = 5\nmax-article-seconds = 70\n")
    for name, value in {
        "PORT": "8123", "METRICS_PORT": "9464", "LOG": "json", "READ_ONLY": "yes", "ALLOWED_HOST": "a.example, b.example",
        "PROXY": "", "KEEP_DAYS": "9", "MAX_FILE_SIZE": "5MB",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"CUTTINGS_{name}", value)
    options = serve("--archive", str(tmp_path))
    assert (options.port, options.metrics_port, options.log, options.read_only) == (8123, 9464, "json", True)
    assert (options.allowed_host, options.proxy) == (["a.example", "b.example"], [])
    assert serve("--port", "7860", "--log", "plain").port == 7860
    assert serve("--log", "plain").log == "plain"
    assert serve("--allowed-host", "c.example").allowed_host == ["a.example", "b.example", "c.example"]
    settings = settings_of(options)
    assert (settings.conversations.days, settings.worker.seconds) == (9, 70)
    assert settings.reading.max_bytes == 5_000_000
    assert settings_of(serve("--archive", str(tmp_path), "--keep-days", "3")).conversations.days == 3


@pytest.mark.parametrize(("name", "value"), [("READ_ONLY", "ture"), ("ALLOW_CHANGES", "2"), ("LOG", "xml")])
def test_a_value_that_is_not_allowed_stops_serve_and_no_other_command(name: str, value: str, monkeypatch) -> None:
    monkeypatch.setenv(f"CUTTINGS_{name}", value)
    with pytest.raises(SettingsError, match=f"CUTTINGS_{name}: '{value}'"):
        refuse_invalid(serve())
    _parser().parse_args(["status"])


def test_numbers_are_checked_as_on_the_command_line(monkeypatch, capsys) -> None:
    monkeypatch.setenv("CUTTINGS_PORT", "many")
    with pytest.raises(SystemExit):
        serve()
    assert "--port: invalid int value: 'many'" in capsys.readouterr().err
    assert _parser().parse_args(["status"])


def test_changes_allowed_by_a_variable_and_forbidden_by_the_other_do_not_start(monkeypatch, capsys) -> None:
    monkeypatch.setenv("CUTTINGS_ALLOW_CHANGES", "1")
    assert main(["serve", "--read-only"]) == 1
    assert "--read-only" in capsys.readouterr().err


def test_settings_says_what_holds_and_why(tmp_path: Path, monkeypatch, capsys) -> None:
    (tmp_path / "settings.toml").write_text("keep-days = 5\n")
    monkeypatch.setenv("CUTTINGS_MAX_FILE_SIZE", "5MB")
    monkeypatch.setenv("CUTTINGS_LOG", "json")
    monkeypatch.setenv("CUTTINGS_PASSWORD", "xylophone")
    assert main(["settings", "--archive", str(tmp_path), "--json"]) == 0
    text = capsys.readouterr().out
    held = json.loads(text)
    assert held["keep-days"] == {"value": 5, "from": str(tmp_path / "settings.toml")}
    assert held["max-file-size"] == {"value": 5_000_000, "from": "environment CUTTINGS_MAX_FILE_SIZE"}
    assert held["log"] == {"value": "json", "from": "environment CUTTINGS_LOG"}
    assert held["port"] == {"value": 7860, "from": "default"}
    assert held["max-article-seconds"] == {"value": 60, "from": "default"}
    assert "xylophone" not in text
    assert main(["settings", "--archive", str(tmp_path)]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert lines["max-file-size"].endswith("5 MB  (environment CUTTINGS_MAX_FILE_SIZE)")
    assert lines["read-only"].endswith("no  (default)")


def test_each_option_of_serve_has_a_variable() -> None:
    options = _parser().parse_args(["settings"])
    names = set(variables_of(options.serve))
    assert {"CUTTINGS_HOST", "CUTTINGS_PROXY", "CUTTINGS_KEEP_ORIGINALS"} <= names
    assert len(names) > 20
    assert not {"CUTTINGS_ARCHIVE", "CUTTINGS_HELP", "CUTTINGS_PASSWORD"} & names
