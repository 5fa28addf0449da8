"""Filters as conditions on the table that an engine searches."""

from collections.abc import Sequence

from corpus.engine.tables import outlet_key
from corpus.filters import Filters
from corpus.lexical.postings import day_number

_LAST_DAY = 99999999

Condition = tuple[str, tuple[object, ...]]
"""A condition in the engine's dialect, starting with AND, and its values."""

NO_CONDITION: Condition = ("", ())


def filter_conditions(filters: Filters) -> Condition:
    """Return conditions on a table that is searched, each starting with AND, and their values."""
    found: list[str] = []
    values: list[object] = []

    def among(column: str, wanted: Sequence[object], negation: str = "") -> None:
        found.append(f"{column} {negation}IN ({', '.join(['%s'] * len(wanted)) or 'NULL'})")
        values.extend(wanted)

    if filters.outlets:
        among("outlet", [outlet_key(one) for one in filters.outlets])
    if filters.since or filters.until:
        found.append("day BETWEEN %s AND %s")
        values += [max(day_number(filters.since), 1), day_number(filters.until) if filters.until else _LAST_DAY]
    if filters.added_after is not None:
        found.append("revision > %s")
        values.append(filters.added_after)
    if filters.without:
        among("article", filters.without, "NOT ")
    within = filters.looked_up()
    if within is not None:
        among("article", within)
    return "".join(f" AND {one}" for one in found), tuple(values)
