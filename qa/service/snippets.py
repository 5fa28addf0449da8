"""The part of an article that shows why a search found it, with the words that are marked in it."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.text.sentences import Span

LENGTH = 240
"""Characters of a snippet, about three lines."""

_BEFORE = 60
"""Of these before the first marked word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A part of a text.

    Attributes:
        text: of the whole article.
        start, end: of the part, code points into `text`; never inside a word.
        marks: spans of `text` within the part, in order, not overlapping.
    """

    text: str
    start: int
    end: int
    marks: tuple[Span, ...]

    def parts(self) -> list[tuple[str, bool]]:
        """Return the part in pieces, each with whether it is marked; white space is one space, an ellipsis shows a cut."""
        at, pieces = self.start, [("… ", False)] if self.start else []
        for start, end in self.marks:
            pieces += [(self.text[at:start], False), (self.text[start:end], True)]
            at = end
        pieces.append((self.text[at : self.end], False))
        if self.end < len(self.text):
            pieces.append((" …", False))
        return [(_one_space(piece), marked) for piece, marked in pieces if piece]

    def shown(self) -> str:
        """Return the part on one line, without marks."""
        return " ".join("".join(piece for piece, _ in self.parts()).split())


def snippet_of(text: str, terms: Sequence[Sequence[Span]]) -> Snippet | None:
    """Return the part of a text with most of the terms, the first of equals; None where it has none.

    Args:
        terms: where each term of the search stands, in order.
    """
    spans = sorted((span, number) for number, found in enumerate(terms) for span in found)
    if not spans:
        return None
    best = max(range(len(spans)), key=lambda at: (_terms_from(spans, at), -at))
    first = spans[best][0][0]
    start = _word_start(text, max(first - _BEFORE, 0), first)
    end = _word_end(text, start + LENGTH, first)
    marks = merged([(max(low, start), min(high, end)) for (low, high), _ in spans if low < end and high > start])
    return Snippet(text=text, start=start, end=end, marks=tuple(marks))


def merged(spans: Sequence[Span]) -> list[Span]:
    """Return the spans in order, those that overlap or touch as one."""
    whole: list[Span] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def _terms_from(spans: Sequence[tuple[Span, int]], at: int) -> int:
    last = bisect_left(spans, ((spans[at][0][0] + LENGTH - _BEFORE, 0), 0))
    return len({number for _, number in spans[at:last]})


def _word_start(text: str, at: int, limit: int) -> int:
    """Return where the first whole word from `at` on begins, `limit` at the latest."""
    while 0 < at < limit and not text[at - 1].isspace():
        at += 1
    while at < limit and text[at].isspace():
        at += 1
    return at


def _word_end(text: str, at: int, limit: int) -> int:
    """Return where the last whole word before `at` ends; where there is no space after `limit`, `at` itself."""
    if at >= len(text):
        return len(text.rstrip())
    end = at
    while end > limit and not text[end].isspace():
        end -= 1
    while end > limit and text[end - 1].isspace():
        end -= 1
    return end if end > limit else at


def _one_space(piece: str) -> str:
    words = " ".join(piece.split())
    before, after = piece[:1].isspace(), piece[-1:].isspace()
    return f"{' ' if before else ''}{words}{' ' if after and words else ''}"
