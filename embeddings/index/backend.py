"""The files of the dense index: immutable FAISS files, each written once, whole, and checked before it is read.

This file knows the disk; `embeddings.index.flat` and `embeddings.index.ivf` know the two kinds of segments. It does
not know which
segments count: the catalogue lists them, and it is the catalogue's commit that makes a new one seen. A file that no list names is
left over from a crash and is swept away.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.catalogue.snapshot import Segment
from corpus.errors import ArchiveDamaged
from corpus.failpoints import hit
from corpus.private_files import make_folder, open_new
from corpus.system_errors import archive_error, fault, lacks, said
from embeddings.index import flat as exact
from embeddings.index import ivf as inverted
from embeddings.index.checksummed_file import NotAsWrittenError, seal
from embeddings.index.id_filter import IdFilter, IdFilterCache, Ids
from embeddings.index.merge_policy import DEFAULT, INVERTED_SUFFIX, IndexOptions, is_inverted
from embeddings.models.encoder import Vectors
from embeddings.models.weights import file_sha256

if TYPE_CHECKING:
    import faiss

OpenSegment = exact.FlatSegment | inverted.IvfSegment
_BLOCK = 1 << 20  # bytes written at once
Batches = Callable[[], Iterable[tuple[Ids, Vectors]]]


class SegmentFiles:
    """The folder of segments of one archive; safe to use from several threads."""

    def __init__(self, folder: Path, options: IndexOptions = DEFAULT) -> None:
        self.options = options
        self.selections = IdFilterCache()
        self._folder = folder
        self._open: dict[str, OpenSegment] = {}
        self._lock = threading.Lock()

    def write(self, model: str, ids: Sequence[int] | Ids, vectors: Vectors) -> Segment:
        """Write an exact segment of vectors, float32 of shape (len(ids), dimensions), and have it on the disk.

        Raises:
            ArchiveError: the disk is full or the folder cannot be written to; nothing is left behind.
        """
        return self._write(model, exact.build(np.asarray(ids, dtype=np.int64), vectors), ".faiss", _whole)

    def write_lists(self, model: str, batches: Batches, count: int, dimensions: int) -> Segment:
        """Write a segment with inverted lists, and have it on the disk.

        Args:
            batches: gives ids and vectors, the same each time it is called.
            count: of all that they give.

        Raises:
            ArchiveError: the disk is full or the folder cannot be written to; nothing is left behind.
        """
        return self._write(model, inverted.build(batches, count, dimensions, self.options), INVERTED_SUFFIX, seal)

    def _write(
        self, model: str, index: "faiss.Index", suffix: str, finish: "Callable[[Path, faiss.Index], str]"
    ) -> Segment:
        import faiss

        aside = self._folder / f"{os.getpid()}.aside"
        try:
            make_folder(self._folder)
            with open_new(aside) as file:
                # written by Python, since FAISS does not tell when the last of it finds no room
                faiss.write_index(index, faiss.PyCallbackIOWriter(file.write, _BLOCK))
            digest = finish(aside, index)
            with aside.open("r+b") as file:
                os.fsync(file.fileno())
            hit("segment-aside")
            # ids are never used twice, so neither is this name
            path = self._folder / f"{digest[:24]}{suffix}"
            aside.replace(path)
            _flush_folder(self._folder)
            hit("segment-placed")
        except BaseException as error:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
            if isinstance(error, OSError) or fault(error):  # FAISS too may be what could not write
                raise archive_error(error, self._folder) from error
            raise
        return Segment(
            name=path.name, model=model, vectors=index.ntotal, bytes=path.stat().st_size, sha256=digest, revision=0
        )

    def load(self, segment: Segment) -> "OpenSegment":
        """Return a segment, opened once and kept open.

        Raises:
            ArchiveDamaged: the file is not what was written, or not there.
        """
        with self._lock:
            found = self._open.get(segment.name)
            if found is None:
                found = self._open[segment.name] = self._read(segment)
            return found

    def verify(self, segment: Segment) -> None:
        """Read a segment's file again to its end, whatever is open.

        Raises:
            ArchiveDamaged: it is not what was written, or not there.
        """
        with self._told(segment):
            self._read(segment).check()

    def _read(self, segment: Segment) -> "OpenSegment":
        import faiss

        path = self._folder / segment.name
        found: OpenSegment
        with self._told(segment):
            if path.stat().st_size != segment.bytes:
                raise NotAsWrittenError("it is not as large as it was")
            if is_inverted(segment):
                found = inverted.IvfSegment(path, segment.sha256, self.options)
            elif file_sha256(path) == segment.sha256:  # checked whole before FAISS parses a byte of it
                found = exact.FlatSegment(faiss.read_index(str(path)))
            else:
                raise NotAsWrittenError("it is not what was written")
            if found.ntotal != segment.vectors:
                raise NotAsWrittenError(f"it holds {found.ntotal} vectors, not {segment.vectors}")
        return found

    @contextmanager
    def _told(self, segment: Segment) -> Iterator[None]:
        """Turn what is wrong with a segment's file into an error of ours."""
        path = self._folder / segment.name
        remedy = "`cuttings check --repair` makes it anew from the kept vectors"
        if (
            Path(segment.name).name != segment.name or path.suffix != ".faiss"
        ):  # the list may be somebody else's: nothing elsewhere is read
            raise ArchiveDamaged(f"{self._folder}: {segment.name!r:.80} is no name of a file in it; {remedy}")
        try:
            yield
        except FileNotFoundError as error:
            raise ArchiveDamaged(f"{path}: missing; {remedy}") from error
        except NotAsWrittenError as error:
            raise ArchiveDamaged(f"{path}: damaged, {error}; {remedy}") from error
        except (OSError, RuntimeError, MemoryError) as error:
            if lacks(error):
                raise archive_error(error, path) from error
            raise ArchiveDamaged(f"{path}: {said(error, path)}; {remedy}") from error

    def nearest(self, segment: Segment, query: Vectors, limit: int, among: IdFilter) -> tuple[Vectors, Ids]:
        """Return up to `limit` vectors of a segment nearest to `query`, of shape (1, dimensions), as scores and ids, best first.

        Raises:
            ArchiveDamaged: what was to be looked into is not what was written.
        """
        with self._told(segment):
            return self.load(segment).search(query, limit, among)

    def ids(self, segment: Segment) -> Ids:
        """Return the ids in a segment, of shape (n,)."""
        return self.load(segment).ids()

    def batches(self, segment: Segment) -> Iterator[tuple[Ids, Vectors]]:
        """Yield ids and vectors of a segment, some thousands at a time, each part checked.

        Raises:
            ArchiveDamaged: a part is not what was written.
        """
        with self._told(segment):
            yield from self.load(segment).batches(self.options.batch)

    def contents(self, segment: Segment) -> tuple[Ids, Vectors]:
        """Return ids of shape (n,) and vectors of shape (n, dimensions) of a segment, all at once."""
        parts = list(self.batches(segment))
        return np.concatenate([ids for ids, _ in parts]), np.concatenate([vectors for _, vectors in parts])

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

    def discard(self, segment: Segment) -> None:
        """Delete a segment's file, which no list names; only the one writer may."""
        self.let_go(segment.name)
        (self._folder / segment.name).unlink(missing_ok=True)

    def sweep(self, names: set[str]) -> None:
        """Delete the files that are not among `names`; only the one writer may."""
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if path.name not in names and path.suffix in {".faiss", ".aside"}:
                    path.unlink(missing_ok=True)
        hit("swept")


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _whole(path: Path, _: "faiss.Index") -> str:
    return file_sha256(path)
