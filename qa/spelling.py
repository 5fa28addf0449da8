"""Words of a question that no article has, and what was perhaps meant.

A word counts as misspelt when nothing in the archive has its stem and exactly one spelling of the archive's own is a slip
away: the same first letter, one edit in a word of five to seven letters, two in a longer one. A correction is an offer:
it is searched and shown, and it counts less than a word that is really there (`qa.refuse`), so that a question about
somebody unknown is not answered with somebody of a similar name.
"""

import re
from dataclasses import dataclass, field

from corpus.lexical import terms
from corpus.snapshot import Snapshot

SHORTEST = 5
LONG = 8
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A question as it is searched.

    Attributes:
        question: with the words of the archive in place of misspelt ones.
        corrected: from a word of `question`, case folded, to the word that stood there.
    """

    question: str
    corrected: dict[str, str] = field(default_factory=dict)


def corrected(question: str, snapshot: Snapshot) -> Spelling:
    """Return `question` with its misspelt words corrected after the archive's own words."""
    found = snapshot.passages_with(terms(question))
    unknown = [word for word, passages in found.items() if not passages and len(word) >= SHORTEST and word.isalpha()]
    replacements = {word: meant for word in unknown if (meant := _meant(word, snapshot))}
    if not replacements:
        return Spelling(question=question)

    def replaced(match: re.Match[str]) -> str:
        return replacements.get(match[0].casefold(), match[0])

    return Spelling(
        question=_WORD.sub(replaced, question),
        corrected={meant.casefold(): word for word, meant in replacements.items()},
    )


def _meant(word: str, snapshot: Snapshot) -> str | None:
    """Return the word of the archive that is a slip away from `word`, as an article spells it."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = 2 if len(word) >= LONG else 1
    # an index of stems: a stem may be a few letters shorter than the word
    stems = [stem for stem in snapshot.stems_like(word[0]) if len(stem) >= len(word) - slips - 3]
    near = process.extract(word, stems, scorer=OSA.distance, score_cutoff=slips + 3, limit=20)
    spelt = {one for stem, _, _ in near for one in _spellings(stem, word, slips, snapshot)}
    best = min((OSA.distance(word, one.casefold()) for one in spelt), default=None)
    nearest = {one.casefold(): one for one in sorted(spelt) if OSA.distance(word, one.casefold()) == best}
    return next(iter(nearest.values())) if len(nearest) == 1 else None


def _spellings(stem: str, word: str, slips: int, snapshot: Snapshot) -> set[str]:
    from rapidfuzz.distance import OSA

    for text in snapshot.texts_with(stem, limit=3):
        near = {one for one in _WORD.findall(text) if OSA.distance(word, one.casefold()) <= slips}
        if near:
            return near
    return set()
