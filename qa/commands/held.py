"""What holds for `cuttings serve`, and why: what `cuttings settings` shows."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from qa.commands.environment import given, refuse_invalid, variables_of
from qa.commands.settings import SETTINGS, TABLES, in_file, take_file


@dataclass(frozen=True, slots=True)
class Held:
    """An option of `serve`.

    Attributes:
        source: `environment NAME`, the path of a file, or `default`.
        shown: its value as a reader sees it.
    """

    name: str
    value: object
    source: str
    shown: str


def held(options: argparse.Namespace, serve: argparse.ArgumentParser) -> list[Held]:
    """Return each option of `serve` as it is where the command line does not name it.

    Raises:
        SettingsError: a variable or the file has a value that is not allowed.
    """
    take_file(options)
    values, path = in_file(options)
    held_now = serve.parse_args([])
    refuse_invalid(held_now)
    defaults = {one.name: getattr(kind(), one.field) for kind, table in TABLES.items() for one in table}
    found = []
    for variable, option in variables_of(serve).items():
        name = option.option_strings[-1].lstrip("-")
        value = getattr(held_now, option.dest, None)
        source = "default"
        if option.dest == "settings" and options.settings not in (None, value):
            value, source = options.settings, "command line"  # the one option that `cuttings settings` has, too
        elif given(name) is not None:
            source = f"environment {variable}"
            value = given(name) if option.dest == "model" else value  # which has no default of the command
        elif name in values:
            value, source = values[name], str(path)
        elif name in SETTINGS:
            value = defaults[name]
        shown = SETTINGS[name].shown(value) if name in SETTINGS and value is not None else _shown(value)
        found.append(Held(name, str(value) if isinstance(value, Path) else value, source, shown))
    return found


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return "none" if value is None else str(value)
