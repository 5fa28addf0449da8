"""What a program gets where a request was refused before it reached a route, or failed: a problem, not a line of text."""

import json
import re
from http import HTTPStatus

from qa.web.api.paths import API
from qa.web.api.problems import MEDIA, Problem
from qa.web.middleware.asgi import App, Message, Receive, Scope, Send
from qa.web.openai import errors as openai
from qa.web.openai.paths import OPENAI
from qa.web.route_table import rooted

_REPLACED = {API: re.compile(rb"text/plain|application/json"), OPENAI: re.compile(rb"text/plain")}
"""What is not yet in the form of its addresses, by what those begin with."""

_OWN = frozenset({b"content-type", b"content-length"})


class Problems:
    """ASGI middleware: turns refusals and failures in plain text into RFC 9457 problems, under the addresses for programs.

    Under those for chats it turns them into errors of OpenAI's form.

    Args:
        app: the application behind it.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request, and what is answered to it."""
        path = scope["path"] if scope["type"] == "http" else ""
        replaced = next((media for start, media in _REPLACED.items() if path.startswith(start)), None)
        if replaced is None:
            await self.app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_refusal(message, replaced):
                start.update(message)
            elif not start:
                await send(message)
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    await _explain(scope, start, bytes(body), send)

        await self.app(scope, receive, answer)


async def _explain(scope: Scope, start: Message, reason: bytes, send: Send) -> None:
    status = int(start["status"])
    detail = HTTPStatus(status).description if status >= 500 and status != 503 else reason.decode("utf-8", "replace")
    problem = Problem(status=status, detail=detail)
    if scope["path"].startswith(OPENAI):
        media, told = openai.MEDIA, openai.error_json(problem)
    else:
        media, told = MEDIA, problem.json(rooted(scope["path"]))
    content = json.dumps(told).encode("ascii")
    others = [(name, value) for name, value in start.get("headers", ()) if name.lower() not in _OWN]
    own = [(b"content-type", media.encode()), (b"content-length", str(len(content)).encode())]
    await send({**start, "headers": [*others, *own]})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else content})


def _is_refusal(message: Message, media: re.Pattern[bytes]) -> bool:
    types = [value for name, value in message.get("headers", ()) if name.lower() == b"content-type"]
    return message["status"] >= 400 and any(media.match(one) for one in types)
