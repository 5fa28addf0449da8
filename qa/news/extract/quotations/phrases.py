"""Reading the phrase that names a speaker."""

from dataclasses import dataclass

from qa.news.extract.quotations.nouns import noun_phrase_end
from qa.news.extract.quotations.speakers import DAYS, LINKS, name_runs, person_in, unowned
from qa.news.extract.quotations.vocabulary import BODIES, DETERMINERS, DOCUMENTS, PREPOSITIONS, ROLES
from qa.news.extract.tokens import SIGN, WORD, Token
from qa.news.extract.word_lists import word_set

PERSON, ROLE, BODY, DOCUMENT, PRONOUN, OTHER = "person", "role", "body", "document", "pronoun", "other"

MAX_TOKENS = 24
"""A phrase for a speaker is no longer."""

PRONOUNS = frozenset(("he", "she", "they", "it"))

_NOT_SPEAKERS = word_set("not_speakers")

_AFTER_NOUN = frozenset(
    "who which whose that released issued published signed printed posted obtained seen speaking".split()
)

_HOLDING = frozenset(("one", "his", "her", "its", "their"))
_JOINING = frozenset(("of", "for", "from", "at", "in"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """The mention of a speaker: tokens `first` to `last` (exclusive) of their paragraph.

    `name` is what it says by itself: a name without titles for a person, else the words as printed. `about` are the
    folded words that describe a person (office, body), `head` the office of a role, `mention` the number of the name
    among those of the article, -1 for none.
    """

    kind: str
    start: int
    end: int
    name: str
    head: str = ""
    about: frozenset[str] = frozenset()
    mention: int = -1


def read_phrase(text: str, tokens: list[Token], low: int, high: int) -> Phrase | None:
    """Read `tokens[low:high]`, which stand where a speaker is named, as one phrase; None when they name nobody."""
    while low < high and (
        tokens[low].kind == SIGN or tokens[low].low in ("and", "but", "so", "yet", "as", "that", "however")
    ):
        low += 1
    high = min(high, low + MAX_TOKENS)
    comma = next((i for i in range(low, high) if tokens[i].kind == SIGN and tokens[i].text in ",(–—"), high)
    core = _without_time(tokens, low, comma)
    if core <= low:
        return None
    if core - low == 1 and tokens[low].low in PRONOUNS:
        return made(tokens, PRONOUN, low, core, name=tokens[low].low)
    if tokens[low].low in _NOT_SPEAKERS:
        return None
    return (
        _named(text, tokens, low, core)
        or _after_office(tokens, low, core)
        or _apposed(text, tokens, low, core, comma, high)
        or _printed(text, tokens, low, core)
    )


def _without_time(tokens: list[Token], low: int, high: int) -> int:
    """Return where the phrase ends when days and relative clauses after it are left out."""
    for at in range(low + 1, high):
        token = tokens[at]
        if token.low in _AFTER_NOUN or (token.low in DAYS and token.low not in ("may", "march")):
            high = at
            break
    while high > low + 1 and (
        tokens[high - 1].low in ("on", "in", "late", "early", "last", "at") or tokens[high - 1].kind == SIGN
    ):
        high -= 1
    return high


def _head_end(tokens: list[Token], low: int, high: int) -> int:
    """Return where the first preposition of the phrase stands."""
    return next((i for i in range(low + 1, high) if tokens[i].low in PREPOSITIONS), high)


def _named(text: str, tokens: list[Token], low: int, high: int) -> Phrase | None:
    """Read `the head coach Wenna Dalquist` and the like; two people joined by `and` stay as printed."""
    end = _head_end(tokens, low, high)
    runs = list(name_runs(tokens, low, end))
    if not runs or runs[-1][1] != end or tokens[end - 1].possessive:
        return None
    if end < high and tokens[end].low == "of" and not tokens[high - 1].capital and not tokens[end - 1].person:
        return None
    people = [found for run in runs if (found := person_in(tokens, *run))]
    if not people or people[-1][1] != end:
        return None
    if any(tokens[i].low in ("and", "&") for i in range(low, end)):
        return made(tokens, OTHER, low, end, name=plain(text, tokens, low, end))
    begin = people[-1][0]
    about = frozenset(token.low for token in tokens[low:begin] if token.kind == WORD)
    if begin == low and end - begin == 1 and high > end and tokens[end].low == "of":
        return None
    return made(tokens, PERSON, low, end, name=unowned(tokens, begin, end), about=about)


def _after_office(tokens: list[Token], low: int, high: int) -> Phrase | None:
    """Read `Secretary of State Ada Lunt`, whose office has a preposition in it."""
    if not tokens[high - 1].person or tokens[high - 1].possessive:
        return None
    begin = high - 1
    while begin > low and tokens[begin - 1].name == tokens[begin].name:
        begin -= 1
    office = tokens[low:begin]
    if not office or office[-1].low in PREPOSITIONS | DETERMINERS:
        return None
    if not all(t.capital or t.low in ROLES or t.low in DETERMINERS or t.low in _JOINING | {"and"} for t in office):
        return None
    about = frozenset(token.low for token in office)
    return made(tokens, PERSON, low, high, name=unowned(tokens, begin, high), about=about)


def _apposed(text: str, tokens: list[Token], low: int, core: int, comma: int, high: int) -> Phrase | None:
    """Read `its president, Dr. Runa Vesterly`: an office whose holder is named between commas."""
    head = _head(tokens, low, core)
    if (head is None and tokens[low].low not in _HOLDING) or comma >= high:
        return None
    close = next((i for i in range(comma + 1, high) if tokens[i].kind == SIGN and tokens[i].text in ",)–—"), high)
    runs = list(name_runs(tokens, comma + 1, close))
    found = person_in(tokens, *runs[0]) if len(runs) == 1 and runs[0][1] == close else None
    if found is None or any(token.low in PREPOSITIONS for token in tokens[comma + 1 : found[0]]):
        return None
    described = [*tokens[low:core], *tokens[comma + 1 : found[0]]]
    about = frozenset(token.low for token in described if token.kind == WORD)
    return made(tokens, PERSON, low, close, name=unowned(tokens, *found), about=about)


def _head(tokens: list[Token], low: int, high: int) -> str | None:
    end = _head_end(tokens, low, high)
    head = tokens[end - 1]
    return head.low if head.low in ROLES and not head.possessive else None


def _printed(text: str, tokens: list[Token], low: int, high: int) -> Phrase | None:
    high = noun_phrase_end(tokens, low, high)
    if high <= low:
        return None
    end = _head_end(tokens, low, high)
    word = tokens[high - 1] if _is_people(tokens[high - 1].low) else tokens[end - 1]
    about = frozenset(token.low for token in tokens[low:high] if token.kind == WORD)
    if any(token.kind != WORD and token.text not in "&-’'." for token in tokens[low:high]):
        return None
    if word.low in DOCUMENTS:
        joined = end < high and tokens[end].low == "of"
        return made(
            tokens, DOCUMENT, low, high if joined else end, name=plain(text, tokens, low, high if joined else end)
        )
    if word.low in ROLES and not word.possessive:
        return made(tokens, ROLE, low, high, name=plain(text, tokens, low, high), head=word.low, about=about)
    if word.low in BODIES or word.capital:
        return made(tokens, BODY, low, high, name=plain(text, tokens, low, high), about=about)
    if _is_people(word.low) or tokens[low].low in DETERMINERS or tokens[low].possessive or high - low <= 3:
        return made(tokens, OTHER, low, high, name=plain(text, tokens, low, high), about=about)
    return None


def _is_people(low: str) -> bool:
    return low.endswith("s") and low.removesuffix("s") in ROLES


def prefix_phrase(text: str, tokens: list[Token], low: int, high: int) -> Phrase | None:
    """Read the speaker at the front of a clause whose verb has not been told from its nouns: names and offices only."""
    while low < high and (tokens[low].kind == SIGN or tokens[low].low in ("and", "but", "so", "yet", "as", "that")):
        low += 1
    if low < high and tokens[low].low in PRONOUNS:
        return made(tokens, PRONOUN, low, low + 1, name=tokens[low].low)
    at = low
    last = low
    while at < high and at - low < MAX_TOKENS:
        token = tokens[at]
        known = token.low in ROLES or token.low in BODIES or token.low in DOCUMENTS
        if (
            not (token.capital or known or token.low in DETERMINERS or token.low in _JOINING | LINKS)
            or token.low in DAYS
        ):
            break
        at += 1
        last = at if (token.capital and token.low not in DETERMINERS) or known else last
    comma = last < high and tokens[last].kind == SIGN and tokens[last].text == ","
    return read_phrase(text, tokens, low, high if comma else last) if last > low else None


def made(tokens: list[Token], kind: str, low: int, high: int, **rest: object) -> Phrase:
    """Return the phrase of `tokens[low:high]`."""
    mention = next((token.name for token in reversed(tokens[low:high]) if token.person), -1) if kind == PERSON else -1
    return Phrase(kind=kind, start=tokens[low].start, end=tokens[high - 1].end, mention=mention, **rest)  # type: ignore[arg-type]


def plain(text: str, tokens: list[Token], low: int, high: int) -> str:
    """Return the words of `tokens[low:high]` as printed, on one line."""
    return " ".join(text[tokens[low].start : tokens[high - 1].end].split())
