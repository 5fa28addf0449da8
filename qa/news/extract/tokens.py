"""The words of a text: one `Token` for all that reads an article, and two of the three ways in which a text is cut into them.

What a word is differs. A number must be cut into digits and signs ("$1.5bn"); a name may be the first half of a word
("Moscow-based"), and it matters what stands before its capital (`qa.news.extract.names.words`); a quotation is one sign,
whatever is in it.
"""

import re
import unicodedata
from dataclasses import dataclass

from corpus.text.remembered import Remembered
from qa.news.extract.word_lists import word_set

WORD, DIGITS, SIGN, QUOTE = "word", "digits", "mark", "quote"

_NUMBER_WORD = re.compile(
    r"(?P<digits>\d+(?:[.,]\d+)*)|(?P<word>[^\W\d_]+(?:['’][^\W\d_]{1,3}(?![^\W\d_]))?)|(?P<mark>[^\w\s]|_)"
)
# in one group: `split` gives in one call what is between words and the words
_SPEECH_WORD = re.compile(r"([^\W_]+(?:[-’'./&][^\W_]+)*[’']?\.?|[^\w\s]|_)")
_GOES_ON = re.compile(r"[,;]|[ \xa0][a-z]")
ABBREVIATED = word_set("abbreviations")


@dataclass(slots=True, eq=False)
class Token:
    """A word, a run of digits, a sign, or a whole quotation; equal only to itself.

    Attributes:
        start: first code point.
        end: one past its last, without a possessive ending where names are looked for.
        text: as printed.
        low: as it is looked up: in lower case; how much more is folded is said where the text is cut.
        kind: `WORD`, `DIGITS`, `SIGN` or `QUOTE`.
        possessive: whether it has a possessive ending.
        capital: whether it is written as a name is; not known where a text is cut for its numbers.
        initial: whether it would have a capital in any case: at the beginning of a sentence, an item, a quotation.
        joined: whether only a space (or the dot of an abbreviation) separates it from the word before.
        heading: whether its line is a headline, where capitals say nothing.
        number: of a quotation.
        closed: whether the words of a quotation end a sentence.
        name: of a word that is part of a name, which of the names of the article; where quotations are read.
        person: whether that is a person's.
    """

    start: int
    end: int
    text: str
    low: str
    kind: str = WORD
    possessive: bool = False
    capital: bool = False
    initial: bool = False
    joined: bool = False
    heading: bool = False
    number: int = -1
    closed: bool = False
    name: int = -1
    person: bool = False

    @property
    def shouted(self) -> bool:
        """Whether it has two letters or more, all capital."""
        return len(self.text) > 1 and self.text.isupper()


def folded(word: str) -> str:
    """Return a word in lower case, without accents, with a straight apostrophe."""
    low = word.casefold().replace("’", "'")
    if low.isascii():
        return low
    return "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c)).replace("ı", "i")


def number_tokens(text: str) -> list[Token]:
    """Return the words, runs of digits and signs of `text`, in order; `low` is only in lower case."""
    return [Token(m.start(), m.end(), m[0], m[0].casefold(), m.lastgroup or SIGN) for m in _NUMBER_WORD.finditer(text)]


def speech_tokens(text: str, start: int, end: int) -> list[Token]:
    """Return the words and signs of `text[start:end]`, to read who says something; `low` is without a possessive ending."""
    tokens: list[Token] = []
    add = tokens.append
    pieces = iter(_SPEECH_WORD.split(text[start:end]))
    high = start
    for gap, printed in zip(pieces, pieces, strict=False):  # the last piece is a gap alone
        low = high + len(gap)
        high = low + len(printed)
        form = _SPEECH_FORMS[printed]
        if form.before_dot is not None and not _GOES_ON.match(text, high, end):
            form = form.before_dot
            add(Token(low, high - 1, form.text, form.low, WORD, form.possessive, form.capital))
            add(Token(high - 1, high, ".", ".", SIGN))
        else:
            add(Token(low, high, form.text, form.low, form.kind, form.possessive, form.capital))
    return tokens


@dataclass(frozen=True, slots=True)
class _SpeechForm:
    """What a word or sign as printed is, whatever stands around it.

    Attributes:
        text, low, kind, possessive, capital: as in `Token`.
        before_dot: the word before the dot with which `text` ends, where that may end a sentence.
    """

    text: str
    low: str
    kind: str
    possessive: bool = False
    capital: bool = False
    before_dot: "_SpeechForm | None" = None


def _speech_form(word: str) -> _SpeechForm:
    low = word.lower().replace("’", "'")
    if not word[0].isalnum():
        return _SpeechForm(word, word, SIGN)
    ends = word.endswith(".") and not _abbreviated(low)
    return _spoken(word, low, _spoken(word[:-1], low[:-1]) if ends else None)


def _spoken(word: str, low: str, before_dot: _SpeechForm | None = None) -> _SpeechForm:
    possessive = low.endswith(("'s", "s'"))
    low = low.rstrip(".") if "." not in low[:-1] else low
    low = low.removesuffix("'s").removesuffix("'") if possessive else low
    return _SpeechForm(word, low, WORD, possessive, word[:1].isupper(), before_dot)


_SPEECH_FORMS = Remembered(_speech_form)


def _abbreviated(low: str) -> bool:
    bare = low[:-1]
    return bare in ABBREVIATED or len(bare) == 1 or "." in bare
