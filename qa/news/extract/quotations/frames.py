"""The words around quotations: tokens in which each quotation is one sign."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from qa.news.extract.names import Kind, Mention
from qa.news.extract.quotations.marks import Quoted, Span
from qa.news.extract.tokens import QUOTE, WORD, Token, speech_tokens

_ENDS = frozenset(".!?…")


@dataclass(slots=True)
class Paragraph:
    """A paragraph as tokens."""

    start: int
    end: int
    tokens: list[Token] = field(default_factory=list)


def paragraph_tokens(
    text: str, paragraphs: list[Span], quoted: list[Quoted], names: Sequence[Mention]
) -> list[Paragraph]:
    """Return the paragraphs of `text`, each quotation as one token.

    Args:
        names: of the article, in order; a word that is part of one bears its number, unless what it names is not known.
    """
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
    _mark(found, names)
    return found


def _mark(paragraphs: list[Paragraph], names: Sequence[Mention]) -> None:
    number = -1
    start = end = -1  # of the name that is looked for
    marks = person = False
    for paragraph in paragraphs:
        for token in paragraph.tokens:
            at = token.start
            if at < start or token.kind != WORD:
                continue
            while end <= at:
                number += 1
                if number == len(names):
                    return
                name = names[number]
                start, end, marks, person = name.start, name.end, name.kind is not Kind.OTHER, name.kind is Kind.PERSON
            if marks and start <= at:
                token.name, token.person = number, person
