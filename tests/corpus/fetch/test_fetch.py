"""Fetching pages and feeds from a real server on loopback: requests, redirects, size, time, memory."""

import gzip
import socket
import time
from ipaddress import ip_address

import pytest

from corpus.fetch.cache import FetchCache, Validators
from corpus.fetch.client import Fetcher
from corpus.fetch.politeness import Pace
from corpus.fetch.transport import FetchError, FetchOptions
from tests.corpus.fetch.sites import (
    PAGE,
    failure,
    fetcher,
)


def test_a_page(site):
    got = fetcher().get(f"{site.root}/page?a=ä b#top")
    assert (got.address, got.kind, got.charset) == (f"{site.root}/page?a=ä b", "text/html", "utf-8")
    assert got.content == PAGE.encode()
    assert got.validators == Validators(etag='"one"', modified="Fri, 08 Mar 2024 10:42:00 GMT")
    (robots, _), (path, headers) = site.asked
    assert (robots, path) == ("/robots.txt", "/page?a=%C3%A4%20b")
    assert headers["user-agent"].startswith("Cuttings/")
    assert headers["host"] == site.root.removeprefix("http://")
    assert "cookie" not in headers


def test_conditional_requests(site):
    site.answers["/page"] = lambda request: (304, {}, b"") if request.headers["If-None-Match"] == '"one"' else None
    got = fetcher().get(f"{site.root}/page", Validators(etag='"one"', modified="Fri, 08 Mar 2024 10:42:00 GMT"))
    assert got.unchanged
    assert site.asked[-1][1]["if-modified-since"] == "Fri, 08 Mar 2024 10:42:00 GMT"


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        ((404, {}, b""), True),
        ((410, {}, b""), True),
        ((200, {}, b"User-agent: *\nDisallow: /private"), True),
        ((200, {}, b"User-agent: *\nDisallow: /"), False),
        ((200, {}, b"User-agent: cuttings\nDisallow: /pa*e$\n\nUser-agent: *\nAllow: /"), False),
        ((200, {}, b"User-agent: Cuttings\nDisallow:\n\nUser-agent: *\nDisallow: /"), True),
        ((200, {}, b"User-agent: *\nDisallow: /\nAllow: /page"), True),
        ((200, {"Content-Encoding": "gzip"}, gzip.compress(b"User-agent: *\nDisallow: /")), False),
        ((200, {}, b"\xff\xfe\x00<html>" * 100_000), True),
        ((500, {}, b""), False),
        ((429, {}, b""), False),
        ((302, {"Location": "/rules"}, b""), False),
        ((302, {"Location": "/robots.txt"}, b""), True),
    ],
)
def test_robots(site, robots, allowed):
    site.answers["/robots.txt"] = robots
    site.answers["/rules"] = (200, {}, b"User-agent: *\nDisallow: /")
    if allowed:
        assert fetcher().get(f"{site.root}/page").content
    else:
        assert "robots.txt" in failure(f"{site.root}/page")
        assert "/page" not in site.paths()


def test_robots_are_fetched_once_and_delays_are_respected(site):
    site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 7")
    clock = [100.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    polite = Fetcher(FetchOptions(allow_private=True), Pace(1.0, sleep=sleep, now=lambda: clock[0]))
    for _ in range(3):
        polite.get(f"{site.root}/page")
    assert [path for path, _ in site.asked] == ["/robots.txt", "/page", "/page", "/page"]
    assert slept == [1.0, 7.0, 7.0]


def test_a_busy_site_is_left_alone(site):
    site.answers["/page"] = (429, {"Retry-After": "3600"}, b"")
    polite = fetcher()
    with pytest.raises(FetchError, match="HTTP 429 Too Many Requests"):
        polite.get(f"{site.root}/page")
    with pytest.raises(FetchError, match="left alone for 3,"):
        polite.get(f"{site.root}/bank")
    assert site.paths() == ["/page"]


def test_redirects_are_followed_and_counted(site):
    site.answers["/old"] = (301, {"Location": "/page"}, b"")
    site.answers["/round"] = (302, {"Location": "/round"}, b"")
    site.answers["/nowhere"] = (302, {"Location": "http://[x"}, b"")
    site.answers["/lost"] = (302, {}, b"")
    assert fetcher().get(f"{site.root}/old").address == f"{site.root}/page"
    assert failure(f"{site.root}/round") == "more than 5 redirects"
    assert site.paths().count("/round") == 6
    assert "no address" in failure(f"{site.root}/nowhere")
    assert failure(f"{site.root}/lost") == "HTTP 302 Found"


@pytest.mark.parametrize(
    "place",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "javascript:alert(1)",
        "http://user:secret@127.0.0.1/",
        "http://2130706433/",
    ],
)
def test_redirects_to_what_is_never_asked(site, place):
    site.answers["/old"] = (302, {"Location": place}, b"")
    assert failure(f"{site.root}/old")
    assert site.paths() == ["/old"]


@pytest.mark.parametrize(
    "place", ["http://127.0.0.1:80/", "http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest"]
)
def test_redirects_to_private_machines(site, place, monkeypatch):
    """A public site redirects to a private machine: the first hop is allowed here, the next is checked."""
    from corpus.fetch import addresses, client, transport

    own = ip_address("127.0.0.1")
    monkeypatch.setattr(transport, "resolve", lambda host, port, *_, **__: [own] if host == "site.example" else 1 / 0)
    real = addresses.checked_parts
    monkeypatch.setattr(client, "checked_parts", lambda url, **more: real(url, allow_private="site.example" in url))
    site.answers["/old"] = (302, {"Location": place}, b"")
    with pytest.raises(FetchError, match="not public"):
        Fetcher(FetchOptions(every=0.0)).get(f"http://site.example:{site.server.server_port}/old")
    assert site.paths() == ["/old"]


def test_what_is_too_large(site):
    big = b"x" * 3_000_000
    site.answers["/told"] = (200, {}, big)
    site.answers["/bomb"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"\0" * 50_000_000))
    site.answers["/twice"] = (200, {"Content-Encoding": "gzip, gzip"}, gzip.compress(gzip.compress(b"\0" * 50_000_000)))
    site.answers["/brotli"] = (200, {"Content-Encoding": "br"}, b"x")
    site.answers["/broken"] = (200, {"Content-Encoding": "gzip"}, b"\x1f\x8bnonsense")

    def untold(request):
        request.send_response(200)
        request.send_header("Connection", "close")
        request.end_headers()
        request.wfile.write(big)
        request.close_connection = True

    site.answers["/untold"] = untold
    for path in ("told", "untold", "bomb", "twice"):
        assert "larger than the 1 MiB" in failure(f"{site.root}/{path}", max_bytes=1024 * 1024), path
    assert "packed in a way" in failure(f"{site.root}/brotli")
    assert "damaged" in failure(f"{site.root}/broken")
    site.answers["/page"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE.encode()))
    assert fetcher().get(f"{site.root}/page").content == PAGE.encode()


@pytest.mark.parametrize("part", ["silence", "headers", "body", "endless"])
def test_slow_servers(site, part):
    def slowly(request):
        write = request.wfile.write
        begin = {"silence": b"", "headers": b"HTTP/1.1 200 OK\r\nX: "}.get(
            part, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
        )
        if part == "endless":
            begin = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
        write(begin)
        for _ in range(40):
            time.sleep(0.1)
            write(b"" if part == "silence" else b"x" if part != "body" else b"")
        request.close_connection = True

    site.answers["/slow"] = slowly
    begun = time.monotonic()
    assert failure(f"{site.root}/slow", seconds=0.8) == "it took longer than 0.8 seconds"
    assert time.monotonic() - begun < 3


def test_the_time_is_for_all_redirects_together(site):
    def slowly(request):
        time.sleep(0.3)
        return 302, {"Location": f"/hop?{time.monotonic()}"}, b""

    site.answers["/hop"] = slowly
    assert "longer" in failure(f"{site.root}/hop", seconds=0.7, max_redirects=100)
    assert len(site.paths()) <= 4


def test_servers_that_talk_nonsense(site):
    def nonsense(request):
        request.wfile.write(b"\x00\x01nonsense\r\n\r\n")
        request.close_connection = True

    site.answers["/nonsense"] = nonsense
    assert "no answer" in failure(f"{site.root}/nonsense")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "robots" in failure(f"http://127.0.0.1:{port}/") or "no answer" in failure(f"http://127.0.0.1:{port}/")


def test_memory(tmp_path):
    memory = FetchCache(tmp_path / "none")
    memory.store("a", Validators(etag="x"))
    assert memory.validators("a") == Validators()
    memory = FetchCache(tmp_path)
    memory.store("a", Validators(etag="x", modified="y"))
    memory.store_pages(["p", "p"])
    assert (memory.validators("a"), memory.has_page("p"), memory.has_page("q")) == (
        Validators(etag="x", modified="y"),
        True,
        False,
    )
    (tmp_path / "fetched.sqlite3").write_bytes(b"nonsense" * 1000)
    assert FetchCache(tmp_path).validators("a") == Validators()
    FetchCache(tmp_path).store("b", Validators(etag="z"))
    assert FetchCache(tmp_path).validators("b") == Validators(etag="z")
