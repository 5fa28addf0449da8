"""Whether a server can answer questions: its models are loaded, and a snapshot of each of its archives opens."""

import threading
import time
from collections.abc import Callable, Sequence

from qa.service.service import CuttingsService
from qa.web.served import Served

HOLD_SECONDS = 1.0
"""For which a result is used again, however often it is asked for."""

STALL_SECONDS = 10.0
"""A check that takes longer counts as failed: a disk that does not answer, for instance."""

_STARTING, _STALLED = "it has not been opened yet", "it does not respond"


class Readiness:
    """Checks the archives of a server, at most once a second and in one thread at a time. Safe to use from several threads.

    Args:
        archives: those of the server.
        clock: in seconds.
    """

    def __init__(
        self, archives: Sequence[tuple[Served, CuttingsService]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._archives = archives
        self._clock = clock
        self._checking = threading.Lock()
        self._checked: float | None = None
        self._faults = self._all(_STARTING)

    def faults(self) -> tuple[tuple[str, str], ...]:
        """Return the name of each archive that cannot answer, with the reason; empty where the server is ready.

        Who asks while another thread checks gets the last result.
        """
        if self._age() < HOLD_SECONDS:
            return self._faults
        if not self._checking.acquire(blocking=False):
            return self._all(_STALLED) if STALL_SECONDS < self._age() < float("inf") else self._faults
        try:
            found = ((served.name, service.not_ready()) for served, service in self._archives)
            self._faults = tuple((name, reason) for name, reason in found if reason is not None)
            self._checked = self._clock()
        finally:
            self._checking.release()
        return self._faults

    def _age(self) -> float:
        return float("inf") if self._checked is None else self._clock() - self._checked

    def _all(self, reason: str) -> tuple[tuple[str, str], ...]:
        return tuple((served.name, reason) for served, _ in self._archives)


def described(faults: Sequence[tuple[str, str]]) -> str:
    """Return a line for each fault."""
    return "\n".join(f"{name}: {reason}" if name else reason for name, reason in faults)
