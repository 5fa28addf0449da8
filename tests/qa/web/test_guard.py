"""What the guard lets through, and the headers of what it does."""

import asyncio
import base64
import hashlib
from typing import Any

import pytest

from qa.web.guard import LOOPBACK, Guard

PAGE = (
    b"<html><script>inline()</script><script src='/assets/a.js'></script><script type=module>\nmore()</script></html>"
)


async def _app(scope: Any, receive: Any, send: Any) -> None:
    assert not any(name == b"accept-encoding" for name, _ in scope["headers"]) or scope["path"] != "/"
    headers = [(b"content-type", b"text/html"), (b"x-frame-options", b"ALLOWALL")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": PAGE[:40], "more_body": True})
    await send({"type": "http.response.body", "body": PAGE[40:]})


def request(
    path: str = "/", hosts: frozenset[str] | None = LOOPBACK, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    named = {"host": "127.0.0.1:7860", "accept-encoding": "br"} | headers
    raw = [(name.encode(), value.encode()) for name, value in named.items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": raw}
    asyncio.run(Guard(_app, hosts, ["'sha256-ours'"])(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}, body


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "LOCALHOST:1", "[::1]:7860"])
def test_this_machine_may_ask(host: str) -> None:
    assert request(host=host)[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "", "[", "10.0.0.1"])
def test_a_name_that_is_not_ours_is_refused(host: str) -> None:
    assert request(host=host)[0] == 421


def test_a_server_for_others_answers_to_any_name() -> None:
    assert request(hosts=None, host="cuttings.example")[0] == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:9999", "null"])
def test_other_sites_are_refused(origin: str) -> None:
    assert request("/gradio_api/queue/join", origin=origin)[0] == 403


def test_our_own_page_is_not() -> None:
    assert request("/gradio_api/queue/join", origin="http://127.0.0.1:7860")[0] == 200


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/gradio_api/info", "/monitoring", "/docs", "/config/x"],
)
def test_what_the_page_does_not_need_is_closed(path: str) -> None:
    assert request(path)[0] == 404


@pytest.mark.parametrize("path", ["/", "/article/abc", "/assets/a.js"])
def test_every_answer_has_the_headers(path: str) -> None:
    _, headers, body = request(path)
    assert body == PAGE
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["connect-src"] == "'self'"
    assert "unsafe" not in policy["script-src"]
    assert "'sha256-ours'" in policy["script-src"]
    assert "http" not in headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["/", "/article/abc", "/conversations/c/export.md", "/gradio_api/queue/data", "/config"]
)
def test_no_browser_or_proxy_keeps_what_is_a_readers(path: str) -> None:
    assert request(path)[1]["cache-control"] == "no-store"
    assert request(path, origin="http://evil.example")[1]["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/assets/a.js", "/static/a.css", "/theme.css"])
def test_what_is_the_same_for_everybody_may_be_kept(path: str) -> None:
    assert "cache-control" not in request(path)[1]


def test_only_scripts_that_the_page_came_with_may_run() -> None:
    _, headers, _ = request("/")
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in (b"inline()", b"\nmore()")
    ]
    assert f"script-src 'self' {' '.join(hashes)} 'sha256-ours';" in headers["content-security-policy"]
