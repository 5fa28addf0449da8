"""Lists in parts: each part of a list has, in `next`, an opaque cursor from which the following part begins."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query
from starlette.exceptions import HTTPException

MOST = 200
"""Items of a part."""

_FARTHEST = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which part of a list is wanted.

    Attributes:
        offset: how many items are before it.
        after: the last item of the part before, of lists that go on after an item wherever that is by now.
    """

    limit: int
    offset: int = 0
    after: str | None = None


def _part(
    limit: Annotated[int, Query(ge=1, le=MOST, description="items at most")] = 50,
    cursor: Annotated[str, Query(max_length=100, description="`next` of the part before")] = "",
) -> Part:
    if not cursor:
        return Part(limit=limit)
    try:
        offset, _, after = base64.b64decode(cursor, b"-_", validate=True).decode("ascii").partition(".")
        number = int(offset) if offset.isdecimal() else -1
    except (binascii.Error, ValueError):
        number, after = -1, ""
    if not 0 <= number <= _FARTHEST:
        raise HTTPException(422, "This cursor is none that a list has given.")
    return Part(limit=limit, offset=number, after=after or None)


WantedPart = Annotated[Part, Depends(_part)]


def next_cursor(part: Part, last: str = "") -> str:
    """Return the cursor of the part after a full one; `last` is its last item."""
    return base64.urlsafe_b64encode(f"{part.offset + part.limit}.{last}".encode("ascii")).decode("ascii")


def part_json(name: str, found: Sequence[Any], total: int, part: Part, last: str = "") -> dict[str, Any]:
    """Return part of a list as JSON.

    Args:
        found: the items of the part and one more, where there are more.
        total: how long the list is.
    """
    more = len(found) > part.limit
    return {name: list(found[: part.limit]), "total": total, "next": next_cursor(part, last) if more else None}


def sliced_json(name: str, whole: Sequence[Any], part: Part) -> dict[str, Any]:
    """Return part of a list that is there as a whole."""
    return part_json(name, whole[part.offset : part.offset + part.limit + 1], len(whole), part)
