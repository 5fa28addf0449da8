"""One attempt: signing what is sent (Standard Webhooks), sending it, and judging the answer."""

from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus

from corpus.errors import CuttingsError
from corpus.fetch.addresses import ALLOWING
from corpus.fetch.client import retry_after
from corpus.fetch.transport import Deadline, FetchError, FetchOptions, post
from qa.webhooks.allowed import Named, receiver_parts
from qa.webhooks.values import Delivery, Outcome

ANSWER_READ = 4096
"""Bytes of a receiver's answer that are read."""


def attempt(delivery: Delivery, address: str, secret: str, named: Sequence[Named], seconds: float) -> Outcome:
    """Send something once.

    Args:
        address: of the receiver.
        secret: `whsec_…`.
        named: machines that need not be public.
        seconds: for all of it.
    """
    try:
        parts, allow_private = receiver_parts(address, named)
        options = FetchOptions(allow_private=allow_private, max_bytes=ANSWER_READ, seconds=seconds)
        headers = _signed(delivery, secret)
        answer = post(parts, delivery.payload.encode(), headers, options, Deadline(seconds))
    except (FetchError, CuttingsError) as error:
        return Outcome(error=str(error).removesuffix(ALLOWING))
    if 200 <= answer.status < 300:
        return Outcome()
    phrase = HTTPStatus(answer.status).phrase if answer.status in list(HTTPStatus) else ""
    told = f"HTTP {answer.status} {phrase}".strip()
    if 300 <= answer.status < 400:
        told += ": redirects are not followed"
    return Outcome(
        error=told,
        wait=retry_after(answer.headers) if answer.status in {429, 503} else 0.0,
        gone=answer.status == HTTPStatus.GONE,
    )


def _signed(delivery: Delivery, secret: str) -> dict[str, str]:
    from standardwebhooks import Webhook

    at = datetime.now(UTC)
    return {
        "Content-Type": "application/json",
        "webhook-id": delivery.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(delivery.id, at, delivery.payload),
    }
