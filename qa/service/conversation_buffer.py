"""Conversations for a page, where nothing that goes wrong with their file costs an answer.

What cannot be written stays in memory, and says so; it is written as soon as the file can be, with the next question of that
conversation. What cannot be read is as if it were not there.
"""

import logging
import threading
import time
from dataclasses import replace
from pathlib import Path

from corpus.errors import ArchiveError
from qa.service.conversations import Asked, Conversations, Exchange, Summary
from qa.service.retention import DEFAULT, KeepOptions

RETRY_SECONDS = 15.0
"""So long a file that could not be opened is left alone."""

IN_MEMORY = 32 * 1024 * 1024
"""Bytes of what could not be written that are held."""

logger = logging.getLogger(__name__)


class ConversationBuffer:
    """The conversations of an archive's readers. Safe to use from several threads.

    Args:
        path: their file; None where there is no archive yet: they stay in memory.
        options: how much is kept.
    """

    def __init__(self, path: Path | None, options: KeepOptions = DEFAULT) -> None:
        self._path, self._options = path, options
        self._memory = Conversations(None, replace(options, bytes=min(options.bytes, IN_MEMORY)))
        self._file: Conversations | None = None
        self._lock = threading.Lock()
        self._try_again = 0.0
        self._trouble = ""

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None
        self._memory.close()

    def add(self, reader: str, conversation: str, asked: Asked) -> Exchange:
        """Keep one more question of a conversation, in memory where it cannot be written."""
        return self.put(reader, conversation, Exchange.of(asked))

    def put(self, reader: str, conversation: str, exchange: Exchange) -> Exchange:
        """Keep what was asked, in memory where it cannot be written; return it as it is kept."""
        file = self._opened()
        if file is not None:
            waiting = self._memory.exchanges(reader, conversation)
            try:
                file.put(reader, conversation, *waiting, exchange)
            except ArchiveError as error:
                self._note(error)
            else:
                self._note(None)
                if waiting:
                    self._memory.drop(waiting)
                return exchange
        self._memory.put(reader, conversation, exchange)
        return self._in_memory(exchange)

    def exchanges(self, reader: str, conversation: str, last: int = -1) -> list[Exchange]:
        """Return what was asked in a conversation, oldest first; all, or the `last` so many."""
        found: list[Exchange] = []
        try:
            if (file := self._opened()) is not None:
                found = file.exchanges(reader, conversation, last)
        except ArchiveError as error:
            self._note(error)
        found += map(self._in_memory, self._memory.exchanges(reader, conversation, last))
        return found if last < 0 else found[max(0, len(found) - last) :]

    def exchange(self, reader: str, exchange: str) -> Exchange | None:
        """Return one thing that a reader asked, None where they did not."""
        held = self._memory.exchange(reader, exchange)
        if held is not None:
            return self._in_memory(held)
        file = self._opened()
        return file.exchange(reader, exchange) if file is not None else None

    def title(self, reader: str, conversation: str) -> str | None:
        """Return what a conversation is called, None where there is none."""
        return next((found for one in self._both() if (found := one.title(reader, conversation)) is not None), None)

    def listed(self, reader: str, words: str = "") -> list[Summary]:
        """Return a reader's conversations, newest first; with `words`, those in which all of them are said."""
        found = {one.id: one for kept in reversed(self._both()) for one in kept.listed(reader, words)}
        return sorted(found.values(), key=lambda one: one.updated, reverse=True)

    def rename(self, reader: str, conversation: str, title: str) -> bool:
        """Call a conversation something else; return whether there is one and the title is none of nothing.

        Raises:
            ArchiveError: it cannot be written.
        """
        return sum(one.rename(reader, conversation, title) for one in self._both()) > 0

    def delete(self, reader: str, conversation: str) -> bool:
        """Forget a conversation and all that was said in it; return whether there was one.

        Raises:
            ArchiveError: it cannot be written.
        """
        return sum(one.delete(reader, conversation) for one in reversed(self._both())) > 0

    def vote(self, reader: str, exchange: str, vote: int) -> bool:
        """Note what a reader thinks of an answer, 0 for nothing; return whether it is theirs.

        Raises:
            ArchiveError: it cannot be written.
        """
        return any(one.vote(reader, exchange, vote) for one in self._both())

    def _both(self) -> list[Conversations]:
        file = self._opened()
        return [self._memory] if file is None else [file, self._memory]

    def _opened(self) -> Conversations | None:
        """Return the file that lies there now, opened; None where there is none, or it cannot be opened."""
        if self._path is None:
            return None
        with self._lock:
            if self._file is not None and not self._file.is_current():
                self._file.close()
                self._file = None
            if self._file is None and time.monotonic() >= self._try_again:
                try:
                    self._file = Conversations(self._path, self._options)
                except ArchiveError as error:
                    self._try_again = time.monotonic() + RETRY_SECONDS
                    self._note(error)
            return self._file

    def _in_memory(self, exchange: Exchange) -> Exchange:
        # where there is no archive nobody expects that anything is kept
        return exchange if self._path is None else replace(exchange, kept=False)

    def _note(self, error: ArchiveError | None) -> None:
        """Log what is wrong with the file once, and that nothing is any more."""
        trouble = str(error) if error else ""
        if trouble != self._trouble:
            logger.warning("conversations are %s", f"not kept: {trouble}" if trouble else "kept again")
            self._trouble = trouble
