"""Names of speakers: what titles and offices are, when two names mean one speaker."""

import re
import unicodedata
from itertools import dropwhile

from qa.news.extract.word_lists import word_set, word_table

TITLES = word_set("speaker_titles")
"""Words before a name that are no part of it."""
ROLES = TITLES | word_set("speaker_roles")
"""Nouns for people by what they are or do."""
SURNAMES = word_set("role_surnames")
"""Words for people that are last names as well."""
BODIES = word_set("organisation_nouns")
"""Nouns for bodies that speak."""
DOCUMENTS = word_set("document_nouns")
"""Nouns for writings that are quoted."""
SAME_OFFICE = {word: office for office, words in word_table("same_offices").items() for word in (office, *words)}
"""One word for offices that news calls by several."""

_PARTICLES = frozenset("of for to from at in on with and or by the".split())
_WORD = re.compile(r"[^\W_]+(?:[-'.&][^\W_]+)*")
_JUNIOR = frozenset(("jr", "sr", "ii", "iii"))


def speaker_key(name: str) -> str:
    """Return `name` folded for looking up: case, diacritics, titles and a leading article dropped, words single-spaced.

    Titles are dropped where a name follows: `President Charles Michel` and `Charles Michel` have one key, and
    `the president` keeps the office that is all it says. Nothing but signs gives an empty key.
    """
    folded = unicodedata.normalize("NFKD", name.casefold().replace("’", "'").replace("‘", "'"))
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    words = _WORD.findall(bare)
    words = list(dropwhile(("the", "a", "an").__contains__, words))
    words = words[_titled(words) :]
    if len(words) > 1 and words[-1] in _JUNIOR:
        words.pop()
    if words and words[-1].endswith("'s"):
        words[-1] = words[-1][:-2]
    return " ".join(words)


def _titled(words: list[str]) -> int:
    """Return how many words at the front are titles or offices before a name."""
    last = max((i for i, word in enumerate(words) if word in TITLES), default=-1)
    rest = words[last + 1 :]
    if last < 0 or not 1 <= len(rest) <= 4 or any(word in _PARTICLES for word in words):
        return 0
    return 0 if any(word in BODIES or word in ROLES for word in rest) else last + 1


def speaks_as(name: str, asked: str) -> bool:
    """Say whether the stored speaker `name` answers to what a user typed.

    A last name answers for the whole (`michel` for `Charles Michel`), and so does a name with inner parts left out or
    initials. A stored last name alone answers to the whole name, since the article knew no more. A first name alone
    answers to nothing.
    """
    stored, wanted = speaker_key(name).split(), speaker_key(asked).split()
    if not stored or not wanted:
        return False
    if stored == wanted:
        return True
    if len(wanted) < len(stored) and stored[-len(wanted) :] == wanted:
        return stored[-len(wanted) - 1] not in _PARTICLES
    if len(stored) == 1 and len(wanted) > 1:
        plain = stored[0] not in BODIES | ROLES | DOCUMENTS
        return plain and stored[0] == wanted[-1] and not any(word in BODIES | ROLES | DOCUMENTS for word in wanted)
    return _shortened(stored, wanted)


def _shortened(stored: list[str], wanted: list[str]) -> bool:
    if len(stored) < 2 or len(wanted) < 2 or stored[-1] != wanted[-1]:
        return False
    short, long = sorted((stored, wanted), key=len)
    if any(word in BODIES for word in long):
        return False
    first, other = short[0].rstrip("."), long[0].rstrip(".")
    same = first == other or (min(len(first), len(other)) == 1 and first[0] == other[0])
    known = frozenset(long)
    return same and all(word in known or len(word) == 1 for word in short[1:-1])
