"""Which archive the options of a command name."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.catalogue.paths import ArchivePaths, archive_at, default_paths

PLACE = "DIR"
"""What an archive is called in the help of a command: a folder, or the address of an engine."""


@dataclass(frozen=True, slots=True)
class NamedArchive:
    """An archive with a name: as it was given, else the name of its folder, or of its database in an engine."""

    name: str
    paths: ArchivePaths


def add_archive_option(
    command: argparse.ArgumentParser, text: str = "the archive: a folder, or oceanbase://USER@HOST/NAME"
) -> None:
    """Add `--archive` to a command; where it is not given, its value is missing from the options."""
    command.add_argument("--archive", type=archive_at, metavar=PLACE, default=argparse.SUPPRESS, help=text)


def archive_paths(options: argparse.Namespace) -> ArchivePaths:
    """Return the archive that the options name, the first where they name several."""
    given: Sequence[NamedArchive] = getattr(options, "archives", ())
    named: ArchivePaths | None = given[0].paths if given else getattr(options, "archive", None)
    return default_paths() if named is None else named
