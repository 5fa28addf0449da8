"""Users where a server has some: who one is by session or token, logging in, and who is being answered.

The file of users is read in a thread of its own, so that a write that waits for the disk holds up no other request.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from corpus.actor import acting
from qa.accounts.accounts import Accounts
from qa.accounts.arrivals import Arrival, ArrivalRules, user_of_arrival, user_of_proxy
from qa.accounts.passwords import hash_of_none, is_right
from qa.accounts.roles import Role
from qa.accounts.users import User, folded
from qa.web.middleware.password import Tries, TryOptions, VerifyingLine

_Value = TypeVar("_Value")

_KNOWN = 10_000
"""From how many places names were right is remembered."""
_OF_A_NAME = TryOptions(in_total=1_000_000_000)
"""Of all names together only addresses are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A user as a request comes from them.

    Attributes:
        role: what the request may do: the user's, or that of a token, which may be lower.
        session: the id of the session; "" for a token.
    """

    user: User
    role: Role
    session: str = ""


_VISITOR: ContextVar[Visitor | None] = ContextVar("visitor", default=None)


def current_visitor() -> Visitor | None:
    """Return who of the users is being answered; None where there are none."""
    return _VISITOR.get()


@contextmanager
def visiting(visitor: Visitor) -> Iterator[None]:
    """Answer a user, and act as they, for as long as the block runs."""
    token = _VISITOR.set(visitor)
    try:
        with acting(visitor.user.actor(visitor.role)):
            yield
    finally:
        _VISITOR.reset(token)


class UserAccess:
    """How the users of a server are let in. The methods that are awaited are for the event loop.

    Args:
        by_address, by_name: limit attempts.
    """

    def __init__(self, accounts: Accounts, by_address: Tries | None = None, by_name: Tries | None = None) -> None:
        self.accounts = accounts
        self._by_address, self._by_name = by_address or Tries(), by_name or Tries(_OF_A_NAME)
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()  # by name and address
        self._nobody = hash_of_none()
        self._line = VerifyingLine()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="accounts")

    def of_session(self, name: str) -> Visitor | None:
        """Return whose session that is, None where it has ended."""
        found = self.accounts.sessions.find(name)
        return Visitor(user=found[0], role=found[0].role, session=found[1].id) if found else None

    def of_token(self, text: str) -> Visitor | None:
        """Return whose token that is, None where it has expired or is none."""
        found = self.accounts.tokens.find(text)
        return Visitor(user=found[0], role=found[1].role.at_most(found[0].role)) if found else None

    def of_reader(self, name: str) -> Visitor | None:
        """Return the user whose id a reader's name is; to be called behind the gate only, which has put it there."""
        user = self.accounts.users.with_id(name)
        return Visitor(user=user, role=user.role) if user else None

    async def visitor(self, session: str) -> Visitor | None:
        """As `of_session`."""
        return await self._done(self.of_session, session) if session else None

    async def visitor_of_token(self, text: str | None) -> Visitor | None:
        """As `of_token`."""
        return await self._done(self.of_token, text) if text else None

    async def log_in(self, name: str, password: str, address: str, replacing: str = "") -> str | None:
        """Begin a session for who has the password of a name; a name that nobody has is answered alike, and as late.

        Returns:
            The name of the session; None for a wrong name or password, also one that was changed meanwhile.

        Raises:
            TooManyTries: too many attempts came from this address, or were for this name from where it was never right.
        """
        entered = await self._verified(name, password, address)
        if entered is None:
            return None
        return await self._done(partial(self.accounts.sessions.begin, entered, replacing=replacing)) or None

    async def confirms(self, user: User, password: str, address: str) -> bool:
        """Tell whether that is the password of a user who is logged in.

        Raises:
            TooManyTries: as `log_in`.
        """
        return await self._verified(user.name, password, address) is not None

    async def _verified(self, name: str, password: str, address: str) -> User | None:
        key = folded(name)[:100]
        of_name: AbstractContextManager[None] = (
            nullcontext() if (key, address) in self._known else self._by_name.trying(key)
        )
        with self._by_address.trying(address), of_name:
            user = await self._done(self.accounts.users.named, name)
            hashed = (user and user.hash) or self._nobody
            right = await self._line.verified(is_right, hashed, password)
            entered = user if right and user and user.hash and not user.disabled else None
            self._by_address.note(address, right=entered is not None)
            self._by_name.note(key, right=entered is not None)
        if entered is not None:
            self._known[key, address] = None
            if len(self._known) > _KNOWN:
                self._known.popitem(last=False)
        return entered

    async def enter(self, arrival: Arrival, rules: ArrivalRules, kind: str, replacing: str = "") -> str | None:
        """Begin a session for who was let in elsewhere, added as a user where the rules say so.

        Returns:
            The name of the session; None where they are nobody here.

        Raises:
            CuttingsError: the user cannot be stored.
        """
        user = await self._done(user_of_arrival, self.accounts.users, arrival, rules)
        if user is None:
            return None
        return await self._done(partial(self.accounts.sessions.begin, user, kind, replacing=replacing)) or None

    async def visitor_of_proxy(self, name: str, role: Role | None) -> Visitor | None:
        """Return the user whom a proxy names, None for nobody here.

        Args:
            role: with which a name that is new becomes a user's; None where it does not.

        Raises:
            CuttingsError: the user cannot be stored.
        """
        user = await self._done(user_of_proxy, self.accounts.users, name, role)
        return Visitor(user=user, role=user.role) if user else None

    async def kind_of(self, session: str) -> str:
        """Return how the user of a session has logged in, "" where it has ended."""
        found = await self._done(self.accounts.sessions.find, session)
        return found[1].kind if found else ""

    async def log_out(self, session: str) -> None:
        """End a session."""
        await self._done(self.accounts.sessions.end, session)

    async def _done(self, action: Callable[..., _Value], *values: object) -> _Value:
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(action, *values))
