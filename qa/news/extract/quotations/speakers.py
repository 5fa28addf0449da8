"""Names of speakers: which capitalised words name a person."""

from collections.abc import Iterator

from corpus.text.calendar import MONTHS, WEEKDAYS
from qa.news.extract.names.vocabulary import ordinary
from qa.news.extract.quotations.vocabulary import BODIES, DOCUMENTS, ROLES, SURNAMES, TITLES
from qa.news.extract.tokens import Token
from qa.news.extract.word_lists import word_set

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
    if not 1 <= len(name) <= 5 or any(word.low in BODIES for word in name):
        return None
    if all(ordinary(word.low) for word in name):
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
