"""A log in which lines of one kind come at most once a minute, so that nobody who makes errors can fill the disk with them."""

import logging
import sys
import time
import traceback
from collections.abc import Callable

logger = logging.getLogger(__name__)
SECONDS = 60.0
_KINDS = 1000


class Repeats(logging.Filter):
    """Lets the first line of a kind pass, and after a minute the next one, which says how many there were in between.

    Of one kind are lines of the same logger and level with the same words, whatever is filled into them, and errors that were
    raised at the same place.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._passed: dict[tuple[object, ...], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a line is to be written."""
        kind = (record.name, record.levelno, str(record.msg).partition("\n")[0], *_raised(record))
        now = self._clock()
        at, more = self._passed.get(kind, (-SECONDS, 0))
        if now - at < SECONDS:
            self._passed[kind] = (at, more + 1)
            return False
        if len(self._passed) >= _KINDS:
            self._passed.clear()
        self._passed[kind] = (now, 0)
        if more:
            record.msg, record.args = f"{record.getMessage()} [{more:,} more like it since the last one]", ()
        return True


def quieten() -> None:
    """Let the log of a server have lines of one kind at most once a minute."""
    repeats = Repeats()
    for handler in (*logging.getLogger("uvicorn").handlers, *logging.getLogger().handlers, logging.lastResort):
        if handler is not None:
            handler.addFilter(repeats)
    traceback.print_exc = _log_error  # the framework prints what a request makes go wrong, past any log


def _log_error(limit: int | None = None, file: object = None, chain: bool = True) -> None:
    """Stand in for `traceback.print_exc`, whose arguments it has."""
    logger.error("a request failed", exc_info=sys.exception())


def _raised(record: logging.LogRecord) -> tuple[object, ...]:
    kind, _, trace = record.exc_info or (None, None, None)
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return (kind, trace and trace.tb_frame.f_code.co_filename, trace and trace.tb_lineno)
