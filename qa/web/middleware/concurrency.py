"""So many requests are worked on at once; the others wait for a moment, and some are told that it is too many.

What a page shows is made by threads of which there are few. Without this, forty requests that take long keep everybody out.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from corpus.errors import Busy
from qa.web.middleware.access import peer
from qa.web.middleware.asgi import App, Message, Receive, Scope, Send, respond
from qa.web.route_table import rule_of

RETRY_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOptions:
    """How many requests there may be at once.

    Attributes:
        at_once: worked on.
        at_once_of_one: of them, from one address.
        waiting: may wait, of all.
        waiting_of_one: of them, from one address.
        wait_seconds: and no longer than this.
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


class Places:
    """Bounds how many requests are worked on at once, in all and from one address. For those that are quick or last, see `Rule`.

    Args:
        app: what is behind it.
    """

    def __init__(self, app: App, options: PlaceOptions | None = None) -> None:
        self.app = app
        self.options = options or PlaceOptions()
        self._working: list[str] = []  # by address
        self._waiting: deque[_Waiter] = deque()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request when there is a place for it."""
        rule = rule_of(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if rule is None or not rule.bounded:
            await self.app(scope, receive, send)
            return
        # who sends slowly, or reads slowly what is made already, holds no place meanwhile
        receive = await _received(receive) if rule.method == "POST" else receive
        address = peer(scope)
        if not await self._enter(address):
            again = [("retry-after", str(RETRY_SECONDS)), ("cache-control", "no-store")]
            await respond(send, 503, str(Busy()), headers=again)
            return
        held = True

        def leave() -> None:
            nonlocal held
            if held:
                held = False
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
        """Take a place, if need be after a while; return whether there was one."""
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


async def _received(receive: Receive) -> Receive:
    """Read the whole body of a request, which `Guard` bounds; return what tells it again."""
    told: deque[Message] = deque()
    while not told or told[-1].get("more_body"):
        told.append(await receive())

    async def again() -> Message:
        return told.popleft() if told else await receive()

    return again
