"""JSON lines as rows, for every set that is measured against."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import ReadError

Row = TypeVar("Row")


def json_rows(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file of JSON lines.

    Raises:
        ReadError: the file is missing or empty, or a line is no object.
    """
    return read_rows(path, dict)


def read_rows(path: Path, read: Callable[[dict[str, Any]], Row]) -> list[Row]:
    """Read a file of JSON lines.

    Args:
        read: what to do with one line; it may raise KeyError, TypeError or ValueError for a line that is not as it should be.

    Raises:
        ReadError: the file is missing, empty, or has such a line.
    """
    rows: list[Row] = []
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    rows.append(_read_line(path, number, line, read))
    except FileNotFoundError as error:
        raise ReadError(str(path), "missing; docs/evaluation.md says what a set has") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(str(path), f"cannot be read ({error})") from error
    if not rows:
        raise ReadError(str(path), "has no lines")
    return rows


def _read_line(path: Path, number: int, line: str, read: Callable[[dict[str, Any]], Row]) -> Row:
    try:
        return read(_object(json.loads(line)))
    except KeyError as error:
        raise ReadError(str(path), f"line {number} lacks {error}") from error
    except (TypeError, ValueError, RecursionError) as error:
        raise ReadError(str(path), f"line {number} is not as it should be: {error}") from error


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value
