"""Connections of clients: how many there may be, and how slow a client may be.

A client that sends a request by and by, or reads an answer by and by or not at all, holds a connection and takes nothing from the
server but that; enough of them, and nobody else gets in. So each has to do its part in time. Where there are as many as there may
be, one more takes the place of the one that the server has waited for longest. A client for whom the server is working, such as
one that waits for an answer or listens for events, is never too slow.
"""

import math
import signal
import sys
import time
from asyncio import get_running_loop
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from socket import socket
from types import FrameType
from typing import Any

import h11
from anyio.to_thread import current_default_thread_limiter
from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from qa.service.shutdown import end_in_time
from qa.web.middleware.descriptors import Shares

_LEAVING_SECONDS = 1.5
"""For who is being answered when the server ends."""

_BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 46\r\n"
    b"retry-after: 5\r\nconnection: close\r\n\r\nToo many connections; try again in a few secs."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientOptions:
    """What a client may take.

    Attributes:
        most: connections at a time.
        share: the part of them that one address may have; those of this machine, such as a proxy's, are not counted by address.
        head_seconds: for the head of a request, and for the rest of one that was answered before it was there.
        rate: bytes a second that a body has to come with, or an answer be read with, ...
        window: ... on average over so many seconds.
        patience: seconds for which a client stays where another one wants its place; one that listens to events ...
        stream_seconds: ... for so many.
    """

    most: int = 1000
    share: float = 0.5
    head_seconds: float = 10.0
    rate: float = 500.0
    window: float = 15.0
    patience: float = 0.5
    stream_seconds: float = 60.0


class ClientProtocol(H11Protocol):
    """One connection. `options` are those of the class: the server makes protocols by itself."""

    options = ClientOptions()
    clock = staticmethod(time.monotonic)

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 (as the server's)
        """Take in a client, or tell that there are too many."""
        self._phase: tuple[str, object] = ("head", None)
        self._since = self._moved_at = self.clock()  # of the phase, or its window; of the last byte
        self._moved = 0.0  # bytes in this window
        self._unread = 0  # bytes that are waiting for the client to read them
        super().connection_made(transport)
        if not self._has_room():
            transport.write(_BUSY)
            transport.close()

    def data_received(self, data: bytes) -> None:
        """Take in what a client sends."""
        if self.transport.is_closing():
            return
        if not self._unread:  # else it is to read first
            self._moved += len(data)
            self._moved_at = self.clock()
        super().data_received(data)

    def resume_writing(self) -> None:
        """Go on: the client has read most of what was waiting."""
        self._moved = math.inf
        self._moved_at = self.clock()
        super().resume_writing()

    def look(self) -> None:
        """End the connection if its client is too slow; to be called every second or so."""
        now = self.clock()
        size = self.transport.get_write_buffer_size()
        phase = self._phase_now(size)
        unread = size + _in_kernel(self.transport.get_extra_info("socket")) if size else 0
        if unread < self._unread:
            self._moved += self._unread - unread
            self._moved_at = now
        self._unread = unread
        if phase != self._phase:
            self._phase, self._since, self._moved, self._moved_at = phase, now, 0.0, now
        elif phase[0] == "head":
            if now - self._since >= self.options.head_seconds:
                self.transport.abort()
        elif phase[0] != "working" and now - self._since >= self.options.window:
            if self._moved < self.options.rate * self.options.window:
                self.transport.abort()
            self._since, self._moved = now, 0.0

    def waited_for(self) -> float:
        """Return for how many seconds the server has waited for this client; 0 where the client waits for the server.

        One that has listened to events for long, and will only come again if it is sent away, is the last that counts as slow.
        """
        phase = self._phase_now(self.transport.get_write_buffer_size())
        if phase != self._phase:
            return 0.0  # since less than a second
        if phase[0] != "working":
            return self.clock() - self._moved_at
        listens = self.cycle.response_started and self.clock() - self._since >= self.options.stream_seconds
        return self.options.patience if listens else 0.0

    def _phase_now(self, size: int) -> tuple[str, object]:
        """Return what the server waits for, and of which request."""
        if size:
            return "sending", self.cycle
        if self.conn.their_state is h11.SEND_BODY:
            if self.cycle.response_complete:
                return "head", self.cycle
            return ("working" if self.flow.read_paused else "body"), self.cycle
        idle = self.cycle is None or self.cycle.response_complete
        return ("head" if idle else "working"), self.cycle

    def _has_room(self) -> bool:
        """Tell whether one more client may stay; one that is slow goes for it."""
        others = [one for one in self.connections if one is not self and isinstance(one, ClientProtocol)]
        host = self.client[0] if self.client else ""
        same = [] if _is_here(host) else [one for one in others if one.client and one.client[0] == host]
        if len(same) >= self.options.most * self.options.share:
            return self._makes_room(same)
        return len(others) < self.options.most or self._makes_room(others)

    def _makes_room(self, others: "list[ClientProtocol]") -> bool:
        slowest = max(others, key=ClientProtocol.waited_for)
        if slowest.waited_for() < self.options.patience:
            return False
        slowest.transport.abort()
        self.connections.discard(slowest)  # it is told of its end only later
        return True


class ClientServer(Server):
    """A server that looks after its clients every second.

    Args:
        config: not loaded yet.
        shares: how many threads and clients there may be.
        ending: called when the server begins to end.
    """

    def __init__(self, config: Config, shares: Shares, ending: Callable[[], None] = lambda: None) -> None:
        self._ending = ending
        config.http = type("ClientProtocol", (ClientProtocol,), {"options": ClientOptions(most=shares.clients)})
        config.ws = "none"
        config.backlog = shares.burst
        self._workers = shares.workers
        super().__init__(config)

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Begin to listen."""
        current_default_thread_limiter().total_tokens = self._workers
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End when Ctrl-C or SIGTERM comes; at once when a second one does."""
        if self.should_exit:
            signal.signal(sig, signal.SIG_DFL)
            signal.raise_signal(sig)
        end_in_time(sig)
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Take nobody in any more; who is not answered soon is sent away."""
        self._ending()
        get_running_loop().call_later(_LEAVING_SECONDS, self._send_away)
        await super().shutdown(sockets)

    def _send_away(self) -> None:
        for client in list(self.server_state.connections):
            if isinstance(client, ClientProtocol):
                client.transport.abort()

    async def on_tick(self, counter: int) -> bool:
        """Be called ten times a second."""
        if counter % 10 == 0:
            for client in list(self.server_state.connections):
                if isinstance(client, ClientProtocol):
                    client.look()
        return await super().on_tick(counter)


def _in_kernel(connection: Any) -> int:  # noqa: ANN401 (asyncio's own kind of socket)
    """Return how many bytes the system holds until the client takes them; it asks for more only when many of them are gone."""
    if sys.platform != "linux":
        return 0
    import fcntl
    import termios

    try:
        return int.from_bytes(fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, bytes(4)), sys.byteorder)
    except OSError:
        return 0


def _is_here(host: str) -> bool:
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:  # no address: a socket of this machine
        return True
