"""How sure an answer is, and when it is better to give none.

A logistic regression over three things: how well the reranker likes the best sentence, how well it likes the passage, and
how much of what the question asks about, weighted by how rare it is in the archive, is in the passage at all. The last one
is what tells "Who is the president of Georgia?" from a question about the one sentence that names Georgia.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.text.terms import content_terms
from embeddings.retriever import WordStatistics
from qa.answering.dates import When
from qa.answering.rerank import Judged
from qa.answering.spelling import Spelling


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceOptions:
    """The regression, and the lowest confidence of an answer.

    Attributes:
        above_reranker: the sum is at most this much above the better of the reranker's two scores, so that having all
            the question's words never makes up for a judge that sees no answer.
        guessed: what a word counts that was put in the place of a misspelt one.
    """

    sentence: float = 0.277
    passage: float = 0.089
    coverage: float = 5.36
    constant: float = -1.53
    above_reranker: float = 3.0
    threshold: float = 0.75
    guessed: float = 0.7


class Confidence:
    """The confidence of passages as answers to one question.

    Args:
        spelling: the question as it was searched.
        when: the time that it means; its words count as present in an article of that time.
    """

    def __init__(self, spelling: Spelling, when: When, statistics: WordStatistics, options: ConfidenceOptions) -> None:
        self._statistics = statistics
        self._options = options
        self._weights = _rarity(content_terms(spelling.question), statistics)
        self._when = when
        self._days = frozenset(content_terms(when.phrase))
        self._guessed = frozenset(word.casefold() for word in spelling.corrected)

    def of(self, judged: Judged) -> float:
        """Return the chance, 0 to 1, that the passage answers the question."""
        if judged.whole is None or not judged.alone:
            return 0.0
        options = self._options
        logit = (
            options.sentence * max(judged.alone)
            + options.passage * judged.whole
            + options.coverage * self.coverage(judged)
            + options.constant
        )
        highest = max(*judged.alone, judged.whole) + options.above_reranker
        return 1 / (1 + math.exp(-min(logit, highest)))

    def coverage(self, judged: Judged) -> float:
        """Return the share of the question's words, by weight, that are in the passage or its headline.

        None of no words: a greeting is not answered with news.
        """
        total = sum(self._weights.values())
        if not total:
            return 0.0
        present = self._statistics.words_in(judged.candidate.passage.id, list(self._weights))
        if self._days and self._when.filters.fit(judged.candidate.article.published):
            present |= self._days & self._weights.keys()
        found = sum(self._weights[word] * (self._options.guessed if word in self._guessed else 1) for word in present)
        return found / total


def _rarity(words: Sequence[str], statistics: WordStatistics) -> dict[str, float]:
    """Return the inverse document frequency of each word, as BM25 has it."""
    passages = statistics.searched_passages()
    found = statistics.passages_with(words)
    return {word: math.log(1 + (passages - found[word] + 0.5) / (found[word] + 0.5)) for word in words}
