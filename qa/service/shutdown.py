"""How a command ends on request: by Ctrl-C, or by SIGTERM, which systemd and containers send.

Both raise `KeyboardInterrupt` where the command is at work, so that what it does is finished or undone and cleared away. A
second one ends the process at once, as a power cut would, and so does the first after `SECONDS`: an archive withstands that.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from types import FrameType

SECONDS = 9.0
"""For finishing and cleaning up; service managers usually wait ten seconds after SIGTERM."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_EXIT_CODE = 128
"""Exit code of a process that a signal ended, minus the number of the signal."""


class Terminated(KeyboardInterrupt):
    """SIGTERM came."""


def exit_code(stopped: KeyboardInterrupt) -> int:
    """Return the exit code of a command that was ended before it was done: 130 for Ctrl-C, 143 for SIGTERM."""
    return _EXIT_CODE + (signal.SIGTERM if isinstance(stopped, Terminated) else signal.SIGINT)


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise Ctrl-C and SIGTERM as exceptions for as long as the block runs; signals that are ignored stay ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {one: signal.getsignal(one) for one in _SIGNALS}
    ours = [one for one, handler in before.items() if handler not in (signal.SIG_IGN, None)]
    for one in ours:
        signal.signal(one, _stop)
    try:
        yield
    finally:
        for one in ours:
            signal.signal(one, before[one])


@contextmanager
def until_stopped() -> Iterator[None]:
    """Treat Ctrl-C and SIGTERM as the normal end of a command that runs until it is stopped."""
    try:
        yield
    except KeyboardInterrupt as stopped:
        notes = "".join(f" ({note})" for note in getattr(stopped, "__notes__", ()))
        sys.stdout.write(f"stopped; what was reported as added is stored{notes}\n")
        sys.stdout.flush()


def close_together(closings: Sequence[Callable[[], None]]) -> None:
    """Call functions that close something and may wait for it, all at the same time; what one raises ends no other."""
    with ThreadPoolExecutor(max(1, len(closings))) as pool:
        done = [pool.submit(close) for close in closings]
    for one in done:
        one.result()


def end_in_time(number: int) -> None:
    """End the process `SECONDS` after a signal, if it has not ended by then."""
    late = threading.Timer(SECONDS, _end, [number])
    late.daemon = True
    late.start()


def _stop(number: int, _: FrameType | None) -> None:
    for one in _SIGNALS:
        signal.signal(one, signal.SIG_DFL)
    end_in_time(number)
    raise Terminated if number == signal.SIGTERM else KeyboardInterrupt


def _end(number: int) -> None:
    with suppress(OSError):
        os.write(2, b"cuttings: could not be ended in time; what was reported as stored is stored\n")
    os._exit(_EXIT_CODE + number)
