"""The one way to the routes: what a request needs, as `qa.web.route_table` says, is checked here before any is reached."""

import logging
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass

from corpus.errors import ArchiveError, CuttingsError, IdentityError
from corpus.messages import message
from qa.accounts.users import LONGEST_NAME
from qa.web.middleware.access import (
    COOKIE,
    PROGRAM_REFUSED,
    READ_ONLY,
    REFUSED,
    ROLE_REFUSED,
    SESSION_COOKIE,
    Access,
    client_address,
    session_of,
)
from qa.web.middleware.asgi import App, Receive, Scope, Send, headers_of, respond
from qa.web.middleware.password import TooManyTries
from qa.web.middleware.proxy_user import user_named_by_proxy
from qa.web.middleware.user_access import UserAccess, Visitor, visiting
from qa.web.pages.login import login_address
from qa.web.route_table import LOGIN, Need, Rule, path_to, rooted, rule_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who a request is from, as far as the gate is concerned.

    Attributes:
        admitted: whether they are let in.
        trusted: whether they need no page of ours to change something: no browser sends what they have sent by itself.
        visitor: who of the users; None where there are none.
    """

    admitted: bool
    trusted: bool = False
    visitor: Visitor | None = None


USERS_UNREADABLE = message("users_unreadable")
BEARER_WANTED = "A token or the password is wanted: send it as `Authorization: Bearer …`."

logger = logging.getLogger(__name__)


class Gate:
    """ASGI middleware: passes on a request that meets its rule; there is no other way to the routes.

    Args:
        app: the application behind it.
    """

    def __init__(self, app: App, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers, rule = headers_of(scope), rule_of(scope["method"], scope["path"])
        if rule is None:
            await respond(send, 404, "There is no such page.")
            return
        try:
            caller = await self._caller(scope, headers, rule)
        except TooManyTries as error:
            await respond(send, 429, "Too many tries; try again later.", headers=[("retry-after", str(error.seconds))])
            return
        except IdentityError as error:
            await respond(send, 403, str(error), headers=[("cache-control", "no-store")])
            return
        except ArchiveError as error:
            logger.warning("nobody is let in: %s", error)
            await respond(send, 503, USERS_UNREADABLE, headers=[("retry-after", "5"), ("cache-control", "no-store")])
            return
        if rule.need is not Need.NOTHING and not caller.admitted:
            await _require_login(scope, send, rule)
        elif refused := self._refusal(rule, headers, caller):
            await respond(send, 403, refused)
        else:
            if caller.visitor:
                scope = {**scope, "headers": _as_user(scope, caller.visitor, headers)}
            with visiting(caller.visitor) if caller.visitor else nullcontext():
                await self.app(scope, receive, send)

    async def _caller(self, scope: Scope, headers: Mapping[str, str], rule: Rule) -> Caller:
        """Return who a request is from.

        Raises:
            TooManyTries: too many wrong passwords came from there.
        """
        if self.access.users is not None:
            return await self._user(self.access.users, scope, headers, rule)
        trusted = await self._has_bearer_password(scope, headers)
        admitted = trusted or self.access.password is None or self.access.has_session(headers)
        return Caller(admitted=admitted, trusted=trusted)

    async def _user(self, users: UserAccess, scope: Scope, headers: Mapping[str, str], rule: Rule) -> Caller:
        """Return who of the users a request is from; a token is for addresses for programs only, and then has to be right.

        Raises:
            IdentityError: a proxy has let in somebody who is nobody here.
        """
        if rule.need is Need.NOTHING:
            return Caller(admitted=False)
        token = _bearer(headers)
        by_token = rule.programs and bool(token)
        if by_token:
            visitor = await users.visitor_of_token(token)
        elif name := user_named_by_proxy(scope):
            visitor = await self._named_by_proxy(users, name)
        else:
            visitor = await users.visitor(session_of(headers))
        return Caller(admitted=visitor is not None, trusted=by_token and visitor is not None, visitor=visitor)

    async def _named_by_proxy(self, users: UserAccess, name: str) -> Visitor:
        try:
            visitor = await users.visitor_of_proxy(name, self.access.proxy_role)
        except ArchiveError as error:
            raise IdentityError("went_wrong") from error
        except CuttingsError:  # no name that a user may have
            visitor = None
        if visitor is None:
            raise IdentityError("identity_proxy_unknown", name=name[:LONGEST_NAME])
        return visitor

    async def _has_bearer_password(self, scope: Scope, headers: Mapping[str, str]) -> bool:
        """Tell whether a script sends the password as a bearer token. No browser does so by itself, so no page can abuse it."""
        token = _bearer(headers)
        if self.access.password is None or token is None:
            return False
        return await self.access.password.admits(token, client_address(scope))

    def _refusal(self, rule: Rule, headers: Mapping[str, str], caller: Caller) -> str | None:
        if rule.need is Need.NOTHING:
            return REFUSED if rule.method == "POST" and not headers.get("origin") else None
        if rule.changes and self.access.read_only:
            return READ_ONLY
        if not self.access.role_allows(rule.need, caller.visitor):
            return ROLE_REFUSED
        own = rule.changes or rule.need is Need.OWN or (rule.need is Need.USERS and rule.method != "GET")
        if not own or caller.trusted or self.access.may_change(self._headers_with(headers, caller)):
            return None
        if not rule.programs:
            return REFUSED
        return None if self.access.program_may_change(headers) else PROGRAM_REFUSED

    @staticmethod
    def _headers_with(headers: Mapping[str, str], caller: Caller) -> Mapping[str, str]:
        """Return the headers as the routes will see them: a user's page has the token of the user."""
        return {**headers, "cookie": f"{COOKIE}={caller.visitor.user.id}"} if caller.visitor else headers


def _bearer(headers: Mapping[str, str]) -> str | None:
    """Return the bearer token of a request; None where it has none."""
    kind, _, given = headers.get("authorization", "").partition(" ")
    return given.strip().encode("latin-1").decode("utf-8", "replace") if kind.lower() == "bearer" else None


def _as_user(scope: Scope, visitor: Visitor, headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return the headers of a request with the user's id in place of the reader's name, and no cookie that is not ours.

    Two readers of cookies may see different ones in one header; so it is written anew.
    """
    session = session_of(headers)
    own = f"{COOKIE}={visitor.user.id}{f'; {SESSION_COOKIE}={session}' if session else ''}"
    others = [(name, value) for name, value in scope["headers"] if name.lower() != b"cookie"]
    return [*others, (b"cookie", own.encode("ascii"))]


async def _require_login(scope: Scope, send: Send, rule: Rule) -> None:
    if rule.document:
        query = scope.get("query_string", b"").decode("latin-1")
        location = login_address(rooted(f"{scope['path']}?{query}" if query else scope["path"]))
        await respond(send, 303, "Log in first.", headers=[("location", location), ("cache-control", "no-store")])
    else:
        more = [("www-authenticate", "Bearer"), ("cache-control", "no-store")]
        how = BEARER_WANTED if rule.programs else f"Log in first, at {path_to(LOGIN)}."
        await respond(send, 401, how, headers=more)
