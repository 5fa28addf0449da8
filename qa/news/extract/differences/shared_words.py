"""Which of many sets of words have words in common, without comparing each with each."""

from collections.abc import Sequence
from itertools import combinations

Pair = tuple[int, int]


def sharing(sets: Sequence[frozenset[str]], most_common: int) -> dict[Pair, int]:
    """Return the pairs of sets that share a word, and how many words they share.

    Args:
        sets: of words.
        most_common: a word that more sets have than this brings none together, so the time grows as the sets do.
    """
    postings: dict[str, list[int]] = {}
    for index, words in enumerate(sets):
        for word in words:
            postings.setdefault(word, []).append(index)
    counts: dict[Pair, int] = {}
    for posting in postings.values():
        if len(posting) <= most_common:
            for pair in combinations(posting, 2):
                counts[pair] = counts.get(pair, 0) + 1
    return counts
