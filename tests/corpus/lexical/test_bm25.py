"""The best passages are those of scoring every passage, whatever is decided roughly on the way."""

import numpy as np
import pytest

from corpus.lexical.bm25 import K1, Lengths, Postings, Ranking, idf, length_norms
from corpus.lexical.postings import frequencies


def made(passages: int, words: int, seed: int) -> tuple[list[Postings], Lengths]:
    """Return words of very different frequency in passages of few different lengths, so that many scores are equal."""
    random = np.random.default_rng(seed)
    sizes = random.choice([20, 60, 61, 120], passages).astype(np.uint32)
    found = []
    for _ in range(words):
        many = int(passages ** random.uniform(0.1, 0.98))
        doc_ids = np.sort(random.choice(passages, many, replace=False)).astype(np.int32)
        found.append(Postings(doc_ids, random.choice([1, 1, 1, 2, 5, 33], many).astype(np.uint8), many))
    return found, Lengths.of(sizes, float(sizes.mean()))


def best_of_all(
    words: list[Postings], lengths: Lengths, limit: int, allowed: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    passages = len(lengths.sizes)
    scores, norms = np.zeros(passages), length_norms(lengths.sizes, lengths.average)
    for word in words:
        often = frequencies()[word.term_frequencies]
        scores[word.doc_ids] += idf(word.passages, passages) * ((often * (K1 + 1.0)) / (often + norms[word.doc_ids]))
    if allowed is not None:
        scores[~allowed] = 0
    lowest = np.sort(scores)[-limit]
    chosen = np.flatnonzero(scores >= lowest if lowest > 0 else scores > 0)
    return chosen, scores[chosen]


@pytest.mark.parametrize("restricted", [False, True])
@pytest.mark.parametrize("words", [1, 3, 8, 48])
@pytest.mark.parametrize("seed", range(6))
def test_best_passages_and_scores_are_those_of_scoring_all(words: int, seed: int, restricted: bool) -> None:
    postings, lengths = made(20_000, words, seed)
    allowed = np.random.default_rng(seed).random(20_000) < 0.1 if restricted else None
    for limit in (1, 10, 50):
        doc_ids, scores = Ranking(postings, lengths, 20_000, allowed).best(limit)
        expected, exactly = best_of_all(postings, lengths, limit, allowed)
        assert doc_ids.tolist() == expected.tolist()
        assert scores.tolist() == exactly.tolist()  # to the last bit


def test_scores_that_differ_by_less_than_float32_shows_are_told_apart() -> None:
    # one passage is a word longer than the other of ten million: as float32 both have the same score
    sizes = np.array([10_000_000, 10_000_001, 5_000_000, 9_999_999], dtype=np.uint32)
    every = np.arange(3, dtype=np.int32)
    words = [Postings(every, np.ones(3, np.uint8), 1)] * 2
    doc_ids, scores = Ranking(words, Lengths.of(sizes, 5e6), 4).best(2)
    assert doc_ids.tolist() == [0, 2]
    assert scores[0] < scores[1]
