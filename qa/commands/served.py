"""The archives that `cuttings serve` is given: their names, the roots of their addresses, their services."""

import argparse
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.catalogue.paths import ArchivePaths, archive_at
from corpus.errors import CuttingsError
from qa.commands.common import service
from qa.commands.paths import NamedArchive

if TYPE_CHECKING:
    from qa.service.service import CuttingsService
    from qa.web.served import Served

LONGEST_NAME = 40
_NAMED = re.compile(r"([^/\\=]+)=(.+)", re.DOTALL)


def named_archive(text: str) -> NamedArchive:
    """Return what `[NAME=]DIR` means; without a name the archive has that of its folder, or of its database in an engine."""
    found = _NAMED.fullmatch(text)
    paths = archive_at(found[2] if found else text)
    return NamedArchive(" ".join(found[1].split()) if found else _place(paths).name, paths)


def roots_of(archives: Sequence[NamedArchive]) -> list[str]:
    """Return the roots of the archives' addresses: none for the first, each other one's from its name.

    Raises:
        CuttingsError: two have the same name or folder; or a name is too long, or cannot be shown.
    """
    from qa.web.served import PREFIX

    steps = [_step(one.name) or str(number) for number, one in enumerate(archives, 1)]
    for at, (one, step) in enumerate(zip(archives, steps, strict=True)):
        if not (one.name and one.name.isprintable() and len(one.name) <= LONGEST_NAME):
            raise CuttingsError(
                f"{one.name!r} is no name for an archive: NAME={one.paths.name}, of 1 to {LONGEST_NAME} characters."
            )
        if step in steps[:at]:
            raise CuttingsError(f"Two archives are called {one.name}: give one another name, NAME={one.paths.name}.")
        if _place(one.paths) in [_place(other.paths) for other in archives[:at]]:
            raise CuttingsError(f"{one.paths.name} is given twice.")
    return ["", *(f"{PREFIX}{step}" for step in steps[1:])]


@contextmanager
def services(options: argparse.Namespace, sample: ArchivePaths) -> "Iterator[list[tuple[Served, CuttingsService]]]":
    """Open the archives that the options name, and close them after the block; models are loaded once for all.

    Args:
        sample: read as long as there is no archive, where only one is named.

    Raises:
        CuttingsError: as `roots_of`, or one of several does not exist.
        SettingsError: an archive's file of settings cannot be read, or has what is no setting.
    """
    from qa.web.served import ALONE, Served

    given: Sequence[NamedArchive] = getattr(options, "archives", ())
    if len(given) < 2:
        with service(options, fallback=sample) as only:
            yield [(ALONE, only)]
        return
    roots = roots_of(given)
    for one in given:
        if not one.paths.exists():
            raise CuttingsError(f"{one.name}: there is no archive in {one.paths.name}.")
    together = tuple(zip((one.name for one in given), roots, strict=True))
    with ExitStack() as stack:
        opened: list[CuttingsService] = []
        for one in given:
            own = argparse.Namespace(**{**vars(options), "archives": [one]})
            opened.append(stack.enter_context(service(own, shared=opened[0].shared if opened else None)))
        yield [(Served(name, root, together), each) for (name, root), each in zip(together, opened, strict=True)]


def _place(paths: ArchivePaths) -> Path:
    """Return the folder of an archive, by which two are told from each other."""
    return paths.folder if paths.engine is not None else paths.folder.resolve()


def _step(name: str) -> str:
    """Return a name as a step of an address: its letters of the Latin alphabet without their accents, and its digits."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
