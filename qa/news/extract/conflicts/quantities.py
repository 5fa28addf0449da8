"""Figures that differ between the articles of a story.

Figures are brought into blocks (what befell people, a noun, a unit); only quantities of one block that share uncommon words are
looked at in pairs, so the time grows about as the text does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from qa.news.extract.conflicts.claims import Claim, SameThingOptions, adds_up, claims_of, same_thing, same_value
from qa.news.extract.conflicts.statements import ClaimSpan, Conflict, Statement, sharing
from qa.news.extract.quantities import Quantity, may_hold_quantities, quantities_in


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityConflictOptions:
    """How quantities that differ are looked for.

    Attributes:
        same_thing: when two quantities are of the same thing.
        most_common: a word that more quantities of one block have than this does not bring two of them together.
        longest: characters that a sentence may have; a longer one is a list or no sentence.
    """

    same_thing: SameThingOptions = field(default_factory=SameThingOptions)
    most_common: int = 80
    longest: int = 2_000


DEFAULTS = QuantityConflictOptions()


def quantity_conflicts(statements: Sequence[Statement], options: QuantityConflictOptions = DEFAULTS) -> list[Conflict]:
    """Return the quantities that differ."""
    claims, copies = _claims(statements, options.longest)
    by_statement: dict[int, list[Claim]] = {}
    values: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        by_statement.setdefault(claim.statement, []).append(claim)
        values.setdefault((claim.article, claim.dimension), []).append(claim)
    same: dict[int, set[int]] = {}
    apart: set[tuple[int, int]] = set()
    for one, other in _pairs(claims, options):
        a, b = claims[one], claims[other]
        if not same_thing(a, b, options.same_thing):
            continue
        equal = same_value(a.quantity, b.quantity)
        if not equal and (_explained(a, b, by_statement, values) or _explained(b, a, by_statement, values)):
            continue
        same.setdefault(one, set()).add(other)
        same.setdefault(other, set()).add(one)
        if not equal:
            apart.add((one, other))
    found = []
    for group in _components(same):
        if any(one in group for one, _ in apart):
            difference = _difference([claims[i] for i in group], statements, copies)
            if difference is not None:
                found.append(difference)
    return found


def _claims(statements: Sequence[Statement], longest: int) -> tuple[list[Claim], dict[int, list[int]]]:
    """Return the claims of all sentences; a sentence printed by several articles is read once, its copies are noted."""
    claims: list[Claim] = []
    first: dict[str, int] = {}
    copies: dict[int, list[int]] = {}
    for number, statement in enumerate(statements):
        known = first.setdefault(" ".join(statement.text.split()), number)
        if known != number:
            copies.setdefault(known, []).append(number)
            continue
        if len(statement.text) > longest or not may_hold_quantities(statement.text):
            continue
        claims.extend(claims_of(statement, quantities_in(statement.text), number))
    return claims, copies


def _pairs(claims: Sequence[Claim], options: QuantityConflictOptions) -> Iterable[tuple[int, int]]:
    """Return the pairs of different articles and one block that share words which are not too common."""
    blocks: dict[tuple[str, str], list[int]] = {}
    for index, claim in enumerate(claims):
        if not (claim.part or claim.quantity.earlier) and (claim.dimension != "count" or any(claim.block[1])):
            blocks.setdefault(claim.block, []).append(index)
    for block in blocks.values():
        for one, other in sorted(sharing([claims[index].context for index in block], options.most_common)):
            if claims[block[one]].article != claims[block[other]].article:
                yield block[one], block[other]


def _explained(
    one: Claim, other: Claim, by_statement: dict[int, list[Claim]], values: dict[tuple[str, str], list[Claim]]
) -> bool:
    """Whether the other article says the same somewhere, or in the sum."""
    around = by_statement[other.statement]
    if any(c.quantity.denied and c.quantity.low == one.quantity.low for c in around):
        return False  # "140 people, not 1,400"
    if adds_up(one, around):
        return True
    for claim in values[other.article, one.dimension]:
        if claim is other or claim.quantity.earlier or claim.quantity.low != one.quantity.low:
            continue
        if claim.quantity.high == one.quantity.high and (
            claim.statement == other.statement or claim.block == one.block
        ):
            return True
    return False


def _components(same: dict[int, set[int]]) -> list[list[int]]:
    seen: set[int] = set()
    found = []
    for start in sorted(same):
        if start in seen:
            continue
        stack, group = [start], []
        seen.add(start)
        while stack:
            index = stack.pop()
            group.append(index)
            for following in same[index] - seen:
                seen.add(following)
                stack.append(following)
        found.append(sorted(group))
    return found


def _difference(
    claims: Sequence[Claim], statements: Sequence[Statement], copies: dict[int, list[int]]
) -> Conflict | None:
    groups: list[list[Claim]] = []
    for claim in sorted(claims, key=lambda c: (c.quantity.high - c.quantity.low, c.statement)):
        for group in groups:
            if all(same_value(claim.quantity, known.quantity) for known in group):
                group.append(claim)
                break
        else:
            groups.append([claim])
    if len(groups) < 2:
        return None
    ordered = sorted((sorted(group, key=lambda c: c.statement) for group in groups), key=lambda g: g[0].statement)
    sides = tuple(
        tuple(
            _side(statements[number], claim.quantity)
            for claim in group
            for number in (claim.statement, *copies.get(claim.statement, ()))
        )
        for group in ordered
    )
    return Conflict(about=_about(ordered[0][0], ordered[1][0], statements), kind="figure", values=sides)


def _side(statement: Statement, quantity: Quantity) -> ClaimSpan:
    start, end = statement.start + quantity.start, statement.start + quantity.end
    return ClaimSpan(statement=statement, start=start, end=end, said=statement.text[quantity.start : quantity.end])


def _about(one: Claim, other: Claim, statements: Sequence[Statement]) -> str:
    """Return the noun phrase that is counted; else what both sentences have in common."""
    for claim in (one, other):
        text = statements[claim.statement].text[claim.quantity.end : claim.quantity.phrase_end].strip(" -")
        if claim.quantity.counted and text:
            return f"{text} {claim.outcome[1:]}".strip() if claim.outcome else text
    if one.outcome:
        return one.outcome[1:]
    return ", ".join(sorted(w.lstrip("=") for w in one.context & other.context)[:4])
