"""When two spellings are one name: a folded key, and the spelling to prefer among those that share it.

The key joins what differs in print only (case, accents, hyphens, dots, "the") and a short list of names that mean the same.
It joins no two spellings because they sound alike: Haratunyan and Harutyunyan may be two people.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from corpus.text.remembered import Remembered
from qa.news.extract.names.gazetteer import FORMAL
from qa.news.extract.word_lists import word_table

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe", "ə": "a", "ħ": "h"}
)
_POSSESSIVE = re.compile(r"(?<=\w)(?:['’‘ʼ]s|(?<=s)['’])\s*$")
_NOTHING = re.compile(r"['’‘ʼ`´ʻʹʺ\".“”«»,()\[\]]")
_SPACE = re.compile(r"[\s\-‐‑–—_/]+")
_LEGAL_FORM = frozenset("inc incorporated ltd limited llc plc gmbh".split())
_FORMAL_PLACE = re.compile(
    r"(?:(?:islamic|federal|federative|bolivarian|socialist|democratic|federal democratic|people'?s|hashemite|arab) )?"
    r"(?:republic|kingdom|state|commonwealth|federation|sultanate|principality|grand duchy) of (?:the )?(.+)"
)

_ALIASES = word_table("name_aliases")
_CANONICAL = {alias: key for key, aliases in _ALIASES.items() for alias in aliases}

_WORDS = {variant: word for word, variants in word_table("spelling_variants").items() for variant in variants}
_SKY = re.compile(
    r"sk(?:iy|yi|yy|ii|ij|yj)$"
)  # one Cyrillic ending in five transliterations; Polish -ski is left alone


def name_key(name: str) -> str:
    """Return the key that the spellings of one name share: lower-case words separated by single spaces; "" for no name."""
    return _KEYS[name]


def _key(name: str) -> str:
    text = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", name)).casefold().translate(_LETTERS)
    text = _SPACE.sub(" ", _NOTHING.sub(_dropped, "".join(c for c in text if not unicodedata.combining(c)))).strip()
    words = _without_articles(_initials_joined([_word(w) for w in text.split()]))
    while len(words) > 1 and words[-1] in _LEGAL_FORM:
        words.pop()
    key = " ".join(words).replace("co operation", "cooperation")
    key = _CANONICAL.get(key, key)
    formal = _FORMAL_PLACE.fullmatch(key)
    if formal and formal[1] in FORMAL:
        key = formal[1]
    return _CANONICAL.get(key, key)


_KEYS = Remembered(_key)


def variants(names: Iterable[str]) -> dict[str, str]:
    """Return for each name the spelling to prefer among those with its key: no acronym, then the commonest, then the longest."""
    counts = Counter(names)
    best: dict[str, str] = {}
    for name in sorted(counts, key=lambda n: (not is_acronym(n), counts[n], len(n), n), reverse=True):
        best.setdefault(name_key(name), name)
    return {name: best[name_key(name)] for name in counts}


def is_acronym(name: str) -> bool:
    """Whether a name is written in capital letters alone, with or without dots, and short."""
    letters = name.replace(".", "")
    return 2 <= len(letters) <= 6 and letters.isalnum() and letters.isupper()


def is_formal(name: str) -> bool:
    """Whether a name is the formal one of a country that has a short one: "Republic of Armenia"."""
    folded = " ".join(_without_articles(name.casefold().split()))
    formal = _FORMAL_PLACE.fullmatch(folded)
    return formal is not None and formal[1] in FORMAL


def _dropped(found: re.Match[str]) -> str:
    return " " if found[0] in ".,()[]" else ""


def _word(word: str) -> str:
    return _WORDS.get(word) or _SKY.sub("sky", word)


def _without_articles(words: list[str]) -> list[str]:
    """Drop "the": before the name, and inside it ("Commission of the European Union")."""
    return [w for w in words if w != "the"] or words


def _initials_joined(words: list[str]) -> list[str]:
    """Write single letters in a row as one word: "U. S." and "J. K. Rowling" as "US" and "JK Rowling"."""
    joined: list[list[str]] = []
    run = False
    for word in words:
        single = len(word) == 1 and word.isalpha()
        if single and run:
            joined[-1].append(word)
        else:
            joined.append([word])
        run = single
    return ["".join(parts) for parts in joined]
