"""The best passages by BM25: exact, without reading all the postings of frequent words.

Words are taken from the rarest to the most frequent. As soon as the remaining words together cannot lift a passage that has none
of the others into the best, they are looked up only for the candidates that are left (MaxScore, Turtle and Flood 1995). Results
and scores are those of FTS5's own `bm25()` (Robertson and Zaragoza 2009; k1 1.2, b 0.75), to the last bit: scores are summed in
the order of the question.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.lexical.postings import frequencies

K1, B = 1.2, 0.75

DocIds = NDArray[np.int32]
Scores = NDArray[np.float64]

_LOWEST = 1e-6  # as in FTS5, for a word that is in more than half of all passages
_SLACK = 1e-9  # sums in different orders differ by less
_FREQUENCIES = frequencies()


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of a word.

    Attributes:
        doc_ids: of the passages that have it, ascending.
        term_frequencies: how often each has it, uint8 of the same shape; see `corpus.lexical.postings.frequencies`.
        passages: how many of them are not removed.
    """

    doc_ids: DocIds
    term_frequencies: NDArray[np.uint8]
    passages: int

    def has(self, doc_id: int) -> bool:
        """Return whether the word is in a passage."""
        at = int(np.searchsorted(self.doc_ids, doc_id))
        return at < len(self.doc_ids) and int(self.doc_ids[at]) == doc_id


def idf(passages: int, total: int) -> float:
    """Return the inverse document frequency of a word that is in `passages` of `total` passages."""
    return max(math.log((total - passages + 0.5) / (passages + 0.5)), 0.0) or _LOWEST


def length_norms(sizes: NDArray[np.uint32], average: float) -> Scores:
    """Return the part of BM25's denominator that depends on the length of each passage; `average` is that of all."""
    return K1 * (1 - B + B * sizes.astype(np.float64) / average)


class Ranking:
    """A search for the words of a question.

    Args:
        words: their postings, in the order of the question; a repeated one counts twice.
        norms: `length_norms` of all passages.
        total: how many passages are not removed.
        allowed: which passages the filters let through, bool of shape (passages,), or None for all.
    """

    def __init__(
        self, words: Sequence[Postings], norms: Scores, total: int, allowed: NDArray[np.bool_] | None = None
    ) -> None:
        self._norms = norms
        self._allowed = allowed
        self._words = [(one, idf(one.passages, total)) for one in words if len(one.doc_ids)]

    def best(self, limit: int) -> tuple[DocIds, Scores]:
        """Return the doc ids and scores of the `limit` best passages, and of all with the same score as the last of them."""
        found = self._candidates(limit)
        scores = np.zeros(len(found))
        for word, weight in self._words:
            self._add(scores, found, word, weight)
        lowest = _highest(scores, limit)
        chosen = scores >= lowest if lowest > 0 else scores > 0
        return found[chosen], scores[chosen]

    def _candidates(self, limit: int) -> DocIds:
        """Return the doc ids of candidates, which include the best and all with the same score as the last of them."""
        scores = np.zeros(len(self._norms))
        words = sorted(self._words, key=lambda pair: len(pair[0].doc_ids))
        left = [weight * (K1 + 1) for _, weight in words]
        lowest = 0.0
        for number, (word, weight) in enumerate(words):
            rest = sum(left[number:])
            if lowest > rest:
                found = np.flatnonzero(scores > lowest - rest - _SLACK).astype(np.int32)
                return self._narrowed(found, scores[found], words[number:], limit, lowest)
            doc_ids, gain = self._gains(word, weight)
            scores[doc_ids] += gain
            lowest = max(lowest, _highest(scores[doc_ids], limit))
        return np.flatnonzero(scores > max(lowest - _SLACK, 0)).astype(np.int32)

    def _narrowed(
        self, found: DocIds, scores: Scores, words: Sequence[tuple[Postings, float]], limit: int, lowest: float
    ) -> DocIds:
        rest = sum(weight * (K1 + 1) for _, weight in words)
        for word, weight in words:
            self._add(scores, found, word, weight)
            rest -= weight * (K1 + 1)
            lowest = max(lowest, _highest(scores, limit))
            possible = scores > lowest - rest - _SLACK
            found, scores = found[possible], scores[possible]
        return found

    def _gains(self, word: Postings, weight: float) -> tuple[DocIds, Scores]:
        doc_ids, term_frequencies = word.doc_ids, word.term_frequencies
        if self._allowed is not None:
            kept = self._allowed[doc_ids]
            doc_ids, term_frequencies = doc_ids[kept], term_frequencies[kept]
        return doc_ids, _gain(term_frequencies, self._norms[doc_ids], weight)

    def _add(self, scores: Scores, found: DocIds, word: Postings, weight: float) -> None:
        """Add to the scores of passages what a word gives them."""
        at = np.searchsorted(word.doc_ids, found)
        at[at == len(word.doc_ids)] = 0
        here = np.flatnonzero(word.doc_ids[at] == found)
        scores[here] += _gain(word.term_frequencies[at[here]], self._norms[found[here]], weight)


def _gain(term_frequencies: NDArray[np.uint8], norms: Scores, weight: float) -> Scores:
    often = _FREQUENCIES[term_frequencies]
    return weight * ((often * (K1 + 1.0)) / (often + norms))


def _highest(scores: Scores, limit: int) -> float:
    """Return the `limit`-th highest score, 0 if there are fewer."""
    return float(np.partition(scores, len(scores) - limit)[len(scores) - limit]) if len(scores) >= limit else 0.0
