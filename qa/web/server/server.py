"""The web server: where it listens, when it checks its clients, what it prints when it is ready, how it shuts down."""

import errno
import os
import signal
import socket
import sys
import webbrowser
from asyncio import get_running_loop
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from anyio.to_thread import current_default_thread_limiter
from uvicorn import Config, Server

from corpus.errors import CuttingsError
from qa.service.shutdown import end_in_time
from qa.web.middleware.exposure import Reach, ReachOptions
from qa.web.server.clients import ClientOptions, ClientProtocol
from qa.web.server.process import Shares, raise_descriptor_limit, share_descriptors, trim_heaps

CLEANUP_TICKS = 600
"""Ticks, of a tenth of a second, between two clean-ups."""

_FINISHING_SECONDS = 1.5
"""For clients that are being answered when the server shuts down."""


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Where the chat is served.

    Attributes:
        host: address to listen on; other than a loopback address lets other machines in.
        port: 0 takes a free one.
        open_browser: open the page when it is ready.
        reach: who may reach it then, and what they may do.
        metrics_port: of this machine, for what supervises the server; 0 takes a free one, None has none.
        log_json: the log is lines of JSON, with one for each request.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    open_browser: bool = False
    reach: ReachOptions = field(default_factory=ReachOptions)
    metrics_port: int | None = None
    log_json: bool = False


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address.

    Raises:
        CuttingsError: the port is taken or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = f"port {port} is taken, perhaps by another Cuttings; choose another with --port"
        else:
            reason = os.strerror(error.errno) if error.errno else str(error)
        raise CuttingsError(f"Cannot serve at {host}: {reason}.") from error


class ClientServer(Server):
    """A server that checks its clients every second.

    Args:
        config: not loaded yet.
        shares: how many threads and clients there may be.
        on_shutdown: called when the server begins to shut down.
    """

    def __init__(self, config: Config, shares: Shares, on_shutdown: Callable[[], None] = lambda: None) -> None:
        self._on_shutdown = on_shutdown
        config.http = type("ClientProtocol", (ClientProtocol,), {"options": ClientOptions(most=shares.clients)})
        config.ws = "none"
        config.backlog = shares.burst
        self._workers = shares.workers
        super().__init__(config)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening."""
        current_default_thread_limiter().total_tokens = self._workers
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Shut down on Ctrl-C or SIGTERM; end at once on a second one."""
        if self.should_exit:
            signal.signal(sig, signal.SIG_DFL)
            signal.raise_signal(sig)
        end_in_time(sig)
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept no further clients; abort those that are not answered soon."""
        self._on_shutdown()
        get_running_loop().call_later(_FINISHING_SECONDS, self._abort_clients)
        await super().shutdown(sockets)

    def _abort_clients(self) -> None:
        for client in list(self.server_state.connections):
            if isinstance(client, ClientProtocol):
                client.transport.abort()

    async def on_tick(self, counter: int) -> bool:
        """Check the clients; called ten times a second."""
        if counter % 10 == 0:
            for client in list(self.server_state.connections):
                if isinstance(client, ClientProtocol):
                    client.check()
        return await super().on_tick(counter)


class ChatServer(ClientServer):
    """The server of the chat: prints its address when it takes questions, and frees memory once a minute.

    Args:
        open_browser: open the page when it is ready.
        on_shutdown: called when the server begins to shut down.
        clean_up: called once a minute, in the event loop.
    """

    def __init__(
        self,
        config: Config,
        reach: Reach,
        *,
        open_browser: bool,
        on_shutdown: Callable[[], None],
        clean_up: Callable[[], None],
    ) -> None:
        super().__init__(config, share_descriptors(raise_descriptor_limit()), on_shutdown)
        self._reach = reach
        self._open_browser = open_browser
        self._clean_up = clean_up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening; print the address, and on standard error who can reach it."""
        await super().startup(sockets)
        if self.should_exit:
            return
        sys.stderr.write(f"{self._reach.description()}\n")
        sys.stdout.write(f"{self._reach.address}\n")
        sys.stdout.flush()
        if self._open_browser:
            webbrowser.open(self._reach.address)

    async def on_tick(self, counter: int) -> bool:
        """Check the clients, and clean up once a minute."""
        if counter % CLEANUP_TICKS == 0:
            self._clean_up()
            trim_heaps()
        return await super().on_tick(counter)
