"""Checking an archive for damage, and clearing away what can be rebuilt."""

import shlex
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from corpus.article import text_hash
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.snapshot import Snapshot
from corpus.errors import ArchiveDamaged, ArchiveError, ArchiveUnavailable, BackendUnknown
from corpus.sqlite import ConnectionOptions, connect, translate_errors
from corpus.system_errors import fault
from embeddings.cache import EmbeddingCache
from embeddings.index.segment_files import SegmentFiles

_TOLERANCE = 2e-3  # of a vector's length, in float16


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A sign of damage.

    Attributes:
        what: the file or table, and what is wrong with it.
        repairable: whether `cuttings check --repair` repairs it: it is derived, or an earlier text that nothing is derived from.
        remedy: what to do if it is not repairable; "" for restoring a back-up.
    """

    what: str
    repairable: bool
    remedy: str = ""


def check(paths: ArchivePaths, catalogue: Catalogue, files: SegmentFiles, *, deep: bool) -> list[Finding]:
    """Return what is wrong with an archive; an empty list when nothing is.

    Fast: the catalogue's own check, counts of passages in the lexical and the dense index, sizes and hashes of the segments.
    Deep, in addition: every passage's text against its hash, every version's text and metadata against id and hash of its
    article, every vector of the index against the cached one.
    """
    while True:
        with catalogue.snapshot() as snapshot, snapshot.lenient_decoding():
            findings = list(catalogue_findings(snapshot, deep=deep))
            findings += _segment_findings(snapshot, files)
            if deep:
                findings += _vector_findings(paths, snapshot, files)
        with catalogue.snapshot() as later:
            # a writer may have deleted a segment that was about to be read
            if not findings or later.revision == snapshot.revision:
                return findings


def catalogue_findings(snapshot: Snapshot, *, deep: bool) -> Iterator[Finding]:
    """Return what is wrong with the articles, and with the index of their words."""
    for problem in snapshot.problems(deep=deep):
        yield Finding(what=f"catalogue: {problem}", repairable="passages_lexical" in problem)
    if deep:
        yield from _article_findings(snapshot)
    passages = snapshot.counts().passages
    words = snapshot.lexical_count()
    if words != passages:
        yield Finding(what=f"lexical index: {words} passages, the catalogue has {passages}", repairable=True)
    if deep and not snapshot.lexical_is_sound():
        yield Finding(what="lexical index: it is not what the passages make", repairable=True)


def _article_findings(snapshot: Snapshot) -> Iterator[Finding]:
    try:
        snapshot.settings_row()
    except ValueError as error:
        yield Finding(what=f"settings: {error}", repairable=False)
    for one in snapshot.damaged_versions():
        what = f"article {_word(one.article)}, version {_word(one.version)}"
        if one.live:
            add = "fetch" if one.source.startswith(("http://", "https://")) else "add"
            steps = (f"remove {_word(one.article)}", "check --repair", f"{add} {_word(one.source or 'FILE')}")
            again = f"or: {', '.join(f'cuttings {step}' for step in steps)}"
            yield Finding(what=f"{what}: {one.reason}", repairable=False, remedy=f"restore a back-up; {again}")
        else:
            yield Finding(what=f"{what}, which does not answer: {one.reason}; --repair forgets it", repairable=True)


def _word(stored: str) -> str:
    """Quote a stored value for a shell, without control characters: it may have been crafted."""
    return shlex.quote(stored) if stored.isprintable() else ascii(stored)


def delete_damaged_versions(catalogue: Catalogue) -> None:
    """Delete earlier texts, and those of removed articles, that are not what was stored: nothing can restore them."""
    with catalogue.snapshot() as snapshot, snapshot.lenient_decoding():
        keys = [one.key for one in snapshot.damaged_versions() if not one.live]
    if keys:
        with catalogue.change() as change:
            change.delete_versions(keys)
            change.record("versions.delete", "", detail=f"{len(keys)} damaged")


def _segment_findings(snapshot: Snapshot, files: SegmentFiles) -> Iterator[Finding]:
    model = snapshot.setting("model") or ""
    found: list[np.ndarray] = []
    for segment in snapshot.segments(model):
        try:
            files.verify(segment)
            found.append(files.ids(segment))
        except (ArchiveDamaged, BackendUnknown) as error:
            yield Finding(what=str(error), repairable=True)
            return
    ids = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
    removed = np.asarray(snapshot.tombstones(), dtype=np.int64)
    live = np.sort(ids[~np.isin(ids, removed)])
    expected = np.asarray(snapshot.passage_ids(), dtype=np.int64)
    if not np.array_equal(live, expected):
        lost = len(np.setdiff1d(expected, live))
        yield Finding(what=f"dense index: {len(live)} of {len(expected)} passages, {lost} missing", repairable=True)


def _vector_findings(paths: ArchivePaths, snapshot: Snapshot, files: SegmentFiles) -> Iterator[Finding]:
    model = snapshot.setting("model") or ""
    segments = snapshot.segments(model)
    if not segments:
        return
    lost = wrong = 0
    try:
        with closing(EmbeddingCache(paths.embedding_cache, read_only=True)) as cache:
            for segment in segments:
                for ids, vectors in files.reconstruct(segment):
                    further_lost, further_wrong = _compare(snapshot, cache, model, ids, vectors)
                    lost, wrong = lost + further_lost, wrong + further_wrong
                files.close(segment)
    except ArchiveUnavailable:
        raise
    except ArchiveError as error:
        yield Finding(what=str(error), repairable=True)
    if lost:
        yield Finding(what=f"embedding cache: no vector, or a damaged one, for {lost} passages", repairable=True)
    if wrong:
        yield Finding(what=f"dense index: the vectors of {wrong} passages are not the cached ones", repairable=True)


def _compare(
    snapshot: Snapshot, cache: EmbeddingCache, model: str, ids: np.ndarray, vectors: np.ndarray
) -> tuple[int, int]:
    """Return for how many passages the cache has no valid vector, and for how many the index has a different one."""
    passages = snapshot.passages(ids.tolist())
    hashes = {key: text_hash(passage.text) for key, passage in passages.items()}
    stored = cache.get(model, list(set(hashes.values())))
    lost = wrong = 0
    for key, vector in zip(ids.tolist(), vectors, strict=True):
        if key not in hashes:
            continue  # removed, and in the segment until that is merged
        original = stored.get(hashes[key])
        if original is None:
            lost += 1
        elif abs(float(np.linalg.norm(vector)) - 1) > _TOLERANCE or not np.array_equal(vector, original):
            wrong += 1
    return lost, wrong


def rename_broken_cache(paths: ArchivePaths) -> bool:
    """Rename the embedding cache if SQLite cannot read all of it; return whether it was renamed."""
    path = paths.embedding_cache
    if paths.engine is not None or not path.exists():
        return False
    try:
        with (
            translate_errors(path, lambda error: None if fault(error, path) else str(error)),
            closing(connect(path, ConnectionOptions())) as db,
        ):
            sound = db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    except ArchiveDamaged:
        sound = False
    if not sound:
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            file = path.with_name(name)
            if file.exists():
                file.replace(path.with_name(f"broken-{name}"))
    return not sound
