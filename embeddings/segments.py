"""The files of the dense index: immutable FAISS files, each written once, whole, and checked before it is read.

This file knows FAISS and the disk. It does not know which segments count: the catalogue lists them, and it is the
catalogue's commit that makes a new one seen. A file that no list names is left over from a crash and is swept away.
"""

import os
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ArchiveDamaged, ArchiveError
from corpus.snapshot import Segment
from corpus.steps import reached
from embeddings.encoder import Vectors
from embeddings.weights import file_sha256

if TYPE_CHECKING:
    import faiss

Ids = NDArray[np.int64]


class SegmentFiles:
    """The folder of segments of one archive; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, faiss.Index] = {}
        self._lock = threading.Lock()

    def write(self, model: str, ids: Sequence[int] | Ids, vectors: Vectors) -> Segment:
        """Write a segment of vectors, float32 of shape (len(ids), dimensions), and have it on the disk.

        Raises:
            ArchiveError: the disk is full or the folder cannot be written to; nothing is left behind.
        """
        import faiss

        index = faiss.IndexIDMap2(faiss.IndexFlatIP(int(vectors.shape[1])))
        index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), np.asarray(ids, dtype=np.int64))
        data = faiss.serialize_index(index)
        self._folder.mkdir(parents=True, exist_ok=True)
        aside = self._folder / f"{os.getpid()}.aside"
        try:
            with aside.open("wb") as file:
                file.write(memoryview(data))
                file.flush()
                os.fsync(file.fileno())
            reached("segment-aside")
            digest = file_sha256(aside)
            # ids are never used twice, so neither is this name
            path = self._folder / f"{digest[:24]}.faiss"
            aside.replace(path)
            _flush_folder(self._folder)
            reached("segment-placed")
        except OSError as error:
            aside.unlink(missing_ok=True)
            raise ArchiveError(f"{error.filename or self._folder}: {error.strerror or error}") from error
        return Segment(
            name=path.name, model=model, vectors=len(ids), bytes=path.stat().st_size, sha256=digest, revision=0
        )

    def load(self, segment: Segment) -> "faiss.Index":
        """Return the FAISS index of a segment, read once and kept open.

        Raises:
            ArchiveDamaged: the file is not what was written, or not there.
        """
        with self._lock:
            index = self._open.get(segment.name)
            if index is None:
                index = self._open[segment.name] = self._read(segment)
            return index

    def verify(self, segment: Segment) -> None:
        """Read a segment's file again, whatever is open.

        Raises:
            ArchiveDamaged: it is not what was written, or not there.
        """
        self._read(segment)

    def _read(self, segment: Segment) -> "faiss.Index":
        import faiss

        path = self._folder / segment.name
        remedy = "`cuttings check --repair` makes it anew from the kept vectors"
        try:
            # checked whole before FAISS parses a byte of it
            if path.stat().st_size != segment.bytes or file_sha256(path) != segment.sha256:
                raise ArchiveDamaged(f"{path}: damaged, it is not what was written; {remedy}")
            index = faiss.read_index(str(path))
        except FileNotFoundError as error:
            raise ArchiveDamaged(f"{path}: missing; {remedy}") from error
        except (OSError, RuntimeError) as error:
            raise ArchiveDamaged(f"{path}: {error}; {remedy}") from error
        if index.ntotal != segment.vectors:
            raise ArchiveDamaged(f"{path}: holds {index.ntotal} vectors, not {segment.vectors}; {remedy}")
        return index

    def ids(self, segment: Segment) -> Ids:
        """Return the ids in a segment, of shape (n,)."""
        import faiss

        return np.asarray(faiss.vector_to_array(self.load(segment).id_map), dtype=np.int64)

    def contents(self, segment: Segment) -> tuple[Ids, Vectors]:
        """Return ids of shape (n,) and vectors of shape (n, dimensions) of a segment."""
        import faiss

        index = self.load(segment)
        inner = faiss.downcast_index(index.index)
        return self.ids(segment), inner.reconstruct_n(0, inner.ntotal)

    def keep_open(self, names: Iterable[str]) -> None:
        """Let go of the segments that are not among `names`."""
        wanted = set(names)
        with self._lock:
            for name in [name for name in self._open if name not in wanted]:
                del self._open[name]

    def let_go(self, name: str) -> None:
        """Let go of one segment."""
        with self._lock:
            self._open.pop(name, None)

    def sweep(self, names: set[str]) -> None:
        """Delete the files that are not among `names`; only the one writer may."""
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if path.name not in names and path.suffix in {".faiss", ".aside"}:
                    path.unlink(missing_ok=True)
        reached("swept")


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
