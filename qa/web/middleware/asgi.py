"""Types of ASGI, and what all middleware needs: the headers of a request, and a short answer."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

PLAIN, HTML = "text/plain; charset=utf-8", "text/html; charset=utf-8"


def headers_of(scope: Scope) -> dict[str, str]:
    """Return the headers of a request by lower-case names; of a repeated header the first, as the framework does."""
    raw = scope.get("headers", ())
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in reversed(list(raw))}


async def respond(
    send: Send, status: int, text: str, media: str = PLAIN, headers: Iterable[tuple[str, str]] = ()
) -> None:
    """Answer a request with a text."""
    body = text.encode("utf-8")
    named = [
        ("content-type", media),
        ("content-length", str(len(body))),
        ("x-content-type-options", "nosniff"),
        *headers,
    ]
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in named]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
