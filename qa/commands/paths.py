"""Which archive the options of a command name."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.catalogue.paths import ArchivePaths, default_paths


@dataclass(frozen=True, slots=True)
class NamedArchive:
    """An archive with a name: as it was given, else the name of its folder."""

    name: str
    folder: Path


def archive_paths(options: argparse.Namespace) -> ArchivePaths:
    """Return the archive that the options name, the first where they name several."""
    given: Sequence[NamedArchive] = getattr(options, "archives", ())
    named: Path | None = given[0].folder if given else getattr(options, "archive", None)
    return default_paths() if named is None else ArchivePaths(named.expanduser())
