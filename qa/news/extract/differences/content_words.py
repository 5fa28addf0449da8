"""The words of a sentence that say what it is about, each brought to a stem, so that two sentences can be compared."""

from functools import lru_cache

from qa.news.extract.figures.counted import STOP_WORDS, bare
from qa.news.extract.figures.special import MONTHS
from qa.news.extract.figures.words import ORDINALS, SCALES, TENS, UNITS
from qa.news.extract.word_lists import word_set, word_table

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
