"""What a client may send along with a request: not too much, and without an error of ours when it leaves in the middle of it.

Plain ASGI. The framework would read any length into memory, and tell of every client that leaves by a page of the log.
"""

import math

from starlette.requests import ClientDisconnect

from qa.web.middleware.asgi import App, Message, Receive, Scope, Send
from qa.web.route_table import ARTICLES_FILES

LIMIT = 4 * 1024 * 1024
_TOO_LARGE = b"That is too long."


class Bodies:
    """Ends requests that are too long; lets a client leave quietly.

    Args:
        app: what is behind it.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = math.inf if scope["path"] == ARTICLES_FILES else LIMIT  # it says itself what is too large
        if _announced(scope) > limit:
            await _refuse(send)
            return
        received, started = 0, False

        async def take() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            return {"type": "http.disconnect"} if received > limit else message

        async def respond(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, take, respond)
        except ClientDisconnect:
            if received > limit and not started:
                await _refuse(send)


def _announced(scope: Scope) -> int:
    sizes = [value for name, value in scope["headers"] if name.lower() == b"content-length"]
    return int(sizes[0]) if sizes and sizes[0].isdigit() else 0


async def _refuse(send: Send) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(_TOO_LARGE)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": _TOO_LARGE})
