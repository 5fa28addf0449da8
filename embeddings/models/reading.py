"""What a reranker and a reader make of a question and a text.

After Devlin et al. 2019: each token has a score as the first of the answer and one as its last, and the first token's scores
stand for "no answer here".
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.text.sentences import Span

LONGEST_ANSWER = 30
"""Tokens of an answer, at most."""


@dataclass(frozen=True, slots=True)
class TokenStates:
    """What a reranker's lower layers made of a question and a text.

    Attributes:
        vectors: float32 of shape (tokens, dimensions).
        spans: of each token in the text; None for the question's and the special ones.
    """

    vectors: NDArray[np.float32]
    spans: tuple[Span | None, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A reranker's score of a text, a logit, and what a reader goes on from, where there is one."""

    score: float
    states: TokenStates | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of one text.

    Attributes:
        answers: logit of the text answering at all.
        none: score of "no answer here".
        spans: of the tokens, in the text; those that are no part of it are left out.
        starts: score of each as the first of the answer, float32 of shape (tokens,).
        ends: likewise as the last.
    """

    answers: float
    none: float
    spans: tuple[Span, ...]
    starts: NDArray[np.float32]
    ends: NDArray[np.float32]

    def best(self, within: Span) -> tuple[float, Span] | None:
        """Return the best answer within a span of the text, and how much its score is above that of "no answer"; or None."""
        inside = [at for at, (start, end) in enumerate(self.spans) if within[0] <= start and end <= within[1]]
        if not inside:
            return None
        low, high = inside[0], inside[-1] + 1
        sums = self.starts[low:high, None] + self.ends[None, low:high]
        first, last = np.indices(sums.shape)
        sums[(last < first) | (last >= first + LONGEST_ANSWER)] = -np.inf
        start, end = divmod(int(sums.argmax()), high - low)
        return float(sums[start, end]) - self.none, (self.spans[low + start][0], self.spans[low + end][1])
