"""The random name of a reader, in a cookie, and what differs between the readers of a page."""

import secrets
from collections.abc import Mapping

from qa.web.middleware.access import COOKIE, Access, cookie, reader_of
from qa.web.middleware.asgi import App, Message, Receive, Scope, Send, headers_of
from qa.web.middleware.proxy_user import user_named_by_proxy
from qa.web.pages import page
from qa.web.route_table import CONFIGURATION, TOKEN_PAGES, rule_of
from qa.web.translations import words

_YEAR = 365 * 24 * 3600


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
        if not self.access.closed or user_named_by_proxy(scope):  # the proxy would let them in again at once
            return b""
        return page.log_out_link(
            words(reader_of(headers_of(scope)).language), account=self.access.users is not None
        ).encode()


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
