"""Judging passages by their best sentence in its context."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.sentences import Span, sentence_spans
from embeddings.encoder import Reranker
from qa.retrieve import Candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class RerankOptions:
    """How much is judged.

    Attributes:
        passages: how many of the candidates.
    """

    passages: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A passage with the reranker's logits.

    Attributes:
        score: highest of all that follow.
        whole: of the passage.
        sentences: spans in the article's text.
        alone, in_context: of each sentence alone, and with the one before it.
    """

    candidate: Candidate
    score: float
    whole: float
    sentences: tuple[Span, ...]
    alone: tuple[float, ...]
    in_context: tuple[float, ...]


def rerank(question: str, candidates: Sequence[Candidate], reranker: Reranker, options: RerankOptions) -> list[Judged]:
    """Return the judged candidates, best first."""
    judged = []
    pairs: list[tuple[str, str]] = []
    plans: list[tuple[Candidate, list[Span]]] = []
    for candidate in candidates[: options.passages]:
        text, offset = candidate.passage.text, candidate.passage.start
        spans = sentence_spans(text)
        pairs.append((question, text))
        pairs.extend((question, text[start:end]) for start, end in spans)
        pairs.extend((question, text[spans[i - 1][0] : spans[i][1]]) for i in range(1, len(spans)))
        plans.append((candidate, [(offset + start, offset + end) for start, end in spans]))
    logits = [float(score) for score in reranker.scores(pairs)]
    position = 0
    for candidate, spans in plans:
        count = len(spans)
        whole = logits[position]
        alone = logits[position + 1 : position + 1 + count]
        in_context = [alone[0], *logits[position + 1 + count : position + 2 * count]]
        position += 2 * count
        judged.append(
            Judged(
                candidate=candidate,
                score=max(whole, *alone, *in_context),
                whole=whole,
                sentences=tuple(spans),
                alone=tuple(alone),
                in_context=tuple(in_context),
            )
        )
    return sorted(judged, key=lambda one: -one.score)
