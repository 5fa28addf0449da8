"""How the time of a rule grows with what it is given: processor time, best of several, on a machine that is not idle."""

import gc
import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

Run = Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """When growth counts as too fast.

    Attributes:
        sizes: code points, ascending; the first is only there to see a rule that is slow at once.
        floor: seconds at the largest size below which nothing is judged.
        steepest: exponent that growth may not reach.
        doubt: so much less steep than that, over the smallest and the largest size, is not measured again.
        enough: seconds after which no larger size is tried.
        again: how often what looks too steep is measured, the best time of each size counting.
    """

    sizes: tuple[int, ...] = (4_000, 8_000, 16_000, 32_000, 64_000)
    floor: float = 0.06
    steepest: float = 1.5
    doubt: float = 0.2
    enough: float = 1.5
    again: int = 3


@dataclass(slots=True)
class Growth:
    """Best times by size."""

    times: dict[int, float] = field(default_factory=dict)
    counts: Counter[int] = field(default_factory=Counter)

    def note(self, size: int, seconds: float) -> None:
        """Keep a time if it is the best of its size."""
        self.counts[size] += 1
        self.times[size] = min(seconds, self.times.get(size, math.inf))

    @property
    def exponent(self) -> float:
        """The slope of the times over the sizes, both as logarithms: of the larger half, where what is fixed weighs less."""
        sizes = sorted(self.times)[-3:]
        if len(sizes) < 2:
            return 0.0
        xs = [math.log(size) for size in sizes]
        ys = [math.log(max(self.times[size], 1e-6)) for size in sizes]
        x, y = sum(xs) / len(xs), sum(ys) / len(ys)
        return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)

    def __str__(self) -> str:
        shown = ", ".join(f"{size // 1000} kB {seconds:.3f} s" for size, seconds in sorted(self.times.items()))
        return f"n^{self.exponent:.2f} ({shown})"


def too_steep(prepared: Callable[[int], Run], judging: Judging) -> Growth | None:
    """Return how a rule grows where it grows too fast, None where it does not.

    The largest size comes first in quick cases: what is done with it in less than the floor is not judged.

    Args:
        prepared: returns the rule over a text of a size, ready to be timed.
        judging: when growth is too fast.
    """
    growth = Growth()
    small = judging.sizes[0]
    growth.note(small, seconds_of(prepared(small)))
    if growth.times[small] * (judging.sizes[-1] / small) ** 2 < judging.enough * 4:
        growth.note(judging.sizes[-1], seconds_of(prepared(judging.sizes[-1])))
        if growth.times[judging.sizes[-1]] < judging.floor or growth.exponent < judging.steepest - judging.doubt:
            return None
    return growth if _is_steep(growth, prepared, judging) else None


def _is_steep(growth: Growth, prepared: Callable[[int], Run], judging: Judging) -> bool:
    for _ in range(judging.again):
        for size in judging.sizes:
            if growth.counts[size] > 1 and growth.times[size] > 2 * judging.enough:
                break  # twice, so that it was not what is loaded once
            growth.note(size, seconds_of(prepared(size)))
            if growth.times[size] > judging.enough:
                break
        if growth.exponent < judging.steepest or max(growth.times.values()) < judging.floor:
            return False
    return True


def seconds_of(run: Run) -> float:
    """Return the processor time of this thread that a call takes, without that of collecting garbage, which comes in leaps."""
    gc.disable()
    try:
        begun = time.thread_time()
        run()
        return time.thread_time() - begun
    finally:
        gc.enable()
