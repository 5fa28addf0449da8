"""Looking for damage, and making anew what is derived."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from corpus.article import text_hash
from corpus.catalogue import Catalogue
from corpus.errors import ArchiveDamaged, ArchiveError
from corpus.place import Place
from corpus.snapshot import Snapshot
from embeddings.kept import KeptVectors
from embeddings.segments import SegmentFiles

_TOLERANCE = 2e-3  # of a vector's length and numbers, in float16


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it was written.

    Attributes:
        what: the file or table, and what is wrong with it.
        repairable: whether it is derived, so that `cuttings check --repair` makes it anew.
    """

    what: str
    repairable: bool


def check(place: Place, catalogue: Catalogue, files: SegmentFiles, *, deep: bool) -> list[Finding]:
    """Return what is wrong with an archive; an empty list when nothing is.

    Fast: the catalogue's own check, counts of passages in words and vectors, sizes and hashes of the segments. Deep, also: every
    passage's text against its hash, every vector of the index against the kept one.
    """
    with catalogue.snapshot() as snapshot:
        findings = list(_catalogue_findings(snapshot, deep=deep))
        findings += _segment_findings(snapshot, files)
        if deep and not findings:
            findings += _vector_findings(place, snapshot, files)
    return findings


def _catalogue_findings(snapshot: Snapshot, *, deep: bool) -> Iterator[Finding]:
    for problem in snapshot.problems(deep=deep):
        yield Finding(what=f"catalogue: {problem}", repairable=False)
    passages = snapshot.counts().passages
    words = snapshot.lexical_count()
    if words != passages:
        yield Finding(what=f"lexical index: {words} passages, the catalogue has {passages}", repairable=True)
    if deep and not snapshot.lexical_is_sound():
        yield Finding(what="lexical index: its own check fails", repairable=True)


def _segment_findings(snapshot: Snapshot, files: SegmentFiles) -> Iterator[Finding]:
    model = snapshot.setting("model") or ""
    found: list[np.ndarray] = []
    for segment in snapshot.segments(model):
        try:
            files.verify(segment)
            found.append(files.ids(segment))
        except ArchiveDamaged as error:
            yield Finding(what=str(error), repairable=True)
            return
    ids = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
    dead = np.asarray(snapshot.dead(), dtype=np.int64)
    alive = np.sort(ids[~np.isin(ids, dead)])
    expected = np.asarray(snapshot.passage_ids(), dtype=np.int64)
    if not np.array_equal(alive, expected):
        lost = len(np.setdiff1d(expected, alive))
        yield Finding(what=f"dense index: {len(alive)} of {len(expected)} passages, {lost} missing", repairable=True)


def _vector_findings(place: Place, snapshot: Snapshot, files: SegmentFiles) -> Iterator[Finding]:
    model = snapshot.setting("model") or ""
    try:
        kept = KeptVectors(place.kept_vectors)
    except ArchiveError as error:
        yield Finding(what=str(error), repairable=True)
        return
    try:
        for segment in snapshot.segments(model):
            yield from _compare(snapshot, kept, model, *files.contents(segment))
    except ArchiveDamaged as error:
        yield Finding(what=str(error), repairable=True)
    finally:
        kept.close()


def _compare(
    snapshot: Snapshot, kept: KeptVectors, model: str, ids: np.ndarray, vectors: np.ndarray
) -> Iterator[Finding]:
    passages = snapshot.passages(int(key) for key in ids)
    hashes = {key: text_hash(passage.text) for key, passage in passages.items()}
    stored = kept.get(model, list(set(hashes.values())))
    for key, vector in zip(ids.tolist(), vectors, strict=True):
        if key not in hashes:
            continue  # removed, waiting to be merged away
        original = stored.get(hashes[key])
        if original is None:
            yield Finding(what=f"kept vectors: none for passage {key}", repairable=True)
        elif abs(float(np.linalg.norm(vector)) - 1) > _TOLERANCE or not np.array_equal(vector, original):
            yield Finding(what=f"dense index: the vector of passage {key} is not the kept one", repairable=True)


def put_aside_if_broken(place: Place) -> bool:
    """Move the file of kept vectors out of the way if SQLite cannot read it whole; return whether it was."""
    path = place.kept_vectors
    if not path.exists():
        return False
    try:
        db = sqlite3.connect(path)
        try:
            sound = db.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        finally:
            db.close()
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            file = path.with_name(name)
            if file.exists():
                file.replace(path.with_name(f"broken-{name}"))
    return not sound
