"""Articles by program: lists in parts, one with its passages, its versions; adding, correcting, removing; jobs."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from corpus.article import ArticleDraft
from corpus.catalogue.listing import SORTS
from qa.answering.json import article_json, article_with_passages_json
from qa.service.maintenance import Selection
from qa.service.service import CuttingsService
from qa.web.api.articles import Sort
from qa.web.api.models import articles as models
from qa.web.api.paths import ARTICLES, ARTICLES_ADDRESS, ARTICLES_FILES, JOBS, OUTLETS, STATUS
from qa.web.middleware import guard
from tests.qa.web.api.conftest import COPY, FERRY, MILL

NEW = {
    "title": "Bridge opens",
    "text": "The bridge at Olm opened.\n\nMany came.",
    "outlet": "Post",
    "published": "2026-03-01",
}


@pytest.fixture
def added(service: CuttingsService) -> Iterator[Callable[..., list[str]]]:
    """How to add articles that are removed afterwards."""
    ids: list[str] = []

    def add(*drafts: ArticleDraft) -> list[str]:
        ids.extend(service.maintenance.add_drafts(drafts).added)
        return ids

    yield add
    live = [one.id for one in service.articles() if one.id in ids]
    if live:
        service.maintenance.remove(Selection(ids=tuple(live)))


def every(client: TestClient, path: str, name: str, **query: Any) -> list[Any]:
    found, cursor = [], ""
    while cursor is not None:
        part = client.get(path, params={**query, "cursor": cursor}).json()
        found += part[name]
        cursor = part["next"]
    return found


def test_the_orders_are_those_of_the_catalogue() -> None:
    assert set(Sort.__args__) == set(SORTS)


def test_an_article_is_the_json_of_the_command(client: TestClient, service: CuttingsService) -> None:
    found = client.get(f"{ARTICLES}/{FERRY.id}").json()
    whole = article_with_passages_json(service.article(FERRY.id), service.passages(FERRY.id))
    assert found == {**whole, "source": "ferry.txt"}  # and no folder of this machine
    models.WholeArticleModel.model_validate(found)
    assert client.get(f"{ARTICLES}/aaaaaaaaaaaa").json()["status"] == 404


@pytest.mark.parametrize("sort", SORTS)
def test_a_list_in_parts_is_the_whole_list(client: TestClient, service: CuttingsService, sort: str) -> None:
    whole = client.get(ARTICLES, params={"sort": sort}).json()
    models.ArticlesModel.model_validate(whole)
    assert (whole["total"], whole["next"], len(whole["articles"])) == (3, None, 3)
    assert whole["articles"][0] == article_json(service.article(whole["articles"][0]["id"]))
    assert every(client, ARTICLES, "articles", sort=sort, limit=1) == whole["articles"]


def test_a_search_has_operators_filters_and_an_order(client: TestClient, service: CuttingsService) -> None:
    def ids(**query: Any) -> list[str]:
        return [one["id"] for one in client.get(ARTICLES, params=query).json()["articles"]]

    assert ids(q="pier") == [COPY.id, FERRY.id]
    assert ids(q="pier outlet:Gazette") == [FERRY.id]
    assert ids(outlet=["Gazette", "Courier"], sort="oldest") == [FERRY.id, COPY.id, MILL.id]
    assert ids(since="2026-03-07") == [COPY.id]
    service.desk.collect("Burnt", [MILL.id])
    assert ids(collection="Burnt") == [MILL.id]
    assert client.get(ARTICLES, params={"q": "after:never"}).json()["type"].endswith(":search-invalid")
    for wrong in ({"since": "2026-13-01"}, {"sort": "best"}, {"limit": 201}, {"cursor": "x"}):
        assert client.get(ARTICLES, params=wrong).status_code == 422, wrong


def test_what_comes_or_goes_meanwhile_neither_repeats_nor_hides_an_article(
    client: TestClient, service: CuttingsService, added: Callable[..., list[str]]
) -> None:
    first = client.get(ARTICLES, params={"limit": 1}).json()
    assert [one["id"] for one in first["articles"]] == [COPY.id]
    added(
        *(replace(COPY, url=f"https://courier.example/{n}", published="2026-03-09", text=f"News {n}.") for n in (1, 2))
    )
    rest = client.get(ARTICLES, params={"cursor": first["next"]}).json()
    assert [one["id"] for one in rest["articles"]] == [FERRY.id, MILL.id]


def test_an_article_is_added_as_text_corrected_removed_and_restored(
    client: TestClient, service: CuttingsService
) -> None:
    report = client.post(ARTICLES, json=NEW).json()
    models.AddedModel.model_validate(report)
    (name,) = report["added"]
    assert client.post(ARTICLES, json=NEW).json()["unchanged"] == [name]
    shown = service.article(name)
    assert (shown.title, shown.text, shown.outlet, shown.published) == tuple(NEW.values())

    corrected = client.patch(f"{ARTICLES}/{name}", json={"title": "Bridge at Olm opens"}).json()
    assert (corrected["title"], corrected["outlet"]) == ("Bridge at Olm opens", "Post")
    assert corrected["as_read"] == {"title": "Bridge opens"}
    models.ArticleModel.model_validate(corrected)
    assert client.patch(f"{ARTICLES}/{name}", json={"title": ""}).json()["type"].endswith(":correction-invalid")
    assert client.delete(f"{ARTICLES}/{name}/correction").json()["title"] == "Bridge opens"

    client.post(ARTICLES, json={**NEW, "text": "The bridge at Olm opened late.\n\nMany came."})
    versions = client.get(f"{ARTICLES}/{name}/versions").json()
    models.VersionsModel.model_validate(versions)
    assert [one["live"] for one in versions["versions"]][-1] is True
    assert [one["version"] for one in versions["versions"]] == list(range(1, len(versions["versions"]) + 1))
    first = client.get(f"{ARTICLES}/{name}/versions/1").json()
    models.WholeVersionModel.model_validate(first)
    assert first["text"] == NEW["text"]
    assert client.get(f"{ARTICLES}/{name}/versions/99").status_code == 404

    assert client.delete(f"{ARTICLES}/{name}").status_code == 204
    assert client.get(f"{ARTICLES}/{name}").status_code == 404
    assert client.post(f"{ARTICLES}/{name}/restore").json()["added"] == [name]
    assert client.delete(f"{ARTICLES}/{name}").status_code == 204
    assert client.delete(f"{ARTICLES}/{name}").json()["type"] == "urn:problem-type:cuttings:not-found"


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"text": ""},
        {"text": " \n "},
        {"published": "8 March"},
        {"url": "ftp://a"},
        {"url": "http://["},
        {"language": "EN"},
        {"x": 1},
    ],
)
def test_what_could_not_be_stored_is_refused(client: TestClient, wrong: dict[str, str]) -> None:
    response = client.post(ARTICLES, json={**NEW, **wrong})
    refused = "url" in wrong or wrong in ({"title": " "}, {"text": " \n "})  # by what can be stored, not by its form
    assert response.status_code == (409 if refused else 422)
    assert response.headers["content-type"] == "application/problem+json"


def finished(client: TestClient, job: dict[str, Any]) -> dict[str, Any]:
    for _ in range(400):
        job = client.get(f"{JOBS}/{job['id']}").json()
        models.JobModel.model_validate(job)
        if job["state"] not in {"waiting", "working"}:
            return job
        time.sleep(0.02)
    raise AssertionError(job)


def test_a_file_is_added_by_a_job_of_its_client(client: TestClient, service: CuttingsService) -> None:
    service.desk.collections.create("Sent")
    text = "Well dries up\n\nGazette\nMar 9 2026\n\nThe well at Olm dried up on Monday.\n"
    response = client.post(ARTICLES_FILES, files={"file": ("well.txt", text)}, params={"collection": "sent"})
    assert (response.status_code, response.json()["name"]) == (202, "well.txt")
    job = finished(client, response.json())
    assert (job["state"], len(job["report"]["added"])) == ("done", 1)
    assert service.article(job["report"]["added"][0]).title == "Well dries up"
    assert service.desk.collections.named("Sent").articles == 1
    assert job in client.get(JOBS).json()["jobs"]
    assert client.post(f"{JOBS}/{job['id']}/cancel").json()["state"] == "done"
    assert client.get(f"{JOBS}/x").status_code == 404
    assert client.get(JOBS, headers={"cookie": f"cuttings_reader={'ab' * 16}"}).json()["jobs"] == []
    service.maintenance.remove(Selection(ids=tuple(job["report"]["added"])))


def test_a_file_has_the_limit_of_the_page(client: TestClient, service: CuttingsService, monkeypatch) -> None:
    monkeypatch.setattr(service.maintenance, "reading", replace(service.maintenance.reading, max_bytes=1000))
    monkeypatch.setattr("qa.web.api.adding._AROUND", 500)
    for size in (1001, 5000, guard.BODY_LIMIT + 1):
        response = client.post(ARTICLES_FILES, files={"file": ("a.txt", b"x" * size)})
        assert (response.status_code, response.headers["content-type"]) == (413, "application/problem+json")
    without_length = client.build_request("POST", ARTICLES_FILES, files={"file": ("a.txt", b"x" * 5000)})
    headers = {"content-type": without_length.headers["content-type"]}
    content = iter([without_length.read()[:800], without_length.read()[800:]])
    assert client.post(ARTICLES_FILES, content=content, headers=headers).status_code == 413
    for wrong, status in (({"data": {"file": "x"}}, 415), ({"files": {"other": b"x"}}, 422), ({"content": b"x"}, 415)):
        assert client.post(ARTICLES_FILES, **wrong).status_code == status, wrong
    broken = client.post(
        ARTICLES_FILES, content=b"--x\r\n", headers={"content-type": "multipart/form-data; boundary=y"}
    )
    assert broken.status_code == 400


def test_an_address_is_fetched_by_the_rules_of_the_fetcher(client: TestClient) -> None:
    response = client.post(ARTICLES_ADDRESS, json={"address": "http://127.0.0.1:9/feed"})
    assert response.status_code == 202
    assert finished(client, response.json())["state"] == "failed"


def test_too_many_files_are_told_to_come_later(client: TestClient, monkeypatch) -> None:
    monkeypatch.setattr("qa.service.jobs.Jobs.room", lambda _: False)
    response = client.post(ARTICLES_ADDRESS, json={"address": "http://example.org/"})
    assert (response.status_code, response.headers["retry-after"]) == (429, "60")


def test_the_archive_in_figures_names_no_folder(client: TestClient, service: CuttingsService) -> None:
    status = client.get(STATUS)
    models.StatusModel.model_validate(status.json())
    assert status.json()["articles"] == 3
    assert str(service.paths.folder) not in status.text
    outlets = client.get(OUTLETS).json()
    assert outlets["outlets"][0] == {"outlet": "Gazette", "articles": 2}
