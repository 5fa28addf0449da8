"""What a site lets programs read: its robots.txt, as RFC 9309 has it.

No such file (4xx) allows everything; a site that cannot say (5xx, no connection) allows nothing for now, and neither does one
whose file cannot be read within the limits of a reader.
"""

from collections.abc import Callable
from dataclasses import dataclass

from corpus.fetch.sandboxed import Unreadable, allowed
from corpus.readers.sandbox.worker import Worker

PRODUCT = "Cuttings"
_LARGEST = 512 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a site says of one of its pages.

    Attributes:
        allowed: whether it may be read.
        delay: seconds that the site wants between two requests.
        problem: why that is not known.
    """

    allowed: bool
    delay: float | None = None
    problem: str = ""


class Robots:
    """The rules of sites, each asked for once.

    Args:
        get: returns status and content of an address; 0 where there was no answer, and why.
        worker: the process that reads them; else the one that all share.
    """

    def __init__(self, get: Callable[[str], tuple[int, bytes, str]], worker: Worker | None = None) -> None:
        self._get = get
        self._worker = worker
        self._known: dict[str, bytes | Verdict] = {}

    def verdict(self, origin: str, url: str) -> Verdict:
        """Return whether a page of a site may be read.

        Args:
            origin: scheme, host and port, without a slash at the end.
            url: of the page.
        """
        if origin not in self._known:
            self._known[origin] = _kept(*self._get(f"{origin}/robots.txt"))
        known = self._known[origin]
        if isinstance(known, Verdict):
            return known
        try:
            allows, delay = allowed(known, url, PRODUCT, self._worker)
        except Unreadable as error:  # not read again for each of its pages
            found = self._known[origin] = Verdict(allowed=False, problem=f"its robots.txt: {error}")
            return found
        return Verdict(allowed=allows, delay=delay)


def _kept(status: int, content: bytes, reason: str) -> bytes | Verdict:
    if status == 200:
        return content[:_LARGEST]
    if 400 <= status < 500 and status != 429:
        return Verdict(allowed=True)
    return Verdict(allowed=False, problem=reason or f"its robots.txt cannot be had (HTTP {status})")
