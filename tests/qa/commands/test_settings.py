"""Settings: in the help, on the command line, in a file. What is no setting stops a command before it stores anything."""

import re
from pathlib import Path

import pytest

from corpus.catalogue.audit import AuditOptions
from corpus.errors import SettingsError
from corpus.originals import KeepOptions
from corpus.settings import MIB
from qa.cli import _parser, main
from qa.commands.settings import SETTINGS, TABLES, settings_of
from qa.service.exchange import RetentionOptions
from qa.webhooks.values import WebhookOptions

READING = {
    one.name
    for kind, table in TABLES.items()
    if kind not in {AuditOptions, RetentionOptions, WebhookOptions}
    for one in table
}
FETCHING = {name for name in READING if "reading" in name or ("seconds" in name and "ocr" not in name)}
FETCHING |= {one.name for one in TABLES[KeepOptions]}
COMMANDS = {
    ("add", "x"): READING,
    ("retry",): READING,
    ("watch", "x"): READING,
    ("fetch", "x"): FETCHING,
    ("follow", "x"): FETCHING,
    ("serve",): set(SETTINGS),
}
DIGEST = (
    "Ferry strikes pier\n\nGazette\nMar 8 2024\n\nA ferry struck the pier at Port Sellen on Friday. Nobody was hurt.\n"
)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "archive").mkdir()
    return tmp_path / "archive"


def parsed(archive: Path, *arguments: str):
    return settings_of(_parser().parse_args([*arguments, "--archive", str(archive)]))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_setting_is_in_the_help_with_its_default(command: tuple[str, ...], capsys) -> None:
    with pytest.raises(SystemExit):
        main([command[0], "--help"])
    told = " ".join(capsys.readouterr().out.split())
    for kind, table in TABLES.items():
        for one in table:
            named = re.search(rf"--{one.name} {one.placeholder} {re.escape(one.help)} \(([^()]*)\)", told)
            assert bool(named) == (one.name in COMMANDS[command]), one.name
            if named:
                assert named[1] == one.shown(getattr(kind(), one.field))
    assert "--settings FILE" in told


@pytest.mark.parametrize("command", COMMANDS)
def test_without_any_they_are_the_defaults(command: tuple[str, ...], archive: Path) -> None:
    settings = parsed(archive, *command)
    assert (settings.reading.max_bytes, settings.worker.seconds, settings.conversations.days) == (64 * MIB, 60, 365)


def test_how_pictures_of_text_are_read(archive: Path) -> None:
    (archive / "settings.toml").write_text('ocr-languages = "deu"\nmax-ocr-pages = 9\n')
    reading = parsed(archive, "add", "x", "--ocr", "off").reading
    assert (reading.ocr, reading.ocr_languages, reading.ocr_max_pages) == ("off", "deu", 9)
    with pytest.raises(SystemExit):
        parsed(archive, "add", "x", "--ocr", "perhaps")


def test_the_command_line_goes_before_the_file_and_the_file_before_the_default(archive: Path) -> None:
    (archive / "settings.toml").write_text(
        '# of us\nmax-file-size = "100 MB"\nmax-file-pages = 3_000\nmax-article-seconds = 2.5\nkeep-days = 7\n'
    )
    settings = parsed(archive, "add", "x", "--max-file-pages", "4000")
    assert settings.reading.max_bytes == 100_000_000
    assert settings.reading.max_pages == 4000
    assert settings.reading.max_articles == 100_000
    assert settings.worker.seconds == 2.5
    assert settings.conversations.days == 7
    other = archive / "other.toml"
    other.write_bytes(b"\xef\xbb\xbfmax-file-size = 4096\r\n")  # in place of the archive's own
    settings = parsed(archive, "serve", "--settings", str(other))
    assert (settings.reading.max_bytes, settings.reading.max_pages) == (4096, 2000)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("max-file-sise = 4096", "'max-file-sise' is no setting; do you mean max-file-size?"),
        ("speed = 80", "'speed' is no setting; settings are max-file-size, "),
        ('archive = "elsewhere"', "'archive' is no setting"),
        ('settings = "other.toml"', "'settings' is no setting"),
        ("[limits]\nmax-file-size = 4096", "'limits' is no setting"),
        ('max-file-size = "64M"', "max-file-size = '64M': write a size from 1 KiB to 1 TiB, such as 64MB"),
        ("max-file-pages = true", "max-file-pages = True: write a whole number from 1 to 1,000,000"),
        ("max-nesting = 21", "max-nesting = 21: write a whole number from 0 to 20"),
        ("max-file-seconds = nan", "max-file-seconds = nan: write seconds from 1 to 604,800"),
        ("max-file-size 4096", "this is no file of settings (TOML): "),
        (f"a = {'[' * 5000}", "this is no file of settings (TOML): "),
        (b"max-file-size = '\xff'", "this is no file of settings (TOML): "),
        ("#" * (MIB + 1), "larger than the 1 MiB"),
    ],
)
def test_what_is_no_setting_names_the_file_the_key_and_what_is_allowed(
    archive: Path, tmp_path: Path, content: str | bytes, words: str, capsys
) -> None:
    (archive / "settings.toml").write_bytes(content if isinstance(content, bytes) else content.encode())
    (tmp_path / "a.txt").write_text(DIGEST)
    assert main(["add", str(tmp_path / "a.txt"), "--archive", str(archive), "--model", "hashing-256"]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"cuttings: {archive / 'settings.toml'}: ")
    assert words in told
    assert len(told.splitlines()) == 1
    assert [path.name for path in archive.iterdir()] == ["settings.toml"]  # nothing is stored


def test_a_file_that_is_named_has_to_be_there(archive: Path, tmp_path: Path) -> None:
    for name in (tmp_path / "missing.toml", archive):
        with pytest.raises(SettingsError, match=re.escape(f"{name}: ")):
            parsed(archive, "add", "x", "--settings", str(name))


def test_a_wrong_value_on_the_command_line(capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["add", "x", "--max-file-size", "64M"])
    assert ended.value.code == 2
    assert "argument --max-file-size: '64M': write a size from 1 KiB to 1 TiB, such as 64MB" in capsys.readouterr().err


def test_a_limit_is_raised_as_its_message_says(archive: Path, tmp_path: Path, capsys) -> None:
    """The folder of an archive may have its settings before it has an archive."""
    (archive / "settings.toml").write_text("max-file-size = 1024\n")
    path = tmp_path / "long.txt"
    path.write_text(DIGEST + "\nThe pier stays closed for now, the harbour master said.\n" * 40)
    command = ["--archive", str(archive), "--model", "hashing-256"]
    assert main(["add", str(path), *command]) == 1
    assert (
        "larger than the limit of 1 KiB; split it into several files, or raise max-file-size" in capsys.readouterr().out
    )
    assert main(["add", str(path), *command, "--max-file-size", "1MB"]) == 0
    assert "1 added" in capsys.readouterr().out
