"""Conversations for a page: a failure of their file never costs an answer.

An exchange that cannot be written stays in memory, marked as not stored; it is written with the next question of its
conversation once the file can be written again. One that is just being written is read all the same: a page shows an answer
before a slow disk has it, and its reader may ask on. What cannot be read counts as not there.
"""

import logging
import threading
import time
from dataclasses import replace

from corpus.catalogue.user_stores import Place
from corpus.errors import ArchiveError
from qa.service.conversations import Conversations
from qa.service.exchange import DEFAULT_RETENTION, Asked, Exchange, RetentionOptions, Share, Summary
from qa.written.values import Written

RETRY_SECONDS = 15.0
"""Between two attempts to open a file that could not be opened."""

MEMORY_LIMIT = 32 * 1024 * 1024
"""Bytes of exchanges in memory that could not be written."""

logger = logging.getLogger(__name__)


class ConversationBuffer:
    """The conversations of an archive's readers. Safe to use from several threads.

    Args:
        place: the archive, or their file itself; None where there is no archive yet: they stay in memory.
        options: how much is stored.
    """

    def __init__(self, place: Place, options: RetentionOptions = DEFAULT_RETENTION) -> None:
        self._place, self._options = place, options
        self._memory = Conversations(None, replace(options, bytes=min(options.bytes, MEMORY_LIMIT)))
        self._file: Conversations | None = None
        self._being_written: list[tuple[tuple[str, str], Exchange]] = []  # each with its reader and conversation
        self._lock = threading.Lock()
        self._retry_at = 0.0
        self._last_error = ""

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None
        self._memory.close()

    def add(self, reader: str, conversation: str, asked: Asked) -> Exchange:
        """Store one more question of a conversation, in memory where it cannot be written."""
        return self.put(reader, conversation, Exchange.of(asked))

    def put(self, reader: str, conversation: str, exchange: Exchange) -> Exchange:
        """Store an exchange, in memory where it cannot be written; return it as stored."""
        writing = ((reader, conversation), exchange)
        with self._lock:
            self._being_written.append(writing)
        try:
            return self._put(reader, conversation, exchange)
        finally:
            with self._lock:
                self._being_written.remove(writing)

    def _put(self, reader: str, conversation: str, exchange: Exchange) -> Exchange:
        file = self._opened()
        if file is not None:
            waiting = self._memory.exchanges(reader, conversation)
            try:
                file.put(reader, conversation, *waiting, exchange)
            except ArchiveError as error:
                self._log(error)
            else:
                self._log(None)
                if waiting:
                    self._memory.drop(waiting)
                return exchange
        self._memory.put(reader, conversation, exchange)
        return self._in_memory(exchange)

    def exchanges(self, reader: str, conversation: str, last: int = -1) -> list[Exchange]:
        """Return the exchanges of a conversation, oldest first; all, or the `last` so many."""
        with self._lock:  # first: what is written meanwhile is in the file then, too
            writing = [exchange for whose, exchange in self._being_written if whose == (reader, conversation)]
        found: list[Exchange] = []
        try:
            if (file := self._opened()) is not None:
                found = file.exchanges(reader, conversation, last)
        except ArchiveError as error:
            self._log(error)
        found += map(self._in_memory, self._memory.exchanges(reader, conversation, last))
        there = {one.id for one in found}
        found += [one for one in writing if one.id not in there]
        return found if last < 0 else found[max(0, len(found) - last) :]

    def exchange(self, reader: str, exchange: str) -> Exchange | None:
        """Return an exchange of a reader, None where they have none of that id."""
        held = self._memory.exchange(reader, exchange)
        if held is not None:
            return self._in_memory(held)
        file = self._opened()
        return file.exchange(reader, exchange) if file is not None else None

    def title(self, reader: str, conversation: str) -> str | None:
        """Return the title of a conversation, None where there is none."""
        return next((found for one in self._both() if (found := one.title(reader, conversation)) is not None), None)

    def listed(self, reader: str, words: str = "") -> list[Summary]:
        """Return a reader's conversations, newest first; with `words`, those that contain all of them."""
        found = {one.id: one for conversations in reversed(self._both()) for one in conversations.listed(reader, words)}
        return sorted(found.values(), key=lambda one: one.updated, reverse=True)

    def rename(self, reader: str, conversation: str, title: str) -> bool:
        """Rename a conversation; return whether there is one and the title is not empty.

        Raises:
            ArchiveError: it cannot be written.
        """
        return sum(one.rename(reader, conversation, title) for one in self._both()) > 0

    def delete(self, reader: str, conversation: str) -> bool:
        """Delete a conversation with all of its exchanges; return whether there was one.

        Raises:
            ArchiveError: it cannot be written.
        """
        return sum(one.delete(reader, conversation) for one in reversed(self._both())) > 0

    def delete_all(self, reader: str) -> None:
        """Delete all conversations of a reader.

        Raises:
            ArchiveError: it cannot be written.
        """
        for one in reversed(self._both()):
            one.delete_all(reader)

    def share(self, reader: str, conversation: str) -> Share | None:
        """Share a conversation as it is now; return its address, None where there is no such conversation.

        Raises:
            ArchiveError: it cannot be written.
        """
        return next((share for one in self._both() if (share := one.shares.share(reader, conversation))), None)

    def end_sharing(self, reader: str, conversation: str) -> bool:
        """End the address of a conversation; return whether it had one.

        Raises:
            ArchiveError: it cannot be written.
        """
        return sum(one.shares.end(reader, conversation) for one in self._both()) > 0

    def share_of(self, reader: str, conversation: str) -> Share | None:
        """Return how a reader's conversation is shared, None where it is not."""
        return next((share for one in self._both() if (share := one.shares.of(reader, conversation))), None)

    def shares(self, reader: str) -> list[Share]:
        """Return what a reader shares, the newest first."""
        return [share for one in self._both() for share in one.shares.listed(reader)]

    def shared(self, token: str) -> tuple[Share, list[Exchange]] | None:
        """Return what is shared at an address with its exchanges, None where nothing is."""
        return next((found for one in self._both() if (found := one.shares.read(token))), None)

    def vote(self, reader: str, exchange: str, vote: int) -> bool:
        """Store a reader's vote on an answer, 0 for none; return whether the answer is theirs.

        Raises:
            ArchiveError: it cannot be written.
        """
        return any(one.vote(reader, exchange, vote) for one in self._both())

    def keep_written(self, reader: str, exchange: str, written: Written) -> bool:
        """Store what is written above an answer; return whether that could be done. It is no loss where it could not."""
        try:
            return any(one.keep_written(reader, exchange, written) for one in self._both())
        except ArchiveError as error:
            self._log(error)
            return False

    def _both(self) -> list[Conversations]:
        file = self._opened()
        return [self._memory] if file is None else [file, self._memory]

    def _opened(self) -> Conversations | None:
        """Return the file that is at the path now, opened; None where there is none, or it cannot be opened."""
        if self._place is None:
            return None
        with self._lock:
            if self._file is not None and not self._file.is_current():
                self._file.close()
                self._file = None
            if self._file is None and time.monotonic() >= self._retry_at:
                try:
                    self._file = Conversations(self._place, self._options)
                except ArchiveError as error:
                    self._retry_at = time.monotonic() + RETRY_SECONDS
                    self._log(error)
            return self._file

    def _in_memory(self, exchange: Exchange) -> Exchange:
        # without an archive no reader expects conversations to be stored
        return exchange if self._place is None else replace(exchange, stored=False)

    def _log(self, error: ArchiveError | None) -> None:
        """Log an error of the file once, and when the file can be used again."""
        message = str(error) if error else ""
        if message != self._last_error:
            logger.warning("conversations are %s", f"not kept: {message}" if message else "kept again")
            self._last_error = message
