"""Who a request is from and what it may do: a random reader name in a cookie, a session, a token that only our own pages have.

`qa.web.route_table` says what each request needs; it is checked here, in one place, before any route is reached.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from corpus.messages import message
from qa.web.middleware.asgi import App, Message, Receive, Scope, Send, headers_of, respond
from qa.web.middleware.password import Password, Sessions, TooManyTries
from qa.web.pages import page
from qa.web.pages.login import login_address
from qa.web.route_table import CONFIGURATION, LOGIN, TOKEN_PAGES, Need, Rule, path_to, rooted, rule_of
from qa.web.translations import language, words

COOKIE, SESSION_COOKIE = "cuttings_reader", "cuttings_session"
TOKEN_HEADER = "x-cuttings-token"  # noqa: S105
REFUSED, READ_ONLY = message("refused"), message("read_only")
PROGRAM_HEADER = "cuttings-api"
PROGRAM_REFUSED = (
    "A program may change something here with the server's password as a bearer token; where there is no password, "
    "with the header Cuttings-Api: 1."
)
_YEAR = 365 * 24 * 3600
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
        read_only: whether nobody may add, remove or rebuild from a page.
        password: what readers log in with; None where nobody has to.
    """

    def __init__(self, *, read_only: bool = False, password: Password | None = None) -> None:
        self.read_only = read_only
        self.password = password
        self.sessions = Sessions()
        self._key = secrets.token_bytes(32)

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

        Programs have none of our pages and so no token. Where there is a password, they send it as a bearer token; that is
        checked before. Where there is none, whoever reaches the server may change it, but a reader's browser must not do so
        for a page of another site. Each way that such a page has ends here or before:

        - A form, an upload (multipart) or a link sends no header of its own choice, and so not this one.
        - A script that sets it has the browser ask first (OPTIONS). That is no method of any rule, and nothing allows another
          origin anything, so the request itself is never sent.
        - If it were sent, `Guard` would refuse its origin, which browsers send with all that is not read, and the
          `Sec-Fetch-Site` of another site.
        - A name that is made to resolve to this machine (DNS rebinding) makes the page one of the same origin, which may
          set any header. `Guard` refuses the name in `Host`.
        - A browser that sends an origin of ours is on a page of ours, which has a token: that is needed then.
        """
        return self.password is None and "origin" not in headers and headers.get(PROGRAM_HEADER) == "1"

    def has_session(self, headers: Mapping[str, str]) -> bool:
        """Tell whether a request is from a reader who has logged in."""
        name = session_of(headers)
        return bool(name) and self.sessions.holds(name)


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
            trusted = await self._has_bearer_password(scope, headers)
        except TooManyTries as error:
            await respond(send, 429, "Too many tries; try again later.", headers=[("retry-after", str(error.seconds))])
            return
        if self.access.password and rule.need is not Need.NOTHING and not (trusted or self.access.has_session(headers)):
            await _require_login(scope, send, rule)
        elif refused := self._refusal(rule, headers, trusted=trusted):
            await respond(send, 403, refused)
        else:
            await self.app(scope, receive, send)

    async def _has_bearer_password(self, scope: Scope, headers: Mapping[str, str]) -> bool:
        """Tell whether a script sends the password as a bearer token. No browser does so by itself, so no page can abuse it."""
        kind, _, given = headers.get("authorization", "").partition(" ")
        if self.access.password is None or kind.lower() != "bearer":
            return False
        return await self.access.password.admits(
            given.strip().encode("latin-1").decode("utf-8", "replace"), client_address(scope)
        )

    def _refusal(self, rule: Rule, headers: Mapping[str, str], *, trusted: bool) -> str | None:
        if rule.need is Need.CHANGE and self.access.read_only:
            return READ_ONLY
        if rule.need is Need.NOTHING and rule.method == "POST":
            return None if headers.get("origin") else REFUSED
        if rule.need not in {Need.OWN, Need.CHANGE} or trusted or self.access.may_change(headers):
            return None
        if not rule.programs:
            return REFUSED
        return None if self.access.program_may_change(headers) else PROGRAM_REFUSED


async def _require_login(scope: Scope, send: Send, rule: Rule) -> None:
    if rule.document:
        query = scope.get("query_string", b"").decode("latin-1")
        location = login_address(rooted(f"{scope['path']}?{query}" if query else scope["path"]))
        await respond(send, 303, "Log in first.", headers=[("location", location), ("cache-control", "no-store")])
    else:
        more = [("www-authenticate", "Bearer"), ("cache-control", "no-store")]
        await respond(send, 401, f"Log in first, at {path_to(LOGIN)}.", headers=more)


def client_address(scope: Scope) -> str:
    """Return the address that a request is from; behind a trusted proxy, the one that the proxy reports."""
    client = scope.get("client")
    return client[0] if client else ""


def reader_of(headers: Mapping[str, str], fallback_name: str = "") -> Reader:
    """Return who a request is from.

    Args:
        fallback_name: where they have no cookie; what is stored under it is soon out of their reach.
    """
    name = _cookie(headers, COOKIE, _NAME)
    return Reader(name=name or fallback_name, language=language(headers.get("accept-language")))


def session_of(headers: Mapping[str, str]) -> str:
    """Return the name of a request's session, which may have ended; "" for none."""
    return _cookie(headers, SESSION_COOKIE, _SESSION)


def cookie(name: str, value: str, scope: Scope, seconds: int) -> str:
    """Return a Set-Cookie header: only for this site's own requests, hidden from scripts; over TLS only, where there is TLS."""
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    return f"{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"


class ReaderIdentity:
    """ASGI middleware: gives new readers a cookie with a random name, and fills in what differs between the readers of a page.

    Args:
        app: the application behind it.
    """

    def __init__(self, app: App, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request; set the cookie where there is none yet."""
        rule = rule_of(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if rule is None or not (rule.document or rule.path == CONFIGURATION):
            await self.app(scope, receive, send)
            return
        cookies: list[tuple[bytes, bytes]] = []
        if rule.path in TOKEN_PAGES and not reader_of(headers_of(scope)).name:
            name = secrets.token_hex(16)
            cookies = [(b"set-cookie", cookie(COOKIE, name, scope, _YEAR).encode("ascii"))]
            scope = {**scope, "headers": _with_cookie(scope, f"{COOKIE}={name}")}
        values = {
            page.TOKEN_PLACEHOLDER.encode(): self.access.token(headers_of(scope)).encode(),
            page.LOG_OUT_PLACEHOLDER.encode(): self._log_out(scope),
        }
        await self.app(scope, receive, _fill_placeholders(send, values, cookies))

    def _log_out(self, scope: Scope) -> bytes:
        if self.access.password is None:
            return b""
        return page.log_out_link(words(reader_of(headers_of(scope)).language)).encode()


def _with_cookie(scope: Scope, added: str) -> list[tuple[bytes, bytes]]:
    """Return the headers of a request with one more cookie, all of them in one header."""
    others = [(name, value) for name, value in scope["headers"] if name.lower() != b"cookie"]
    known = headers_of(scope).get("cookie", "")
    return [*others, (b"cookie", f"{added}; {known}".encode("latin-1"))]


def _fill_placeholders(send: Send, values: Mapping[bytes, bytes], headers: list[tuple[bytes, bytes]]) -> Send:
    """Return a `send` that collects the whole page, replaces placeholders in it by values, and adds headers."""
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
        for placeholder, value in values.items():
            whole = whole.replace(placeholder, value)
        others = [(name, value) for name, value in start.get("headers", []) if name.lower() != b"content-length"]
        length = (b"content-length", str(len(whole)).encode())
        await send({**start, "headers": [*others, length, *headers]})
        await send({"type": "http.response.body", "body": whole})

    return answer


def _cookie(headers: Mapping[str, str], name: str, form: re.Pattern[str]) -> str:
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return morsel.value if morsel and form.fullmatch(morsel.value) else ""
