"""Where the user's own data of an archive is: in files of its folder, or in the tables of its engine. One place opens either."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.schema import Migration
from corpus.catalogue.user_file import LazyUserFile, UserFile
from corpus.database import Database

Place = ArchivePaths | Path | None
"""An archive, or a file by itself; None for what is in memory until the process ends."""


class UserStore(Protocol):
    """An open file of the user's own data, or what stands for it in an engine. Safe to use from several threads."""

    def is_current(self) -> bool:
        """Return whether what is open is what is at its place now."""

    def close(self) -> None:
        """Close it."""

    def read(self, query: str, values: tuple[object, ...], /) -> list[tuple[str, ...]]:
        """Return the rows of a query."""

    def change(self) -> AbstractContextManager[Database]:
        """Run one transaction: committed when the block ends, undone when it raises."""

    def bytes_used(self, db: Database, /) -> int:
        """Return how many bytes are in use; what was deleted in this transaction does not count."""


class LazyUserStore(Protocol):
    """The same, opened when it is first used, and created by the first change."""

    def exists(self) -> bool:
        """Return whether it was created."""

    def close(self) -> None:
        """Close it."""

    def read(self, query: str, values: tuple[object, ...], /) -> list[tuple[str, ...]]:
        """Return the rows of a query; none where nothing was stored yet."""

    def change(self) -> AbstractContextManager[Database]:
        """Run one transaction: committed when the block ends, undone when it raises."""

    def bytes_used(self, db: Database, /) -> int:
        """Return how many bytes are in use; what was deleted in this transaction does not count."""


def user_store(place: Place, file: str, migrations: Sequence[Migration]) -> UserStore:
    """Open a file of the user's own data, which is created where it is missing.

    Args:
        place: the archive, or the file itself.
        file: name of the file; its tables in an engine have the same without the suffix.
        migrations: the steps of the file's schema.

    Raises:
        ArchiveError: it cannot be opened.
    """
    if isinstance(place, ArchivePaths):
        if place.engine is not None:
            from corpus.engine.user_file import EngineUserFile

            return EngineUserFile(place.engine, Path(file).stem, create=True)
        place = place.folder / file
    return UserFile(place, Path(file).stem, migrations)


def lazy_user_store(paths: ArchivePaths, file: str, migrations: Sequence[Migration]) -> LazyUserStore:
    """Return a file of the user's own data, which is opened when it is needed; see `user_store`."""
    if paths.engine is not None:
        from corpus.engine.user_file import EngineUserFile

        return EngineUserFile(paths.engine, Path(file).stem)
    return LazyUserFile(paths.folder / file, Path(file).stem, migrations)
