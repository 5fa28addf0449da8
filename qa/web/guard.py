"""What stands between the network and the page: who may ask, for what, and what the browser may then load.

Plain ASGI, so that it holds for whatever is mounted behind it.
"""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

OPEN = (
    "/article/",
    "/articles/",
    "/alerts/",
    "/story/",
    "/conversations/",
    "/answers/",
    "/assets/",
    "/static/",
    "/gradio_api/queue/",
    "/gradio_api/heartbeat/",
)
OPEN_EXACTLY = frozenset(
    {
        "/",
        "/articles",
        "/alerts",
        "/stories",
        "/said",
        "/named",
        "/conversations",
        "/filters",
        "/config",
        "/theme.css",
        "/favicon.ico",
        "/manifest.json",
        "/gradio_api/run/predict",
        "/gradio_api/cancel",
        "/gradio_api/reset",
    }
)
"""What the page asks for. The framework offers more (uploads, files, remote calls), which nothing here needs."""

LASTING = ("/assets/", "/static/", "/theme.css", "/favicon.ico", "/manifest.json")
"""What is the same for everybody. All else is a reader's, and no browser or proxy keeps it."""

NO_STORE = ("cache-control", "no-store")
HEADERS = (
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
)

# The framework sets styles inline and cannot do without; scripts run only from here or by their hash.
POLICY = (
    "default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


class Guard:
    """Refuse foreign hosts, foreign origins and unknown paths; set the security headers.

    Args:
        app: what is guarded.
        hosts: names by which the server may be called, None for any (it is then meant to be reached from elsewhere).
        script_hashes: of scripts that the page adds after it has loaded.
    """

    def __init__(self, app: App, hosts: frozenset[str] | None = LOOPBACK, script_hashes: Iterable[str] = ()) -> None:
        self.app = app
        self.hosts = hosts
        self.script_hashes = tuple(script_hashes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request that is allowed."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if refusal:
            await _refuse(scope, send, *refusal)
        elif scope["path"] in {"/", "/articles", "/alerts"} or scope["path"].startswith("/article/"):
            await self._document(scope, receive, send)
        else:
            kept = scope["path"].startswith(LASTING)
            await self.app(scope, receive, self._with_headers(send, self.script_hashes, () if kept else (NO_STORE,)))

    def _refusal(self, scope: Scope, headers: dict[bytes, str]) -> tuple[int, str] | None:
        if scope["type"] != "http":
            return 403, "There is no such channel."
        host = headers.get(b"host", "")
        if self.hosts is not None and _name(host) not in self.hosts:
            return 421, "This address is not served under that name."
        origin = headers.get(b"origin")
        if origin and urlsplit(origin).netloc != host:
            return 403, "Other sites may not ask here."
        path = scope["path"]
        if path not in OPEN_EXACTLY and not path.startswith(OPEN):
            return 404, "There is no such page."
        return None

    async def _document(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request for a document: allow the inline scripts that the server itself put into it."""
        headers = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body"):
                inline = [_hash(script) for script in _INLINE_SCRIPT.findall(bytes(body))]
                respond = self._with_headers(send, (*inline, *self.script_hashes), (NO_STORE,))
                await respond(start)
                await send({"type": "http.response.body", "body": bytes(body)})

        await self.app({**scope, "headers": headers}, receive, collect)

    def _with_headers(self, send: Send, hashes: Iterable[str], more: tuple[tuple[str, str], ...]) -> Send:
        policy = POLICY.format(hashes=" ".join(hashes))
        wanted = (*HEADERS, *more, ("content-security-policy", policy))

        async def respond(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = [(name.encode(), value.encode()) for name, value in wanted]
                names = {name for name, _ in ours}
                kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in names]
                message["headers"] = [*kept, *ours]
            await send(message)

        return respond


def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _hash(script: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode('ascii')}'"


async def _refuse(scope: Scope, send: Send, status: int, reason: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = (("content-type", "text/plain; charset=utf-8"), ("x-content-type-options", "nosniff"), NO_STORE)
    sent = [(name.encode(), value.encode()) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": sent})
    await send({"type": "http.response.body", "body": reason.encode("utf-8")})
