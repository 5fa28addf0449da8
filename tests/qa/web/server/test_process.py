"""Descriptors are left for the work itself; heaps can be trimmed; lines of one kind come into the log at most once a minute."""

import logging

import pytest

from qa.web.server.process import RepeatFilter, limit_heaps, raise_descriptor_limit, share_descriptors, trim_heaps


class Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture
def now() -> list[float]:
    return [1000.0]


@pytest.fixture
def heard(now: list[float]) -> Heard:
    heard = Heard()
    heard.addFilter(RepeatFilter(lambda: now[0]))
    return heard


@pytest.fixture
def log(heard: Heard) -> logging.Logger:
    log = logging.getLogger("tests.repeats")
    log.propagate = False
    log.handlers = [heard]
    return log


def test_lines_of_one_kind_come_once_a_minute_and_are_counted(
    log: logging.Logger, heard: Heard, now: list[float]
) -> None:
    for number in range(1000):
        log.error("accept failed: %s", number)
    log.error("socket.accept() out of system resource\nsocket: <fd=1>")
    log.error("socket.accept() out of system resource\nsocket: <fd=2>")
    assert heard.lines == ["accept failed: 0", "socket.accept() out of system resource\nsocket: <fd=1>"]
    now[0] += 61
    log.error("accept failed: %s", "again")
    log.error("accept failed: %s", "again")
    assert heard.lines[2:] == ["accept failed: again [999 more like it since the last one]"]


def test_errors_of_different_places_are_of_different_kinds(log: logging.Logger, heard: Heard) -> None:
    for value in (1, 2):
        for wrong in (lambda: [][0], lambda: {}["x"], lambda: int("x")):
            try:
                wrong()
            except (LookupError, ValueError):
                log.exception("failed at %s", value)
    assert len(heard.lines) == 3


def test_it_does_not_grow_for_ever(log: logging.Logger, heard: Heard) -> None:
    for number in range(5000):
        log.error(f"kind {number}")  # noqa: G004 (so it is another kind each time)
    assert len(heard.filters[0]._passed) <= 1000  # type: ignore[union-attr]


def test_trimming_heaps_does_no_harm() -> None:
    limit_heaps()
    trim_heaps()


@pytest.mark.parametrize("limit", [16, 64, 96, 256, 1024, 4096, 1 << 20])
def test_descriptors_are_left_for_the_work(limit: int) -> None:
    shares = share_descriptors(limit)
    assert min(shares.workers, shares.clients, shares.burst) >= 4
    if limit >= 96:
        assert 40 + shares.workers * 5 + shares.clients + shares.burst <= limit
    assert shares.clients <= 1000
    assert raise_descriptor_limit() >= 96
