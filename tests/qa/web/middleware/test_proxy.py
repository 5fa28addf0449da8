"""Who is believed about whom a request is from."""

import asyncio
from typing import Any

import pytest

from qa.web.middleware.proxy import Proxied

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
    asyncio.run(Proxied(app, proxies, own=own)(scope, None, send))  # type: ignore[arg-type]
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
