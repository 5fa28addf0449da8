"""Users whom a proxy names in a header: believed from a listed proxy with its secret, and from nobody else."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from corpus.errors import CuttingsError, SettingsError
from qa.accounts.accounts import Accounts
from qa.accounts.roles import Role
from qa.web.identity.provider import ProviderOptions
from qa.web.middleware.access import ROLE_REFUSED, TOKEN_HEADER
from qa.web.middleware.asgi import respond
from qa.web.middleware.exposure import Reach, ReachOptions
from qa.web.middleware.hosts import TrustedProxies
from qa.web.middleware.proxy_user import ProxyUserOptions, ProxyUsers, user_named_by_proxy
from tests.qa.accounts.people import ADA, DIS, EDE, RIA
from tests.qa.web.identity.entrance import browser, entrance

pytestmark = pytest.mark.service

SECRET = "what only the proxy has"
OPTIONS = ProxyUserOptions(header="x-forwarded-user", secret=SECRET)
PROVEN = {"X-Cuttings-Proxy-Secret": SECRET}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, Accounts]]:
    with entrance(tmp_path, proxy_user=OPTIONS, proxies=("127.0.0.1",)) as served:
        yield served


def asked(base: str, *headers: tuple[str, str], path: str = "/articles", source: str = "127.0.0.1") -> tuple[int, str]:
    """Send the very headers, as a proxy might pass them on, from an address of this machine; return status and text."""
    place = urlsplit(base)
    lines = [f"GET {path} HTTP/1.1", f"Host: {place.netloc}", *(f"{name}: {value}" for name, value in headers)]
    with closing(socket.create_connection((place.hostname or "", place.port or 0), 20, (source, 0))) as connection:
        connection.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    head, _, body = answer.partition("\r\n\r\n")
    return int(head.split()[1]), body


SHOWN = ("X-Cuttings-Proxy-Secret", SECRET)


def test_the_proxy_says_who_asks(server) -> None:
    base, _ = server
    for name in (RIA, "RIA", " ria "):
        assert asked(base, SHOWN, ("X-Forwarded-User", name)) == (200, "the private pile, for Ria")
    assert asked(base, ("x-cuttings-PROXY-secret", SECRET), ("x-forwarded-USER", EDE)) == (
        200,
        f"the private pile, for {EDE}",
    )
    assert asked(base, SHOWN, ("X-Forwarded-User", RIA), path="/login?next=/articles")[0] == 303
    assert asked(base, SHOWN)[0] == 303  # nobody: the log-in page
    assert asked(base, SHOWN, ("X-Forwarded-User", " "))[0] == 303


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("X-Forwarded-User", ADA)],
        [("X-Forwarded-User", ADA), ("X-Cuttings-Proxy-Secret", SECRET[:-1])],
        [("X-Forwarded-User", ADA), ("X-Cuttings-Proxy-Secret", "")],
        [("X-Forwarded-User", ADA), ("X-Cuttings-Proxy-Secret", f"{SECRET}é")],
        [("X-Forwarded-User", ADA), ("X_Cuttings_Proxy_Secret", SECRET)],
        [("X-Forwarded-User", ADA), SHOWN, ("X-Cuttings-Proxy-Secret", "guess")],
        [("X-Forwarded-User", ADA), SHOWN, SHOWN],
        [("X-Forwarded-User", RIA), ("x-forwarded-user", ADA), SHOWN],
        [("X-Forwarded-User", ADA), ("X-FORWARDED-USER", ""), SHOWN],
    ],
)
def test_whoever_cannot_show_that_they_are_the_proxy_gets_nowhere(server, headers: list[tuple[str, str]]) -> None:
    base, _ = server
    for path in ("/articles", "/login", "/healthz"):
        status, said = asked(base, *headers, path=path)
        assert (status, "shows by a secret" in said) == (403, True)


def test_another_spelling_is_not_the_proxys_and_is_not_passed_on(server) -> None:
    base, _ = server
    smuggled = [("X_Forwarded_User", ADA), ("X-Forwarded_User", ADA), ("x_forwarded-user", ADA)]
    for one in smuggled:
        assert asked(base, SHOWN, one)[0] == 303
        assert asked(base, SHOWN, one, ("X-Forwarded-User", RIA)) == (200, "the private pile, for Ria")


def test_from_elsewhere_the_secret_is_of_no_use(server) -> None:
    base, _ = server
    status, said = asked(base, SHOWN, ("X-Forwarded-User", ADA), source="127.0.0.2")
    assert (status, said) == (403, "This server is asked through its proxy.")
    # a client of the proxy, which the proxy passes on
    assert asked(base, SHOWN, ("X-Forwarded-For", "127.0.0.1, 192.0.2.1"), ("X-Forwarded-User", RIA))[0] == 200


def test_who_is_nobody_here_or_disabled_is_told_so(server) -> None:
    base, accounts = server
    for name in ("Eve", DIS, "x" * 65, "a\x07b", "<b>"):
        status, said = asked(base, SHOWN, ("X-Forwarded-User", name))
        assert (status, "nobody here is called so" in said) == (403, True), name
    assert len(accounts.users.listed()) == 4


def test_a_new_name_becomes_a_user_where_there_is_a_role_for_it(tmp_path: Path) -> None:
    options = ProxyUserOptions(header="remote-user", secret=SECRET, role=Role.READER)
    with entrance(tmp_path, proxy_user=options, proxies=("127.0.0.1",)) as (base, accounts):
        assert asked(base, SHOWN, ("Remote-User", "Zoë")) == (200, "the private pile, for Zoë")
        assert asked(base, SHOWN, ("Remote-User", "zoë")) == (200, "the private pile, for Zoë")
        assert asked(base, SHOWN, ("X-Forwarded-User", "Eve"))[0] == 303
        assert [(one.name, one.role, one.hash) for one in accounts.users.listed()][-1] == ("Zoë", Role.READER, None)
        accounts.users.disable("Zoë")
        assert asked(base, SHOWN, ("Remote-User", "Zoë"))[0] == 403
        assert asked(base, SHOWN, ("Remote-User", "x" * 65))[0] == 403


def test_it_is_no_proof_that_a_page_of_ours_asks(tmp_path: Path) -> None:
    with entrance(tmp_path, proxy_user=OPTIONS, proxies=("127.0.0.1",)) as (base, _), browser() as client:
        named = {**PROVEN, "X-Forwarded-User": EDE}
        assert client.post(f"{base}/articles/fetch", headers=named).status_code == 403
        assert (
            client.post(f"{base}/articles/fetch", headers={**named, "origin": "https://evil.example"}).status_code
            == 403
        )
        guessed = {**named, "origin": base, TOKEN_HEADER: "0" * 64}
        assert client.post(f"{base}/articles/fetch", headers=guessed).status_code == 403
        assert ROLE_REFUSED in client.post(f"{base}/articles/fetch", headers={**guessed, "X-Forwarded-User": RIA}).text
        # nor does a program change anything by it
        assert client.get(f"{base}/api/v1/status", headers=named).status_code == 200


def test_the_name_goes_before_a_session_and_a_token_before_the_name(server) -> None:
    base, accounts = server
    ria, ede = accounts.users.named(RIA), accounts.users.named(EDE)
    assert ria
    assert ede
    session = ("Cookie", f"cuttings_session={accounts.sessions.begin(ria)}")
    assert asked(base, SHOWN, session) == (200, "the private pile, for Ria")
    assert asked(base, SHOWN, session, ("X-Forwarded-User", EDE))[1].endswith(EDE)
    token, _ = accounts.tokens.add(ria, "a test", Role.READER, 1)
    bearer = ("Authorization", f"Bearer {token}")
    assert asked(base, SHOWN, bearer, ("X-Forwarded-User", EDE), path="/api/v1/status")[1].endswith("Ria")


def test_where_no_header_is_named_none_is_believed(tmp_path: Path) -> None:
    with entrance(tmp_path, proxies=("127.0.0.1",)) as (base, _):
        assert asked(base, SHOWN, ("X-Forwarded-User", ADA))[0] == 303


def test_what_is_behind_sees_neither_header_nor_secret() -> None:
    seen: list[Any] = []

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        seen.append(scope)
        await respond(send, 200, "")

    async def ignore(_: Any) -> None:
        """Send nothing."""

    raw = [(b"X-Cuttings-Proxy-Secret", SECRET.encode()), (b"X-Forwarded-User", b"Ada"), (b"X_Forwarded_User", b"Eve"),
           (b"Accept", b"text/html")]  # fmt: skip
    scope = {"type": "http", "method": "GET", "path": "/", "scheme": "http", "headers": raw, "client": ("192.0.2.1", 1)}
    proxies = TrustedProxies(app, ("192.0.2.1",), own=False, users=ProxyUsers(OPTIONS))
    asyncio.run(proxies(scope, None, ignore))  # type: ignore[arg-type]
    assert seen[0]["headers"] == [(b"Accept", b"text/html")]
    assert user_named_by_proxy(seen[0]) == "Ada"


@pytest.mark.parametrize(
    "header", ["", "cookie", "host", "x y", "x-cuttings-proxy-secret", "X-User", "x_user", "x" * 61]
)
def test_a_header_that_cannot_be_it_is_refused(header: str) -> None:
    with pytest.raises(SettingsError, match="--proxy-user-header"):
        ProxyUserOptions(header=header, secret=SECRET)


@pytest.mark.parametrize("secret", ["", "short", "é" * 20, "a\n" * 10])
def test_a_secret_that_is_none_is_refused(secret: str) -> None:
    with pytest.raises(SettingsError, match="the proxy's secret"):
        ProxyUserOptions(header="x-user", secret=secret)
    assert SECRET not in repr(OPTIONS)


def test_what_contradicts_itself_does_not_start(tmp_path: Path) -> None:
    provider = ProviderOptions(issuer="https://id.example", client_id="x")
    for options, said in (
        ({"proxy_user": OPTIONS}, "--proxy ADDRESS"),
        ({"proxy_user": OPTIONS, "proxies": ("127.0.0.1",)}, "users add NAME --role admin"),
        ({"proxy_user": OPTIONS, "proxies": ("127.0.0.1",), "provider": provider}, "exclude each other"),
    ):
        with pytest.raises(CuttingsError, match=said):
            Reach.of(ReachOptions(**options), "127.0.0.1", 7860)
