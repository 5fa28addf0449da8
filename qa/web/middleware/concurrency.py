"""How many requests are handled at once: further ones wait for a moment, and beyond that are refused.

Pages are rendered by a few threads. Without a limit, forty slow requests would block all others.
"""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field

from corpus.errors import Busy
from qa.web.middleware.access import client_address
from qa.web.middleware.asgi import App, Message, Receive, Scope, Send, respond
from qa.web.middleware.user_access import current_visitor
from qa.web.route_table import rule_of

JOIN = "/gradio_api/queue/join"
"""Where the framework's page puts a question into the framework's queue."""
RETRY_SECONDS = 5
_FULL = 503


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLimits:
    """How many requests there may be at once.

    Attributes:
        at_once: handled at a time.
        at_once_of_one: of these, from one user, or from one address where there are no users.
        waiting: waiting at a time.
        waiting_of_one: of these, from one of them.
        wait_seconds: longest wait.
    """

    at_once: int = 8
    at_once_of_one: int = 4
    waiting: int = 128
    waiting_of_one: int = 64
    wait_seconds: float = 15.0


@dataclass(slots=True, eq=False)
class _Waiter:
    client: str
    admitted: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class RequestLimit:
    """ASGI middleware: limits how many requests are handled at once, in total and of one client; `Rule.bounded` says which.

    A client is a user, behind whatever addresses; where there are no users, an address.

    Args:
        app: the application behind it.
    """

    def __init__(self, app: App, options: RequestLimits | None = None) -> None:
        self.app = app
        self.options = options or RequestLimits()
        self._working: list[str] = []  # by client
        self._waiting: deque[_Waiter] = deque()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request as soon as the limits allow it."""
        rule = rule_of(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if rule is None or not rule.bounded:
            await self.app(scope, receive, send)
            return
        # a client that sends slowly, or reads the finished answer slowly, is not counted meanwhile
        receive = await _buffered(receive) if rule.method != "GET" else receive
        client = _client(scope)
        if not await self._enter(client):
            again = [("retry-after", str(RETRY_SECONDS)), ("cache-control", "no-store")]
            await respond(send, 503, str(Busy()), headers=again)
            return
        counted = True

        def leave() -> None:
            nonlocal counted
            if counted:
                counted = False
                self._working.remove(client)
                self._fill()

        async def answer(message: Message) -> None:
            leave()
            await send(message)

        try:
            await self.app(scope, receive, answer)
        finally:
            leave()

    async def _enter(self, client: str) -> bool:
        """Wait until the request may be handled; return whether it may."""
        if self._free(client):
            self._working.append(client)
            return True
        of_one = sum(one.client == client for one in self._waiting)
        if len(self._waiting) >= self.options.waiting or of_one >= self.options.waiting_of_one:
            return False
        waiter = _Waiter(client)
        self._waiting.append(waiter)
        try:
            await asyncio.wait_for(asyncio.shield(waiter.admitted), self.options.wait_seconds)
        except TimeoutError:
            return waiter.admitted.done()
        except asyncio.CancelledError:
            if waiter.admitted.done():
                self._working.remove(client)
                self._fill()
            raise
        finally:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
        return True

    def _free(self, client: str) -> bool:
        return len(self._working) < self.options.at_once and self._working.count(client) < self.options.at_once_of_one

    def _fill(self) -> None:
        for waiter in list(self._waiting):
            if len(self._working) >= self.options.at_once:
                return
            if self._free(waiter.client):
                self._waiting.remove(waiter)
                self._working.append(waiter.client)
                waiter.admitted.set_result(None)


def _client(scope: Scope) -> str:
    """Return who a request is counted for; the name of a user is no address."""
    visitor = current_visitor()
    return f"user {visitor.user.id}" if visitor else client_address(scope)


async def _buffered(receive: Receive) -> Receive:
    """Read the whole body of a request, which `BodyLimit` bounds; return what replays it."""
    messages: deque[Message] = deque()
    while not messages or messages[-1].get("more_body"):
        messages.append(await receive())

    async def replay() -> Message:
        return messages.popleft() if messages else await receive()

    return replay


class QueueFull:
    """ASGI middleware: rewords the framework's refusal of a question, which names the size of its queue, and adds when to retry.

    Args:
        app: the application behind it.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request."""
        if scope["type"] != "http" or scope["path"] != JOIN:
            await self.app(scope, receive, send)
            return
        refused = False

        async def answer(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start":
                refused = message["status"] == _FULL
                if refused:
                    body = json.dumps({"detail": str(Busy())})
                    await respond(send, _FULL, body, "application/json", [("retry-after", str(RETRY_SECONDS))])
            if not refused:
                await send(message)

        await self.app(scope, receive, answer)
