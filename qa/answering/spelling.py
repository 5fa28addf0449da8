"""Names in a question that no article has, and which name was perhaps meant.

A word counts as misspelt when nothing in the archive has its stem and exactly one name of the archive's own is a slip
away: the same first letter, one edit in a word of five to seven letters, two in a longer one. Only names are offered,
words that the archive writes with a capital inside a sentence: a slip in another word does the search little harm, and
"directed" is not "directly" misspelt. A correction is an offer: it is searched and shown, and it counts less than a word
that is really there (`qa.answering.confidence`), so that a question about somebody unknown is not answered with
somebody of a similar
name.
"""

import re
from dataclasses import dataclass, field, replace

from corpus.text.terms import terms
from embeddings.retriever import WordStatistics

SHORTEST = 5
LONG = 8
MOST = 8
"""Where more words than this are unknown, the question is about something else or in another language: those are no slips."""

_WORD = re.compile(r"\w+")
_NAME = re.compile(r"(?<![.!?:“\"\n] )(?<!^)\b[^\W\d_a-z]\w+", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A question as it is searched.

    Attributes:
        question: with the words of the archive in place of misspelt ones.
        corrected: from a word of `question`, as the archive spells it, to the word that stood there, case folded.
    """

    question: str
    corrected: dict[str, str] = field(default_factory=dict)

    def apply(self, text: str) -> str:
        """Return another text with the same words corrected."""
        meant = {wrong: right for right, wrong in self.corrected.items()}
        return _WORD.sub(lambda match: meant.get(match[0].casefold(), match[0]), text)


def corrected(question: str, statistics: WordStatistics) -> Spelling:
    """Return `question` with its misspelt words corrected after the archive's own words."""
    found = statistics.passages_with(terms(question))
    unknown = [word for word, passages in found.items() if not passages and len(word) >= SHORTEST and word.isalpha()]
    looked_up = unknown if len(unknown) <= MOST else []
    replacements = {word: meant for word in looked_up if (meant := _meant(word, statistics))}
    spelling = Spelling(question=question, corrected={meant: word for word, meant in replacements.items()})
    return replace(spelling, question=spelling.apply(question))


def _meant(word: str, statistics: WordStatistics) -> str | None:
    """Return the word of the archive that is a slip away from `word`, as an article spells it."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = 2 if len(word) >= LONG else 1
    # an index of stems: a stem may be a few letters shorter than the word
    stems = statistics.stems_like(word[0], shortest=len(word) - slips - 3)
    near = process.extract(word, stems, scorer=OSA.distance, score_cutoff=slips + 3, limit=20)
    spelt = {one for stem, _, _ in near for one in _spellings(stem, word, slips, statistics)}
    best = min((OSA.distance(word, one.casefold()) for one in spelt), default=None)
    nearest = {one.casefold(): one for one in sorted(spelt) if OSA.distance(word, one.casefold()) == best}
    return next(iter(nearest.values())) if len(nearest) == 1 else None


def _spellings(stem: str, word: str, slips: int, statistics: WordStatistics) -> set[str]:
    from rapidfuzz.distance import OSA

    for text in statistics.texts_with(stem, limit=3):
        near = {one for one in _NAME.findall(text) if OSA.distance(word, one.casefold()) <= slips}
        if near:
            return near
    return set()
