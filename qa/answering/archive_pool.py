"""The archives that a service has open, and which of them it reads."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.snapshot import Snapshot
from corpus.lexical.searchable import forget_states
from corpus.sqlite import FileId
from embeddings.index.segment_files import SegmentFiles
from embeddings.retriever import ArchiveState
from embeddings.stores import open_catalogue, retriever_of


@dataclass(frozen=True, slots=True)
class State:
    """One consistent state of an archive.

    Attributes:
        retrieval: what a question asks.
        file: identity of the catalogue's file, which another one at the same path does not have.
    """

    paths: ArchivePaths
    retrieval: ArchiveState
    file: FileId | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The catalogue, as of this state."""
        return self.retrieval.snapshot

    @property
    def files(self) -> SegmentFiles:
        """The files of the dense index."""
        return self.retrieval.files

    @property
    def name(self) -> tuple[object, ...]:
        """Identifies the state: the archive and its revision."""
        return self.paths.folder, self.file, self.snapshot.revision


class ArchivePool:
    """A user's archive, and one that is read as long as it does not exist; opened when they are first needed.

    Args:
        paths: the user's own; it need not exist.
        fallback: read until it does.
    """

    def __init__(self, paths: ArchivePaths, fallback: ArchivePaths | None) -> None:
        self.paths = paths
        self._fallback = fallback
        self._opened: dict[Path, tuple[Catalogue, SegmentFiles]] = {}
        self._lock = threading.Lock()

    def current(self) -> ArchivePaths:
        """Return the archive to read: the user's own from the moment there is one."""
        if self._fallback is not None and not self.paths.exists() and self._fallback.exists():
            return self._fallback
        return self.paths

    def open(self, paths: ArchivePaths, *, create: bool = False) -> tuple[Catalogue, SegmentFiles]:
        """Return the catalogue and the segments of the archive that is at a place now, whatever was there before.

        Raises:
            ArchiveError: it cannot be opened.
        """
        with self._lock:
            known = self._opened.get(paths.folder)
            if known is not None and not known[0].is_current():
                known[0].close()
                del self._opened[paths.folder]
                forget_states()
            if paths.folder not in self._opened:
                self._opened[paths.folder] = (open_catalogue(paths, create=create), SegmentFiles(paths.segments))
            return self._opened[paths.folder]

    @contextmanager
    def state(self) -> Iterator[State | None]:
        """Hold one state of the archive to read; None where there is no archive."""
        paths = self.current()
        if not paths.exists():
            yield None
            return
        catalogue, files = self.open(paths)
        with retriever_of(paths, catalogue, files).state() as retrieval:
            yield State(paths, retrieval, catalogue.file)

    def close(self) -> None:
        """Close what is open."""
        with self._lock:
            for catalogue, _ in self._opened.values():
                catalogue.close()
            self._opened.clear()
