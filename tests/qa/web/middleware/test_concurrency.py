"""So many requests are worked on at once, and no address takes all the places."""

import asyncio
from typing import Any

import pytest

from qa.web.middleware.concurrency import PlaceOptions, Places

OPTIONS = PlaceOptions(at_once=4, at_once_of_one=2, waiting=6, waiting_of_one=3, wait_seconds=0.2)


class Slow:
    """An application that answers when it is told to, and counts how many it works for."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()
        self.working = self.most = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.working += 1
        self.most = max(self.most, self.working)
        try:
            await self.go_on.wait()
        finally:
            self.working -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def ask(places: Places, address: str, path: str = "/article/a/changes", method: str = "GET") -> int:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    scope = {"type": "http", "method": method, "path": path, "headers": [], "client": (address, 1)}
    await places(scope, receive, send)
    return int(sent[0]["status"])


def test_only_so_many_are_worked_on_and_others_still_get_in() -> None:
    async def run() -> None:
        slow = Slow()
        places = Places(slow, OPTIONS)
        greedy = [asyncio.ensure_future(ask(places, "10.0.0.1")) for _ in range(20)]
        await asyncio.sleep(0)
        other = asyncio.ensure_future(ask(places, "10.0.0.2"))
        await asyncio.sleep(0.05)
        assert slow.working == 3  # two of the greedy one's, and the other's
        slow.go_on.set()
        answers = await asyncio.gather(*greedy)
        assert (answers.count(200), answers.count(503)) == (5, 15)
        assert await other == 200
        assert slow.most <= 4
        assert (places._working, len(places._waiting)) == ([], 0)

    asyncio.run(run())


def test_who_waits_too_long_is_told_so_and_who_leaves_is_forgotten() -> None:
    async def run() -> None:
        slow = Slow()
        places = Places(slow, OPTIONS)
        held = [asyncio.ensure_future(ask(places, "10.0.0.1")) for _ in range(2)]
        await asyncio.sleep(0)
        assert await ask(places, "10.0.0.1") == 503
        gone = asyncio.ensure_future(ask(places, "10.0.0.1"))
        await asyncio.sleep(0.01)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        held[0].cancel()
        slow.go_on.set()
        assert await held[1] == 200
        assert (places._working, len(places._waiting)) == ([], 0)

    asyncio.run(run())


def test_streams_and_files_of_the_page_take_no_place() -> None:
    async def run() -> None:
        slow = Slow()
        places = Places(slow, OPTIONS)
        paths = ["/gradio_api/queue/data", "/gradio_api/heartbeat/x", "/assets/a.js"] * 5
        lasting = [asyncio.ensure_future(ask(places, "10.0.0.1", path)) for path in paths]
        await asyncio.sleep(0.01)
        assert slow.working == 15
        slow.go_on.set()
        assert await ask(places, "10.0.0.1") == 200
        assert set(await asyncio.gather(*lasting)) == {200}

    asyncio.run(run())


def test_who_sends_slowly_or_reads_slowly_holds_no_place() -> None:
    async def run() -> None:
        answered = asyncio.Event()

        async def app(scope: Any, receive: Any, send: Any) -> None:
            if scope["method"] == "POST":
                assert (await receive())["body"] == b"x"
                assert (await receive())["body"] == b"y"
            await send({"type": "http.response.start", "status": 200, "headers": []})

        places = Places(app, OPTIONS)
        never = asyncio.Event()
        parts = asyncio.Queue[Any]()
        parts.put_nowait({"type": "http.request", "body": b"x", "more_body": True})

        async def unread(_: Any) -> None:
            answered.set()
            await never.wait()

        scope = {"type": "http", "method": "POST", "path": "/alerts", "headers": [], "client": ("10.0.0.1", 1)}
        sending = asyncio.ensure_future(places(scope, parts.get, unread))
        await asyncio.sleep(0.01)
        assert places._working == []
        parts.put_nowait({"type": "http.request", "body": b"y"})
        await answered.wait()
        assert places._working == []
        sending.cancel()

    asyncio.run(run())
