"""Where the sentences of an article begin and end.

Splitting is sentencex's (Wikimedia; it knows abbreviations and keeps a quotation whole). Two things are added, because
news needs them: a line end inside a paragraph is either a wrap or the end of an item, and a quotation of many sentences
is opened where it would otherwise be one sentence too long to quote.
"""

import re
from itertools import pairwise

Span = tuple[int, int]

MAX_WORDS = 60
"""A sentence longer than this is looked into for sentences inside its quotation."""

_LIST_ITEM = re.compile(r"\s*(?:[•▪◦‣·*–—-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S")
_MARKER = re.compile(r"\s*(?:[•▪◦‣·*–—-]|\(?(?:\d{1,3}|[a-z])[.)])\s*")
_ENDS = re.compile(r"[.!?…:;]['\"”’»)\]]*\s*$")
_OPENER_AT_END = re.compile(r"[ \n]+[“‘«\"(\[]+\s*$")
_QUOTE_MARKS = str.maketrans(dict.fromkeys('“”"«»', " "))
_WRAP_WIDTH = 40


def sentence_spans(text: str) -> list[Span]:
    """Return the sentences of `text` as `(start, end)` in code points, in order, without white space at their ends.

    Every character of `text` that is not white space is in exactly one sentence.
    """
    spans: list[Span] = []
    for start, end in _units(text):
        for low, high in _split(text[start:end]):
            if high - low and len(text[start + low : start + high].split()) > MAX_WORDS:
                inner = _split(text[start + low : start + high].translate(_QUOTE_MARKS))
                spans.extend((start + low + a, start + low + b) for a, b in inner)
            else:
                spans.append((start + low, start + high))
    return _trimmed(text, spans)


def _units(text: str) -> list[Span]:
    """Cut `text` into runs inside which a line end is only a wrap."""
    cuts = [0]
    position = 0
    lines = text.split("\n")
    for before, line in pairwise(lines):
        position += len(before) + 1
        wraps = before.strip() and line.strip() and len(before) >= _WRAP_WIDTH and not _ENDS.search(before[-8:])
        if not wraps or _LIST_ITEM.match(line):
            cuts.append(position)
    cuts.append(len(text))
    return [(a, b) for a, b in pairwise(cuts) if b > a]


def _split(text: str) -> list[Span]:
    import sentencex

    pieces = sentencex.segment("en", text)
    if "".join(pieces) != text:  # a character that the library normalised: better one long sentence than a wrong offset
        return [(0, len(text))]
    ends: list[int] = []
    position = 0
    for piece in pieces:
        position += len(piece)
        if _MARKER.fullmatch(text[ends[-1] if ends else 0 : position]):
            continue  # the number of a list's item belongs to the item
        opener = _OPENER_AT_END.search(piece[-12:])
        # an opening quotation mark belongs to what it opens
        ends.append(position - (len(piece[-12:]) - opener.start()) if opener else position)
    return list(pairwise([0, *ends[:-1], len(text)]))


def _trimmed(text: str, spans: list[Span]) -> list[Span]:
    found = []
    for start, end in spans:
        sentence = text[start:end]
        if sentence.strip():
            found.append((start + len(sentence) - len(sentence.lstrip()), end - len(sentence) + len(sentence.rstrip())))
    return found
