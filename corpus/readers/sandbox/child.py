"""The reading process: reads the files it is asked for and reports what is in them, until its input ends."""

import json
import os
import select
import signal
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from corpus.errors import ReadError
from corpus.readers.detect import read_parts
from corpus.readers.limits import NEEDS_MEMORY
from corpus.readers.reader import Part, Problem, ReadOptions

_IDLE = 300.0  # seconds without a request after which the process ends to free memory; the next request starts another


def main(memory: int) -> None:
    """Answer requests, a line of JSON each.

    Args:
        memory: bytes of address space that this process may have.
    """
    answers = os.fdopen(os.dup(1), "wb")
    _limit(memory)
    _end_with_parent()
    _say(answers, {"ready": True})
    with Path(os.devnull).open("wb") as nowhere:  # output of libraries must not mix with responses
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    while line := _request():
        request = json.loads(line)
        try:
            failed = _read(_parts(request, answers), request["seconds"], answers)
        except ImportError as error:  # a library is missing or cannot be loaded, which is not the file's fault
            _say(answers, {"machine": f"{type(error).__name__}: {error}"[:300]})
            return
        _say(answers, {"failed": failed, "memory": _peak()})
        _alarm(0)


def _request() -> bytes:
    """Return the next line; an empty one at the end of the input, or after a long time without one."""
    if os.name == "posix" and not select.select([sys.stdin.buffer], [], [], _IDLE)[0]:
        return b""
    return sys.stdin.buffer.readline()


def _parts(request: dict[str, Any], answers: BinaryIO) -> Iterator[Part | dict[str, Any]]:
    """Yield the contents of the file, or of the bytes, of a request.

    Raises:
        ReadError: it cannot be read, or not completely.
    """
    content = sys.stdin.buffer.read(request["size"]) if "size" in request else None
    if "path" in request:
        options = ReadOptions(**request["options"])

        def on_page(number: int, total: int) -> None:
            _say(answers, {"page": [number, total]})
            _alarm(request["seconds"] + options.ocr_seconds)

        yield from read_parts(Path(request["path"]), options, on_page, content)
        return
    from corpus.readers.sandbox.responses import READS

    what, address = request["what"], request["about"].get("address") or ""
    try:
        yield from READS[what](content or b"", request["about"])
    except ValueError as error:
        raise ReadError(address, str(error)) from error
    except (ImportError, MemoryError):
        raise
    except Exception as error:  # parsers of untrusted data may raise anything
        detail = f"{type(error).__name__}: {error}"[:200]
        raise ReadError(address, f"it is damaged, or of a kind that is not known ({detail})") from error


def _read(parts: Iterator[Part | dict[str, Any]], seconds: float, answers: BinaryIO) -> str | None:
    """Send the contents of a file; return why it could not be read, or not completely."""
    _alarm(seconds)
    try:
        for part in parts:
            if isinstance(part, dict):
                _say(answers, {"details": part})
            else:
                _say(answers, {"problem" if isinstance(part, Problem) else "article": asdict(part)})
            _alarm(seconds)
    except ReadError as error:
        return error.reason
    except MemoryError:
        return f"it {NEEDS_MEMORY}"
    return None


def _say(answers: BinaryIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer).encode("ascii") + b"\n")
    answers.flush()


def _alarm(seconds: float) -> None:
    """Have the system end this process a little later than its parent would, in case the parent has ended; 0 disables it."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 2 * seconds + 5 if seconds else 0)


def _end_with_parent() -> None:
    """Have the system end this process when its parent ends, however that ends and whatever this one is doing.

    The parent holds the other end of our standard error open and never reads from it, so only the parent's end closes it.
    Standard input would not do: the signal for a request may arrive after it was read, and would interrupt reading a sound file.
    """
    if sys.platform != "linux":  # the alarm ends it there
        return
    import fcntl
    import stat

    if not stat.S_ISFIFO(os.fstat(2).st_mode):  # started by hand
        return
    descriptor = os.dup(2)
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(descriptor, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) | os.O_ASYNC)
    watched = select.poll()
    watched.register(descriptor, 0)
    if watched.poll(0):  # the parent has already ended
        os._exit(0)


def _limit(memory: int) -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        allowed, _ = resource.getrlimit(resource.RLIMIT_AS)  # the user may have set a lower one
        memory = memory if allowed == resource.RLIM_INFINITY else min(memory, allowed)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    except (ImportError, OSError, ValueError):  # Windows has no such limits, macOS not this one
        return


def _peak() -> int:
    """Return the peak memory of this process in bytes; 0 if it is not known."""
    try:  # Linux: getrusage would include the peak of the process that started this one
        status = Path("/proc/self/status").read_text("ascii", "replace")
        return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024
    except (OSError, StopIteration):
        pass
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    main(int(sys.argv[1]))
