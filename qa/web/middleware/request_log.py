"""An id for each request, in its response and in what is logged meanwhile; and a line of the log for each request.

The line has the path as the table of routes writes it, with `{article_id}` for an id, and no query, so nothing that somebody
searched or asked for; nor has it an address or a name of who asked.
"""

import logging
import secrets
import time
from contextvars import ContextVar

from qa.web.middleware.asgi import App, Message, Receive, Scope, Send
from qa.web.route_table import rule_of
from qa.web.served import shown_archive

HEADER = "x-request-id"
LOGGER = "cuttings.requests"

_ID: ContextVar[str | None] = ContextVar("request_id", default=None)

logger = logging.getLogger(LOGGER)


def request_id() -> str | None:
    """Return the id of the request that is being answered, None outside of one."""
    return _ID.get()


class RequestLog:
    """ASGI middleware: names requests, and logs each when it has been answered, where the level of `LOGGER` is INFO.

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
        name, started, status = secrets.token_hex(8), time.perf_counter(), None

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message.get("headers", ()), (HEADER.encode(), name.encode())]
                message = {**message, "headers": headers}
            await send(message)

        token = _ID.set(name)
        try:
            await self.app(scope, receive, answer)
        finally:
            if logger.isEnabledFor(logging.INFO):
                rule = rule_of(scope["method"], scope["path"])
                fields = {
                    "method": scope["method"] if rule else None,
                    "path": rule.path if rule else None,
                    "archive": shown_archive().name or None,
                    "status": status,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                }
                logger.info("request", extra={"fields": fields})
            _ID.reset(token)
