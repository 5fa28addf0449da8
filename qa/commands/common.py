"""What the commands share: adding them to the parser, the service of the archive that the options name, a progress bar."""

import argparse
import sys
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, Protocol

from corpus.catalogue.paths import ArchivePaths
from qa.commands.paths import add_archive_option, archive_paths
from qa.commands.settings import settings_of

if TYPE_CHECKING:
    from qa.service.progress import Progress
    from qa.service.service import CuttingsService
    from qa.service.shared import Shared

Command = Callable[[argparse.Namespace], int]


class AddCommand(Protocol):
    """Adds a command to the parser.

    With `json_too` it has the option --json. One that takes `several` archives has no --archive yet: the named archives that it
    is given are to be in `archives`.
    """

    def __call__(
        self, name: str, run: Command, text: str, *, json_too: bool = False, several: bool = False
    ) -> argparse.ArgumentParser:
        """Return the parser of the new command, without arguments yet."""


def sub_command(
    kinds: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: Command, text: str
) -> argparse.ArgumentParser:
    """Add a command below a command that has the argument NAME; return its parser."""
    added = kinds.add_parser(name, help=text, description=text)
    added.set_defaults(command=run)
    added.add_argument("name", metavar="NAME")
    # as of the other commands; added here too, so that they may be given at the end
    add_archive_option(added)
    added.add_argument("--model", metavar="NAME", default=argparse.SUPPRESS, help="a registered model")
    return added


def service(
    options: argparse.Namespace, *, fallback: ArchivePaths | None = None, shared: "Shared | None" = None
) -> "closing[CuttingsService]":
    """Return the service of the archive that the options name, to be used in a `with`.

    Args:
        fallback: read as long as there is no archive.
        shared: what it shares with the services of other archives of the same server.

    Raises:
        SettingsError: the file of settings cannot be read, or has what is no setting.
    """
    from qa.service.service import CuttingsService

    return closing(CuttingsService(archive_paths(options), settings_of(options), fallback=fallback, shared=shared))


class ProgressBar:
    """A progress bar with rate and remaining time on standard error, for as long as the block runs.

    Args:
        unit: what is counted.
    """

    def __init__(self, unit: str = "passages") -> None:
        self._unit = unit

    def __enter__(self) -> "Callable[[Progress], None]":
        from tqdm import tqdm

        self._bar = tqdm(unit=f" {self._unit}", leave=False, file=sys.stderr, delay=0.3)
        return self._show

    def _show(self, progress: "Progress") -> None:
        self._bar.unit = f" {progress.unit or self._unit}"
        if progress.what != self._bar.desc or progress.done < self._bar.n:
            self._bar.reset(total=progress.total)
        self._bar.set_description_str(progress.what, refresh=False)
        self._bar.total = progress.total
        self._bar.update(progress.done - self._bar.n)

    def __exit__(self, *_: object) -> None:
        self._bar.close()
