"""How a cost grows with an archive: a line through what was measured, in logarithms, and where it passes a limit.

Of `benchmarks/breaking.py`. A line in logarithms is `cost = factor · passages ^ exponent`: what has an exponent of 0 does not
grow, what has one of 1 grows as the archive does.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

FARTHER = (10_000_000, 100_000_000, 1_000_000_000)
CONSTANT = 0.05
"""An exponent below this is that of what does not grow."""

TENTH = 10.5  # a batch of made articles may be larger than it was asked for


@dataclass
class Growth:
    """A cost at some sizes of an archive.

    Attributes:
        what: is measured.
        unit: of the cost.
        limit: that it should not pass, in the same unit; None where there is none.
        why: that limit.
        at: cost by number of passages.
    """

    what: str
    unit: str
    limit: float | None = None
    why: str = ""
    at: dict[int, float] = field(default_factory=dict)

    def fit(self) -> tuple[float, float]:
        """Return factor and exponent of the line nearest to what was measured, from a tenth of the largest size on.

        What costs the same in any archive hides at small sizes what grows.
        """
        least = max(self.at, default=0) / TENTH
        found = [(math.log(size), math.log(cost)) for size, cost in self.at.items() if cost > 0 and size >= least]
        if len(found) < 2:
            return next(iter(self.at.values()), 0.0), 0.0
        exponent, factor = np.polyfit(*map(np.array, zip(*found, strict=True)), 1)
        return math.exp(float(factor)), float(exponent)

    def reckoned(self, passages: int) -> float:
        """Return what the line says of so many passages; from the largest size that was measured if it does not grow."""
        factor, exponent = self.fit()
        return self.at[max(self.at)] if exponent < CONSTANT else factor * passages**exponent

    def passes(self) -> float:
        """Return at how many passages it passes its limit; infinity if it never does."""
        factor, exponent = self.fit()
        if self.limit is None or exponent < CONSTANT or not factor:
            return math.inf
        return float((self.limit / factor) ** (1 / exponent))


def table(costs: Sequence[Growth]) -> str:
    """Return the costs as a table in Markdown, with what the lines through them say of larger archives."""
    sizes = sorted({size for one in costs for size in one.at})
    head = [*(f"{size:,}" for size in sizes), "exponent", *(short(size) for size in FARTHER), "limit", "passed at"]
    lines = [f"| cost | {' | '.join(head)} |", f"|---|{'---:|' * len(head)}"]
    for one in costs:
        measured = [number(one.at[size]) if size in one.at else "" for size in sizes]
        exponent = one.fit()[1]
        farther = [number(one.reckoned(size)) for size in FARTHER]
        limit = "" if one.limit is None else f"{number(one.limit)} {one.unit}, {one.why}"
        where = one.passes()
        passed = "" if one.limit is None else "never" if math.isinf(where) else short(where)
        cells = [f"{one.what}, {one.unit}", *measured, f"{exponent:.2f}", *farther, limit, passed]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def number(value: float) -> str:
    """Return a number with two digits that count."""
    if value == 0:
        return "0"
    digits = max(0, 1 - math.floor(math.log10(abs(value))))
    rounded = round(value, 1 - math.floor(math.log10(abs(value))))
    return f"{rounded:,.{min(digits, 3)}f}"


def short(passages: float) -> str:
    """Return a number of passages in words, with two digits that count."""
    for unit, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if passages >= unit:
            return f"{number(passages / unit)} {name}".replace(".0 ", " ")
    return number(passages)
