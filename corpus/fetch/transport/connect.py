"""Connections to addresses that were looked at, which end when their time is up, whatever the other side does.

httpcore makes the connection through a backend of ours, which resolves, checks and connects to what it has checked; TLS
still checks the certificate of the name. A clock shuts the socket down at the deadline: a server that sends a byte now and
then cannot hold us, not in its TLS handshake, its headers or its body.
"""

import contextlib
import socket
import time
from collections.abc import Iterable
from threading import Timer
from typing import TYPE_CHECKING, Any

from corpus.fetch.policy.addresses import Refused, resolve

if TYPE_CHECKING:
    import httpcore

_CONNECT = 10.0  # seconds for one address


class Deadline:
    """A time until which something has to be done.

    Args:
        seconds: from now on.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._timers: list[tuple[Timer, socket.socket]] = []

    def left(self) -> float:
        """Return the seconds that are left, 0 at least."""
        return max(self._end - time.monotonic(), 0.0)

    def guard(self, connected: socket.socket) -> None:
        """Shut a connection down when the time is up."""
        watched = connected.dup()  # TLS takes the socket itself over

        def shut() -> None:
            with contextlib.suppress(OSError):
                watched.shutdown(socket.SHUT_RDWR)

        timer = Timer(self.left(), shut)
        timer.daemon = True
        timer.start()
        self._timers.append((timer, watched))

    def close(self) -> None:
        """Let go of the connections."""
        for timer, watched in self._timers:
            timer.cancel()
            watched.close()
        self._timers.clear()


def pool(deadline: Deadline, *, allow_private: bool) -> "httpcore.ConnectionPool":
    """Return a pool for one request: its connections are guarded and kept for no other."""
    import httpcore

    class Backend(httpcore.NetworkBackend):
        """Connects to what was checked."""

        def connect_tcp(
            self,
            host: str,
            port: int,
            timeout: float | None = None,
            local_address: str | None = None,
            socket_options: Iterable[Any] | None = None,
        ) -> httpcore.NetworkStream:
            """Connect to the first address that answers."""
            try:
                found = resolve(host, port, deadline.left(), allow_private=allow_private)
            except Refused:
                raise
            except OSError as error:
                raise httpcore.ConnectError(f"{host}: {error.strerror or error}") from error
            failed: Exception = httpcore.ConnectTimeout("no time is left")
            for address in found[:4]:
                if deadline.left() <= 0:
                    break
                try:
                    stream = httpcore.SyncBackend().connect_tcp(
                        str(address), port, min(deadline.left(), _CONNECT), local_address, socket_options
                    )
                except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                    failed = error
                    continue
                deadline.guard(stream.get_extra_info("socket"))
                return stream
            raise failed

    return httpcore.ConnectionPool(
        max_connections=1, max_keepalive_connections=0, http2=False, network_backend=Backend()
    )
