"""Numbers that count nothing: of the rules for each kind the first that fits.

Names with numbers ("COP29", "Article 12", "555-0134"), times, dates and ages ("7:40 a.m.", "8 March", "aged 67"), ordinals,
fractions, scores, and "one" where it is a pronoun.
"""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from corpus.text.calendar import MONTHS
from qa.news.extract.quantities.counted import STOP_WORDS, plural
from qa.news.extract.quantities.numerals import ORDINALS, TENS, Numeral, low_at, numeral_at, touches
from qa.news.extract.tokens import Token
from qa.news.extract.word_lists import word_set

Kind = Literal[
    "count",
    "money",
    "percent",
    "points",
    "measure",
    "duration",
    "age",
    "date",
    "time",
    "ordinal",
    "score",
    "identifier",
    "fraction",
    "multiple",
    "other",
]


class Special(NamedTuple):
    """What a number that counts nothing is, and the index after it."""

    kind: Kind
    stop: int


NUMBERED = word_set("numbered_nouns")
"""Words, in lower case, after which a number is a name: "Article 12"."""


def is_digits(tokens: Sequence[Token], index: int) -> bool:
    """Whether there is a run of digits at an index."""
    return 0 <= index < len(tokens) and tokens[index].kind == "digits"


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


_BEFORE_YEAR = word_set("before_year")


def time(tokens: Sequence[Token], numeral: Numeral, _text: str) -> Special | None:
    """Read a time of day."""
    first, stop = numeral.first, numeral.stop
    token = tokens[first]
    if token.kind == "digits" and touches(tokens, first + 1) and low_at(tokens, first + 1) == ":":
        minutes = tokens[first + 2] if first + 2 < len(tokens) else None
        if minutes and minutes.kind == "digits" and len(minutes.text) >= 2 and touches(tokens, first + 2):
            return Special("time", _half_of_day(tokens, first + 3) or first + 3)
    after = _half_of_day(tokens, stop)
    if after:
        return Special("time", after)
    if low_at(tokens, stop) in {"gmt", "utc"}:
        return Special("time", stop + 1)
    if low_at(tokens, stop) == "o" and low_at(tokens, stop + 2) == "clock":
        return Special("time", stop + 3)
    return None


def _half_of_day(tokens: Sequence[Token], index: int) -> int | None:
    if low_at(tokens, index) in {"am", "pm", "noon", "midnight"}:
        return index + 1
    if low_at(tokens, index) in {"a", "p"} and [low_at(tokens, index + i) for i in (1, 2)] == [".", "m"]:
        return index + 4 if low_at(tokens, index + 3) == "." else index + 3
    return None


def date(tokens: Sequence[Token], numeral: Numeral, _text: str) -> Special | None:
    """Read the day of a date, a year, or a whole date in digits."""
    first, stop, value = numeral.first, numeral.stop, numeral.low
    if tokens[first].kind != "digits" or stop != first + 1 or low_at(tokens, first - 1) in NUMBERED:
        return None
    parted = low_at(tokens, stop)
    if parted in {"-", "/"} and low_at(tokens, stop + 2) == parted and _three_groups(tokens, stop):
        return Special("date", stop + 4)
    skip = stop + (low_at(tokens, stop) in {"st", "nd", "rd", "th"})
    skip += low_at(tokens, skip) == "of"
    before = low_at(tokens, first - 1)
    month_before = before in MONTHS or (before == "." and low_at(tokens, first - 2) in MONTHS)
    if value == int(value) and 1 <= value <= 31 and (month_before or _month(tokens, skip)):
        return Special("date", stop)
    if month_before and 1000 <= value <= 2200:
        return Special("date", stop)
    return _year(tokens, numeral)


def _three_groups(tokens: Sequence[Token], stop: int) -> bool:
    """Whether "2023-12-08" or "8/12/2023" goes on at an index, without spaces."""
    digits = is_digits(tokens, stop + 1) and is_digits(tokens, stop + 3)
    return digits and all(touches(tokens, index) for index in range(stop, stop + 4))


def _year(tokens: Sequence[Token], numeral: Numeral) -> Special | None:
    token, stop, value = tokens[numeral.first], numeral.stop, numeral.low
    if low_at(tokens, stop) in {"bc", "bce", "ad"}:
        return Special("date", stop + 1)
    if touches(tokens, stop) and low_at(tokens, stop) == "s" and value % 10 == 0:
        return Special("date", stop + 1)
    if not (len(token.text) == 4 and token.text.isdigit() and 1400 <= value <= 2150):
        return None
    before = low_at(tokens, numeral.first - 1)
    dated = before in _BEFORE_YEAR or before in MONTHS or before.endswith(("'s", "’s"))
    counts = plural(low_at(tokens, stop)) or (
        plural(low_at(tokens, stop + 1)) and low_at(tokens, stop) not in {"and", ","}
    )
    if counts and not (dated and before not in {"of", "to", "than", "from", "and", ",", "for", "-", "–"}):
        return None
    other = tokens[stop + 1].text if stop + 1 < len(tokens) else ""
    if low_at(tokens, stop) in {"-", "–", "/"} and touches(tokens, stop + 1) and other.isdigit() and len(other) == 2:
        return Special("date", stop + 2)  # 2023-24
    return Special("date", stop) if dated or not counts else None


def _month(tokens: Sequence[Token], index: int) -> bool:
    if low_at(tokens, index) == "may" and tokens[index].text != "May":
        return False
    return low_at(tokens, index) in MONTHS and tokens[index].text[:1].isupper()


def age(tokens: Sequence[Token], numeral: Numeral, _text: str) -> Special | None:
    """Read how old somebody is."""
    first, stop = numeral.first, numeral.stop
    if numeral.high > 125 or numeral.low != int(numeral.low):
        return None
    after = [low_at(tokens, stop + i) for i in range(4)]
    if after[:2] == ["-", "year"] and after[2:] == ["-", "old"]:
        return Special("age", stop + 4)
    if after[:3] == ["-", "year", "olds"] or after[:2] in (["years", "old"], ["year", "old"]):
        return Special("age", stop + 2 + (after[2] == "olds"))
    before = low_at(tokens, first - 1)
    if before in {"aged", "age"} or (before == "of" and low_at(tokens, first - 2) in {"age", "boy", "girl", "ages"}):
        return Special("age", _age_range(tokens, stop))
    if before == "at" and after[0] == "," and tokens[first - 1].text == "At" and numeral.low >= 10:
        return Special("age", stop)
    return Special("age", stop) if _between_commas(tokens, numeral) else None


def _between_commas(tokens: Sequence[Token], numeral: Numeral) -> bool:
    """Whether a number stands as the age in "Emil Vantorp, 58,"."""
    first, stop = numeral.first, numeral.stop
    if not is_digits(tokens, first) or low_at(tokens, first - 1) != "," or first < 2 or numeral.low < 1:
        return False
    closed = stop >= len(tokens) or (low_at(tokens, stop) in {",", ".", ";", ")"} and touches(tokens, stop))
    return closed and tokens[first - 2].text[:1].isupper() and not is_digits(tokens, stop + 1)


def _age_range(tokens: Sequence[Token], stop: int) -> int:
    """Step over the other end of "aged 6 to 11"."""
    if low_at(tokens, stop) in {"to", "and", "-", "–"} and stop + 1 < len(tokens):
        other = numeral_at(tokens, stop + 1)
        if other is not None and other.high <= 125 and not plural(low_at(tokens, other.stop)):
            return other.stop
    return stop


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
