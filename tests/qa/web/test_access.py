"""Who a request is from and what it may change."""

import asyncio
import re
from typing import Any

import pytest

from qa.web.access import COOKIE, TOKEN_HEADER, Access, Named, reader_of

OURS = {"origin": "http://127.0.0.1:7860", "host": "127.0.0.1:7860"}


def test_only_our_own_page_may_change_something() -> None:
    access = Access()
    ours = {**OURS, TOKEN_HEADER: access.token}
    assert access.may_change(ours)
    assert access.may_administer(ours)
    assert not access.may_change({**ours, TOKEN_HEADER: Access().token})
    assert not access.may_change({**ours, TOKEN_HEADER: "\u00e9"})
    assert not access.may_change({**ours, "origin": "http://evil.example"})
    assert not access.may_change({name: value for name, value in ours.items() if name != "origin"})
    assert not access.may_change({name: value for name, value in ours.items() if name != TOKEN_HEADER})
    assert len(access.token) > 20


def test_read_only_lets_readers_keep_what_is_theirs_and_nobody_administer() -> None:
    access = Access(read_only=True)
    ours = {**OURS, TOKEN_HEADER: access.token}
    assert access.may_change(ours)
    assert not access.may_administer(ours)


@pytest.mark.parametrize(
    "cookie", ["", "a=b", f"{COOKIE}=short", f"{COOKIE}={'g' * 32}", f"{COOKIE}={'a' * 33}", ";;=;\x01"]
)
def test_a_name_that_is_not_ours_is_no_name(cookie: str) -> None:
    assert reader_of({"cookie": cookie}, otherwise="session").name == "session"


def test_a_reader_is_known_by_their_cookie() -> None:
    headers = {"cookie": f"x=y; {COOKIE}={'ab' * 16}", "accept-language": "fr-FR,en;q=0.5"}
    assert (reader_of(headers).name, reader_of(headers).language) == ("ab" * 16, "fr")


def cookies(path: str, cookie: str = "") -> list[str]:
    sent: list[Any] = []

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "path": path, "headers": [(b"cookie", cookie.encode())]}
    asyncio.run(Named(app)(scope, None, send))  # type: ignore[arg-type]
    return [value.decode() for name, value in sent[0]["headers"] if name == b"set-cookie"]


def test_whoever_has_no_name_gets_a_random_one() -> None:
    (one,), (other,) = cookies("/"), cookies("/articles")
    assert re.fullmatch(rf"{COOKIE}=[0-9a-f]{{32}}; Path=/; Max-Age=\d+; HttpOnly; SameSite=Strict", one)
    assert one != other
    assert cookies("/", one.partition(";")[0]) == []
    assert cookies("/article/abc") == []
