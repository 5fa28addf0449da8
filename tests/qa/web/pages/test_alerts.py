"""The page of saved questions and its addresses: who may change what, and nothing that articles say is markup."""

import base64
import hashlib
import html
import re
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from corpus.filters import Filters
from qa.alerts.alerts import Alerts
from qa.alerts.saved_question import Alert, HitQuote, SavedAlert, ShownHit
from qa.answering.answer import Answer, CitedArticle, Overview
from qa.service.exchange import Asked
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.middleware.access import COOKIE, TOKEN_HEADER, Access
from qa.web.middleware.gate import Gate
from qa.web.middleware.guard import Guard
from qa.web.pages.alerts import AlertsView, alerts_page
from qa.web.routes.alerts import add_alert_routes

HOSTILE = '<img src=x onerror="window.pwned=1"> \u202e </script>\n\n# heading'
QUESTION = "How many people were hurt on the ferry?"
TEXT = "A ferry struck the pier at Port Sellen. The coast guard said 27 people were hurt on the ferry."
READER = "ab" * 16


def shown(text: str = "A title", *, seen: bool = False) -> AlertsView:
    article = CitedArticle(
        id="a" * 12, title=text, outlet=text, published="2024-03-08", byline=text, url="javascript:1"
    )
    quotes = (
        HitQuote(text=text, start=7, end=12, sha256="0f" * 32),
        HitQuote(text=text, start=20, end=30, sha256="0f" * 32),
    )
    hit = ShownHit(
        number=5, alert=2, article=article, quotes=quotes, also=(article,), found_at="2024-03-09T10:00:00.000+00:00",
        seen=seen,
    )  # fmt: skip
    alert = Alert(number=2, question=text, filters=Filters(outlets=(text,)), created="2024-03-01", checked_revision=3)
    return AlertsView(
        watched=[SavedAlert(alert=alert, hits=(hit,))],
        outlets=[text],
        own=True,
        administer=True,
        token="t0k3n",  # noqa: S106
    )


# ---- the page


def test_the_page_shows_what_was_found_and_where() -> None:
    markup = alerts_page(shown())
    assert "/article/aaaaaaaaaaaa?start=7&amp;end=12&amp;also=20-30&amp;sha256=0f0f" in markup
    assert 'value="2 5"' in markup
    assert "saved 1 Mar 2024 · only A title · found: 1 article · 1 new" in html.unescape(markup)
    assert 'class="new"' in markup
    seen = alerts_page(shown(seen=True))
    assert 'class="new"' not in seen
    assert 'class="alert-seen"' not in seen


def test_who_may_not_administer_is_offered_nothing() -> None:
    offered = ('id="save-alert"', 'class="alert-remove"', 'class="alert-seen"', "t0k3n", "<script>")
    whole = alerts_page(shown())
    assert all(part in whole for part in offered)
    read_only = alerts_page(replace(shown(), administer=False))
    assert not any(part in read_only for part in offered)
    assert "A title" in read_only
    assert 'id="save-alert"' not in alerts_page(replace(shown(), own=False))


def test_nothing_that_comes_from_outside_is_markup() -> None:
    markup = alerts_page(shown(HOSTILE))
    assert "<img" not in markup
    assert "javascript:" not in markup
    assert markup.count("</script>") == 1
    assert "\n\n# heading" not in markup


# ---- the addresses


@pytest.fixture
def service(tmp_path: Path):
    with closing(
        CuttingsService(ArchivePaths(tmp_path / "archive"), Settings(model="hashing-256", wait_seconds=0))
    ) as service:
        yield service


@pytest.fixture
def alerts(service: CuttingsService):
    with closing(Alerts(service.paths, service.ask)) as alerts:
        yield alerts


def add(service: CuttingsService, text: str, title: str = "Ferry strikes pier") -> None:
    service.maintenance.add_drafts(
        [ArticleDraft(title=title, text=text, outlet="Gazette", published="2024-03-08", source="x.txt")]
    )


@pytest.fixture
def filled(service: CuttingsService) -> None:
    add(service, "The central bank cut its key rate to 3.75 percent.", "Bank")


def client_of(alerts: Alerts, service: CuttingsService, access: Access) -> TestClient:
    app = FastAPI()
    add_alert_routes(app, alerts, access, service)
    ours = {"origin": "http://127.0.0.1", "cookie": f"{COOKIE}={READER}"}
    ours[TOKEN_HEADER] = access.token(ours)
    return TestClient(Guard(Gate(app, access)), base_url="http://127.0.0.1", headers=ours)


@pytest.fixture
def client(alerts: Alerts, service: CuttingsService) -> TestClient:
    return client_of(alerts, service, Access())


@pytest.mark.usefixtures("filled")
def test_a_question_is_saved_found_seen_and_removed(
    client: TestClient, service: CuttingsService, alerts: Alerts
) -> None:
    assert client.get("/alerts/count").json() == {"unseen": 0, "may_save": True, "may_collect": True}
    assert client.post("/alerts", json={"question": QUESTION, "outlet": "Gazette"}).json() == {"number": 1}
    add(service, TEXT)
    alerts.check()
    assert client.get("/alerts/count").json()["unseen"] == 1
    page = client.get("/alerts").text
    assert "27 people were hurt" in page
    assert "only Gazette" in page
    (address,) = set(re.findall(r'href="(/article/[^"]+)"', page))
    assert address.startswith("/article/")
    feed = client.get("/alerts/feed.xml")
    assert feed.headers["content-type"] == "application/atom+xml"
    assert [entry.title for entry in feedparser.parse(feed.content).entries] == ["Ferry strikes pier"]
    assert client.post("/alerts/1/seen", json={"up_to": "0"}).status_code == 204
    assert client.get("/alerts/count").json()["unseen"] == 1
    assert client.post("/alerts/1/seen").status_code == 204
    assert client.get("/alerts/count").json()["unseen"] == 0
    assert client.post("/alerts/1/remove").status_code == 204
    assert [client.post(f"/alerts/1/{what}").status_code for what in ("seen", "remove")] == [404, 404]
    assert alerts.listed() == []


@pytest.mark.usefixtures("filled")
def test_the_pages_own_script_may_run(client: TestClient) -> None:
    response = client.get("/alerts")
    (script,) = re.findall(r"<script>(.*?)</script>", response.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in response.headers["content-security-policy"]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("path", ["/alerts", "/alerts/1/remove", "/alerts/1/seen"])
@pytest.mark.parametrize(
    "headers", [{TOKEN_HEADER: "wrong"}, {TOKEN_HEADER: ""}, {"origin": "http://evil.example"}, {"origin": "null"}]
)
def test_only_our_own_page_may_change_something(
    client: TestClient, alerts: Alerts, path: str, headers: dict[str, str]
) -> None:
    alerts.save(QUESTION)
    response = client.post(path, json={"question": "Who cut the rate?"}, headers=headers)
    assert response.status_code == 403
    assert [one.alert.question for one in alerts.listed()] == [QUESTION]


@pytest.mark.usefixtures("filled")
def test_read_only_shows_and_changes_nothing(alerts: Alerts, service: CuttingsService) -> None:
    alerts.save(QUESTION)
    client = client_of(alerts, service, Access(read_only=True))
    for path in ("/alerts", "/alerts/1/remove", "/alerts/1/seen"):
        response = client.post(path, json={"question": "Who cut the rate?"})
        assert (response.status_code, "read only" in response.text) == (403, True)
    assert QUESTION in client.get("/alerts").text
    assert client.get("/alerts/count").json() == {"unseen": 0, "may_save": False, "may_collect": False}


@pytest.mark.usefixtures("filled")
def test_what_makes_no_sense_is_refused(client: TestClient, alerts: Alerts) -> None:
    assert client.post("/alerts", content=b"x" * 20_001).status_code == 413
    for body in (b"{", b"[]", b"\xff", b"[" * 19_000, b'{"question": 3}', b'{"question": "?"}', b"{}"):
        assert client.post("/alerts", content=body).status_code == 400
    for number in ("x", "-1", "0", "9" * 99, "²"):
        assert client.post(f"/alerts/{number}/remove").status_code == 404
        assert client.post(f"/alerts/{number}/seen", json={"up_to": [number]}).status_code == 404
    assert client.post("/alerts", json={"exchange": "none"}).status_code == 404
    assert alerts.listed() == []


def test_an_empty_archive_saves_nothing(client: TestClient, service: CuttingsService) -> None:
    assert client.get("/alerts/count").json() == {"unseen": 0, "may_save": False, "may_collect": True}
    assert client.get("/alerts").status_code == 200
    assert feedparser.parse(client.get("/alerts/feed.xml").content).entries == []
    response = client.post("/alerts", json={"question": QUESTION})
    assert (response.status_code, "cuttings add" in response.text) == (409, True)
    assert not service.paths.folder.exists()


@pytest.mark.usefixtures("filled")
def test_alert_me_saves_what_was_searched_for_and_only_ones_own(
    client: TestClient, service: CuttingsService, alerts: Alerts
) -> None:
    overview = Overview(articles=1, passages=1, outlets=1, first=None, last=None, sample=False, model="m")
    answer = Answer(question="And hurt?", answered=False, confidence=0.1, interpreted=QUESTION)
    asked = Asked(question="And hurt?", filters=Filters(outlets=("Gazette",)), overview=overview, answer=answer)
    mine = service.conversations.add(READER, "one", asked)
    other = service.conversations.add("cd" * 16, "one", asked)
    assert client.post("/alerts", json={"exchange": other.id}).status_code == 404
    assert client.post("/alerts", json={"exchange": mine.id}).status_code == 200
    (watched,) = alerts.listed()
    assert (watched.alert.question, watched.alert.filters) == (QUESTION, Filters(outlets=("Gazette",)))
