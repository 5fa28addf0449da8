"""JSON lines as rows, for every set that is measured against."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.errors import ReadError


def json_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of JSON lines; blank lines are passed over.

    Raises:
        ReadError: the file is missing or is not JSON lines.
    """
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:
                if line.strip():
                    yield json.loads(line)
    except FileNotFoundError as error:
        raise ReadError(str(path), "missing; docs/evaluation.md says what a question set has") from error
    except (OSError, ValueError) as error:
        raise ReadError(str(path), f"cannot be read as JSON lines ({error})") from error
