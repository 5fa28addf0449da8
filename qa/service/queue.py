"""Admission of questions: a limited number is answered at once, a limited number waits, and further ones are refused.

Waiting questions take turns, reader by reader, so that one reader who asks much delays nobody else. Long questions have
places of their own: each takes as long as several short ones, and these do not wait for it.
"""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from corpus.errors import Busy, GivenUp

_AT_ONCE = min(8, max(2, os.cpu_count() or 1))
LOOK_SECONDS = 0.5
"""Between two checks of a waiting question whether its client has left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionOptions:
    """How many questions there may be at once. docs/performance.md has what was measured.

    Attributes:
        at_once: answered at a time; by default the number of processors, but two to eight.
        long_at_once: long questions, in addition to those.
        long: characters from which on a question is long.
        waiting: waiting at a time.
        waiting_of_one: of these, of one reader.
        wait_seconds: longest wait.
    """

    at_once: int = _AT_ONCE
    long_at_once: int = _AT_ONCE // 2
    long: int = 400
    waiting: int = 16
    waiting_of_one: int = 4
    wait_seconds: float = 20.0


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Who wants an answer.

    Attributes:
        name: of the reader; "" for an unknown one, who is different from all others.
        gone: tells whether the client has left; called from any thread.
        background: no reader is waiting: answered after all others, one at a time, without a time limit.
    """

    name: str = ""
    gone: Callable[[], bool] = _never
    background: bool = False


_LEAVING_SECONDS = 0.02  # between two checks whether all have left

FOREGROUND = Client()
BACKGROUND = Client(background=True)


@dataclass(slots=True, eq=False)
class _Waiter:
    client: Client
    long: bool
    admitted: threading.Event = field(default_factory=threading.Event)


class Admission:
    """Assigns slots to questions. Safe to use from several threads; not reentrant."""

    def __init__(self, options: AdmissionOptions | None = None) -> None:
        self.options = options or AdmissionOptions()
        self._lock = threading.Lock()
        self._running: list[_Waiter] = []
        self._lines: dict[object, deque[_Waiter]] = {}  # by reader, in the order of their turns
        self._background: deque[_Waiter] = deque()
        self._closed = False

    def shut(self) -> None:
        """Admit no further questions."""
        self._closed = True

    def close(self, seconds: float) -> None:
        """Admit no further questions, and wait for those that are being answered, at most this long."""
        self.shut()
        until = time.monotonic() + seconds
        while self._running and time.monotonic() < until:
            time.sleep(_LEAVING_SECONDS)

    @contextmanager
    def slot(self, length: int, client: Client = FOREGROUND) -> Iterator[None]:
        """Hold a slot for as long as the block runs; wait where none is free.

        Args:
            length: of the question, in characters.

        Raises:
            Busy: too many wait already, or this one has waited too long.
            GivenUp: the client left while waiting, or no further questions are admitted.
        """
        waiter = _Waiter(client, length >= self.options.long)
        try:
            with self._lock:
                self._line_up(waiter)
            self._wait(waiter)
            yield
        finally:
            with self._lock:
                self._leave(waiter)

    def waiting(self) -> int:
        """Return how many wait, background questions not counted."""
        with self._lock:
            return self._waiting()

    def _waiting(self) -> int:
        return sum(len(line) for line in self._lines.values())

    def _line_up(self, waiter: _Waiter) -> None:
        if waiter.client.background:
            self._background.append(waiter)
            self._fill()
            return
        line = self._lines.setdefault(_key(waiter), deque())
        line.append(waiter)
        self._fill()
        if waiter.admitted.is_set():
            return
        if self._waiting() > self.options.waiting or len(line) > self.options.waiting_of_one:
            raise Busy

    def _wait(self, waiter: _Waiter) -> None:
        until = None if waiter.client.background else time.monotonic() + self.options.wait_seconds
        while True:
            left = LOOK_SECONDS if until is None else until - time.monotonic()
            admitted = waiter.admitted.wait(max(0.0, min(LOOK_SECONDS, left)))
            if self._closed or waiter.client.gone():
                raise GivenUp
            if admitted:
                return
            if left <= 0:
                raise Busy

    def _leave(self, waiter: _Waiter) -> None:
        """Release a slot, or leave the queue."""
        if waiter in self._running:
            self._running.remove(waiter)
        elif waiter in self._background:
            self._background.remove(waiter)
        else:
            self._take(_key(waiter), waiter)
        self._fill()

    def _fill(self) -> None:
        while (waiter := self._next()) is not None:
            self._running.append(waiter)
            waiter.admitted.set()

    def _next(self) -> _Waiter | None:
        """Remove and return the next question: the first that may run now, of the first reader who has one."""
        for key, line in self._lines.items():
            for waiter in line:
                if self._may_run(waiter):
                    self._take(key, waiter)
                    if key in self._lines:
                        self._lines[key] = self._lines.pop(key)
                    return waiter
        free = self._background and len(self._running) < self.options.at_once
        if free and not any(one.client.background for one in self._running):
            return self._background.popleft()
        return None

    def _may_run(self, waiter: _Waiter) -> bool:
        limit = self.options.long_at_once if waiter.long else self.options.at_once
        return sum(one.long == waiter.long for one in self._running) < limit

    def _take(self, key: object, waiter: _Waiter) -> None:
        line = self._lines.get(key)
        if line is not None and waiter in line:
            line.remove(waiter)
            if not line:
                del self._lines[key]


def _key(waiter: _Waiter) -> object:
    return waiter.client.name or waiter
