"""The one password of a server, and the sessions of readers who have logged in.

The password is stored as an argon2id hash and verified outside the event loop; attempts are limited. A session is a random
name, stored in memory.
"""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv6Address, ip_address
from typing import TypeVar

from qa.accounts.passwords import checked_hash, hash_password, is_right, password_bytes
from qa.accounts.sessions import SessionOptions

_Value = TypeVar("_Value")

PASSWORD = "CUTTINGS_PASSWORD"  # noqa: S105 - the name of an environment variable
_MOST_WAITING = 8
"""Attempts that wait to be verified; each takes 64 MiB and some 50 ms of a processor, one after the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TryOptions:
    """How fast passwords may be tried.

    Attributes:
        free: wrong attempts of one address before it has to wait.
        first_wait, longest_wait: seconds to wait after the next one, and at most; each wrong attempt doubles the wait.
        in_total: wrong attempts within `window` seconds, over all addresses, before every address that was never right has
            to wait.
        forget: seconds after which an address's wrong attempts are forgotten.
        addresses: how many are remembered.
    """

    free: int = 5
    first_wait: float = 2.0
    longest_wait: float = 300.0
    in_total: int = 60
    window: float = 60.0
    forget: float = 3600.0
    addresses: int = 10_000


class TooManyTries(Exception):
    """A password may not be tried now.

    Args:
        seconds: until it may be tried again.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many tries; wait {seconds:.0f} seconds")
        self.seconds = max(1, round(seconds))


class Tries:
    """Counts wrong passwords, by address and in total. To be called from the event loop only.

    Args:
        clock: in seconds.
    """

    def __init__(self, options: TryOptions | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.options = options or TryOptions()
        self._clock = clock
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()  # how many, and when the last one was
        self._right: OrderedDict[str, None] = OrderedDict()
        self._all: deque[float] = deque()
        self._trying: Counter[str] = Counter()  # whose attempts are being verified

    @contextmanager
    def trying(self, address: str) -> Iterator[None]:
        """Check an address as `check` does, and count it as trying for as long as the block runs.

        Raises:
            TooManyTries: as `check`; or it has to wait after each attempt by now, and one of its attempts is being verified:
                several at once would be so many for one wait.
        """
        self.check(address)
        key = _network(address)
        if self._trying[key] and self._wrong.get(key, (0, 0.0))[0] >= self.options.free:
            raise TooManyTries(1)
        self._trying[key] += 1
        try:
            yield
        finally:
            self._trying[key] -= 1
            if not self._trying[key]:
                del self._trying[key]

    def check(self, address: str) -> None:
        """Check whether an address may try a password now.

        Raises:
            TooManyTries: it may not yet.
        """
        options, now, key = self.options, self._clock(), _network(address)
        count, last = self._wrong.get(key, (0, now))
        if now - last > options.forget:
            del self._wrong[key]
        elif count >= options.free:
            doubled = min(count - options.free, 16)
            self._require_wait(last + min(options.longest_wait, options.first_wait * 2**doubled) - now)
        while self._all and now - self._all[0] > options.window:
            self._all.popleft()
        if len(self._all) >= options.in_total and key not in self._right:
            self._require_wait(self._all[0] + options.window - now)

    def note(self, address: str, *, right: bool) -> None:
        """Record the result of an attempt."""
        key, now = _network(address), self._clock()
        if right:
            self._wrong.pop(key, None)
            _remember(self._right, key, None, self.options.addresses)
        else:
            self._all.append(now)
            count, _ = self._wrong.get(key, (0, now))
            _remember(self._wrong, key, (count + 1, now), self.options.addresses)

    @staticmethod
    def _require_wait(seconds: float) -> None:
        if seconds > 0:
            raise TooManyTries(seconds)


class VerifyingLine:
    """Verifies passwords one after the other in a thread of its own, as each takes much of the machine."""

    def __init__(self) -> None:
        self._waiting = 0
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="password")

    async def verified(self, verify: Callable[..., _Value], *values: object) -> _Value:
        """Return what `verify` returns.

        Raises:
            TooManyTries: too many wait already.
        """
        if self._waiting >= _MOST_WAITING:
            raise TooManyTries(1)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, partial(verify, *values))
        finally:
            self._waiting -= 1


class Password:
    """The password that readers log in with.

    Args:
        secret: the password, or its argon2id hash as `hash_password` returns it; a plain password is not stored.
        tries: limits attempts.

    Raises:
        ValueError: it is too short, or not such a hash.
    """

    def __init__(self, secret: str, tries: Tries | None = None) -> None:
        self._hash = checked_hash(secret) if secret.startswith("$argon2") else hash_password(secret)
        self._tries = tries or Tries()
        self._key = secrets.token_bytes(32)
        self._last_right: bytes | None = None
        self._line = VerifyingLine()

    async def admits(self, given: str, address: str) -> bool:
        """Tell whether that is the password.

        Args:
            address: of the client.

        Raises:
            TooManyTries: it was not verified.
        """
        with self._tries.trying(address):
            right = await self._line.verified(self._is_right, given)
            self._tries.note(address, right=right)
        return right

    def _is_right(self, given: str) -> bool:
        digest = hmac.digest(self._key, password_bytes(given), hashlib.sha256)
        if self._last_right is not None and hmac.compare_digest(digest, self._last_right):
            return True  # a script sends it with each request; hashing takes long
        if not is_right(self._hash, given):
            return False
        self._last_right = digest
        return True


def _network(address: str) -> str:
    """Return the key that attempts are counted by: the address; of IPv6 its network half, as clients choose the other half."""
    try:
        read = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:100]
    if isinstance(read, IPv6Address):
        return str(read.ipv4_mapped or read.packed[:8].hex())
    return str(read)


def _remember(known: "OrderedDict[str, _Value]", key: str, value: _Value, most: int) -> None:
    known[key] = value
    known.move_to_end(key)
    while len(known) > most:
        known.popitem(last=False)


class Sessions:
    """The sessions of one run of a server. To be called from the event loop only.

    Args:
        clock: in seconds.
    """

    def __init__(self, options: SessionOptions | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.options = options or SessionOptions()
        self._clock = clock
        self._known: OrderedDict[bytes, tuple[float, float]] = OrderedDict()  # when it began, when it was last used

    def begin(self) -> str:
        """Return the name of a new session."""
        name, now = secrets.token_urlsafe(32), self._clock()
        self._known[_digest(name)] = (now, now)
        while len(self._known) > self.options.most:
            self._known.popitem(last=False)
        return name

    def holds(self, name: str) -> bool:
        """Tell whether a session has not ended; this counts as a use of it."""
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
