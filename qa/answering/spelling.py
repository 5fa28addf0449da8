"""Correcting misspelt names in a question by the names that the archive has.

A word counts as misspelt when nothing in the archive has its stem and exactly one name in the archive is nearly the same: the
same first letter, one edit in a word of five to seven letters, two in a longer one. Only names are corrected, words that the
archive writes with a capital inside a sentence: an error in another word does little harm to the search, and "directed" is
not a misspelt "directly". A correction is tentative: it is searched and shown, and has less weight than a word that was typed
(`qa.answering.confidence`), so that a question about an unknown person is not answered with one of a similar name.
"""

import re
from dataclasses import dataclass, field, replace

from corpus.text.terms import terms
from embeddings.retriever import WordStatistics

SHORTEST = 5
LONG = 8
MOST = 8
"""Where more words than this are unknown, the question is about something else or in another language: nothing is corrected."""

_WORD = re.compile(r"\w+")
_NAME = re.compile(r"(?<![.!?:“\"\n] )(?<!^)\b[^\W\d_a-z]\w+", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A question as it is searched.

    Attributes:
        question: with misspelt words replaced.
        corrected: from a word of `question`, as the archive spells it, to the misspelt word, case folded.
    """

    question: str
    corrected: dict[str, str] = field(default_factory=dict)

    def apply(self, text: str) -> str:
        """Return another text with the same corrections."""
        corrections = {wrong: right for right, wrong in self.corrected.items()}
        return _WORD.sub(lambda match: corrections.get(match[0].casefold(), match[0]), text)


def corrected(question: str, statistics: WordStatistics) -> Spelling:
    """Return `question` with misspelt names corrected."""
    found = statistics.passages_with(terms(question))
    unknown = [word for word, passages in found.items() if not passages and len(word) >= SHORTEST and word.isalpha()]
    looked_up = unknown if len(unknown) <= MOST else []
    replacements = {word: right for word in looked_up if (right := _correction(word, statistics))}
    spelling = Spelling(question=question, corrected={right: word for word, right in replacements.items()})
    return replace(spelling, question=spelling.apply(question))


def _correction(word: str, statistics: WordStatistics) -> str | None:
    """Return the one name of the archive that `word` misspells, as an article spells it; None for none or several."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    edits = 2 if len(word) >= LONG else 1
    # an index of stems: a stem may be a few letters shorter than the word
    stems = statistics.stems_like(word[0], shortest=len(word) - edits - 3)
    near = process.extract(word, stems, scorer=OSA.distance, score_cutoff=edits + 3, limit=20)
    spelt = {one for stem, _, _ in near for one in _spellings(stem, word, edits, statistics)}
    best = min((OSA.distance(word, one.casefold()) for one in spelt), default=None)
    nearest = {one.casefold(): one for one in sorted(spelt) if OSA.distance(word, one.casefold()) == best}
    return next(iter(nearest.values())) if len(nearest) == 1 else None


def _spellings(stem: str, word: str, edits: int, statistics: WordStatistics) -> set[str]:
    from rapidfuzz.distance import OSA

    for text in statistics.texts_with(stem, limit=3):
        near = {one for one in _NAME.findall(text) if OSA.distance(word, one.casefold()) <= edits}
        if near:
            return near
    return set()
