"""The pages of collections and dossiers: what they show, what changes them, and that nothing sent makes them fail."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.article import ArticleDraft, text_hash
from corpus.catalogue.paths import ArchivePaths
from corpus.filters import Filters
from qa.answering.answer import Answer, Overview, Quote
from qa.answering.citations import Citations
from qa.desk.marks import OTHER_WORDS
from qa.desk.values import Marks
from qa.service.exchange import Asked, Exchange
from qa.service.jobs import Jobs
from qa.service.maintenance import Selection
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.middleware.access import COOKIE, Access, Reader
from qa.web.pages.conversation import PageContext, conversation
from qa.web.pages.sidebar import filters_html
from qa.web.render.desk import NOTE_LIMIT
from qa.web.routes.articles import add_article_routes
from qa.web.routes.desk import add_desk_routes

READER = "ab" * 16
EVIL = '"><script>alert(1)</script>'
TEXT = "A ferry struck the pier at Port Sellen. Nobody was hurt."
OVERVIEW = Overview(articles=2, passages=2, outlets=2, first=None, last=None, sample=False, model="m")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[CuttingsService]:
    settings = Settings(model="hashing-256", wait_seconds=0)
    with closing(CuttingsService(ArchivePaths(tmp_path / "archive"), settings)) as service:
        drafts = [
            ArticleDraft(title="Ferry strikes pier", text=TEXT, outlet="Gazette", published="2024-03-08"),
            ArticleDraft(title="Mill <b>sold</b>", text="The mill was sold.", outlet="Herald", published="2024-04-02"),
        ]
        service.maintenance.add_drafts(drafts)
        yield service


@pytest.fixture
def client(service: CuttingsService) -> Iterator[TestClient]:
    with closing(Jobs(service.maintenance)) as jobs:
        yield client_of(service, jobs, Access())


def client_of(service: CuttingsService, jobs: Jobs, access: Access) -> TestClient:
    app = FastAPI()
    add_desk_routes(app, service, access)
    add_article_routes(app, service, jobs, access)
    return TestClient(app, headers={"cookie": f"{COOKIE}={READER}", "accept-language": "en"})


def ferry(service: CuttingsService) -> str:
    return next(article.id for article in service.articles() if article.outlet == "Gazette")


def test_a_collection_is_made_shown_changed_and_deleted(service: CuttingsService, client: TestClient) -> None:
    made = client.post("/collections", json={"name": EVIL, "words": "port sellen"})
    address = made.json()["go"]
    page = client.get(address).text
    assert "Ferry strikes pier" in page
    assert "Mill" not in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert (
        client.get(client.get("/collections").text.split('class="collected"')[1].split('href="')[1].split('"')[0]).text
        == page
    )
    assert client.post("/collections", json={"name": "x", "words": "volcano"}).status_code == 404
    assert client.post("/collections", json={"name": " "}).status_code == 409
    service.maintenance.remove(Selection(ids=(ferry(service),)))
    assert 'class="removed"' in client.get(address).text
    taken = client.post(f"{address}/change", json={"do": "take_out", "article": "x"})
    assert "Take out" in taken.text
    assert client.post(f"{address}/change", json={"do": "rename", "text": "Ships"}).json() == {"go": address}
    assert '<h1 dir="auto">Ships</h1>' in client.get(address).text
    assert client.post(f"{address}/change", json={"do": "delete"}).json() == {"go": "/collections"}
    assert client.get(address).status_code == 404


def test_marks_of_an_article(service: CuttingsService, client: TestClient) -> None:
    article = ferry(service)

    def mark(**sent: object) -> str:
        response = client.post("/marks", json={"target": article, **sent})
        assert response.status_code == 200, response.text
        return response.text

    mark(do="star")
    mark(do="tag", text="Sea")
    mark(do="collect", text="Ships")
    shown = mark(do="note", text=f"Ask.\n\n{EVIL}")
    for address in (f"/article/{article}", f"/article/{article}/panel"):
        assert shown in client.get(address).text
    assert "★ Starred" in shown
    assert '/collection/%23Sea"' in shown
    assert "&lt;script&gt;" in shown
    assert "<script>alert" not in shown
    assert service.desk.names() == ["Ships", "★", "#Sea"]
    assert "Ferry strikes pier" in client.get("/collection/%23Sea").text
    assert "Ferry strikes pier" in client.get("/collection/%E2%98%85").text
    mark(do="pin")
    (dossier,) = service.desk.dossiers.listed()
    assert dossier.entries[0].quote.text == "Ferry strikes pier"
    mark(do="leave", text=service.desk.collections.named("Ships").id)
    mark(do="unstar")
    mark(do="untag", text="sea")
    mark(do="note", text="")
    assert service.desk.marks.all() == {}
    assert client.post("/marks", json={"target": article, "do": "tag", "text": ""}).status_code == 409
    assert client.post("/marks", json={"target": "aaaaaaaaaaaa", "do": "star"}).status_code == 404


def asked_of_the_ferry(service: CuttingsService, start: int = 0) -> Exchange:
    """Return an exchange whose answer quotes 39 characters of the article about the ferry, its first sentence."""
    article = service.article(ferry(service))
    citations = Citations()
    number = citations.number(article, (start, start + 39))
    quote = Quote(text=article.text[start : start + 39], start=start, end=start + 39, citation=number)
    answer = Answer(question="What?", answered=True, confidence=0.9, quotes=(quote,), citations=citations.listed())
    asked = Asked(question="What?", filters=Filters(), overview=OVERVIEW, answer=answer)
    return service.conversations.add(READER, "c" * 16, asked)


def test_a_quote_is_pinned_moved_annotated_and_exported(service: CuttingsService, client: TestClient) -> None:
    article, exchange = service.article(ferry(service)), asked_of_the_ferry(service)
    sent = {"exchange": exchange.id, "number": 1}
    dossier = client.post("/dossiers/pin", json=sent).json()
    assert client.post("/dossiers/pin", json=sent).json() == dossier
    address = f"/dossier/{dossier['id']}"
    page = client.get(address).text
    assert page.count(TEXT[:39]) == 1
    assert TEXT[:39] in client.get(f"{address}/panel").text
    assert "1 quote" in client.get("/dossiers").text

    def change(**sent: object) -> str:
        response = client.post(f"{address}/change", json=sent)
        assert response.status_code == 200, response.text
        return response.text

    assert "Later." in change(do="write", text="Later.")
    quoted, written = service.desk.dossiers.named(dossier["id"]).entries
    assert change(do="move", entry=written.id, to=0).index("Later.") < change(
        do="annotate", entry=quoted.id, text="Hm."
    ).index("Hm.")
    for kind in ("md", "html", "docx", "bib", "json", "ris"):
        file = client.get(f"{address}/export.{kind}")
        assert file.status_code == 200
        assert f"dossier.{kind}" in file.headers["content-disposition"]
    assert client.get(f"{address}/export.exe").status_code == 404
    change(do="remove", entry=written.id)
    service.maintenance.remove(Selection(ids=(article.id,)))
    assert "The article was removed" in client.get(address).text
    assert client.post(f"{address}/change", json={"do": "rename", "text": EVIL}).json() == {"go": address}
    assert "<script>alert" not in client.get(address).text
    change(do="annotate", entry=quoted.id, text="x" * NOTE_LIMIT)
    client.post(f"{address}/change", json={"do": "delete"})
    assert client.get(address).status_code == 404
    for wrong in ({"exchange": exchange.id, "number": 2}, {"exchange": "x", "number": 1}, {"number": "1"}, {}):
        assert client.post("/dossiers/pin", json=wrong).status_code == 404


def test_a_quote_is_pinned_to_the_dossier_that_is_chosen_and_moved(
    service: CuttingsService, client: TestClient
) -> None:
    sent = {"exchange": asked_of_the_ferry(service).id, "number": 1}
    assert client.get("/dossiers/pin").json() == []
    assert (
        client.post("/dossiers/pin", json={"number": 7, "exchange": sent["exchange"], "title": "X"}).status_code == 404
    )
    assert client.get("/dossiers/pin").json() == [], "no dossier is made for a quote that is not there"
    first = client.post("/dossiers/pin", json={**sent, "title": f"Ships {EVIL}"}).json()
    other = client.post("/dossiers", json={"text": "Mills"}).json()["go"].rpartition("/")[2]
    assert [one["title"] for one in client.get("/dossiers/pin").json()] == ["Mills", f"Ships {EVIL}"]
    assert client.post("/dossiers/pin", json={**sent, "dossier": first["id"]}).json() == first
    (entry,) = service.desk.dossiers.named(first["id"]).entries
    service.desk.dossiers.annotate(first["id"], entry.id, "Ask.")
    moved = client.post("/dossiers/pin", json={**sent, "dossier": other, "from": first["id"]}).json()
    assert moved == {"id": other, "title": "Mills"}
    assert service.desk.dossiers.named(first["id"]).entries == ()
    (entry,) = service.desk.dossiers.named(other).entries
    assert (entry.quote.text, entry.note) == (TEXT[:39], "Ask.")
    (_, shown) = conversation(service, Reader(name=READER), PageContext(conversation="c" * 16))
    assert f'<a class="desk" href="/dossier/{other}" dir="auto">Mills</a>' in shown["content"]
    assert f'value="move 1 {other}"' in shown["content"]
    assert client.get("/dossiers/pin").json()[0] == moved, "the next pin goes there, too"
    client.post("/dossiers/pin", json={**sent, "dossier": first["id"]})
    client.post("/dossiers/pin", json={**sent, "dossier": other, "from": first["id"]})  # where it is already
    client.post("/dossiers/pin", json={**sent, "dossier": other, "from": other})
    assert service.desk.dossiers.named(other).entries == (entry,)
    assert client.post("/dossiers/pin", json={**sent, "dossier": other, "from": first["id"]}).status_code == 404
    assert client.post("/dossiers/pin", json={**sent, "dossier": "none"}).status_code == 404


def test_a_quote_is_starred_and_annotated_and_shows_it_where_it_is_now(
    service: CuttingsService, client: TestClient
) -> None:
    exchange, article = asked_of_the_ferry(service), ferry(service)
    address = f"/answers/{exchange.id}/quotes/1/marks"
    offered = client.get(address).text
    sent = json.loads(unescape(re.search(r'data-send="([^"]*)"', offered)[1]))
    assert sent == {"target": f"{article}:0-39", "sha256": text_hash(TEXT[:39]), "do": "star"}
    client.post("/marks", json=sent)
    client.post("/marks", json={**sent, "do": "tag", "text": "Sea"})
    changed = client.post("/marks", json={**sent, "do": "note", "text": f"Ask.\n{EVIL}"}).text
    assert client.get(address).text == changed
    shown = changed.split("<template>")[1]
    assert "★" in shown
    assert '<p class="own" dir="auto">Ask.</p>' in shown
    assert "button" not in shown
    assert "<script>alert" not in changed

    def places() -> list[str]:
        """Return where the quote is linked to, below its article and on the page of collections."""
        pages = [client.get(path).text for path in (f"/article/{article}", f"/article/{article}/panel", "/collections")]
        for page in pages:
            assert changed in page
            assert "Marked quotes" in page
            assert TEXT[:39] in page
        for page in pages[:2]:
            assert f'<mark class="noted">{TEXT[:39]}</mark>' in page
        return [re.search(r'<a class="desk" href="([^"]*)"', page)[1] for page in pages]

    assert all(f"/article/{article}?start=0&amp;end=39&amp;" in one for one in places())
    assert [locator for locator, _ in marks_shown(service)] == [f"{article}:0-39"]
    # in a new version the words have moved, and others are at their place
    draft = ArticleDraft(
        title="Ferry strikes pier",
        text=f"Corrected on Friday at noon. {TEXT}",
        outlet="Gazette",
        published="2024-03-08",
    )
    service.maintenance.add_drafts([draft])
    assert all(f"/article/{article}?start=29&amp;end=68&amp;" in one for one in places())
    assert [locator for locator, _ in marks_shown(service)] == [f"{article}:0-39"], "of the answer given before"
    moved = asked_of_the_ferry(service, 29)
    assert client.get(f"/answers/{moved.id}/quotes/1/marks").text == changed
    asked_of_the_ferry(service)  # quotes other words, at the place where those were
    assert [locator for locator, _ in marks_shown(service)] == [f"{article}:0-39", f"{article}:29-68"]
    other = {"target": f"{article}:0-39", "do": "star"}
    refused = client.post("/marks", json=other)
    assert (refused.status_code, refused.text) == (409, OTHER_WORDS)
    lost = {"target": f"{article}:900-990", "sha256": ""}  # as marked by an earlier Cuttings, words that are gone
    service.desk.marks.note(lost["target"], "Gone.")
    assert "900-990" in client.get("/collections").text
    assert client.post("/marks", json={**lost, "sha256": "0" * 64, "do": "unstar"}).status_code == 404
    assert client.post("/marks", json={**lost, "do": "note", "text": ""}).status_code == 200
    assert "900-990" not in client.get("/collections").text
    for wrong in ("0", "2", "x", "1" * 9):
        assert client.get(f"/answers/{exchange.id}/quotes/{wrong}/marks").status_code == 404
    assert client.post("/marks", json={**sent, "sha256": "0" * 64}).status_code == 404


def marks_shown(service: CuttingsService) -> list[tuple[str, Marks]]:
    """Return the marks of quotes that the conversation of these tests shows beside them."""
    exchanges = service.conversations.exchanges(READER, "c" * 16)
    markup = "".join(
        one["content"] for one in conversation(service, Reader(name=READER), PageContext(conversation="c" * 16))
    )
    cited = [one.asked.answer.citations[0] for one in exchanges]
    found = sorted((locator, marks) for (locator, _), (_, marks) in service.desk.marks_among(cited).items())
    assert markup.count('<span class="star"') == len(found)
    return found


def test_odd_requests_are_refused(service: CuttingsService, client: TestClient) -> None:
    dossier = service.desk.dossiers.create("D").id
    service.desk.collections.create("C")
    for address in (f"/dossier/{dossier}/change", "/collection/C/change", "/marks"):
        for sent in ({}, {"do": []}, {"do": "move", "to": "1"}, {"do": "x", "target": ferry(service)}):
            assert client.post(address, json=sent).status_code in {400, 404}
        assert client.post(address, content="[").status_code == 400
        assert client.post(address, content="x" * 30_000).status_code == 413
    for odd in ("x", "%00", "..", EVIL.replace("/", "%2F"), "%F0%9F%9A%A2", "a" * 3000):
        for address in ("collection", "dossier"):
            assert client.get(f"/{address}/{odd}").status_code in {200, 404}


def test_who_may_only_read_sees_it_and_no_buttons(service: CuttingsService) -> None:
    article = ferry(service)
    service.desk.collect("Ships", [article])
    service.desk.marks.note(article, "Mine.")
    dossier = service.desk.dossiers.create("D")
    service.desk.pin_place(dossier.id, article)
    with closing(Jobs(service.maintenance)) as jobs:
        client = client_of(service, jobs, Access(read_only=True))
        for address in (
            "/collections",
            "/collection/Ships",
            "/dossiers",
            f"/dossier/{dossier.id}",
            f"/article/{article}",
        ):
            page = client.get(address).text
            assert "data-post" not in page
            assert "<script>" not in page
        assert "Mine." in page


def test_the_filters_offer_what_can_be_asked_within() -> None:
    shown = filters_html([], [], collections=["Ships", "#<sea>"])
    assert '<select name="collection"' in shown
    assert '<option value="#&lt;sea&gt;">' in shown
    assert "collection" not in filters_html([], [])


def test_an_uploaded_file_is_in_the_collection(service: CuttingsService) -> None:
    collection = service.desk.collections.create("New")
    with closing(Jobs(service.maintenance)) as jobs:
        client = client_of(service, jobs, Access())
        page = client.get(f"/collection/{collection.id}").text
        address = unescape(page.split('data-upload="')[1].split('"')[0])
        text = "Quay is sold\n\nPost\nMay 3 2024\n\nThe quay was sold to Orla Venn.\n"
        ids = []
        for target, name in ((address, "a.txt"), (f"{address[:-1]}x", "b.txt")):
            sent = client.post(
                f"{target}&name={name}", content=text.encode(), headers={"content-length": str(len(text))}
            )
            assert sent.status_code == 200
            ids.append(sent.json()["id"])
        until = time.monotonic() + 60
        while any(job["state"] in {"waiting", "working"} for job in client.get("/articles/jobs").json()):
            assert time.monotonic() < until
            time.sleep(0.05)
        states = {job["id"]: (job["state"], job["said"]) for job in client.get("/articles/jobs").json()}
    assert states[ids[0]][0] == "done"
    assert states[ids[1]] == ("failed", "There is no such collection.")
    assert [one.title for one in service.desk.contents(service.desk.collections.articles(collection.id))] == [
        "Quay is sold"
    ]
