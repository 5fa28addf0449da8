"""Numbers of the clock, the calendar and of years lived: "7:40 a.m.", "8 March", "the 1990s", "aged 67"."""

from collections.abc import Sequence

from qa.news.extract.figures.counted import plural
from qa.news.extract.figures.special import MONTHS, NUMBERED, Special, is_digits
from qa.news.extract.figures.words import Numeral, Token, low_at, numeral_at, touches
from qa.news.extract.word_lists import word_set

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
