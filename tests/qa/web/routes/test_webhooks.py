"""Webhooks on the page of saved questions: the secret once, how each is doing, a test that arrives, and who may do that."""

import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.middleware.access import COOKIE
from qa.web.middleware.error_pages import ErrorPages
from qa.web.middleware.exposure import Reach, ReachOptions
from qa.web.pages.alerts import quote_address
from qa.web.routes.alerts import add_alert_routes
from qa.web.routes.webhooks import add_webhook_routes
from qa.webhooks.sender import WebhookSender
from qa.webhooks.values import WebhookOptions
from tests.qa.webhooks.receivers import Receiver

HERE = "http://127.0.0.1:7860"
EVIL = '"><script>alert(1)</script>'
FERRY = ArticleDraft(title=f"Ferry strikes pier {EVIL}", text="A ferry struck the pier.", outlet="Gazette")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with closing(Receiver()) as receiver:
        yield receiver


@pytest.fixture
def service(tmp_path: Path, receiver: Receiver) -> Iterator[CuttingsService]:
    sending = WebhookOptions(named=f"127.0.0.1:{receiver.port}", first=0.05, jitter=0.0, patience=0.1)
    settings = Settings(model="hashing-256", wait_seconds=0, webhooks=sending)
    with (
        closing(CuttingsService(ArchivePaths(tmp_path / "archive"), settings)) as service,
        closing(WebhookSender(service.webhooks, quote_address, service.has_article)) as sender,
    ):
        service.maintenance.add_drafts([ArticleDraft(title="Bank", text="The bank cut its rate.")])
        service.alerts.save_search("ferry")
        sender.start()
        yield service


def client_of(service: CuttingsService, *, read_only: bool = False, language: str = "en") -> TestClient:
    """Return a client of a reader's browser, with the token of the page, if there is one."""
    app, reach = FastAPI(), Reach.of(ReachOptions(read_only=read_only), "127.0.0.1", 7860)
    add_alert_routes(app, service.alerts, reach.access, service)
    add_webhook_routes(app, service)
    headers = {"cookie": f"{COOKIE}={'cd' * 16}", "origin": HERE, "accept-language": language}
    client = TestClient(ErrorPages(reach.protect(app), reach.access), base_url=HERE, headers=headers)
    if token := re.search(r'name="cuttings-token" content="(\w+)"', client.get("/alerts").text):
        client.headers["x-cuttings-token"] = token[1]
    return client


def test_added_tested_told_and_removed(service: CuttingsService, receiver: Receiver) -> None:
    client = client_of(service)
    added = client.post("/alerts/webhooks", json={"address": receiver.address, "alert": "1"})
    assert added.status_code == 200
    (receiver.secret,) = set(re.findall(r"whsec_[\w+/=]+", unescape(added.text)))
    page = client.get("/alerts").text
    assert receiver.secret not in unescape(page)
    assert "nothing accepted yet" in page
    tested = client.post("/alerts/webhooks/1/change", json={"do": "test"}).text
    assert [payload["type"] for _, payload in receiver.got] == ["webhook.test"]
    assert "last accepted just now" in tested
    service.maintenance.add_drafts([FERRY])
    service.webhooks.settled(1, 10)
    while len(receiver.got) < 2:
        pass
    (quote, *_) = receiver.got[1][1]["data"]["quotes"]
    assert quote["address"].startswith(f"{HERE}/article/")
    assert client.post("/alerts/webhooks/1/change", json={"do": "remove"}).status_code == 200
    assert client.post("/alerts/webhooks/1/change", json={"do": "test"}).status_code == 404
    assert service.webhooks.listed() == []


@pytest.mark.parametrize(
    ("language", "failed", "again"),
    [
        ("en", "Given up: 1", "Send again"),
        ("fr", "Abandonnés : 1", "Renvoyer"),
        ("ru", "Прекращено отправлять: 1", "Отправить ещё раз"),
    ],
)
def test_what_was_given_up_is_listed_with_its_error_and_sent_again(
    service: CuttingsService, receiver: Receiver, language: str, failed: str, again: str
) -> None:
    client = client_of(service, language=language)
    receiver.secret = service.webhooks.add(receiver.address).secret
    receiver.answers = [(410, {})]
    service.maintenance.add_drafts([FERRY])
    while not service.webhooks.listed()[0].stopped:
        pass
    page = unescape(client.get("/alerts").text).replace("\u202f", " ").replace("\xa0", " ")
    assert failed in page
    assert again in page
    assert "HTTP 410 Gone" in page
    assert "<script>alert(1)" not in client.get("/alerts").text
    client.post("/alerts/webhooks/1/change", json={"do": "retry"})
    assert len(receiver.got) == 1


def test_where_nothing_may_be_sent_is_refused_in_the_readers_language(service: CuttingsService) -> None:
    refused = client_of(service, language="fr").post("/alerts/webhooks", json={"address": "http://10.0.0.1/"})
    assert refused.status_code == 409
    assert "Rien n’est envoyé à cette adresse" in refused.text
    client = client_of(service)
    for sent in (
        {},
        {"address": 3},
        {"address": ""},
        {"address": "https://a.example/", "alert": "x"},
        {"address": "x" * 9999},
    ):
        assert client.post("/alerts/webhooks", json=sent).status_code == 400, sent
    assert client.post("/alerts/webhooks/1/change", json={"do": "explode"}).status_code == 400
    assert client.post("/alerts/webhooks/x/change", json={"do": "test"}).status_code == 400
    assert service.webhooks.listed() == []


def test_who_may_not_change_anything_sees_and_changes_nothing(service: CuttingsService) -> None:
    service.webhooks.add("https://receiver.example/hook/secret-in-it")
    client = client_of(service, read_only=True)
    assert "receiver.example" not in client.get("/alerts").text
    assert client.post("/alerts/webhooks", json={"address": "https://a.example/"}).status_code == 403
    assert client.post("/alerts/webhooks/1/change", json={"do": "remove"}).status_code == 403
    foreign = client_of(service)
    foreign.headers["origin"] = "https://evil.example"
    assert foreign.post("/alerts/webhooks/1/change", json={"do": "remove"}).status_code == 403
    assert len(service.webhooks.listed()) == 1
