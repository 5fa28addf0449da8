"""Numbers as a newspaper prints them, in digits or in words: "32", "thirty-two", "1.5 million", "two dozen", "hundreds".

A small table of our own: text2num, number-parser and numerizer rewrite a text (so offsets are lost) and read neither
"half a million" nor "two dozen" as one number, and quantulum3 brings in seven packages for units that news does not use.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.text.calendar import MONTHS
from qa.news.extract.tokens import Token
from qa.news.extract.word_lists import word_set


class Numeral(NamedTuple):
    """A number in a row of tokens.

    Attributes:
        first: index of its first token.
        stop: index after its last.
        low: least value that it can mean.
        high: greatest.
        grain: what its last printed digit counts ("1.5 million": 100,000); 0 where it is to be taken as exact.
    """

    first: int
    stop: int
    low: float
    high: float
    grain: float


UNITS = {
    word: float(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10.0 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SIZES = (1e3, 1e5, 1e6, 1e6, 1e6, 1e7, 1e9, 1e9, 1e9, 1e12, 1e12)
SCALES = dict(zip("thousand lakh million mln mn crore billion bn bln trillion tn".split(), _SIZES, strict=True))
_GLUED_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12}
_VAGUE_RANGES = ((20.0, 200.0), (30.0, 300.0), (150.0, 5e3), (1e3, 1e5), (1e6, 1e9), (1e9, 1e12))
_VAGUE = dict(zip("dozens scores hundreds thousands millions billions".split(), _VAGUE_RANGES, strict=True))
_VAGUE_TENS = {"tens": (10.0, 100.0), "dozens": (20.0, 200.0), "hundreds": (100.0, 1000.0)}
_FRACTION_MARKS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
ORDINALS = word_set("ordinals")
_STARTERS = frozenset("a an half several few couple quarter".split())
BEGINNINGS = frozenset({*UNITS, *TENS, *_VAGUE, *ORDINALS, *_STARTERS, "tens", "hundred"})
"""The words, in lower case, at which a number may begin."""

_WITH_COMMAS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_WITH_POINTS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_LONGEST = 18
"""Runs of digits longer than this are no number that anybody counted."""
_ROUNDED_FROM = 1000


def numeral_at(tokens: Sequence[Token], first: int) -> Numeral | None:
    """Return the longest number that begins at a token, None if none does."""
    token = tokens[first]
    if token.kind == "digits":
        return _of_digits(tokens, first)
    if token.kind != "word":
        return None
    if token.low in _VAGUE or token.low == "tens":
        return _vague(tokens, first)
    if token.low in _STARTERS:
        return _started(tokens, first)
    if token.low in UNITS or token.low in TENS or token.low == "hundred":
        return _of_words(tokens, first)
    return None


def touches(tokens: Sequence[Token], index: int) -> bool:
    """Whether a token follows the one before it without a space."""
    return 0 < index < len(tokens) and tokens[index].start == tokens[index - 1].end


def low_at(tokens: Sequence[Token], index: int) -> str:
    """Return a token in lower case, "" outside the row."""
    return tokens[index].low if 0 <= index < len(tokens) else ""


def digits_value(text: str) -> float | None:
    """Return what a run of digits with its points and commas means; None for "1.2.3" or "1,2"."""
    if len(text) > _LONGEST:
        return None
    if _WITH_COMMAS.fullmatch(text):
        return float(text.replace(",", ""))
    if _WITH_POINTS.fullmatch(text):
        return float(text.replace(".", ""))
    return float(text) if _PLAIN.fullmatch(text) else None


def grain_of(value: float, text: str = "") -> float:
    """Return what the last digit that is not an idle zero counts: 0.1 for "3.4", 10,000 for 120,000; 0 if exact."""
    if "." in text and "," not in text:
        return float(10.0 ** -len(text.rpartition(".")[2]))
    if value < _ROUNDED_FROM or value != int(value):
        return 0.0
    whole, grain = int(value), 1
    while whole % 10 == 0:
        whole, grain = whole // 10, grain * 10
    return float(grain) if grain > 1 else 0.0


def _of_digits(tokens: Sequence[Token], first: int) -> Numeral | None:
    token = tokens[first]
    printed, stop = token.text, first + 1
    if printed.isdigit() and len(printed) <= 3:
        printed, stop = _spaced_groups(tokens, first)
    value = digits_value(printed)
    if value is None:
        return None
    grain = grain_of(value, printed)
    if touches(tokens, stop) and low_at(tokens, stop) in _FRACTION_MARKS:
        value, stop = value + _FRACTION_MARKS[tokens[stop].low], stop + 1
    elif low_at(tokens, stop) == "and" and low_at(tokens, stop + 1) == "a" and low_at(tokens, stop + 2) == "half":
        value, stop = value + 0.5, stop + 3
    return _scaled(tokens, Numeral(first, stop, value, value, grain), printed)


def _spaced_groups(tokens: Sequence[Token], first: int) -> tuple[str, int]:
    """Join the groups of "120 000", whatever space parts them."""
    printed, stop = tokens[first].text, first + 1
    while (
        stop < len(tokens)
        and tokens[stop].start == tokens[stop - 1].end + 1
        and len(tokens[stop].text) == 3
        and tokens[stop].text.isdigit()
        and stop - first < 5
        and _narrow(tokens, stop)
    ):
        printed, stop = printed + tokens[stop].text, stop + 1
    return printed, stop


def _narrow(tokens: Sequence[Token], index: int) -> bool:
    # tokens do not keep the spaces: groups of three after one to three digits are thousands unless a month stands before
    before = low_at(tokens, index - 2)
    return before[:3] not in MONTHS


def _scaled(tokens: Sequence[Token], numeral: Numeral, printed: str) -> Numeral:
    """Take in "million", "bn", "dozen" or a glued "m" after digits."""
    stop = numeral.stop
    hyphen = low_at(tokens, stop) == "-" and low_at(tokens, stop + 1) in SCALES
    word = low_at(tokens, stop + hyphen)
    if word in {"hundred", "dozen"} and numeral.low < 100:
        factor = 100.0 if word == "hundred" else 12.0
    elif word in SCALES:
        factor = SCALES[word]
    elif touches(tokens, stop) and word in _GLUED_SCALES and (word != "m" or _million(tokens, numeral)):
        factor = _GLUED_SCALES[word]
    else:
        return numeral
    decimals = len(printed.partition(".")[2])
    grain = factor * 10.0**-decimals
    return Numeral(numeral.first, stop + hyphen + 1, numeral.low * factor, numeral.high * factor, grain)


def _million(tokens: Sequence[Token], numeral: Numeral) -> bool:
    """Whether a glued "m" means a million: money before it or something counted after it; metres otherwise."""
    before = tokens[numeral.first - 1].text if numeral.first else ""
    after = tokens[numeral.stop + 1] if numeral.stop + 1 < len(tokens) else None
    return (before in "$£€¥₽₺₴" and bool(before)) or (
        after is not None and after.kind == "word" and after.low[-1:] == "s"
    )


def _of_words(tokens: Sequence[Token], first: int) -> Numeral:
    total, current, index = 0.0, 0.0, first
    room = 1e15  # what may still be added: "twenty" leaves room below 10, "two" leaves none
    while index < len(tokens):
        word = tokens[index].low
        step = _word_step(word, current, room)
        if step is None:
            following = _joined(tokens, index, room)
            if following is None:
                break
            index = following
            continue
        current, room = step
        if word in SCALES:
            total, current = total + current, 0.0
        index += 1
    value = total + current
    if low_at(tokens, index) == "and" and low_at(tokens, index + 1) == "a" and low_at(tokens, index + 2) == "half":
        scale = SCALES.get(low_at(tokens, index - 1), 1.0)
        after = SCALES.get(low_at(tokens, index + 3))
        value = (value + 0.5) * after if after else value + 0.5 * scale
        index += 4 if after else 3
    return Numeral(first, index, value, value, grain_of(value))


def _word_step(word: str, current: float, room: float) -> tuple[float, float] | None:
    """Return the number so far and the room below it after one more word; None if the word does not go on with it."""
    if word in UNITS and UNITS[word] < room:
        return current + UNITS[word], 0.0
    if word in TENS and room >= 100:
        return current + TENS[word], 10.0
    if word == "hundred" and current < 100:
        return max(current, 1.0) * 100, 100.0
    if word == "dozen" and current < 100:
        return max(current, 1.0) * 12, 0.0
    if word in SCALES and (current or room > 1e14):
        return max(current, 1.0) * SCALES[word], SCALES[word]
    return None


def _joined(tokens: Sequence[Token], index: int, room: float) -> int | None:
    """Step over the hyphen of "thirty-two" and the "and" of "a hundred and two"."""
    word, after = tokens[index].low, low_at(tokens, index + 1)
    known = after in UNITS or after in TENS
    if word in {"-", "‑"} and touches(tokens, index) and (known or after in SCALES or after in {"hundred", "dozen"}):
        return index + 1 if _word_step(after, 1.0, room) is not None else None
    if word == "and" and known and room >= 100:
        return index + 1 if _word_step(after, 1.0, room) is not None else None
    return None


def _vague(tokens: Sequence[Token], first: int) -> Numeral | None:
    """Read "hundreds", "tens of thousands"."""
    word = tokens[first].low
    scale = low_at(tokens, first + 2)
    if word in _VAGUE_TENS and low_at(tokens, first + 1) == "of" and scale.endswith("s") and scale[:-1] in SCALES:
        low, high = _VAGUE_TENS[word]
        return Numeral(first, first + 3, low * SCALES[scale[:-1]], high * SCALES[scale[:-1]], 0.0)
    if word not in _VAGUE or low_at(tokens, first + 1) not in {"of", "more"}:
        return None
    return Numeral(first, first + 1, *_VAGUE[word], 0.0)


def _started(tokens: Sequence[Token], first: int) -> Numeral | None:
    """Read what begins with "a", "half", "several": "a hundred", "half a million", "several dozen"."""
    words = [low_at(tokens, first + i) for i in range(4)]
    big = {"hundred": 100.0, "dozen": 12.0, **SCALES}
    if words[0] == "half" and words[1] == "a" and words[2] in big:
        value = big[words[2]] / 2
        return Numeral(first, first + 3, value, value, value / 5)
    if words[0] == "a" and words[1:4] == ["quarter", "of", "a"] and low_at(tokens, first + 4) in big:
        value = big[low_at(tokens, first + 4)] / 4
        return Numeral(first, first + 5, value, value, value / 5)
    offset = 2 if words[:2] in (["a", "few"], ["a", "couple"]) else 1
    offset += words[:2] == ["a", "couple"] and words[2] == "of"
    if (words[0] in {"several", "few"} or offset > 1) and low_at(tokens, first + offset) in big:
        scale = big[low_at(tokens, first + offset)]
        return Numeral(first, first + offset + 1, 2 * scale, 9.99 * scale, 0.0)
    if words[:3] == ["a", "couple", "of"]:
        return Numeral(first, first + 3, 2, 3, 0.0)
    if words[0] in {"a", "an"} and words[1] in big:
        inner = _of_words(tokens, first + 1) if words[1] != "dozen" else Numeral(first + 1, first + 2, 12, 12, 0.0)
        return inner._replace(first=first, grain=max(inner.grain, 0.1 * big[words[1]] if words[1] in SCALES else 0.0))
    return None
