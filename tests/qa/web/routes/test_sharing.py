"""Sharing a conversation: its address shows everything and changes nothing, its reader ends it, nobody else sees the list."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from corpus.filters import Filters
from qa.answering.answer import Answer, Overview, Quote
from qa.answering.citations import Citations
from qa.service.exchange import Asked, Share
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.middleware.access import COOKIE, Access
from qa.web.pages.sharing import share_html
from qa.web.routes.sharing import add_sharing_routes
from qa.web.served import Served, showing
from qa.web.translations import ENGLISH_WORDS

ANN, BOB = "ab" * 16, "cd" * 16
NAME = "c" * 16
EVIL = '"><script>alert(1)</script>'
TEXT = f"A ferry struck the pier at Port Sellen {EVIL}."
OVERVIEW = Overview(articles=1, passages=1, outlets=1, first=None, last=None, sample=False, model="m")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[CuttingsService]:
    settings = Settings(model="hashing-256", wait_seconds=0)
    with closing(CuttingsService(ArchivePaths(tmp_path / "archive"), settings)) as service:
        service.maintenance.add_drafts([ArticleDraft(title=f"Ferry {EVIL}", text=TEXT, outlet="Gazette")])
        yield service


@pytest.fixture
def client(service: CuttingsService) -> TestClient:
    app = FastAPI()
    add_sharing_routes(app, service, Access())
    return TestClient(app, headers={"cookie": f"{COOKIE}={ANN}", "accept-language": "en"})


def ask(service: CuttingsService, question: str) -> None:
    (found,) = service.articles()
    citations = Citations()
    number = citations.number(service.article(found.id), (0, len(TEXT)))
    quote = Quote(text=TEXT, start=0, end=len(TEXT), citation=number)
    answer = Answer(question=question, answered=True, confidence=0.9, quotes=(quote,), citations=citations.listed())
    answer = replace(answer, interpreted=f"{question} pier quay")  # with words of a question before it
    service.conversations.add(ANN, NAME, Asked(question=question, filters=Filters(), overview=OVERVIEW, answer=answer))


def address_in(markup: str) -> str:
    address = unescape(re.search(r'<input class="address" readonly value="([^"]*)"', markup)[1])
    assert address.startswith("http://testserver/shared/")
    return address.removeprefix("http://testserver")


def test_a_conversation_is_read_at_its_address_and_nothing_is_changed_there(
    service: CuttingsService, client: TestClient
) -> None:
    ask(service, f"What was struck? {EVIL}")
    service.conversations.add(ANN, NAME, Asked(question="And?", filters=Filters(), overview=OVERVIEW, failure=EVIL))
    share = f"/conversations/{NAME}/share"
    assert "Make an address" in client.get(share).text
    made = client.post(share, json={"do": "share"})
    address = address_in(made.text)
    assert client.get(share).text == made.text
    page = client.get(address, headers={"cookie": f"{COOKIE}={BOB}"})
    assert page.status_code == 200
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex">' in page.text
    assert "set-cookie" not in page.headers
    assert re.search(r"As it was on \d+ \w+ \d{4}, \d\d:\d\d UTC: 2 questions\.", page.text)
    assert page.text.count('<h2 class="question"') == 2
    (citation,) = re.findall(r'<a class="chip cite" href="([^"]*)"', page.text)
    assert re.fullmatch(r"/article/[a-z2-7]{12}\?start=0&amp;end=\d+&amp;sha256=[0-9a-f]{16}#cited", citation)
    assert '<span class="filter" dir="auto">pier</span>' in page.text
    for part in ("<script", "<form", "<textarea", "<input", 'class="tool', "cuttings-token", "data-post"):
        assert part not in page.text, part
    assert "&lt;script&gt;alert(1)" in page.text
    assert "Tel" in client.get(address, headers={"accept-language": "fr"}).text  # in the language of who reads it

    ask(service, "What does nobody else see?")
    assert "nobody else" not in client.get(address).text
    assert "1 question that was asked since is not shown" in client.get(share).text
    assert address_in(client.post(share, json={"do": "share"}).text) == address
    assert "nobody else" in client.get(address).text
    assert "Make an address" in client.post(share, json={"do": "end"}).text
    gone = client.get(address)
    assert (gone.status_code, gone.headers["x-robots-tag"]) == (404, "noindex, nofollow")


def test_the_address_names_one_archive_of_several_once() -> None:
    share = Share(token="t" * 32, conversation=NAME, title="T", shared_at="2026-11-28T21:50:00+00:00", questions=1)
    with showing(Served(name="Politics", root="/archive/politics")):
        shown = share_html(share, NAME, "https://cuttings.example", ENGLISH_WORDS)
    assert f'value="https://cuttings.example/archive/politics/shared/{"t" * 32}"' in shown
    assert f'href="/archive/politics/shared/{"t" * 32}"' in shown
    assert f'data-post="/archive/politics/conversations/{NAME}/share"' in shown


def test_who_shares_sees_what_and_nobody_else_does(service: CuttingsService, client: TestClient) -> None:
    bob = {"cookie": f"{COOKIE}={BOB}"}
    assert "You share no conversation." in client.get("/shared").text
    ask(service, f"What was struck? {EVIL}")
    address = address_in(client.post(f"/conversations/{NAME}/share", json={"do": "share"}).text)
    listed = client.get("/shared").text
    assert address_in(listed) == address
    assert "Stop sharing" in listed
    assert "<script>alert" not in listed
    assert "You share no conversation." in client.get("/shared", headers=bob).text
    for method, sent in (("GET", None), ("POST", {"do": "share"})):
        assert client.request(method, f"/conversations/{NAME}/share", json=sent, headers=bob).status_code == 404
    client.post(f"/conversations/{NAME}/share", json={"do": "end"}, headers=bob)
    assert client.get(address).status_code == 200
    for sent in ({}, {"do": []}, {"do": "x"}):
        assert client.post(f"/conversations/{NAME}/share", json=sent).status_code == 400
    for odd in ("x", "%00", "..", "a" * 3000, "%F0%9F%9A%A2"):
        assert client.get(f"/shared/{odd}").status_code == 404
