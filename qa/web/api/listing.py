"""Lists in parts: each part of a list has, in `next`, an opaque cursor from which the following part begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query

MOST = 200
"""Items of a part."""

_CURSOR = r"^$|^[0-9]{1,9}(\.[a-z2-7]{12})?$"


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
    cursor: Annotated[str, Query(pattern=_CURSOR, description="`next` of the part before")] = "",
) -> Part:
    offset, _, after = cursor.partition(".")
    return Part(limit=limit, offset=int(offset or 0), after=after or None)


WantedPart = Annotated[Part, Depends(_part)]


def part_json(name: str, found: Sequence[Any], total: int, part: Part, last: str = "") -> dict[str, Any]:
    """Return part of a list as JSON.

    Args:
        found: the items of the part and one more, where there are more.
        total: how long the list is.
        last: the last item of the part, of a list that goes on after it.
    """
    cursor = f"{part.offset + part.limit}{'.' if last else ''}{last}"
    more = len(found) > part.limit
    return {name: list(found[: part.limit]), "total": total, "next": cursor if more else None}


def sliced_json(name: str, whole: Sequence[Any], part: Part) -> dict[str, Any]:
    """Return part of a list that is there as a whole."""
    return part_json(name, whole[part.offset : part.offset + part.limit + 1], len(whole), part)
