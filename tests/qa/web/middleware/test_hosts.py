"""Which Host headers and origins address this server, and whose word on a request is believed."""

import asyncio
from typing import Any

import pytest

from qa.web.middleware.hosts import LOOPBACK, Authority, Hosts, TrustedProxies, authority, own_origin, parse_hosts

NAME = Authority("cuttings.example")
HERE = Hosts()
ALL = Hosts(LOOPBACK | {NAME, Authority("other.example", 8443)}, any_address=True)
ONE = Hosts(LOOPBACK | {Authority("192.0.2.5")})

# a Host header; what it is read as; whether a server on loopback, on all addresses, on 192.0.2.5 is called so
TABLE = [
    ("127.0.0.1", Authority("127.0.0.1"), True, True, True),
    ("127.0.0.1:7860", Authority("127.0.0.1", 7860), True, True, True),
    ("LocalHost:1", Authority("localhost", 1), True, True, True),
    ("localhost.", Authority("localhost"), True, True, True),
    ("[::1]:7860", Authority("::1", 7860), True, True, True),
    ("[0:0:0:0:0:0:0:1]", Authority("::1"), True, True, True),
    ("192.0.2.5:7860", Authority("192.0.2.5", 7860), False, True, True),
    ("192.0.2.6", Authority("192.0.2.6"), False, True, False),
    ("[fd00::2]", Authority("fd00::2"), False, True, False),
    ("[FD00::2]:80", Authority("fd00::2", 80), False, True, False),
    ("[::ffff:127.0.0.1]", Authority("::ffff:7f00:1"), False, True, False),
    ("0.0.0.0", Authority("0.0.0.0"), False, False, False),
    ("[::]", Authority("::"), False, False, False),
    ("cuttings.example", NAME, False, True, False),
    ("CUTTINGS.Example.:8080", Authority("cuttings.example", 8080), False, True, False),
    ("other.example:8443", Authority("other.example", 8443), False, True, False),
    ("other.example", Authority("other.example"), False, False, False),
    ("other.example:1", Authority("other.example", 1), False, False, False),
    ("evil.example", Authority("evil.example"), False, False, False),
    ("cuttings.example.evil.example", Authority("cuttings.example.evil.example"), False, False, False),
    ("foo.localhost", Authority("foo.localhost"), False, False, False),
    # addresses as no browser writes them are names, and none that is listed
    ("127.1", Authority("127.1"), False, False, False),
    ("0x7f.0.0.1", Authority("0x7f.0.0.1"), False, False, False),
    ("2130706433", Authority("2130706433"), False, False, False),
    ("127.0.0.01", Authority("127.0.0.01"), False, False, False),
]
NO_HOST = [
    "", " ", ".", "..", "localhost..", "a..b", "-", "localhost:", "localhost:x", "localhost:65536", "localhost:123456",
    "localhost:1:2", "localhost :80", " localhost", "localhost\t", "localhost,evil.example", "localhost/", "localhost#",
    "localhost?x", "a@localhost", "localhost\\", "http://localhost", "[::1", "::1", "[::1]x", "[]", "[::1%eth0]",
    "[fe80::1%25eth0]:80", "[localhost]", "[::1]]", "löcalhost", "localhost\x00", "localhost\n", "localhost:８０", "%6cocalhost",
]  # fmt: skip


@pytest.mark.parametrize(("header", "read", "here", "everywhere", "there"), TABLE)
def test_what_a_host_header_means(header: str, read: Authority, here: bool, everywhere: bool, there: bool) -> None:
    assert authority(header) == read
    assert [hosts.allow(read) for hosts in (HERE, ALL, ONE)] == [here, everywhere, there]


@pytest.mark.parametrize("header", NO_HOST)
def test_what_is_no_host(header: str) -> None:
    assert authority(header) is None


@pytest.mark.parametrize(
    ("origin", "scheme", "host", "own"),
    [
        ("http://localhost:7860", "http", "localhost:7860", True),
        ("http://LOCALHOST:7860", "http", "localhost:7860", True),
        ("http://localhost", "http", "localhost:80", True),
        ("https://cuttings.example", "https", "cuttings.example", True),
        ("https://cuttings.example:443", "https", "cuttings.example", True),
        ("https://cuttings.example", "http", "cuttings.example", False),
        ("http://cuttings.example", "https", "cuttings.example", False),
        ("http://localhost:7861", "http", "localhost:7860", False),
        ("http://localhost", "http", "localhost:7860", False),
        ("http://127.0.0.1:7860", "http", "localhost:7860", False),
        ("http://localhost:7860/", "http", "localhost:7860", False),
        ("http://x@localhost:7860", "http", "localhost:7860", False),
        ("null", "http", "localhost", False),
        ("", "http", "localhost", False),
        ("file://", "http", "localhost", False),
        ("localhost", "http", "localhost", False),
    ],
)
def test_only_the_same_scheme_host_and_port_are_our_own_origin(origin: str, scheme: str, host: str, own: bool) -> None:
    called = authority(host)
    assert called is not None
    assert own_origin(origin, scheme, called) is own


def test_names_of_the_command_line() -> None:
    assert parse_hosts(["a.example", "B.example:80"]) == {Authority("a.example"), Authority("b.example", 80)}
    for wrong in ("http://a.example", "a.example/", "*", "*.example", ""):
        with pytest.raises(ValueError, match="no name or address"):
            parse_hosts([wrong])


TOLD = {"x-forwarded-for": "198.51.100.7", "x-forwarded-proto": "https", "x-forwarded-host": "evil.example"}


def asked(proxies: tuple[str, ...], client: str, headers: dict[str, str], *, own: bool = True) -> Any:
    """Return the scope that comes through, or the status of a refusal."""
    passed: list[Any] = []
    sent: list[Any] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        passed.append(scope)

    async def send(message: Any) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": "/", "scheme": "http", "headers": raw, "client": (client, 5)}
    asyncio.run(TrustedProxies(app, proxies, own=own)(scope, None, send))  # type: ignore[arg-type]
    return passed[0] if passed else sent[0]["status"]


def test_a_named_proxy_is_believed() -> None:
    scope = asked(("127.0.0.1", "10.1.0.0/16"), "10.1.2.3", {"host": "a.example", **TOLD})
    assert (scope["client"][0], scope["scheme"]) == ("198.51.100.7", "https")
    assert scope["headers"] == [(b"host", b"a.example")]


def test_what_a_client_adds_in_front_of_the_proxys_own_word_is_not() -> None:
    scope = asked(("127.0.0.1",), "127.0.0.1", {"x-forwarded-for": "203.0.113.1, 198.51.100.7"})
    assert scope["client"][0] == "198.51.100.7"


@pytest.mark.parametrize("client", ["127.0.0.2", "192.0.2.1", "::1", "", "x"])
def test_where_there_is_a_proxy_nobody_else_may_ask(client: str) -> None:
    assert asked(("127.0.0.1",), client, TOLD) == 403
    assert asked(("127.0.0.1",), client, {}) == 403


@pytest.mark.parametrize(
    "header", ["x-forwarded-for", "X-Forwarded-Proto", "x-forwarded-host", "forwarded", "x-real-ip"]
)
def test_a_server_for_its_own_machine_is_not_for_a_proxy_that_nobody_named(header: str) -> None:
    assert asked((), "127.0.0.1", {header: "198.51.100.7"}) == 403
    assert asked((), "127.0.0.1", {"host": "localhost"})["scheme"] == "http"


def test_elsewhere_what_a_client_says_of_itself_goes_no_further() -> None:
    scope = asked((), "127.0.0.1", {"host": "a", "x-gradio-server": "http://evil.example", **TOLD}, own=False)
    assert (scope["client"], scope["scheme"], scope["headers"]) == (("127.0.0.1", 5), "http", [(b"host", b"a")])
