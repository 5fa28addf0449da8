"""Whether two figures of two sentences are of the same thing. Unless all agrees that is known, they are not.

A figure's claim has what is counted, its modifiers, what befell it, and the words, places and years of its sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf

from qa.news.extract.differences.claims import Claim
from qa.news.extract.differences.content_words import OUTCOMES, PERSONS
from qa.news.extract.figures import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class SameThingOptions:
    """How much two sentences must agree.

    Attributes:
        shared: content words that both must have where a noun is counted.
        contained: share of the shorter sentence's content words that the other must have, likewise.
        shared_bare: as `shared`, for an amount of which no noun is known (money, shares).
        contained_bare: as `contained`, likewise.
        days_apart: articles published further apart are not compared.
        near_bare: of the shared words, how many must stand about the figure, likewise.
    """

    shared: int = 2
    contained: float = 0.3
    shared_bare: int = 3
    contained_bare: float = 0.5
    near_bare: int = 2
    days_apart: int = 10


_BEFALLEN = frozenset(OUTCOMES.values())
DEFAULTS = SameThingOptions()


def same_value(one: Figure, other: Figure) -> bool:
    """Whether two figures can be true of one thing: their ranges meet, or one is the other rounded."""
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
    if one.block != other.block or one.figure.per != other.figure.per:
        return False
    if one.part or other.part or one.figure.earlier or other.figure.earlier:
        return False
    if one.day and other.day and abs(one.day - other.day) > options.days_apart:
        return False
    return _nothing_contradicts(one, other) and _narrowed_alike(one, other) and _told_alike(one, other, options)


def adds_up(one: Claim, others: Sequence[Claim]) -> bool:
    """Whether a figure is the sum, or what is left, of two figures of another sentence."""
    value = one.figure.low
    amounts = [
        c.figure.low for c in others if c.dimension == one.dimension and c.figure.high < inf and not c.figure.part
    ]
    return any(abs(a + b - value) < 1e-9 for a, b in combinations(amounts[:12], 2))


def _nothing_contradicts(one: Claim, other: Claim) -> bool:
    if one.noun and other.noun and one.noun != other.noun and not (one.noun in PERSONS and other.noun in PERSONS):
        return False
    if one.outcome != other.outcome or one.marks != other.marks or one.lands != other.lands:
        return False
    if one.year and other.year and one.year != other.year:
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
    needed, contained = (options.shared, options.contained) if known else (options.shared_bare, options.contained_bare)
    return shared >= needed and shared >= contained * shorter
