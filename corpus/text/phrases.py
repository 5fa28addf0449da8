"""Finding a word or a phrase in a text as it stands there: the same words in the same forms and order.

Not compared are the case of letters, accents, the kind of white space, of dashes and of marks of quotation.
"""

import re
import unicodedata
from functools import cache, lru_cache

from corpus.text.sentences import Span

_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
_APOSTROPHES = "'\u2019\u2018\u02bc"
_QUOTES = '"“”„«»'
_LETTERS = ((0xC0, 0x250), (0x370, 0x530), (0x1E00, 0x2000))
"""Blocks with letters that have accents: Latin, Greek and Cyrillic."""

_ACCENTED = re.compile("[^\\x00-\\x7f" + re.escape(f"{_QUOTES}{_DASHES}{_APOSTROPHES}…•£€©®\xa0") + "]")
"""What may be a letter with an accent; signs that are common in texts of letters without any are not."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’»)]*\s+")


def phrase_spans(text: str, phrase: str) -> list[Span]:
    """Return where a phrase stands in a text, in order; a word is found only as a whole."""
    pattern = _pattern(phrase)
    return [match.span() for match in pattern.finditer(text)] if pattern else []


def has_phrase(text: str, phrase: str) -> bool:
    """Tell whether a phrase stands in a text."""
    pattern = _pattern(phrase)
    if pattern is None:
        return False
    # most texts are decided by looking for the phrase as it is typed, which takes a tenth of the time
    plain, folded = phrase.lower(), text.lower()
    at = folded.find(plain)
    while at >= 0 and plain[0].isalnum():
        before, after = folded[max(at - 1, 0) : at], folded[at + len(plain) : at + len(plain) + 1]
        if not (before.isalnum() or before == "_" or after.isalnum() or after == "_"):
            return True
        at = folded.find(plain, at + 1)
    if plain.isascii() and plain.isalnum() and not _ACCENTED.search(text):
        return False
    return pattern.search(text) is not None


def beginning_spans(text: str, beginning: str) -> list[Span]:
    """Return where words with a beginning stand in a text, in order."""
    body = "".join(map(_character, beginning))
    return [match.span() for match in re.finditer(rf"(?<!\w){body}\w*", text, re.IGNORECASE)]


def phrase_expressions(phrase: str) -> list[str]:
    """Return FTS5 queries whose passages all have to be in an article that has the phrase: one for each of its sentences."""
    parts = [part for part in _SENTENCE_END.split(phrase) if any(character.isalnum() for character in part)]
    return ['"{}"'.format(part.replace('"', " ")) for part in parts]


@lru_cache(maxsize=256)
def _pattern(phrase: str) -> re.Pattern[str] | None:
    words = phrase.split()
    if not any(character.isalnum() for character in phrase):
        return None
    body = r"\s+".join("".join(map(_character, word)) for word in words)
    before = r"(?<!\w)" if _is_letter(words[0][0]) else ""
    after = r"(?!\w)" if _is_letter(words[-1][-1]) else ""
    return re.compile(f"{before}{body}{after}", re.IGNORECASE)


def _character(character: str) -> str:
    for alike in (_DASHES, _APOSTROPHES, _QUOTES):
        if character in alike:
            return f"[{re.escape(alike)}]"
    base = _base(character)
    accented = _accented().get(base, "")
    return f"[{re.escape(base)}{accented}]" if accented else re.escape(character)


def _is_letter(character: str) -> bool:
    return re.fullmatch(r"\w", character) is not None


def _base(character: str) -> str:
    return unicodedata.normalize("NFD", character)[0].lower()


@cache
def _accented() -> dict[str, str]:
    """Return from letters to the letters with accents that are written on them, in lower case."""
    found: dict[str, str] = {}
    for first, last in _LETTERS:
        for letter in map(chr, range(first, last)):
            base = _base(letter)
            if letter.islower() and base != letter:
                found[base] = found.get(base, "") + letter
    return found
