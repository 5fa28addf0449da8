"""The process that reads files, started and talked to by a worker."""

import errno
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from corpus.errors import MachineError
from corpus.system_errors import NO_THREADS, message_of

READY = b'{"ready": true}\n'
_ROOT = str(Path(__file__).resolve().parents[3])


class ReadingProcess:
    """A child that reads files, and the thread that takes its output.

    Args:
        memory: bytes of address space that it may have.
        start_seconds: until it has to be ready.

    Raises:
        MachineError: it does not start.
    """

    def __init__(self, *, memory: int, start_seconds: float) -> None:
        path = os.pathsep.join(filter(None, [_ROOT, os.environ.get("PYTHONPATH")]))
        # -P: never imports a json.py in the user's folder; one thread each, because threads reserve address space
        command = [sys.executable or "python3", "-P", "-m", "corpus.readers.sandbox.child", str(memory)]
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        try:
            self._process = subprocess.Popen(  # noqa: S603 (our own module)
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,  # not read once the child is ready; its closing ends the child when we end
                env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
                start_new_session=True,  # Ctrl-C is for this process; the child ends when its input does
            )
        except (OSError, MemoryError) as error:
            raise MachineError(not_started(_why_none(error))) from error
        self._thread = threading.Thread(target=_take, args=(self._process.stdout, self._lines), daemon=True)
        try:
            self._thread.start()
            if self.line(start_seconds) != READY:
                self._process.kill()
                raise MachineError(not_started(self._last_words()))  # noqa: TRY301 (ended as for Ctrl-C)
        except RuntimeError as error:  # no thread can be started
            self.end()
            raise MachineError(not_started(_why_none(error))) from error
        except BaseException:  # Ctrl-C too
            self.end()
            raise

    def _last_words(self) -> str:
        """Return why it did not start."""
        assert self._process.stderr is not None  # noqa: S101 (a pipe was asked for)
        lines = self._process.stderr.read(1 << 16).decode("utf-8", "replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return last[:300] or f"it ended with {self.ended()}"

    @property
    def code(self) -> int | None:
        """The exit code; None while it runs."""
        return self._process.poll()

    def ask(self, request: Mapping[str, Any], content: bytes = b"") -> None:
        """Send a request and the bytes to read; if the child has ended, the end of its output shows it."""
        assert self._process.stdin is not None  # noqa: S101 (a pipe was asked for)
        with suppress(OSError):
            self._process.stdin.write(json.dumps(request).encode("ascii") + b"\n" + content)
            self._process.stdin.flush()

    def line(self, seconds: float) -> bytes | None:
        """Return the next line, an empty one at the end of the output, None if there is none in time."""
        try:
            return self._lines.get(timeout=max(0.0, seconds))
        except queue.Empty:
            return None

    def ended(self) -> int | None:
        """Return the exit code after its output has ended; None if it closed that and still runs."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        return self.code

    def kill(self) -> None:
        """Kill it, whatever it is doing."""
        self._process.kill()

    def end(self) -> None:
        """Kill it, whatever it is doing, and wait until it has ended."""
        self.kill()
        self._process.wait()
        if self._thread.is_alive():  # otherwise it has ended, or could not be started
            self._thread.join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with suppress(OSError):  # a request that nobody will read
                if pipe is not None:
                    pipe.close()


def _take(pipe: IO[bytes], lines: "queue.SimpleQueue[bytes]") -> None:
    for line in pipe:
        lines.put(line if line.endswith(b"\n") else b"")  # an incomplete line is the end
    lines.put(b"")


def not_started(why: str) -> str:
    """Return the message of a machine that cannot start one, or has no room to read."""
    return f"no process can be started that reads files, so none was tried: {why}"


def _why_none(error: BaseException) -> str:
    return NO_THREADS if getattr(error, "errno", 0) == errno.EAGAIN else message_of(error)
