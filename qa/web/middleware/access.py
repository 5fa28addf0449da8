"""Who a request is from and what it may do: a random name in a cookie, a session, a token that only our own pages have.

What a request takes stands in `qa.web.route_table`; here it is asked for, in one place, before any route is reached.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

from qa.web.middleware.asgi import App, Message, Receive, Scope, Send, headers_of, respond
from qa.web.middleware.password import Password, Sessions, TooManyTries
from qa.web.pages import page
from qa.web.pages.conversation import Reader
from qa.web.pages.login import login_address
from qa.web.route_table import CONFIGURATION, LOGIN, TOKEN_PAGES, Need, Rule, rule_of
from qa.web.translations import language

COOKIE, SESSION_COOKIE = "cuttings_reader", "cuttings_session"
TOKEN_HEADER = "x-cuttings-token"  # noqa: S105
REFUSED = "This page may not change anything here. Reload it and try again."
READ_ONLY = "This server was started to be read only."
_YEAR = 365 * 24 * 3600
_NAME = re.compile(r"[0-9a-f]{32}")
_SESSION = re.compile(r"[A-Za-z0-9_-]{43}")


class Access:
    """Knows what this run of the server lets be done, and by whom.

    Args:
        read_only: whether nobody may add, remove or rebuild from a page.
        password: what lets a reader in; None where everybody is.
    """

    def __init__(self, *, read_only: bool = False, password: Password | None = None) -> None:
        self.read_only = read_only
        self.password = password
        self.sessions = Sessions()
        self._key = secrets.token_bytes(32)

    def token(self, headers: Mapping[str, str]) -> str:
        """Return the token of the reader that a request is from: it opens nothing for anybody else."""
        return hmac.digest(self._key, reader_of(headers).name.encode(), hashlib.sha256).hex()

    def may_change(self, headers: Mapping[str, str]) -> bool:
        """Tell whether a request that changes something comes from a page of ours, opened by its reader.

        `Guard` has looked whether the origin is ours, where there is one.
        """
        if not headers.get("origin") or not reader_of(headers).name:
            return False
        return hmac.compare_digest(headers.get(TOKEN_HEADER, "").encode(), self.token(headers).encode())

    def has_session(self, headers: Mapping[str, str]) -> bool:
        """Tell whether a request is from somebody who has logged in."""
        name = session_of(headers)
        return bool(name) and self.sessions.holds(name)


class Gate:
    """Lets a request through that has what its rule takes; there is no other way to the routes.

    Args:
        app: what is behind it.
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
            trusted = await self._bearer(scope, headers)
        except TooManyTries as error:
            await respond(send, 429, "Too many tries; try again later.", headers=[("retry-after", str(error.seconds))])
            return
        if self.access.password and rule.need is not Need.NOTHING and not (trusted or self.access.has_session(headers)):
            await _let_nobody_in(scope, send, rule)
        elif refused := self._refusal(rule, headers, trusted=trusted):
            await respond(send, 403, refused)
        else:
            await self.app(scope, receive, send)

    async def _bearer(self, scope: Scope, headers: Mapping[str, str]) -> bool:
        """Tell whether a script sends the password itself. No browser does that by itself, so no page can abuse it."""
        kind, _, given = headers.get("authorization", "").partition(" ")
        if self.access.password is None or kind.lower() != "bearer":
            return False
        return await self.access.password.admits(
            given.strip().encode("latin-1").decode("utf-8", "replace"), peer(scope)
        )

    def _refusal(self, rule: Rule, headers: Mapping[str, str], *, trusted: bool) -> str | None:
        if rule.need is Need.CHANGE and self.access.read_only:
            return READ_ONLY
        if rule.need is Need.NOTHING and rule.method == "POST":
            return None if headers.get("origin") else REFUSED
        if rule.need in {Need.OWN, Need.CHANGE} and not trusted and not self.access.may_change(headers):
            return REFUSED
        return None


async def _let_nobody_in(scope: Scope, send: Send, rule: Rule) -> None:
    if rule.document:
        query = scope.get("query_string", b"").decode("latin-1")
        there = login_address(f"{scope['path']}?{query}" if query else scope["path"])
        await respond(send, 303, "Log in first.", headers=[("location", there), ("cache-control", "no-store")])
    else:
        again = [("www-authenticate", "Bearer"), ("cache-control", "no-store")]
        await respond(send, 401, f"Log in first, at {LOGIN}.", headers=again)


def peer(scope: Scope) -> str:
    """Return the address that a request is from; behind a proxy that is believed, the one that it tells."""
    client = scope.get("client")
    return client[0] if client else ""


def reader_of(headers: Mapping[str, str], otherwise: str = "") -> Reader:
    """Return who a request is from.

    Args:
        otherwise: their name where they have no cookie; what is kept under it is soon lost to them.
    """
    name = _cookie(headers, COOKIE, _NAME)
    return Reader(name=name or otherwise, language=language(headers.get("accept-language")))


def session_of(headers: Mapping[str, str]) -> str:
    """Return the name of the session that a request is of, which need not be one that goes on; "" for none."""
    return _cookie(headers, SESSION_COOKIE, _SESSION)


def cookie(name: str, value: str, scope: Scope, seconds: int) -> str:
    """Return a Set-Cookie header: for this site's own requests alone, unseen by scripts; over TLS only, where there is TLS."""
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    return f"{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"


class Named:
    """Gives a name to whoever opens a page and has none yet, and pages what is not the same for all their readers.

    Args:
        app: what is behind it.
    """

    def __init__(self, app: App, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request, with a cookie in the answer where there was none."""
        rule = rule_of(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if rule is None or not (rule.document or rule.path == CONFIGURATION):
            await self.app(scope, receive, send)
            return
        given: list[tuple[bytes, bytes]] = []
        if scope["path"] in TOKEN_PAGES and not reader_of(headers_of(scope)).name:
            name = secrets.token_hex(16)
            given = [(b"set-cookie", cookie(COOKIE, name, scope, _YEAR).encode("ascii"))]
            scope = {**scope, "headers": _with_cookie(scope, f"{COOKIE}={name}")}
        filled = {
            page.TOKEN_HOLDER.encode(): self.access.token(headers_of(scope)).encode(),
            page.LOG_OUT_HOLDER.encode(): page.LOG_OUT.encode() if self.access.password else b"",
        }
        await self.app(scope, receive, _filling(send, filled, given))


def _with_cookie(scope: Scope, added: str) -> list[tuple[bytes, bytes]]:
    """Return the headers of a request with one more cookie, in the one header in which all are looked for."""
    others = [(name, value) for name, value in scope["headers"] if name.lower() != b"cookie"]
    known = headers_of(scope).get("cookie", "")
    return [*others, (b"cookie", f"{added}; {known}".encode("latin-1"))]


def _filling(send: Send, filled: Mapping[bytes, bytes], given: list[tuple[bytes, bytes]]) -> Send:
    """Return what sends a page on when all of it is there, with what is to stand in it and more headers."""
    start: Message = {}
    body = bytearray()

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        if message["type"] != "http.response.body":
            return
        body.extend(message.get("body", b""))
        if message.get("more_body"):
            return
        whole = bytes(body)
        for holder, value in filled.items():
            whole = whole.replace(holder, value)
        kept = [(name, value) for name, value in start.get("headers", []) if name.lower() != b"content-length"]
        length = (b"content-length", str(len(whole)).encode())
        await send({**start, "headers": [*kept, length, *given]})
        await send({"type": "http.response.body", "body": whole})

    return answer


def _cookie(headers: Mapping[str, str], name: str, form: re.Pattern[str]) -> str:
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return morsel.value if morsel and form.fullmatch(morsel.value) else ""
