"""The command `cuttings`: what a terminal can ask of the service.

Nothing heavy is imported before a command needs it, so that help and errors come at once.
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
from qa.commands import alerts as alerting
from qa.commands import archive as growing
from qa.commands import ask as reading
from qa.commands import backup as keeping
from qa.commands import evaluate as measuring
from qa.commands import fetch as fetching
from qa.commands import news as telling
from qa.commands import serve as serving
from qa.commands import verify as checking
from qa.commands import watch as moving
from qa.commands.common import Command
from qa.service.shutdown import exit_code, stoppable


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code.

    It is 0, 1 for an error that was told, 2 for a wrong call, and 130 or 143 where Ctrl-C or SIGTERM ended a command that was not
    done. Commands that run until they are stopped end with 0 then.
    """
    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        with stoppable():
            code = command(options)
        sys.stdout.flush()  # where a file that we print into finds no room, that is told
    except CuttingsError as error:
        print(f"cuttings: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of our output has left
        sys.stderr.close()
        return 0
    except (OSError, MemoryError, RuntimeError, sqlite3.Error) as error:
        words = fault(error)
        if words is None:
            raise
        _let_go_of_output()
        where = f"{error.filename}: " if isinstance(error, OSError) and error.filename else ""
        print(f"cuttings: {where}{words}", file=sys.stderr)
        return 1
    except KeyboardInterrupt as stopped:
        said = getattr(stopped, "__notes__", ["what was reported as stored is stored"])
        print(f"cuttings: interrupted; {'; '.join(said)}", file=sys.stderr)
        return exit_code(stopped)
    else:
        return code


def _let_go_of_output() -> None:
    """Drop what of our output can be written nowhere, so that the end of Python does not try again and complain."""
    try:
        sys.stdout.flush()
    except OSError:
        with suppress(OSError, ValueError), Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--archive", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="the archive; else CUTTINGS_ARCHIVE"
    )
    common.add_argument(
        "--model",
        metavar="NAME",
        default=argparse.SUPPRESS,
        help="a registered model, a folder, or hub:ORG/NAME@REVISION",
    )
    parser = argparse.ArgumentParser(prog="cuttings", description="Press cuttings you can question.", parents=[common])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Command, text: str, *, json_too: bool = False) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text, parents=[common])
        added.set_defaults(command=run)
        if json_too:
            added.add_argument("--json", action="store_true", help="print JSON")
        return added

    for kind in (growing, fetching, moving, reading, telling, alerting, checking, keeping, measuring, serving):
        kind.add_commands(command)
    return parser


if __name__ == "__main__":
    sys.exit(main())
