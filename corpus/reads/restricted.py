"""Filters as SQL."""

import json

from corpus.filters import Filters


def restriction(filters: Filters) -> tuple[str, list[str]]:
    """Return conditions on `articles a`, each with AND before it, and the values that they bind."""
    conditions: list[str] = []
    values: list[str] = []
    if filters.outlets:
        conditions.append("a.outlet IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(filters.outlets)))
    if filters.since:
        conditions.append("substr(a.published, 1, 10) >= ?")
        values.append(filters.since)
    if filters.until:
        conditions.append("substr(a.published, 1, 10) <= ?")
        values.append(filters.until)
    return "".join(f" AND {condition}" for condition in conditions), values
