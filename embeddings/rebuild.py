"""Making the whole index anew, from kept vectors or for another model, beside the one that goes on answering.

Nothing is listed before everything is written; then one commit of the catalogue swaps index and model. An interruption
costs the unlisted segments, not the vectors: they are kept as they are made, so a second run goes on where the first was.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from corpus.article import text_hash
from corpus.catalogue import Catalogue
from corpus.sentences import Span
from corpus.snapshot import Segment
from corpus.steps import reached
from embeddings.encoder import Encoder, Vectors
from embeddings.indexer import FULL_SEGMENT, spans_for
from embeddings.kept import KeptVectors, kept_or_encoded
from embeddings.segments import SegmentFiles

BATCH = 1024
"""Passages that are looked up, and encoded where need be, at once."""


@dataclass(slots=True)
class _Pending:
    """Vectors that wait for their segment."""

    ids: list[int] = field(default_factory=list)
    vectors: list[Vectors] = field(default_factory=list)


def rebuild(
    catalogue: Catalogue,
    kept: KeptVectors,
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
    segments: list[Segment] = []
    pending = _Pending()
    split_again: dict[str, tuple[str, list[Span]]] = {}
    with catalogue.snapshot() as snapshot:
        total = snapshot.counts().passages
        same_model = snapshot.setting("model") == encoder.key
        articles = snapshot.split_articles()
        for batch in _batches(articles, encoder, split_again, same_model=same_model):

            def tell(further: int, _: int, before: int = done) -> None:
                progress(before + further, total)

            vectors, fresh = kept_or_encoded(kept, encoder, [text for _, text in batch], tell)
            encoded += fresh
            pending.ids += [key for key, _ in batch]
            pending.vectors += [vectors[text_hash(text)] for _, text in batch]
            done += len(batch)
            if len(pending.ids) >= FULL_SEGMENT:
                segments.append(_write(files, encoder, pending))
                pending = _Pending()
    again = [(key, text, spans) for key, (text, spans) in split_again.items()]
    vectors, fresh = kept_or_encoded(
        kept, encoder, [text[a:b] for _, text, spans in again for a, b in spans], lambda _done, _total: None
    )
    with catalogue.change() as change:
        for article_id, text, spans in again:
            pending.ids += change.split_again(article_id, spans)
            pending.vectors += [vectors[text_hash(text[a:b])] for a, b in spans]
        if pending.ids:
            segments.append(_write(files, encoder, pending))
        change.replace_index(encoder.key, segments)
        reached("before-swap")
    reached("swapped")
    progress(total, total)
    return encoded + fresh


def _batches(
    articles: Iterator[tuple[str, str, list[tuple[int, Span]]]],
    encoder: Encoder,
    split_again: dict[str, tuple[str, list[Span]]],
    *,
    same_model: bool,
) -> Iterator[list[tuple[int, str]]]:
    """Yield `(passage id, text)` in batches; put into `split_again` the articles that need other passages."""
    batch: list[tuple[int, str]] = []
    for article_id, text, passages in articles:
        spans = [span for _, span in passages]
        wanted = spans if same_model else spans_for(text, encoder)
        if wanted != spans:
            split_again[article_id] = (text, wanted)
            continue
        batch += [(key, text[start:end]) for key, (start, end) in passages]
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _write(files: SegmentFiles, encoder: Encoder, pending: _Pending) -> Segment:
    return files.write(encoder.key, pending.ids, np.stack(pending.vectors))
