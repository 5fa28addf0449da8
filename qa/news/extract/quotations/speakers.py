"""Names of speakers: which capitalised words name a person, and when two names mean one speaker."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import dropwhile

from corpus.text.calendar import MONTHS, WEEKDAYS
from qa.news.extract.names.vocabulary import ordinary
from qa.news.extract.quotations.vocabulary import BODIES, DOCUMENTS, ROLES, SURNAMES, TITLES
from qa.news.extract.tokens import Token
from qa.news.extract.word_lists import word_set

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


_FUNCTION = word_set("speaker_function_words")

DAYS = WEEKDAYS | MONTHS | {"morning", "afternoon", "evening", "night"}

LINKS = word_set("particles")

_NATIVE = word_set("speaker_adjectives")

_NATIVE_ENDS = ("ian", "ean", "ese", "ish", "ani", "eni")

_GIVEN = word_set("speaker_given_names")

_TRADE_ENDS = ("man", "woman", "ist", "eer", "master", "mistress", "smith", "keeper", "wright", "monger")


def name_runs(tokens: list[Token], low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield `(first, last)` of the runs of capitalised words in `tokens[low:high]`."""
    first = None
    at = low
    while at < high:
        token = tokens[at]
        named = (
            token.capital
            and token.low not in DAYS
            and (token.low not in _FUNCTION or (token.text.isupper() and len(token.text) > 1))
        )
        linked = first is not None and token.low in LINKS and at + 1 < high and _leads_on(tokens, at + 1, high)
        if named:
            first = at if first is None else first
            if token.possessive:
                yield first, at + 1
                first = None
        elif first is not None and not linked:
            yield first, at
            first = None
        at += 1
    if first is not None:
        yield first, high


def _leads_on(tokens: list[Token], at: int, high: int) -> bool:
    """Say whether a name goes on after its particle, or after two: `de la Cruz`."""
    return tokens[at].capital or (tokens[at].low in LINKS and at + 1 < high and tokens[at + 1].capital)


def person_in(tokens: list[Token], first: int, last: int) -> tuple[int, int] | None:
    """Return where the name begins in a run of capitalised words, or None when it names no person."""
    words = tokens[first:last]
    if words[-1].name >= 0:
        return _named_person(tokens, first, last)
    if words[-1].low in (BODIES | ROLES | DOCUMENTS) - SURNAMES:
        return None
    begin = _after_titles(tokens, first, last)
    name = tokens[begin:last]
    if not 1 <= len(name) <= 5 or any(word.low in BODIES or ordinary(word.low) for word in name):
        return None
    if any(char.isdigit() for word in name for char in word.text):
        return None
    if len(name) == 1 and (_is_native(name[0].low) or name[0].text.isupper() or len(name[0].text) < 2):
        return None
    return begin, last


def _after_titles(tokens: list[Token], first: int, last: int) -> int:
    """Return where a name begins after titles, offices, adjectives of nations and acronyms."""
    begin = first
    for at in range(first, last - 1 if tokens[last - 1].low in SURNAMES else last):
        if tokens[at].low in TITLES or tokens[at].low in ROLES:
            begin = at + 1
    while last - begin > 2 and _is_native(tokens[begin].low):
        begin += 1
    if (
        last - begin == 3
        and begin == first
        and tokens[begin].low.endswith(_TRADE_ENDS)
        and tokens[begin].low not in _GIVEN
    ):
        begin += 1
    while (
        last - begin > 2
        and tokens[begin].shouted
        and len(tokens[begin].text) > 2
        and "." not in tokens[begin].text[1:2]
    ):
        begin += 1
    return begin


def _named_person(tokens: list[Token], first: int, last: int) -> tuple[int, int] | None:
    """Return where the name begins that the article is known to give with the last word of a run, if it is a person's."""
    if not tokens[last - 1].person:
        return None
    begin = last - 1
    while begin > first and tokens[begin - 1].name == tokens[begin].name:
        begin -= 1
    return begin, last


def _is_native(low: str) -> bool:
    return low in _NATIVE or (low.endswith(_NATIVE_ENDS) and low not in _GIVEN)


def unowned(tokens: list[Token], low: int, high: int) -> str:
    """Return the words of a name, without the possessive of the last."""
    words = [token.text for token in tokens[low:high]]
    if tokens[high - 1].possessive:
        words[-1] = words[-1][:-2] if words[-1].endswith(("’s", "'s")) else words[-1].rstrip("’'")
    return " ".join(words)
