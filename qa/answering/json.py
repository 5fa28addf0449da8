"""Filters as JSON, and what JSON is here."""

from typing import Any

from corpus.filters import Filters

Json = dict[str, Any]


def filters_json(filters: Filters) -> Json:
    """Return filters as an answer's `implied` has them."""
    return {"outlets": list(filters.outlets), "since": filters.since, "until": filters.until}


def filters_from(kept: Json) -> Filters:
    """Return the filters that `filters_json` wrote."""
    return Filters(outlets=tuple(kept["outlets"]), since=kept["since"], until=kept["until"])
