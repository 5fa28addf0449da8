"""Sentences of different articles that tell the same thing with different quantities, days or names, put side by side.

Nothing is judged: a toll that rises from day to day is a difference like any other, and each side says when it was
printed. What is not clearly the same thing is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from qa.news.extract.conflicts.dates import DateConflictOptions, Days, date_conflicts
from qa.news.extract.conflicts.names import NameConflictOptions, name_conflicts
from qa.news.extract.conflicts.quantities import QuantityConflictOptions, quantity_conflicts
from qa.news.extract.conflicts.statements import ClaimSpan, Conflict, Statement
from qa.news.extract.dates import dates_in

__all__ = ["DEFAULTS", "ClaimSpan", "Conflict", "ConflictOptions", "Statement", "find_conflicts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictOptions:
    """How differences are looked for.

    Attributes:
        quantities: how for quantities.
        days: how for days.
        names: how for names.
    """

    quantities: QuantityConflictOptions = field(default_factory=QuantityConflictOptions)
    days: DateConflictOptions = field(default_factory=DateConflictOptions)
    names: NameConflictOptions = field(default_factory=NameConflictOptions)


DEFAULTS = ConflictOptions()


def find_conflicts(
    statements: Sequence[Statement], options: ConflictOptions = DEFAULTS, dates: Days = dates_in
) -> list[Conflict]:
    """Return what the articles of one story tell differently: quantities first, then days, then names.

    Args:
        statements: the sentences of the story's articles.
        options: when two sentences are of the same thing.
        dates: gives the days that a text names, told when it was published.
    """
    return [
        *quantity_conflicts(statements, options.quantities),
        *date_conflicts(statements, options.days, dates),
        *name_conflicts(statements, options.names),
    ]
