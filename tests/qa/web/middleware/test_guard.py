"""What the guard lets through, and the headers of what it does."""

import asyncio
import base64
import hashlib
import re
from typing import Any

import pytest

from qa.web.middleware.guard import Guard
from qa.web.middleware.hosts import Authority, Hosts
from qa.web.route_table import RULES, Need, Rule

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
    path: str = "/", hosts: Hosts | None = None, method: str = "GET", query: bytes = b"", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    named = {"host": "127.0.0.1:7860", "accept-encoding": "br"} | headers
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in named.items()]
    scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": raw, "scheme": "http"}
    asyncio.run(Guard(_app, hosts, ["'sha256-ours'"])(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}, body


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "LOCALHOST:1", "[::1]:7860"])
def test_this_machine_may_ask(host: str) -> None:
    assert request(host=host)[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "10.0.0.1", "0.0.0.0"])
def test_a_name_that_is_not_ours_is_refused(host: str) -> None:
    assert request(host=host)[0] == 421


@pytest.mark.parametrize("host", ["", "[", "a b", "evil.example, 127.0.0.1", "127.0.0.1:1:2", "me@127.0.0.1"])
def test_what_is_no_host_is_refused(host: str) -> None:
    assert request(host=host)[0] == 400


def test_names_hold_for_a_server_that_others_reach_too() -> None:
    hosts = Hosts(frozenset({Authority("cuttings.example")}), any_address=True)
    assert request(hosts=hosts, host="Cuttings.example.:443")[0] == 200
    assert request(hosts=hosts, host="192.0.2.7:7860")[0] == 200
    assert request(hosts=hosts, host="evil.example")[0] == 421


@pytest.mark.parametrize("hosts", [[], [b"127.0.0.1", b"127.0.0.1"], [b"127.0.0.1", b"evil.example"]])
def test_one_host_is_named_and_not_more(hosts: list[bytes]) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", host) for host in hosts]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers, "scheme": "http"}
    asyncio.run(Guard(_app)(scope, None, send))  # type: ignore[arg-type]
    assert sent[0]["status"] == 400


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:9999", "https://127.0.0.1:7860", "null"])
def test_other_sites_are_refused(origin: str) -> None:
    assert request("/gradio_api/queue/join", method="POST", origin=origin)[0] == 403


def test_our_own_page_is_not() -> None:
    assert request("/gradio_api/queue/join", method="POST", origin="http://127.0.0.1:7860")[0] == 200


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


# ---- what other sites' pages have a browser ask for


def path_of(rule: Rule) -> str:
    return re.sub(r"{\w+}", "x", rule.path).replace("**", "x/y")


NAVIGATE = {"sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.method} {rule.path}")
@pytest.mark.parametrize("site", ["cross-site", "same-site", "somewhere"])
def test_other_sites_load_nothing(rule: Rule, site: str) -> None:
    for mode, dest in (
        ("no-cors", "image"), ("no-cors", "script"), ("no-cors", "empty"), ("cors", "empty"), ("navigate", "iframe"),
        ("navigate", "object"), ("navigate", "embed"), ("nested-navigate", "document"), ("", ""),
    ):  # fmt: skip
        headers = {"sec_fetch_site": site, "sec_fetch_mode": mode, "sec_fetch_dest": dest}
        assert request(path_of(rule), method=rule.method, **headers)[0] == 403
    followed = request(path_of(rule), method=rule.method, sec_fetch_site=site, **NAVIGATE)
    if rule.document and site != "somewhere":
        assert (followed[0], PAGE in followed[2], b'http-equiv="refresh"' in followed[2]) == (200, False, True)
    else:
        assert followed[0] == 403


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.method} {rule.path}")
@pytest.mark.parametrize("headers", [{}, {"sec_fetch_site": "same-origin"}, {"sec_fetch_site": "none", **NAVIGATE}])
def test_our_own_pages_and_readers_load_everything(rule: Rule, headers: dict[str, str]) -> None:
    assert request(path_of(rule), method=rule.method, **headers)[0] == 200


def test_a_followed_link_is_asked_for_again_by_ourselves() -> None:
    address = b'/article/ab" onload=x?start=1&amp;end=2'
    status, headers, body = request(
        '/article/ab" onload=x', query=b'start=1&end=2"><script>', sec_fetch_site="cross-site", **NAVIGATE
    )
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert b'content="0;url=/article/ab%22%20onload%3Dx?start=1&amp;end=2%22%3E%3Cscript%3E"' in body
    assert address not in body
    assert headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "POST"])
def test_methods_are_those_of_the_table(method: str) -> None:
    assert request("/articles", method=method)[0] == 405


def test_whatever_changes_something_needs_more_than_being_read() -> None:
    asking = {"/gradio_api/queue/join", "/gradio_api/run/predict", "/gradio_api/cancel", "/gradio_api/reset"}
    asking |= {
        "/api/v1/ask",
        "/api/v1/ask/stream",
        "/api/v1/summaries",
        "/api/v1/timeline",
        "/mcp",
        "/v1/chat/completions",
    }
    assert {rule.path for rule in RULES if rule.method == "POST" and rule.need is Need.READ} == asking
    assert {rule.path for rule in RULES if rule.need is Need.NOTHING} == {
        "/login", "/login/provider", "/login/provider/back", "/logout", "/healthz", "/readyz", "/gradio_api/app_id",
    }  # fmt: skip
    read = {rule.path for rule in RULES if rule.method == "GET" and rule.need in {Need.OWN, Need.PERSONAL, Need.CHANGE}}
    assert read == {"/api/v1/webhooks", "/api/v1/webhooks/{number}/undelivered"}  # an address may have a secret in it
