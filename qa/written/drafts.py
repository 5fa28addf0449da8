"""What a model writes, cut into sentences as it comes, each with the numbers of the quotes that the model cites for it."""

import re
from dataclasses import dataclass
from itertools import pairwise

from corpus.text.invisible import without_invisible
from corpus.text.sentences import sentence_spans

LONGEST = 600
"""Characters of a sentence; a longer one is no sentence of a summary."""

_AHEAD = 24
"""Characters of the next sentence that have to be there: what ends a sentence may depend on what follows it."""

_NUMBERS = r"\[\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*\]"
_CITED_AFTER = re.compile(rf"([.!?…][\"'”’»)]*)((?:[ \t]*{_NUMBERS})+)")
"""Models cite before the full stop as well as after it; then it is moved before it, where it is in its sentence."""

_CITED = re.compile(rf"\s*{_NUMBERS}")
_NUMBER = re.compile(r"\d+")
_MARKUP = re.compile(r"^\s*(?:#{1,6}\s+|[-*•–]\s+|\d{1,2}[.)]\s+)+|\*\*|__|`", re.MULTILINE)
_THOUGHT, _THOUGHT_END = "<think>", "</think>"


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as a model wrote it.

    Attributes:
        text: on one line, without the marks of citations and of Markdown.
        cites: numbers of quotes, as the model gave them; there may be no such quotes.
    """

    text: str
    cites: tuple[int, ...]


class Drafts:
    """Cuts a text that comes in pieces. What a model thinks aloud before it begins is no part of it."""

    def __init__(self) -> None:
        self._text = ""
        self._begun = False

    def add(self, piece: str) -> list[Draft]:
        """Return the sentences that are complete with this piece."""
        self._text += piece
        if not self._has_begun():
            return []
        text = _moved(self._text)
        spans = sentence_spans(text)
        ready = [span for span, (start, _) in pairwise(spans) if len(text) - start >= _AHEAD]
        if ready:
            self._text = text[ready[-1][1] :]
        elif len(text) > 2 * LONGEST:  # one endless sentence: told from others by its length alone
            self._text = ""
            return [Draft(" ".join(text.split()), ())]
        return _drafts(text, ready)

    def rest(self) -> list[Draft]:
        """Return the sentences that are left when the text is complete."""
        if not self._has_begun(ended=True):
            return []
        text, self._text = _moved(self._text), ""
        return _drafts(text, sentence_spans(text))

    def unfinished(self) -> bool:
        """Tell whether there is a sentence of which the end is missing."""
        return bool(self._has_begun(ended=True) and self._text.strip())

    def _has_begun(self, *, ended: bool = False) -> bool:
        """Tell whether the text has begun, and drop what is before it."""
        if not self._begun:
            begins = self._text.lstrip()
            if begins.startswith(_THOUGHT):
                _, end, self._text = begins.partition(_THOUGHT_END)
                if not end:
                    self._text = begins if not ended else ""
                    return False
                self._begun = True
            elif ended or not _THOUGHT.startswith(begins[: len(_THOUGHT)]):
                self._begun = True
        return self._begun


def _moved(text: str) -> str:
    return _CITED_AFTER.sub(r"\2\1", text)


def _drafts(text: str, spans: list[tuple[int, int]]) -> list[Draft]:
    drafts = []
    for start, end in spans:
        written = text[start:end]
        cites = [int(number) for marks in _CITED.findall(written) for number in _NUMBER.findall(marks)]
        plain = _MARKUP.sub("", _CITED.sub("", written))
        plain = " ".join(without_invisible(plain).split())
        if any(character.isalnum() for character in plain):
            drafts.append(Draft(plain, tuple(dict.fromkeys(cites))))
    return drafts
