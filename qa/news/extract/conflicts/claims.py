"""What the sentence of a quantity says of it, and whether two such claims are of the same thing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import inf

from corpus.text.calendar import LONG_MONTHS, WEEKDAYS
from qa.news.extract.conflicts.statements import OUTCOMES, PERSONS, Statement, land, stem, tells
from qa.news.extract.quantities import AMOUNTS, Quantity
from qa.news.extract.quantities.counted import bare, plural
from qa.news.extract.tokens import Token, number_tokens
from qa.news.extract.word_lists import word_set, word_table
from qa.news.thresholds import THRESHOLDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A quantity and what its sentence says of it.

    Attributes:
        statement: number of the sentence.
        article: which article it is in.
        quantity: offsets within the sentence.
        dimension: what can be compared at all: "count", "USD", "%".
        noun: stem or class of the counted noun, "" if none.
        outcome: "=dead", "=injured" …, "" if none.
        modifiers: stems that narrow the noun down.
        lands: nations among the modifiers.
        context: stems of the sentence outside the quantity.
        places: capitalised words after "in", "at", "near".
        year: the year that it is told of: "in 2019", the one before that of publication for "last year"; 0 if not known.
        weekdays: of what is told, not of its telling: what is counted on other days is something else.
        doers: names before the quantity that are no places.
        marks: what tells a wish, a limit or a direction from a fact.
        near: the stems about the quantity, within its clause.
        part: the quantity is of a part of something that the sentence told before, and of nothing else.
    """

    statement: int
    article: str
    quantity: Quantity
    dimension: str
    noun: str
    outcome: str
    modifiers: frozenset[str]
    lands: frozenset[str]
    context: frozenset[str]
    places: frozenset[str]
    year: int
    weekdays: frozenset[str]
    doers: frozenset[str]
    marks: frozenset[str]
    near: frozenset[str]
    part: bool

    @property
    def block(self) -> tuple[str, str]:
        """Claims of different blocks are never of the same thing."""
        if self.dimension == "count" and self.outcome and (not self.noun or self.noun in PERSONS):
            return "person", self.outcome
        return self.dimension, self.noun if self.dimension == "count" else ""


_MARKS = word_table("claim_marks")
_MARK_OF = {word: mark for mark, words in _MARKS.items() for word in words}
_IN_YEAR = re.compile(r"\b[Ii]n ((?:1[5-9]|20)\d\d)\b")
_PAST = re.compile(
    r"\b(?:(?:last|previous) (?:year|season|decade|summer|winter|spring|autumn)|a (?:year|decade) (?:ago|earlier|before))",
    re.I,
)
_COMPASS = re.compile(r"\bthe (north|south|east|west|north-east|north-west|south-east|south-west|centre|capital)\b")
_PLACE = re.compile(
    r"\b(?:in|at|near|from|outside|around) (?:the (?:town|city|village|port|province|region) of )?([A-Z][^\W\d_]+)"
)
_NOT_PLACES = WEEKDAYS | {"the", *LONG_MONTHS}
_SUBJECT_VERBS = frozenset("will would is was has had said says plans is agreed bought sold put could may".split())
_SAYING = word_set("before_day_of_saying")
_CLOSE = 4
_CLAUSE_END = ".;:!?"
_NEAR = 9
_IDLE = frozenset("=soldiers military ethnic arm young local innoc".split())


def claims_of(statement: Statement, quantities: Sequence[Quantity], number: int) -> list[Claim]:
    """Return a claim for each quantity of a sentence that is an amount.

    Args:
        statement: the sentence.
        quantities: its quantities, with offsets in the sentence.
        number: by which the caller knows the sentence.
    """
    text = statement.text
    amounts = [f for f in quantities if f.kind in AMOUNTS]
    if not amounts:
        return []
    tokens = number_tokens(text)
    taken = [(f.start, f.end) for f in quantities]
    words = [t for t in tokens if t.kind == "word" and tells(t.low) and not any(a <= t.start < b for a, b in taken)]
    day = _day(statement.published)
    places = frozenset(m[1].lower() for m in _PLACE.finditer(text)) - _NOT_PLACES
    places |= {m[1] for m in _COMPASS.finditer(text)}
    weekdays = frozenset(
        token.low
        for place, token in enumerate(tokens)
        if token.low in WEEKDAYS and not any(t.low in _SAYING for t in tokens[max(0, place - _CLOSE) : place])
    )
    found: list[Claim] = []
    for quantity in amounts:
        own = [t for t in words if quantity.end <= t.start < quantity.phrase_end]
        near, bounded = _clause(tokens, quantity, []), _clause(tokens, quantity, amounts)
        noun = stem(quantity.counted) if quantity.counted else ""
        outcome = OUTCOMES.get(quantity.counted or "", "") or _outcome(tokens, quantity, amounts)
        modifiers = {t for t in own if t.low in quantity.modifiers}
        lands = {land(t.low) for t in modifiers if t.text[:1].isupper()}
        if quantity.counted and text[quantity.end : quantity.phrase_end].rpartition(" ")[2][:1].isupper():
            lands.add(land(quantity.counted))
        narrowing = {stem(t.low) for t in modifiers if not t.text[:1].isupper()} | {
            stem(w) for w in quantity.complement
        }
        found.append(
            Claim(
                statement=number,
                article=statement.article,
                quantity=quantity,
                dimension=quantity.unit or "count",
                noun="" if noun in OUTCOMES.values() else noun,
                outcome=outcome,
                modifiers=frozenset(narrowing) - _IDLE,
                lands=frozenset(lands),
                context=frozenset(stem(t.low) for t in words if t not in own),
                places=places,
                year=_year(text, text[bounded[0].start : bounded[-1].end] if bounded else "", day),
                weekdays=weekdays,
                doers=_doers(near, quantity) - places,
                marks=_marks(bounded, quantity),
                near=frozenset(stem(t.low) for t in near if t in words and t not in own),
                part=quantity.part and not _whole(text, quantity, outcome, found),
            )
        )
    return found


def _clause(tokens: Sequence[Token], quantity: Quantity, amounts: Sequence[Quantity]) -> list[Token]:
    """Return the tokens about a quantity, up to the end of its clause or the next amount."""
    left, right = _bounds(quantity, amounts)
    before = [t for t in tokens if left <= t.start < quantity.end][-_NEAR - 3 :]
    after = [t for t in tokens if quantity.end <= t.start < right][:_NEAR]
    for place in range(len(before) - 1, -1, -1):
        if before[place].text in _CLAUSE_END and before[place].start < quantity.start:
            before = before[place + 1 :]
            break
    for place, token in enumerate(after):
        if token.text in _CLAUSE_END or token.text == ",":
            after = after[:place]
            break
    return before + after


def _whole(text: str, quantity: Quantity, outcome: str, earlier: Sequence[Claim]) -> bool:
    """Whether "32 of them" is all of whom it is told: of those who were only there, 32 were hurt."""
    following = text[quantity.end : quantity.end + 9].lower().split()[:2]
    return bool(outcome) and following in (["of", "them"], ["of", "whom"]) and not any(c.outcome for c in earlier)


def _marks(near: Sequence[Token], quantity: Quantity) -> frozenset[str]:
    marks = {_MARK_OF[t.low] for t in near if t.low in _MARK_OF}
    changes = marks & {"=rise", "=fall"}
    if quantity.kind in {"count", "measure"}:
        marks -= {"=rise", "=fall"}  # a toll that "rose to 12" is a toll
    before = [t.low for t in near if t.start < quantity.start][-1:]
    return frozenset(marks | ({"=by"} if changes and before == ["by"] else set()))


def _doers(near: Sequence[Token], quantity: Quantity) -> frozenset[str]:
    """Return the names before a quantity; a bare word before a verb begins a sentence only if it is a name."""
    found = set()
    for index, token in enumerate(near):
        if token.start >= quantity.start or token.kind != "word" or not token.text[:1].isupper():
            continue
        following = near[index + 1].low if index + 1 < len(near) else ""
        if token.start > 0 or (following in _SUBJECT_VERBS and tells(token.low) and not plural(token.low)):
            found.add(bare(token.low))
    return frozenset(w for w in found if tells(w)) - _NOT_PLACES


def _year(text: str, clause: str, day: date | None) -> int:
    years = _IN_YEAR.findall(text)
    if years:
        return int(years[0])
    return day.year - bool(_PAST.search(clause)) if day else 0


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _bounds(quantity: Quantity, amounts: Sequence[Quantity]) -> tuple[int, float]:
    left = max((f.end for f in amounts if f.end <= quantity.start), default=0)
    return left, min((float(f.start) for f in amounts if f.start >= quantity.end), default=inf)


def _outcome(tokens: Sequence[Token], quantity: Quantity, amounts: Sequence[Quantity]) -> str:
    """Return what befell those who are counted, told nearest to the quantity, after it or before it."""
    left, right = _bounds(quantity, amounts)
    after: tuple[int, str] | None = None
    for distance, token in enumerate([t for t in tokens if quantity.phrase_end <= t.start < right][:_NEAR]):
        if token.text in ".;:," or token.low in {"and", "but", "while", "after", "when", "who", "whose"}:
            break
        if token.low in OUTCOMES:
            after = distance, OUTCOMES[token.low]
            break
    before: tuple[int, str] | None = None
    for distance, token in enumerate([t for t in tokens if left <= t.start < quantity.start][: -_NEAR - 1 : -1]):
        if token.text in ".;:" or (distance == 0 and token.low in {"and", "but", "while"}):
            break
        if token.low in OUTCOMES:
            before = distance, OUTCOMES[token.low]
            break
    best = min((found for found in (after, before) if found is not None), default=None, key=lambda found: found[0])
    return best[1] if best else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SameThingOptions:
    """How much two sentences must agree.

    Attributes:
        shared: content words that both must have where a noun is counted.
        contained: share of the shorter sentence's content words that the other must have, likewise.
        shared_bare: as `shared`, for an amount of which no noun is known (money, shares).
        contained_bare: as `contained`, likewise.
        near_bare: of the shared words, how many must stand about the quantity, likewise.
        alike: share of the content words of both sentences that both must have (Jaccard) where it is not said what befell
            those who are counted: one player has two touchdowns in a game and nine in a season.
    """

    shared: int = 2
    contained: float = 0.3
    shared_bare: int = 3
    contained_bare: float = 0.5
    near_bare: int = 2
    alike: float = THRESHOLDS.differing_alike


_BEFALLEN = frozenset(OUTCOMES.values())
DEFAULTS = SameThingOptions()


def same_value(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities can be true of one thing: their ranges meet, or one is the other rounded."""
    if one.low <= other.high and other.low <= one.high:
        return True
    coarse, fine = (one, other) if one.grain > other.grain else (other, one)
    if inf in (one.high, other.high):
        return False
    half = coarse.grain / 2
    slack = 1e-9 * max(abs(fine.low), abs(fine.high), 1.0)
    return coarse.low - half - slack <= fine.high and fine.low <= coarse.high + half + slack and half > 0


def same_thing(one: Claim, other: Claim, options: SameThingOptions = DEFAULTS) -> bool:
    """Whether two claims of different articles are of the same thing, whatever their values."""
    if one.block != other.block or one.quantity.per != other.quantity.per:
        return False
    if one.part or other.part or one.quantity.earlier or other.quantity.earlier:
        return False
    return _nothing_contradicts(one, other) and _narrowed_alike(one, other) and _told_alike(one, other, options)


def adds_up(one: Claim, others: Sequence[Claim]) -> bool:
    """Whether a quantity is the sum, or what is left, of two quantities of another sentence."""
    value = one.quantity.low
    amounts = [
        c.quantity.low for c in others if c.dimension == one.dimension and c.quantity.high < inf and not c.quantity.part
    ]
    return any(abs(a + b - value) < 1e-9 for a, b in combinations(amounts[:12], 2))


def _nothing_contradicts(one: Claim, other: Claim) -> bool:
    if one.noun and other.noun and one.noun != other.noun and not (one.noun in PERSONS and other.noun in PERSONS):
        return False
    if one.outcome != other.outcome or one.marks != other.marks or one.lands != other.lands:
        return False
    if one.year and other.year and one.year != other.year:
        return False
    if one.weekdays and other.weekdays and one.weekdays.isdisjoint(other.weekdays):
        return False
    if one.doers and other.doers and not (one.doers & (other.doers | other.context) or other.doers & one.context):
        return False
    return not (one.places and other.places and not one.places & other.places)


def _narrowed_alike(one: Claim, other: Claim) -> bool:
    """Whether each word that narrows one noun down is said in the other sentence as well."""
    if one.noun != other.noun and one.noun and other.noun and not one.lands:
        return False  # "32 passengers" are some of "34 people"
    return one.modifiers <= other.modifiers | other.context and other.modifiers <= one.modifiers | one.context


def _told_alike(one: Claim, other: Claim, options: SameThingOptions) -> bool:
    told = [claim.context - _BEFALLEN - {claim.noun} for claim in (one, other)]
    shared = len(told[0] & told[1])
    shorter = min(len(told[0]), len(told[1]))
    known = bool(one.outcome) or (bool(one.noun) and one.noun == other.noun)
    close = len((one.near & other.near) - {one.noun})
    if not one.outcome and close < (1 if known else options.near_bare):
        return False
    if not one.outcome and shared < options.alike * len(told[0] | told[1]):
        return False
    needed, contained = (options.shared, options.contained) if known else (options.shared_bare, options.contained_bare)
    return shared >= needed and shared >= contained * shorter
