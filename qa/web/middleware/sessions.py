"""Who has given the password: random names, kept in memory, so many and so long."""

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOptions:
    """How long a log-in lasts.

    Attributes:
        most: sessions at a time; one more ends the one that was used the longest time ago.
        idle: seconds without a request after which a session ends.
        longest: seconds after which it ends in any case.
    """

    most: int = 1000
    idle: float = 12 * 3600.0
    longest: float = 7 * 24 * 3600.0


class Sessions:
    """The sessions of one run of a server. Called from the event loop alone.

    Args:
        clock: in seconds.
    """

    def __init__(self, options: SessionOptions | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.options = options or SessionOptions()
        self._clock = clock
        self._known: OrderedDict[bytes, tuple[float, float]] = OrderedDict()  # when begun, when last used

    def begin(self) -> str:
        """Return the name of a new session."""
        name, now = secrets.token_urlsafe(32), self._clock()
        self._known[_digest(name)] = (now, now)
        while len(self._known) > self.options.most:
            self._known.popitem(last=False)
        return name

    def holds(self, name: str) -> bool:
        """Tell whether a session is going on; it counts as used then."""
        digest, now = _digest(name), self._clock()
        begun, used = self._known.get(digest, (now, now))
        if digest not in self._known:
            return False
        if now - used > self.options.idle or now - begun > self.options.longest:
            del self._known[digest]
            return False
        self._known[digest] = (begun, now)
        self._known.move_to_end(digest)
        return True

    def end(self, name: str) -> None:
        """End a session."""
        self._known.pop(_digest(name), None)


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
