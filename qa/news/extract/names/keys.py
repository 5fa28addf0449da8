"""When two spellings are one name: a folded key, and the spelling to prefer among those that share it.

The key joins what differs in print only (case, accents, hyphens, dots, "the") and a short list of names that mean the same.
It joins no two spellings because they sound alike: Haratunyan and Harutyunyan may be two people.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from qa.news.extract.names.places import FORMAL

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

_ALIASES = {
    "united states": "us|usa|u s|america|united states of america",
    "united kingdom": "uk|u k|britain|great britain|united kingdom of great britain and northern ireland",
    "european union": "eu|e u",
    "united nations": "un|u n|united nations organization|uno",
    "united arab emirates": "uae",
    "soviet union": "ussr|union of soviet socialist republics",
    "north atlantic treaty organization": "nato",
    "organization for security and cooperation in europe": "osce",
    "world health organization": "who|w h o",
    "international monetary fund": "imf",
    "european central bank": "ecb",
    "international criminal court": "icc",
    "international court of justice": "icj",
    "collective security treaty organization": "csto",
    "commonwealth of independent states": "cis",
    "international committee of red cross": "icrc",
    "international atomic energy agency": "iaea",
    "world trade organization": "wto",
    "organization of petroleum exporting countries": "opec",
    "federal bureau of investigation": "fbi|f b i",
    "central intelligence agency": "cia|c i a",
    "british broadcasting corporation": "bbc",
    "democratic republic of congo": "dr congo|drc|congo kinshasa",
    "congo": "republic of congo|congo brazzaville",
    "south korea": "republic of korea|rok",
    "north korea": "democratic peoples republic of korea|dprk",
    "china": "peoples republic of china|prc",
    "taiwan": "republic of china",
    "russia": "russian federation",
    "syria": "syrian arab republic",
    "ireland": "republic of ireland",
    "laos": "lao peoples democratic republic",
    "vatican city": "vatican|holy see",
    "netherlands": "holland",
    "turkey": "turkiye",
    "czech republic": "czechia",
    "myanmar": "burma",
    "ivory coast": "cote divoire",
    "cape verde": "cabo verde",
    "east timor": "timor leste",
    "eswatini": "swaziland",
    "north macedonia": "republic of north macedonia",
    "bosnia and herzegovina": "bosnia|bosnia herzegovina",
    "nagorno karabakh": "mountainous karabakh|nagornyi karabakh|nagorny karabakh",
    "kyiv": "kiev",
    "odesa": "odessa",
    "nakhichevan": "nakhchivan|naxcivan",
    "st petersburg": "saint petersburg",
    "washington": "washington dc",
    "gaza": "gaza strip",
    "dnipro river": "dnieper river",
}
_CANONICAL = {alias: key for key, aliases in _ALIASES.items() for alias in aliases.split("|")}

_WORDS = {
    "organisation": "organization",
    "organisations": "organizations",
    "defence": "defense",
    "centre": "center",
    "programme": "program",
    "saint": "st",
    "&": "and",
    "sergei": "sergey",
    "andrei": "andrey",
    "alexei": "alexey",
    "aleksei": "alexey",
    "aleksey": "alexey",
    "nikolai": "nikolay",
    "dmitri": "dmitry",
    "dmitriy": "dmitry",
    "dmitrii": "dmitry",
    "yuri": "yury",
    "yuriy": "yury",
    "aleksandr": "alexandr",
    "vasili": "vasily",
    "vasiliy": "vasily",
    "anatoli": "anatoly",
    "anatoliy": "anatoly",
    "gennadi": "gennady",
    "gennadiy": "gennady",
    "vitali": "vitaly",
    "vitaliy": "vitaly",
}
_SKY = re.compile(
    r"sk(?:iy|yi|yy|ii|ij|yj)$"
)  # one Cyrillic ending in five transliterations; Polish -ski is left alone


def name_key(name: str) -> str:
    """Return the key that the spellings of one name share: lower-case words parted by single spaces; "" for no name."""
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
