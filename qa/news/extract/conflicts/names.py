"""One office that articles of a story give to different people: "Mayor of Garn A B" and "Mayor of Garn C D".

Only offices that one person holds at a time are looked at, only where the place or nation is named, and not where either
article knows the other's name as well. Names that look alike are one name in two spellings.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from qa.news.extract.conflicts.statements import ClaimSpan, Conflict, Statement, comparable, land, stem, tells
from qa.news.extract.tokens import number_tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class NameConflictOptions:
    """When two names are two names of one office.

    Attributes:
        shared: content words, besides office and names, that both sentences must have.
        longest_sentence: characters that a sentence may have.
        alike: names that are as alike as this (share of letters) are one.
    """

    shared: int = 2
    alike: float = 0.6
    longest_sentence: int = 2_000


DEFAULTS = NameConflictOptions()

_OFFICES = (
    "president|prime minister|foreign minister|defen[cs]e minister|finance minister|interior minister|health minister|"
    "justice minister|education minister|chancellor|mayor|governor|police chief|fire chief|ambassador|king|queen|"
    "chief executive|captain|coach|manager|rector|archbishop"
)
_WORD = r"[A-Z][^\W\d_]{1,24}"
_NAME = rf"(?P<name>{_WORD}(?: {_WORD}){{1,2}})"
_OFFICE = re.compile(
    rf"(?:(?P<before>{_WORD})(?:['’]s)? )?\b(?P<office>(?i:{_OFFICES}))\b(?: (?:of|in) (?:the )?(?P<of>{_WORD}))?,? {_NAME}"
)
_NOT_THE = re.compile(
    r"(?:\b(?:former|deputy|acting|then|late|vice|first|new|outgoing|incoming|ex|assistant|future)[ -]+)$", re.I
)
_TITLES = frozenset("the a an former deputy acting then vice ex new outgoing mr mrs ms dr".split())


class _Held(NamedTuple):
    statement: int
    start: int
    end: int
    name: str
    words: frozenset[str]
    office: str


def name_conflicts(statements: Sequence[Statement], options: NameConflictOptions = DEFAULTS) -> list[Conflict]:
    """Return the offices that different articles give to different people."""
    offices: dict[tuple[str, str], list[_Held]] = {}
    texts: dict[str, list[str]] = {}
    for number, statement in enumerate(statements):
        texts.setdefault(statement.article, []).append(statement.text)
        if len(statement.text) > options.longest_sentence:
            continue
        for key, one in _held(number, statement):
            offices.setdefault(key, []).append(one)
    found = []
    for holders in offices.values():
        names = {one.name for one in holders}
        if 1 < len(names) <= 4:
            found.extend(_compared(holders, statements, texts, options))
    return found


def _held(number: int, statement: Statement) -> list[tuple[tuple[str, str], _Held]]:
    found = []
    for match in _OFFICE.finditer(statement.text):
        before = match["before"]
        place = match["of"] or (before if before and before.lower() not in _TITLES else None)
        leading = statement.text[max(0, match.start() - 12) : match.start("office")]
        if place is None or _NOT_THE.search(leading) or (before and before.lower() in _TITLES - {"the"}):
            continue
        if _NOT_THE.search(statement.text[max(0, match.start() - 12) : match.start()]):
            continue
        own = match["name"].lower().split()
        words = frozenset(
            stem(t.low)
            for t in number_tokens(statement.text)
            if t.kind == "word" and tells(t.low) and t.low not in own and not match.start() <= t.start < match.end()
        )
        key = match["office"].lower().replace("defence", "defense"), land(place.lower())
        office = statement.text[match.start() : match.start("name")].strip(" ,")
        found.append((key, _Held(number, match.start("name"), match.end("name"), match["name"], words, office)))
    return found


def _compared(
    holders: Sequence[_Held],
    statements: Sequence[Statement],
    texts: dict[str, list[str]],
    options: NameConflictOptions,
) -> list[Conflict]:
    for index, one in enumerate(holders[:50]):
        for other in holders[index + 1 : 50]:
            a, b = statements[one.statement], statements[other.statement]
            if (
                not comparable(a, b)
                or len(one.words & other.words) < options.shared
                or _one_name(one.name, other.name, options)
            ):
                continue
            if _knows(texts[a.article], other.name) or _knows(texts[b.article], one.name):
                continue
            return [Conflict(about=one.office, kind="name", values=((_side(a, one),), (_side(b, other),)))]
    return []


def _one_name(one: str, other: str, options: NameConflictOptions) -> bool:
    if one.split()[-1].lower() == other.split()[-1].lower():
        return True
    return bool(Levenshtein.normalized_similarity(one.lower(), other.lower()) >= options.alike)


def _knows(texts: Sequence[str], name: str) -> bool:
    surname = name.split()[-1]
    return any(surname in text for text in texts)


def _side(statement: Statement, one: _Held) -> ClaimSpan:
    return ClaimSpan(
        statement=statement, start=statement.start + one.start, end=statement.start + one.end, said=one.name
    )
