"""Our BM25 for the passages that an engine has found by its own.

An engine counts a word in the headline as one in the passage. Ours counts a word in the headline as a part of one in the
passage (`corpus.lexical.bm25`), which answers are tuned for. So the engine chooses some hundred passages, and these are scored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.engine.tokens import token
from corpus.lexical.bm25 import K1, B, idf
from corpus.text.terms import TITLE_WEIGHT

CANDIDATES = 8
"""Passages that the engine chooses, times those that are wanted."""

LEAST_CANDIDATES = 100


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that the engine has found: its tokens, in its headline and by itself."""

    id: int
    title: str
    body: str


def scored(
    candidates: Sequence[Candidate],
    words: Sequence[Sequence[str]],
    having: Mapping[str, int],
    total: int,
    average: float,
) -> list[tuple[int, float]]:
    """Return `(id, BM25)` of the passages.

    Args:
        words: the stems of each word of the question, in its order.
        having: for each stem, how many passages have it.
        total: passages of the archive.
        average: tokens of a passage, its headline included.
    """
    asked = [(token(stem), idf(having[stem], total)) for stems in words for stem in stems]
    found: list[tuple[int, float]] = []
    for one in candidates:
        title, body = one.title.split(" ") if one.title else [], one.body.split(" ") if one.body else []
        norm = K1 * (1 - B + B * (len(title) + len(body)) / (average or 1.0))
        score = 0.0
        for stem, weight in asked:
            often = TITLE_WEIGHT * title.count(stem) + body.count(stem)
            score += weight * (often * (K1 + 1.0)) / (often + norm)
        if score > 0:
            found.append((one.id, score))
    return found
