"""What a server takes of its process, within bounds: file descriptors, heaps, lines of its log.

Descriptors: a question needs the archive opened, an upload a file. A server therefore admits no more clients than leave
enough descriptors for the work itself.

Heaps: glibc gives each of many threads a heap of its own, and each heap retains what was freed in it. Every question has
threads of its own, so a server grew by 50 kB a question although nothing referred to that memory. With two heaps it does not.
With another C library nothing is done.

Log: clients decide how often a request fails, so lines of one kind are written at most once a minute.
"""

import ctypes
import logging
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

DESCRIPTORS_WANTED = 4096
"""As many as a process asks for, where it may have more than it was given."""

_SERVER_DESCRIPTORS = 40
"""What the server itself has open when there are no clients: libraries, models, the archive, a reading process."""
_WORKER_DESCRIPTORS = 5
"""What one thread that answers has open of an archive."""
_MOST_WORKERS = 40
_MOST_CLIENTS = 1000
_LEAST = 4
_UNKNOWN_LIMIT = 1024

_HEAPS = 2
_M_ARENA_MAX = -8  # as in malloc.h

LOG_SECONDS = 60.0
"""Between two log lines of one kind."""
_LOG_KINDS = 1000

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How the descriptors of a process are shared out.

    Attributes:
        workers: threads that answer.
        clients: connections.
        burst: connections accepted from the system at once, before they are counted.
    """

    workers: int
    clients: int
    burst: int


def raise_descriptor_limit() -> int:
    """Raise this process's limit of open descriptors as far as it may, up to `DESCRIPTORS_WANTED`; return it."""
    if sys.platform == "win32":
        return _UNKNOWN_LIMIT
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    infinite = resource.RLIM_INFINITY
    most = DESCRIPTORS_WANTED if hard == infinite else min(DESCRIPTORS_WANTED, hard)
    if soft != infinite and soft < most:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
            soft = most
        except (OSError, ValueError):  # macOS has another limit above this one
            pass
    return DESCRIPTORS_WANTED if soft == infinite else soft


def share_descriptors(limit: int) -> Shares:
    """Share out a limit: the server's own descriptors first, then half of the rest to threads that answer, then clients."""
    left = max(0, limit - _SERVER_DESCRIPTORS)
    workers = max(_LEAST, min(_MOST_WORKERS, left // 2 // _WORKER_DESCRIPTORS))
    left = max(0, left - workers * _WORKER_DESCRIPTORS)
    clients = max(_LEAST, min(_MOST_CLIENTS, left * 2 // 3))
    return Shares(workers=workers, clients=clients, burst=max(_LEAST, min(128, left - clients)))


def limit_heaps() -> None:
    """Have all threads of this process share a few heaps; to be called before there are many threads."""
    mallopt = _glibc_function("mallopt")
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, _HEAPS)


def trim_heaps() -> None:
    """Return the free memory of the heaps to the system; takes milliseconds."""
    trim = _glibc_function("malloc_trim")
    if trim is not None:
        trim(ctypes.c_size_t(0))


def _glibc_function(name: str) -> Any:  # noqa: ANN401 (what ctypes has)
    """Return a function of the C library, None where that is not glibc."""
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None), name, None)


class RepeatFilter(logging.Filter):
    """Lets the first line of a kind pass, and after a minute the next one, which says how many were left out in between.

    Lines are of one kind if they have the same logger, level and message, whatever is filled into it, or if they report
    errors that were raised at the same place.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._passed: dict[tuple[object, ...], tuple[float, int]] = {}  # when the last one passed, how many since

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a line is to be written."""
        kind = (record.name, record.levelno, str(record.msg).partition("\n")[0], *_raised_at(record))
        now = self._clock()
        passed_at, skipped = self._passed.get(kind, (-LOG_SECONDS, 0))
        if now - passed_at < LOG_SECONDS:
            self._passed[kind] = (passed_at, skipped + 1)
            return False
        if len(self._passed) >= _LOG_KINDS:
            self._passed.clear()
        self._passed[kind] = (now, 0)
        if skipped:
            record.msg, record.args = f"{record.getMessage()} [{skipped:,} more like it since the last one]", ()
        return True


def throttle_log() -> None:
    """Limit the log of a server to one line of a kind a minute."""
    repeats = RepeatFilter()
    for handler in (*logging.getLogger("uvicorn").handlers, *logging.getLogger().handlers, logging.lastResort):
        if handler is not None:
            handler.addFilter(repeats)
    traceback.print_exc = _log_error  # the framework prints the errors of requests and does not log them


def _log_error(limit: int | None = None, file: object = None, chain: bool = True) -> None:
    """Replace `traceback.print_exc`, whose arguments it has."""
    logger.error("a request failed", exc_info=sys.exception())


def _raised_at(record: logging.LogRecord) -> tuple[object, ...]:
    kind, _, trace = record.exc_info or (None, None, None)
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return (kind, trace and trace.tb_frame.f_code.co_filename, trace and trace.tb_lineno)
