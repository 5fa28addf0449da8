"""Files of every format, made when they are asked for by name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.corpus.readers.files_made import FILES


@pytest.fixture
def made(tmp_path: Path) -> Callable[[str], Path]:
    """Write a file of `files_made.FILES` and return where it is."""

    def write(name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(FILES[name]())
        return path

    return write
