"""An archive with a saved search, a receiver, and a sender that does not wait long."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.pages.alerts import quote_address
from qa.webhooks.sender import WebhookSender
from qa.webhooks.values import WebhookOptions
from tests.qa.webhooks.receivers import Receiver

HASHING = "hashing-256"
QUICK = {"first": 0.05, "factor": 1.0, "jitter": 0.0, "patience": 0.1, "seconds": 1.0}


def ferry(number: int, text: str = "") -> ArticleDraft:
    words = text or f"Ferry {number} struck pier number {number} of the harbour on day {number}."
    return ArticleDraft(title=f"Ferry {number} strikes", text=words, outlet="Gazette", published="2026-03-06")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with closing(Receiver()) as receiver:
        yield receiver


@pytest.fixture
def paths(tmp_path: Path) -> ArchivePaths:
    return ArchivePaths(tmp_path / "archive")


@pytest.fixture
def opened(paths: ArchivePaths, receiver: Receiver) -> Iterator[Callable[..., CuttingsService]]:
    """How to open the archive with other options of sending; the receiver is named unless they say otherwise."""
    services: list[CuttingsService] = []

    def open_with(**options: object) -> CuttingsService:
        sending = WebhookOptions(**{"named": f"127.0.0.1:{receiver.port}", **QUICK, **options})
        service = CuttingsService(paths, Settings(model=HASHING, wait_seconds=0, webhooks=sending))
        services.append(service)
        if not paths.exists():
            service.maintenance.add_drafts([ArticleDraft(title="Bank", text="The bank cut its rate.")])
            service.alerts.save_search("ferry")
        return service

    yield open_with
    for service in services:
        service.close()


@pytest.fixture
def service(opened: Callable[..., CuttingsService]) -> CuttingsService:
    return opened()


def sender_of(service: CuttingsService) -> WebhookSender:
    return WebhookSender(service.webhooks, quote_address, service.has_article)


def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait until something holds.

    Raises:
        AssertionError: it takes too long.
    """
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
