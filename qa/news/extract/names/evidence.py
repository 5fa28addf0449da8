"""What the words around a run of capitals, and its own shape, say about what it names."""

import re
from collections.abc import Sequence

from qa.news.extract.names.common import ordinary
from qa.news.extract.names.given import FEMALE, GIVEN, MALE
from qa.news.extract.names.tokens import Token
from qa.news.extract.names.words import CALENDAR, FEMALE_TITLES, MALE_TITLES, ROLES
from qa.news.extract.word_lists import word_set

# Endings of surnames that hardly any other English word has.
_SURNAME = re.compile(
    """.{2,}(?:yan|yants|enko|chuk|shvili|adze|idze|ovich|evich|ovic|evic|oglu|escu|opoulos|akis|sson|[^aeiou]sen
    |[lkn]sky|[lkn]skiy|wski|[^aeiou]ov|[^aeiou]ova|[aeiy]ev|[aeiy]eva|zade|zadeh|nejad)"""
)
_SAYING = word_set("verbs_after_people")
_IN = frozenset("in near outside inside throughout across around".split())
_KINDS_OF_PLACE = word_set("place_nouns")
_AFTER_PLACE = word_set("place_nouns_after")
_BODY_WORDS = word_set("organisation_nouns_after")
_HELD_IN = word_set("nouns_held_in")
_DWELLERS = word_set("dwellers")
_RELATION = word_set("relatives")


def evident_role(word: str) -> bool:
    """Whether a word in lower case stands right before the name of a person ("spokesman", "sister")."""
    return word in ROLES or word in _RELATION


def gender(title: str, given: str) -> str:
    """Return "m", "f" or "" for a person with this title before the name and this first name, folded."""
    if title in MALE_TITLES or title in FEMALE_TITLES:
        return "m" if title in MALE_TITLES else "f"
    if (given in MALE) == (given in FEMALE):
        return ""
    return "m" if given in MALE else "f"


def like_surname(word: str) -> bool:
    """Whether a folded word has the shape of a surname."""
    return len(word) > 4 and bool(_SURNAME.fullmatch(word))


def no_name(token: Token, lower: frozenset[str]) -> bool:
    """Whether a capital word is an ordinary one: in the language, or because this text has it in lower case as well."""
    return (ordinary(token.low) or token.low in lower) and token.low not in GIVEN


def speaks(tokens: Sequence[Token], end: int) -> bool:
    """Whether the words after a name tell of a person: a verb of saying, "who"."""
    after = tokens[end] if end < len(tokens) else None
    return after is not None and not after.initial and (after.low in _SAYING or after.low in ("who", "whose"))


def told_by(tokens: Sequence[Token], start: int, text: str) -> bool:
    """Whether the words before a name tell of a person: `said X`, at the end of a quotation."""
    before = tokens[start - 1] if start else None
    return (
        before is not None
        and before.low in ("said", "wrote", "added", "says")
        and tokens[start].joined
        and text[before.start - 2 : before.start - 1] in "”\"’',"
    )


def aged(tokens: Sequence[Token], end: int, text: str) -> bool:
    """Whether an age follows a name: "Ana Lima, 51,"."""
    if end >= len(tokens):
        return False
    after = tokens[end]
    return (
        after.text.isdigit()
        and len(after.text) == 2
        and text[tokens[end - 1].end : after.start] == ", "
        and text[after.end : after.end + 1] in (",", ".")
    )


def datelined(tokens: Sequence[Token], end: int, text: str) -> bool:
    """Whether the words before `end` open a dateline: "Varmund, March 12 (TNA) - "."""
    if not 0 < end < len(tokens) - 1 or tokens[end].low not in CALENDAR or not tokens[end + 1].text.isdigit():
        return False
    at = tokens[end].start
    line = text.rfind("\n", max(0, at - 60), at) + 1
    opens = (line > 0 or at < 60) and len(text[line:at].split()) <= 3
    return opens and text[tokens[end - 1].end : at] == ", "


def credited(tokens: Sequence[Token], start: int, text: str) -> bool:
    """Whether an acronym stands in the brackets that end a dateline: "(TNA) -"."""
    token = tokens[start]
    around = text[max(0, token.start - 1) : token.start] + text[token.end : token.end + 3]
    return around in ("() —", "() –", "() -")


def placed(tokens: Sequence[Token], start: int, end: int) -> int:
    """Return how sure the words around a name make it a place: 3 ("town of X", "X region"), 2 ("in X"), 0."""
    before = tokens[start - 1] if start else None
    after = tokens[end] if end < len(tokens) else None
    if after is not None and after.joined and after.low in _AFTER_PLACE and not after.capital:
        return 3
    if before is None or not tokens[start].joined:
        return 0
    if before.low == "of" and start > 1 and tokens[start - 2].low in _KINDS_OF_PLACE:
        return 3
    if before.low == "of" and start > 1 and tokens[start - 2].low in _DWELLERS:
        return 2
    if before.low == "and" and start > 2 and tokens[start - 2].capital:
        first = start - 2
        while first > start - 6 and first > 0 and tokens[first].capital:
            first -= 1
        return 2 if tokens[first].low == "between" else 0
    if start > 1 and tokens[start - 2].low in _HELD_IN:
        return 0
    follows = after is not None and after.joined and not after.capital and after.low in _BODY_WORDS
    return 2 if before.low in _IN and not tokens[end - 1].possessive and not follows else 0


def bodied(tokens: Sequence[Token], end: int) -> bool:
    """Whether the words after a name tell of a body: "X spokesman", "X shares"."""
    after = tokens[end] if end < len(tokens) else None
    return after is not None and after.low in _BODY_WORDS and (after.joined or tokens[end - 1].possessive)
