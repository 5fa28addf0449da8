"""Whether what an article says to a saved question was found before: the same sentences, word for word or nearly.

Agency stories are printed by many outlets, with another dateline or a shorter end, and pages are stored again when a comma
has changed. A sentence is a repeat when its words are in an article that was found before, or when it is contained (see
`qa.answering.retrieve`) in a sentence quoted before and has no word that is not in that one. So another figure or name, or a
"not", makes it new. In doubt it counts as new: withholding news is worse than repeating it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.text.sentences import sentence_spans
from qa.answering.retrieve import CONTAINED, shingles

_WORD = re.compile(r"\w+(?:['’.,]\w+)*")
_DASH = re.compile(r"\s[-–—]{1,2}\s|[–—]")
_DATELINE = 80
_NOT = frozenset("no not never none nor neither without cannot".split())
_TOO_SHORT = 5
"""A sentence of fewer words may be in any article; it is only compared with quotes."""


@dataclass(slots=True)
class EarlierHit:
    """An earlier hit, to be compared with new ones.

    Attributes:
        number: of the hit.
        quotes: of the hit.
        text: of its article.
    """

    number: int
    quotes: tuple[str, ...]
    text: str
    _text: str = field(default="", init=False)
    _sentences: "list[tuple[list[str], frozenset[str]]]" = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self._text = _line(_words(self.text))
        for sentence in _sentences(self.quotes):
            words = _words(sentence)
            self._sentences.append((words, shingles(" ".join(words))))

    def says(self, words: Sequence[str]) -> bool:
        """Tell whether the hit has the sentence of these words, or nearly."""
        if len(words) >= _TOO_SHORT and _line(words) in self._text:
            return True
        runs = shingles(" ".join(words))
        return any(
            words == known
            or (
                len(runs & known_runs) >= CONTAINED * len(runs)
                and set(words) <= set(known)
                and _denials(words) == _denials(known)
            )
            for known, known_runs in self._sentences
        )


def repeated_hit(quotes: Sequence[str], before: Sequence[EarlierHit]) -> int | None:
    """Return the number of the hit that says the first sentence of `quotes`, None where any of their sentences is new."""
    first = None
    for sentence in _sentences(quotes):
        words = _words(sentence)
        number = next((one.number for one in before if one.says(words)), None)
        if number is None:
            return None
        first = number if first is None else first
    return first


def _sentences(quotes: Sequence[str]) -> list[str]:
    return [_bare(quote[start:end]) for quote in quotes for start, end in sentence_spans(quote)]


def _bare(sentence: str) -> str:
    """Return a sentence without the dateline before it: `PORT SELLEN, March 8 (Wire) — A ferry …`."""
    dash = _DASH.search(sentence[:_DATELINE])
    if dash is None:
        return sentence
    head, rest = sentence[: dash.start()].strip(), sentence[dash.end() :]
    first = _WORD.match(head)
    in_capitals = first is not None and len(first[0]) > 1 and first[0].isupper()
    # "NATO – which met" has no dateline: what follows one begins a sentence
    return rest if (in_capitals or head.startswith("(")) and not rest[:1].islower() else sentence


def _words(text: str) -> list[str]:
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]


def _line(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "


def _denials(words: Sequence[str]) -> int:
    return sum(word in _NOT or word.endswith("n't") for word in words)
