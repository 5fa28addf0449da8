"""Connections of clients: how many there may be, and how slow a client may be.

A client that sends its request a few bytes at a time, or reads an answer slowly or not at all, occupies a connection; enough
of them, and nobody else can connect. So each client has to send and read at a minimum rate. Where the limit of connections is
reached, a new one replaces the one that the server has waited for longest. A client for whom the server is working, such as
one that waits for an answer or listens for events, never counts as slow.
"""

import math
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

_BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 46\r\n"
    b"retry-after: 5\r\nconnection: close\r\n\r\nToo many connections; try again in a few secs."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientOptions:
    """Limits of connections.

    Attributes:
        most: connections at a time.
        share: the part of them that one address may have; those of this machine, such as a proxy's, are not counted by
            address.
        head_seconds: for the head of a request, and for the rest of one that was answered before it had come.
        rate: bytes a second with which a body has to be sent or an answer read, on average over `window` seconds.
        window: seconds.
        patience: seconds for which the server may have waited for a client before another one may replace it.
        stream_seconds: likewise for one that listens to events.
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
        """Accept a client, or refuse it where there are too many."""
        self._phase: tuple[str, object] = ("head", None)
        self._since = self._moved_at = self.clock()  # when the phase, or its window, began; when the last byte moved
        self._moved = 0.0  # bytes sent or read in this window
        self._unread = 0  # bytes that wait for the client to read them
        super().connection_made(transport)
        _send_at_once(transport.get_extra_info("socket"))
        if not self._has_room():
            transport.write(_BUSY)
            transport.close()

    def data_received(self, data: bytes) -> None:
        """Receive what a client sends."""
        if self.transport.is_closing():
            return
        if not self._unread:  # otherwise it has to read first
            self._moved += len(data)
            self._moved_at = self.clock()
        super().data_received(data)

    def resume_writing(self) -> None:
        """Continue: the client has read most of what was waiting."""
        self._moved = math.inf
        self._moved_at = self.clock()
        super().resume_writing()

    def check(self) -> None:
        """Abort the connection if its client is too slow; to be called about once a second."""
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

        One that has listened to events for long, and would only connect again, counts as slow, though less than all others.
        """
        phase = self._phase_now(self.transport.get_write_buffer_size())
        if phase != self._phase:
            return 0.0  # for less than a second
        if phase[0] != "working":
            return self.clock() - self._moved_at
        listens = self.cycle.response_started and self.clock() - self._since >= self.options.stream_seconds
        return self.options.patience if listens else 0.0

    def _phase_now(self, size: int) -> tuple[str, object]:
        """Return what the server waits for, and in which request."""
        if size:
            return "sending", self.cycle
        if self.conn.their_state is h11.SEND_BODY:
            if self.cycle.response_complete:
                return "head", self.cycle
            return ("working" if self.flow.read_paused else "body"), self.cycle
        idle = self.cycle is None or self.cycle.response_complete
        return ("head" if idle else "working"), self.cycle

    def _has_room(self) -> bool:
        """Tell whether one more client may stay; a slow one is replaced."""
        others = [one for one in self.connections if one is not self and isinstance(one, ClientProtocol)]
        host = self.client[0] if self.client else ""
        same = [] if _is_this_machine(host) else [one for one in others if one.client and one.client[0] == host]
        if len(same) >= self.options.most * self.options.share:
            return self._replaces_slowest(same)
        return len(others) < self.options.most or self._replaces_slowest(others)

    def _replaces_slowest(self, others: "list[ClientProtocol]") -> bool:
        slowest = max(others, key=ClientProtocol.waited_for)
        if slowest.waited_for() < self.options.patience:
            return False
        slowest.transport.abort()
        self.connections.discard(slowest)  # asyncio reports its end only later
        return True


def _send_at_once(connection: Any) -> None:  # noqa: ANN401 (asyncio's own type of socket)
    """Have the system send what is written at once.

    asyncio does so only for sockets that name their protocol, and those of `socket.create_server` do not. Head and body of an
    answer are written one after the other: the body would wait for the client to acknowledge the head, which takes 40 ms.
    """
    with suppress(OSError):  # the client has left already
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _in_kernel(connection: Any) -> int:  # noqa: ANN401 (asyncio's own type of socket)
    """Return how many bytes the system buffers for the client; it asks for more only when many of them have been sent."""
    if sys.platform != "linux":
        return 0
    import fcntl
    import termios

    try:
        return int.from_bytes(fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, bytes(4)), sys.byteorder)
    except OSError:
        return 0


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:  # not an address: a socket of this machine
        return True
