"""Environment variables in place of the options of a command: `CUTTINGS_METRICS_PORT` for `--metrics-port`; secrets in files.

They become the defaults of the options, so the command line goes before them. A value that is not allowed is an error of that
command only, and only where the command line does not name the option.
"""

import argparse
import os
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import SettingsError

PREFIX = "CUTTINGS_"
_LEFT_OUT = {"help", "archive", "archives", "files", "json"}
"""CUTTINGS_ARCHIVE is of all commands; what is to be added, and whether JSON is printed, is said each time."""

_NO_DEFAULT = {"model"}
"""It may also be named before the command, and a default of the command would take its place (`qa.commands.settings`)."""

_FLAGS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


@dataclass(frozen=True, slots=True)
class Invalid:
    """A value that an option may not have."""

    text: str


def variables_of(parser: argparse.ArgumentParser) -> dict[str, argparse.Action]:
    """Return the options of a command that may be given by a variable, by its name."""
    actions = parser._actions  # noqa: SLF001 (argparse has no public list of them)
    named = {one.option_strings[-1]: one for one in actions if one.option_strings and one.dest not in _LEFT_OUT}
    return {variable_of(name.lstrip("-")): one for name, one in named.items()}


def variable_of(name: str) -> str:
    """Return the variable of an option, `CUTTINGS_MAX_FILE_SIZE` of `max-file-size`."""
    return PREFIX + name.replace("-", "_").upper()


def given(name: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """Return what the variable of an option has; None for nothing."""
    return environment.get(variable_of(name), "").strip() or None


def take_environment(
    parser: argparse.ArgumentParser, environment: Mapping[str, str] = os.environ, *, only: Container[str] | None = None
) -> None:
    """Take the defaults of a command's options from the environment; an empty variable counts as none.

    An option that may be given again is a list with commas; what the command line gives is added to it.

    Args:
        only: the options that may be taken, by the names of their values; None for all.
    """
    for name, option in variables_of(parser).items():
        if option.dest in _NO_DEFAULT or (only is not None and option.dest not in only):
            continue
        if value := environment.get(name, "").strip():
            option.default = _default(name, option, value)


def refuse_invalid(options: argparse.Namespace) -> None:
    """Refuse options whose variable has a value that is not allowed.

    Raises:
        SettingsError: with the name of the variable.
    """
    for value in vars(options).values():
        if isinstance(value, Invalid):
            raise SettingsError(value.text)


def secret_in(path: Path, called: str, longest: int) -> str:
    """Return the secret that a file holds, one byte too long where it is longer than `longest`.

    Args:
        called: what it is, as messages have it: "writer's key".

    Raises:
        SettingsError: the file cannot be read, or is empty.
    """
    try:
        with path.expanduser().open("rb") as file:
            content = file.read(longest + 1)
    except OSError as error:
        raise SettingsError(f"{path}: the {called} cannot be read ({error.strerror or error})") from error
    secret = content.decode("utf-8", "replace").strip()
    if not secret:
        raise SettingsError(f"{path}: there is no {called} in it")
    return secret


def _default(name: str, option: argparse.Action, value: str) -> object:
    if option.nargs == 0:
        return _FLAGS.get(value.lower(), Invalid(f"{name}: {value!r} is neither 1 nor 0"))
    if isinstance(option.default, list):
        return [one.strip() for one in value.split(",") if one.strip()]
    if option.choices is not None:
        allowed = ", ".join(map(str, option.choices))
        return value if value in option.choices else Invalid(f"{name}: {value!r} is none of {allowed}")
    return value  # argparse converts it as one of the command line
