"""A question that not even the framework's queue takes is refused in our words."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from qa.web.middleware.asgi import Message, Receive, Scope, Send
from qa.web.middleware.overload import JOIN, RETRY_SECONDS, Overload


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

    asyncio.run(Overload(app)({"type": "http", "path": path}, receive, send))
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
from qa.web.middleware.overload import JOIN, Overload

ui.QUEUE = 0
with closing(CuttingsService(ArchivePaths(Path(sys.argv[1])))) as service, closing(Jobs(service.maintenance)) as jobs:
    with TestClient(Overload(ui.application(service, jobs, Access()))) as client:
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
