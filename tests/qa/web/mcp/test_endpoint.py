"""Tools over HTTP: both forms of the protocol, who may call them, and a client who leaves."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx
import httpx2
import pytest
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

from qa.service.service import CuttingsService
from tests.qa.web.listening import CHEAP_HASH, PASSWORD
from tests.qa.web.mcp.conftest import serving
from tests.qa.web.mcp.test_tools import QUESTION

MODES = pytest.mark.parametrize("mode", ["auto", "legacy"])
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = {"accept": "application/json, text/event-stream"}

_Value = TypeVar("_Value")


def with_client(
    address: str, use: Callable[[Client], Awaitable[_Value]], mode: str = "auto", password: str = ""
) -> _Value:
    async def connected() -> _Value:
        headers = {"authorization": f"Bearer {password}"} if password else {}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=30) as http,
            Client(streamable_http_client(address, http_client=http), mode=mode) as client,
        ):
            return await use(client)

    return asyncio.run(connected())


@MODES
def test_tools_and_articles_over_http(address: str, mode: str) -> None:
    async def use(client: Client) -> None:
        assert {"ask", "search"} <= {one.name for one in (await client.list_tools()).tools}
        answer = await client.call_tool("ask", {"question": QUESTION})
        assert answer.structured_content["answered"]
        first = (await client.list_resources()).resources[0]
        assert first.title in (await client.read_resource(first.uri)).contents[0].text

    with_client(address, use, mode)


@MODES
def test_a_client_who_leaves_frees_their_place_in_the_queue(
    address: str, service: CuttingsService, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    admission, released = service.shared.admission, threading.Event()

    def hold() -> None:
        with admission.slot(5):
            released.wait(20)

    held = [threading.Thread(target=hold) for _ in range(admission.options.at_once)]
    for one in held:
        one.start()

    async def until(waiting: int) -> None:
        async with asyncio.timeout(5):
            while admission.waiting() != waiting:  # noqa: ASYNC110 (it is no event of this loop)
                await asyncio.sleep(0.01)

    async def leave(client: Client) -> None:
        asking = asyncio.create_task(client.call_tool("ask", {"question": QUESTION}))
        await until(1)
        asking.cancel()

    try:
        with_client(address, leave, mode)
        asyncio.run(until(0))
    finally:
        released.set()
        for one in held:
            one.join()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"host": "evil.example"}, 421),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"content-type": "text/plain"}, 400),
        ({"x-forwarded-for": "192.0.2.1"}, 403),
    ],
)
def test_other_sites_and_names_are_refused(address: str, headers: dict[str, str], status: int) -> None:
    assert httpx.post(address, json=CALL, headers={**ACCEPT, **headers}).status_code == status


def test_nothing_else_is_done_there(address: str) -> None:
    for method in ("GET", "DELETE", "OPTIONS"):
        response = httpx.request(method, address)
        assert (response.status_code, response.headers["allow"]) == (405, "POST")


def test_a_password_is_asked_for(service: CuttingsService) -> None:
    with serving(service, password=CHEAP_HASH) as address:
        refused = httpx.post(address, json=CALL, headers=ACCEPT)
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
        assert with_client(address, Client.list_tools, password=PASSWORD).tools
