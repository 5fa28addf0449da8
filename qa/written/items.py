"""A text as what may be compared: words, numbers with their units and hedges, days; each with a key that its spellings share."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from corpus.text.calendar import LONG_MONTHS, WEEKDAYS
from qa.news.extract.dates import dates_in
from qa.news.extract.quantities import AMOUNTS, quantities_in
from qa.news.extract.word_lists import word_set
from qa.written.inflection import meaning

WORD, NUMBER, DAY, SIGN = "word", "number", "day", "sign"

Key = tuple[object, ...]


@dataclass(slots=True, eq=False)
class Item:
    """A piece of a text; equal only to itself.

    Attributes:
        start, end: code points of the text.
        low: in lower case, as looked up.
        kind: `WORD`, `NUMBER`, `DAY` or `SIGN`.
        key: what it shares with all spellings that mean the same.
        marks: words that limit it: a negation, a hedge, a quantifier, "former".
    """

    start: int
    end: int
    text: str
    low: str
    kind: str
    key: Key
    marks: set[str] = field(default_factory=set)


_PIECE = re.compile(
    r"[^\W\d_]+?(?=n['’]t\b)|n['’]t\b|(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*(?![^\W_])|[^\W_]+(?:[-‑.&][^\W_]+)*|['’][^\W\d_]{1,2}\b|[^\w\s]",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_SPELLED = {"ca": "can", "wo": "will", "sha": "shall", "n't": "not"}
_SHORT = {"re": "are", "ve": "have", "ll": "will", "d": "would", "m": "am"}
_IS_AFTER = frozenset("he she it that who there here what this where how".split())
_LETTERS = re.compile(
    r"\bUnited (?:States|Kingdom|Nations)\b|\b(?:US|UK|UN|EU)\b|\b(?:U\.S\.|U\.K\.|U\.N\.|E\.U\.)|\bEuropean Union\b"
)
_PART_OF_DAY = re.compile(r"\s+(morning|afternoon|evening|night)\b")
_EARLY_OR_LATE = re.compile(r"\b(?:early|earlier|late|later|mid|start|end|beginning)\b")
_NARROWING = re.compile(r"\b(?:early|earlier|late|later)\s+$", re.IGNORECASE)
_EACH = re.compile(
    r"\b(?:an?|per|each|every) (year|day|month|week|hour)\b(?! (?:ago|later|after|before|earlier|of|in|old|from|and|or)\b|[-'’])",
    re.IGNORECASE,
)
_FROM_NOW = re.compile(r"\s+(ago|later|earlier|before)\b")
_MONTH_AND_DAY = re.compile(
    r"\b(Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? (\d{1,2})(?!\d|[,.]\d)(?:, \d{4})?"
)
_DAY_WORDS = (WEEKDAYS | {*LONG_MONTHS, "today", "yesterday", "tomorrow", "tonight", "now"}) - {
    "may"
}  # far more often a verb


def items_of(text: str, day: str | None) -> list[Item]:
    """Return the items of a text in order; they do not overlap.

    Args:
        text: a sentence or a quote.
        day: ISO 8601, from which "Monday" is reckoned; None where it is not known.
    """
    found = sorted(
        [*_days(text, day), *_numbers(text), *_nations(text), *_rates(text)],
        key=lambda item: (item.start, item.kind != DAY, -item.end),
    )
    items: list[Item] = []
    at = 0
    for one in found:
        if one.start >= at:
            items += _words(text, at, one.start)
            items.append(one)
            at = one.end
    return [*items, *_words(text, at, len(text))]


def _rates(text: str) -> Iterator[Item]:
    """Yield "a year" and "per year" as one: how often."""
    for found in _EACH.finditer(text):
        yield Item(*found.span(), found[0], found[0].lower(), DAY, ("each", found[1].lower()))


def _nations(text: str) -> Iterator[Item]:
    """Yield the names of a few states and bodies that are as often written in letters."""
    for found in _LETTERS.finditer(text):
        letters = (
            "".join(word[0] for word in found[0].split()).lower()
            if " " in found[0]
            else found[0].replace(".", "").lower()
        )
        yield Item(
            *found.span(), found[0], f"{letters[0]}.{letters[1]}.", WORD, ("word", f"{letters[0]}.{letters[1]}.")
        )


def _days(text: str, day: str | None) -> Iterator[Item]:
    for one in dates_in(text, day):
        part = _PART_OF_DAY.match(text, one.end)
        end = part.end() if part else one.end
        start = (
            one.start - len(before[0])
            if (before := _NARROWING.search(text, max(0, one.start - 9), one.start))
            else one.start
        )
        narrower = _EARLY_OR_LATE.search(text[max(0, one.start - 8) : one.start + 10].lower())
        key: Key = ("day", one.first, one.last, part[1] if part else "", narrower[0] if narrower else "")
        yield Item(start, end, text[start:end], text[start:end].lower(), DAY, key)

    for found in _MONTH_AND_DAY.finditer(text):
        yield Item(*found.span(), found[0], found[0].lower(), DAY, ("day", found[1][:3].lower(), found[2]))


def _numbers(text: str) -> Iterator[Item]:
    for one in quantities_in(text):
        if one.kind == "ordinal" and one.text.isalpha():
            continue
        if one.kind in AMOUNTS or one.kind in {"ordinal", "score", "fraction", "age", "time", "other"}:
            later = _FROM_NOW.match(text, one.end) if one.kind == "duration" else None
            end = later.end() if later else one.end
            amount: Key = ("number", round(one.low, 9), round(one.high, 9), one.unit)
            if one.kind not in AMOUNTS:
                amount = _plain_number(one.text) or ("number", one.text.lower())
            key = (*amount, later[1] if later else "")
            yield Item(
                one.start, end, text[one.start : end], text[one.start : end].lower(), DAY if later else NUMBER, key
            )


def _plain_number(text: str) -> Key | None:
    """Return the key of digits that count nothing that is told: "Sanders 844"."""
    digits = text.replace(",", "")
    return ("number", float(digits), float(digits), None) if _DIGITS.fullmatch(digits) else None


def _words(text: str, start: int, end: int) -> Iterator[Item]:
    for found in _PIECE.finditer(text, start, end):
        word, low = found[0], found[0].lower().replace("’", "'")
        if not word[0].isalnum() and not (low[0] == "'" and len(low) > 1):
            yield Item(found.start(), found.end(), word, low, SIGN, ("sign", low))
        else:
            yield _word(text, found.start(), found.end(), _SPELLED.get(low, low))


def _word(text: str, start: int, end: int, low: str) -> Item:
    if low.startswith("'"):
        before = text[max(0, start - 8) : start].lower().split()
        spoken = "is" if low == "'s" and before and before[-1] in _IS_AFTER else _SHORT.get(low[1:], low)
        return Item(start, end, text[start:end], spoken, WORD, ("word", spoken))
    number = _plain_number(low)
    if number is not None:
        return Item(start, end, text[start:end], low, NUMBER, (*number, ""))
    kind = (
        DAY
        if (low in _DAY_WORDS and text[start].isupper()) or low in {"today", "yesterday", "tomorrow", "tonight"}
        else WORD
    )
    return Item(start, end, text[start:end], low, kind, ("word", meaning(low.strip("."))))


@cache
def marking() -> frozenset[str]:
    """Return the words that limit what they stand with and are compared as marks of it."""
    return word_set("hedge_words") | word_set("quantifiers")
