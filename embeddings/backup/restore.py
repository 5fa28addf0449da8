"""Restoring an archive from a back-up: all of it or nothing.

The file is not trusted. All of it is checked, the archive is built in a folder next to its final one, every value is checked as
it is stored, words and segments are rebuilt, everything is flushed to the disk, and the folder is renamed.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path

import numpy as np

from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.copy import BulkLoad
from corpus.catalogue.paths import ArchivePaths, writing
from corpus.catalogue.rows import ArticleRow, PassageRow, Row, SettingsRow, row_of
from corpus.catalogue.validation import require_known
from corpus.engine.filling import filling
from corpus.errors import ArchiveError, ModelError
from corpus.originals import OriginalFiles
from corpus.private_files import flush_folder
from corpus.system_errors import archive_error
from embeddings.backup.container import MANIFEST, BackupReader
from embeddings.backup.export import (
    ARTICLES,
    DESK,
    HASH_BYTES,
    ORIGINALS,
    PASSAGES,
    SETTINGS,
    VECTORS,
    VECTORS_AT_ONCE,
    Backup,
)
from embeddings.backup.originals import restore_originals
from embeddings.cache import EmbeddingCache, OnCount
from embeddings.index.segment_files import SegmentFiles
from embeddings.models.encoder import Encoder, Vectors
from embeddings.models.registry import MODELS
from embeddings.stores import open_cache, open_catalogue, rebuild_index

_TOLERANCE = 1e-2  # of a vector's length, in float16
_MAX_DIMENSIONS = 1 << 14
_MOST = 1 << 52  # keys and revisions: what is added later must fit into a back-up too
_SQLITE = ("", "-wal", "-shm")
_OWN = {"writer.lock", "writer.json", "segments", "originals"} | {
    f"{name}.sqlite3{end}" for name in ("catalogue", "vectors", "news") for end in _SQLITE
}


class _LazyEncoder:
    """See `embeddings.models.encoder.Encoder`; loaded at the first text that has no cached vector."""

    def __init__(self, key: str, load: Callable[[str], Encoder]) -> None:
        self.key = key
        self._load = load

    @cached_property
    def _encoder(self) -> Encoder:
        return self._load(self.key)

    @property
    def dimensions(self) -> int:
        return self._encoder.dimensions

    @property
    def max_tokens(self) -> int:
        return self._encoder.max_tokens

    def count_tokens(self, texts: list[str]) -> list[int]:
        return self._encoder.count_tokens(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_passages(texts)

    def encode_question(self, text: str) -> Vectors:
        return self._encoder.encode_question(text)


def restore(
    source: Path,
    paths: ArchivePaths,
    wanted: str | None,
    load: Callable[[str], Encoder],
    on_progress: OnCount = lambda _done, _total: None,
    restore_desk: Callable[[ArchivePaths, Iterator[bytes]], None] | None = None,
) -> Backup:
    """Restore the archive of a back-up into a folder without one; return the manifest of the file.

    Article ids, versions, revision and passage ids are those of the file. Texts without a vector in it are encoded.

    Args:
        wanted: key of the model that the user named; if it is not the back-up's, the index is built with it.
        load: returns the encoder for a model's key; called if something has to be encoded.
        on_progress: called with how many passages are in the index.
        restore_desk: writes what readers made themselves into the archive, from its lines; without it that is left out.

    Raises:
        BackupDamaged: the file is not a back-up, or not what was written.
        ArchiveTooNew: a newer version of Cuttings wrote it.
        ArchiveError: there is an archive already, or it cannot be written.
        ModelError: its model is not available, or the user has to say that it is trusted.
    """
    try:
        file = source.open("rb")
    except OSError as error:
        raise archive_error(error, source) from error
    with file:
        reader = BackupReader(file, source, {ARTICLES, PASSAGES, SETTINGS, VECTORS, DESK, ORIGINALS})
        with reader.translate_errors(MANIFEST):
            for name in (ARTICLES, PASSAGES, SETTINGS):
                if name not in reader:
                    raise ValueError(f"{name} is missing")
            backup = Backup.from_manifest(reader.manifest, source.name)
        with reader.translate_errors(SETTINGS):
            settings = row_of(SettingsRow, reader.read(SETTINGS))
            require_known(settings)
            if max(settings.articles, settings.passages, settings.revision) > _MOST:
                raise ValueError("a number is so large that none could follow it")
            if (settings.setting("model"), settings.revision) != (backup.model, backup.revision):
                raise ValueError("it does not go with the manifest")
            if backup.model is None and backup.passages:
                raise ValueError("it names no model")
        _refuse_unnamed(backup.model, wanted)
        with _moved_into_place(paths) as unfinished:
            _build(
                unfinished,
                reader,
                source.name,
                backup,
                settings,
                _LazyEncoder(wanted or backup.model or "", load),
                on_progress,
            )
            if restore_desk and DESK in reader:
                with reader.translate_errors(DESK):
                    restore_desk(unfinished, reader.lines(DESK))
    return backup


def _refuse_unnamed(model: str | None, wanted: str | None) -> None:
    """Make sure that the file alone cannot cause reading a model folder or fetching from the hub."""
    name = (model or "").rpartition("@")[0]
    if name and name not in MODELS and wanted is None:
        raise ModelError(f"the back-up is of the model {name}; if you trust that model, name it: --model {name}")


def _build(
    unfinished: ArchivePaths,
    reader: BackupReader,
    source: str,
    backup: Backup,
    settings: SettingsRow,
    encoder: Encoder,
    on_progress: OnCount,
) -> None:
    same_model = encoder.key == backup.model
    with closing(open_catalogue(unfinished, create=True)) as catalogue:
        with catalogue.bulk_load() as bulk:
            # rebuilding the index increments the revision, to that of the file
            bulk.settings(settings, settings.revision - (1 if backup.passages and same_model else 0))
            _fill(bulk, reader, backup, settings)
            bulk.record("archive.import", source, detail=f"{backup.articles} articles, {backup.passages} passages")
            hashes, named = bulk.text_hashes(), bulk.originals()
        if ORIGINALS in reader:
            with reader.translate_errors(ORIGINALS), reader.open(ORIGINALS) as member:
                restore_originals(member, OriginalFiles(unfinished.originals), named)
        with closing(open_cache(unfinished)) as cache:
            if VECTORS in reader:
                with reader.translate_errors(VECTORS):
                    _store_vectors(cache, reader, backup, hashes)
            elif backup.vectors:
                with reader.translate_errors(VECTORS):
                    raise ValueError("it is missing")
            if backup.passages:
                rebuild_index(unfinished, catalogue, cache, SegmentFiles(unfinished.segments), encoder, on_progress)


def _fill(bulk: BulkLoad, reader: BackupReader, backup: Backup, settings: SettingsRow) -> None:
    where = ""

    def rows(kind: type[Row], member: str) -> Iterator[Row]:
        nonlocal where
        for number, line in enumerate(reader.lines(member), 1):
            where = f"{member}, line {number}"
            yield row_of(kind, line)

    with reader.translate_errors(lambda: where):
        bulk.articles(rows(ArticleRow, ARTICLES), settings)
        bulk.passages(rows(PassageRow, PASSAGES), settings)
        if bulk.counts != (backup.articles, backup.passages):
            raise ValueError("the manifest counts otherwise")
        bulk.last_ids(settings)


def _store_vectors(cache: EmbeddingCache, reader: BackupReader, backup: Backup, hashes: set[str]) -> None:
    if not 1 <= backup.dimensions <= _MAX_DIMENSIONS:
        raise ValueError("vectors of no size that there is")
    size = HASH_BYTES + 2 * backup.dimensions
    before, count = "", 0
    for block in reader.blocks(VECTORS, size * VECTORS_AT_ONCE):
        if len(block) % size:
            raise ValueError("its end is missing")
        table = np.frombuffer(block, dtype=np.dtype([("hash", f"V{HASH_BYTES}"), ("vector", "<f2", backup.dimensions)]))
        digests = [bytes(digest).hex() for digest in table["hash"]]
        vectors = table["vector"].astype(np.float32)
        if digests != sorted(set(digests)) or digests[0] <= before or not hashes.issuperset(digests):
            raise ValueError("a vector is of no text of a passage, or not in its order")
        # in this form so that NaN fails too
        if not (np.abs(np.linalg.norm(vectors, axis=1) - 1) <= _TOLERANCE).all():
            raise ValueError("a vector has not the length 1")
        cache.put(str(backup.model), digests, vectors)
        before, count = digests[-1], count + len(digests)
    if count != backup.vectors:
        raise ValueError("the manifest counts otherwise")


@contextmanager
def _moved_into_place(paths: ArchivePaths) -> Iterator[ArchivePaths]:
    """Give a folder next to `paths` to build an archive in, and rename it when the block ends; leave nothing if it raises.

    What a killed run left there is deleted; a concurrent run is refused.
    """
    if paths.engine is not None:
        with filling(paths.engine):
            yield paths
        return
    folder = paths.folder.expanduser().resolve()
    _refuse_used(paths)
    unfinished = ArchivePaths(folder.with_name(f".{folder.name}.restoring"))
    with writing(unfinished):
        try:
            for path in unfinished.folder.iterdir():
                if path.name not in {"writer.lock", "writer.json"}:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
            yield unfinished
            _flush(unfinished.folder)
            (unfinished.folder / "writer.json").unlink(missing_ok=True)
            if folder.exists() and any(folder.iterdir()):
                with writing(paths):
                    _refuse_used(paths)
                    shutil.rmtree(folder)
            unfinished.folder.rename(folder)  # fails where an archive was started since the check
            flush_folder(folder.parent)
        except OSError as error:
            raise archive_error(error, folder) from error
        finally:
            shutil.rmtree(unfinished.folder, ignore_errors=True)


def _refuse_used(paths: ArchivePaths) -> None:
    """Make sure that the folder does not exist, or has only an archive to which nothing was ever added."""
    folder = paths.folder
    if not folder.exists():
        return
    elsewhere = "name a new one: --archive DIR"
    if not folder.is_dir() or {path.name for path in folder.iterdir()} - _OWN:
        raise ArchiveError(f"{folder}: there is something else at this place; {elsewhere}")
    if paths.exists():
        with closing(Catalogue(paths.catalogue)) as catalogue, catalogue.whole() as whole:
            if whole.settings_row().articles:
                raise ArchiveError(f"{folder}: there is an archive at this place, and it stays as it is; {elsewhere}")


def _flush(folder: Path) -> None:
    """Flush every file below a folder to the disk."""
    for path in folder.rglob("*"):
        if path.is_dir():
            flush_folder(path)
        else:
            with path.open("rb+") as file:
                os.fsync(file.fileno())
    flush_folder(folder)
