"""Runs of capitalised words, and which of them name a person."""

from collections.abc import Iterator

from qa.news.extract.quotations.frames import Token
from qa.news.extract.quotations.speakers import BODIES, DOCUMENTS, ROLES, SURNAMES, TITLES
from qa.news.extract.word_lists import word_set

_FUNCTION = word_set("speaker_function_words")

DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december jan feb mar apr jun jul aug sep sept oct nov dec morning afternoon evening night".split()
)

LINKS = word_set("speaker_particles")

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
    if words[-1].low in (BODIES | ROLES | DOCUMENTS) - SURNAMES:
        return None
    begin = first
    for at in range(first, last - 1 if words[-1].low in SURNAMES else last):
        if tokens[at].low in TITLES or tokens[at].low in ROLES:
            begin = at + 1
    if any(word.low in BODIES for word in tokens[begin:last]):
        return None
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
        and tokens[begin].text.isupper()
        and len(tokens[begin].text) > 2
        and "." not in tokens[begin].text[1:2]
    ):
        begin += 1
    if begin >= last or last - begin > 5 or any(char.isdigit() for word in tokens[begin:last] for char in word.text):
        return None
    if last - begin == 1 and (
        _is_native(tokens[begin].low) or tokens[begin].text.isupper() or len(tokens[begin].text) < 2
    ):
        return None
    return begin, last


def _is_native(low: str) -> bool:
    return low in _NATIVE or (low.endswith(_NATIVE_ENDS) and low not in _GIVEN)


def unowned(tokens: list[Token], low: int, high: int) -> str:
    """Return the words of a name, without the possessive of the last."""
    words = [token.text for token in tokens[low:high]]
    if tokens[high - 1].possessive:
        words[-1] = words[-1][:-2] if words[-1].endswith(("’s", "'s")) else words[-1].rstrip("’'")
    return " ".join(words)
