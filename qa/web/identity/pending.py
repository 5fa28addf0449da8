"""Log-ins that have begun here and are being finished at a provider: each is one browser's, once, for some minutes.

What belongs to one is in a cookie of its browser, sealed, so that nobody can fill the server's memory by beginning many. The
proof of the code (PKCE) and the nonce are made from the state by a key of the server, and are in no cookie.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from corpus.errors import IdentityError

SECONDS = 600
"""For a log-in, from its beginning to its end."""

_MOST_DONE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A log-in that has begun.

    Attributes:
        state: what the provider sends back with the browser.
        nonce: what the ID token has to have.
        verifier: what shows that the code is exchanged by who asked for it.
        wanted: where the reader goes afterwards.
    """

    state: str
    nonce: str
    verifier: str
    wanted: str


class PendingLogins:
    """The log-ins of one run of a server. To be called from the event loop only.

    Args:
        clock: in seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._done: OrderedDict[str, float] = OrderedDict()  # until when each would hold

    def begin(self, wanted: str) -> tuple[Pending, str]:
        """Begin one; return it, and the value of its browser's cookie."""
        state = secrets.token_urlsafe(32)
        content = _text(json.dumps([state, self._clock() + SECONDS, wanted]).encode())
        return self._pending(state, wanted), f"{content}.{self._mac('cookie', content)}"

    def finish(self, cookie: str, state: str) -> Pending:
        """Return the log-in of a browser's cookie, which cannot be finished again.

        Raises:
            IdentityError: the cookie has none that holds, or the state is another's.
        """
        content, _, mac = cookie.partition(".")
        if not hmac.compare_digest(mac.encode(), self._mac("cookie", content).encode()):
            raise IdentityError("identity_state")
        own, until, wanted = json.loads(base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)))
        known = hmac.compare_digest(own.encode(), state.encode("utf-8", "replace"))
        if not known or own in self._done or until <= self._clock():
            raise IdentityError("identity_state")
        self._done[own] = until
        while len(self._done) > _MOST_DONE or next(iter(self._done.values())) <= self._clock():
            self._done.popitem(last=False)
        return self._pending(own, wanted)

    def _pending(self, state: str, wanted: str) -> Pending:
        return Pending(
            state=state, nonce=self._mac("nonce", state), verifier=self._mac("verifier", state), wanted=wanted
        )

    def _mac(self, what: str, of: str) -> str:
        """Return 43 characters, as PKCE has them, which only this server can make."""
        return _text(hmac.digest(self._key, f"{what} {of}".encode("utf-8", "replace"), hashlib.sha256))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
