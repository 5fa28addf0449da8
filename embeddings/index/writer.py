"""Adding articles to an archive and removing them: a whole batch becomes visible at once or not at all.

The order makes a crash harmless: vectors are cached first (they take the time), the segment's file is on the disk before the
catalogue lists it, and one commit of the catalogue makes articles, passages, words and segment visible together.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.article import ArticleDraft, text_hash
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.changes import Change
from corpus.catalogue.corrections import Values
from corpus.catalogue.deduplicate import GivenByFile, Outcome, deduplicate
from corpus.catalogue.snapshot import Segment
from corpus.errors import ModelMismatch
from corpus.failpoints import hit
from corpus.text.sentences import Span
from embeddings.cache import EmbeddingCache, cached_or_encoded
from embeddings.index.backend import FLAT
from embeddings.index.background import Prepared
from embeddings.index.merge_policy import compaction_groups, segments_to_merge
from embeddings.index.segment_files import SegmentFiles
from embeddings.models.encoder import Encoder, Vectors, spans_for

NAMED = 20
"""Articles that a row of the audit log names; what is removed is named in several rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBatch:
    """What became of a batch of drafts.

    Attributes:
        outcomes: one for every draft, in order.
        passages: how many passages were stored.
        encoded: how many texts had to be encoded.
    """

    outcomes: tuple[Outcome, ...]
    passages: int
    encoded: int

    def ids(self, kind: str) -> tuple[str, ...]:
        """Return the ids of the drafts of one kind of outcome, one for each draft."""
        return tuple(outcome.id for outcome in self.outcomes if outcome.kind == kind)

    @property
    def added(self) -> tuple[str, ...]:
        """New articles."""
        return self.ids("added")

    @property
    def changed(self) -> tuple[str, ...]:
        """New versions."""
        return self.ids("changed")

    @property
    def unchanged(self) -> tuple[str, ...]:
        """Articles that were stored already."""
        return self.ids("unchanged")


class Indexer:
    """The write path of one archive; only the holder of the writer's lock may have one.

    Raises:
        ModelMismatch: the archive was indexed with another model.
    """

    def __init__(self, catalogue: Catalogue, cache: EmbeddingCache, files: SegmentFiles, encoder: Encoder) -> None:
        self._catalogue = catalogue
        self._cache = cache
        self._files = files
        self._encoder = encoder
        self._given = GivenByFile(set)
        self._claim()

    def _claim(self) -> None:
        """Make sure that the archive is of this encoder's model, and delete what an interrupted run has left."""
        with self._catalogue.change() as change:
            claim_model(change, self._encoder.key)
            change.complete_fingerprints()
            self._files.delete_except(change.every_segment_name())

    def _store_vectors(self, change: Change, ids: Sequence[int], vectors: Sequence[Vectors]) -> None:
        """Add the vectors of new passages, in the transaction that stores these."""
        change.add_segment(self._files.write(self._encoder.key, ids, np.stack(vectors)))

    def store(
        self, drafts: Sequence[ArticleDraft], prepared: Prepared | None = None, action: str = "articles.add"
    ) -> StoredBatch:
        """Store drafts as one batch.

        Args:
            prepared: what was done for these drafts in the background.
            action: what the audit log calls it.

        Raises:
            ArchiveError: the archive cannot be written; then nothing of the batch is in it.
        """
        with self._catalogue.snapshot() as snapshot:
            settled = deduplicate(drafts, snapshot, self._given)
            fresh = settled.fresh
        last = drafts[-1].source if drafts else ""  # only the last file may continue in the next batch
        self._given = GivenByFile(set, {last: self._given[last]} if last else {})
        split = prepared.spans if prepared else {}
        spans = [split.get(draft.text) or spans_for(draft.text, self._encoder) for draft in fresh]
        texts = [draft.text[a:b] for draft, cuts in zip(fresh, spans, strict=True) for a, b in cuts]
        vectors, encoded = cached_or_encoded(self._cache, self._encoder, texts, lambda _done, _total: None)
        if fresh:
            with self._catalogue.change() as change:
                for replaced, successor in settled.replaced.items():
                    change.replace(replaced, successor)
                for draft in settled.earlier:
                    change.store_earlier(draft)
                self._commit(change, fresh, spans, [vectors[text_hash(text)] for text in texts])
                change.record(action, _what(fresh), detail=_counts(settled.outcomes))
                hit("before-commit")
            hit("committed")
            self.merge()
        self._link_originals(settled.outcomes)
        return StoredBatch(
            outcomes=tuple(settled.outcomes),
            passages=len(texts),
            encoded=len(encoded | (prepared.encoded & vectors.keys() if prepared else frozenset())),
        )

    def _link_originals(self, outcomes: Iterable[Outcome]) -> None:
        """Link articles that were stored without their file to the one that is kept now."""
        known = [one for one in outcomes if one.kind == "unchanged" and one.draft.original is not None]
        if known:
            with self._catalogue.change() as change:
                for one in known:
                    change.link_original(one.draft, one.id)

    def _commit(
        self, change: Change, drafts: Sequence[ArticleDraft], spans: Sequence[Sequence[Span]], vectors: list[Vectors]
    ) -> None:
        ids = change.store_all(drafts, spans)
        if ids:
            self._store_vectors(change, ids, vectors)

    def correct(self, article_id: str, correction: Values) -> None:
        """Correct a live article: its passages get new ids, and their vectors come from the cache."""
        with self._catalogue.snapshot() as snapshot:
            passages = snapshot.passages_of(article_id)
        texts = [passage.text for passage in passages]
        vectors, _ = cached_or_encoded(self._cache, self._encoder, texts, lambda _done, _total: None)
        with self._catalogue.change() as change:
            ids = change.correct(article_id, correction, [(passage.start, passage.end) for passage in passages])
            if ids:
                self._store_vectors(change, ids, [vectors[text_hash(text)] for text in texts])
            change.record("article.correct", article_id, detail=", ".join(correction) or "as it was read")
            hit("before-commit")
        hit("committed")
        self.merge()

    def remove(self, article_ids: Iterable[str]) -> list[str]:
        """Remove articles as one batch; return the ids of those that existed."""
        with self._catalogue.change() as change:
            removed = [key for key in article_ids if change.retire(key)]
            for start in range(0, len(removed), NAMED):
                change.record("articles.remove", " ".join(removed[start : start + NAMED]))
            hit("before-commit")
        hit("committed")
        self.merge()
        return removed

    def merge(self) -> None:
        """Merge the smallest segments if there are many, and rewrite those of which much was removed.

        The segments are searched for removed passages only if enough was removed to make that worthwhile.
        """
        with self._catalogue.snapshot() as snapshot:
            segments = snapshot.segments(self._encoder.key)
            removed = snapshot.tombstone_count()
        options = self._files.options
        merged = self._rewrite(segments_to_merge(segments, options))
        if merged is not None and merged.kind != FLAT:
            self._renew(1)
        if removed > options.removed * sum(segment.vectors for segment in segments):
            self._drop_removed(options.removed / 2)

    def compact(self) -> None:
        """Merge into as few segments as possible, without removed passages."""
        with self._catalogue.change() as change:
            change.record("archive.compact", "")  # before: what frees the space is no transaction
        self._drop_removed(0)
        with self._catalogue.snapshot() as snapshot:
            segments = snapshot.segments(self._encoder.key)
        for group in compaction_groups(segments, self._files.options):
            self._rewrite(group)
        self._renew(len(segments))
        self._catalogue.compact()

    def _renew(self, most: int) -> None:
        """Rewrite up to `most` segments whose lists are fewer than those of newer ones, oldest first."""
        with self._catalogue.snapshot() as snapshot:
            segments = snapshot.segments(self._encoder.key)
        for segment in self._files.superseded(segments)[:most]:
            self._rewrite([segment])

    def _drop_removed(self, share: float) -> None:
        """Rewrite, one by one, the segments of which more than this share was removed."""
        with self._catalogue.snapshot() as snapshot:
            segments = snapshot.segments(self._encoder.key)
            removed = np.asarray(snapshot.tombstones(), dtype=np.int64)
        for segment in segments if len(removed) else ():
            if np.isin(self._files.ids(segment), removed).mean() > share:
                self._rewrite([segment])
            self._files.close(segment)

    def _rewrite(self, segments: Sequence[Segment]) -> Segment | None:
        """Replace `segments` by one without removed passages, and return it; None if nothing is left."""
        if not segments:
            return None
        with self._catalogue.snapshot() as snapshot:
            removed = np.asarray(snapshot.tombstones(), dtype=np.int64)
            index = snapshot.segments(self._encoder.key)
        # written before the transaction: nobody else may write meanwhile, and it can take seconds
        merged, dropped = self._files.merge(segments, removed, index)
        with self._catalogue.change() as change:
            change.drop_segments(segment.name for segment in segments)
            change.clear_tombstones(dropped.tolist())
            if merged is not None:
                change.add_segment(merged)
            hit("before-merge-commit")
        hit("merged")
        for segment in segments:
            self._files.close(segment)
        return merged


def _what(drafts: Sequence[ArticleDraft]) -> str:
    """Return what the audit log says was stored: the id of one article, or the files that several are from."""
    if len(drafts) == 1:
        return drafts[0].id
    files = list(dict.fromkeys(draft.source for draft in drafts))
    return files[0] if len(files) == 1 else f"{files[0]} and {len(files) - 1} more"


def _counts(outcomes: Iterable[Outcome]) -> str:
    counts = Counter(one.kind for one in outcomes)
    return ", ".join(f"{counts[kind]} {kind}" for kind in ("added", "changed") if counts[kind])


def claim_model(change: Change, key: str) -> None:
    """Record the model of an archive's index, or make sure that it is this one.

    Raises:
        ModelMismatch: it is another one.
    """
    present = change.setting("model")
    if present is None:
        change.set("model", key)
    elif present != key:
        raise ModelMismatch(mismatch(present, key))


def mismatch(present: str, wanted: str) -> str:
    """Return the message for a user whose model is not the index's."""
    return f"this archive is indexed with {present}, not {wanted}; use that model, or: cuttings rebuild --model NAME"
