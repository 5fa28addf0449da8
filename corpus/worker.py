"""Reading a file in a process of its own, so that what a file does to a reader it does to nothing else.

A `Worker` starts a child (`python -m corpus.worker`) when the first file is to be read, gives it one file after the other and
stops it when a file takes too long. The child may not use more memory than it is allowed; if it crashes or is stopped, the
file at hand is a `ReadError` and the next file gets a new child. Both speak lines of JSON: a request is one line, an answer
a line for each article or problem and one for the end. No pickle, no shared memory.
"""

import atexit
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from corpus.article import ArticleDraft
from corpus.errors import ReadError
from corpus.readers.reader import MIB, Part, Problem, ReadOptions

__all__ = ["Worker", "WorkerOptions", "shared_worker"]

_ROOT = str(Path(__file__).resolve().parents[1])
_LINES_AHEAD = 64  # how many the child may be ahead of who takes the articles


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerOptions:
    """What a reader may take.

    Attributes:
        seconds: for one file; for one that holds many articles, from one article or problem to the next.
        max_seconds: for one file altogether.
        memory: bytes of address space, where the system can limit that (Linux).
        worn: bytes of memory that a child may have used before it is replaced, after the file at hand.
    """

    seconds: float = 60.0
    max_seconds: float = 1800.0
    memory: int = 2048 * MIB
    worn: int = 1024 * MIB


class Worker:
    """Reads files in a child process. Safe to use from several threads: one file at a time."""

    def __init__(self, options: WorkerOptions | None = None) -> None:
        self.options = options or WorkerOptions()
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def read(self, path: Path, options: ReadOptions | None = None) -> Iterator[Part]:
        """Yield what `corpus.readers.read_parts` yields.

        Raises:
            ReadError: as there; and where the reader crashed, took too long or needed too much memory.
        """
        with self._lock:
            done = False
            try:
                yield from self._read(path, options or ReadOptions())
                done = True
            except ReadError:
                done = self._child is not None
                raise
            finally:
                if not done:
                    self._stop()

    def close(self) -> None:
        """Stop the child."""
        with self._lock:
            self._stop()

    def _read(self, path: Path, options: ReadOptions) -> Iterator[Part]:
        child = self._started()
        lines: queue.Queue[bytes] = queue.Queue(_LINES_AHEAD)
        assert child.stdin is not None  # noqa: S101 (it was asked for)
        assert child.stdout is not None  # noqa: S101
        ends = threading.Event()
        reader = threading.Thread(target=_take, args=(child.stdout, lines, ends), daemon=True)
        reader.start()
        limits = {"seconds": self.options.seconds, "max_seconds": self.options.max_seconds}
        try:
            try:
                child.stdin.write(_line({"path": str(path), "options": _plain(options), **limits}))
                child.stdin.flush()
            except OSError:
                self._fail(path, child)
            yield from self._answer(path, child, lines)
        finally:
            ends.set()

    def _answer(self, path: Path, child: "subprocess.Popen[bytes]", lines: "queue.Queue[bytes]") -> Iterator[Part]:
        from time import monotonic

        end = monotonic() + self.options.max_seconds
        while True:
            try:
                line = lines.get(timeout=max(0.0, min(self.options.seconds, end - monotonic())))
            except queue.Empty:
                self._stop()
                limit = self.options.seconds if monotonic() < end else self.options.max_seconds
                reason = f"reading it took longer than the limit of {limit:g} seconds; it was given up"
                raise ReadError(str(path), reason) from None
            if not line:
                self._fail(path, child)
            answer = json.loads(line)
            if "failed" in answer:
                self._replace_if_worn(child, answer)
                raise ReadError(str(path), answer["failed"])
            if "done" in answer:
                self._replace_if_worn(child, answer)
                return
            yield _part(answer)

    def _fail(self, path: Path, child: "subprocess.Popen[bytes]") -> None:
        code = child.wait()
        self._stop()
        raise ReadError(str(path), _why(code))

    def _replace_if_worn(self, child: "subprocess.Popen[bytes]", answer: Mapping[str, Any]) -> None:
        if answer.get("memory", 0) > self.options.worn and child is self._child:
            self._stop()

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._child is not None and self._child.poll() is None:
            return self._child
        self._stop()
        # -P: a file named json.py in the user's folder is not run; one thread: each one would reserve address space
        self._child = subprocess.Popen(  # noqa: S603 (our own module)
            [sys.executable, "-P", "-m", "corpus.worker", str(self.options.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": _python_path(), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            start_new_session=True,  # Ctrl-C is for us; the child ends when its input does
        )
        return self._child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was not yet written is lost with the child
                    pass


@lru_cache(maxsize=1)
def shared_worker() -> Worker:
    """Return the worker of this process, stopped when the process ends."""
    worker = Worker()
    atexit.register(worker.close)
    return worker


def _take(pipe: IO[bytes], lines: "queue.Queue[bytes]", ends: threading.Event) -> None:
    """Put the lines of one answer into the queue; an empty one where the pipe ends."""
    while not ends.is_set():
        try:
            line = pipe.readline()
        except (OSError, ValueError):  # closed under us
            line = b""
        while not ends.is_set():
            try:
                lines.put(line, timeout=0.5)
                break
            except queue.Full:
                continue
        if not line or line.startswith((b'{"done"', b'{"failed"')):
            return


def _python_path() -> str:
    present = os.environ.get("PYTHONPATH")
    return os.pathsep.join([_ROOT, present]) if present else _ROOT


def _why(code: int) -> str:
    if code == -signal.SIGALRM:
        return "reading it took too long; it was given up"
    if code < 0:
        name = signal.Signals(-code).name if -code in {one.value for one in signal.Signals} else str(-code)
        return f"the reader crashed on it ({name}); the file is damaged or made to do harm"
    return f"the reader ended on it (code {code}); the file is damaged, or needs more memory than is allowed"


def _line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"


def _plain(options: ReadOptions) -> dict[str, Any]:
    return {field.name: _value(getattr(options, field.name)) for field in fields(options)}


def _value(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else value


def _part(answer: Mapping[str, Any]) -> Part:
    if "problem" in answer:
        return Problem(**answer["problem"])
    values = dict(answer["article"])
    return ArticleDraft(**values)


def _serve(memory: int) -> None:
    """Answer requests until the input ends: what the child does."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is not an answer
    _limit(memory)
    from corpus.readers import read_parts

    for request in sys.stdin.buffer:
        asked = json.loads(request)
        seconds = asked["seconds"]
        _alarm(seconds)
        path = Path(asked["path"])
        try:
            for part in read_parts(path, ReadOptions(**asked["options"])):
                key = "problem" if isinstance(part, Problem) else "article"
                out.write(_line({key: asdict(part)}))
                out.flush()
                _alarm(seconds)
            answer: dict[str, Any] = {"done": True}
        except ReadError as error:
            answer = {"failed": error.reason}
        except MemoryError:
            answer = {"failed": "it needs more memory than is allowed; split it"}
        out.write(_line({**answer, "memory": _used()}))
        out.flush()
        _alarm(0)


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    try:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):  # macOS does not know this limit
        return


def _used() -> int:
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _alarm(seconds: float) -> None:
    """Let the system end this process later than its parent would: the parent may be gone."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds * 2 + 5 if seconds else 0)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
