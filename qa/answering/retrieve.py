"""Finding passages: by their words and by their meaning, joined by rank."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.article import Article, Passage
from corpus.filters import Filters
from corpus.text.sentences import Span
from corpus.text.terms import terms
from embeddings.models.encoder import Encoder
from embeddings.retriever import RetrievalState
from qa.answering.fuse import reciprocal_rank_fusion


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrieveOptions:
    """How passages are found.

    Attributes:
        depth: how many each search gives.
        lexical_weight, dense_weight: in the fusion; news is full of names and numbers, so words weigh more.
        passages: how many are kept.
        spare: how many more are looked at, because copies of one text count once.
    """

    depth: int = 50
    lexical_weight: float = 1.5
    dense_weight: float = 1.0
    passages: int = 12
    spare: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that may answer.

    Attributes:
        article: that it is of.
        fused: score of the fusion.
        copies: the same text in other articles.
    """

    passage: Passage
    article: Article
    fused: float
    copies: "tuple[Candidate, ...]" = ()

    def text(self, span: Span) -> str:
        """Return a part of the passage, by its place in the article's text."""
        return self.article.text[span[0] : span[1]]


def retrieve(
    texts: Sequence[str],
    state: RetrievalState,
    encoder: Encoder,
    filters: Filters,
    options: RetrieveOptions,
    *,
    preferred: Filters | None = None,
) -> list[Candidate]:
    """Return the passages most likely to answer, best first.

    Args:
        texts: the question, in one wording or several; each goes to both searches.
        filters: restrict both searches.
        preferred: both searches are made under these too, so that what fits them is among the candidates.
    """
    rankings: list[tuple[float, list[int]]] = []
    for text in texts:
        words = terms(text)
        vector = encoder.encode_question(text) if options.dense_weight else None
        for restriction in [filters, *([preferred] if preferred else [])]:
            if options.lexical_weight:
                lexical = state.lexical(words, options.depth, restriction)
                rankings.append((options.lexical_weight, [key for key, _ in lexical]))
            if vector is not None:
                dense = state.dense(encoder.key, vector, options.depth, restriction)
                rankings.append((options.dense_weight, [key for key, _ in dense]))
    fused = reciprocal_rank_fusion(rankings)[: options.passages + options.spare]
    passages = state.passages(key for key, _ in fused)
    articles = {key: state.article(key) for key in {passage.article_id for passage in passages.values()}}
    return [
        Candidate(passage=passages[key], article=articles[passages[key].article_id], fused=score)
        for key, score in fused
        if key in passages
    ]
