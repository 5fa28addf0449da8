"""Options of `serve` in a file of settings that is named: `port = 8080`, `proxy = ["127.0.0.1"]`, `read-only = true`.

Like the environment they become the defaults of the options, and an option that has an environment variable keeps that. So every
option of `serve` may be a key, and one that is added to it is one at once.
"""

import argparse
import os
from collections.abc import Mapping
from typing import Any

from qa.commands.environment import variables_of

_ELSEWHERE = {"settings"}
"""The file cannot name itself."""


def keys_of(serve: argparse.ArgumentParser) -> dict[str, argparse.Action]:
    """Return the options of `serve` that may be keys of the file, by their names."""
    options = [one for one in variables_of(serve).values() if one.dest not in _ELSEWHERE]
    return {one.option_strings[-1].lstrip("-"): one for one in options}


def checked(option: argparse.Action, value: object) -> object:
    """Return the value of an option from one of the file: a list for an option that may be given again.

    Raises:
        ValueError: it is not one that the option may have; the message says what is allowed.
    """
    if option.nargs == 0:
        if not isinstance(value, bool):
            raise ValueError("write true or false")
        return value
    if isinstance(option, argparse._AppendAction):  # noqa: SLF001 (its class is the one mark of such an option)
        listed = value if isinstance(value, list) else [value]
        return [_one(option, one) for one in listed]
    return _one(option, value)


def _one(option: argparse.Action, value: object) -> object:
    if option.choices is not None and value not in option.choices:
        raise ValueError(f"write {' or '.join(map(str, option.choices))}")
    if option.type in (int, float):
        if isinstance(value, bool) or not isinstance(value, int | float) or not float(value).is_integer():
            raise ValueError("write a whole number")
        return int(value)
    if not isinstance(value, str) or not value.strip():
        raise ValueError("write a text in quotation marks")
    try:
        return option.type(value) if callable(option.type) else value
    except argparse.ArgumentTypeError as error:
        raise ValueError(str(error)) from error


def take_values(
    serve: argparse.ArgumentParser, values: Mapping[str, Any], environment: Mapping[str, str] = os.environ
) -> None:
    """Take the defaults of the options of `serve` from checked values of the file, where the environment has none."""
    named = {option.dest: variable for variable, option in variables_of(serve).items()}
    for name, option in keys_of(serve).items():
        if (
            name in values
            and option.default is not argparse.SUPPRESS
            and not environment.get(named[option.dest], "").strip()
        ):
            option.default = values[name]
