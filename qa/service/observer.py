"""What a service reports while it works: how long each stage of an answer takes, and what becomes of questions."""

from contextlib import AbstractContextManager, nullcontext


class Observer:
    """Is entered around pieces of work. This one does nothing; another is assigned to `CuttingsService.observer`.

    Neither questions nor articles are passed to it. Its methods are called from several threads.
    """

    def stage(self, name: str) -> AbstractContextManager[object]:
        """Return what is entered for a stage of an answer: `search`, `judge`, `quotes` or `beside`."""
        return nullcontext()

    def question(self) -> AbstractContextManager[object]:
        """Return what is entered for a reader's question, the wait for its turn included; errors pass through it."""
        return nullcontext()
