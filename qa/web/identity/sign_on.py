"""Logging in at a provider, from the link on the log-in page to a session of a user here."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from corpus.errors import CuttingsError, IdentityError
from qa.web.identity.pending import PendingLogins
from qa.web.identity.provider import Provider, ProviderOptions
from qa.web.middleware.user_access import UserAccess

KIND = "oidc"
"""Of the sessions that begin so."""

AT_ONCE = 8
"""Log-ins for which a provider is asked at a time."""

LONGEST_CODE = 4096


class SignOn:
    """The provider of a server, and those who are logging in there. To be used in the event loop."""

    def __init__(self, options: ProviderOptions, users: UserAccess) -> None:
        self.name = options.name
        self._rules = options.rules
        self._provider = Provider(options)
        self._users = users
        self._pending = PendingLogins()
        self._free = asyncio.Semaphore(AT_ONCE)

    async def begin(self, redirect_uri: str, wanted: str) -> tuple[str, str]:
        """Begin a log-in; return where its browser is led, and the value of its cookie.

        Args:
            redirect_uri: where the provider leads it back to.
            wanted: where the reader goes afterwards.

        Raises:
            IdentityError: the provider cannot be used, or many are logging in.
        """
        pending, cookie = self._pending.begin(wanted)
        async with self._asking():
            return await self._provider.address(pending, redirect_uri), cookie

    async def finish(self, redirect_uri: str, query: Mapping[str, str], cookie: str, replacing: str) -> tuple[str, str]:
        """Finish a log-in that a browser comes back from; return the name of its session, and where the reader goes.

        Args:
            redirect_uri: as of `begin`.
            query: what the provider has the browser bring.
            cookie: the value of the browser's cookie.
            replacing: the name of the session that it has; it ends.

        Raises:
            IdentityError: the log-in is not this browser's or cannot be finished again, the provider has refused, what it
                says does not hold, or it is of nobody here.
        """
        pending = self._pending.finish(cookie, query.get("state", ""))
        async with self._asking():
            await self._provider.check_sender(query.get("iss"))
            if "error" in query:
                raise IdentityError("identity_refused", code=_code(query["error"]))
            code = query.get("code", "")
            if not 0 < len(code) <= LONGEST_CODE:
                raise IdentityError("identity_state")
            arrival = await self._provider.arrival(code, pending, redirect_uri)
        try:
            session = await self._users.enter(arrival, self._rules, KIND, replacing)
        except IdentityError:
            raise
        except CuttingsError as error:
            raise IdentityError("went_wrong") from error
        if session is None:
            raise IdentityError("identity_unknown", subject=arrival.subject.subject, issuer=arrival.subject.issuer)
        return session, pending.wanted

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[None]:
        """Ask the provider while the block runs; a provider that hangs holds up no more than so many requests."""
        if self._free.locked():
            raise IdentityError("identity_busy")
        async with self._free:
            yield

    async def log_out_address(self, kind: str, return_to: str) -> str | None:
        """Return where a session of that kind is ended at the provider too, None where it is not."""
        if kind != KIND:
            return None
        try:
            async with self._asking():
                return await self._provider.log_out_address(return_to)
        except IdentityError:  # it is not there, which ends no session less here
            return None


def _code(text: str) -> str:
    """Return the code of an error; what is none is not shown."""
    return text if 0 < len(text) <= 60 and text.isascii() and text.replace("_", "").isalnum() else "error"
