"""How what runs in the background is closed."""

import threading

import pytest

from qa.service.shutdown import close_together


def test_what_waits_for_something_is_closed_at_the_same_time_as_the_rest() -> None:
    met = threading.Barrier(3, timeout=10)  # broken if one waited for another

    def fail() -> None:
        met.wait()
        raise RuntimeError("not closed")

    closed: list[str] = []

    def close() -> None:
        met.wait()
        closed.append("closed")

    with pytest.raises(RuntimeError, match="not closed"):
        close_together([fail, close, close])
    assert closed == ["closed", "closed"]
    close_together([])
