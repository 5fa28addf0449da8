"""Numbers that count nothing: of the rules for each kind the first that fits."""

from collections.abc import Callable, Sequence

from qa.news.extract.figures.calendar import age, date, time
from qa.news.extract.figures.counted import STOP_WORDS, plural
from qa.news.extract.figures.number_names import glued, identifier
from qa.news.extract.figures.special import Special, is_digits
from qa.news.extract.figures.words import ORDINALS, TENS, Numeral, Token, low_at, numeral_at, touches
from qa.news.extract.word_lists import word_set

_SPORT = word_set("score_words")
_PARTS = frozenset("third thirds quarter quarters fifths fifth tenths half halves".split())
_NOT_BEFORE_NOUN = frozenset("another of who and or by day thing in on at".split())
_NOT_ONE_AFTER = frozenset("no the this that which any some each every only number day loved a".split())


def special_at(tokens: Sequence[Token], numeral: Numeral, text: str) -> Special | None:
    """Return what a number is if it counts nothing and measures nothing; None otherwise."""
    for rule in _RULES:
        found = rule(tokens, numeral, text)
        if found is not None:
            return found
    return None


def ordinal_word(tokens: Sequence[Token], index: int) -> int | None:
    """Return the index after "third", "twenty-first"; None where no ordinal in words begins."""
    if low_at(tokens, index) in ORDINALS:
        return index + 1
    if low_at(tokens, index) in TENS and low_at(tokens, index + 1) == "-" and low_at(tokens, index + 2) in ORDINALS:
        return index + 3
    return None


def _ordinal(tokens: Sequence[Token], numeral: Numeral, _text: str) -> Special | None:
    stop = numeral.stop
    if touches(tokens, stop) and low_at(tokens, stop) in {"st", "nd", "rd", "th"}:
        return Special("ordinal", stop + 1)
    return None


def _score(tokens: Sequence[Token], numeral: Numeral, _text: str) -> Special | None:
    """Read "2-1" and "voted 61 to 48"."""
    stop = numeral.stop
    between = low_at(tokens, stop)
    if between not in {"-", "–", "to", "against"} or stop + 1 >= len(tokens):
        return None
    if low_at(tokens, numeral.first - 1) in {"from", "between", "$", "£", "€"}:
        return None
    other = numeral_at(tokens, stop + 1)
    if other is None or numeral.low != int(numeral.low) or other.low != int(other.low):
        return None
    hyphen = between in {"-", "–"} and touches(tokens, stop) and touches(tokens, stop + 1)
    played = any(
        low_at(tokens, i) in _SPORT for i in range(max(0, numeral.first - 8), min(len(tokens), other.stop + 4))
    )
    small = max(numeral.low, other.low) <= 40
    if hyphen and small and (played or numeral.low >= other.low) and not plural(low_at(tokens, other.stop)):
        return Special("score", other.stop)
    ends = not plural(low_at(tokens, other.stop)) or low_at(tokens, other.stop) in {"votes", "goals", "points"}
    voted = not hyphen and between != "-" and (played or between == "against") and max(numeral.low, other.low) < 700
    return Special("score", other.stop) if voted and ends else None


def _fraction(tokens: Sequence[Token], numeral: Numeral, _text: str) -> Special | None:
    stop = numeral.stop
    after = low_at(tokens, stop)
    hyphen = after == "-"
    if low_at(tokens, stop + hyphen) in _PARTS and numeral.high < 10:
        return Special("fraction", stop + hyphen + 1)
    if after == "/" and touches(tokens, stop) and is_digits(tokens, stop + 1):
        return Special("fraction", stop + 2)
    if after in {"in", "out"} and numeral.high <= 10 and not plural(low_at(tokens, stop + 1)):
        start = stop + 1 + (after == "out")
        other = numeral_at(tokens, start) if start < len(tokens) else None
        if other is not None and (after == "out" or (other.low <= 100 and other.low > numeral.low)):
            return Special("fraction", other.stop)
    fold = hyphen and low_at(tokens, stop + 1) in {"fold", "time"}
    many = after == "times" or fold or (touches(tokens, stop) and after == "x")
    return Special("multiple", stop + 1 + hyphen) if many else None


def _pronoun(tokens: Sequence[Token], numeral: Numeral, _text: str) -> Special | None:
    """Tell "one person" from "one of them", "no one", "the one who"."""
    if low_at(tokens, numeral.first) != "one" or numeral.stop != numeral.first + 1:
        return None
    after = tokens[numeral.stop] if numeral.stop < len(tokens) else None
    alone = after is None or after.kind != "word" or after.low in _NOT_BEFORE_NOUN or after.low in STOP_WORDS
    alone = alone or (after is not None and after.low.endswith("ed"))
    if after is not None and after.low in {"-", "$"}:
        alone = False
    if alone or low_at(tokens, numeral.first - 1) in _NOT_ONE_AFTER:
        return Special("other", numeral.stop)
    return None


_RULES: tuple[Callable[[Sequence[Token], Numeral, str], Special | None], ...] = (
    *(glued, time, date, _ordinal, _fraction, age, _score, identifier, _pronoun),
)
