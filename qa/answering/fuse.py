"""Joining ranked lists."""

from collections import defaultdict
from collections.abc import Sequence

RANK_CONSTANT = 5
"""Small, so that what one search alone ranks first stays a candidate; the usual 60 is for longer lists."""


def reciprocal_rank_fusion(rankings: Sequence[tuple[float, Sequence[int]]]) -> list[tuple[int, float]]:
    """Join rankings by rank alone (Cormack, Clarke and Büttcher 2009), each with a weight.

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
