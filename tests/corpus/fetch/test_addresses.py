"""What is never requested: private machines, odd ports, names that lead to them."""

import socket
import time
from ipaddress import ip_address

import pytest

from corpus.fetch.addresses import Refused, checked_parts, is_public, resolve
from corpus.fetch.client import Fetcher
from corpus.fetch.transport import FetchError, FetchOptions
from tests.corpus.fetch.sites import fetcher


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
