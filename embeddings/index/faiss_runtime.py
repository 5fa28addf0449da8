"""What the FAISS backends share: the number of cores, and writing an index to a file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import faiss

SEARCHING = 1
"""Cores for a search: one question is too short to be shared, and waiting for a core that is busy costs more than it saves."""

BUILDING = max(1, (os.cpu_count() or 1) // 2)
"""Cores for building: half of them, so that questions are answered while an index grows."""

_BLOCK = 1 << 20  # bytes written at once


@contextmanager
def cores(count: int) -> Iterator[None]:
    """Limit FAISS to `count` cores in this thread while the block runs; other threads keep theirs."""
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(count)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def write_index(path: Path, index: "faiss.Index") -> None:
    """Write an index into an existing file, which keeps its mode.

    Raises:
        OSError, RuntimeError: the disk is full.
    """
    import faiss

    with path.open("r+b") as file:
        # written by Python, since FAISS does not report a full disk at the end of a file
        faiss.write_index(index, faiss.PyCallbackIOWriter(file.write, _BLOCK))
