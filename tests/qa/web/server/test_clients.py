"""Clients that hold a connection and do not do their part: in time, or they go; and who is in time stays."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any

import pytest
import uvicorn

from qa.web.middleware.guard import BODY_LIMIT, BodyLimit
from qa.web.route_table import ARTICLES_FILES
from qa.web.server.clients import ClientOptions
from qa.web.server.process import Shares
from qa.web.server.server import ClientServer

pytestmark = pytest.mark.slow

QUICK = ClientOptions(most=20, head_seconds=2, rate=500, window=2, patience=0.3, stream_seconds=2)
HEAD = b"POST /x HTTP/1.1\r\nHost: here\r\nContent-Length: 100000\r\n\r\n"
END = b"\r\n0\r\n\r\n"
GET = b"GET /%b HTTP/1.1\r\nHost: here\r\n\r\n"


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Say how much came; or be long about it: much, or a few words over a long time."""
    if scope["type"] != "http":
        return
    received, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        received, more = received + len(message["body"]), message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["path"] == "/much":
        for _ in range(200):
            await send({"type": "http.response.body", "body": b"x" * 100_000, "more_body": True})
    if scope["path"] == "/events":
        for number in range(6):
            await send({"type": "http.response.body", "body": str(number).encode(), "more_body": True})
            await asyncio.sleep(1)
    await send({"type": "http.response.body", "body": json.dumps(received).encode()})


@contextmanager
def serving(options: ClientOptions = QUICK) -> Iterator[tuple[int, ClientServer]]:
    config = uvicorn.Config(BodyLimit(app), log_level="error", lifespan="off")
    server = ClientServer(config, Shares(workers=4, clients=options.most, burst=16))
    config.http.options = options
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()[1], server
        finally:  # otherwise a test that fails would never end
            server.should_exit = server.force_exit = True
            thread.join()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as (port, _):
        yield port


def connected(port: int, *sent: bytes) -> socket.socket:
    one = socket.create_connection(("127.0.0.1", port), timeout=10)
    for part in sent:
        one.sendall(part)
    return one


def rest(one: socket.socket) -> bytes:
    """Return what comes until the other side ends the connection."""
    parts = []
    try:
        while part := one.recv(1 << 16):
            parts.append(part)
    except ConnectionError:
        pass
    return b"".join(parts)


def ends_after(one: socket.socket) -> float:
    since = time.monotonic()
    rest(one)
    return time.monotonic() - since


def answered(port: int, path: bytes = b"") -> float:
    """Ask as a browser does; return how long that took."""
    since = time.monotonic()
    with closing(connected(port, GET % path)) as one:
        assert one.recv(1000).startswith(b"HTTP/1.1 200")
    return time.monotonic() - since


def test_an_answer_is_sent_at_once() -> None:
    """Without that each further answer of a connection takes 40 ms, in which its body waits for the client."""
    with serving() as (port, server), closing(connected(port, GET % b"")) as one:
        one.recv(1000)
        (client,) = server.server_state.connections
        assert client.transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize(
    "sent",
    [(), (b"GET / HT",), (b"GET / HTTP/1.1\r\nHost: here\r\nX-A: b\r\n",), (HEAD,), (HEAD, b"x" * 50)],
    ids=["nothing", "half a line", "half a head", "no body", "half a body"],
)
def test_half_a_request_ends(port: int, sent: tuple[bytes, ...]) -> None:
    with closing(connected(port, *sent)) as one:
        assert 1 < ends_after(one) < 6


def trickling(port: int, first: bytes, part: bytes, every: float) -> float:
    """Send a part every so often; return for how long that could be done."""
    since = time.monotonic()
    with closing(connected(port, first)) as one:
        try:
            while time.monotonic() - since < 8:
                one.sendall(part)
                time.sleep(every)
        except ConnectionError:
            pass
    return time.monotonic() - since


def test_a_head_that_never_ends_and_a_body_of_a_few_bytes_a_second_end(port: int) -> None:
    assert trickling(port, b"GET / HTTP/1.1\r\nHost: here\r\n", b"X-A: b\r\n", 0.2) < 6
    assert trickling(port, HEAD, b"xxxxx", 0.2) < 6
    assert trickling(port, GET % b"", b"GET /", 0.2) < 6  # the second request of a connection


def test_a_slow_upload_goes_through(port: int) -> None:
    with closing(connected(port, HEAD.replace(b"100000", b"8000"))) as one:
        for _ in range(20):  # 2 kB/s for 4 s
            one.sendall(b"x" * 400)
            time.sleep(0.2)
        assert b"8000" in one.recv(1000) + one.recv(1000)


def test_a_client_that_never_reads_ends_and_one_that_reads_slowly_does_not(port: int) -> None:
    never, slowly = connected(port, GET % b"much"), connected(port, GET % b"much")
    with closing(never), closing(slowly):
        read = 0
        for _ in range(32):  # 10 times as fast as it has to be, and not nearly as fast as it could
            read += len(slowly.recv(65_536))
            time.sleep(0.2)
        assert 0 < len(rest(never)) < 20_000_000
        while part := slowly.recv(1 << 16):
            read += len(part)
            if part.endswith(END):
                break
        assert read > 20_000_000


def test_a_client_that_listens_to_events_stays(port: int) -> None:
    with closing(connected(port, GET % b"events")) as one:
        since, heard = time.monotonic(), b""
        while not heard.endswith(END):
            heard += one.recv(1000)
        assert time.monotonic() - since > 5


def test_a_connection_that_is_kept_for_the_next_request_serves_many(port: int) -> None:
    with closing(connected(port)) as one:
        for _ in range(20):
            one.sendall(GET % b"")
            heard = one.recv(1000)
            while not heard.endswith(END):
                heard += one.recv(1000)
            assert heard.startswith(b"HTTP/1.1 200")
            time.sleep(0.2)


HOLDING: dict[str, Callable[[], tuple[bytes, ...]]] = {
    "nothing": tuple,
    "half a head": lambda: (b"GET / HTTP/1.1\r\n",),
    "half a body": lambda: (HEAD, b"xx"),
    "kept": lambda: (GET % b"",),
    "never reading": lambda: (GET % b"much",),
    "listening": lambda: (GET % b"events",),
}


@pytest.mark.parametrize("kind", HOLDING)
def test_however_many_hold_a_connection_a_reader_gets_in(kind: str) -> None:
    with serving() as (port, server), ExitStack() as held:
        for _ in range(60):
            with_room = held.enter_context(closing(connected(port)))
            try:
                for part in HOLDING[kind]():
                    with_room.sendall(part)
            except ConnectionError:
                continue
        took, tries = time.monotonic(), 0
        while True:
            try:
                answered(port)
                break
            except (AssertionError, ConnectionError):
                tries += 1
                time.sleep(0.2)
        assert time.monotonic() - took < 5
        assert len(server.server_state.connections) <= QUICK.most


def test_one_address_has_not_all_places_unless_it_is_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(ClientOptions(most=20, patience=60)) as (port, _), ExitStack() as held:
        for _ in range(12):
            held.enter_context(closing(connected(port, b"GET")))
        assert answered(port) < 5
        monkeypatch.setattr("qa.web.server.clients._is_this_machine", lambda _: False)
        with closing(connected(port)) as one:
            assert rest(one).startswith(b"HTTP/1.1 503")


def test_a_body_that_is_too_long_is_refused_before_it_is_read(port: int) -> None:
    head = b"POST %b HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n\r\n"
    with closing(connected(port, head % (b"/x", BODY_LIMIT + 1))) as one:
        assert rest(one).startswith(b"HTTP/1.1 413")
    with closing(connected(port, head % (ARTICLES_FILES.encode(), BODY_LIMIT + 1), b"x" * (BODY_LIMIT + 1))) as one:
        assert str(BODY_LIMIT + 1).encode() in one.recv(1000) + one.recv(1000)
