"""Questions for somebody's words: "What did Sanders say about superdelegates?" is answered by what Sanders said.

The searches and the reranker go by words, and "We should end them, said Ms. Poe, who supports Sanders" has them all. Who speaks
in a quotation is known where news was derived from the articles, so passages and sentences that quote the one who was asked
about come first, and those with another's words last. What is reported without quotation marks is judged as ever.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.text.sentences import Span
from qa.answering.expected import SPEAKER_ASKED, Expected, names_it
from qa.answering.retrieve import Candidate

_NAME_LAST = re.compile(r"(?:[^\W\d_a-z][\w'’.-]*\s+)+$")
_QUOTED = re.compile(r"[\"“”„«»]|''")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerOptions:
    """What a sentence gains or loses, in the reranker's logits, where somebody's words are asked for.

    Attributes:
        own: it has words of theirs.
        anothers: it has quoted words of somebody else, and none of theirs.
        unknown: it has quoted words, and it is not known whose.
        none: nothing in it says or quotes anything.
        passage: what a passage gains that has words of theirs, before its sentences are judged.
        passages: judged at most.
        sentences_of: in how many passages sentences are judged.
    """

    own: float = 0.75
    anothers: float = -3.0
    unknown: float = -1.0
    none: float = -1.5
    passage: float = 0.5
    passages: int = 8
    sentences_of: int = 5


Quotations = Callable[[str], Sequence[tuple[Span, bool]]]
"""The quotations of an article, by its id, whose speaker is known: where they are, and whether those asked about said them."""

Speakers = Callable[[str], Quotations | None]
"""The quotations for a name; None where nobody of that name is quoted in the archive."""


@dataclass(frozen=True, slots=True)
class AskedSpeaker:
    """The person whose words a question asks for."""

    quotations: Quotations
    options: SpeakerOptions

    def speaks_in(self, candidate: Candidate) -> bool:
        """Tell whether a passage quotes them."""
        passage = candidate.passage
        return any(self._within(candidate, (passage.start, passage.start + len(passage.text))))

    def worth(self, candidate: Candidate, sentence: Span) -> float:
        """Return what a sentence gains or loses."""
        voices, text = self._within(candidate, sentence), candidate.text(sentence)
        if voices:
            return self.options.own if any(voices) else self.options.anothers
        if _QUOTED.search(text):
            return self.options.unknown
        return 0.0 if names_it(Expected.WORDS, "", text) else self.options.none

    def is_anothers(self, candidate: Candidate, sentence: Span) -> bool:
        """Tell whether a sentence quotes somebody else only."""
        voices = self._within(candidate, sentence)
        return bool(voices) and not any(voices)

    def _within(self, candidate: Candidate, span: Span) -> list[bool]:
        found = self.quotations(candidate.article.id)
        return [own for (start, end), own in found if start < span[1] and end > span[0]]


def person_asked(question: str) -> str | None:
    """Return the name of the person whose words `question` asks for; None where that is nobody's.

    "What did the Poe campaign say?" asks for the words of a campaign.
    """
    match = SPEAKER_ASKED.search(question)
    name = _NAME_LAST.search(match[1]) if match else None
    return name[0].strip() if name else None
