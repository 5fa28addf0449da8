"""What a browser is told when not even a place in the line is left: in our words, and when to come again.

Plain ASGI. The framework answers such a request with the size of its queue, and the page shows that as it is.
"""

import json

from corpus.errors import Busy
from qa.web.middleware.asgi import App, Message, Receive, Scope, Send

JOIN = "/gradio_api/queue/join"
RETRY_SECONDS = 5
_FULL = 503


class Overload:
    """Rewords the refusal of a question.

    Args:
        app: what is behind it.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request."""
        if scope["type"] != "http" or scope["path"] != JOIN:
            await self.app(scope, receive, send)
            return
        refused = False

        async def respond(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start":
                refused = message["status"] == _FULL
                if refused:
                    await _refuse(send)
            if not refused:
                await send(message)

        await self.app(scope, receive, respond)


async def _refuse(send: Send) -> None:
    body = json.dumps({"detail": str(Busy())}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"retry-after", str(RETRY_SECONDS).encode()),
    ]
    await send({"type": "http.response.start", "status": _FULL, "headers": headers})
    await send({"type": "http.response.body", "body": body})
