"""How many requests are handled at once, none by one address alone; a full queue of questions refuses in our words."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qa.accounts.roles import Role
from qa.accounts.users import User
from qa.web.middleware.asgi import Message, Receive, Scope, Send
from qa.web.middleware.concurrency import JOIN, RETRY_SECONDS, QueueFull, RequestLimit, RequestLimits
from qa.web.middleware.user_access import Visitor, visiting

OPTIONS = RequestLimits(at_once=4, at_once_of_one=2, waiting=6, waiting_of_one=3, wait_seconds=0.2)


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


async def ask(places: RequestLimit, address: str, path: str = "/article/a/changes", method: str = "GET") -> int:
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
        places = RequestLimit(slow, OPTIONS)
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
        places = RequestLimit(slow, OPTIONS)
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


def test_users_are_counted_by_who_they_are_and_not_by_their_address() -> None:
    def user(name: str) -> Visitor:
        return Visitor(user=User(id=name * 32, name=name, role=Role.READER), role=Role.READER)

    async def run() -> None:
        slow = Slow()
        places = RequestLimit(slow, OPTIONS)
        asked = []
        for visitor, address in [(user("a"), f"10.0.0.{at}") for at in range(6)] + [(user("b"), "10.0.0.1")]:
            with visiting(visitor):  # a task has the context in which it is created
                asked.append(asyncio.ensure_future(ask(places, address)))
        await asyncio.sleep(0.01)
        assert sorted(places._working) == [f"user {'a' * 32}"] * OPTIONS.at_once_of_one + [f"user {'b' * 32}"]
        slow.go_on.set()
        answers = await asyncio.gather(*asked)
        assert answers[-1] == 200
        assert answers.count(503) == 6 - OPTIONS.at_once_of_one - OPTIONS.waiting_of_one

    asyncio.run(run())


def test_streams_and_files_of_the_page_take_no_place() -> None:
    async def run() -> None:
        slow = Slow()
        places = RequestLimit(slow, OPTIONS)
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

        places = RequestLimit(app, OPTIONS)
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


def answered(status: int, path: str = JOIN) -> tuple[int, dict[str, str], str]:
    """Return status, headers and body that come of an application's answer."""
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"17")]})
        await send({"type": "http.response.body", "body": b"Queue is ", "more_body": True})
        await send({"type": "http.response.body", "body": b"full 64."})

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    asyncio.run(QueueFull(app)({"type": "http", "path": path}, receive, send))
    start, *rest = sent
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], headers, b"".join(message["body"] for message in rest).decode()


def test_a_full_queue_is_told_in_our_words() -> None:
    status, headers, body = answered(503)
    assert status == 503
    assert json.loads(body) == {"detail": "Too many questions at once; try again in a few seconds."}
    assert headers["content-length"] == str(len(body))
    assert headers["retry-after"] == str(RETRY_SECONDS)


@pytest.mark.parametrize(("status", "path"), [(200, JOIN), (422, JOIN), (503, "/articles")])
def test_everything_else_passes_as_it_is(status: int, path: str) -> None:
    assert answered(status, path) == (status, {"content-length": "17"}, "Queue is full 64.")


FULL = """
import sys
from contextlib import closing
from pathlib import Path
import ui
from fastapi.testclient import TestClient
from corpus.catalogue.paths import ArchivePaths
from qa.service.jobs import Jobs
from qa.service.service import CuttingsService
from qa.web.middleware.access import Access
from qa.accounts.roles import Role
from qa.accounts.users import User
from qa.web.middleware.concurrency import JOIN, QueueFull

ui.QUEUE = 0
with closing(CuttingsService(ArchivePaths(Path(sys.argv[1])))) as service, closing(Jobs(service.maintenance)) as jobs:
    with TestClient(QueueFull(ui.application(service, jobs, Access()))) as client:
        config = client.get("/config").json()
        box = next(part["id"] for part in config["components"] if part["props"].get("elem_id") == "question")
        submit = next(one["id"] for one in config["dependencies"] if [box, "submit"] in one["targets"])
        body = {"data": ["Who?", ""], "fn_index": submit, "session_hash": "abc", "trigger_id": box}
        response = client.post(JOIN, json=body)
print(response.status_code, response.headers["retry-after"], response.text)
"""


@pytest.mark.service
@pytest.mark.slow
def test_the_real_queue_is_bounded_and_its_refusal_is_reworded(tmp_path: Path) -> None:
    # in a process of its own: the framework leaves event loops behind
    run = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True)
    assert run.stdout.strip().endswith(
        f'503 {RETRY_SECONDS} {{"detail": "Too many questions at once; try again in a few seconds."}}'
    )
