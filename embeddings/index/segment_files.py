"""The files of the dense index: immutable, written completely or not at all, and checked before they are read.

This module handles the disk, `embeddings.index.backend` the kinds of segments. Neither knows which segments are in use: the
catalogue lists them, and its commit makes a new one visible. A file that is not listed is left over from a crash and is deleted.
Errors of FAISS are translated here and nowhere else.
"""

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from math import ceil
from pathlib import Path

import numpy as np

from corpus.catalogue.snapshot import Segment
from corpus.errors import ArchiveDamaged, ArchiveError
from corpus.failpoints import hit
from corpus.private_files import flush_folder, make_folder, open_new
from corpus.system_errors import archive_error, fault, is_transient, message_of
from embeddings.index.backend import FLAT, find_backend, suffixes
from embeddings.index.checksummed_file import NotAsWrittenError
from embeddings.index.id_filter import Batches, IdFilter, IdFilterCache, Ids
from embeddings.index.merge_policy import DEFAULT, MergeOptions, kind_for
from embeddings.index.segment import ALONE, Around, OpenSegment
from embeddings.models.encoder import Vectors

_UNFINISHED = ".aside"
_SOURCES = 16  # segments that something is learned from
_REMEDY = "`cuttings check --repair` rebuilds it from the embedding cache"


class SegmentFiles:
    """The folder of segments of one archive; safe to use from several threads."""

    def __init__(self, folder: Path, options: MergeOptions = DEFAULT) -> None:
        self.options = options
        self.id_filters = IdFilterCache()
        self._folder = folder
        self._open: dict[str, OpenSegment] = {}
        self._lock = threading.Lock()

    def write(self, model: str, ids: Sequence[int] | Ids, vectors: Vectors, kind: str = FLAT) -> Segment:
        """Write a segment of vectors, float32 of shape (len(ids), dimensions), and flush it to the disk.

        Raises:
            ArchiveError: the disk is full or the folder cannot be written to; nothing is left behind.
            BackendUnknown: there is no such kind.
        """
        part = np.ascontiguousarray(ids, dtype=np.int64), np.ascontiguousarray(vectors, dtype=np.float32)
        return self.write_batches(model, lambda: [part], len(ids), vectors.shape[1], kind)

    def write_batches(
        self, model: str, batches: Batches, count: int, dimensions: int, kind: str, around: Around = ALONE
    ) -> Segment:
        """Write a segment of vectors that are not in memory all at once, and flush it to the disk.

        Args:
            count: of all vectors in the batches.
            around: the index that it joins.

        Raises:
            ArchiveError: the disk is full or the folder cannot be written to; nothing is left behind.
            BackendUnknown: there is no such kind.
        """
        backend = find_backend(kind)
        unfinished = self._folder / f"{os.getpid()}{_UNFINISHED}"
        try:
            make_folder(self._folder)
            open_new(unfinished).close()
            digest = backend.build(unfinished, batches, count, dimensions, around)
            with unfinished.open("r+b") as file:
                os.fsync(file.fileno())
            hit("segment-written")
            # ids are never used twice, so neither is this name
            path = self._folder / f"{digest[:24]}{backend.suffix}"
            unfinished.replace(path)
            flush_folder(self._folder)
            hit("segment-renamed")
        except BaseException as error:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            if isinstance(error, OSError) or fault(error):  # a library may quote the system's message
                raise archive_error(error, self._folder) from error
            raise
        return Segment(
            name=path.name,
            kind=kind,
            model=model,
            vectors=count,
            bytes=path.stat().st_size,
            sha256=digest,
            revision=0,
        )

    def merge(
        self, segments: Sequence[Segment], removed: Ids, index: Sequence[Segment] = ()
    ) -> tuple[Segment | None, Ids]:
        """Write what is left of `segments` as one; return it, or None if nothing is left, and the ids that were dropped.

        They are read in parts: in memory are the vectors of one batch, a sample, and the new segment in float16.

        Args:
            segments: of one model, at least one.
            removed: ids of removed passages.
            index: all segments of the index, if `segments` are not all.

        Raises:
            ArchiveDamaged: one of them is not what was written.
            ArchiveError: the disk is full.
        """
        dropped = np.concatenate([ids[np.isin(ids, removed)] for ids in map(self.ids, segments)])
        left = sum(segment.vectors for segment in segments) - len(dropped)

        def remaining() -> Iterator[tuple[Ids, Vectors]]:
            for segment in segments:
                for ids, vectors in self.reconstruct(segment):
                    wanted = ~np.isin(ids, removed)
                    yield ids[wanted], vectors[wanted]
                self.close(segment)

        if not left:
            return None, dropped
        dimensions = self.open(segments[0]).dimensions
        kind = kind_for(left, index or segments, self.options)
        around = self._around(segments, index, len(dropped)) if kind != FLAT else ALONE
        return self.write_batches(segments[0].model, remaining, left, dimensions, kind, around), dropped

    def _around(self, segments: Sequence[Segment], index: Sequence[Segment], dropped: int) -> Around:
        """Return what the segment joins that `segments` become. What is damaged of the other segments is left out."""
        merged = [self.open(segment) for segment in segments if segment.kind != FLAT]
        names = {segment.name for segment in segments}
        rest = [segment for segment in index if segment.name not in names]
        some = rest[:: max(1, ceil(len(rest) / _SOURCES))]
        return Around(
            vectors=sum(segment.vectors for segment in (*segments, *rest)) - dropped,
            merged=merged,
            others=[opened for _, opened in self._with_lists(rest)],
            sources=[(partial(self._readable, segment), segment.vectors) for segment in some],
        )

    def _readable(self, segment: Segment) -> Iterator[tuple[Ids, Vectors]]:
        """Yield a segment as `reconstruct` does, up to where it is damaged, and leave it open only if it was."""
        opened = segment.name in self._open
        with suppress(ArchiveError):
            yield from self.reconstruct(segment)
        if not opened:
            self.close(segment)

    def superseded(self, segments: Sequence[Segment]) -> list[Segment]:
        """Return the segments that have fewer lists than the newest of them, and would be searched faster if written again.

        A damaged one is left as it is: asking and checking tell of it, and adding goes on.
        """
        found = list(self._with_lists(segments))
        most = max((opened.lists for _, opened in found), default=0)
        return [segment for segment, opened in found if opened.lists < most]

    def _with_lists(self, segments: Sequence[Segment]) -> Iterator[tuple[Segment, OpenSegment]]:
        """Yield the segments that have lists, each with what it is when it is open; those that are damaged are left out."""
        for segment in segments:
            if segment.kind != FLAT:
                with suppress(ArchiveError):
                    yield segment, self.open(segment)

    def open(self, segment: Segment) -> OpenSegment:
        """Return a segment, opened once.

        Raises:
            ArchiveDamaged: the file is not what was written, or is missing.
            BackendUnknown: its kind is not in the table.
        """
        with self._lock, self._translate_errors(segment):
            found = self._open.get(segment.name)
            if found is None:
                found = self._open[segment.name] = self._read(segment)
            return found

    def search(self, segment: Segment, query: Vectors, limit: int, allowed: IdFilter) -> tuple[Vectors, Ids]:
        """Return scores and ids of up to `limit` vectors of a segment nearest to `query`, of shape (1, dimensions), best first.

        Raises:
            ArchiveDamaged: the part that is searched is not what was written.
        """
        with self._translate_errors(segment):
            return self.open(segment).search(query, limit, allowed)

    def ids(self, segment: Segment) -> Ids:
        """Return the ids in a segment, of shape (n,).

        Raises:
            ArchiveDamaged: the file is not what was written, or is missing.
        """
        with self._translate_errors(segment):
            return self.open(segment).ids()

    def reconstruct(self, segment: Segment) -> Iterator[tuple[Ids, Vectors]]:
        """Yield ids and vectors of a segment, some thousands at a time, each part checked.

        Raises:
            ArchiveDamaged: a part is not what was written.
        """
        with self._translate_errors(segment):
            yield from self.open(segment).reconstruct(self.options.batch)

    def verify(self, segment: Segment) -> None:
        """Read a segment's whole file again, even if it is open.

        Raises:
            ArchiveDamaged: it is not what was written, or is missing.
        """
        with self._translate_errors(segment):
            self._read(segment).verify()

    def close(self, segment: Segment) -> None:
        """Close a segment."""
        with self._lock:
            self._open.pop(segment.name, None)

    def close_except(self, names: Iterable[str]) -> None:
        """Close the segments whose names are not among `names`."""
        wanted = set(names)
        with self._lock:
            for name in self._open.keys() - wanted:
                del self._open[name]

    def delete(self, segment: Segment) -> None:
        """Delete the file of a segment that the catalogue does not list; only the one writer may."""
        self.close(segment)
        (self._folder / segment.name).unlink(missing_ok=True)

    def delete_except(self, names: set[str]) -> None:
        """Delete the files whose names are not among `names`; only the one writer may."""
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if path.name not in names and path.name.endswith((*suffixes(), _UNFINISHED)):
                    path.unlink(missing_ok=True)
        hit("swept")

    def _read(self, segment: Segment) -> OpenSegment:
        backend = find_backend(segment.kind)
        path = self._folder / segment.name
        if Path(segment.name).name != segment.name or not segment.name.endswith(backend.suffix):
            # the list may have been tampered with: nothing outside the folder is read
            raise ArchiveDamaged(f"{self._folder}: {segment.name!r:.80} is no name of a file in it; {_REMEDY}")
        if path.stat().st_size != segment.bytes:
            raise NotAsWrittenError("it is not as large as it was")
        found = backend.open(path, segment.sha256)
        if found.count != segment.vectors:
            raise NotAsWrittenError(f"it holds {found.count} vectors, not {segment.vectors}")
        return found

    @contextmanager
    def _translate_errors(self, segment: Segment) -> Iterator[None]:
        path = self._folder / segment.name
        try:
            yield
        except FileNotFoundError as error:
            raise ArchiveDamaged(f"{path}: missing; {_REMEDY}") from error
        except NotAsWrittenError as error:
            raise ArchiveDamaged(f"{path}: damaged, {error}; {_REMEDY}") from error
        except (OSError, RuntimeError, MemoryError) as error:
            if is_transient(error):
                raise archive_error(error, path) from error
            raise ArchiveDamaged(f"{path}: {message_of(error, path)}; {_REMEDY}") from error
