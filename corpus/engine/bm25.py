"""Our BM25 for the passages that an engine has found by its own.

An engine counts a word in the headline as one in the passage. Ours counts a word in the headline as a part of one in the
passage (`corpus.lexical.bm25`), which answers are tuned for. So the engine chooses some hundred passages, and these are scored.

It looks at every passage that has any of the words it is asked for, so it is asked for the rarer ones first. Frequent words are
asked for only where all that are left out together could lift a passage with none of the others into the best (MaxScore, Turtle
and Flood 1995, as in the embedded archive).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from corpus.engine.tokens import token
from corpus.lexical.bm25 import K1, B, idf
from corpus.text.terms import TITLE_WEIGHT

CANDIDATES = 8
"""Passages that the engine chooses, times those that are wanted."""

LEAST_CANDIDATES = 100

RANKED_FIRST = 30_000
"""Passages that are ranked at most before a filter is applied to them: filtering first, the engine reads the row of every passage
with any of the words."""

RANKED_BY_LABEL = 3_000
"""The same where labels let through little more than the filter."""

WIDE = 0.3
"""Share of all passages from which a filter is applied to what was ranked; below, labels are asked for where there are some."""

_SPARE = 1.3

FREQUENT = 0.05
"""Share of all passages from which a word is not asked for at once."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that the engine has found: its tokens, in its headline and by itself."""

    id: int
    title: str
    body: str


def ranked_first(limit: int, share: float, most: int) -> list[int]:
    """Return how many passages to rank before a filter is applied, so that `limit` of them remain; what to try, in turn.

    Args:
        share: of all passages, that the filter lets through. Where words and filter do not go together, fewer remain.
        most: passages that may be ranked.
    """
    if not share or (expected := ceil(_SPARE * limit / share)) > most:
        return []
    return [expected, most]


def rarer(having: Mapping[str, int], total: int) -> list[str]:
    """Return the stems to ask for first: those that are not frequent, or the rarest where all are."""
    return [stem for stem, passages in having.items() if passages <= FREQUENT * total] or [
        min(having, key=having.__getitem__)
    ]


def needed_for(asked: Sequence[str], having: Mapping[str, int], total: int, least: float) -> list[str]:
    """Return the fewest stems without which no passage can score more than `least`, the rarest first.

    A stem's part of a score is less than `idf * (K1 + 1)`, however often a passage has it, for each time that it is asked for.

    Args:
        asked: the stems of the question, one that several of its words have as often.
        having: for each stem, how many of `total` passages have it.
    """
    times = Counter(asked)
    needed = sorted(times, key=lambda stem: (having[stem], stem))
    without = 0.0
    while len(needed) > 1:
        without += times[needed[-1]] * idf(having[needed[-1]], total) * (K1 + 1.0)
        if without >= least:
            break
        needed.pop()
    return needed


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
