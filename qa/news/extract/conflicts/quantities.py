"""Figures that differ between the articles of a story.

Figures are brought into blocks (what befell people, a noun, a unit); only quantities of one block that share uncommon words are
looked at in pairs, so the time grows about as the text does.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import inf

from qa.news.extract.conflicts.claims import Claim, SameThingOptions, adds_up, claims_of, same_thing, same_value
from qa.news.extract.conflicts.statements import ClaimSpan, Conflict, Statement, comparable, sharing
from qa.news.extract.quantities import Quantity, may_hold_quantities, quantities_in


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityConflictOptions:
    """How quantities that differ are looked for.

    Attributes:
        same_thing: when two quantities are of the same thing.
        vaguest: how many times its least value the greatest that a quantity may mean can be; "hundreds" tells of no difference.
        most_common: a word that more quantities of one block have than this does not bring two of them together.
        most_values: what has more values than this is something else in each article.
        longest: characters that a sentence may have; a longer one is a list or no sentence.
    """

    same_thing: SameThingOptions = field(default_factory=SameThingOptions)
    vaguest: float = 5.0
    most_common: int = 80
    most_values: int = 4
    longest: int = 2_000


DEFAULTS = QuantityConflictOptions()


def quantity_conflicts(statements: Sequence[Statement], options: QuantityConflictOptions = DEFAULTS) -> list[Conflict]:
    """Return the quantities that differ."""
    claims, copies = _claims(statements, options)
    by_statement: dict[int, list[Claim]] = {}
    values: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        by_statement.setdefault(claim.statement, []).append(claim)
        values.setdefault((claim.article, claim.dimension), []).append(claim)
    same: dict[int, set[int]] = {}
    apart: set[tuple[int, int]] = set()
    for one, other in _pairs(claims, statements, copies, options):
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
            difference = _difference([claims[i] for i in group], statements, copies, options.most_values)
            if difference is not None:
                found.append(difference)
    return found


def _claims(
    statements: Sequence[Statement], options: QuantityConflictOptions
) -> tuple[list[Claim], dict[int, list[int]]]:
    """Return the claims of all sentences; a sentence printed by several articles is read once, its copies are noted."""
    claims: list[Claim] = []
    first: dict[str, int] = {}
    copies: dict[int, list[int]] = {}
    for number, statement in enumerate(statements):
        known = first.setdefault(" ".join(statement.text.split()), number)
        if known != number:
            copies.setdefault(known, []).append(number)
            continue
        if len(statement.text) > options.longest or not may_hold_quantities(statement.text):
            continue
        claims.extend(claims_of(statement, quantities_in(statement.text), number))
    return claims, copies


def _pairs(
    claims: Sequence[Claim],
    statements: Sequence[Statement],
    copies: dict[int, list[int]],
    options: QuantityConflictOptions,
) -> Iterable[tuple[int, int]]:
    """Return the pairs of comparable articles and one block that share words which are not too common."""
    printed = {
        claim.statement: {
            statements[number].article: statements[number]
            for number in (claim.statement, *copies.get(claim.statement, ()))
        }
        for claim in claims
    }
    blocks: dict[tuple[str, str], list[int]] = {}
    for index, claim in enumerate(claims):
        vague = claim.quantity.low * options.vaguest < claim.quantity.high < inf
        if not (vague or claim.part or claim.quantity.earlier) and (claim.dimension != "count" or any(claim.block[1])):
            blocks.setdefault(claim.block, []).append(index)
    for block in blocks.values():
        for one, other in sorted(sharing([claims[index].context for index in block], options.most_common)):
            sides = product(*(printed[claims[block[place]].statement].values() for place in (one, other)))
            if any(comparable(a, b) for a, b in sides):
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
    claims: Sequence[Claim], statements: Sequence[Statement], copies: dict[int, list[int]], most_values: int
) -> Conflict | None:
    groups: list[list[Claim]] = []
    for claim in sorted(claims, key=lambda c: (c.quantity.high - c.quantity.low, c.statement)):
        for group in groups:
            if all(same_value(claim.quantity, known.quantity) for known in group):
                group.append(claim)
                break
        else:
            groups.append([claim])
    groups = _of_one_thing(groups)
    about = _about([claim for group in groups for claim in group], statements)
    if not 2 <= len(groups) <= most_values or about is None:
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
    return Conflict(about=about, kind="figure", values=sides)


def _of_one_thing(groups: Sequence[Sequence[Claim]]) -> list[list[Claim]]:
    """Leave out the articles that have several of the values: they know several things of the kind."""
    values = Counter(article for group in groups for article in {claim.article for claim in group})
    kept = ([claim for claim in group if values[claim.article] == 1] for group in groups)
    return [group for group in kept if group]


def _side(statement: Statement, quantity: Quantity) -> ClaimSpan:
    start, end = statement.start + quantity.start, statement.start + quantity.end
    return ClaimSpan(statement=statement, start=start, end=end, said=statement.text[quantity.start : quantity.end])


def _about(claims: Sequence[Claim], statements: Sequence[Statement]) -> str | None:
    """Return the noun phrase that is counted, as the first of some articles has it; None where none has."""
    for claim in claims:
        text = statements[claim.statement].text[claim.quantity.end : claim.quantity.phrase_end]
        phrase = text.strip(" -").removeprefix("of ")
        if claim.quantity.counted and claim.noun and phrase:
            return f"{phrase} {claim.outcome[1:]}".strip() if claim.outcome else phrase
    return None
