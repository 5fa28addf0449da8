"""Finding passages: by their words and by their meaning, joined by rank."""

from dataclasses import dataclass

from corpus.article import Passage
from corpus.filters import Filters
from corpus.lexical import terms
from corpus.snapshot import Snapshot
from embeddings.encoder import Encoder
from embeddings.index import search_dense
from embeddings.segments import SegmentFiles
from qa.fuse import reciprocal_rank_fusion


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrieveOptions:
    """How passages are found.

    Attributes:
        depth: how many each search gives.
        lexical_weight, dense_weight: in the fusion; news is full of names and numbers, so words weigh more.
        passages: how many are kept.
    """

    depth: int = 50
    lexical_weight: float = 2.0
    dense_weight: float = 1.0
    passages: int = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that may answer.

    Attributes:
        fused: score of the fusion.
        cosine: to the question; None where only the words found it.
    """

    passage: Passage
    fused: float
    cosine: float | None


def retrieve(
    question: str,
    snapshot: Snapshot,
    files: SegmentFiles,
    encoder: Encoder,
    filters: Filters,
    options: RetrieveOptions,
) -> list[Candidate]:
    """Return the passages most likely to answer, best first."""
    lexical = dense = []
    if options.lexical_weight:
        lexical = snapshot.lexical(terms(question), options.depth, filters)
    if options.dense_weight:
        vector = encoder.encode_question(question)
        dense = search_dense(snapshot, files, encoder.key, vector, options.depth, filters)
    fused = reciprocal_rank_fusion(
        [
            (options.lexical_weight, [key for key, _ in lexical]),
            (options.dense_weight, [key for key, _ in dense]),
        ]
    )[: options.passages]
    cosines = dict(dense)
    passages = snapshot.passages(key for key, _ in fused)
    return [
        Candidate(passage=passages[key], fused=score, cosine=cosines.get(key))
        for key, score in fused
        if key in passages
    ]
