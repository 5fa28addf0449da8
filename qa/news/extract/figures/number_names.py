"""Numbers that are names: "COP29", "Article 12", "Boeing 737", "555-0134", the "2." of a list."""

from collections.abc import Sequence

from qa.news.extract.figures.counted import plural
from qa.news.extract.figures.special import MONTHS, NUMBERED, Special, is_digits
from qa.news.extract.figures.words import Numeral, Token, low_at, touches

_CAPITAL_WORDS = frozenset("about over some at least the a of us eur usd gbp only".split())


def glued(tokens: Sequence[Token], numeral: Numeral, _text: str) -> Special | None:
    """Read a number that is part of a word."""
    first = numeral.first
    if tokens[first].kind != "digits" or not touches(tokens, first):
        return None
    before = tokens[first - 1]
    if before.kind == "word":
        return Special("identifier", numeral.stop)
    if before.text in "-‑" and touches(tokens, first - 1) and tokens[first - 2].text[:1].isupper():
        return Special("identifier", numeral.stop)
    return Special("identifier", numeral.stop) if before.text == "#" else None


def identifier(tokens: Sequence[Token], numeral: Numeral, text: str) -> Special | None:
    """Read a number that tells one thing of many from the others."""
    first, stop = numeral.first, numeral.stop
    if tokens[first].kind != "digits":
        return None
    before = low_at(tokens, first - 1)
    if before == "." and low_at(tokens, first - 2) in {"no", "nos", "art"}:
        return Special("identifier", stop)
    if before in NUMBERED and not (plural(low_at(tokens, stop)) and before == "no"):
        return Special("identifier", stop)
    if before == "№" or (before == "+" and touches(tokens, first)):
        return Special("identifier", _phone(tokens, stop))
    if _two_groups(tokens, first):
        return Special("identifier", _phone(tokens, stop))
    line = text[max(0, tokens[first].start - 9) : tokens[first].start]
    listed = low_at(tokens, stop) in {".", ")"} and touches(tokens, stop) and _begins_line(line, tokens[first].start)
    return Special("identifier", stop) if listed or _after_name(tokens, numeral) else None


def _two_groups(tokens: Sequence[Token], first: int) -> bool:
    """Whether "555-0134" begins: two touching groups of three digits or more, and nothing that they count."""
    if not (is_digits(tokens, first + 2) and low_at(tokens, first + 1) in {"-", "/"} and touches(tokens, first + 2)):
        return False
    if min(len(tokens[first].text), len(tokens[first + 2].text)) < 3 or not tokens[first].text.isdigit():
        return False
    return low_at(tokens, first - 1) not in {"between", "$", "€", "£"} and not plural(low_at(tokens, first + 3))


def _after_name(tokens: Sequence[Token], numeral: Numeral) -> bool:
    """Whether a number stands straight after a name and before nothing that it could count: "Boeing 737"."""
    first, stop = numeral.first, numeral.stop
    name = tokens[first - 1] if first else None
    if name is None or name.kind != "word" or not name.text[:1].isupper() or stop != first + 1:
        return False
    if name.low in MONTHS or name.low in _CAPITAL_WORDS or _sentence_start(tokens, first - 1):
        return False
    following = low_at(tokens, stop)
    counts = plural(following) or plural(low_at(tokens, stop + 1))
    return not counts and following not in {"%", "per", "percent", "million", "billion"}


def _begins_line(before: str, start: int) -> bool:
    return not before.rpartition("\n")[2].strip() and ("\n" in before or start == len(before))


def _phone(tokens: Sequence[Token], stop: int) -> int:
    while stop < len(tokens) and (tokens[stop].kind == "digits" or tokens[stop].text in "-()") and stop < len(tokens):
        if tokens[stop].text in "-()" and not is_digits(tokens, stop + 1):
            break
        stop += 1
    return stop


def _sentence_start(tokens: Sequence[Token], index: int) -> bool:
    return index == 0 or tokens[index - 1].text in ".!?:“\"‘'"
