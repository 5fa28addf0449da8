"""The addresses of news sense: what they show, and that nothing that is asked for makes them fail."""

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import icalendar
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from corpus.filters import Filters
from qa.answering.answer import Answer, Citation, CitedArticle, FoundPassage, Overview
from qa.service.exchange import Asked
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.middleware.access import COOKIE, Access
from qa.web.middleware.guard import Guard
from qa.web.routes.news import add_news_routes

READER = "ab" * 16
EVIL = '"><img src=x onerror="window.pwned=1"></script>'
WIRE = (
    "Port Sellen, March 8 (TNA) — A passenger ferry struck a concrete pier at Port Sellen on March 8, 2024, and 27 people "
    "were hurt, the coast guard said.\n\n“We do not yet know why,” coast guard spokesman Ivo Sandrel said.\n\n"
    "The ferry Grey Heron was on its way from Kelderby with 211 passengers when it failed to slow down in the harbour."
)
ODD = ["x", "", " ", "-1", "0", "1e9", "²", "9" * 40, "%00", "..", "a" * 3000, EVIL, "\u202e", "🚢", "' OR 1=1 --"]


def draft(outlet: str, day: str, text: str = WIRE, title: str = "Ferry strikes pier") -> ArticleDraft:
    return ArticleDraft(
        title=title, text=text, outlet=outlet, published=day, source=f"{outlet}.txt", url=f"https://x.example/{outlet}"
    )


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CuttingsService]:
    paths = ArchivePaths(tmp_path_factory.mktemp("news") / "archive")
    with closing(CuttingsService(paths, Settings(model="hashing-256", wait_seconds=0))) as service:
        service.maintenance.add_drafts([draft("Gazette", "2024-03-08"), draft("Post", "2024-03-09")])
        service.maintenance.add_drafts([draft("Gazette", "2024-03-08", WIRE.replace("27 people", "34 people"))])
        yield service


@pytest.fixture(scope="module")
def client(service: CuttingsService) -> TestClient:
    return client_of(service)


def client_of(service: CuttingsService) -> TestClient:
    app = FastAPI()
    add_news_routes(app, service, Access())
    # an error of the server is raised here, and fails the test
    return TestClient(Guard(app), base_url="http://127.0.0.1", headers={"cookie": f"{COOKIE}={READER}"})


@pytest.fixture(scope="module")
def story(service: CuttingsService) -> str:
    (story,) = service.news.stories()
    return story.id


@pytest.fixture(scope="module")
def changed(service: CuttingsService) -> str:
    """The article that has two versions."""
    (story,) = service.news.stories()
    return next(one.id for one in story.articles if one.outlet == "Gazette")


def test_a_story_has_a_page_and_a_panel(client: TestClient, story: str) -> None:
    listed = client.get("/stories")
    assert f'href="/story/{story}"' in listed.text
    page, panel = client.get(f"/story/{story}"), client.get(f"/story/{story}/panel")
    assert page.text.startswith("<!doctype html>")
    assert panel.text.startswith('<article class="story"')
    assert "2 articles · 2 outlets" in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_timeline_is_sent_as_a_file(client: TestClient, story: str) -> None:
    texts = {}
    for kind, media in (("md", "text/markdown"), ("csv", "text/csv"), ("ics", "text/calendar")):
        sent = client.get(f"/story/{story}/timeline.{kind}")
        assert sent.headers["content-type"].startswith(media)
        assert sent.headers["content-disposition"].startswith(f'attachment; filename="timeline.{kind}"; filename*=')
        texts[kind] = sent.text
    assert "March 8" in texts["md"] or "8 Mar" in texts["md"] or "2024-03-08" in texts["md"]
    assert len(list(csv.reader(io.StringIO(texts["csv"])))) > 1
    assert icalendar.Calendar.from_ical(texts["ics"]).walk("VEVENT")


def test_what_changed_since_an_earlier_version(client: TestClient, changed: str) -> None:
    page = client.get(f"/article/{changed}/changes?version=1").text
    assert "<del>27</del><ins>34</ins>" in page
    assert "Since version 1" in page


def test_who_said_what_and_who_is_named(client: TestClient) -> None:
    assert "Ivo Sandrel" in client.get("/said").text
    assert "We do not yet know why," in client.get("/said", params={"name": "  sandrel\n"}).text
    assert "Port Sellen" in client.get("/named").text
    assert "Named in 2 articles" in client.get("/named", params={"name": "Port Sellen"}).text


@pytest.mark.parametrize("odd", ODD)
def test_odd_ids_are_not_found(client: TestClient, story: str, odd: str) -> None:
    sent = quote(odd, safe="%")
    for path in (
        f"/story/{sent or '_'}", f"/story/{sent or '_'}/panel", f"/story/{sent or '_'}/timeline.md",
        f"/story/{story}/timeline.{sent or '_'}", f"/answers/{sent or '_'}/timeline", f"/answers/{sent or '_'}/timeline/panel",
        f"/article/{sent or '_'}/changes?version=1", f"/article/{story}/changes?older={sent}&version=",
        f"/article/{story}/changes?version={sent or 'x'}",
    ):  # fmt: skip
        response = client.get(path)
        assert response.status_code == 404, path
        assert "<img" not in response.text


@pytest.mark.parametrize("odd", ODD)
def test_odd_values_show_a_page(client: TestClient, odd: str) -> None:
    for path in ("/stories?page=", "/said?name=", "/named?name="):
        response = client.get(path + quote(odd, safe="%"))
        assert response.status_code == 200, path
        assert "<h1" in response.text
        assert "<img" not in response.text
    for path in ("/said?name=a&name=b", "/stories?page=1&page=2&other=x", "/named?name=%ff%fe", "/said?name=%ed%a0%80"):
        assert client.get(path).status_code == 200


def test_nothing_is_derived_of_an_empty_archive(tmp_path: Path) -> None:
    with closing(CuttingsService(ArchivePaths(tmp_path / "none"), Settings(model="hashing-256"))) as service:
        client = client_of(service)
        for path in ("/stories", "/said", "/said?name=x", "/named", "/named?name=x"):
            assert client.get(path).status_code == 200
        for path in ("/story/x", "/article/x/changes?version=1", "/story/x/timeline.md"):
            assert client.get(path).status_code == 404


# ---- timelines of answers


def kept(service: CuttingsService, reader: str, article_id: str) -> str:
    article = service.article(article_id)
    cited = CitedArticle(
        id=article.id, title=article.title, outlet=article.outlet, published=article.published, byline=None, url=None
    )
    end = len(article.text)
    answer = Answer(
        question="When?", answered=False, confidence=0.1,
        passages=(FoundPassage(text=article.text, start=0, end=end, score=0.5, citation=1),),
        citations=(Citation(number=1, article=cited, start=0, end=end, sha256="0" * 64),),
    )  # fmt: skip
    overview = Overview(articles=1, passages=1, outlets=1, first=None, last=None, sample=False, model="m")
    asked = Asked(question=f"When? {EVIL}", filters=Filters(), overview=overview, answer=answer)
    return service.conversations.add(reader, "one", asked).id


def test_the_timeline_of_an_answer_is_only_its_readers(
    service: CuttingsService, client: TestClient, story: str
) -> None:
    mine, other = kept(service, READER, story), kept(service, "cd" * 16, story)
    page = client.get(f"/answers/{mine}/timeline")
    assert (page.status_code, '<h1 id="cutting-title"' in page.text) == (200, True)
    panel = client.get(f"/answers/{mine}/timeline/panel").text
    assert '<h2 id="cutting-title"' in panel
    assert '<ol class="events">' in panel
    assert "<img" not in page.text + panel
    for path in (f"/answers/{other}/timeline", f"/answers/{other}/timeline/panel"):
        assert client.get(path).status_code == 404
