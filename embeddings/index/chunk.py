"""A text's passages, as an archive of one model has them."""

from corpus.text.chunk import ChunkOptions, passage_spans
from corpus.text.sentences import Span
from embeddings.models.encoder import Encoder


def spans_for(text: str, encoder: Encoder) -> list[Span]:
    """Return the passages of a text as an archive of this encoder's model has them."""
    return passage_spans(text, encoder.count_tokens, ChunkOptions(max_tokens=encoder.max_tokens))
