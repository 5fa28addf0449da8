"""The webhooks of an archive: adding, listing, removing, and putting what saved questions find among what is to be sent."""

import threading
import time
from urllib.parse import urlsplit

from corpus.actor import current_actor
from corpus.catalogue.paths import ArchivePaths
from corpus.errors import ArchiveNotFound, CuttingsError, NotFound
from corpus.messages import message
from qa.alerts.alerts import Alerts
from qa.alerts.saved_question import Alert
from qa.webhooks.allowed import named_in, receiver_parts
from qa.webhooks.payload import Link, hit_payload, trial_payload
from qa.webhooks.store import WebhookFile
from qa.webhooks.values import Delivery, Listener, Mark, NewDelivery, NewWebhook, Webhook, WebhookOptions

AT_ONCE = 200
"""Hits that are put among what waits in one transaction."""


class Webhooks:
    """The webhooks of an archive. Safe to use from several threads; other processes may use the same archive.

    Somebody sees and changes their own webhooks, and those that nobody in particular has added. `qa.webhooks.sender` sends.

    Args:
        paths: the archive; it may not exist yet.
        alerts: its saved questions.
        options: where webhooks may lead.

    Attributes:
        changed: set whenever something may have become due.
    """

    def __init__(self, paths: ArchivePaths, alerts: Alerts, options: WebhookOptions | None = None) -> None:
        self.options = options or WebhookOptions()
        self.changed = threading.Event()
        self._paths, self._alerts = paths, alerts
        self.file = WebhookFile(paths)

    def close(self) -> None:
        """Close what is open."""
        self.file.close()

    def add(self, address: str, alert: int | None = None, site: str = "") -> NewWebhook:
        """Add a webhook that tells of what is found from now on; return it with its secret, which is never shown again.

        Args:
            address: http(s), where it is sent to.
            alert: number of the saved question that it tells of; None for all.
            site: what the addresses of articles begin with: that of the server, http(s).

        Raises:
            CuttingsError: nothing may be sent there, or there are too many.
            NotFound: there is no such saved question.
            ArchiveError: there is no archive, or the file cannot be written.
        """
        named = address.strip()
        receiver_parts(named, named_in(self.options.named))
        if site and (urlsplit(site).scheme not in {"http", "https"} or not urlsplit(site).hostname):
            raise CuttingsError(f"{site[:200]!r} is no address of a server; write http://HOST or https://HOST")
        if not self._alerts.can_save():
            raise ArchiveNotFound(f"{self._paths.name}: no archive here; start one with: cuttings add FILE")
        if alert is not None and alert not in {one.number for one in self._alerts.saved()}:
            raise NotFound(message("no_such_saved_question"))
        source, hit = self._alerts.last_hit()
        return self.file.add(current_actor().id, alert, named, site.rstrip("/"), Mark(source=source, hit=hit))

    def listed(self) -> list[Webhook]:
        """Return the webhooks that are shown to whoever asks, oldest first."""
        return [one for one in self.file.listed() if _is_shown(one)]

    def given_up(self, number: int) -> list[Delivery]:
        """Return what is no longer tried of a webhook, the newest first.

        Raises:
            NotFound: there is no such webhook.
        """
        self._check(number)
        return self.file.given_up(number)

    def remove(self, number: int) -> None:
        """Remove a webhook with what waits for it.

        Raises:
            NotFound: there is no such webhook.
        """
        self._check(number)
        self.file.remove(number)

    def forget(self, owner: str) -> None:
        """Remove all webhooks of a user who is no more."""
        for one in self.file.listed():
            if owner and one.owner == owner:
                self.file.remove(one.number)

    def try_again(self, number: int) -> None:
        """Have what was given up, and what waits, sent as soon as possible.

        Raises:
            NotFound: there is no such webhook.
        """
        self._check(number)
        self.file.try_again(number)
        self.changed.set()

    def test(self, number: int) -> None:
        """Have something sent that tells of nothing, as soon as possible.

        Raises:
            NotFound: there is no such webhook.
        """
        self._check(number)
        self.file.put_test(number, trial_payload())
        self.changed.set()

    def settled(self, number: int, seconds: float) -> None:
        """Wait until nothing waits for a webhook or an attempt has failed, for so many seconds at most."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not any(one.waiting and not one.failures for one in self.file.listed("WHERE number = ?", number)):
                return
            time.sleep(0.1)

    def collect(self, link: Link) -> int:
        """Put the hits that no webhook was told of among what is to be sent; return how many deliveries are new.

        Args:
            link: the path of a quote.

        Raises:
            ArchiveError: a file cannot be read or written.
        """
        put = 0
        while listeners := self._listeners():
            source, last = self._alerts.last_hit()
            behind = [one.mark.hit for one in listeners if one.mark.source == source]
            if len(behind) == len(listeners) and min(behind) >= last:
                break
            hits = self._alerts.told_after(min(behind), AT_ONCE) if behind else []
            mark = Mark(source=source, hit=min(last, hits[-1][1].number) if len(hits) == AT_ONCE else last)
            found = [
                NewDelivery(
                    webhook=one.number,
                    hit=hit.number,
                    article=hit.found.article.id,
                    payload=hit_payload(alert, hit, one.site, link),
                )
                for alert, hit in hits
                for one in listeners
                if _is_told(one, alert) and hit.number <= mark.hit
            ]
            put += self.file.put(found, mark)
        return put

    def _listeners(self) -> list[Listener]:
        """Return the webhooks that want to be told; those of saved questions that were removed are removed, too."""
        listeners = self.file.listeners()
        if not listeners or not self._alerts.last_hit()[0]:
            return []
        there = {
            None,
            *(one.number for one in self._alerts.saved(whosever=True)),
        }  # read after the webhooks of new ones
        for one in listeners:
            if one.alert not in there:
                self.file.remove(one.number)
        return [one for one in listeners if one.alert in there]

    def _check(self, number: int) -> None:
        if number not in {one.number for one in self.listed()}:
            raise NotFound(message("no_such_webhook"))


def _is_shown(webhook: Webhook) -> bool:
    return webhook.owner in {"", current_actor().id}


def _is_told(listener: Listener, alert: Alert) -> bool:
    return listener.alert in {None, alert.number} and alert.owner in {"", listener.owner}
