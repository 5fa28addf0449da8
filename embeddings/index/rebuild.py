"""Making the whole index anew, from kept vectors or for another model, beside the one that goes on answering.

Nothing is listed before everything is written; then one commit of the catalogue swaps index and model. An interruption
costs the unlisted segments, not the vectors: they are kept as they are made, so a second run goes on where the first was.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from corpus.article import text_hash
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.snapshot import Segment, Snapshot
from corpus.failpoints import hit
from corpus.text.sentences import Span
from embeddings.cache import EmbeddingCache, kept_or_encoded
from embeddings.index.backend import SegmentFiles
from embeddings.index.chunk import spans_for
from embeddings.index.merge import join
from embeddings.models.encoder import Encoder, Vectors

BATCH = 1024
"""Passages that are looked up, and encoded where need be, at once."""


class _Segments:
    """The segments of the index to be: vectors are given one by one, files grow as the rule of kinds has them."""

    def __init__(self, files: SegmentFiles, model: str) -> None:
        self._files = files
        self._model = model
        self._ids: list[int] = []
        self._vectors: list[Vectors] = []
        self._parts: list[Segment] = []  # exact ones, that may be joined yet
        self.done: list[Segment] = []

    def add(self, ids: Iterable[int], vectors: Iterable[Vectors]) -> None:
        """Add vectors; they are written when there are enough of them."""
        self._ids += ids
        self._vectors += vectors
        if len(self._ids) >= self._files.options.full_exact:
            self._write()
            self._join(self._files.options.full - 1)

    def finish(self) -> list[Segment]:
        """Write what waits, and return all segments."""
        if self._ids:
            self._write()
        self._join(self._files.options.exact)
        return self.done + self._parts

    def _write(self) -> None:
        self._parts.append(self._files.write(self._model, self._ids, np.stack(self._vectors)))
        self._ids, self._vectors = [], []

    def _join(self, most: int) -> None:
        """Make one of the parts if together they have more vectors than this."""
        if sum(segment.vectors for segment in self._parts) > most:
            joined, _ = join(self._files, self._parts, np.zeros(0, dtype=np.int64))
            self.done += [joined] if joined else []
            for segment in self._parts:
                self._files.discard(segment)
            self._parts = []


def rebuild(
    catalogue: Catalogue,
    kept: EmbeddingCache,
    files: SegmentFiles,
    encoder: Encoder,
    progress: Callable[[int, int], None],
) -> int:
    """Make the index anew with `encoder`'s model and swap it in; return how many passages had to be encoded.

    An article whose passages the model would have cut otherwise is split again in the same commit. Only the holder of the
    writer's lock may.

    Args:
        progress: is told how many passages are done, and of how many.

    Raises:
        ArchiveError: the archive cannot be written; the present index goes on answering.
    """
    encoded = done = 0
    segments = _Segments(files, encoder.key)
    split_again: list[tuple[str, list[Span]]] = []
    with catalogue.snapshot() as snapshot:
        total = snapshot.counts().passages
        same_model = snapshot.setting("model") == encoder.key
        articles = snapshot.split_articles()
        for batch in _batches(articles, encoder, split_again, same_model=same_model):

            def on_progress(further: int, _: int, before: int = done) -> None:
                progress(before + further, total)

            vectors, fresh = kept_or_encoded(kept, encoder, [text for _, text in batch], on_progress)
            encoded += len(fresh)
            segments.add((key for key, _ in batch), (vectors[text_hash(text)] for _, text in batch))
            done += len(batch)
        for article_id, spans in split_again:
            # so that the transaction below finds them kept
            texts = _texts(snapshot, article_id, spans)
            encoded += len(kept_or_encoded(kept, encoder, texts, lambda _done, _total: None)[1])
    with catalogue.change() as change:
        for article_id, spans in split_again:
            texts = _texts(change, article_id, spans)
            vectors, _ = kept_or_encoded(kept, encoder, texts, lambda _done, _total: None)
            segments.add(change.split_again(article_id, spans), (vectors[text_hash(text)] for text in texts))
        change.replace_index(encoder.key, segments.finish())
        hit("before-swap")
    hit("swapped")
    progress(total, total)
    return encoded


def _texts(snapshot: Snapshot, article_id: str, spans: Sequence[Span]) -> list[str]:
    text = snapshot.article(article_id).text
    return [text[start:end] for start, end in spans]


def _batches(
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
