"""Names with a head word: which word of a run is its head, and how far "of", "for", "on" and "and" carry the name on."""

from collections.abc import Sequence

from qa.news.extract.names.common import FUNCTION_WORDS
from qa.news.extract.names.given import GIVEN
from qa.news.extract.names.kinds import Kind
from qa.news.extract.names.lexicon import Lexicon, is_adjective
from qa.news.extract.names.runs import Item, Part, topic
from qa.news.extract.names.tokens import Token
from qa.news.extract.names.words import (
    CALENDAR,
    FORMAL_OPENERS,
    HONORIFICS,
    ORG_HEADS,
    PLACE_OPENERS,
    ROLES,
    WEAK_ORG_HEADS,
    WEAK_PLACE_HEADS,
)

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
    """Whether a head that is an ordinary word, or a surname, heads nothing here: "Charlotte Church"."""
    return index == 1 and len(items) == 2 and items[0].part is Part.WORD and tokens[items[0].start].low in GIVEN


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
