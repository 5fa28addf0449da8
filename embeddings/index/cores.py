"""How many cores FAISS takes: one to search, half of them to build, so that questions are answered while an index grows."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

SEARCHING = 1
"""A search of one question is too short to be shared: where the other core is busy, waiting for it costs more."""

BUILDING = max(1, (os.cpu_count() or 1) // 2)


@contextmanager
def cores(count: int) -> Iterator[None]:
    """Let FAISS take so many cores in this thread, as long as the block runs; other threads keep theirs."""
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(count)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
