"""The words around quotations: tokens in which each quotation is one sign."""

from bisect import bisect_left
from dataclasses import dataclass, field

from qa.news.extract.quotations.marks import Quoted, Span
from qa.news.extract.tokens import QUOTE, Token, speech_tokens

_ENDS = frozenset(".!?…")


@dataclass(slots=True)
class Paragraph:
    """A paragraph as tokens."""

    start: int
    end: int
    tokens: list[Token] = field(default_factory=list)


def paragraph_tokens(text: str, paragraphs: list[Span], quoted: list[Quoted]) -> list[Paragraph]:
    """Return the paragraphs of `text`, each quotation as one token."""
    starts = [quote.outer_start for quote in quoted]
    found = []
    for start, end in paragraphs:
        paragraph = Paragraph(start, end)
        at = start
        first = bisect_left(starts, start)
        for number in range(first, bisect_left(starts, end)):
            quote = quoted[number]
            paragraph.tokens.extend(speech_tokens(text, at, quote.outer_start))
            words = text[quote.start : quote.end].rstrip("’”'\"»")
            closed = words[-1:] in _ENDS
            paragraph.tokens.append(
                Token(quote.outer_start, quote.outer_end, "", "", QUOTE, number=number, closed=closed)
            )
            at = quote.outer_end
        paragraph.tokens.extend(speech_tokens(text, at, end))
        found.append(paragraph)
    return found
