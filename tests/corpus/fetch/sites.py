"""Sites on loopback with prepared responses, and what tests ask of them."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from corpus.fetch.client import Fetcher
from corpus.fetch.transport import FetchError, FetchOptions
from qa.cli import main

PAGES = {"Content-Type": "text/html; charset=utf-8"}
FEEDS = {"Content-Type": "application/rss+xml"}


ATTRIBUTES = " ".join(f'a{number}=">"' for number in range(150_000))  # in a form that is not seen to be too many
HOSTILE = f"<!DOCTYPE html><html><body><article><p {ATTRIBUTES}>Text.</p></article></body></html>"
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


def fetcher(**options):
    return Fetcher(FetchOptions(allow_private=True, every=0.0, **options))


def failure(url, **options):
    with pytest.raises(FetchError) as raised:
        fetcher(**options).get(url)
    return str(raised.value)


def run(capsys, *arguments):
    code = main([*arguments, "--allow-private", "--model", "hashing-256"])
    return code, capsys.readouterr().out.splitlines()


def articles(capsys):
    assert main(["list", "--json"]) == 0
    return {article["title"]: article for article in json.loads(capsys.readouterr().out)}


def never_ends(body: bytes, kind: str = "text/html"):
    return (200, {"Content-Type": kind}, body)


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


def articles_of(capsys):
    assert main(["list", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def texts_at(capsys, url: str) -> dict[str, str | None]:
    """Return the texts that the archive has for an address, by the site they were fetched from."""
    found = {}
    for article in articles_of(capsys):
        if article["url"] == url:
            assert main(["show", article["id"], "--json"]) == 0
            found[json.loads(capsys.readouterr().out)["text"]] = article.get("via")
    return found
