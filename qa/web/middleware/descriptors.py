"""How many files and connections this process may have open, and how a server shares them out.

Where they run out nothing goes on: a question needs the archive opened, an upload a file. So a server lets in no more clients
than leave enough for the work itself.
"""

import sys
from dataclasses import dataclass

WANTED = 4096
"""As many as a process asks for, where it may have more than it was given."""

_OWN = 40
"""What the server itself holds when nobody is there: libraries, models, the archive, a reading process."""
_OF_A_WORKER = 5
"""What one thread that answers holds open of an archive."""
_WORKERS = 40
_CLIENTS = 1000
_LEAST = 4
_UNKNOWN = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Who gets how many.

    Attributes:
        workers: threads that answer.
        clients: connections.
        burst: connections taken from the system at once, before it is looked whether they are too many.
    """

    workers: int
    clients: int
    burst: int


def raised() -> int:
    """Raise the limit of this process as far as it may, up to `WANTED`; return it."""
    if sys.platform == "win32":
        return _UNKNOWN
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    infinite = resource.RLIM_INFINITY
    most = WANTED if hard == infinite else min(WANTED, hard)
    if soft != infinite and soft < most:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
            soft = most
        except (OSError, ValueError):  # macOS has another limit above this one
            pass
    return WANTED if soft == infinite else soft


def shared_out(limit: int) -> Shares:
    """Share out a limit: the server's own first, then half to threads that answer, then clients."""
    left = max(0, limit - _OWN)
    workers = max(_LEAST, min(_WORKERS, left // 2 // _OF_A_WORKER))
    left = max(0, left - workers * _OF_A_WORKER)
    clients = max(_LEAST, min(_CLIENTS, left * 2 // 3))
    return Shares(workers=workers, clients=clients, burst=max(_LEAST, min(128, left - clients)))
