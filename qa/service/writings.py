"""What is being written above answers of a page: begun when an answer is stored, looked at until it is there, and then stored."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from corpus.errors import GivenUp
from corpus.messages import message
from qa.answering.answer import Answer
from qa.news.views.story import AnswerContext
from qa.service.prose import Prose
from qa.written.values import Written

LEFT_SECONDS = 15.0
"""After so long without a look at it the reader has left, and it is given up."""

_FINISHED = 64
"""Texts that are still known when they are done; they are in the stored conversation as well."""

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Begun:
    written: Written
    looked_at: float
    done: bool = False


class Writings:
    """The texts that are being written, by the ids of their exchanges. Safe to use from several threads.

    Args:
        closing: tells whether nothing is to be written any more.
    """

    def __init__(self, prose: Prose, closing: Callable[[], bool] = lambda: False) -> None:
        self._prose, self._closing = prose, closing
        self._lock = threading.Lock()
        self._texts: dict[str, _Begun] = {}

    def begin(
        self, exchange: str, answer: Answer, context: AnswerContext | None, keep: Callable[[Written], object]
    ) -> None:
        """Begin to write above an answer, in a thread; nothing where there is no writer, or nothing to write from.

        Args:
            keep: called with the whole when it is done.
        """
        begun = self._prose.begun(answer)
        if begun is None:
            return
        text = _Begun(begun, time.monotonic())
        with self._lock:
            self._texts[exchange] = text
            for old in [name for name, one in self._texts.items() if one.done][:-_FINISHED]:
                del self._texts[old]

        def run() -> None:
            try:
                written = self._prose.write(
                    answer,
                    context,
                    on_written=lambda so_far: setattr(text, "written", so_far),
                    gone=lambda: self._closing() or time.monotonic() - text.looked_at > LEFT_SECONDS,
                )
                text.written = written or begun
                keep(text.written)
            except GivenUp:
                with self._lock:
                    self._texts.pop(exchange, None)
            except Exception:
                logger.exception("writing failed")
                text.written = Written(model=begun.model, host=begun.host, note=message("went_wrong"))
            finally:
                text.done = True

        threading.Thread(target=run, daemon=True).start()

    def of(self, exchange: str) -> tuple[Written, bool] | None:
        """Return what is written so far and whether that is all; None where nothing is being written. Who looks has not left."""
        with self._lock:
            text = self._texts.get(exchange)
        if text is None:
            return None
        text.looked_at = time.monotonic()
        done = text.done  # before the text: what is said to be done has to be all
        return text.written, done
