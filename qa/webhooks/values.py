"""Webhooks and what waits to be sent: the values that are stored and shown, and the options of sending."""

import json
from dataclasses import dataclass, field
from datetime import timedelta

from qa.answering.json import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookOptions:
    """Where webhooks may lead, and how they are sent.

    Attributes:
        named: `HOST` or `HOST:PORT`, separated by commas: addresses that need not be public.
        seconds: for one attempt.
        first, factor, longest: seconds until the second attempt; each further wait is so many times as long, up to a longest one.
        jitter: by what share a wait is made shorter or longer, at random, so that not all come at once.
        give_up: after how long a delivery that still fails is given up.
        at_once: webhooks that are sent to at the same time.
        patience: seconds until the files are looked into for what other processes have found.
    """

    named: str = ""
    seconds: float = 10.0
    first: float = 5.0
    factor: float = 4.0
    longest: float = 6 * 3600.0
    jitter: float = 0.2
    give_up: timedelta = timedelta(days=3)
    at_once: int = 4
    patience: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A webhook as it is shown; its secret is shown only once.

    Attributes:
        number: from 1, never reused.
        owner: id of the user whose alerts it tells of; "" where there are no users.
        alert: number of the saved question that it tells of; None for all of its owner's.
        site: what the addresses of articles begin with; "" where nobody has said.
        created: ISO time, UTC.
        delivered: ISO time of the last delivery that was accepted; None before the first.
        waiting, given_up: deliveries that wait to be sent, and that are no longer tried.
        failures: attempts in a row that failed.
        error: of the last attempt; "" if it was accepted.
        retry: ISO time of the next attempt, where something failed and waits.
        stopped: whether the receiver has said that nothing is wanted any more (410).
    """

    number: int
    owner: str
    alert: int | None
    address: str
    site: str
    created: str
    delivered: str | None
    waiting: int
    given_up: int
    failures: int
    error: str
    retry: str | None
    stopped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWebhook:
    """A webhook that was just added, with its secret: `whsec_` and 32 random bytes in base64."""

    webhook: Webhook
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Something that is to be sent.

    Attributes:
        id: the `webhook-id`, the same at each attempt, so that a receiver can tell what it has had before.
        article: id of the article that it tells of; "" for a test.
        payload: JSON, as it is sent.
        created: ISO time, UTC.
        attempts: so far.
        error: of the last attempt.
    """

    number: int
    id: str
    webhook: int
    article: str
    payload: str
    created: str
    attempts: int
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far the hits of a file of saved questions were put among what waits.

    Attributes:
        source: the name of that file; another one may take its place, whose numbers mean other hits.
        hit: number of the last hit.
    """

    source: str
    hit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """A webhook as `put` needs it."""

    number: int
    owner: str
    alert: int | None
    site: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """Something to be sent to a webhook; of a hit, its number."""

    webhook: int
    hit: int
    article: str
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a webhook leads: its address, its secret, how many attempts in a row have failed."""

    address: str
    secret: str = field(repr=False)
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of an attempt.

    Attributes:
        error: "" where it was accepted.
        wait: seconds that the receiver asks to be left alone for.
        gone: whether it wants nothing any more.
    """

    error: str = ""
    wait: float = 0.0
    gone: bool = False


def title_of(delivery: Delivery) -> str:
    """Return the headline of the article that a delivery tells of; "" of a test."""
    article = json.loads(delivery.payload)["data"].get("article") or {}
    return str(article.get("title") or "")


def webhook_json(webhook: Webhook) -> Json:
    """Return a webhook as programs get it and `cuttings alerts webhook --json` prints it."""
    return {
        "number": webhook.number,
        "alert": webhook.alert,
        "address": webhook.address,
        "site": webhook.site,
        "created": webhook.created,
        "delivered": webhook.delivered,
        "waiting": webhook.waiting,
        "given_up": webhook.given_up,
        "failures": webhook.failures,
        "error": webhook.error,
        "retry": webhook.retry,
        "stopped": webhook.stopped,
    }
