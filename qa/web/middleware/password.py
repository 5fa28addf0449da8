"""The one password of a server, and the sessions of those who gave it.

It is kept as an argon2id hash, compared away from the event loop, guessed at slowly. A session is a random name, kept in memory.
"""

import asyncio
import hashlib
import hmac
import secrets
import time
import unicodedata
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import TypeVar

_Value = TypeVar("_Value")

PASSWORD = "CUTTINGS_PASSWORD"  # noqa: S105 - the variable that has it
SHORTEST, LONGEST = 8, 1000
"""Characters of a password."""
_COMPARED = 8
"""So many wait to be compared at a time; each takes 64 MiB and some 50 ms of a processor, one after the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TryOptions:
    """How fast passwords may be tried.

    Attributes:
        free: wrong ones of one address that have no consequence.
        first_wait, longest_wait: seconds to wait after the next, and at most; each wrong one doubles it.
        in_total: wrong ones within `window` seconds, of all addresses that were never right, until all these wait.
        forget: seconds after which an address begins anew.
        addresses: so many are remembered.
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
        seconds: to wait.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many tries; wait {seconds:.0f} seconds")
        self.seconds = max(1, round(seconds))


class Tries:
    """Counts wrong passwords, by address and in total. Called from the event loop alone.

    Args:
        clock: in seconds.
    """

    def __init__(self, options: TryOptions | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.options = options or TryOptions()
        self._clock = clock
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()  # how many, and when the last
        self._right: OrderedDict[str, None] = OrderedDict()
        self._all: deque[float] = deque()

    def check(self, address: str) -> None:
        """Let a password be tried.

        Raises:
            TooManyTries: not yet.
        """
        options, now, key = self.options, self._clock(), _network(address)
        count, last = self._wrong.get(key, (0, now))
        if now - last > options.forget:
            del self._wrong[key]
        elif count >= options.free:
            doubled = min(count - options.free, 16)
            self._hold(last + min(options.longest_wait, options.first_wait * 2**doubled) - now)
        while self._all and now - self._all[0] > options.window:
            self._all.popleft()
        if len(self._all) >= options.in_total and key not in self._right:
            self._hold(self._all[0] + options.window - now)

    def note(self, address: str, *, right: bool) -> None:
        """Note what came of a try."""
        key, now = _network(address), self._clock()
        if right:
            self._wrong.pop(key, None)
            _remember(self._right, key, None, self.options.addresses)
        else:
            self._all.append(now)
            count, _ = self._wrong.get(key, (0, now))
            _remember(self._wrong, key, (count + 1, now), self.options.addresses)

    @staticmethod
    def _hold(seconds: float) -> None:
        if seconds > 0:
            raise TooManyTries(seconds)


class Password:
    """What lets a reader in.

    Args:
        secret: the password, or its argon2id hash as `hashed` makes one. It is not kept.
        tries: how fast it may be guessed at.

    Raises:
        ValueError: it is too short, or no such hash.
    """

    def __init__(self, secret: str, tries: Tries | None = None) -> None:
        self._hash = _checked_hash(secret) if secret.startswith("$argon2") else hashed(secret)
        self._tries = tries or Tries()
        self._key = secrets.token_bytes(32)
        self._seen_right: bytes | None = None
        self._waiting = 0
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="password")

    async def admits(self, given: str, address: str) -> bool:
        """Tell whether that is the password.

        Args:
            address: of who gives it.

        Raises:
            TooManyTries: it was not even looked at.
        """
        self._tries.check(address)
        if self._waiting >= _COMPARED:
            raise TooManyTries(1)
        self._waiting += 1
        try:
            right = await asyncio.get_running_loop().run_in_executor(self._thread, self._is_right, given)
        finally:
            self._waiting -= 1
        self._tries.note(address, right=right)
        return right

    def _is_right(self, given: str) -> bool:
        from argon2 import PasswordHasher
        from argon2.exceptions import VerificationError

        plain = _plain(given[: LONGEST + 1])
        digest = hmac.digest(self._key, plain.encode("utf-8", "surrogatepass"), hashlib.sha256)
        if self._seen_right is not None and hmac.compare_digest(digest, self._seen_right):
            return True  # a script sends it with each request: not hashed each time
        try:
            PasswordHasher().verify(self._hash, plain.encode("utf-8", "surrogatepass"))
        except VerificationError:
            return False
        self._seen_right = digest
        return True


def hashed(password: str) -> str:
    """Return the argon2id hash of a password, which `Password` takes in its place.

    Raises:
        ValueError: it is too short or too long.
    """
    from argon2 import PasswordHasher

    if not SHORTEST <= len(password) <= LONGEST:
        raise ValueError(f"it has {len(password)} characters; {SHORTEST} to {LONGEST:,} are wanted")
    return PasswordHasher().hash(_plain(password).encode("utf-8", "surrogatepass"))


def _checked_hash(text: str) -> str:
    """Return a hash that some password may have: of one that was cut off or altered, none ever would be right."""
    from argon2 import PasswordHasher, Type, extract_parameters
    from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

    try:
        of_argon2id = extract_parameters(text).type is Type.ID
        if of_argon2id:
            PasswordHasher().verify(text, secrets.token_bytes(32))
    except VerifyMismatchError:
        return text
    except (InvalidHashError, VerificationError, UnicodeError):
        of_argon2id = False
    if not of_argon2id:
        raise ValueError("it begins like a hash and is none of argon2id ($argon2id$…)")
    return text


def _plain(password: str) -> str:
    """Return a password as every keyboard would have written it: an é may be one character or two."""
    return unicodedata.normalize("NFC", password)


def _network(address: str) -> str:
    """Return what stands for an address: itself; of an IPv6 address its half, the other half is its owner's to choose."""
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
