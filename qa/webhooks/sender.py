"""Sends what waits: in threads of a server, or once for a command.

One thing at a time is sent to a webhook, whichever process does it, and a few webhooks are sent to at once, so that a receiver
that hangs delays its own webhook only. Nobody who adds or asks waits for any of it. Whatever is not known to be accepted is sent
again, also after the process was killed: at least once, with the same `webhook-id`.
"""

import logging
import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from corpus.errors import ArchiveError, CuttingsError
from qa.webhooks.allowed import named_in
from qa.webhooks.payload import Link
from qa.webhooks.send import attempt
from qa.webhooks.values import Delivery, Outcome, WebhookOptions
from qa.webhooks.webhooks import Webhooks

CLOSING_SECONDS = 3.0
"""For what is being sent when the server ends; if that is too short, it is sent again."""

LONGEST_ASKED = 86400.0
"""Seconds that a receiver may ask to be left alone for."""

logger = logging.getLogger(__name__)

Exists = Callable[[str], bool]
"""Takes the id of an article; returns whether it is in the archive."""

Allows = Callable[[str], bool]
"""Takes the id of a user, "" where there are none; returns whether they may have webhooks."""


class WebhookSender:
    """Sends what waits for the webhooks of an archive.

    Args:
        webhooks: of the archive.
        link: the path of a quote.
        exists: whether an article is still in the archive: what tells of one that was removed is not sent.
        allows: whether a webhook's owner may still have one: nothing is sent for a user who is disabled, or a reader now.
    """

    def __init__(self, webhooks: Webhooks, link: Link, exists: Exists, allows: Allows = lambda _: True) -> None:
        self._webhooks, self._link, self._exists, self._allows = webhooks, link, exists, allows
        self._options = webhooks.options
        self._named = named_in(self._options.named)
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._sending: dict[int, threading.Thread] = {}

    def start(self) -> None:
        """Send what is due from now on, until `close`."""
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop sending; what waits is sent after the next start."""
        self._closing.set()
        self._webhooks.changed.set()
        if self._thread is not None:
            self._thread.join(CLOSING_SECONDS)
        for thread in list(self._sending.values()):
            thread.join(CLOSING_SECONDS / 2)

    def send_now(self) -> None:
        """Send what is due, one webhook after the other, and return when all of it was tried.

        Raises:
            ArchiveError: a file cannot be read or written.
        """
        self._webhooks.collect(self._link)
        for number in self._due():
            self._send_to(number)

    def _due(self) -> list[int]:
        due = self._webhooks.file.due(_now())
        owners = {one.number: one.owner for one in self._webhooks.file.listed()} if due else {}
        return [number for number in due if self._allows(owners.get(number, ""))]

    def _run(self) -> None:
        failed = ""
        while not self._closing.is_set():
            self._webhooks.changed.clear()
            try:
                self._webhooks.collect(self._link)
                self._begin()
                failed = ""
            except ArchiveError as error:  # a file is locked, or the disk full or read-only: tried again
                if str(error) != failed:
                    logger.warning("webhooks are not sent now: %s", error)
                failed = str(error)
            except Exception:
                logger.exception("webhooks are not sent now")
            self._webhooks.changed.wait(self._pause())

    def _begin(self) -> None:
        """Begin to send to those webhooks to which something is due, as many as may be sent to at once."""
        self._sending = {number: thread for number, thread in self._sending.items() if thread.is_alive()}
        for number in self._due():
            if len(self._sending) >= self._options.at_once:
                return
            if number not in self._sending:
                thread = threading.Thread(target=self._send_quietly, args=(number,), name="webhook", daemon=True)
                self._sending[number] = thread
                thread.start()

    def _pause(self) -> float:
        """Return the seconds until something may be due, and at most the patience of the options."""
        try:
            due = self._webhooks.file.next_due()
        except ArchiveError:
            due = None
        if not due:
            return self._options.patience
        left = (datetime.fromisoformat(due) - _now()).total_seconds()
        return min(max(left, 0.05), self._options.patience) if left > 0 else self._options.patience

    def _send_quietly(self, number: int) -> None:
        try:
            self._send_to(number)
        except ArchiveError as error:
            logger.warning("webhook %d: %s", number, error)
        except Exception:
            logger.exception("webhook %d", number)
        finally:
            self._webhooks.changed.set()  # another one may have waited for this to end

    def _send_to(self, number: int) -> None:
        """Send what is due to a webhook until something fails; do nothing where somebody else does."""
        file = self._webhooks.file
        if not file.claim(number, _now(), self._claimed_until()):
            return
        try:
            while not self._closing.is_set():
                delivery = file.next_delivery(number, _now(), self._claimed_until())
                if delivery is None or not self._send(delivery):
                    return
        finally:
            file.release(number)

    def _send(self, delivery: Delivery) -> bool:
        """Send something once and note what came of it; return whether the webhook may get more."""
        file = self._webhooks.file
        target = file.target(delivery.webhook)
        if target is None:
            return False
        try:
            if delivery.article and not self._exists(delivery.article):
                file.drop(delivery)
                return True
        except CuttingsError as error:
            logger.warning("webhook %d: %s", delivery.webhook, error)
            return False
        outcome = attempt(delivery, target.address, target.secret, self._named, self._options.seconds)
        if not outcome.error:
            file.accepted(delivery, _now())
            return True
        wait = wait_after(target.failures + 1, outcome, self._options)
        again, too_old = _now() + timedelta(seconds=wait), _now() - self._options.give_up
        file.failed(delivery, outcome.error, again, too_old, gone=outcome.gone)
        return False

    def _claimed_until(self) -> datetime:
        return _now() + timedelta(seconds=self._options.seconds + 30)


def wait_after(failures: int, outcome: Outcome, options: WebhookOptions) -> float:
    """Return the seconds until the next attempt, after so many failures in a row."""
    steps = min(failures - 1, 60)
    wait = min(options.first * options.factor**steps, options.longest)
    wait *= 1 + random.uniform(-options.jitter, options.jitter)  # noqa: S311 (no secret)
    return max(wait, min(outcome.wait, LONGEST_ASKED))


def _now() -> datetime:
    return datetime.now(UTC)
