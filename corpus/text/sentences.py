"""Where the sentences of an article begin and end.

sentencex splits (Wikimedia; it knows abbreviations and does not split quotations). Three rules are added for news: a line end
inside a paragraph is either a wrap or the end of an item; a quotation of many sentences is split where it would otherwise be
one sentence too long to quote; and no sentence ends after a rank or a form of address, or inside an abbreviation.

The time that the library takes grows as the square of the number of unclosed quotation marks, and it holds the GIL. So it gets at
most one window at a time; a longer run is split window by window, each of which begins where a sentence does and is longer than
the part that is used of it.
"""

import re
from itertools import islice, pairwise

Span = tuple[int, int]

MAX_WORDS = 60
"""A longer sentence is split at the sentences inside its quotation."""

WINDOW = 8_000
"""Characters that the library gets at once; a paragraph of news has a tenth of that."""

_NARROWEST = 500
_MOST_MARKS = 200
"""Quotation marks in a window; where there are more it is narrower, but at least `_NARROWEST`."""

_LIST_ITEM = re.compile(r"\s*(?:[•▪◦‣·*–—-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S")
_MARKER = re.compile(r"\s*(?:[•▪◦‣·*–—-]|\(?(?:\d{1,3}|[a-z])[.)])\s*")
_ENDS = re.compile(r"[.!?…:;]['\"”’»)\]]*\s*$")
_OPENER_AT_END = re.compile(r"[ \n]+[“‘«\"(\[]+\s*$")
_NEVER_LAST = re.compile(
    r"(?:^|[^\w.])(?:Mr|Ms|Mrs|Mx|Messrs|Mmes|Dr|Drs|Prof|Rev|Hon|Sens?|Reps?|Govs?|Gen|Lt|Col|Maj|Capt|Cmdr|Cpl|Sgt|Spc|Pfc|Pvt"
    r"|Adm|Atty|Amb|Supt|Det|Insp|Mgr)\.\s*$|-St\.\s*$"
)
"""What a name follows."""

_LETTER_AT_END = re.compile(r"(?:^|[^\w.])(?:[A-Z]\.)+$")
_LETTER_AT_START = re.compile(r"[A-Z]\.")
_QUOTE_MARKS = str.maketrans(dict.fromkeys('“”"«»', " "))
_WRAP_WIDTH = 40
_OPENING_MARK = re.compile(r"[“‘«»‹›„‚`´「『《(\[{]")
_ENDING_MARK = re.compile(r"[.!?…։。][\"'”’»)\]]*(?=\s)|[。！？]")


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
    """Split `text` into runs inside which a line end is only a wrap."""
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
    pieces = _pieces(text)
    ends: list[int] = []
    position = 0
    for piece in pieces:
        position += len(piece)
        if _MARKER.fullmatch(text[ends[-1] if ends else 0 : position]):
            continue  # the number of a list item belongs to the item
        if _goes_on(piece, text[position : position + 2]):
            continue
        opener = _OPENER_AT_END.search(piece[-12:])
        # an opening quotation mark belongs to what it opens
        ends.append(position - (len(piece[-12:]) - opener.start()) if opener else position)
    return list(pairwise([0, *ends[:-1], len(text)]))


def _goes_on(piece: str, following: str) -> bool:
    """Return whether a sentence goes on where the library ends it."""
    end = piece[-16:]
    return bool(
        _NEVER_LAST.search(end)
        or (_LETTER_AT_END.search(end) and _LETTER_AT_START.match(following))  # "Burr, R-N.|C., voted"
    )


def _pieces(text: str) -> list[str]:
    """Return `text` in the sentences that the library finds."""
    pieces: list[str] = []
    at = 0
    while (width := _width(text, at)) < len(text) - at:
        taken, most = 0, width // 2  # a quotation may begin before it and end after it
        for piece in _segmented(text[at : at + width]):
            if taken + len(piece) > most:
                break
            pieces.append(piece)
            taken += len(piece)
        if taken == 0:  # no sentence ends within half a window
            taken = _cut(text, at, at + most) - at
            pieces.append(text[at : at + taken])
        at += taken
    return [*pieces, *_segmented(text[at:])]


def _width(text: str, at: int) -> int:
    """Return how much of `text` from `at` on the library may get at once."""
    marks = _OPENING_MARK.finditer(text, at, at + WINDOW)
    surplus = next(islice(marks, _MOST_MARKS, None), None)
    return WINDOW if surplus is None else max(_NARROWEST, surplus.start() - at)


def _segmented(text: str) -> list[str]:
    import sentencex

    pieces: list[str] = sentencex.segment("en", text)
    if "".join(pieces) != text:  # the library normalised a character: better one long sentence than a wrong offset
        return [text]
    return pieces


def _cut(text: str, low: int, high: int) -> int:
    """Return where to cut a run in which no sentence ends: after the last mark that may end one, otherwise between words."""
    marks = [match.end() for match in _ENDING_MARK.finditer(text, low, high)]
    if marks:
        return marks[-1]
    gap = max(text.rfind(space, low + 1, high) for space in (" ", "\n", "\t", "\u00a0"))
    return gap + 1 if gap > low else high


def _trimmed(text: str, spans: list[Span]) -> list[Span]:
    found = []
    for start, end in spans:
        sentence = text[start:end]
        if sentence.strip():
            found.append((start + len(sentence) - len(sentence.lstrip()), end - len(sentence) + len(sentence.rstrip())))
    return found
