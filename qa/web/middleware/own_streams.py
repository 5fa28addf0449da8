"""The framework's streams, each for the reader who asked.

Its pages choose the names of their sessions, and by the name only it tells them apart: whoever knew or guessed one would read
what another asks, and give up their questions. So to each name a mark of who sends it is added, on the way in.
"""

import hashlib
import hmac
import json
import secrets
from urllib.parse import parse_qsl, urlencode

from starlette.exceptions import HTTPException

from corpus.messages import message
from qa.web.middleware.access import reader_of
from qa.web.middleware.asgi import App, Message, Receive, Scope, Send, headers_of, respond

NAME = "session_hash"
_FRAMEWORK = "/gradio_api/"
_HEARTBEAT = f"{_FRAMEWORK}heartbeat/"


class OwnStreams:
    """ASGI middleware, behind `Gate`: makes the names of the framework's sessions a reader's own.

    Args:
        app: the application behind it; the bodies that reach it are bounded.
    """

    def __init__(self, app: App) -> None:
        self.app = app
        self._key = secrets.token_bytes(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request."""
        if scope["type"] != "http" or not scope["path"].startswith(_FRAMEWORK):
            await self.app(scope, receive, send)
            return
        reader = reader_of(headers_of(scope)).name
        mark = hmac.digest(self._key, reader.encode(), hashlib.sha256).hex()[:32]
        scope = {**scope, "query_string": _with_own_name(scope.get("query_string", b""), mark)}
        if scope["path"].startswith(_HEARTBEAT):
            scope["path"] += f".{mark}"
        if scope["method"] != "POST":
            await self._stream(scope, receive, send)
            return
        body = await _body(receive)
        own = None if body is None else _with_own_field(body, mark)
        if own is None:
            await respond(send, 400, message("makes_no_sense"))
            return
        others = [(name, value) for name, value in scope["headers"] if name.lower() != b"content-length"]
        scope["headers"] = [*others, (b"content-length", str(len(own)).encode())]
        await self.app(scope, _once(own, receive), send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what reads a stream; end it quietly where there is none of that name, of which the framework has told then."""
        try:
            await self.app(scope, receive, send)
        except RuntimeError as error:
            if not isinstance(error.__cause__, HTTPException):
                raise
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def _with_own_name(query: bytes, mark: str) -> bytes:
    fields = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return urlencode([(name, f"{value}.{mark}" if name == NAME else value) for name, value in fields]).encode("ascii")


def _with_own_field(body: bytes, mark: str) -> bytes | None:
    """Return the JSON of a body with the name made the reader's own; None where it is no JSON object."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(sent, dict):
        return None
    if isinstance(sent.get(NAME), str):
        sent[NAME] += f".{mark}"
    return json.dumps(sent).encode("ascii")


async def _body(receive: Receive) -> bytes | None:
    """Return the body of a request; None where the client has gone before its end."""
    body = bytearray()
    while True:
        part = await receive()
        if part["type"] != "http.request":
            return None
        body += part.get("body", b"")
        if not part.get("more_body"):
            return bytes(body)


def _once(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives a body, and then what `receive` gives."""
    left = [body]

    async def next_message() -> Message:
        return {"type": "http.request", "body": left.pop(), "more_body": False} if left else await receive()

    return next_message
