"""A measured figure with its bootstrap interval (Efron 1979): what every measure returns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

RESAMPLES = 1000

Unit = TypeVar("Unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measure with its bootstrap 95% interval; both None where the set cannot tell."""

    name: str
    value: float | None
    low: float | None
    high: float | None


def resample(
    name: str, measure: Callable[[Sequence[Unit]], float | None], units: Sequence[Unit], *, seed: int = 0
) -> Figure:
    """Return a measure over units that were drawn independently (articles, as a rule), with its interval.

    Args:
        measure: of any sample of the units; None where that sample cannot tell.
    """
    value = measure(units)
    if value is None:
        return Figure(name=name, value=None, low=None, high=None)
    chosen = np.random.default_rng(seed).integers(0, len(units), (RESAMPLES, len(units)))
    values = [one for row in chosen if (one := measure([units[number] for number in row])) is not None]
    low, high = np.percentile(values, [2.5, 97.5])
    return Figure(name=name, value=value, low=float(low), high=float(high))
