"""Finding passages by words and by vectors, fused by rank; the same text of several articles is one candidate.

Two passages are copies when most of the runs of four words of the shorter are in the other (containment of shingles, Broder
1997): wire stories differ in a dateline or a cut end.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.article import Article, Passage
from corpus.filters import Filters
from corpus.text.sentences import Span
from corpus.text.terms import terms
from embeddings.models.encoder import Encoder
from embeddings.retriever import RetrievalState

RANK_CONSTANT = 5
"""Small, so that a passage that only one search ranks first stays a candidate; the usual 60 is for longer lists."""

SHINGLE = 4
CONTAINED = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrieveOptions:
    """How passages are found.

    Attributes:
        depth: results of each search.
        lexical_weight, dense_weight: in the fusion; news is full of names and numbers, so words weigh more.
        passages: candidates.
        spare: how many more are retrieved, because copies of one text count once.
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
        article: of the passage.
        fused: score of the fusion.
        copies: the same text in other articles.
    """

    passage: Passage
    article: Article
    fused: float
    copies: "tuple[Candidate, ...]" = ()

    def text(self, span: Span) -> str:
        """Return a part of the passage, by its span in the article's text."""
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
        texts: the question, in one wording or several; each is searched by words and by vectors.
        filters: restrict both searches.
        preferred: both searches are also made under these filters, so that matching passages are among the candidates.
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


def reciprocal_rank_fusion(rankings: Sequence[tuple[float, Sequence[int]]]) -> list[tuple[int, float]]:
    """Fuse rankings by rank alone (Cormack, Clarke and Büttcher 2009), each with a weight.

    Args:
        rankings: `(weight, ids best first)`.

    Returns:
        `(id, score)`, best first; of equals the one ranked first by an earlier list.
    """
    scores: dict[int, float] = defaultdict(float)
    for weight, ids in rankings:
        for rank, key in enumerate(ids, start=1):
            scores[key] += weight / (RANK_CONSTANT + rank)
    return sorted(scores.items(), key=lambda pair: -pair[1])


def collapse_near_duplicates(candidates: Sequence[Candidate], limit: int) -> list[Candidate]:
    """Return up to `limit` candidates of different texts, in their order, each with its copies in other articles."""
    distinct: list[tuple[Candidate, frozenset[str]]] = []
    copies: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        found = shingles(candidate.passage.text)
        first = next((i for i, (_, known) in enumerate(distinct) if _contained(found, known)), None)
        if first is None:
            distinct.append((candidate, found))
        elif candidate.article.id != distinct[first][0].article.id:
            copies.setdefault(first, []).append(candidate)
    return [replace(one, copies=tuple(copies.get(i, ()))) for i, (one, _) in enumerate(distinct[:limit])]


def _contained(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= CONTAINED * min(len(one), len(other))


def shingles(text: str) -> frozenset[str]:
    """Return the runs of `SHINGLE` words of a text, case folded; of a shorter text all of it."""
    words = text.casefold().split()
    return frozenset(" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))
