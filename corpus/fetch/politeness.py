"""What a site lets programs read, and how often it is asked: its robots.txt (RFC 9309) and a pace.

A site gets one request a second at most, fewer where its robots.txt or its responses ask for that.

A missing file (4xx) allows everything; a site that cannot answer (5xx, no connection) allows nothing for now, and neither does
one whose file cannot be read within the limits of a reader.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from corpus.fetch.sandboxed import Unreadable, allowed
from corpus.readers.sandbox.worker import Worker

_LONGEST_DELAY = 30.0  # seconds that a site's rules can put between two requests


class Pace:
    """Waits before each request to a site.

    Args:
        every: seconds between two requests.
        patience: the longest wait, in seconds, that a site may ask for; a longer one is a failure.
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
            ValueError: it asks for a longer wait than `patience`.
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
        """Send a site no request for a while."""
        self._next[site] = max(self._next.get(site, 0.0), self._now() + seconds)


PRODUCT = "Cuttings"
_LARGEST = 512 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Whether a site allows one of its pages to be read.

    Attributes:
        allowed: whether it may be read.
        delay: seconds that the site wants between two requests.
        problem: why it is not known, if it is not.
    """

    allowed: bool
    delay: float | None = None
    problem: str = ""


class Robots:
    """The robots.txt of sites, each fetched once.

    Args:
        get: returns status, content and reason for an address; status 0 where there was no response.
        worker: the process that reads them; by default the shared one.
    """

    def __init__(self, get: Callable[[str], tuple[int, bytes, str]], worker: Worker | None = None) -> None:
        self._get = get
        self._worker = worker
        self._known: dict[str, bytes | Permission] = {}

    def permission(self, origin: str, url: str) -> Permission:
        """Return whether a page of a site may be read.

        Args:
            origin: scheme, host and port, without a slash at the end.
            url: of the page.
        """
        if origin not in self._known:
            self._known[origin] = _kept(*self._get(f"{origin}/robots.txt"))
        known = self._known[origin]
        if isinstance(known, Permission):
            return known
        try:
            allows, delay = allowed(known, url, PRODUCT, self._worker)
        except Unreadable as error:  # not read again for each of its pages
            found = self._known[origin] = Permission(allowed=False, problem=f"its robots.txt: {error}")
            return found
        return Permission(allowed=allows, delay=delay)


def _kept(status: int, content: bytes, reason: str) -> bytes | Permission:
    if status == 200:
        return content[:_LARGEST]
    if 400 <= status < 500 and status != 429:
        return Permission(allowed=True)
    return Permission(allowed=False, problem=reason or f"its robots.txt cannot be had (HTTP {status})")
