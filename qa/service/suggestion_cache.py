"""Example questions as the page offers them: found once for each state of an archive, while the page is in use."""

import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import islice

from corpus.errors import GivenUp
from qa.answering.answer import Answer
from qa.answering.archive_pool import ArchivePool, State
from qa.service.suggestions import example_questions, untried_questions

_ARTICLES = 200
"""The newest so many are looked at."""


class OfferedExamples:
    """The examples of the archive that is open.

    Args:
        ask: answers a question; only what is answered is offered.
    """

    def __init__(self, archives: ArchivePool, ask: Callable[[str], Answer]) -> None:
        self._archives = archives
        self._ask = ask
        self._found: tuple[tuple[object, ...], tuple[str, ...]] = ((), ())
        self._looks = False

    def start(self) -> None:
        """Look for examples from now on, whenever the archive has changed and somebody looks at it."""
        self._looks = True

    def refresh(self) -> None:
        """Find examples where the archive has changed since they were last found."""
        with self._archives.state() as state:
            if state is None:
                return
            found_for = state.name
            articles = list(islice(state.snapshot.articles(), _ARTICLES))
        if self._found[0] != found_for:
            self._found = (found_for, example_questions(articles, self._ask))

    def known(self, state: State) -> tuple[str, ...]:
        """Return what is known by now, perhaps of the state before; else questions that nobody has tried."""
        found_for, examples = self._found
        if self._looks and found_for != state.name:
            self._looks = False

            def look() -> None:
                with suppress(GivenUp):  # the archive is being closed
                    self.refresh()
                    self._looks = True

            threading.Thread(target=look, daemon=True).start()
        if found_for[:2] == state.name[:2] and examples:  # of this archive, if of an earlier revision
            return examples
        return untried_questions(islice(state.snapshot.articles(), _ARTICLES))
