"""Runs of capital words cut into what each word of them is, so that names can be told from titles, roles and days."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from qa.news.extract.names.common import FUNCTION_WORDS
from qa.news.extract.names.given import GIVEN
from qa.news.extract.names.kinds import Kind
from qa.news.extract.names.lexicon import AMBIGUOUS, Lexicon, is_adjective
from qa.news.extract.names.tokens import Token
from qa.news.extract.names.words import (
    CALENDAR,
    HONORIFICS,
    NOT_ACRONYMS,
    ORG_HEADS,
    OTHER_HEADS,
    PARTICLES,
    PLACE_HEADS,
    PLACE_OPENERS,
    ROLE_MODIFIERS,
    ROLES,
    TOPICS,
    WEAK_PLACE_HEADS,
)
from qa.news.extract.word_lists import word_set

_LONGEST_RUN = 14
_HEADS = ORG_HEADS | PLACE_HEADS | OTHER_HEADS
_NAMES_TOO = GIVEN & FUNCTION_WORDS
_DIRECTIONS = word_set("directions")
_ORDINALS = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth".split())


class Part(Enum):
    """What a word, or a listed phrase, is inside a run."""

    PHRASE = auto()
    ADJECTIVE = auto()
    ROLE = auto()
    HONORIFIC = auto()
    STOP = auto()
    BODY = auto()
    PLACE = auto()
    THING = auto()
    WORD = auto()


@dataclass(slots=True)
class Item:
    """A part of a run: the words `start` to `end` of the text, by number."""

    start: int
    end: int
    part: Part
    kind: Kind = Kind.OTHER


def run_end(tokens: Sequence[Token], start: int) -> int:
    """Return where the run of capitals that begins at `start` ends; particles between capitals ("van der") belong to it."""
    end = start + 1
    while end < len(tokens) and end - start < _LONGEST_RUN and tokens[end].joined:
        if tokens[end].capital:
            end += 1
            continue
        after = end
        while after < len(tokens) and after - end < 2 and tokens[after].joined and tokens[after].low in PARTICLES:
            after += 1
        if after == end or after >= len(tokens) or not (tokens[after].joined and tokens[after].capital):
            break
        if tokens[end - 1].low in FUNCTION_WORDS or tokens[after].low in ROLES:
            break
        end = after + 1
    return end


def items_of(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> list[Item]:
    """Return what the words of a run are. A listed phrase may reach beyond the run's end ("Bosnia and Herzegovina")."""
    items: list[Item] = []
    at = start
    while at < end:
        match = lexicon.match(tokens, at)
        if match and not (match[0] == 1 and _doubtful(tokens, at, end)):
            if match[1] is Kind.PLACE and items and tokens[at].joined and tokens[items[-1].start].low in _DIRECTIONS:
                start = items.pop().start  # "North Atlantic", "Eastern Ukraine"
                match, at = (match[0] + at - start, match[1]), start
            items.append(Item(at, at + match[0], Part.PHRASE, match[1]))
            at += match[0]
        else:
            items.append(Item(at, at + 1, _part(tokens, at, end)))
            at += 1
    return items


def _doubtful(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether a listed name of one word may be something else here: a word that opens a sentence, a first name."""
    token = tokens[at]
    if token.low == "x":
        return not (at and tokens[at - 1].low in ("on", "to", "platform", "network"))
    if token.initial and token.low in AMBIGUOUS:
        return True
    alone = at + 1 >= end
    if token.low in GIVEN and not alone and not tokens[at].possessive:
        after = tokens[at + 1]
        return after.low not in ROLES and after.low not in ORG_HEADS and after.low not in PLACE_HEADS
    return token.low in ORG_HEADS and not alone


def _part(tokens: Sequence[Token], at: int, end: int) -> Part:
    token = tokens[at]
    low = token.low
    after = tokens[at + 1] if at + 1 < end else None
    if (low in CALENDAR or low.removesuffix("s") in CALENDAR) and not (
        low in GIVEN and after and after.low not in CALENDAR and _opens_name(tokens, at)
    ):
        return Part.THING if after and after.low in ("day", "revolution") else Part.STOP
    if (low in _ORDINALS or low in _NAMES_TOO) and after is not None and not token.initial:
        return Part.WORD  # "Second Karabakh War", "Will Hale"
    if low in FUNCTION_WORDS or (low in NOT_ACRONYMS and token.text.isupper() and low not in ROLES):
        return Part.STOP
    if low in HONORIFICS:
        return _honorific(tokens, at, end)
    if low in ROLES or (low in ROLE_MODIFIERS and after is not None):
        return _role(tokens, at, end)
    if is_adjective(low):
        return Part.ADJECTIVE
    if low in GIVEN and at and after is not None and after.low not in _HEADS and not token.possessive:
        return Part.WORD  # "Coach Bill Strachan"
    return _head(low, opens=after is not None)


def _head(low: str, *, opens: bool) -> Part:
    if low in ORG_HEADS:
        return Part.BODY
    if low in OTHER_HEADS:
        return Part.THING
    return Part.PLACE if low in PLACE_HEADS or (opens and low in PLACE_OPENERS) else Part.WORD


def _opens_name(tokens: Sequence[Token], at: int) -> bool:
    return bool(at) and tokens[at - 1].low not in ("in", "on", "since", "by", "until", "from", "of", "last", "next")


def _honorific(tokens: Sequence[Token], at: int, end: int) -> Part:
    """A title before a name, unless it ends the run, or a saint's whose name something bears ("St. Anna Hospital")."""
    low = tokens[at].low
    if at + 1 >= end:
        return Part.STOP if low in ("mr", "mrs", "ms", "dr") else Part.WORD
    if low in ("st", "saint") and any(t.low in _HEADS for t in tokens[at + 2 : min(end, at + 4)]):
        return Part.WORD
    return Part.HONORIFIC


def _role(tokens: Sequence[Token], at: int, end: int) -> Part:
    """A role, unless the word after it makes both the name of a body ("General Assembly", "Prime Minister's Office")."""
    last = at
    while last + 1 < end and not tokens[last].possessive and tokens[last + 1].low in ROLES:
        last += 1
    if last > at and not tokens[last].possessive:
        return Part.ROLE
    after = tokens[last + 1].low if last + 1 < end else ""
    body = after in ORG_HEADS and after not in WEAK_PLACE_HEADS and after not in ROLES
    return Part.WORD if body else Part.ROLE


def topic(token: Token) -> bool:
    """Whether a word says what an office or a ministry is for."""
    return token.low in TOPICS or token.low == "state"
