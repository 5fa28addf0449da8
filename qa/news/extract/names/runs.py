"""Runs of capital words: what each word of them is, and which word is the head of a name.

Names are told from titles, roles and days that way; "of", "for", "on" and "and" carry a name with a head word on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from qa.news.extract.names.gazetteer import AMBIGUOUS, Kind, Lexicon, is_adjective
from qa.news.extract.names.vocabulary import (
    CALENDAR,
    COMPANY_SUFFIXES,
    FORMAL_OPENERS,
    FUNCTION_WORDS,
    GIVEN,
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
    WEAK_ORG_HEADS,
    WEAK_PLACE_HEADS,
)
from qa.news.extract.tokens import Token
from qa.news.extract.word_lists import word_set

_LONGEST_RUN = 14
_HEADS = ORG_HEADS | PLACE_HEADS | OTHER_HEADS
_NAMES_TOO = GIVEN & FUNCTION_WORDS
_SUFFIXES = frozenset("jr sr ii iii iv".split())
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
        if match and not (match[0] == 1 and (_doubtful(tokens, at, end) or _ends_name(tokens, start, at))):
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
    if token.initial and token.low in AMBIGUOUS and not token.shouted:
        return True
    alone = at + 1 >= end
    if token.low in PARTICLES and not alone:
        return True  # "Van der Berg"
    if token.low in GIVEN and not alone and not tokens[at].possessive:
        after = tokens[at + 1]
        return after.low not in ROLES and after.low not in ORG_HEADS and after.low not in PLACE_HEADS
    return token.low in ORG_HEADS and not alone


def _ends_name(tokens: Sequence[Token], start: int, at: int) -> bool:
    """Whether a body that is listed alone ends a longer name here: "Iraqi National Congress", but "US Congress"."""
    return at > start + 1 and tokens[at].low in ORG_HEADS and tokens[at - 1].low in ("national", "general", "people's")


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
    if len(token.text) == 1 and after is not None and at and token.joined and tokens[at - 1].low in GIVEN:
        return Part.WORD  # "Anna A. Baker"
    if low in FUNCTION_WORDS or (low in NOT_ACRONYMS and token.text.isupper() and low not in ROLES):
        return Part.STOP
    if low in HONORIFICS:
        return _honorific(tokens, at, end)
    if _is_surname(tokens, at, end) or (low in ROLES and low in GIVEN and after is not None and after.low not in ROLES):
        return Part.WORD
    if low in ROLES or (low in ROLE_MODIFIERS and after is not None):
        return _role(tokens, at, end)
    if is_adjective(low):
        return Part.ADJECTIVE
    if low in GIVEN and at and after is not None and after.low not in _HEADS and not token.possessive:
        return Part.WORD  # "Coach Bill Strachan"
    return _head(low, opens=after is not None)


def _is_surname(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether a role is the surname after a first name: "Mark Butcher", "John Major", "Anna B. Baker III"."""
    last = at + 1 >= end or (at + 2 >= end and tokens[at + 1].low in _SUFFIXES)
    if tokens[at].low not in ROLES or not last or not at or not tokens[at].joined:
        return False
    first = tokens[at - 1]
    if len(first.text) == 1 and at > 1 and first.joined:
        first = tokens[at - 2]
    return first.capital and first.low in GIVEN and first.low not in ROLES


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


_KINDS = {Part.BODY: Kind.ORGANISATION, Part.PLACE: Kind.PLACE, Part.THING: Kind.OTHER}
_OFFICES = frozenset(
    "office ministry department administration committee council cabinet court conference congress".split()
)
_FOR_HEADS = frozenset("of for on".split())
_MOST_LINKS = 5
_LONGEST = 24


def head_of(tokens: Sequence[Token], items: Sequence[Item]) -> tuple[int, Kind] | None:
    """Return the number of the item that is the head of a name, and the kind it makes; None for none."""
    for index in range(len(items) - 1, -1, -1):
        item = items[index]
        kind = _KINDS.get(item.part)
        if kind is None:
            continue
        word = tokens[item.start].low
        if index == 0 and len(items) > 1 and item.part is Part.PLACE and word in PLACE_OPENERS:
            if all(i.part in (Part.WORD, Part.PHRASE) for i in items[1:3]):
                return min(len(items) - 1, 2), kind
            continue
        if index and word in WEAK_ORG_HEADS | WEAK_PLACE_HEADS and _weak(tokens, items, index):
            continue
        return index, kind
    return None


def _weak(tokens: Sequence[Token], items: Sequence[Item], index: int) -> bool:
    """Whether a head that is an ordinary word, or a surname, heads nothing here: "Charlotte Church", "Anna Hall Berg"."""
    named = items[0].part is Part.WORD and tokens[items[0].start].low in GIVEN
    return named and index == 1 and (len(items) == 2 or (len(items) == 3 and items[2].part is Part.WORD))


def reach(tokens: Sequence[Token], items: Sequence[Item], kind: Kind, lexicon: Lexicon) -> tuple[int, bool]:
    """Return where a name whose head ends `items` ends, and whether a phrase ("of ...") belongs to it."""
    start, end = items[0].start, items[-1].end
    head = tokens[end - 1].low
    carried = False
    last = head
    for _ in range(_MOST_LINKS):
        after = _link(tokens, end, kind, last, lexicon, first=not carried)
        if after is None or after - start > _LONGEST:
            break
        last = tokens[end].low
        end, carried = after, True
        if kind is not Kind.ORGANISATION and last not in ("of", "on", "for", "and"):
            break
        if kind is Kind.PLACE:
            break
    return end, carried


def _link(tokens: Sequence[Token], end: int, kind: Kind, last: str, lexicon: Lexicon, *, first: bool) -> int | None:
    """Return where the phrase ends that carries a name on from `end`; None where none does."""
    if end + 1 >= len(tokens) or not (tokens[end].joined and tokens[end + 1].joined) or tokens[end - 1].possessive:
        return None
    word = tokens[end].low
    at = end + 1
    article = tokens[at].low == "the"
    if article:
        at += 1
    if at >= len(tokens) or not (tokens[at].joined and tokens[at].capital):
        return None
    if not _carries(word, kind, tokens[end - 1].low, last, article=article, first=first):
        return None
    if word == "in" and not lexicon.match(tokens, at):
        return None
    if word == "and":
        return _capitals(tokens, at, lexicon) if topic(tokens[at]) and topic(tokens[end - 1]) and not article else None
    if (
        tokens[at].low in ROLES
        and not topic(tokens[at])
        and not (tokens[end - 1].low in _OFFICES and (article or tokens[at].low.endswith("s")))
    ):
        return None
    if tokens[at].low in HONORIFICS or (tokens[at].low in GIVEN and not lexicon.match(tokens, at)):
        return None
    return _capitals(tokens, at, lexicon)


def _carries(word: str, kind: Kind, head: str, last: str, *, article: bool, first: bool) -> bool:
    if kind is Kind.PLACE:
        return word == "of" and head in FORMAL_OPENERS
    if kind is Kind.ORGANISATION and head in COMPANY_SUFFIXES:
        return False
    if kind is Kind.OTHER:
        return (
            (word == "of" and not article)
            or (word in ("on", "for") and not article)
            or (word == "and" and last in ("on", "for", "and"))
        )
    if word == "in":
        return last == "for" or last == "and"
    return word in _FOR_HEADS or (word == "and" and not first)


def _capitals(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int | None:
    """Return where the capitals end that begin at `at`."""
    end = at
    while end < len(tokens) and end - at < 6 and tokens[end].capital and (end == at or tokens[end].joined):
        low = tokens[end].low
        if low in FUNCTION_WORDS or low in CALENDAR or (end > at and low in HONORIFICS):
            break
        match = lexicon.match(tokens, end)
        end += match[0] if match else 1
        if tokens[end - 1].possessive:
            break
    return end if end > at else None


def field_end(tokens: Sequence[Token], end: int) -> int:
    """Return where the field of an office ends that is named before `end`: "Minister | of Foreign Affairs"."""
    while (
        end + 1 < len(tokens)
        and tokens[end].joined
        and tokens[end + 1].joined
        and tokens[end].low in ("of", "for", "and")
    ):
        at = end + 1
        while (
            at < len(tokens)
            and tokens[at].joined
            and tokens[at].capital
            and (topic(tokens[at]) or is_adjective(tokens[at].low))
        ):
            at += 1
        if at == end + 1 or not any(topic(t) for t in tokens[end + 1 : at]):
            break
        if at < len(tokens) and tokens[at].joined and tokens[at].capital and tokens[at].low in ORG_HEADS:
            break  # "President of the European Council" without its article
        end = at
    return end


def unlisted_of(tokens: Sequence[Token], end: int, lexicon: Lexicon) -> int:
    """Return where "of" and an unlisted name end that follow at `end`: "Realm | of Historia"; 0 where they do not."""
    if end + 1 >= len(tokens) or tokens[end].low != "of" or not (tokens[end].joined and tokens[end + 1].joined):
        return 0
    name = tokens[end + 1]
    others = ROLES | HONORIFICS | CALENDAR | GIVEN
    if (
        not name.capital
        or name.low in others
        or name.low in FUNCTION_WORDS
        or is_adjective(name.low)
        or lexicon.match(tokens, end + 1)
    ):
        return 0
    return _capitals(tokens, end + 1, lexicon) or 0
