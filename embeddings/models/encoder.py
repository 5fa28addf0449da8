"""The interfaces of encoders and rerankers, independent of the runtime."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from corpus.text.chunk import ChunkOptions, passage_spans
from corpus.text.sentences import Span
from embeddings.models.reading import Judgement, Reading

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Encodes texts to vectors of length 1, so that the inner product is the cosine."""

    @property
    def key(self) -> str:
        """The name under which its vectors are cached."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    @property
    def max_tokens(self) -> int:
        """The longest text that it reads, in tokens."""

    def count_tokens(self, texts: list[str]) -> list[int]:
        """Return how many tokens the model would read of each passage, prefix and special tokens included."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32 of shape (len(texts), dimensions)."""

    def encode_question(self, text: str) -> Vectors:
        """Return float32 of shape (dimensions,)."""


class Reranker(Protocol):
    """Judges how well a text answers a question, and finds the words that do."""

    def scores(self, pairs: Sequence[tuple[str, str]]) -> Vectors:
        """Return one logit per `(question, text)`, float32 of shape (len(pairs),); higher is better."""

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        """Return the same logits, each with what `read` needs."""

    def read(self, judgements: Sequence[Judgement]) -> list[Reading | None]:
        """Return where in each text the answer is, at about a third of what judging it took; None without a reader."""


def require_untruncated(encoder: Encoder, texts: Sequence[str]) -> None:
    """Make sure that `encoder` reads each text to its end.

    Raises:
        ModelError: it does not; truncating a text silently would lose what it says.
    """
    longest = max(encoder.count_tokens(list(texts)), default=0)
    if longest > encoder.max_tokens:
        raise ModelError(f"a passage of {longest} tokens: {encoder.key} reads {encoder.max_tokens}")


def spans_for(text: str, encoder: Encoder) -> list[Span]:
    """Return the passages of a text within the limit of this encoder's model."""
    return passage_spans(text, encoder.count_tokens, ChunkOptions(max_tokens=encoder.max_tokens))
