"""The words around quotations: tokens in which each quotation is one sign."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from qa.news.extract.quotations.marks import Quoted, Span
from qa.news.extract.word_lists import word_set

WORD, SIGN, QUOTE = "word", "sign", "quote"

_TOKEN = re.compile(r"[^\W_]+(?:[-’'./&][^\W_]+)*[’']?\.?|[^\w\s]|_")
_DOTTED = word_set("quotation_abbreviations")
_ENDS = frozenset(".!?…")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a sign, or a whole quotation with its marks; `low` is the word folded, without its possessive."""

    kind: str
    text: str
    start: int
    end: int
    low: str = ""
    possessive: bool = False
    number: int = -1  # of the quotation
    closed: bool = False  # the quotation's own words end a sentence

    @property
    def capital(self) -> bool:
        """Whether it is a word written with a capital first."""
        return self.kind == WORD and self.text[:1].isupper()


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
            paragraph.tokens.extend(_words(text, at, quote.outer_start))
            words = text[quote.start : quote.end].rstrip("’”'\"»")
            closed = words[-1:] in _ENDS
            paragraph.tokens.append(Token(QUOTE, "", quote.outer_start, quote.outer_end, "", False, number, closed))
            at = quote.outer_end
        paragraph.tokens.extend(_words(text, at, end))
        found.append(paragraph)
    return found


def _words(text: str, start: int, end: int) -> list[Token]:
    tokens = []
    for match in _TOKEN.finditer(text, start, end):
        word, low = match[0], match[0].lower().replace("’", "'")
        if not word[0].isalnum():
            tokens.append(Token(SIGN, word, match.start(), match.end(), word))
            continue
        dot = word.endswith(".") and not _abbreviated(low)
        bare = word[:-1] if dot else word
        low = low[:-1] if dot else low
        possessive = low.endswith(("'s", "s'"))
        low = low.rstrip(".") if "." not in low[:-1] else low
        low = low.removesuffix("'s").removesuffix("'") if possessive else low
        tokens.append(Token(WORD, bare, match.start(), match.start() + len(bare), low, possessive))
        if dot:
            tokens.append(Token(SIGN, ".", match.end() - 1, match.end(), "."))
    return tokens


def _abbreviated(low: str) -> bool:
    bare = low[:-1]
    return bare in _DOTTED or len(bare) == 1 or "." in bare
