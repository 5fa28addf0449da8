"""The words of a text where names are looked for: which have a capital, and whether one would stand there anyway."""

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from corpus.text.remembered import Remembered
from qa.news.extract.tokens import ABBREVIATED, WORD, Token, folded
from qa.news.extract.word_lists import word_set

# in one group: `split` gives in one call what is between words and the words
_WORD = re.compile(r"((?:[A-Z]\.){2,}|[^\W_]+(?:['’‑-][^\W_]+)*)")
_POSSESSIVE = re.compile(r"['’][sS]$")
_ENDS = frozenset(".!?…:;•·|")
_OPENS = frozenset('“‘"«([{*')
_ARABIC = re.compile(r"(?:al|el|ul|as|ad|ash|an|ar|at|az|bin)-[A-Z]|[dl]['’][A-Z]")
_WRAP_WIDTH = 40
_WIDEST_GAP = 80
_LONGEST_WORD = 60

_HYPHENED = word_set("hyphenated_endings")
_PARTICIPLE = re.compile(r"[a-z]{3,}ed")
_DOTTED = frozenset(
    "bros co corp inc ltd ala ariz calif colo conn fla kan mass mich minn neb nev okla ore tenn tex wash wis".split()
)
_DOT_INSIDE = re.compile(r"\.(?:,|\s[a-z0-9(])")
_POSSESSORS = word_set("possessors")


def name_tokens(text: str, listed: Callable[[str], bool] = lambda _: False, *, tables: bool = False) -> list[Token]:
    """Return the words of `text` in order, to look for names among them; `low` is without accents and possessive endings.

    Args:
        text: any text.
        listed: whether a folded word is in the gazetteer; parts of "Armenia-Azerbaijan" are words of their own where both are.
        tables: whether a line with figures is one of a table, and no headline.
    """
    tokens: list[Token] = []
    add = tokens.append
    pieces = iter(_WORD.split(text))
    position = 0
    before: Token | None = None
    for gap, printed in zip(pieces, pieces, strict=False):  # the last piece is a gap alone
        start = position + len(gap)
        if gap == " " and before is not None:  # nearly always
            initial, joined = False, not before.possessive or before.low in _POSSESSORS
        elif before is None:
            initial, joined = True, False
        else:
            between = _GAPS[gap if len(gap) <= _WIDEST_GAP else "\n\n"]
            initial = _begins(before, between, text, position)
            joined = not initial and _joins(before, between, printed)
        position = start + len(printed)
        form = _FORMS[printed]
        if form.plain:
            before = Token(
                start, position - form.ending, form.text, form.low, WORD, form.possessive, form.capital, initial, joined
            )
            add(before)
        elif form.hyphened and len(parts := _parts(printed, start, listed)) > 1:
            for begin, end in parts:
                first = begin == start
                before = _token(text, begin, end, _FORMS[text[begin:end]], initial and first, joined and first)
                add(before)
        else:
            before = _token(text, start, position, form, initial, joined)
            add(before)
    _mark_headings(text, tokens, tables=tables)
    return tokens


@dataclass(frozen=True, slots=True)
class _Form:
    """What a word as printed is, whatever stands around it.

    Attributes:
        text, low, possessive, capital: as in `Token`.
        ending: the length of the possessive ending.
        owns: whether an apostrophe after it may be a possessive ending.
        dotted: whether a dot after it may belong to it.
        hyphened: whether it may be several words.
        plain: whether none of the last three holds, so that its token follows from this alone.
    """

    text: str
    low: str
    possessive: bool
    capital: bool
    ending: int
    owns: bool
    dotted: bool
    hyphened: bool
    plain: bool


def _form(printed: str) -> _Form:
    possessive = bool(_POSSESSIVE.search(printed[-2:])) and len(printed) > 2
    word = printed[:-2] if possessive else printed
    low = folded(word) if len(word) <= _LONGEST_WORD else ""
    owns = not possessive and word[-1:] in "sS" and word[0].isupper()
    dotted = not possessive and low in _DOTTED
    hyphened = "-" in printed or "‑" in printed
    return _Form(
        text=word,
        low=low,
        possessive=possessive,
        capital=bool(low) and (word[0].isupper() or bool(_ARABIC.match(word))),
        ending=2 if possessive else 0,
        owns=owns,
        dotted=dotted,
        hyphened=hyphened,
        plain=not (owns or dotted or hyphened),
    )


_FORMS = Remembered(_form)


def _token(text: str, start: int, end: int, form: _Form, initial: bool, joined: bool) -> Token:
    end -= form.ending
    possessive = form.possessive
    if form.owns and text[end : end + 1] in ("’", "'") and text[end + 1 : end + 2] == " ":
        possessive = True
    if form.dotted and not possessive and _DOT_INSIDE.match(text, end):
        end += 1  # "Inc." is the word, but at the end of a sentence
    return Token(start, end, form.text, form.low, WORD, possessive, form.capital, initial, joined)


def _parts(word: str, start: int, listed: Callable[[str], bool]) -> list[tuple[int, int]]:
    """Cut a hyphened word where each part is a name of its own, or where a name is followed by "-based" and its like."""
    whole = [(start, start + len(word))]
    if len(word) > _LONGEST_WORD or listed(folded(_POSSESSIVE.sub("", word))):
        return whole
    parts = re.split("[-‑]", word)
    last = _POSSESSIVE.sub("", parts[-1])
    tail = last in _HYPHENED or bool(_PARTICIPLE.fullmatch(last))
    names = parts[:-1] if tail else [*parts[:-1], last]
    each = all(listed(folded(p)) or (p.isupper() and len(p) > 1) for p in names)
    if not (each or (tail and len(parts) == 2 and word[0].isupper() and len(parts[0]) > 3)):
        return whole
    spans = []
    for part in parts:
        spans.append((start, start + len(part)))
        start += len(part) + 1
    return spans


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between two words, as far as it tells alone whether the second begins something.

    Attributes:
        wraps: whether a line ends in it; `breaks` where that is no mere wrap, however long the line.
        opens: whether a quotation or a bracket begins.
        dot: whether it is a dot and else only space, which may be of an abbreviation.
        ends: whether a sentence or an item may end.
        joins: whether only a space separates the words, or the dot of an abbreviation or an initial: else a sentence begins.
        comma: whether it is a comma, as before "Inc".
        owned: whether nothing but space is between a possessive ending and the second word.
    """

    wraps: bool
    breaks: bool
    opens: bool
    dot: bool
    ends: bool
    joins: bool
    comma: bool
    owned: bool


def _gap(gap: str) -> _Gap:
    return _Gap(
        wraps="\n" in gap,
        breaks=gap.count("\n") > 1 or bool(gap.strip(" \n\r,")),
        opens=not _OPENS.isdisjoint(gap),
        dot=gap.strip(" \n") == ".",
        ends=not _ENDS.isdisjoint(gap),
        joins=gap in (" ", "\n", "\u00a0", " & ", "&", "  ", ". ", "."),
        comma=gap == ", ",
        owned=gap in (" ", "’ ", "' "),
    )


_GAPS = Remembered(_gap)


def _begins(before: Token, gap: _Gap, text: str, position: int) -> bool:
    """Whether after `gap` a sentence, an item or a quotation begins."""
    if gap.wraps:
        line = position - (text.rfind("\n", max(0, position - _WRAP_WIDTH), position) + 1)
        if gap.breaks or line < _WRAP_WIDTH:
            return True
    if gap.opens:
        return True
    if gap.dot and (before.low in ABBREVIATED or (len(before.text) == 1 and before.text.isupper())):
        return False
    return gap.ends


def _joins(before: Token, gap: _Gap, word: str) -> bool:
    if before.possessive:
        return gap.owned and before.low in _POSSESSORS
    return gap.joins or (gap.comma and word in ("Inc", "Ltd", "Jr", "Sr", "LLC"))


def _mark_headings(text: str, tokens: list[Token], *, tables: bool) -> None:
    """Mark the words of lines that are printed as headlines are: all in capitals, or nearly each word with one."""
    at = 0
    position = 0
    for line in text.split("\n"):
        end = position + len(line)
        first = at
        at = bisect_left(tokens, end, first, key=_START)
        if at - first >= 3:
            row = tables and any(c.isdigit() for c in line) and not line.isupper()
            goes_on = _NEXT_LINE_GOES_ON.match(text, end) is not None
            if not row and not goes_on and _is_heading(line, tokens[first:at]):
                for token in tokens[first:at]:
                    token.heading = True
        position = end + 1


_START = attrgetter("start")
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
