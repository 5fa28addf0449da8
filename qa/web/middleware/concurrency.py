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
        at_once_of_one: of these, from one address.
        waiting: waiting at a time.
        waiting_of_one: of these, from one address.
        wait_seconds: longest wait.
    """

    at_once: int = 8
    at_once_of_one: int = 4
    waiting: int = 128
    waiting_of_one: int = 64
    wait_seconds: float = 15.0


@dataclass(slots=True, eq=False)
class _Waiter:
    address: str
    admitted: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class RequestLimit:
    """ASGI middleware: limits how many requests are handled at once, in total and from one address; `Rule.bounded` says which.

    Args:
        app: the application behind it.
    """

    def __init__(self, app: App, options: RequestLimits | None = None) -> None:
        self.app = app
        self.options = options or RequestLimits()
        self._working: list[str] = []  # by address
        self._waiting: deque[_Waiter] = deque()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request as soon as the limits allow it."""
        rule = rule_of(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if rule is None or not rule.bounded:
            await self.app(scope, receive, send)
            return
        # a client that sends slowly, or reads the finished answer slowly, is not counted meanwhile
        receive = await _buffered(receive) if rule.method != "GET" else receive
        address = client_address(scope)
        if not await self._enter(address):
            again = [("retry-after", str(RETRY_SECONDS)), ("cache-control", "no-store")]
            await respond(send, 503, str(Busy()), headers=again)
            return
        counted = True

        def leave() -> None:
            nonlocal counted
            if counted:
                counted = False
                self._working.remove(address)
                self._fill()

        async def answer(message: Message) -> None:
            leave()
            await send(message)

        try:
            await self.app(scope, receive, answer)
        finally:
            leave()

    async def _enter(self, address: str) -> bool:
        """Wait until the request may be handled; return whether it may."""
        if self._free(address):
            self._working.append(address)
            return True
        of_one = sum(one.address == address for one in self._waiting)
        if len(self._waiting) >= self.options.waiting or of_one >= self.options.waiting_of_one:
            return False
        waiter = _Waiter(address)
        self._waiting.append(waiter)
        try:
            await asyncio.wait_for(asyncio.shield(waiter.admitted), self.options.wait_seconds)
        except TimeoutError:
            return waiter.admitted.done()
        except asyncio.CancelledError:
            if waiter.admitted.done():
                self._working.remove(address)
                self._fill()
            raise
        finally:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
        return True

    def _free(self, address: str) -> bool:
        return len(self._working) < self.options.at_once and self._working.count(address) < self.options.at_once_of_one

    def _fill(self) -> None:
        for waiter in list(self._waiting):
            if len(self._working) >= self.options.at_once:
                return
            if self._free(waiter.address):
                self._waiting.remove(waiter)
                self._working.append(waiter.address)
                waiter.admitted.set_result(None)


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
