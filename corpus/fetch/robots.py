"""What a site lets programs read: its robots.txt, as RFC 9309 has it.

No such file (4xx) allows everything; a site that cannot say (5xx, no connection) allows nothing for now.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from protego import Protego

PRODUCT = "Cuttings"
_LARGEST = 512 * 1024


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site allows.

    Attributes:
        delay: seconds that it wants between two requests.
        problem: why the rules are not known.
    """

    rules: "Protego | None"
    everything: bool = False
    delay: float | None = None
    problem: str = ""

    def allow(self, url: str) -> bool:
        """Tell whether a page may be read."""
        return self.everything or (self.rules is not None and bool(self.rules.can_fetch(url, PRODUCT)))


class Robots:
    """The rules of sites, each asked for once.

    Args:
        get: returns status and content of an address; 0 where there was no answer, and why.
    """

    def __init__(self, get: Callable[[str], tuple[int, bytes, str]]) -> None:
        self._get = get
        self._known: dict[str, Rules] = {}

    def of(self, origin: str) -> Rules:
        """Return the rules of a site.

        Args:
            origin: scheme, host and port, without a slash at the end.
        """
        if origin not in self._known:
            self._known[origin] = _read(*self._get(f"{origin}/robots.txt"))
        return self._known[origin]


def _read(status: int, content: bytes, reason: str) -> Rules:
    if status == 200:
        from protego import Protego

        rules = Protego.parse(content[:_LARGEST].decode("utf-8", "replace"))
        delay = rules.crawl_delay(PRODUCT)
        return Rules(rules, delay=float(delay) if delay else None)
    if 400 <= status < 500 and status != 429:
        return Rules(None, everything=True)
    return Rules(None, problem=reason or f"its robots.txt cannot be had (HTTP {status})")
