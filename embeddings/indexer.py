"""Growing an archive: articles in, passages encoded, segments written, all of a batch seen at once or not at all.

The order is what makes a crash harmless: vectors are kept first (they cost the time), the segment's file is on the disk before
the catalogue names it, and one commit of the catalogue makes articles, passages, words and segment seen together.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from corpus.article import ArticleDraft, text_hash
from corpus.catalogue import Catalogue
from corpus.changes import Change
from corpus.chunk import ChunkOptions, passage_spans
from corpus.errors import ModelMismatch
from corpus.sentences import Span
from corpus.snapshot import Segment
from embeddings.encoder import Encoder, Vectors
from embeddings.kept import KeptVectors
from embeddings.segments import SegmentFiles

ENCODE_BATCH = 64
"""Passages between two progress reports and two commits of kept vectors."""

MAX_SEGMENTS = 8
"""More segments than this are merged, smallest first: a search asks each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of a batch of drafts.

    Attributes:
        added, changed, unchanged: ids of articles.
        passages: how many passages were stored.
        encoded: how many of them had no kept vector.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    passages: int
    encoded: int


class Indexer:
    """The write path of one archive; only the holder of the writer's lock may have one.

    Raises:
        ModelMismatch: the archive was indexed with another model.
    """

    def __init__(self, catalogue: Catalogue, kept: KeptVectors, files: SegmentFiles, encoder: Encoder) -> None:
        self._catalogue = catalogue
        self._kept = kept
        self._files = files
        self._encoder = encoder
        with catalogue.change() as change:
            claim_model(change, encoder.key)
            files.sweep(change.every_segment_name())

    def store(
        self, drafts: Sequence[ArticleDraft], progress: Callable[[int, int], None] = lambda _done, _total: None
    ) -> Stored:
        """Store drafts as one batch; `progress` is told how many of its passages have a vector, and of how many.

        Raises:
            ArchiveError: the archive cannot be written; nothing of the batch is in it then.
        """
        latest = {draft.id: draft for draft in drafts}  # of two with one identity the later one counts
        with self._catalogue.snapshot() as snapshot:
            before = {key: snapshot.content_hash(key) for key in latest}
        fresh = [draft for key, draft in latest.items() if before[key] != draft.content_hash]
        options = ChunkOptions(max_tokens=self._encoder.max_tokens)
        spans = [passage_spans(draft.text, self._encoder.count_tokens, options) for draft in fresh]
        texts = [draft.text[a:b] for draft, cuts in zip(fresh, spans, strict=True) for a, b in cuts]
        vectors, encoded = self._vectors(texts, progress)
        if fresh:
            with self._catalogue.change() as change:
                self._commit(change, fresh, spans, [vectors[text_hash(text)] for text in texts])
            self.merge()
        return Stored(
            added=tuple(draft.id for draft in fresh if before[draft.id] is None),
            changed=tuple(draft.id for draft in fresh if before[draft.id] is not None),
            unchanged=tuple(key for key, draft in latest.items() if before[key] == draft.content_hash),
            passages=len(texts),
            encoded=encoded,
        )

    def _vectors(self, texts: Sequence[str], progress: Callable[[int, int], None]) -> tuple[dict[str, Vectors], int]:
        """Return the vector of every text by its hash, and how many had to be encoded."""
        hashes = {text_hash(text): text for text in texts}
        found = self._kept.get(self._encoder.key, list(hashes))
        missing = sorted((digest for digest in hashes if digest not in found), key=lambda digest: len(hashes[digest]))
        progress(len(hashes) - len(missing), len(hashes))
        for start in range(0, len(missing), ENCODE_BATCH):
            batch = missing[start : start + ENCODE_BATCH]
            self._kept.put(
                self._encoder.key, batch, self._encoder.encode_passages([hashes[digest] for digest in batch])
            )
            progress(len(hashes) - len(missing) + start + len(batch), len(hashes))
        # read back, so that a vector is the same whether it was encoded now or long ago
        found.update(self._kept.get(self._encoder.key, missing))
        return found, len(missing)

    def _commit(
        self, change: Change, drafts: Sequence[ArticleDraft], spans: Sequence[Sequence[Span]], vectors: list[Vectors]
    ) -> None:
        ids = [key for draft, cuts in zip(drafts, spans, strict=True) for key in change.store(draft, cuts)]
        if ids:
            import numpy as np

            change.add_segment(self._files.write(self._encoder.key, ids, np.stack(vectors)))

    def merge(self) -> None:
        """Join the smallest segments where there are many, leaving out what was removed."""
        with self._catalogue.change() as change:
            chosen = _to_merge(change.segments(self._encoder.key))
            if not chosen:
                return
            import numpy as np

            dead = np.asarray(change.dead(), dtype=np.int64)
            parts = [self._files.contents(segment) for segment in chosen]
            ids = np.concatenate([part[0] for part in parts])
            vectors = np.concatenate([part[1] for part in parts])
            alive = ~np.isin(ids, dead)
            change.drop_segments(segment.name for segment in chosen)
            change.forget_dead(int(key) for key in ids[~alive])
            if alive.any():
                change.add_segment(self._files.write(self._encoder.key, ids[alive], vectors[alive]))


def claim_model(change: Change, key: str) -> None:
    """Note the model of an archive's index, or make sure that it is this one.

    Raises:
        ModelMismatch: it is another one.
    """
    present = change.setting("model")
    if present is None:
        change.set("model", key)
    elif present != key:
        raise ModelMismatch(mismatch(present, key))


def mismatch(present: str, wanted: str) -> str:
    """Return what to tell a user whose model is not the index's."""
    return f"this archive is indexed with {present}, not {wanted}; use that model, or rebuild: cuttings rebuild --model NAME"


def _to_merge(segments: Iterable[Segment]) -> list[Segment]:
    """Choose the segments to join: the smallest, as long as the next is no larger than all before it together.

    So each vector is copied about log(n) times however the archive grows.
    """
    ascending = sorted(segments, key=lambda segment: (segment.vectors, segment.name))
    if len(ascending) <= MAX_SEGMENTS:
        return []
    chosen = ascending[:2]
    for segment in ascending[2:]:
        if segment.vectors > sum(one.vectors for one in chosen):
            break
        chosen.append(segment)
    return chosen
