"""Filters as SQL."""

import json

from corpus.filters import Filters


def restriction(filters: Filters) -> tuple[str, list[str | int]]:
    """Return conditions on `articles a`, each with AND before it, and the values that they bind."""
    conditions: list[str] = []
    values: list[str | int] = []
    if filters.outlets:
        # what is new is a little of what an outlet has: the plus keeps SQLite from going by the outlet
        column = "a.outlet" if filters.added_after is None else "+a.outlet"
        conditions.append(f"{column} IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(filters.outlets)))
    if filters.since:
        conditions.append("substr(a.published, 1, 10) >= ?")
        values.append(filters.since)
    if filters.until:
        conditions.append("substr(a.published, 1, 10) <= ?")
        values.append(filters.until)
    if filters.added_after is not None:
        # what is removed has no passages; saying so lets SQLite use the index of the live articles
        conditions.append("a.added_revision > ? AND a.removed_revision IS NULL")
        values.append(filters.added_after)
    if filters.without:
        conditions.append("a.id NOT IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(filters.without)))
    return "".join(f" AND {condition}" for condition in conditions), values
