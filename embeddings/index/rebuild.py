"""Rebuilding the whole index, from cached vectors or for another model, while the current one stays in use.

No segment is listed before all are written; then one commit of the catalogue swaps index and model. An interruption costs the
unlisted segments, not the vectors: they are cached as they are encoded, so a second run continues where the first ended.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from corpus.article import text_hash
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.snapshot import Segment, Snapshot
from corpus.failpoints import hit
from corpus.text.sentences import Span
from embeddings.cache import EmbeddingCache, OnCount, cached_or_encoded
from embeddings.index.merge_policy import rebuilt_group
from embeddings.index.segment_files import SegmentFiles
from embeddings.models.encoder import Encoder, Vectors, spans_for

BATCH = 1024
"""Passages that are looked up in the cache, or encoded, at once."""


class _Segments:
    """The segments of the new index: flat ones, which become larger ones at the end (`embeddings.index.merge_policy`).

    Only then is the whole index there, from which the centres of its lists are learned.
    """

    def __init__(self, files: SegmentFiles, model: str) -> None:
        self._files = files
        self._model = model
        self._ids: list[int] = []
        self._vectors: list[Vectors] = []
        self._parts: list[Segment] = []

    def add(self, ids: Iterable[int], vectors: Iterable[Vectors]) -> None:
        """Add vectors; they are written when there are enough for a segment."""
        self._ids += ids
        self._vectors += vectors
        if len(self._ids) >= self._files.options.full_flat:
            self._write()

    def finish(self) -> list[Segment]:
        """Write what is left, and return all segments."""
        if self._ids:
            self._write()
        done: list[Segment] = []
        while group := rebuilt_group(self._parts, done, self._files.options):
            merged, _ = self._files.merge(group, np.zeros(0, dtype=np.int64), done + self._parts)
            done += [merged] if merged else []
            self._parts = self._parts[len(group) :]
            for segment in group:
                self._files.delete(segment)
        return done + self._parts

    def _write(self) -> None:
        self._parts.append(self._files.write(self._model, self._ids, np.stack(self._vectors)))
        self._ids, self._vectors = [], []


def rebuild(
    catalogue: Catalogue,
    cache: EmbeddingCache,
    files: SegmentFiles,
    encoder: Encoder,
    on_progress: OnCount,
) -> int:
    """Rebuild the index with `encoder`'s model and swap it in; return how many passages had to be encoded.

    Articles that this model's limit splits into other passages are split again in the same commit. The caller must hold the
    writer's lock.

    Args:
        on_progress: called with how many passages are done.

    Raises:
        ArchiveError: the archive cannot be written; the current index stays in use.
    """
    encoded = done = 0
    segments = _Segments(files, encoder.key)
    split_again: list[tuple[str, list[Span]]] = []
    with catalogue.snapshot() as snapshot:
        total = snapshot.counts().passages
        same_model = snapshot.setting("model") == encoder.key
        articles = snapshot.split_articles()
        for batch in batches(articles, encoder, split_again, same_model=same_model):

            def on_batch(further: int, _: int, before: int = done) -> None:
                on_progress(before + further, total)

            vectors, fresh = cached_or_encoded(cache, encoder, [text for _, text in batch], on_batch)
            encoded += len(fresh)
            segments.add((key for key, _ in batch), (vectors[text_hash(text)] for _, text in batch))
            done += len(batch)
        for article_id, spans in split_again:
            # so that the transaction below finds them in the cache
            texts = texts_of(snapshot, article_id, spans)
            encoded += len(cached_or_encoded(cache, encoder, texts, lambda _done, _total: None)[1])
    with catalogue.change() as change:
        for article_id, spans in split_again:
            texts = texts_of(change, article_id, spans)
            vectors, _ = cached_or_encoded(cache, encoder, texts, lambda _done, _total: None)
            segments.add(change.split_again(article_id, spans), (vectors[text_hash(text)] for text in texts))
        change.replace_index(encoder.key, segments.finish())
        change.record("index.rebuild", encoder.key, detail=f"{total} passages")
        hit("before-swap")
    hit("swapped")
    on_progress(total, total)
    return encoded


def texts_of(snapshot: Snapshot, article_id: str, spans: Sequence[Span]) -> list[str]:
    """Return the texts of an article's spans."""
    text = snapshot.article(article_id).text
    return [text[start:end] for start, end in spans]


def batches(
    articles: Iterator[tuple[str, str, list[tuple[int, Span]]]],
    encoder: Encoder,
    split_again: list[tuple[str, list[Span]]],
    *,
    same_model: bool,
) -> Iterator[list[tuple[int, str]]]:
    """Yield `(passage id, text)` in batches; add to `split_again` the articles that need other passages."""
    batch: list[tuple[int, str]] = []
    for article_id, text, passages in articles:
        spans = [span for _, span in passages]
        wanted = spans if same_model else spans_for(text, encoder)
        if wanted != spans:
            split_again.append((article_id, wanted))
            continue
        batch += [(key, text[start:end]) for key, (start, end) in passages]
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
