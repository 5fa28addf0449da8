"""Between the network and the page: which requests are accepted, and what the browser may load for the page.

Plain ASGI, so that it holds for whatever is mounted behind it.
"""

import base64
import hashlib
import math
import re
from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from starlette.requests import ClientDisconnect

from corpus.messages import message
from qa.web.middleware.asgi import HTML, PLAIN, App, Message, Receive, Scope, Send, headers_of, respond
from qa.web.middleware.hosts import Authority, Hosts, authority, own_origin
from qa.web.route_table import UPLOADS, Rule, methods_of, rooted, rule_of

BODY_LIMIT = 4 * 1024 * 1024
"""Bytes of a request's body, but for an uploaded file."""

CACHEABLE = ("/assets/", "/static/", "/theme.css", "/favicon.ico", "/manifest.json")
"""Paths that are the same for every reader. All others are personal: no browser or proxy may cache them."""

NO_STORE = ("cache-control", "no-store")
_TOO_LONG_HEADERS = (NO_STORE, ("connection", "close"))
HEADERS = (
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
)

# The framework depends on inline styles; scripts run only from this server or by their hash.
POLICY = (
    "default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
FRAMES = "; frame-src 'self'"
"""Added for a page that shows another one of ours in a frame; what that links to stays shut out of the frame."""

FOREIGN_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
"""For a saved page, which anybody may have written: it runs nothing, loads nothing, and leads nowhere."""

_FOREIGN_HEADERS = (
    ("content-security-policy", FOREIGN_POLICY),
    ("x-frame-options", "SAMEORIGIN"),
    ("x-dns-prefetch-control", "off"),
)

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_SITES = frozenset({"same-origin", "none", "same-site", "cross-site"})
_OURS = frozenset({"same-origin", "none"})


class Guard:
    """ASGI middleware: refuses foreign hosts, other sites' pages and unknown paths; sets the security headers.

    Args:
        app: the application behind it.
        hosts: host names of the server.
        script_hashes: of scripts that the page adds after it has loaded.
    """

    def __init__(self, app: App, hosts: Hosts | None = None, script_hashes: Iterable[str] = ()) -> None:
        self.app = app
        self.hosts = hosts or Hosts()
        self.script_hashes = tuple(script_hashes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request that is allowed."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})  # there is no such channel
        else:
            await self._request(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers, path = headers_of(scope), scope["path"]
        rule = rule_of(scope["method"], path)
        refusal = self._foreign(scope, headers) or _unknown(rule, path)
        plain = self._with_headers(send, (), (NO_STORE,))
        if refusal:
            await respond(plain, *refusal)
        elif rule is not None and (site := headers.get("sec-fetch-site", "none")) not in _OURS:
            await _cross_site(scope, plain, headers, rule, site)
        elif rule is not None and rule.inline_scripts:
            await self._document(scope, receive, send)
        elif rule is not None and rule.foreign:
            await self.app(scope, receive, self._with_headers(send, (), (NO_STORE, *_FOREIGN_HEADERS)))
        elif rule is not None and rule.frames:
            await self.app(scope, receive, self._with_headers(send, (), (NO_STORE,), FRAMES))
        else:
            more = () if path.startswith(CACHEABLE) else (NO_STORE,)
            await self.app(scope, receive, self._with_headers(send, self.script_hashes, more))

    def _foreign(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        """Return status and text for a request that addresses another server, or comes from another site's page; else None."""
        hosts = [value for name, value in scope["headers"] if name.lower() == b"host"]
        called = authority(hosts[0].decode("latin-1")) if len(hosts) == 1 else None
        if called is None:
            return 400, "A request names one host, and nothing but a host."
        if not self.hosts.allow(called):
            return 421, "This address is not served under that name; --allowed-host names it."
        return _foreign_page(headers.get("origin"), scope.get("scheme", "http"), called)

    async def _document(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request for a document, and allow the inline scripts that the server itself put into it."""
        headers = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            if message["type"] != "http.response.body":
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body"):
                inline = [_hash(script) for script in _INLINE_SCRIPT.findall(bytes(body))]
                respond = self._with_headers(send, (*inline, *self.script_hashes), (NO_STORE,))
                await respond(start)
                await send({"type": "http.response.body", "body": bytes(body)})

        await self.app({**scope, "headers": headers}, receive, collect)

    def _with_headers(
        self, send: Send, hashes: Iterable[str], more: tuple[tuple[str, str], ...], frames: str = ""
    ) -> Send:
        policy = POLICY.format(hashes=" ".join(hashes)) + frames
        wanted = {**dict(HEADERS), "content-security-policy": policy, **dict(more)}.items()

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = [(name.encode(), value.encode()) for name, value in wanted]
                names = {name for name, _ in ours}
                kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in names]
                message["headers"] = [*kept, *ours]
            await send(message)

        return answer


class BodyLimit:
    """ASGI middleware: refuses bodies that are too long, and ends quietly where a client disconnects.

    The framework would read a body of any length into memory, and log a traceback for every client that disconnects.

    Args:
        app: the application behind it.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = math.inf if scope["path"] in UPLOADS else BODY_LIMIT  # these routes have a limit of their own
        if _content_length(scope) > limit:
            await respond(send, 413, message("too_long"), headers=_TOO_LONG_HEADERS)
            return
        received, started = 0, False

        async def receive_some() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            return {"type": "http.disconnect"} if received > limit else message

        async def answer(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive_some, answer)
        except ClientDisconnect:
            if received > limit and not started:
                await respond(send, 413, message("too_long"), headers=_TOO_LONG_HEADERS)


def _content_length(scope: Scope) -> int:
    sizes = [value for name, value in scope["headers"] if name.lower() == b"content-length"]
    return int(sizes[0]) if sizes and sizes[0].isdigit() else 0


def _foreign_page(origin: str | None, scheme: str, called: Authority) -> tuple[int, str] | None:
    if origin is None or own_origin(origin, scheme, called):
        return None
    if own_origin(origin, "https", called):
        return 403, "This server does not know that it is behind TLS: docs/operation.md says what tells it (--proxy)."
    return 403, "Other sites may not ask here."


def _unknown(rule: Rule | None, path: str) -> tuple[int, str, str, list[tuple[str, str]]] | None:
    if rule is not None:
        return None
    if methods := methods_of(path):
        return 405, "That is not what is done here.", PLAIN, [("allow", ", ".join(methods))]
    return 404, "There is no such page.", PLAIN, []


async def _cross_site(scope: Scope, send: Send, headers: dict[str, str], rule: Rule, site: str) -> None:
    """Answer a request that another site's page makes: only links to our pages are followed.

    A browser does not send our cookies with such a request. So the answer is a page of ours that leads on to the same
    address: that request has the cookies. Otherwise the reader would get a new cookie there, and lose their conversations.
    """
    followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    if not (rule.document and followed and site in _SITES):
        await respond(send, 403, "Other sites may link to pages here, and load nothing.")
        return
    query = quote(scope.get("query_string", b""), safe="%&=+;,:@/?!~*'()$")
    address = escape(f"{quote(rooted(scope['path']))}{'?' if query else ''}{query}", quote=True)
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Cuttings</title>'
        f'<meta http-equiv="refresh" content="0;url={address}"></head><body><a href="{address}">Cuttings</a></body></html>'
    )
    await respond(send, 200, page, HTML, [("vary", "sec-fetch-site")])


def _hash(script: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode('ascii')}'"
