"""News, saved questions, collections, marks and dossiers by program: each is the JSON of its command."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel

from corpus.article import text_hash
from corpus.catalogue.paths import ArchivePaths
from qa.answering.json import article_json
from qa.news.views.json import said_json, story_json, timeline_json
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.api.models import desk, news
from qa.web.api.paths import (
    ALERTS,
    ARTICLES,
    COLLECTIONS,
    DOSSIERS,
    MARKS,
    NAMED,
    NAMES,
    QUOTATIONS,
    SPEAKERS,
    STORIES,
    TIMELINE,
)
from qa.web.export.kinds import DOSSIER_KINDS
from tests.qa.web.api.conftest import COPY, FERRY, MILL

PIN = f"{FERRY.id}:0-{len('A ferry struck the pier at Port Sellen on Friday.')}"


def checked(client: TestClient, path: str, model: type[BaseModel], **query: object) -> dict:
    response = client.get(path, params=query)
    assert response.status_code == 200, response.text
    model.model_validate(response.json())
    return response.json()


def test_stories_and_their_timelines(client: TestClient, service: CuttingsService) -> None:
    listed = checked(client, STORIES, news.StoriesModel, limit=1)
    found = service.news.stories()
    assert listed == {"stories": [story_json(one) for one in found[:1]], "total": len(found), "next": listed["next"]}
    story = service.news.story(FERRY.id)
    assert checked(client, f"{STORIES}/{FERRY.id}", news.StoryModel) == story_json(story, service.news.coverage(story))
    timeline = checked(client, f"{STORIES}/{FERRY.id}/timeline", news.TimelineModel)
    assert timeline == timeline_json(service.news.timeline(story))
    assert timeline["events"]
    assert client.get(f"{STORIES}/aaaaaaaaaaaa").json()["status"] == 404
    asked = client.post(TIMELINE, json={"question": "What struck the pier at Port Sellen?"}).json()
    news.TimelineModel.model_validate(asked)
    assert asked["events"]


def test_who_said_what_and_who_is_named(client: TestClient, service: CuttingsService) -> None:
    said = checked(client, QUOTATIONS, news.QuotationsModel, name="Anna Ohm")
    assert said["quotations"] == [said_json(one) for one in service.news.said("Anna Ohm")]
    assert (said["total"], said["quotations"][0]["text"]) == (1, "We heard a bang,")
    assert checked(client, SPEAKERS, news.SpeakersModel)["speakers"] == [{"speaker": "Anna Ohm", "quotations": 1}]
    assert {"name": "Port Sellen", "kind": "place", "articles": 2} in checked(
        client, NAMES, news.NamesModel, kind="place"
    )["names"]
    named = checked(client, NAMED, news.NamedModel, name="Port Sellen", limit=1)
    assert (named["naming"], named["articles"]) == (2, [article_json(service.article(COPY.id))])
    assert client.get(QUOTATIONS).status_code == 422


def test_questions_are_saved_listed_seen_and_removed(client: TestClient) -> None:
    number = client.post(ALERTS, json={"question": "Who opened a bridge?", "filters": {"outlets": ["Post"]}}).json()
    news.SavedModel.model_validate(number)
    searched = client.post(ALERTS, json={"search": "bridge outlet:Post"}).json()
    text = "The mayor opened the bridge at Olm."
    (added,) = client.post(ARTICLES, json={"title": "Bridge", "text": text, "outlet": "Post"}).json()["added"]
    listed = checked(client, ALERTS, news.AlertsModel)
    assert [(one["number"], one.get("search")) for one in listed["alerts"]] == [
        (number["number"], None),
        (searched["number"], True),
    ]
    assert listed["alerts"][1]["hits"][0]["article"]["id"] == added
    assert client.post(f"{ALERTS}/{searched['number']}/seen").status_code == 204
    seen = checked(client, ALERTS, news.AlertsModel)["alerts"][1]["hits"]
    assert [one["seen"] for one in seen] == [True]
    for one in (number, searched):
        assert client.delete(f"{ALERTS}/{one['number']}").status_code == 204
        assert client.delete(f"{ALERTS}/{one['number']}").status_code == 404
    assert client.post(ALERTS, json={"question": "a", "search": "b"}).status_code == 409
    assert client.post(ALERTS, json={"search": "after:never"}).json()["type"].endswith(":search-invalid")
    client.delete(f"{ARTICLES}/{added}")


def test_a_collection_is_created_filled_renamed_and_deleted(client: TestClient) -> None:
    created = client.post(COLLECTIONS, json={"name": "Harbour", "articles": [FERRY.id]}).json()
    desk.CollectionModel.model_validate(created)
    path = f"{COLLECTIONS}/{created['id']}"
    assert client.post(f"{path}/articles", json={"articles": [COPY.id]}).json()["articles"] == 2
    articles = checked(client, f"{COLLECTIONS}/harbour/articles", desk.CollectedArticlesModel)["articles"]
    assert [one["id"] for one in articles] == [COPY.id, FERRY.id]
    assert client.delete(f"{path}/articles/{COPY.id}").status_code == 204
    assert client.patch(path, json={"name": "Port"}).json() == {"id": created["id"], "name": "Port", "articles": 1}
    assert created["id"] in [one["id"] for one in checked(client, COLLECTIONS, desk.CollectionsModel)["collections"]]
    missing = client.post(f"{path}/articles", json={"articles": ["aaaaaaaaaaaa"]})
    assert (missing.status_code, missing.json()["type"]) == (404, "urn:problem-type:cuttings:not-found")
    assert client.post(COLLECTIONS, json={"name": "#x"}).json()["type"] == "urn:problem-type:cuttings:refused"
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


def test_articles_and_quotes_are_marked(client: TestClient) -> None:
    path = f"{MARKS}/{PIN}"
    noted = client.patch(path, json={"starred": True, "tag": ["pier", "boats"], "untag": ["boats"], "note": "Ring!"})
    assert noted.json() == {"target": PIN, "starred": True, "tags": ["pier"], "note": "Ring!"}
    assert checked(client, path, desk.MarkModel) == noted.json()
    assert noted.json() in checked(client, MARKS, desk.MarksModel)["marks"]
    starred = checked(client, f"{COLLECTIONS}/★/articles", desk.CollectedArticlesModel)["articles"]
    tagged = checked(client, f"{COLLECTIONS}/%23pier/articles", desk.CollectedArticlesModel)["articles"]
    assert [one["id"] for one in starred] == [one["id"] for one in tagged] == [FERRY.id]
    assert client.patch(path, json={"starred": False, "untag": ["pier"], "note": ""}).json()["note"] == ""
    assert client.patch(f"{MARKS}/aaaaaaaaaaaa", json={"starred": True}).status_code == 404


def test_a_dossier_is_written_read_ordered_and_exported(client: TestClient) -> None:
    dossier = client.post(DOSSIERS, json={"title": "Port Sellen"}).json()
    desk.DossierModel.model_validate(dossier)
    path = f"{DOSSIERS}/{dossier['id']}"
    pinned = client.post(f"{path}/entries", json={"place": PIN, "note": "The first report."}).json()
    desk.EntryModel.model_validate(pinned)
    assert pinned["quote"]["citation"]["sha256"] == text_hash(pinned["quote"]["text"])
    note = client.post(f"{path}/entries", json={"note": "Ask the harbour."}).json()
    changed = client.patch(f"{path}/entries/{note['id']}", json={"note": "Asked.", "position": 0}).json()
    assert (changed["note"], changed["state"]) == ("Asked.", "same")
    entries = checked(client, f"{path}/entries", desk.EntriesModel)["entries"]
    assert [one["id"] for one in entries] == [note["id"], pinned["id"]]
    listed = checked(client, DOSSIERS, desk.DossiersModel)["dossiers"]
    assert [(one["entries"], one["quotes"]) for one in listed if one["id"] == dossier["id"]] == [(2, 1)]
    for kind, known in DOSSIER_KINDS.items():
        exported = client.get(f"{path}/export.{kind}")
        assert (exported.status_code, exported.headers["content-type"].partition(";")[0]) == (200, known.media)
    assert client.get(f"{path}/export.exe").status_code == 404
    assert client.post(f"{path}/entries", json={"note": " "}).status_code == 409
    assert client.post(f"{path}/entries", json={"place": f"{MILL.id}:0-9999"}).status_code == 404
    assert client.delete(f"{path}/entries/{note['id']}").status_code == 204
    assert client.patch(path, json={"title": "Pier"}).json()["title"] == "Pier"
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[CuttingsService]:
    paths = ArchivePaths(tmp_path / "none")
    with closing(CuttingsService(paths, Settings(model="hashing-256", wait_seconds=0))) as nothing:
        yield nothing


def test_where_there_is_no_archive_yet_lists_are_empty(
    empty: CuttingsService, serving: Callable[..., TestClient]
) -> None:
    client = serving({"cuttings-api": "1"}, service=empty)
    for path, name in ((ARTICLES, "articles"), (STORIES, "stories"), (ALERTS, "alerts"), (DOSSIERS, "dossiers")):
        assert client.get(path).json() == {name: [], "total": 0, "next": None}
    refused = client.post(ALERTS, json={"question": "Who?"}).json()
    assert (refused["status"], refused["type"]) == (409, "urn:problem-type:cuttings:no-archive")
    assert str(empty.paths.folder) not in refused["detail"]
    answer = client.post("/api/v1/ask", json={"question": "Who?"}).json()
    assert (answer["answered"], bool(answer["note"])) == (False, True)
