"""The command that serves an archive to an assistant."""

import argparse
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from corpus.errors import CuttingsError
from qa.commands.common import AddCommand, service

if TYPE_CHECKING:
    from qa.service.service import CuttingsService


def add_commands(command: AddCommand) -> None:
    """Add this command to the parser."""
    command("mcp", _mcp, "Serve the archive to an assistant that starts this: MCP over standard input and output.")


def _mcp(options: argparse.Namespace) -> int:
    from qa.web.mcp.server import new_server

    with service(options) as cuttings:
        server = new_server(cuttings)
        failures: list[BaseException] = []

        def talk() -> None:
            try:
                server.run("stdio")
            except* BrokenPipeError:  # the assistant has ended
                pass
            except* Exception as error:  # noqa: BLE001 (raised where it is waited for)
                failures.append(error)

        # In threads of their own: one that reads standard input cannot be interrupted.
        talking = threading.Thread(target=talk, daemon=True)
        threading.Thread(target=_prepare, args=(cuttings,), daemon=True).start()
        talking.start()
        with suppress(KeyboardInterrupt):  # its normal end, as that of its input is
            talking.join()
    if failures:
        raise failures[0]
    return 0


def _prepare(cuttings: "CuttingsService") -> None:
    """Load the models, so that the first question does not wait for them; read what the news have not read yet."""
    with suppress(CuttingsError):
        cuttings.ask_with_context("warm up")
        cuttings.maintenance.catch_up()
