"""Sentences that are compared, the words that say what they are about, and which of them share such words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Literal

from corpus.text.calendar import MONTHS
from qa.news.extract.quantities.counted import STOP_WORDS, bare
from qa.news.extract.quantities.numerals import ORDINALS, SCALES, TENS, UNITS
from qa.news.extract.word_lists import word_set, word_table
from qa.news.features import ordinal
from qa.news.thresholds import THRESHOLDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A whole sentence of an article: `article.text[start:end]`, offsets in code points.

    Attributes:
        article: id of the article.
        text: the sentence.
        published: ISO 8601 day of the article.
        outlet: who published it; None where that is not known.
    """

    article: str
    start: int
    end: int
    text: str
    published: str | None
    outlet: str | None = None


def comparable(one: Statement, other: Statement) -> bool:
    """Whether two statements can differ at all: of two articles, not of one outlet, printed at about the same time.

    What one outlet says later is an update, and what is counted on another day may have changed.
    """
    if one.article == other.article or (one.outlet and one.outlet == other.outlet):
        return False
    days = [ordinal(statement.published) for statement in (one, other)]
    return all(days) and abs(days[0] - days[1]) <= THRESHOLDS.differing_days


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSpan:
    """What one article says: `said` is its text from `start` to `end`."""

    statement: Statement
    start: int
    end: int
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One thing told in two or more ways.

    Attributes:
        about: what it is, in words of the articles.
        kind: what differs.
        values: the sides, those that agree together; two or more groups.
    """

    about: str
    kind: Literal["figure", "date", "name"]
    values: tuple[tuple[ClaimSpan, ...], ...]

    @property
    def sides(self) -> tuple[ClaimSpan, ...]:
        """All sides, value after value."""
        return tuple(side for value in self.values for side in value)


_CLASSES = word_table("outcome_words")
OUTCOMES = {word: name for name, words in _CLASSES.items() for word in words}
"""What befell people, by each word for it."""

_SYNONYMS = word_table("synonyms")
_SAME = {word: name for name, words in _SYNONYMS.items() for word in words} | OUTCOMES
PERSONS = frozenset(
    "=people =captives =soldiers =police =protesters =members =pupils =kids men women civilian resident passenger "
    "worker migrant refugee fighter hostage".split()
)
_EMPTY = STOP_WORDS | word_set("empty_words")
_ENDINGS = (
    "isations",
    "izations",
    "ations",
    "ation",
    "ments",
    "ment",
    "ingly",
    "edly",
    "ings",
    "ing",
    "ers",
    "ied",
    "ies",
)
_SHORT_ENDINGS = ("ed", "es", "er", "ly", "al", "s", "e", "y")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of a word in lower case, or the name of its class ("=dead") where it has one."""
    word = bare(word)
    if word in _SAME:
        return _SAME[word]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)].removesuffix("i")
    for ending in _SHORT_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)].removesuffix("i").removesuffix("e")
    return word


@lru_cache(maxsize=20_000)
def tells(word: str) -> bool:
    """Whether a word in lower case tells what a sentence is about."""
    if len(word) < 3 or word in _EMPTY or word in MONTHS:
        return False
    return not (word in UNITS or word in TENS or word in SCALES or word in ORDINALS)


_COUNTRY_ENDINGS = ("ians", "ian", "ans", "ani", "anis", "ish", "ese", "i", "an", "a", "ia", "is")


@lru_cache(maxsize=5_000)
def land(word: str) -> str:
    """Return a country's or people's name without its ending: armenian, Armenians, Armenia → armen."""
    word = bare(word)
    for ending in sorted(_COUNTRY_ENDINGS, key=len, reverse=True):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


Pair = tuple[int, int]


def sharing(sets: Sequence[frozenset[str]], most_common: int) -> dict[Pair, int]:
    """Return the pairs of sets that share a word, and how many words they share.

    Args:
        sets: of words.
        most_common: a word that more sets have than this brings none together, so the time grows as the sets do.
    """
    postings: dict[str, list[int]] = {}
    for index, words in enumerate(sets):
        for word in words:
            postings.setdefault(word, []).append(index)
    counts: dict[Pair, int] = {}
    for posting in postings.values():
        if len(posting) <= most_common:
            for pair in combinations(posting, 2):
                counts[pair] = counts.get(pair, 0) + 1
    return counts
