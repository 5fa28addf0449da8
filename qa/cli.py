"""The command `cuttings`: parses its arguments, runs a command and reports errors.

Nothing heavy is imported before a command needs it, so that help and errors appear at once.
"""

import argparse
import os
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from corpus.errors import CuttingsError
from corpus.system_errors import fault
from qa.commands import (
    alerts,
    archive,
    ask,
    audit,
    brief,
    desk,
    evaluate,
    fetch,
    maintenance,
    mcp,
    news,
    serve,
    transfer,
    users,
    verify,
)
from qa.commands.common import Command
from qa.commands.paths import add_archive_option
from qa.commands.settings import take_file
from qa.service.shutdown import exit_code, stoppable


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code.

    It is 0; 1 for an error that was reported; 2 for wrong arguments; 130 or 143 where Ctrl-C or SIGTERM ended a command
    before it was done. Commands that run until they are stopped return 0 then.
    """
    try:
        with stoppable():
            options = parsed(arguments)
            command: Command = options.command
            code = command(options)
        sys.stdout.flush()  # reports a full disk, where the output goes to a file
    except CuttingsError as error:
        print(f"cuttings: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the program that reads our output has ended
        sys.stderr.close()
        return 0
    except (OSError, MemoryError, RuntimeError, sqlite3.Error) as error:
        reason = fault(error)
        if reason is None:
            raise
        _discard_output()
        where = f"{error.filename}: " if isinstance(error, OSError) and error.filename else ""
        print(f"cuttings: {where}{reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt as stopped:
        notes = getattr(stopped, "__notes__", ["what was reported as stored is stored"])
        print(f"cuttings: interrupted; {'; '.join(notes)}", file=sys.stderr)
        return exit_code(stopped)
    else:
        return code


def parsed(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options of a command; those of `serve` also as the file of settings has them.

    Raises:
        SettingsError: as `settings_of`.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if not hasattr(options, "takes_file"):
        return options
    take_file(options)
    return parser.parse_args(arguments)


class _Version(argparse.Action):
    """Prints the version that is installed; finding it takes time that other commands need not spend."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"cuttings {version('cuttings')}")
        parser.exit()


def _discard_output() -> None:
    """Discard output that cannot be written, so that Python does not try again at exit and print an error."""
    try:
        sys.stdout.flush()
    except OSError:
        with suppress(OSError, ValueError), Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    model = argparse.ArgumentParser(add_help=False)
    model.add_argument(
        "--model",
        metavar="NAME",
        default=argparse.SUPPRESS,
        help="a registered model, a folder, or hub:ORG/NAME@REVISION",
    )
    common = argparse.ArgumentParser(add_help=False, parents=[model])
    add_archive_option(common, "the archive: a folder, or oceanbase://USER@HOST/NAME; else CUTTINGS_ARCHIVE")
    parser = argparse.ArgumentParser(prog="cuttings", description="Press cuttings you can question.", parents=[common])
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, run: Command, text: str, *, json_too: bool = False, several: bool = False
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text, parents=[model if several else common])
        added.set_defaults(command=run)
        if json_too:
            added.add_argument("--json", action="store_true", help="print JSON")
        return added

    for family in (
        archive,
        fetch,
        transfer,
        ask,
        brief,
        news,
        alerts,
        desk,
        verify,
        maintenance,
        audit,
        evaluate,
        serve,
        users,
        mcp,
    ):
        family.add_commands(command)
    parser.set_defaults(serve=commands.choices["serve"])  # whose options the file of settings may have, for any command
    return parser


if __name__ == "__main__":
    sys.exit(main())
