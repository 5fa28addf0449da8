"""When two names are one speaker: the key under which a speaker is stored and looked for, and who answers to a name."""

from collections.abc import Iterable
from itertools import combinations

from qa.news.extract.names import name_key
from qa.news.extract.names.gazetteer import is_adjective, lexicon
from qa.news.extract.names.vocabulary import ordinary
from qa.news.extract.quotations.vocabulary import BODIES, DETERMINERS, DOCUMENTS, ROLES, SURNAMES, TITLES

_PARTICLES = frozenset("of for to from at in on with and or by".split())
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_OFFICES = TITLES | (ROLES - SURNAMES)
_LONGEST = 4


def speaker_key(name: str) -> str:
    """Return the key of a speaker: that of the name (`name_key`), without titles, offices and a party before it.

    They are dropped where a name follows: `President Charles Michel` and `Charles Michel` have one key, and
    `the president` keeps the office that is all it says. Nothing but signs gives an empty key.
    """
    words = [word for word in name_key(name).split() if any(char.isalnum() for char in word)]
    while len(words) > 1 and words[0] in ("a", "an"):
        words.pop(0)
    return " ".join(words[_titled(words) :])


def _titled(words: list[str]) -> int:
    """Return how many words at the front are titles or offices before a name."""
    last = max((i for i, word in enumerate(words) if word in _OFFICES), default=-1)
    rest = words[last + 1 :]
    if last < 0 or not 1 <= len(rest) <= _LONGEST or any(word in _PARTICLES for word in words):
        return 0
    return 0 if any(word in BODIES or word in ROLES - SURNAMES for word in rest) else last + 1


def speaks_as(name: str, asked: str) -> bool:
    """Say whether the stored speaker `name` answers to what a user typed.

    A last name answers for the whole (`michel` for `Charles Michel`), and so does a name with inner parts left out or
    initials. A stored last name alone answers to no first name: another of that name may have spoken. A first name alone
    answers to nothing.
    """
    stored, suffix = _parts(speaker_key(name))
    wanted, wanted_suffix = _parts(speaker_key(asked))
    if not stored or not wanted or (wanted_suffix and suffix != wanted_suffix):
        return False
    if len(wanted) < len(stored) and stored[-len(wanted) :] == wanted:
        return stored[-len(wanted) - 1] not in _PARTICLES
    if stored != wanted and not _shortened(stored, wanted):
        return False
    return suffix == wanted_suffix or (len(wanted) > 2 and stored == wanted)  # Joseph R. Biden Jr.


def _parts(key: str) -> tuple[list[str], str]:
    """Return the words of a key, and `jr` or its like apart."""
    words = key.split()
    suffix = words.pop() if len(words) > 1 and words[-1] in _SUFFIXES else ""
    return words, suffix


def _shortened(one: list[str], other: list[str]) -> bool:
    """Say whether one name is the other with inner parts left out or initials: `Ada B. Lunt`, `Ada Lunt`, `A. Lunt`."""
    if min(len(one), len(other)) < 2 or one[-1] != other[-1] or any(word in BODIES for word in (*one, *other)):
        return False
    if not _same_part(one[0], other[0]):
        return False
    short, long = sorted((one[1:-1], other[1:-1]), key=len)
    rest = iter(long)
    return all(any(_same_part(part, against) for against in rest) for part in short)


def _same_part(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def one_entry_each(speakers: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Join the spellings of one person in a list of speakers with numbers: `Ada B. Lunt` and `Ada Lunt`.

    They are joined under the spelling that has most, unless the parts between first and last name contradict each other
    somewhere in the list (`Ada B. Lunt` and `Ada C. Lunt`): then `Ada Lunt` may be either.
    """
    groups: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    for name, number in speakers:
        words, suffix = _parts(speaker_key(name))
        key = (words[0], words[-1], suffix) if len(words) > 1 and len(words[0]) > 1 else (name,)
        groups.setdefault(key, []).append((name, number))
    joined = []
    for group in groups.values():
        keys = [_parts(speaker_key(name))[0] for name, _ in group]
        if len(group) > 1 and all(_shortened(one, other) for one, other in combinations(keys, 2)):
            joined.append((max(group, key=lambda one: one[1])[0], sum(number for _, number in group)))
        else:
            joined.extend(group)
    return sorted(joined, key=lambda one: -one[1])


def is_speaker_name(speaker: str) -> bool:
    """Tell a name from what is only a word for somebody: "the statement", "shareholders", "Another"."""
    first, _, rest = speaker.partition(" ")
    if not first[:1].isupper() or first.lower() in DETERMINERS or first.lower().endswith(("'s", "’s")):
        return False
    if rest:
        return rest.rpartition(" ")[2][:1].isupper()
    low = first.lower()
    plain = ordinary(low) or low in ROLES | BODIES | DOCUMENTS or low.removesuffix("s") in ROLES
    return not plain and not is_adjective(low) and lexicon().kind((low,)) is None
