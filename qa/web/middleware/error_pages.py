"""What a browser shows where a request was refused or failed: a page of ours instead of a line of text.

Scripts and programs get the line. Both are in the language that is asked for, English where none is. The page has the menu only
where its reader may follow it.
"""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from qa.web.middleware.access import Access, reader_of
from qa.web.middleware.asgi import HTML, App, Message, Receive, Scope, Send, headers_of
from qa.web.pages.page import apology_page
from qa.web.render.messages import said
from qa.web.served import showing, shown_archive
from qa.web.translations import words

_PLAIN = re.compile(rb"text/plain|application/json")
_POLICY = (
    b"content-security-policy",
    b"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
)
"""The page has no scripts."""
_ALREADY_SAID = frozenset({404, 405, 413, 500})
"""Statuses whose reason says no more than the page's own words."""


class ErrorPages:
    """ASGI middleware: turns a refusal or failure in plain text into a page, where a browser asked for a document.

    Args:
        app: the application behind it.
        access: tells who is logged in.
    """

    def __init__(self, app: App, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request, and what is answered to it."""
        headers = headers_of(scope) if scope["type"] == "http" else {}
        as_page, language = _wants_page(headers), reader_of(headers).language
        if not (as_page or language != "en"):
            await self.app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_plain_refusal(message):
                start.update(message)
            elif not start:
                await send(message)
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    reason = body.decode("utf-8", "replace")
                    if as_page:
                        await self._apologise(scope, start, reason, send)
                    else:
                        await _refuse(scope, start, said(reason, words(language)), send)

        await self.app(scope, receive, answer)

    async def _apologise(self, scope: Scope, start: Message, reason: str, send: Send) -> None:
        headers, status = headers_of(scope), int(start["status"])
        shown = "" if status in _ALREADY_SAID else reason
        may_enter = not self.access.closed or self.access.has_session(headers)
        with showing(shown_archive().or_first() if may_enter else shown_archive()):
            page = apology_page(
                status,
                shown,
                words(reader_of(headers).language),
                menu=may_enter,
                log_out=self.access.closed,
                account=self.access.users is not None,
            )
        await _answer(scope, start, page, HTML, send, _POLICY)


async def _refuse(scope: Scope, start: Message, reason: str, send: Send) -> None:
    types = [value.decode("latin-1") for name, value in start["headers"] if name.lower() == b"content-type"]
    await _answer(scope, start, reason, types[0], send)


async def _answer(scope: Scope, start: Message, text: str, media: str, send: Send, *more: tuple[bytes, bytes]) -> None:
    """Answer with a text in place of what was to be answered, and its headers but for those that say what it is."""
    content = text.encode("utf-8")
    own = [(b"content-type", media.encode()), (b"content-length", str(len(content)).encode())]
    replaced = {name for name, _ in (*own, *more)}
    await send({**start, "headers": [*_without(start.get("headers", ()), replaced), *more, *own]})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else content})


def _wants_page(headers: dict[str, str]) -> bool:
    """Tell whether a browser goes to an address, and does not ask for a part of a page."""
    if "sec-fetch-dest" in headers:
        return headers["sec-fetch-dest"] == "document"
    return "text/html" in headers.get("accept", "")


def _is_plain_refusal(message: Message) -> bool:
    types = [value for name, value in message.get("headers", ()) if name.lower() == b"content-type"]
    return message["status"] >= 400 and any(_PLAIN.match(one) for one in types)


def _without(headers: Iterable[tuple[bytes, bytes]], names: AbstractSet[bytes]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in headers if name.lower() not in names]
