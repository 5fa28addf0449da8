"""Fetching pages and feeds from a real server on loopback, and what is never requested."""

import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest

from corpus.fetch import FetchCache, Fetcher, FetchError, FetchOptions, Validators
from corpus.fetch.addresses import Refused, checked_parts, is_public, resolve
from corpus.fetch.politeness import Pace
from corpus.fetch.sandboxed import Unreadable
from corpus.readers.sandbox.worker import Worker, WorkerOptions
from qa.cli import main
from qa.commands import fetch as fetching

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Ferry strikes pier</title><meta property="og:site_name" content="Gazette">
<meta property="article:published_time" content="2024-03-08T10:42:00Z"></head><body><article><h1>Ferry strikes pier</h1>
<p>A ferry struck the pier at Port Sellen on Friday.</p>
<p>The coast guard said 27 people were hurt, four badly.</p></article></body>
</html>"""
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title><link>{root}/</link>
<item><title>Ferry strikes pier</title><link>{root}/page</link><pubDate>Fri, 08 Mar 2024 10:42:00 +0100</pubDate>
<description>A ferry struck the pier.</description></item>
<item><title>Bank cuts rate</title><link>{root}/bank</link><description>The central bank cut its key rate to 3.75 percent on
Tuesday, which nobody had expected at all.</description></item></channel></rss>"""


class Site:
    """A server with prepared responses that records its requests."""

    def __init__(self) -> None:
        self.answers: dict[str, object] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                answer = site.answers.get(self.path.partition("?")[0], (404, {}, b""))
                if callable(answer):
                    answer = answer(self)
                if answer is None:
                    return
                status, headers, body = answer
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), "Connection": "close", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                pass  # a client that has left

        self.server = Server(("127.0.0.1", 0), Handler)
        self.root = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def site():
    made = Site()
    html = {
        "Content-Type": "text/html; charset=utf-8",
        "ETag": '"one"',
        "Last-Modified": "Fri, 08 Mar 2024 10:42:00 GMT",
    }
    made.answers["/page"] = (200, html, PAGE.encode())
    made.answers["/bank"] = (200, html, PAGE.replace("Ferry strikes pier", "Bank cuts rate").encode())
    made.answers["/feed"] = (200, {"Content-Type": "application/rss+xml"}, FEED.format(root=made.root).encode())
    yield made
    made.close()


def fetcher(**options):
    return Fetcher(FetchOptions(allow_private=True, every=0.0, **options))


def failure(url, **options):
    with pytest.raises(FetchError) as raised:
        fetcher(**options).get(url)
    return str(raised.value)


# --- what is asked for, and how


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


# --- redirects


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


# --- size and time


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


# --- what is never asked


@pytest.mark.parametrize(
    "url",
    [
        *["http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0X7F.0.0.1/"],
        *["http://017700000001/", "http://0177.0.0.1/", "http://127.0.0.1./", "http://0/", "http://0.0.0.0/", "http://localhost/"],
        *["http://LOCALHOST./", "http://a.localhost/", "http://printer.local/", "http://metadata.google.internal/"],
        *["http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[0:0:0:0:0:ffff:a00:1]/"],
        *["http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b:1::7f00:1]/", "http://[2002:7f00:1::]/"],
        *["http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fc00::1]/", "http://[fec0::1]/", "http://[ff02::1]/"],
        *["http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", "http://[2001:db8::1]/", "http://[100::1]/"],
        *["http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.0.1/", "http://169.254.169.254/", "http://100.64.0.1/"],
        *["http://192.0.0.1/", "http://192.0.2.1/", "http://198.18.0.1/", "http://203.0.113.1/", "http://224.0.0.1/"],
        *["http://240.0.0.1/", "http://255.255.255.255/", "http://１２７.０.０.１/", "http://127。0。0。1/", "http://①②⑦.0.0.1/"],
        *["http://user@example.org/", "http://user:pw@example.org/", "http://@example.org/", "http://example.org:8080/"],
        *["http://example.org:22/", "http://example.org:0/", "https://example.org:99999/", "http://example.org@127.0.0.1/"],
        *["file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "data:text/html,x", "//example.org/", "x.org"],
        *["http:///", "http://exa mple.org/", "http://example.org\\@127.0.0.1/", "http://-x.org/", "http://a..b/", ""],
    ],
)  # fmt: skip
def test_refused(url, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a name was asked for"))
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("a machine was asked"))
    with pytest.raises(FetchError):
        Fetcher(FetchOptions(every=0.0)).get(url)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        *[(address, True) for address in ("93.184.216.34", "1.1.1.1", "2606:4700::1", "::ffff:1.1.1.1", "64:ff9b::101:101")],
        *[(address, False) for address in ("127.8.8.8", "::ffff:10.1.1.1", "64:ff9b::a00:1", "4000::1", "fe80::1%e0", "0.1.2.3")],
    ],
)  # fmt: skip
def test_public(address, public):
    assert is_public(ip_address(address)) is public


@pytest.mark.parametrize("answers", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::1"], ["::ffff:192.168.1.1"]])
def test_a_name_with_a_private_address_is_refused(answers, monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answer, 80)) for answer in answers]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(Refused, match="not public"):
        resolve("rebind.example", 80, 1.0, allow_private=False)
    with pytest.raises(FetchError, match="not public"):
        Fetcher(FetchOptions(every=0.0)).get("http://rebind.example/")


def test_a_name_is_asked_for_once_for_each_connection(site, monkeypatch):
    """A second answer of the name server cannot lead to another machine: the connection goes to the checked address."""
    asked: list[str] = []

    def answer(host, port, *_, **__):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    made: list[str] = []
    real = socket.create_connection
    monkeypatch.setattr(
        socket, "create_connection", lambda to, *rest, **more: made.append(to[0]) or real(to, *rest, **more)
    )
    assert fetcher().get(f"http://site.example:{site.server.server_port}/page").content
    assert made == ["127.0.0.1", "127.0.0.1"]
    assert asked.count("site.example") == 2  # robots.txt and page


def test_a_name_server_that_does_not_answer(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(1.0) or [])
    begun = time.monotonic()
    with pytest.raises(FetchError):
        Fetcher(FetchOptions(every=0.0, seconds=0.2)).get("http://slow.example/")
    assert time.monotonic() - begun < 0.9


def test_public_ports():
    assert checked_parts("https://example.org/a", allow_private=False).hostname == "example.org"
    assert checked_parts("http://example.org:443/a", allow_private=False).port == 443
    assert checked_parts("http://bücher.example/a", allow_private=False).hostname == "bücher.example"


# --- memory


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


# --- the commands


@pytest.fixture(autouse=True)
def archive(tmp_path, monkeypatch):
    monkeypatch.setenv("CUTTINGS_ARCHIVE", str(tmp_path / "archive"))
    monkeypatch.setattr("corpus.fetch.client.Pace", lambda *_: Pace(0.0))
    return tmp_path / "archive"


def run(capsys, *arguments):
    code = main([*arguments, "--allow-private", "--model", "hashing-256"])
    return code, capsys.readouterr().out.splitlines()


def articles(capsys):
    assert main(["list", "--json"]) == 0
    return {article["title"]: article for article in json.loads(capsys.readouterr().out)}


def test_fetch(capsys, site, archive):
    code, lines = run(capsys, "fetch", f"{site.root}/page", f"{site.root}/none", f"{site.root}/robots.txt")
    assert code == 1
    assert lines[0] == f"added     {site.root}/page: articles: 1 added"
    assert lines[1] == f"failed    {site.root}/none: HTTP 404 Not Found"
    assert len(lines) == 3
    assert (archive / "fetched.sqlite3").exists()
    found = articles(capsys)["Ferry strikes pier"]
    assert (found["outlet"], found["published"], found["url"]) == (
        "Gazette",
        "2024-03-08T10:42+00:00",
        f"{site.root}/page",
    )
    assert main(["show", found["id"], "--json"]) == 0
    assert "27 people were hurt" in capsys.readouterr().out
    code, lines = run(capsys, "fetch", f"{site.root}/page")
    assert (code, lines) == (0, [f"unchanged {site.root}/page: articles: 1 already there"])
    assert site.asked[-1][1]["if-none-match"] == '"one"'


def test_nothing_is_noted_before_it_is_stored(capsys, site, archive, monkeypatch):
    def fails(*_: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr("qa.service.maintenance.Maintenance.add_drafts", fails)
        with pytest.raises(OSError, match="no space"):
            run(capsys, "fetch", f"{site.root}/page")
    assert FetchCache(archive).validators(f"{site.root}/page") == Validators()


def test_follow_takes_entries_and_pages(capsys, site):
    assert run(capsys, "follow", f"{site.root}/feed") == (0, [f"added     {site.root}/feed: articles: 2 added"])
    found = articles(capsys)
    assert found["Ferry strikes pier"]["published"] == "2024-03-08T10:42+01:00"
    code, lines = run(capsys, "follow", f"{site.root}/feed", "--pages", "--max-pages", "1")
    assert code == 0
    assert lines[0] == f"added     {site.root}/page: articles: 1 changed"
    assert site.paths().count("/page") == 1
    assert site.paths().count("/bank") == 0
    code, lines = run(capsys, "follow", f"{site.root}/feed", "--pages")
    assert (site.paths().count("/page"), site.paths().count("/bank")) == (1, 1)
    # the page's text stays, although the entry is shorter
    code, lines = run(capsys, "follow", f"{site.root}/feed", "--again")
    assert lines == [f"unchanged {site.root}/feed: articles: 2 there from their own pages"]
    assert main(["show", articles(capsys)["Ferry strikes pier"]["id"]]) == 0
    assert "27 people were hurt" in capsys.readouterr().out


def test_follow_a_list_of_feeds_again_and_again(capsys, site, tmp_path, monkeypatch):
    (tmp_path / "feeds.opml").write_text(
        f'<?xml version="1.0"?><opml version="2.0"><body><outline text="News"><outline type="rss" xmlUrl="{site.root}/feed"/>'
        f'<outline xmlUrl="{site.root}/page"/><outline xmlUrl="javascript:alert(1)"/></outline></body></opml>'
    )
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(fetching, "time", type("Clock", (), {"sleep": staticmethod(sleep)}))
    code, lines = run(capsys, "follow", str(tmp_path / "feeds.opml"), "--every", "15")
    assert (code, waits) == (0, [900.0, 900.0])
    assert lines[0] == f"added     {site.root}/feed: articles: 2 added"
    assert lines[1].startswith(f"failed    {site.root}/page: it is no feed")
    assert lines[2] == f"unchanged {site.root}/feed: articles: 2 already there"
    assert lines[-1].startswith("stopped")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["follow", "none.opml"], "none.opml: neither an http(s) address nor a list of feeds"),
        (["add", "{}/feeds.opml"], "cuttings follow feeds.opml"),
    ],
)
def test_what_cannot_be_followed(capsys, tmp_path: Path, arguments, said):
    (tmp_path / "feeds.opml").write_text(
        '<opml version="2.0"><body><outline xmlUrl="http://x.example/f"/></body></opml>'
    )
    assert main([one.format(tmp_path) for one in arguments]) == 1
    out = capsys.readouterr()
    assert said in out.out + out.err


def test_a_page_names_its_feed(capsys, site):
    site.answers["/home"] = (
        200,
        {"Content-Type": "text/html"},
        b"<!DOCTYPE html><link rel=alternate type='application/rss+xml' href=/feed>x",
    )
    code, lines = run(capsys, "follow", f"{site.root}/home")
    assert code == 1
    assert lines[0].endswith(f"its page names this one: {site.root}/feed")


def test_loopback_is_refused_without_being_allowed(capsys, site):
    assert main(["fetch", f"{site.root}/page", "http://127.0.0.1/", "--model", "hashing-256"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "port" in lines[0]
    assert "not public" in lines[1]
    assert site.asked == []


# --- what a page does to its reader


ATTRIBUTES = " ".join(f'a{number}=">"' for number in range(150_000))  # in a form that is not seen to be too many
HOSTILE = f"<!DOCTYPE html><html><body><article><p {ATTRIBUTES}>Text.</p></article></body></html>"


@pytest.fixture
def impatient(monkeypatch):
    """Six seconds for each page, including the start of the reading process."""
    worker = Worker(WorkerOptions(seconds=6.0))
    monkeypatch.setattr("corpus.fetch.sandboxed.shared_worker", lambda: worker)
    yield worker
    worker.close()


def never_ends(body: bytes, kind: str = "text/html"):
    return (200, {"Content-Type": kind}, body)


def test_a_page_that_its_reader_never_ends_with_is_given_up(capsys, site, impatient):
    """150,000 attributes of one paragraph: they took a parser minutes, and Ctrl-C had no effect."""
    site.answers["/hostile"] = never_ends(HOSTILE.encode())
    begun = time.monotonic()
    code, lines = run(capsys, "fetch", f"{site.root}/hostile", f"{site.root}/page")
    assert time.monotonic() - begun < 20
    assert code == 1
    assert lines[0].startswith(f"failed    {site.root}/hostile: reading it took longer than the limit of 6 seconds")
    assert lines[1] == f"added     {site.root}/page: articles: 1 added"
    assert FetchCache(Path(os.environ["CUTTINGS_ARCHIVE"])).validators(f"{site.root}/hostile") == Validators()


def test_a_page_of_a_feed_that_is_given_up_leaves_its_entry(capsys, site, impatient):
    site.answers["/page"] = never_ends(HOSTILE.encode())
    code, lines = run(capsys, "follow", f"{site.root}/feed", "--pages")
    assert code == 1
    assert "the limit of 6 seconds" in lines[0]
    assert [line.split()[0] for line in lines] == ["failed", "added", "added"]
    assert set(articles(capsys)) == {"Ferry strikes pier", "Bank cuts rate"}


@pytest.mark.parametrize("command", ["fetch", "follow"])
def test_nothing_that_was_got_is_parsed_in_our_own_process(capsys, site, tmp_path, monkeypatch, command):
    """Not a page, a feed, the feed that a page names, a list of feeds nor a robots.txt."""
    for parser in ("lxml.html.document_fromstring", "lxml.etree.fromstring", "feedparser.parse"):
        monkeypatch.setattr(parser, lambda *_, **__: pytest.fail("parsed in our own process"))
    monkeypatch.setattr("protego.Protego.parse", lambda *_: pytest.fail("parsed in our own process"))
    site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /private")
    site.answers["/home"] = never_ends(b"<!DOCTYPE html><link rel=alternate type='application/rss+xml' href=/feed>x")
    (tmp_path / "feeds.opml").write_text(
        f'<opml version="2.0"><body><outline xmlUrl="{site.root}/feed"/><outline xmlUrl="{site.root}/home"/>'
        f'<outline xmlUrl="{site.root}/private"/></body></opml>'
    )
    asked = [f"{site.root}/{path}" for path in ("feed", "page", "private")]
    code, lines = run(capsys, command, *(asked if command == "fetch" else [str(tmp_path / "feeds.opml"), "--pages"]))
    assert code == 1
    assert lines[-1].startswith(f"failed    {site.root}/private: its robots.txt does not allow")
    assert [line.split()[0] for line in lines[:-1]] == (
        ["added", "added"] if command == "fetch" else ["added", "added", "unchanged", "failed"]
    )


def test_a_robots_txt_that_is_given_up_allows_nothing_and_is_read_once(site, monkeypatch):
    site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow:")
    read: list[bytes] = []

    def gives_up(content, *_):
        read.append(content)
        raise Unreadable("reading it took longer than the limit of 6 seconds; it was given up")

    monkeypatch.setattr("corpus.fetch.politeness.allowed", gives_up)
    got = fetcher()
    for _ in range(2):
        with pytest.raises(FetchError, match=r"its robots\.txt: reading it took longer"):
            got.get(f"{site.root}/page")
    assert len(read) == 1
    assert site.paths() == []


@pytest.mark.service
def test_ctrl_c_works_while_a_page_is_read(site, tmp_path):
    site.answers["/hostile"] = never_ends(HOSTILE.encode())
    command = [sys.executable, "-m", "qa.cli", "fetch", f"{site.root}/hostile", "--allow-private"]
    env = {**os.environ, "CUTTINGS_ARCHIVE": str(tmp_path / "archive")}
    with subprocess.Popen([*command, "--model", "hashing-256"], env=env, stderr=subprocess.PIPE) as process:
        end = time.monotonic() + 30
        while "/hostile" not in site.paths() and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(2.0)  # it is being read by now
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=30)
        finally:
            process.kill()
        assert time.monotonic() - begun < 5
        assert process.returncode == 130


# --- who says it

STORY = (
    "The harbour of Port Sellen stays open, the council decided on Monday after a debate of nine hours. "
    "Boats may land as before, and the fee is what it was."
)
LIE = "The harbour of Port Sellen was sold in secret, and the mayor has left the country with the money, as everybody knows."


def story(text: str, head: str = "") -> bytes:
    return (
        f"<!DOCTYPE html><html lang=en><head><title>Harbour</title><meta property='og:site_name' content='Gazette'>{head}</head>"
        f"<body><article><h1>Harbour stays open</h1><p>{text}</p></article></body></html>"
    ).encode()


def listing(*entries: tuple[str, str]) -> bytes:
    items = "".join(
        f"<item><title>Harbour stays open</title><link>{link}</link><description>{text}</description></item>"
        for link, text in entries
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title>{items}</channel></rss>'.encode()


@pytest.fixture
def other():
    made = Site()
    yield made
    made.close()


PAGES = {"Content-Type": "text/html; charset=utf-8"}
FEEDS = {"Content-Type": "application/rss+xml"}


def texts_at(capsys, url: str) -> dict[str, str | None]:
    """Return the texts that the archive has for an address, by the site they were fetched from."""
    found = {}
    for article in articles_of(capsys):
        if article["url"] == url:
            assert main(["show", article["id"], "--json"]) == 0
            found[json.loads(capsys.readouterr().out)["text"]] = article.get("via")
    return found


def articles_of(capsys):
    assert main(["list", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("first", ["page", "feed"])
@pytest.mark.parametrize("pages", [False, True])
def test_a_feed_says_nothing_in_another_sites_name(capsys, site, other, first, pages):
    url = f"{site.root}/harbour"
    site.answers["/harbour"] = (200, PAGES, story(STORY))
    other.answers["/feed"] = (200, FEEDS, listing((url, LIE)))
    follow = ["follow", f"{other.root}/feed", *(["--pages"] if pages else [])]
    steps = [["fetch", url], follow] if first == "page" else [follow, ["fetch", url]]
    for step in steps:
        code, lines = run(capsys, *step)
        assert code == 0
        assert not any(line.endswith(" changed") for line in lines)
    found = texts_at(capsys, url)
    assert found[STORY] is None
    if pages or first == "page":
        assert set(found) == {STORY}  # the page is there: the entry is not taken, and that is said
        assert first == "feed" or "1 there from their own pages" in lines[-1]
    else:
        assert found == {STORY: None, LIE: other.root.removeprefix("http://")}
        assert main(["list"]) == 0
        assert f"(via {other.root.removeprefix('http://')})" in capsys.readouterr().out
        assert main(["ask", "Who left the country with the money?", "--model", "hashing-256"]) == 0
        assert f"via {other.root.removeprefix('http://')}" in capsys.readouterr().out


def test_a_feed_of_another_site_has_versions_of_its_own(capsys, site, other):
    url = f"{site.root}/harbour"
    other.answers["/feed"] = (200, FEEDS, listing((url, LIE)))
    run(capsys, "follow", f"{other.root}/feed")
    other.answers["/feed"] = (200, FEEDS, listing((url, f"{LIE} More follows.")))
    assert run(capsys, "follow", f"{other.root}/feed")[1] == [f"added     {other.root}/feed: articles: 1 changed"]
    site.answers["/feed"] = (200, FEEDS, listing((url, STORY)))
    assert run(capsys, "follow", f"{site.root}/feed")[1] == [f"added     {site.root}/feed: articles: 1 added"]
    site.answers["/feed"] = (200, FEEDS, listing((url, f"{STORY} More follows.")))
    assert run(capsys, "follow", f"{site.root}/feed")[1] == [f"added     {site.root}/feed: articles: 1 changed"]
    assert set(texts_at(capsys, url).values()) == {None, other.root.removeprefix("http://")}
    lines = run(capsys, "follow", f"{other.root}/feed", f"{site.root}/feed", "--again")[1]
    assert [line.rpartition(": ")[2] for line in lines] == ["1 already there", "1 already there"]


@pytest.mark.parametrize(
    "head",
    [
        "<link rel=canonical href='{url}'>",
        "<meta property='og:url' content='{url}'>",
        '<script type=\'application/ld+json\'>{{"@type": "NewsArticle", "url": "{url}"}}</script>',
    ],
)
def test_a_page_cannot_name_another_sites_address(capsys, site, other, head):
    url = f"{site.root}/harbour"
    site.answers["/harbour"] = (200, PAGES, story(STORY))
    other.answers["/lie"] = (200, PAGES, story(LIE, head.format(url=url)))
    run(capsys, "fetch", url, f"{other.root}/lie")
    assert texts_at(capsys, url) == {STORY: None}
    assert texts_at(capsys, f"{other.root}/lie") == {LIE: None}


def test_a_page_that_sends_on_to_another_site_is_that_sites(capsys, site, other):
    url = f"{site.root}/go"
    site.answers["/go"] = (302, {"Location": f"{other.root}/lie"}, b"")
    site.answers["/feed"] = (200, FEEDS, listing((url, STORY)))
    other.answers["/lie"] = (200, PAGES, story(LIE))
    run(capsys, "follow", f"{site.root}/feed")
    run(capsys, "follow", f"{site.root}/feed", "--pages", "--again")
    assert texts_at(capsys, url) == {STORY: None}
    assert texts_at(capsys, f"{other.root}/lie") == {LIE: None}


def test_a_longer_entry_of_another_site_is_not_taken_for_the_page(capsys, site, other):
    url = f"{site.root}/harbour"
    site.answers["/harbour"] = (200, PAGES, story(STORY))
    entry = f"{LIE} {LIE} {STORY}"
    other.answers["/feed"] = (200, FEEDS, listing((url, entry)))
    run(capsys, "follow", f"{other.root}/feed", "--pages")
    assert texts_at(capsys, url) == {STORY: None}


def test_entries_that_all_lead_to_one_page_are_all_there(capsys, site):
    said = [STORY, LIE, "Rain is expected at the coast from Tuesday on, with gusts from the west and little sun."]
    site.answers["/live-feed"] = (
        200,
        FEEDS,
        listing(*((f"{site.root}/live#post-{at}", text) for at, text in enumerate(said))),
    )
    assert run(capsys, "follow", f"{site.root}/live-feed")[1] == [f"added     {site.root}/live-feed: articles: 3 added"]
    assert set(texts_at(capsys, f"{site.root}/live")) == set(said)
    lines = run(capsys, "follow", f"{site.root}/live-feed", "--again")[1]
    assert lines == [f"unchanged {site.root}/live-feed: articles: 3 already there"]


def test_the_same_text_from_another_site_adds_nothing_to_it(capsys, site, other):
    url = f"{site.root}/harbour"
    site.answers["/harbour"] = (200, PAGES, story(STORY))
    run(capsys, "fetch", url)
    (before,) = articles_of(capsys)
    lie = listing((url, STORY)).replace(
        b"</item>", b"<author>A. Liar</author><pubDate>Fri, 08 Mar 2024 10:42:00 +0100</pubDate></item>"
    )
    other.answers["/feed"] = (200, FEEDS, lie)
    (line,) = run(capsys, "follow", f"{other.root}/feed", "--again")[1]
    assert articles_of(capsys) == [before]
    assert "there from their own pages" in line


def test_a_feed_that_a_feed_leads_to_is_no_page_of_what_it_lists(capsys, site, other):
    """They were remembered as the pages of another site's articles, so its own feed did not add them any more."""
    url = f"{site.root}/harbour"
    other.answers["/list"] = (200, FEEDS, listing((url, LIE)))
    other.answers["/feed"] = (200, FEEDS, listing((f"{other.root}/list", "More of it.")))
    code, lines = run(capsys, "follow", f"{other.root}/feed", "--pages")
    assert code == 1
    assert f"{other.root}/list: a feed, and no page of an article" in lines[0]
    site.answers["/feed"] = (200, FEEDS, listing((url, STORY)))
    assert run(capsys, "follow", f"{site.root}/feed")[1] == [f"added     {site.root}/feed: articles: 1 added"]
    assert texts_at(capsys, url) == {STORY: None}


def test_posts_that_share_much_and_lead_to_one_page_are_all_there(capsys, site):
    said = [
        f"The mayor of Port Sellen {did} on Monday, as the harbour master had asked her to do in {month}."
        for did, month in (("opened the bridge", "May"), ("closed the pier for the winter", "June"))
    ]
    site.answers["/live-feed"] = (
        200,
        FEEDS,
        listing(*((f"{site.root}/live#post-{at}", text) for at, text in enumerate(said))),
    )
    assert run(capsys, "follow", f"{site.root}/live-feed")[1] == [f"added     {site.root}/live-feed: articles: 2 added"]
    assert set(texts_at(capsys, f"{site.root}/live")) == set(said)
    lines = run(capsys, "follow", f"{site.root}/live-feed", "--again")[1]
    assert lines == [f"unchanged {site.root}/live-feed: articles: 2 already there"]
