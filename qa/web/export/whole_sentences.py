"""Whether words are whole sentences of an article, as quotes are: "not guilty" without its "not" stands there, too.

Quotes are sentences of passages, and a passage is whole sentences of an article. Two things make other cuts: a sentence that is
longer than a model reads is cut between words, and a splitter that is given less of a text, or is of another version, may stop at
another mark. Where Cuttings may have cut is not held against a file.
"""

import re
from bisect import bisect_right
from functools import lru_cache

from corpus.text.sentences import MAX_WORDS, Span, sentence_spans

_STOPS = re.compile(r"(?:[.!?…。！？][\"'”’»)\]」』]*|[)\]][ \t]*\n)\s*[\"“‘«(\[「『]*$")
_LONGEST_WORD = 50
_UNSPACED = "\u0e00"  # from here on lie the scripts that are written without spaces; a letter counts as a word


def is_whole(text: str, span: Span) -> bool:
    """Tell whether a place of a text begins and ends where a quote may, white space at its ends apart."""
    start, end = span
    said = text[start:end]
    first, last = start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip())
    return first >= last or (_may_be_cut(text, first, 0) and _may_be_cut(text, last, 1))


def _may_be_cut(text: str, at: int, side: int) -> bool:
    """Tell whether a quote may begin (side 0) or end (side 1) at an offset."""
    sentences = _sentences(text)
    around = bisect_right(sentences, (at - side, len(text))) - 1
    if around < 0:
        return False
    start, end = sentences[around]
    if at == (start, end)[side]:
        return True
    if not _between_words(text, at):
        return False
    space = len(text[at : at + 2]) - len(text[at : at + 2].lstrip()) if side else 0
    return _STOPS.search(text[max(0, at - 20) : at + space]) is not None or _words(text[start:end]) > MAX_WORDS


def _between_words(text: str, at: int) -> bool:
    before, after = text[max(0, at - _LONGEST_WORD) : at], text[at : at + _LONGEST_WORD]
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return True
    return len(before.split()[-1]) + len(after.split()[0]) > _LONGEST_WORD  # no word: a script without spaces


def _words(sentence: str) -> int:
    return len(sentence.split()) + sum(letter >= _UNSPACED and letter.isalpha() for letter in sentence)


@lru_cache(maxsize=32)
def _sentences(text: str) -> list[Span]:
    return sentence_spans(text)
