"""The same text, printed by several outlets, is one candidate with several places.

Two passages are copies when most of the runs of four words of the shorter are in the other (containment of shingles, Broder
1997): wire stories differ in a dateline or a cut end.
"""

from collections.abc import Sequence
from dataclasses import replace

from qa.answering.retrieve import Candidate

SHINGLE = 4
CONTAINED = 0.8


def collapse_near_duplicates(candidates: Sequence[Candidate], limit: int) -> list[Candidate]:
    """Return up to `limit` candidates of different texts, in their order; each holds its copies in other articles."""
    folded: list[tuple[Candidate, frozenset[str]]] = []
    copies: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        found = shingles(candidate.passage.text)
        first = next((i for i, (_, known) in enumerate(folded) if _contained(found, known)), None)
        if first is None:
            folded.append((candidate, found))
        elif candidate.article.id != folded[first][0].article.id:
            copies.setdefault(first, []).append(candidate)
    return [replace(one, copies=tuple(copies.get(i, ()))) for i, (one, _) in enumerate(folded[:limit])]


def _contained(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= CONTAINED * min(len(one), len(other))


def shingles(text: str) -> frozenset[str]:
    """Return the runs of `SHINGLE` words of a text, without case; of a shorter one all of it."""
    words = text.casefold().split()
    return frozenset(" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))
