"""What changed between two texts, sentence by sentence and word by word (difflib; Ratcliff and Obershelp).

Its worst case is cubic: texts that say one sentence, or one word, again and again. So the steps of a comparison are counted
before they are made, and one that would take too many is not made. Versions of ordinary articles take a few hundred.
"""

import re
import threading
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from hashlib import sha256
from typing import Literal

from corpus.text.sentences import sentence_spans

__all__ = ["Changed", "CompareOptions", "Compared", "Comparisons", "Piece", "changes"]

_TOKENS = re.compile(r"\s+|[^\W_]+|[^\s\w]|_")
_LIKE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareOptions:
    """What a comparison may take.

    Attributes:
        longest: characters of a text; a longer one is not compared.
        steps: pairs of equal sentences or words looked at; a million take about 0.2 seconds.
        kept: comparisons that are remembered.
    """

    longest: int = 2_000_000
    steps: int = 3_000_000
    kept: int = 32


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is in both, only in the earlier or only in the later."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A sentence, or a few, that are not the same: the pieces in order."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What a comparison found.

    Attributes:
        changed: in order; sentences that stayed are left out.
        refused: why the texts were not compared; empty where they were.
    """

    changed: tuple[Changed, ...] = ()
    refused: Literal["", "too long to compare", "too different to compare"] = ""


class Comparisons:
    """Compares texts, one pair at a time, and remembers the last ones. Safe to use from several threads.

    Readers who ask for the same comparison at once wait for one, and those who ask for different ones do not share the
    processor with everybody else several times over.
    """

    def __init__(self, options: CompareOptions | None = None) -> None:
        self._options = options or CompareOptions()
        self._known: OrderedDict[tuple[bytes, bytes], Compared] = OrderedDict()
        self._lock = threading.Lock()

    def between(self, earlier: str, later: str) -> Compared:
        """Return what changed from one text to another."""
        pair = _hash(earlier), _hash(later)
        with self._lock:
            found = self._known.pop(pair, None) or changes(earlier, later, self._options)
            self._known[pair] = found
            if len(self._known) > self._options.kept:
                self._known.popitem(last=False)
        return found


def changes(earlier: str, later: str, options: CompareOptions | None = None) -> Compared:
    """Return what changed from one text to another."""
    options = options or CompareOptions()
    if max(len(earlier), len(later)) > options.longest:
        return Compared(refused="too long to compare")
    before = [earlier[start:end] for start, end in sentence_spans(earlier)]
    after = [later[start:end] for start, end in sentence_spans(later)]
    left = _Steps(options.steps)
    try:
        opcodes = _Matcher(before, after, left).get_opcodes()
    except _TooMany:
        return Compared(refused="too different to compare")
    blocks = ((" ".join(before[a:b]), " ".join(after[c:d])) for kind, a, b, c, d in opcodes if kind != "equal")
    return Compared(changed=tuple(Changed(tuple(_words(gone, new, left))) for gone, new in blocks))


class _TooMany(Exception):
    """A comparison would take more steps than it may."""


class _Steps:
    """The steps that are left."""

    def __init__(self, left: int) -> None:
        self._left = left

    def take(self, count: int) -> None:
        """Count steps that are about to be made.

        Raises:
            _TooMany: so many are not left.
        """
        if count > self._left:
            raise _TooMany
        self._left -= count


class _Matcher(SequenceMatcher[str]):
    """A difflib matcher that looks at no more pairs than it may."""

    def __init__(self, before: Sequence[str], after: Sequence[str], steps: _Steps) -> None:
        super().__init__(None, before, after, autojunk=False)
        self._before = before
        self._equal = Counter(after)
        self._steps = steps

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        """Return the longest run that both have, as difflib does.

        Raises:
            _TooMany: looking for it would take more steps than are left.
        """
        ahi = len(self._before) if ahi is None else ahi
        self._steps.take(sum(1 + self._equal[self._before[at]] for at in range(alo, ahi)))
        return super().find_longest_match(alo, ahi, blo, bhi)


def _words(earlier: str, later: str, steps: _Steps) -> list[Piece]:
    """Return what changed in a run of sentences, word by word; the whole of it where little stayed or that takes too long."""
    whole = [piece for piece in (Piece("gone", earlier), Piece("new", later)) if piece.text]
    if len(whole) < 2:
        return whole
    try:
        matcher = _Matcher(earlier.split(), later.split(), steps)
        # the quick ratio is never less than the true one, and takes no more steps than there are words
        if matcher.quick_ratio() < _LIKE or matcher.ratio() < _LIKE:
            return whole
        before, after = _TOKENS.findall(earlier), _TOKENS.findall(later)
        opcodes = _Matcher(before, after, steps).get_opcodes()
    except _TooMany:
        return whole
    pieces: list[Piece] = []
    for kind, a, b, c, d in opcodes:
        if kind == "equal":
            pieces.append(Piece("same", "".join(before[a:b])))
            continue
        pieces += [Piece("gone", "".join(before[a:b]))] if a < b else []
        pieces += [Piece("new", "".join(after[c:d]))] if c < d else []
    return pieces


def _hash(text: str) -> bytes:
    return sha256(text.encode("utf-8", "surrogatepass")).digest()
