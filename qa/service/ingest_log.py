"""Which files were read and which could not be, noted in the archive as `cuttings status` lists them."""

import os
from collections.abc import Iterable, Iterator

from corpus.catalogue.catalogue import Catalogue
from corpus.readers.ingest import FileRead


class IngestLog:
    """Notes which files were read and which could not be.

    Args:
        earlier: what was noted before there was an archive to note it in.

    Attributes:
        failed: why a file could not be read, by its absolute path.
    """

    def __init__(self, earlier: "IngestLog | None" = None) -> None:
        self.failed: dict[str, str] = dict(earlier.failed) if earlier else {}
        self._read: set[str] = set()

    def passing(self, reads: Iterable[FileRead]) -> Iterator[FileRead]:
        """Yield what was read, and note what became of each file."""
        for read in reads:
            if read.failure:
                self.failed[absolute(read.failure.path)] = read.failure.reason
            elif read.path:
                self.failed.pop(absolute(read.path), None)
                self._read.add(absolute(read.path))
            yield read

    def write(self, catalogue: Catalogue) -> None:
        """Note the failures in the archive, and that others need not be read again.

        A missing file is no failure to be retried: its name was mistyped, or it was removed.
        """
        with catalogue.sources() as sources:
            listed = {one.path for one in sources.failed()}
        there = {path: reason for path, reason in self.failed.items() if os.path.lexists(path)}
        settled = {path for path in listed if path in self._read or not os.path.lexists(path)}
        if there or settled:
            with catalogue.sources(write=True) as sources:
                sources.clear(settled)
                for path, reason in there.items():
                    sources.note(path, reason)


def absolute(path: str) -> str:
    """Return the name under which a file's failures are noted, wherever the command was started."""
    # a name may hold bytes that are no text; what cannot be stored is shown as Python shows it
    return os.path.abspath(path).encode("utf-8", "backslashreplace").decode()  # noqa: PTH100 (links stay as named)
