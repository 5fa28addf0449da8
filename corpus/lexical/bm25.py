"""The best passages by BM25: exact, without reading all the postings of frequent words.

Words are taken from the rarest to the most frequent. As soon as the remaining words together cannot lift a passage that has none
of the others into the best, they are looked up only for the candidates that are left (MaxScore, Turtle and Flood 1995). Which are
left is decided in float32, with a margin for its rounding, and they alone are scored exactly. Results and scores are those of
FTS5's own `bm25()` (Robertson and Zaragoza 2009; k1 1.2, b 0.75), to the last bit: scores are summed in the order of the
question.
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
RoughScores = NDArray[np.float32]

_LOWEST = 1e-6  # as in FTS5, for a word that is in more than half of all passages
_OPERATIONS = 8  # of rounding in one rough gain, and more
_PART = 1 << 16
_LOOKED_UP = 12  # as many postings are read in the time in which one passage is looked up in a word
_FREQUENCIES = frequencies()
_SELDOM = np.array([1 / often if often else np.inf for often in _FREQUENCIES], dtype=np.float32)


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


@dataclass(frozen=True, slots=True)
class Lengths:
    """The lengths of all passages, as BM25 counts with them.

    Attributes:
        sizes: in words, uint32 of shape (passages,).
        average: of those that are not removed.
        rough: `length_norms` of all, as float32: half the memory, and enough to tell which passages can be among the best.
    """

    sizes: NDArray[np.uint32]
    average: float
    rough: RoughScores

    @classmethod
    def of(cls, sizes: NDArray[np.uint32], average: float) -> "Lengths":
        """Return them with their rough norms."""
        # a part at a time: of all together the float64 would take more memory than everything else that a reader holds
        rough = np.empty(len(sizes), dtype=np.float32)
        for start in range(0, len(sizes), _PART):
            rough[start : start + _PART] = length_norms(sizes[start : start + _PART], average)
        return cls(sizes, average, rough)

    def norms(self, doc_ids: DocIds) -> Scores:
        """Return `length_norms` of some passages."""
        return length_norms(self.sizes[doc_ids], self.average)


class Ranking:
    """A search for the words of a question.

    Args:
        words: their postings, in the order of the question; a repeated one counts twice.
        lengths: of all passages.
        total: how many passages are not removed.
        allowed: which passages the filters let through, bool of shape (passages,), or None for all.
    """

    def __init__(
        self, words: Sequence[Postings], lengths: Lengths, total: int, allowed: NDArray[np.bool_] | None = None
    ) -> None:
        self._lengths = lengths
        self._allowed = allowed
        self._words = [(one, idf(one.passages, total)) for one in words if len(one.doc_ids)]
        most = sum(weight * (K1 + 1) for _, weight in self._words)
        self._slack = (len(self._words) + _OPERATIONS) * float(np.finfo(np.float32).eps) * most

    def best(self, limit: int) -> tuple[DocIds, Scores]:
        """Return the doc ids and scores of the `limit` best passages, and of all with the same score as the last of them."""
        found = self._candidates(limit)
        norms = self._lengths.norms(found)
        scores = np.zeros(len(found))
        for word, weight in self._words:
            here, term_frequencies = _among(found, word)
            scores[here] += _gain(term_frequencies, norms[here], weight)
        lowest = _highest(scores, limit)
        chosen = scores >= lowest if lowest > 0 else scores > 0
        return found[chosen], scores[chosen]

    def _candidates(self, limit: int) -> DocIds:
        """Return the doc ids of candidates, which include the best and all with the same score as the last of them."""
        scores = np.zeros(len(self._lengths.sizes), np.float32)
        words = sorted(self._words, key=lambda pair: len(pair[0].doc_ids))
        left = [weight * (K1 + 1) for _, weight in words]
        lowest = 0.0
        for number, (word, weight) in enumerate(words):
            rest = sum(left[number:])
            if lowest > rest:
                found = np.flatnonzero(scores > lowest - rest - self._slack).astype(np.int32)
                unread = sum(len(other.doc_ids) for other, _ in words[number:])
                if len(found) * (len(words) - number) * _LOOKED_UP < unread:
                    return self._narrowed(found, scores[found], words[number:], limit, lowest)
            lowest = max(lowest, self._raised(scores, word, weight, limit, lowest))
        return np.flatnonzero(scores > max(lowest - self._slack, 0)).astype(np.int32)

    def _narrowed(
        self, found: DocIds, scores: RoughScores, words: Sequence[tuple[Postings, float]], limit: int, lowest: float
    ) -> DocIds:
        rest = sum(weight * (K1 + 1) for _, weight in words)
        for word, weight in words:
            here, term_frequencies = _among(found, word)
            scores[here] += _rough_gain(term_frequencies, self._lengths.rough[found[here]], weight)
            rest -= weight * (K1 + 1)
            lowest = max(lowest, _highest(scores, limit))
            possible = scores > lowest - rest - self._slack
            found, scores = found[possible], scores[possible]
        return found

    def _raised(self, scores: RoughScores, word: Postings, weight: float, limit: int, lowest: float) -> float:
        """Add what a word gives to passages that have it; return the `limit`-th highest of their scores above `lowest`, or 0."""
        doc_ids, term_frequencies = word.doc_ids.astype(np.intp), word.term_frequencies
        if self._allowed is not None:
            kept = self._allowed[doc_ids]
            doc_ids, term_frequencies = doc_ids[kept], term_frequencies[kept]
        raised = _rough_gain(term_frequencies, self._lengths.rough.take(doc_ids, mode="clip"), weight)
        raised += scores.take(doc_ids, mode="clip")
        scores[doc_ids] = raised
        return _highest(raised[raised > lowest], limit)


def _among(found: DocIds, word: Postings) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """Return the positions in `found` of the passages that have a word, and how often each has it."""
    at = np.searchsorted(word.doc_ids, found)
    at[at == len(word.doc_ids)] = 0
    here = np.flatnonzero(word.doc_ids[at] == found)
    return here, word.term_frequencies[at[here]]


def _gain(term_frequencies: NDArray[np.uint8], norms: Scores, weight: float) -> Scores:
    often = _FREQUENCIES[term_frequencies]
    return weight * ((often * (K1 + 1.0)) / (often + norms))


def _rough_gain(term_frequencies: NDArray[np.uint8], norms: RoughScores, weight: float) -> RoughScores:
    """Return the same in float32, by one division: `f / (f + n)` is `1 / (1 + n / f)`."""
    gain = _SELDOM.take(term_frequencies, mode="clip")
    gain *= norms
    gain += 1
    return np.divide(np.float32(weight * (K1 + 1)), gain, out=gain)


def _highest(scores: NDArray[np.floating], limit: int) -> float:
    """Return the `limit`-th highest score, 0 if there are fewer."""
    return float(np.partition(scores, len(scores) - limit)[len(scores) - limit]) if len(scores) >= limit else 0.0
