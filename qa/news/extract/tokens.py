"""The words of a text: one `Token` for all that reads an article, and the three ways in which a text is cut into them.

What a word is differs. A number must be cut into digits and signs ("$1.5bn"); a name may be the first half of a word
("Moscow-based"), and it matters what stands before its capital; a quotation is one sign, whatever is in it.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from corpus.text.remembered import Remembered
from qa.news.extract.word_lists import word_set

WORD, DIGITS, SIGN, QUOTE = "word", "digits", "mark", "quote"

_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:['’‑-][^\W_]+)*")
_NUMBER_WORD = re.compile(
    r"(?P<digits>\d+(?:[.,]\d+)*)|(?P<word>[^\W\d_]+(?:['’][^\W\d_]{1,3}(?![^\W\d_]))?)|(?P<mark>[^\w\s]|_)"
)
_SPEECH_WORD = re.compile(r"[^\W_]+(?:[-’'./&][^\W_]+)*[’']?\.?|[^\w\s]|_")
_GOES_ON = re.compile(r"[,;]|[ \xa0][a-z]")
_POSSESSIVE = re.compile(r"['’][sS]$")
_ENDS = frozenset(".!?…:;•·|")
_OPENS = frozenset('“‘"«([{*')
_ARABIC = re.compile(r"(?:al|el|ul|as|ad|ash|an|ar|at|az|bin)-[A-Z]|[dl]['’][A-Z]")
_WRAP_WIDTH = 40
_LONGEST_WORD = 60

_HYPHENED = word_set("hyphenated_endings")
_PARTICIPLE = re.compile(r"[a-z]{3,}ed")
_ABBREVIATED = word_set("abbreviations")
_DOTTED = frozenset(
    "bros co corp inc ltd ala ariz calif colo conn fla kan mass mich minn neb nev okla ore tenn tex wash wis".split()
)
_DOT_INSIDE = re.compile(r"\.(?:,|\s[a-z0-9(])")
_POSSESSORS = word_set("possessors")


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
    tokens = []
    for match in _SPEECH_WORD.finditer(text, start, end):
        low, high = match.span()
        form = _SPEECH_FORMS[match[0]]
        if form.dotted is not None and not _GOES_ON.match(text, high, end):
            tokens.append(Token(low, high - 1, *form.dotted))
            tokens.append(Token(high - 1, high, ".", ".", SIGN))
        else:
            tokens.append(Token(low, high, *form.whole))
    return tokens


class _SpeechForm(NamedTuple):
    """What a word or sign as printed is, whatever stands around it: the fields `text` to `capital` of its token.

    Attributes:
        dotted: of the word before the dot with which `text` ends, where that may end a sentence.
    """

    whole: tuple[str, str, str, bool, bool]
    dotted: tuple[str, str, str, bool, bool] | None = None


def _speech_form(word: str) -> _SpeechForm:
    low = word.lower().replace("’", "'")
    if not word[0].isalnum():
        return _SpeechForm((word, word, SIGN, False, False))
    whole = _spoken(word, low)
    if word.endswith(".") and not _abbreviated(low):
        return _SpeechForm(whole, _spoken(word[:-1], low[:-1]))
    return _SpeechForm(whole)


def _spoken(word: str, low: str) -> tuple[str, str, str, bool, bool]:
    possessive = low.endswith(("'s", "s'"))
    low = low.rstrip(".") if "." not in low[:-1] else low
    low = low.removesuffix("'s").removesuffix("'") if possessive else low
    return word, low, WORD, possessive, word[:1].isupper()


_SPEECH_FORMS = Remembered(_speech_form)


def _abbreviated(low: str) -> bool:
    bare = low[:-1]
    return bare in _ABBREVIATED or len(bare) == 1 or "." in bare


def name_tokens(text: str, listed: Callable[[str], bool] = lambda _: False, *, tables: bool = False) -> list[Token]:
    """Return the words of `text` in order, to look for names among them; `low` is without accents and possessive endings.

    Args:
        text: any text.
        listed: whether a folded word is in the gazetteer; parts of "Armenia-Azerbaijan" are words of their own where both are.
        tables: whether a line with figures is one of a table, and no headline.
    """
    tokens: list[Token] = []
    position = 0
    before: Token | None = None
    for found in _WORD.finditer(text):
        start, end = found.span()
        gap = text[position:start] if start - position <= 80 else "\n\n"
        if before is None:
            initial, joined = True, False
        elif gap == " ":  # nearly always
            initial, joined = False, not before.possessive or before.low in _POSSESSORS
        else:
            initial = _begins(before, gap, text, position)
            joined = not initial and _joins(before, gap, found[0])
        form = _FORMS[found[0]]
        if form.hyphened and len(parts := _parts(found, listed)) > 1:
            for low, high in parts:
                first = low == start
                before = _token(text, low, high, _FORMS[text[low:high]], initial and first, joined and first)
                tokens.append(before)
        else:
            if form.owns or form.dotted:
                before = _token(text, start, end, form, initial, joined)
            else:
                name, folding, possessive, capital, ending, *_ = form
                before = Token(start, end - ending, name, folding, WORD, possessive, capital, initial, joined)
            tokens.append(before)
        position = end
    _mark_headings(text, tokens, tables=tables)
    return tokens


class _Form(NamedTuple):
    """What a word as printed is, whatever stands around it.

    Attributes:
        text, low, possessive, capital: as in `Token`.
        ending: the length of the possessive ending.
        owns: whether an apostrophe after it may be a possessive ending.
        dotted: whether a dot after it may belong to it.
        hyphened: whether it may be several words.
    """

    text: str
    low: str
    possessive: bool
    capital: bool
    ending: int
    owns: bool
    dotted: bool
    hyphened: bool


def _form(printed: str) -> _Form:
    possessive = bool(_POSSESSIVE.search(printed[-2:])) and len(printed) > 2
    word = printed[:-2] if possessive else printed
    low = folded(word) if len(word) <= _LONGEST_WORD else ""
    return _Form(
        text=word,
        low=low,
        possessive=possessive,
        capital=bool(low) and (word[0].isupper() or bool(_ARABIC.match(word))),
        ending=2 if possessive else 0,
        owns=not possessive and word[-1:] in "sS" and word[0].isupper(),
        dotted=not possessive and low in _DOTTED,
        hyphened="-" in printed or "‑" in printed,
    )


_FORMS = Remembered(_form)


def _token(text: str, start: int, end: int, form: _Form, initial: bool, joined: bool) -> Token:
    word, low, possessive, capital, ending, owns, dotted, _ = form
    end -= ending
    if owns and text[end : end + 1] in ("’", "'") and text[end + 1 : end + 2] == " ":
        possessive = True
    if dotted and not possessive and _DOT_INSIDE.match(text, end):
        end += 1  # "Inc." is the word, but at the end of a sentence
    return Token(start, end, word, low, WORD, possessive, capital, initial, joined)


def _parts(found: re.Match[str], listed: Callable[[str], bool]) -> list[tuple[int, int]]:
    """Cut a hyphened word where each part is a name of its own, or where a name is followed by "-based" and its like."""
    whole = [found.span()]
    word = found[0]
    if len(word) > _LONGEST_WORD or listed(folded(_POSSESSIVE.sub("", word))):
        return whole
    parts = re.split("[-‑]", word)
    last = _POSSESSIVE.sub("", parts[-1])
    tail = last in _HYPHENED or bool(_PARTICIPLE.fullmatch(last))
    names = parts[:-1] if tail else [*parts[:-1], last]
    each = all(listed(folded(p)) or (p.isupper() and len(p) > 1) for p in names)
    if not (each or (tail and len(parts) == 2 and word[0].isupper() and len(parts[0]) > 3)):
        return whole
    spans, start = [], found.start()
    for part in parts:
        spans.append((start, start + len(part)))
        start += len(part) + 1
    return spans


def _begins(before: Token, gap: str, text: str, position: int) -> bool:
    """Whether after `gap` a sentence, an item or a quotation begins."""
    if "\n" in gap:
        line = position - (text.rfind("\n", max(0, position - _WRAP_WIDTH), position) + 1)
        if gap.count("\n") > 1 or line < _WRAP_WIDTH or gap.strip(" \n\r,"):
            return True
    if not _OPENS.isdisjoint(gap):
        return True
    if (
        "." in gap
        and gap.strip(" \n") == "."
        and (before.low in _ABBREVIATED or (len(before.text) == 1 and before.text.isupper()))
    ):
        return False
    return not _ENDS.isdisjoint(gap)


def _joins(before: Token, gap: str, word: str) -> bool:
    if before.possessive:
        return gap in (" ", "’ ", "' ") and before.low in _POSSESSORS
    if gap in (" ", "\n", "\u00a0", " & ", "&", "  "):
        return True
    if gap == ". " or gap == ".":
        return True  # only after an abbreviation or an initial: else a sentence begins
    return gap == ", " and word in ("Inc", "Ltd", "Jr", "Sr", "LLC")


def _mark_headings(text: str, tokens: list[Token], *, tables: bool) -> None:
    """Mark the words of lines that are printed as headlines are: all in capitals, or nearly each word with one."""
    at = 0
    position = 0
    for line in text.split("\n"):
        end = position + len(line)
        first = at
        while at < len(tokens) and tokens[at].start < end:
            at += 1
        row = tables and any(c.isdigit() for c in line) and not line.isupper()
        goes_on = _NEXT_LINE_GOES_ON.match(text, end) is not None
        if at - first >= 3 and not row and not goes_on and _is_heading(line, tokens[first:at]):
            for token in tokens[first:at]:
                token.heading = True
        position = end + 1


_NEXT_LINE_GOES_ON = re.compile(r"\n{1,2}[a-z]")
_SIGNED = ("--", "—", "(")


def _is_heading(line: str, tokens: list[Token]) -> bool:
    if line.startswith(_SIGNED):
        return False
    closed = line.rstrip("”\"'’ )").endswith((".", "!", ",", ";"))
    if closed and _quiet(tokens):
        return False
    letters = [t for t in tokens if t.text[0].isalpha()]
    if len(letters) < 3:
        return False
    if sum(t.text.isupper() for t in letters) >= 0.8 * len(letters):
        return True
    long = [t for t in letters if len(t.text) > 3]
    return (
        not closed
        and len(letters) >= 4
        and len(letters) < 25
        and sum(t.capital for t in long) >= 0.85 * len(long)
        and len(long) > 2
    )


def _quiet(tokens: list[Token]) -> bool:
    """Whether more than a fifth of the words are not all in capitals, as in nearly every line; few are looked at."""
    left = len(tokens) // 5
    for token in tokens:
        if not token.text.isupper():
            left -= 1
            if left < 0:
                return True
    return False
