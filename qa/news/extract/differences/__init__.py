"""Sentences of different articles that tell the same thing with different figures, days or names, put side by side.

Nothing is judged: a toll that rises from day to day is a difference like any other, and each side says when it was
printed. What is not clearly the same thing is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from qa.news.extract.days import days_in
from qa.news.extract.differences.days import DayDifferenceOptions, Days, day_differences
from qa.news.extract.differences.figures import FigureDifferenceOptions, figure_differences
from qa.news.extract.differences.names import NameDifferenceOptions, name_differences
from qa.news.extract.differences.sides import ConflictingClaim, Difference, Statement

__all__ = ["DEFAULTS", "ConflictingClaim", "Difference", "DifferenceOptions", "Statement", "differences"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceOptions:
    """How differences are looked for.

    Attributes:
        figures: how for figures.
        days: how for days.
        names: how for names.
    """

    figures: FigureDifferenceOptions = field(default_factory=FigureDifferenceOptions)
    days: DayDifferenceOptions = field(default_factory=DayDifferenceOptions)
    names: NameDifferenceOptions = field(default_factory=NameDifferenceOptions)


DEFAULTS = DifferenceOptions()


def differences(
    statements: Sequence[Statement], options: DifferenceOptions = DEFAULTS, dates: Days = days_in
) -> list[Difference]:
    """Return what the articles of one story tell differently: figures first, then days, then names.

    Args:
        statements: the sentences of the story's articles.
        options: when two sentences are of the same thing.
        dates: gives the days that a text names, told when it was published.
    """
    return [
        *figure_differences(statements, options.figures),
        *day_differences(statements, options.days, dates),
        *name_differences(statements, options.names),
    ]
