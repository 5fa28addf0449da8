"""Settings of the commands that read files: options of the command line, variables, and the same in a file, `settings.toml`.

`TABLES` is the one list of them: the options, the keys of the file and the defaults in the help come from there. What the
command line says goes before the environment, that before what the file says, and that before the default. The file may also
have the options of `serve` (`qa.commands.server_file`), which the other commands check and leave alone: but only a file that the
user names, not the one in an archive's folder. Who opens somebody else's folder must not open their machine to a network by that,
or send what they ask to another.
"""

import argparse
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from corpus.catalogue.audit import AuditOptions
from corpus.errors import SettingsError
from corpus.originals import KEEPING, KeepOptions
from corpus.readers.limits import OCR, READ_LIMITS, WORKER_LIMITS
from corpus.readers.reader import ReadOptions
from corpus.readers.sandbox.worker import WorkerOptions
from corpus.settings import Setting, TextSetting, Unit, size_text
from qa.commands.environment import given
from qa.commands.paths import archive_paths
from qa.commands.server_file import checked, keys_of, take_values
from qa.commands.writer import writer_of
from qa.service.exchange import RetentionOptions
from qa.webhooks.allowed import FORM
from qa.webhooks.values import WebhookOptions

if TYPE_CHECKING:
    from qa.service.settings import Settings

FILE_NAME = "settings.toml"
_LARGEST = 1 << 20  # bytes of a file of settings

RETENTION = (
    Setting(
        name="keep-conversations",
        field="conversations_per_reader",
        unit=Unit.COUNT,
        least=1,
        most=999_999,
        help="conversations that are kept of one reader; the oldest go",
    ),
    Setting(
        name="keep-days",
        field="days",
        unit=Unit.COUNT,
        least=1,
        most=999_999,
        help="days after which a conversation goes in which nothing was asked",
    ),
)

AUDIT = (
    Setting(
        name="keep-audit-days",
        field="days",
        unit=Unit.COUNT,
        least=1,
        most=999_999,
        help="days for which it is known who changed what",
    ),
)

WEBHOOKS = (
    TextSetting(
        name="webhook-to",
        field="named",
        form=FORM,
        allowed="write HOST or HOST:PORT, several with commas between them",
        help="where webhooks may lead besides public addresses: HOST, HOST:PORT",
    ),
)

TABLES: Mapping[type, tuple[Setting | TextSetting, ...]] = {
    ReadOptions: (*READ_LIMITS, *OCR),
    WorkerOptions: WORKER_LIMITS,
    KeepOptions: KEEPING,
    RetentionOptions: RETENTION,
    AuditOptions: AUDIT,
    WebhookOptions: WEBHOOKS,
}
"""The settings of each kind of options."""

SETTINGS: Mapping[str, Setting | TextSetting] = {one.name: one for table in TABLES.values() for one in table}

_NAMED_ONLY = {one.name for one in TABLES[WebhookOptions]}
"""Settings that say whom the server may speak to, as some options of `serve` do."""

Options = TypeVar("Options")


def add_settings(parser: argparse.ArgumentParser, *kinds: type) -> None:
    """Add the settings of these kinds of options to a command."""
    parser.add_argument(
        "--settings",
        type=Path,
        metavar="FILE",
        default=given("settings"),
        help=f"a file of settings (TOML); else {FILE_NAME} in the archive's folder, if there is one",
    )
    group = parser.add_argument_group("settings", "What is not given here is taken from the file of settings.")
    for kind in kinds:
        default = kind()
        for one in TABLES[kind]:
            group.add_argument(
                f"--{one.name}",
                dest=one.name,
                type=_parser_of(one),
                metavar=one.placeholder,
                default=given(one.name),
                help=f"{one.help} ({one.shown(getattr(default, one.field))})",
            )
    parser.set_defaults(with_settings=True)


def settings_of(arguments: argparse.Namespace) -> "Settings":
    """Return the settings of a service: of a command without any, the defaults.

    Raises:
        SettingsError: the file of settings cannot be read, or has what is no setting.
    """
    from qa.service.settings import Settings

    model: str | None = getattr(arguments, "model", None) or given("model")
    writer = writer_of(arguments)
    if not hasattr(arguments, "with_settings"):
        return Settings(model=model, writer=writer)
    values: dict[str, Any] = {**in_file(arguments)[0]}
    values |= {name: value for name, value in vars(arguments).items() if name in SETTINGS and value is not None}
    return Settings(
        model=model or values.get("model"),
        reading=_options(ReadOptions, values),
        worker=_options(WorkerOptions, values),
        originals=_options(KeepOptions, values),
        conversations=_options(RetentionOptions, values),
        audit=_options(AuditOptions, values),
        webhooks=_options(WebhookOptions, values),
        writer=writer,
    )


def _options(kind: type[Options], values: Mapping[str, Any]) -> Options:
    return kind(**{one.field: values[one.name] for one in TABLES[kind] if one.name in values})


def _parser_of(setting: Setting | TextSetting) -> "argparse._ActionType":
    def parse(text: str) -> int | float | str:
        try:
            return setting.parsed(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"{text!r}: {error}") from error

    return parse


def in_file(arguments: argparse.Namespace) -> tuple[dict[str, Any], Path]:
    """Return the values in the file of settings that a command's arguments mean, by their names, and its path.

    Raises:
        SettingsError: as `settings_of`.
    """
    named: Path | None = arguments.settings
    path = named.expanduser() if named else archive_paths(arguments).folder / FILE_NAME
    return _in_file(path, keys_of(arguments.serve), named=named is not None), path


def take_file(arguments: argparse.Namespace) -> None:
    """Take the defaults of the options of `serve` from the file that its arguments mean.

    The settings are not among them: each archive of a server has a file of its own for those.

    Raises:
        SettingsError: as `settings_of`.
    """
    values = in_file(arguments)[0]
    take_values(arguments.serve, {name: value for name, value in values.items() if name not in SETTINGS})


def _in_file(path: Path, serve: Mapping[str, argparse.Action], *, named: bool) -> dict[str, Any]:
    """Return the values in a file of settings by their names.

    Args:
        serve: the options of `serve` that may be in it, by their names; those in `SETTINGS` may be among them.
        named: by the user; such a file has to be there, and may have these options.
    """
    values: dict[str, Any] = {}
    of_server = {name for name in serve if name not in SETTINGS or name in _NAMED_ONLY}
    known = [name for name in dict.fromkeys([*SETTINGS, *serve]) if named or name not in of_server]
    for name, value in _toml(path, must_exist=named).items():
        if name in of_server and not named:
            raise SettingsError(
                f"{path}: {name!r} is not for the file in an archive's folder, but for one that you name by --settings "
                "or CUTTINGS_SETTINGS, since it is about the server, and an archive may be somebody else's"
            )
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"do you mean {near[0]}? " if near else ""
            raise SettingsError(f"{path}: {name!r} is no setting; {hint}settings are {', '.join(known)}")
        try:
            values[name] = SETTINGS[name].checked(value) if name in SETTINGS else checked(serve[name], value)
        except ValueError as error:
            raise SettingsError(f"{path}: {name} = {_clipped(value)}: {error}") from error
    return values


def _toml(path: Path, *, must_exist: bool) -> dict[str, Any]:
    try:
        if not path.exists() and not must_exist:
            return {}
        if path.exists() and not path.is_file():
            raise SettingsError(f"{path}: this is no regular file; name a file of settings (TOML)")
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise SettingsError(f"{path}: the settings cannot be read ({error.strerror or error})") from error
    if len(content) > _LARGEST:
        raise SettingsError(f"{path}: larger than the {size_text(_LARGEST)} that a file of settings may have")
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # not UTF-8 either
        raise SettingsError(f"{path}: this is no file of settings (TOML): {error}") from error


def _clipped(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
