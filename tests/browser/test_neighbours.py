"""Attacks on a real server: from the network, by a rebound name, from another site's page, by another reader."""

import contextlib
import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Response

from qa.web.middleware.exposure import own_addresses

ROOT = Path(__file__).parents[2]
SECRET = "correct horse battery"

pytestmark = pytest.mark.service

CHANGES = (
    "/articles/files?name=a.txt", "/articles/rebuild", "/articles/x/remove", "/articles/x/restore", "/articles/jobs/x/cancel",
    "/alerts", "/alerts/1/remove", "/alerts/1/seen",
)  # fmt: skip


def asked(
    address: str, path: str = "/", method: str = "GET", body: bytes = b"", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    with closing(HTTPConnection(urlsplit(address).netloc, timeout=30)) as connection:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer: HTTPResponse = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def raw(address: str, head: bytes) -> bytes:
    """Send a request as it is, and return the first line of the answer."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=30) as connection:
        connection.sendall(head.replace(b"\n", b"\r\n") + b"\r\n\r\n")
        return connection.recv(4000).split(b"\r\n")[0]


def page_of(address: str) -> dict[str, str]:
    """Open the page as a stranger does, and return the headers with which its script would change something."""
    _, headers, body = asked(address)
    token = re.search(rb'name=\\?"cuttings-token\\?" content=\\?"([0-9a-f]{64})', body)
    assert token is not None
    own = f"http://{urlsplit(address).netloc}"
    return {"Cookie": headers["set-cookie"].partition(";")[0], "Origin": own, "X_Cuttings_Token": token[1].decode()}


@pytest.fixture(scope="module")
def open_to_all(archive: Path, serve) -> Iterator[str]:
    """The address of a server on all addresses, without a password."""
    log = archive.with_name("all.log")
    for address in serve("--archive", str(archive), "--host", "0.0.0.0", log=log):
        told = log.read_text()
        assert "Reachable by every machine that can connect to this one" in told
        assert "they can ask and read, not change anything" in told
        yield address


@pytest.fixture(scope="module")
def addresses(open_to_all: str) -> list[str]:
    """Under which addresses it is reached: this machine's other one, too, if it has one."""
    port = urlsplit(open_to_all).port
    return [open_to_all, *(f"http://{one}:{port}" for one in own_addresses() if ":" not in one)]


def test_whoever_reaches_it_reads_and_changes_nothing(addresses: list[str]) -> None:
    for address in addresses:
        headers = page_of(address)
        assert asked(address, "/articles")[0] == 200
        assert b"cuttings-token" not in asked(address, "/articles")[2]  # there is nothing to change on it
        for path in CHANGES:
            status, _, said = asked(address, path, "POST", b"x", **headers)
            assert (status, b"read only" in said) == (403, True), path
        assert json.loads(asked(address, "/alerts/count")[2])["may_save"] is False


def test_a_name_made_to_point_here_is_refused(addresses: list[str]) -> None:
    for address in addresses:
        port = urlsplit(address).port
        rebound = {"Host": f"evil.example:{port}", "Origin": f"http://evil.example:{port}"}
        assert asked(address, **rebound)[0] == 421
        for path in CHANGES:
            assert asked(address, path, "POST", b"x", **{**page_of(address), **rebound})[0] == 421


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET / HTTP/1.1\nHost: HERE", b"200"),
        (b"GET / HTTP/1.1", b"400"),
        (b"GET / HTTP/1.0", b"400"),
        (b"GET / HTTP/1.1\nHost: HERE\nHost: evil.example", b"400"),
        (b"GET / HTTP/1.1\nHost: evil.example\nHost: HERE", b"400"),
        (b"GET / HTTP/1.1\nHost: HERE, evil.example", b"400"),
        (b"GET / HTTP/1.1\nHost: me@HERE", b"400"),
        (b"GET / HTTP/1.1\nHost:", b"400"),
        (b"GET / HTTP/1.1\nHost: evil.example", b"421"),
        (b"GET / HTTP/1.1\nHost: evil.example.", b"421"),
        (b"GET http://evil.example/ HTTP/1.1\nHost: HERE", b"404"),
        (b"GET http://evil.example/articles HTTP/1.1\nHost: evil.example", b"421"),
        (b"GET //evil.example/articles HTTP/1.1\nHost: HERE", b"404"),
        (b"GET /articles/../alerts HTTP/1.1\nHost: HERE", b"404"),
        (b"OPTIONS * HTTP/1.1\nHost: HERE", b"404"),
        (b"CONNECT evil.example:443 HTTP/1.1\nHost: HERE", b"404"),
        (b"TRACE / HTTP/1.1\nHost: HERE", b"405"),
    ],
)
def test_requests_that_are_not_what_they_seem(open_to_all: str, head: bytes, status: bytes) -> None:
    here = urlsplit(open_to_all).netloc.encode()
    assert raw(open_to_all, head.replace(b"HERE", here)).split()[1] == status


def test_no_client_says_where_it_is_from(archive: Path, server: str, open_to_all: str) -> None:
    told = {"X_Forwarded_For": "198.51.100.7", "X_Forwarded_Proto": "https", "X_Forwarded_Host": "evil.example"}
    assert asked(server, **told)[0] == 403  # a proxy that nobody named
    status, headers, body = asked(open_to_all, **told)
    assert (status, b"evil.example" in body) == (200, False)
    assert "Secure" not in headers["set-cookie"]


def test_changes_for_others_want_a_password(archive: Path) -> None:
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0", "--host", "0.0.0.0", "--archive", str(archive)]
    run = partial(subprocess.run, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    tried = run([*command, "--allow-changes"])
    assert (tried.returncode, tried.stdout, "CUTTINGS_PASSWORD" in tried.stderr) == (1, "", True)
    assert "Traceback" not in tried.stderr
    assert run([*command, "--allow-changes", "--read-only"]).returncode == 2


def test_what_one_reader_adds_no_other_sees_or_ends(tmp_path: Path, serve) -> None:
    log = tmp_path / "log"
    for address in serve("--archive", str(tmp_path / "archive"), log=log, home=tmp_path):
        one, other = page_of(address), page_of(address)
        sent = asked(
            address, "/articles/files?name=secret.txt", "POST", b"Secret\n\nGazette\nMar 8 2024\n\nA text.\n", **one
        )
        assert sent[0] == 200
        job = json.loads(sent[2])["id"]
        assert [each["id"] for each in json.loads(asked(address, "/articles/jobs", **one)[2])] == [job]
        assert json.loads(asked(address, "/articles/jobs", **other)[2]) == []
        assert json.loads(asked(address, "/articles/jobs")[2]) == []
        assert asked(address, f"/articles/jobs/{job}/cancel", "POST", **other)[0] == 404
        assert (
            asked(address, "/articles/rebuild", "POST", **{**other, "X_Cuttings_Token": one["X_Cuttings_Token"]})[0]
            == 403
        )


# ---- another site's page, in a real browser


@pytest.fixture
def evil() -> Iterator[tuple[str, list[str]]]:
    """The address of another site, and what its page is to have in it."""
    holds: list[str] = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = ("<!doctype html>" + "".join(holds)).encode()
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as served:
        thread = threading.Thread(target=served.serve_forever)
        thread.start()
        yield f"http://localhost:{served.server_port}", holds
        served.shutdown()
        thread.join()


@pytest.mark.browser
def test_another_sites_page_loads_nothing_and_may_link(
    browser: Browser, server: str, evil: tuple[str, list[str]]
) -> None:
    there, holds = evil
    article = re.search(rb'/article/([a-z0-9]+)"', asked(server, "/articles")[2])
    assert article is not None
    linked = f"{server}/article/{article[1].decode()}?start=0&end=9"
    costly = f"{server}/article/{article[1].decode()}/changes?older={article[1].decode()}"
    holds += [
        f'<img src="{costly}"><script src="{costly}&x=1"></script><link rel="stylesheet" href="{costly}&x=2">',
        f'<iframe src="{server}/"></iframe><object data="{server}/stories"></object><embed src="{server}/articles">',
        f'<script>fetch("{costly}&x=3", {{mode: "no-cors", credentials: "include"}});'
        f'fetch("{server}/gradio_api/queue/join", {{method: "POST", mode: "no-cors", body: "x"}});'
        f'</script><form action="{server}/login" method="post"></form><a id="link" href="{linked}">a link</a>'
        f'<a id="home" href="{server}/">another</a>',
    ]
    context = browser.new_context()
    page = context.new_page()
    try:
        page.goto(server)
        page.locator("#question textarea").wait_for(timeout=60_000)
        named = [one["value"] for one in context.cookies(server) if one["name"] == "cuttings_reader"]
        answers: list[Response] = []
        failed: list[str] = []  # what the browser does not even hand to the page
        page = context.new_page()  # the other one may still be loading what is ours
        page.on("response", lambda answer: answers.append(answer))
        page.on("requestfailed", lambda request: failed.append(request.url))
        page.goto(there)
        page.wait_for_load_state("networkidle")
        ours = [answer for answer in answers if answer.url.startswith(server)]
        assert len({answer.url for answer in ours} | {url for url in failed if url.startswith(server)}) >= 8
        assert {answer.status for answer in ours} == {403}
        # a link is followed: by a page that asks for it again, this time as the reader
        page.locator("#link").click()
        page.wait_for_selector("article.cutting")
        assert page.url == linked
        page.goto(there)
        page.locator("#home").click()
        page.locator("#question textarea").wait_for(timeout=60_000)
        assert [one["value"] for one in context.cookies(server) if one["name"] == "cuttings_reader"] == named
    finally:
        context.close()
