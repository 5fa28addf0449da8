"""The page of articles as a search: operators, facets as links, snippets with marked words, saving it as an alert."""

import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from qa.service.jobs import Jobs
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.middleware.access import Access
from qa.web.routes.alerts import add_alert_routes
from qa.web.routes.articles import add_article_routes

HOSTILE = "<img src=x onerror=alert(1)>"
TEXTS = {
    "Ferry": f"A ferry {HOSTILE} struck the pier at Port Sellen. Astrid Mellory, the governor, saw it from Paris.",
    "Bank": "The bank of Port Sellen cut its rate. Astrid Mellory, the governor, came back from Paris on Monday.",
    "Moths": "Moths do a third of the work in the orchard of the abbey.",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    paths = ArchivePaths(tmp_path_factory.mktemp("searching") / "archive")
    with (
        closing(CuttingsService(paths, Settings(model="hashing-256", wait_seconds=0))) as service,
        closing(Jobs(service.maintenance)) as jobs,
    ):
        service.maintenance.add_drafts(
            [
                ArticleDraft(title=title, text=text, outlet=outlet, published=f"2024-0{number}-08", source="x")
                for number, ((title, text), outlet) in enumerate(
                    zip(TEXTS.items(), ["A & B", "Herald", "Herald"], strict=True), start=3
                )
            ]
        )
        app = FastAPI()
        add_article_routes(app, service, jobs, Access())
        add_alert_routes(app, service.alerts, Access(), service)
        yield TestClient(app)


def page(client: TestClient, typed: str, **more: str) -> str:
    response = client.get("/articles", params={"q": typed, **more})
    assert response.status_code == 200
    return response.text


def titles(markup: str) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*><a [^>]*>(.*?)</a>', markup)


def test_a_snippet_marks_the_words_and_leads_to_them(client: TestClient) -> None:
    markup = page(client, '"struck the pier" ferry')
    assert "<img" not in markup
    (snippet,) = re.findall(r'<p class="snippet"[^>]*>(.*?)</p>', markup)
    assert re.findall(r"<mark>(.*?)</mark>", snippet) == ["ferry", "struck the pier"]
    assert "&lt;img src=x onerror=alert(1)&gt;" in snippet
    (address,) = re.findall(r'<th scope="row"[^>]*><a href="([^"]*)"', markup)
    opened = client.get(unescape(address)).text
    assert re.findall(r"<mark[^>]*>(.*?)</mark>", opened) == ["ferry", "struck the pier"]
    assert "has changed since" not in opened
    assert "snippet" not in page(client, "").partition("<main>")[2]


def test_each_count_leads_to_as_many_articles(client: TestClient) -> None:
    markup = page(client, "sellen -moths", sort="title")
    facets = re.search(r'<nav class="facets".*?</nav>', markup)
    assert facets is not None
    links = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)<span class="number">(\d+)</span></a>', facets[0])
    assert [(name, number) for _, name, number in links] == [
        ("A &amp; B", "1"), ("Herald", "1"), ("Apr 2024", "1"), ("Mar 2024", "1"),
    ]  # fmt: skip
    for address, _, number in links:
        narrowed = client.get(unescape(address)).text
        assert len(titles(narrowed)) == int(number)
        query = parse_qs(urlsplit(unescape(address)).query)
        assert query["q"][0].startswith("sellen -moths ")
        assert query["sort"] == ["title"]


def test_each_restriction_can_be_taken_off(client: TestClient) -> None:
    markup = page(client, 'person:"Astrid Mellory" place:Paris rate')
    assert titles(markup) == ["Bank"]
    conditions = re.search(r'<ul class="conditions".*?</ul>', markup)
    assert conditions is not None
    addresses = [unescape(one) for one in re.findall(r'href="([^"]*)"', conditions[0])]
    assert [parse_qs(urlsplit(one).query)["q"][0] for one in addresses] == [
        "rate place:Paris", 'rate person:"Astrid Mellory"',
    ]  # fmt: skip
    assert 'class="conditions"' not in page(client, "rate")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("after:soon", "“soon” is no day"),
        (f"outlet:{HOSTILE.split()[0]}", "No outlet here is called “&lt;img”."),
        ("said:Nobody", "No article here quotes “Nobody” by name."),
        ("after:2024 before:2023", "No day is both after:2024 and before:2023"),
    ],
)
def test_what_cannot_be_meant_is_said(client: TestClient, typed: str, said: str) -> None:
    markup = page(client, typed)
    assert said in markup
    assert titles(markup) == []
    assert ("No article fits." in markup) is ("no day" not in said.lower())


def test_a_search_is_saved_with_the_fields_of_the_form(client: TestClient) -> None:
    markup = page(client, "sellen", outlet="A & B", since="2024-01-01", until="2024-12-31")
    (typed,) = re.findall(r'id="save-search" value="([^"]*)"', markup)
    assert unescape(typed) == 'sellen outlet:"A & B" after:2024-01-01 before:2025-01-01'
    assert titles(page(client, unescape(typed))) == titles(markup) == ["Ferry"]
    assert 'id="save-search"' not in page(client, "")
    assert client.post("/alerts", json={"search": unescape(typed)}).status_code == 200
    alerts = client.get("/alerts").text
    (address,) = re.findall(r'<h2 [^>]*><a href="([^"]*)"', alerts)
    assert titles(client.get(unescape(address)).text) == ["Ferry"]
    refused = client.post("/alerts", json={"search": "x after:soon"})
    assert refused.status_code >= 400
    assert "is no day" in refused.text
