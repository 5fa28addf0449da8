"""Who a request is from and what it may change: a random name in a cookie, a token that only our own pages have."""

import hmac
import re
import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from qa.web.conversation import Reader
from qa.web.guard import App, Message, Receive, Scope, Send
from qa.web.words import language

COOKIE = "cuttings_reader"
TOKEN_HEADER = "x-cuttings-token"  # noqa: S105
_YEAR = 365 * 24 * 3600
_NAME = re.compile(r"[0-9a-f]{32}")


class Access:
    """Knows the token of this run of the server, and whether what administers is turned on.

    Args:
        read_only: whether nobody may add, remove or rebuild from a page.
    """

    def __init__(self, *, read_only: bool = False) -> None:
        self.read_only = read_only
        self.token = secrets.token_urlsafe(24)

    def may_change(self, headers: Mapping[str, str]) -> bool:
        """Tell whether a request that changes something comes from a page of ours: same origin, and the token."""
        origin = headers.get("origin")
        if not origin or urlsplit(origin).netloc != headers.get("host"):
            return False
        return hmac.compare_digest(headers.get(TOKEN_HEADER, "").encode(), self.token.encode())

    def may_administer(self, headers: Mapping[str, str]) -> bool:
        """Tell whether a request may add, remove or rebuild."""
        return not self.read_only and self.may_change(headers)


def reader_of(headers: Mapping[str, str], otherwise: str = "") -> Reader:
    """Return who a request is from.

    Args:
        otherwise: their name where they have no cookie; what is kept under it is soon lost to them.
    """
    return Reader(
        name=_cookie(headers.get("cookie", "")) or otherwise, language=language(headers.get("accept-language"))
    )


class Named:
    """Gives a name to whoever opens a page and has none yet.

    Args:
        app: what is behind it.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request, with a cookie in the answer where there was none."""
        headers = {name.lower(): value for name, value in scope.get("headers", ())}
        known = _cookie(headers.get(b"cookie", b"").decode("latin-1"))
        if scope["type"] != "http" or scope["path"] not in {"/", "/articles"} or known:
            await self.app(scope, receive, send)
            return
        cookie = f"{COOKIE}={secrets.token_hex(16)}; Path=/; Max-Age={_YEAR}; HttpOnly; SameSite=Strict"

        async def respond(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), (b"set-cookie", cookie.encode("ascii"))]
            await send(message)

        await self.app(scope, receive, respond)


def _cookie(header: str) -> str:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel and _NAME.fullmatch(morsel.value) else ""
