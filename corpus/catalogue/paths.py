"""Where an archive is, and who may write to it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from corpus.engine.address import EngineAddress, engine_address, is_address
from corpus.errors import ArchiveBusy
from corpus.private_files import FILE_MODE, make_folder, open_new, tighten_folder
from corpus.system_errors import archive_error

ENVIRONMENT = "CUTTINGS_ARCHIVE"
_LOCK = "writer.lock"
_HOLDER = "writer.json"
_OWN = (
    "catalogue.sqlite3",
    "vectors.sqlite3",
    "broken-vectors.sqlite3",
    "news.sqlite3",
    "alerts.sqlite3",
    "conversations.sqlite3",
    "desk.sqlite3",
    "feeds.sqlite3",
    "webhooks.sqlite3",
    "fetched.sqlite3",
    "users.sqlite3",
    "segments",
    "originals",
    "writer.",
)
"""The prefixes of all names in an archive's folder."""


_NO_FOLDER = Path("/dev/null/engine")
"""Where an archive in an engine would have its files: nothing can be created there."""


@dataclass(frozen=True, slots=True)
class ArchivePaths:
    """Where an archive is: in a folder, or in an engine.

    Attributes:
        folder: of its files; of an archive in an engine none, and what stands here only tells it from others.
        engine: None for an archive in a folder.
    """

    folder: Path
    engine: EngineAddress | None = None

    @property
    def name(self) -> str:
        """The archive as messages name it."""
        return str(self.engine or self.folder)

    @property
    def catalogue(self) -> Path:
        """The SQLite file that is the truth."""
        return self.folder / "catalogue.sqlite3"

    @property
    def embedding_cache(self) -> Path:
        """The SQLite file of the embedding cache."""
        return self.folder / "vectors.sqlite3"

    @property
    def news(self) -> Path:
        """The SQLite file of derived news."""
        return self.folder / "news.sqlite3"

    @property
    def segments(self) -> Path:
        """The folder of the dense index's files."""
        return self.folder / "segments"

    @property
    def originals(self) -> Path:
        """The folder of the files that articles were read from, where they are kept."""
        return self.folder / "originals"

    def exists(self) -> bool:
        """Return whether an archive was started here.

        Raises:
            ArchiveUnavailable: the engine cannot be reached.
        """
        if self.engine is not None:
            from corpus.engine.schema import archive_exists

            return archive_exists(self.engine)
        return self.catalogue.exists()


def archive_at(place: str | Path) -> ArchivePaths:
    """Return the archive at a place: a folder, or the address of an engine.

    Raises:
        ArchiveError: it looks like an address and is none.
    """
    if is_address(str(place)):
        engine = engine_address(str(place))
        return ArchivePaths(_NO_FOLDER / f"{engine.user}@{engine.host}:{engine.port}" / engine.name, engine)
    return ArchivePaths(Path(place).expanduser())


def default_paths() -> ArchivePaths:
    """Return the archive that is meant when none is named: `CUTTINGS_ARCHIVE`, else the platform's data folder."""
    import platformdirs

    named = os.environ.get(ENVIRONMENT)
    return archive_at(named) if named else ArchivePaths(Path(platformdirs.user_data_dir("cuttings")) / "archive")


def sample_paths() -> ArchivePaths:
    """Return where the archive that ships with Cuttings is built: never a user's own."""
    import platformdirs

    return ArchivePaths(Path(platformdirs.user_data_dir("cuttings")) / "sample")


@contextmanager
def writing(paths: ArchivePaths, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Be the one writer of an archive for as long as the block runs; other processes may go on reading.

    The lock is the operating system's: it ends with the process that holds it, however that ends. Files that an earlier
    Cuttings left readable for others are made private.

    Raises:
        ArchiveBusy: another process writes; its number is named.
        ArchiveError: the folder cannot be written to.
    """
    if paths.engine is not None:
        from corpus.engine.lock import writing_to

        with writing_to(paths.engine, wait_seconds=wait_seconds):
            yield
        return
    from filelock import FileLock, Timeout

    try:
        make_folder(paths.folder)
        lock = FileLock(paths.folder / _LOCK, timeout=wait_seconds, mode=FILE_MODE)
        lock.acquire()
    except Timeout as error:
        raise ArchiveBusy(
            f"{paths.folder}: {_holder(paths)} is writing to this archive; try again when it is done"
        ) from error
    except OSError as error:
        raise archive_error(error, paths.folder) from error
    try:
        tighten_folder(paths.folder, _OWN)
        with suppress(OSError), open_new(paths.folder / _HOLDER) as holder:
            # it only names the holder; a full disk is reported by what is written next
            holder.write(json.dumps({"pid": os.getpid()}).encode("ascii"))
        yield
    finally:
        with suppress(OSError):
            (paths.folder / _HOLDER).unlink(missing_ok=True)
        lock.release()


def _holder(paths: ArchivePaths) -> str:
    try:
        return f"process {int(json.loads((paths.folder / _HOLDER).read_text(encoding='utf-8'))['pid'])}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
