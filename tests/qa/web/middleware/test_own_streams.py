"""What the framework gets of its own requests: the names of sessions with a mark of the reader, everything else unchanged."""

import asyncio
import json
from urllib.parse import parse_qs

import pytest

from qa.web.middleware.asgi import Message, Receive, Scope, Send
from qa.web.middleware.own_streams import OwnStreams

ANNA, BEN = "a" * 32, "b" * 32


class Framework:
    """Notes what it is asked."""

    def __init__(self) -> None:
        self.path, self.query, self.body, self.length = "", "", b"", ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.path, self.query = scope["path"], scope["query_string"].decode("ascii")
        self.body = (await receive())["body"] if scope["method"] == "POST" else b""
        self.length = dict(scope["headers"]).get(b"content-length", b"").decode()
        await send({"type": "http.response.start", "status": 200, "headers": []})


@pytest.fixture
def framework() -> Framework:
    return Framework()


@pytest.fixture
def streams(framework: Framework) -> OwnStreams:
    return OwnStreams(framework)


def asked(
    streams: OwnStreams, reader: str, method: str, path: str, query: str = "", body: bytes | list[Message] = b""
) -> int:
    """Ask as a reader; return the status of the answer."""
    cookie = (b"cookie", f"cuttings_reader={reader}".encode())
    scope = {
        "type": "http",
        "method": method,
        "path": f"/gradio_api/{path}",
        "query_string": query.encode(),
        "headers": [cookie, (b"content-length", b"1")],
    }
    messages = body if isinstance(body, list) else [{"type": "http.request", "body": body[:5], "more_body": True}]
    if not isinstance(body, list):
        messages.append({"type": "http.request", "body": body[5:]})
    status = 0

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)

    asyncio.run(streams(scope, receive, send))
    return status


def test_one_name_is_another_session_of_each_reader_and_the_same_wherever_it_is_sent(
    streams: OwnStreams, framework: Framework
) -> None:
    names = []
    for reader in (ANNA, BEN):
        assert (
            asked(streams, reader, "POST", "queue/join", body=b'{"session_hash": "abc", "data": ["caf\xc3\xa9"]}')
            == 200
        )
        sent = json.loads(framework.body)
        assert sent["data"] == ["café"]
        assert framework.length == str(len(framework.body))
        asked(streams, reader, "GET", "queue/data", "x=&session_hash=abc&y=1%262")
        assert parse_qs(framework.query, keep_blank_values=True) == {
            "x": [""],
            "session_hash": [sent["session_hash"]],
            "y": ["1&2"],
        }
        asked(streams, reader, "GET", "heartbeat/abc")
        assert framework.path == f"/gradio_api/heartbeat/{sent['session_hash']}"
        names.append(sent["session_hash"])
    assert names[0] != names[1]
    asked(streams, ANNA, "GET", "queue/data", f"session_hash={names[1]}")  # whoever has learned it whole
    assert framework.query != f"session_hash={names[1]}"


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b"[" * 100_000, b'{"session_hash": \xff}'])
def test_what_is_no_object_does_not_reach_the_framework(streams: OwnStreams, framework: Framework, body: bytes) -> None:
    assert asked(streams, ANNA, "POST", "cancel", body=body) == 400
    assert framework.path == ""


def test_who_goes_before_the_end_has_asked_nothing(streams: OwnStreams, framework: Framework) -> None:
    gone: list[Message] = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]
    assert asked(streams, ANNA, "POST", "queue/join", body=gone) == 400
    assert framework.path == ""
