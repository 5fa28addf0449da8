"""A network of the tests' own: what goes from a client to an engine goes through it, and it can be slow, cut or gone."""

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

T = TypeVar("T")
_PIECE = 65536
_RESET = struct.pack("ii", 1, 0)  # with it, closing a socket is a reset and not an end


class Proxy:
    """Passes connections to a port of this machine on, from a port of its own. Runs in a thread until it is closed.

    Args:
        port: where what it passes on goes to.
    """

    host = "127.0.0.1"

    def __init__(self, port: int) -> None:
        self._target = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()
        self._seconds = 0.0
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._server: asyncio.Server | None = None
        self._requests, self._answers = asyncio.Event(), asyncio.Event()
        self._requests.set()
        self._answers.set()
        self.port = self._run(self._listen(0))
        self.connections = 0
        """How many it has passed on so far."""

    def close(self) -> None:
        """End all connections, and the thread."""
        self._run(self._stop())
        self._run(self._end(reset=True))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def reset(self) -> None:
        """Break the connections that are open; new ones are taken."""
        self._run(self._end(reset=True))

    @contextlib.contextmanager
    def cut(self) -> Iterator[None]:
        """Let nothing through in either direction, without a word to either side; what was sent meanwhile arrives afterwards."""
        with self._closed(self._requests), self._closed(self._answers):
            yield

    @contextlib.contextmanager
    def answers_cut(self) -> Iterator[None]:
        """Let requests through and no answers: the engine does what it is asked, and nobody hears of it."""
        with self._closed(self._answers):
            yield

    @contextlib.contextmanager
    def refused(self) -> Iterator[None]:
        """Break what is open and refuse new connections, as a machine does whose engine is gone."""
        self._run(self._stop())
        self._run(self._end(reset=True))
        try:
            yield
        finally:
            self._run(self._listen(self.port))

    @contextlib.contextmanager
    def slow(self, seconds: float) -> Iterator[None]:
        """Hold back what goes either way, each piece for so long."""
        self._seconds = seconds
        try:
            yield
        finally:
            self._seconds = 0.0

    @contextlib.contextmanager
    def _closed(self, gate: asyncio.Event) -> Iterator[None]:
        self._loop.call_soon_threadsafe(gate.clear)
        try:
            yield
        finally:
            self._loop.call_soon_threadsafe(gate.set)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _listen(self, port: int) -> int:
        self._server = await asyncio.start_server(self._pass_on, self.host, port)
        return int(self._server.sockets[0].getsockname()[1])

    async def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _end(self, *, reset: bool) -> None:
        for writer in list(self._open):
            if reset and (sock := writer.get_extra_info("socket")) is not None:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            writer.transport.abort()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._open.add(writer)
        self.connections += 1
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await self._requests.wait()
            there, further = await asyncio.open_connection(self.host, self._target)
            self._open.add(further)
            try:
                async with asyncio.TaskGroup() as pumps:
                    pumps.create_task(self._pump(reader, further, self._requests))
                    pumps.create_task(self._pump(there, writer, self._answers))
            except* OSError:
                pass
            finally:
                self._open.discard(further)
                further.transport.abort()
        self._open.discard(writer)
        writer.transport.abort()
        self._tasks.discard(task)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, gate: asyncio.Event) -> None:
        while piece := await reader.read(_PIECE):
            if self._seconds:
                await asyncio.sleep(self._seconds)
            await gate.wait()
            writer.write(piece)
            await writer.drain()
        await gate.wait()
        with contextlib.suppress(OSError):
            writer.write_eof()
