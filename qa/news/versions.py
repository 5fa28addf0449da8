"""What changed between two texts, sentence by sentence and word by word (difflib; Ratcliff and Obershelp)."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from corpus.sentences import sentence_spans

_TOKENS = re.compile(r"\s+|[^\W_]+|[^\s\w]|_")
_LIKE = 0.5
_COMPARED = 400


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is in both, only in the earlier or only in the later."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A sentence, or a few, that are not the same: the pieces in order."""

    pieces: tuple[Piece, ...]


def changes(earlier: str, later: str) -> list[Changed]:
    """Return what changed from one text to another, in order; sentences that stayed are left out."""
    before = [earlier[start:end] for start, end in sentence_spans(earlier)][:_COMPARED]
    after = [later[start:end] for start, end in sentence_spans(later)][:_COMPARED]
    found: list[Changed] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            found.append(Changed(tuple(_words(" ".join(before[a:b]), " ".join(after[c:d])))))
    return found


def _words(earlier: str, later: str) -> list[Piece]:
    if not (earlier and later) or SequenceMatcher(None, earlier.split(), later.split(), autojunk=False).ratio() < _LIKE:
        whole = (Piece("gone", earlier), Piece("new", later))
        return [piece for piece in whole if piece.text]
    before, after = _TOKENS.findall(earlier), _TOKENS.findall(later)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    pieces: list[Piece] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(before[a:b])))
            continue
        pieces += [Piece("gone", "".join(before[a:b]))] if a < b else []
        pieces += [Piece("new", "".join(after[c:d]))] if c < d else []
    return pieces
