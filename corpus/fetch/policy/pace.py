"""How often a site is asked: once a second at most, less often where its rules or its answers say so."""

import time
from collections.abc import Callable

_LONGEST_DELAY = 30.0  # seconds that a site's rules can put between two requests


class Pace:
    """Waits before each request to a site.

    Args:
        every: seconds between two requests.
        patience: seconds that a site may make us wait after it has refused; a longer wait is a failure.
        sleep, now: for tests.
    """

    def __init__(
        self,
        every: float = 1.0,
        patience: float = 60.0,
        *,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._every = every
        self._patience = patience
        self._sleep = sleep
        self._now = now
        self._next: dict[str, float] = {}
        self._delay: dict[str, float] = {}

    def wait(self, site: str) -> None:
        """Wait until a site may be asked again.

        Raises:
            ValueError: it has told us to wait for longer than we do.
        """
        left = self._next.get(site, 0.0) - self._now()
        if left > self._patience:
            raise ValueError(f"the site asks to be left alone for {left:,.0f} seconds more; try again later")
        if left > 0:
            self._sleep(left)
        self._next[site] = self._now() + self._delay.get(site, self._every)

    def slow_down(self, site: str, delay: float) -> None:
        """Ask a site less often from now on."""
        self._delay[site] = max(self._every, min(delay, _LONGEST_DELAY))

    def back_off(self, site: str, seconds: float) -> None:
        """Leave a site alone for a while."""
        self._next[site] = max(self._next.get(site, 0.0), self._now() + seconds)
