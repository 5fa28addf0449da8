"""Memory of a server that runs for long: what nobody holds any more is given back to the system.

glibc gives each of many threads a heap of its own, and keeps what was freed in each. Every question has threads of its own, so
a server grew by 50 kB a question though nothing held them. With two heaps it does not. With another C library nothing is done.
"""

import ctypes
import sys
from typing import Any

HEAPS = 2
_M_ARENA_MAX = -8  # as in malloc.h


def few_heaps() -> None:
    """Have all threads of this process share a few heaps; to be called before there are many."""
    mallopt = _of_glibc("mallopt")
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, HEAPS)


def give_back() -> None:
    """Give what is free in the heaps back to the system; that takes milliseconds."""
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(ctypes.c_size_t(0))


def _of_glibc(name: str) -> Any:  # noqa: ANN401 (what ctypes has)
    """Return a function of the C library, None where it is not glibc."""
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None), name, None)
