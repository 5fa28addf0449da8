"""Finding passages: by their words and by their meaning, joined by rank."""

from dataclasses import dataclass

from corpus.article import Article, Passage
from corpus.filters import Filters
from corpus.lexical import terms
from corpus.sentences import Span
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
    lexical_weight: float = 1.5
    dense_weight: float = 1.0
    passages: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that may answer.

    Attributes:
        article: that it is of.
        fused: score of the fusion.
    """

    passage: Passage
    article: Article
    fused: float

    def text(self, span: Span) -> str:
        """Return a part of the passage, by its place in the article's text."""
        return self.article.text[span[0] : span[1]]


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
    passages = snapshot.passages(key for key, _ in fused)
    articles = {key: snapshot.article(key) for key in {passage.article_id for passage in passages.values()}}
    return [
        Candidate(passage=passages[key], article=articles[passages[key].article_id], fused=score)
        for key, score in fused
        if key in passages
    ]
