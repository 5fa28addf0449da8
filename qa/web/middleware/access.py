"""Who a request is from and what it may do: a random reader name in a cookie, a session, a token that only our own pages have.

`qa.web.route_table` says what each request needs, and `qa.web.middleware.gate` asks here. Where there are users, their role
decides, and a user's id takes the place of the random name.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from http.cookies import CookieError, SimpleCookie
from typing import TypeVar

from corpus.errors import ArchiveError
from corpus.messages import message
from qa.accounts.accounts import Accounts
from qa.accounts.roles import Role
from qa.web.identity.provider import ProviderOptions
from qa.web.identity.sign_on import SignOn
from qa.web.middleware.asgi import Scope
from qa.web.middleware.password import Password, Sessions
from qa.web.middleware.user_access import UserAccess, Visitor, current_visitor, visiting
from qa.web.route_table import Need
from qa.web.served import each_within
from qa.web.translations import language

_Value = TypeVar("_Value")

COOKIE, SESSION_COOKIE = "cuttings_reader", "cuttings_session"
TOKEN_HEADER = "x-cuttings-token"  # noqa: S105
REFUSED, READ_ONLY, ROLE_REFUSED = message("refused"), message("read_only"), message("role_refused")
PROGRAM_HEADER = "cuttings-api"
PROGRAM_REFUSED = (
    "A program may change something here with the server's password, or the token of a user, as a bearer token; where there "
    "is neither, with the header Cuttings-Api: 1."
)
ROLES = {
    Need.READ: Role.READER,
    Need.OWN: Role.READER,
    Need.PERSONAL: Role.READER,
    Need.CHANGE: Role.EDITOR,
    Need.ADMIN: Role.ADMIN,
    Need.USERS: Role.ADMIN,
}
"""The lowest role that may do what a request requires, where there are users."""

_NAME = re.compile(r"[0-9a-f]{32}")
_SESSION = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who asks, and in what language.

    Attributes:
        name: random; only their browser knows it.
    """

    name: str
    language: str = "en"


class Access:
    """What this run of the server allows, and to whom.

    Args:
        read_only: whether nobody may add, remove or rebuild from a page, whatever their role.
        password: what readers log in with; None where nobody has to.
        accounts: the users that log in, instead; None where there are none.
        provider: of identities, at which users may log in too.
        proxy_role: with which a name that a proxy has let in becomes a user's; None where users are added by an admin only.
    """

    def __init__(
        self,
        *,
        read_only: bool = False,
        password: Password | None = None,
        accounts: Accounts | None = None,
        provider: ProviderOptions | None = None,
        proxy_role: Role | None = None,
    ) -> None:
        self.read_only = read_only
        self.password = password
        self.users = None if accounts is None else UserAccess(accounts)
        self.sign_on = SignOn(provider, self.users) if provider and self.users else None
        self.proxy_role = proxy_role
        self.sessions = Sessions()
        self._key = secrets.token_bytes(32)

    @property
    def closed(self) -> bool:
        """Whether one has to log in."""
        return self.password is not None or self.users is not None

    def allows(self, need: Need) -> bool:
        """Tell whether whoever is being answered may do what requires this, so that their page offers it."""
        if self.read_only and need in {Need.PERSONAL, Need.CHANGE, Need.ADMIN}:
            return False
        return self.role_allows(need, current_visitor())

    def role_allows(self, need: Need, visitor: Visitor | None) -> bool:
        """Tell whether a visitor's role includes what a request requires; without users everybody's does."""
        return self.users is None or (visitor is not None and visitor.role.includes(ROLES[need]))

    def token(self, headers: Mapping[str, str]) -> str:
        """Return the token of the reader that a request is from; it is of no use to anybody else."""
        return hmac.digest(self._key, reader_of(headers).name.encode(), hashlib.sha256).hex()

    def may_change(self, headers: Mapping[str, str]) -> bool:
        """Tell whether a request that changes something comes from a page of ours, opened by its reader.

        `Guard` has checked that the origin is ours, where there is one.
        """
        if not headers.get("origin") or not reader_of(headers).name:
            return False
        return hmac.compare_digest(headers.get(TOKEN_HEADER, "").encode(), self.token(headers).encode())

    def program_may_change(self, headers: Mapping[str, str]) -> bool:
        """Tell whether a request to an address for programs is one that no page of another site can send.

        Programs have none of our pages and so no token. Where there is a password, or there are users, they send that, or the
        token of a user, as a bearer token; that is checked before. Where there is neither, whoever reaches the server may
        change it, but a reader's browser must not do so for a page of another site. Each way that such a page has ends here or
        before:

        - A form, an upload (multipart) or a link sends no header of its own choice, and so not this one.
        - A script that sets it has the browser ask first (OPTIONS). That is no method of any rule, and nothing allows another
          origin anything, so the request itself is never sent.
        - If it were sent, `Guard` would refuse its origin, which browsers send with all that is not read, and the
          `Sec-Fetch-Site` of another site.
        - A name that is made to resolve to this machine (DNS rebinding) makes the page one of the same origin, which may
          set any header. `Guard` refuses the name in `Host`.
        - A browser that sends an origin of ours is on a page of ours, which has a token: that is needed then.
        """
        return not self.closed and "origin" not in headers and headers.get(PROGRAM_HEADER) == "1"

    @contextmanager
    def answering(self, headers: Mapping[str, str]) -> Iterator[None]:
        """Answer, in a context of its own, a request that the gate has let in, for as long as the block runs."""
        visitor = None if self.users is None else self.users.of_reader(reader_of(headers).name)
        with visiting(visitor) if visitor else nullcontext():
            yield

    def each_step(self, headers: Mapping[str, str], steps: Iterator[_Value]) -> Iterator[_Value]:
        """Yield what an iterator yields; each step answers such a request, in whatever context it is asked for."""
        return each_within(partial(self.answering, headers), steps)

    def has_session(self, headers: Mapping[str, str]) -> bool:
        """Tell whether a request is from a reader who has logged in."""
        name = session_of(headers)
        if self.users is not None:
            with suppress(ArchiveError):  # nobody is let in where the users cannot be read
                return self.users.of_session(name) is not None
            return False
        return bool(name) and self.sessions.holds(name)

    async def log_in(self, name: str, password: str, address: str, replacing: str = "") -> str | None:
        """Begin a session for who has the right password, and the name that belongs to it where there are users.

        Args:
            address: of the client.
            replacing: the name of the session that they have; it ends.

        Returns:
            The name of the session; None for a wrong password or name.

        Raises:
            TooManyTries: it was not verified.
        """
        if self.users is not None:
            return await self.users.log_in(name, password, address, replacing)
        if self.password is None or not await self.password.admits(password, address):
            return None
        self.sessions.end(replacing)
        return self.sessions.begin()

    async def log_out(self, session: str) -> None:
        """End a session."""
        if self.users is not None:
            await self.users.log_out(session)
        self.sessions.end(session)

    @property
    def session_seconds(self) -> int:
        """How long a session lasts at most."""
        return int((self.sessions if self.users is None else self.users.accounts.sessions).options.longest)


def client_address(scope: Scope) -> str:
    """Return the address that a request is from; behind a trusted proxy, the one that the proxy reports."""
    client = scope.get("client")
    return client[0] if client else ""


def reader_of(headers: Mapping[str, str], fallback_name: str = "") -> Reader:
    """Return who a request is from.

    Args:
        fallback_name: where they have no cookie; what is stored under it is soon out of their reach.
    """
    name = cookie_of(headers, COOKIE, _NAME)
    return Reader(name=name or fallback_name, language=language(headers.get("accept-language")))


def session_of(headers: Mapping[str, str]) -> str:
    """Return the name of a request's session, which may have ended; "" for none."""
    return cookie_of(headers, SESSION_COOKIE, _SESSION)


def cookie(name: str, value: str, scope: Scope, seconds: int, *, same_site: str = "Strict") -> str:
    """Return a Set-Cookie header: only for this site's own requests, hidden from scripts; over TLS only, where there is TLS."""
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    return f"{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite={same_site}{secure}"


def cookie_of(headers: Mapping[str, str], name: str, form: re.Pattern[str]) -> str:
    """Return the value of a cookie of a request; "" where there is none, or it has another form."""
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return morsel.value if morsel and form.fullmatch(morsel.value) else ""
