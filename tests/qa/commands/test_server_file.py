"""Options of `serve` in the file of settings, and which options of the command line may be given in its place."""

import argparse
import json
import re
from pathlib import Path

import pytest

from corpus.errors import SettingsError
from qa.cli import _parser, main, parsed
from qa.commands.environment import variables_of
from qa.commands.server_file import keys_of
from qa.commands.settings import settings_of

FILE = """
host = "0.0.0.0"
port = 8080
metrics-port = 9464
log = "json"
allowed-host = ["cuttings.example", "desk.example"]
proxy = "127.0.0.1"
read-only = true
model = "hashing-256"
keep-days = 5
"""
EACH_TIME = {
    "serve": {"--archive", "--help"},
    "add": {"--archive", "--help", "--json", "--map"},
}
"""Options without a variable: the archive has one for all commands, and the others are about what is added just then."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of settings that the user names, outside the archive."""
    path = tmp_path / "server.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture
def archive(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of an archive; the file is named by the environment."""
    monkeypatch.setenv("CUTTINGS_SETTINGS", str(file))
    (tmp_path / "archive").mkdir()
    return tmp_path / "archive"


def serve(archive: Path, *arguments: str) -> argparse.Namespace:
    return parsed(["serve", "--archive", str(archive), *arguments])


@pytest.mark.parametrize(
    "line",
    ['host = "0.0.0.0"', "port = 8080", 'proxy = ["127.0.0.1"]', 'model = "hub:a/b@c"', 'writer = "https://foreign.example/v1"',
     'writer-key-file = "/home/you/.ssh/id_rsa"', 'webhook-to = "127.0.0.1:80"'],
)  # fmt: skip
def test_the_folder_of_an_archive_that_somebody_else_has_made_decides_nothing_about_the_server(
    tmp_path: Path, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "settings.toml").write_text(f"keep-days = 5\n{line}\n")
    for command in (["serve"], ["add", "x"], ["settings"]):
        assert main([*command, "--archive", str(tmp_path)]) == 1
        told = capsys.readouterr().err
        assert f"{line.split()[0]!r} is not for the file in an archive's folder, but for one that you name" in told
    assert main(["settings", "--archive", str(tmp_path), "--settings", str(tmp_path / "settings.toml")]) == 0


def test_what_the_file_says_holds_where_nothing_else_does(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = serve(archive)
    assert (options.host, options.port, options.metrics_port, options.log) == ("0.0.0.0", 8080, 9464, "json")
    assert (options.allowed_host, options.proxy) == (["cuttings.example", "desk.example"], ["127.0.0.1"])
    assert (options.read_only, options.allow_changes) == (True, False)
    settings = settings_of(options)
    assert (settings.model, settings.conversations.days) == ("hashing-256", 5)
    monkeypatch.setenv("CUTTINGS_PORT", "8081")
    monkeypatch.setenv("CUTTINGS_ALLOWED_HOST", "other.example")
    monkeypatch.setenv("CUTTINGS_MODEL", "from-environment")
    options = serve(archive, "--host", "127.0.0.1", "--model", "from-command")
    assert (options.host, options.port, options.allowed_host) == ("127.0.0.1", 8081, ["other.example"])
    assert settings_of(options).model == "from-command"
    assert settings_of(serve(archive)).model == "from-environment"
    assert serve(archive, "--port", "7860").port == 7860


def test_another_file_may_be_named_by_a_variable(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other.toml").write_text("port = 9000\nmax-file-size = 4096\n")
    monkeypatch.setenv("CUTTINGS_SETTINGS", str(tmp_path / "other.toml"))
    assert serve(archive).port == 9000
    assert serve(archive).host == "127.0.0.1"
    assert settings_of(parsed(["add", "x", "--archive", str(archive)])).reading.max_bytes == 4096
    monkeypatch.setenv("CUTTINGS_MAX_FILE_SIZE", "8KiB")
    assert settings_of(parsed(["add", "x", "--archive", str(archive)])).reading.max_bytes == 8192


def test_the_limits_of_one_archive_are_not_those_of_another(tmp_path: Path) -> None:
    for name, days in (("first", 5), ("second", 6)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "settings.toml").write_text(f"keep-days = {days}\n")
    options = serve(tmp_path / "first", "--archive", str(tmp_path / "second"))
    for at, days in enumerate((5, 6)):
        one = argparse.Namespace(**{**vars(options), "archives": options.archives[at : at + 1]})
        assert settings_of(one).conversations.days == days


def test_other_commands_leave_the_options_of_the_server_alone(archive: Path) -> None:
    settings = settings_of(parsed(["add", "x", "--archive", str(archive)]))
    assert (settings.model, settings.conversations.days) == ("hashing-256", 5)


def test_a_file_that_nobody_understands_does_not_start_a_server(
    archive: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("prot = 8080\n")
    with pytest.raises(SettingsError, match="'prot' is no setting; do you mean port"):
        serve(archive)
    assert main(["serve", "--archive", str(archive)]) == 1
    assert "'prot' is no setting; do you mean port?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('port = "80"', "port = '80': write a whole number"),
        ("port = 80.5", "port = 80.5: write a whole number"),
        ("host = 1", "host = 1: write a text in quotation marks"),
        ('read-only = "yes"', "read-only = 'yes': write true or false"),
        ('log = "xml"', "log = 'xml': write plain or json"),
        ("allowed-host = [1]", "allowed-host = [1]: write a text in quotation marks"),
    ],
)
def test_a_value_that_is_not_allowed_says_what_is(archive: Path, file: Path, line: str, words: str) -> None:
    file.write_text(line)
    with pytest.raises(SettingsError, match=re.escape(f"{file}: {words}")):
        serve(archive)


def test_settings_shows_the_file_as_the_reason(
    archive: Path, file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUTTINGS_HOST", "127.0.0.1")
    assert main(["settings", "--archive", str(archive), "--json"]) == 0
    held = json.loads(capsys.readouterr().out)
    assert held["port"] == {"value": 8080, "from": str(file)}
    assert held["allowed-host"] == {"value": ["cuttings.example", "desk.example"], "from": str(file)}
    assert held["model"] == {"value": "hashing-256", "from": str(file)}
    assert held["host"] == {"value": "127.0.0.1", "from": "environment CUTTINGS_HOST"}
    assert held["allow-changes"] == {"value": False, "from": "default"}
    assert held["settings"] == {"value": str(file), "from": "environment CUTTINGS_SETTINGS"}
    other = archive / "other.toml"
    other.write_text("port = 9000\n")
    assert main(["settings", "--archive", str(archive), "--settings", str(other), "--json"]) == 0
    held = json.loads(capsys.readouterr().out)
    assert held["port"] == {"value": 9000, "from": str(other)}
    assert held["settings"] == {"value": str(other), "from": "command line"}


@pytest.mark.parametrize("name", EACH_TIME)
def test_each_option_may_be_given_by_a_variable(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By trying: with its variable set to something else, the command has something else."""
    monkeypatch.setenv("CUTTINGS_ARCHIVE", str(tmp_path))
    (tmp_path / "named.toml").touch()
    command = _commands()[name]
    options = {one.option_strings[-1]: one for one in command._actions if one.option_strings}
    assert set(options) >= EACH_TIME[name]
    for option in sorted(set(options) - EACH_TIME[name]):
        action = options[option]
        variable = f"CUTTINGS_{option.lstrip('-').replace('-', '_').upper()}"
        chosen = [str(one) for one in action.choices or () if one != action.default]
        value = "1" if action.nargs == 0 else chosen[0] if chosen else _other(option, action)
        value = str(tmp_path / "named.toml") if option == "--settings" else value
        arguments = [name, *(["x"] if name == "add" else [])]
        before = parsed(arguments)
        with monkeypatch.context() as patched:
            patched.setenv(variable, value)
            after = parsed(arguments)
            if option == "--model":
                assert settings_of(after).model == value
                continue
        assert getattr(after, action.dest) != getattr(before, action.dest), f"{variable} does nothing"


def _commands() -> dict[str, argparse.ArgumentParser]:
    (commands,) = [one for one in _parser()._actions if isinstance(one, argparse._SubParsersAction)]
    return dict(commands.choices)


def _other(option: str, action: argparse.Action) -> str:
    special = {"--ocr": "off", "--keep-originals": "on", "--ocr-languages": "deu", "--reading-memory": "777MiB"}
    return special.get(option) or {"SIZE": "77MiB", "SECONDS": "77", "N": "7"}.get(
        str(action.metavar), "7777" if action.type is int else "127.0.0.9"
    )


def test_each_option_of_serve_may_be_in_the_file() -> None:
    serve = _parser().parse_args(["status"]).serve
    assert {option.dest for option in variables_of(serve).values()} - {one.dest for one in keys_of(serve).values()} == {
        "settings"
    }
