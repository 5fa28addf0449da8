"""Every address of ours, asked as the page asks it: what it answers is a reader's, and nothing on the way may keep it."""

from collections.abc import Iterator
from contextlib import closing
from typing import cast

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from qa.service.jobs import Jobs
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.middleware.access import Access
from qa.web.middleware.guard import Guard
from qa.web.routes.alerts import add_alert_routes
from qa.web.routes.articles import add_article_routes
from qa.web.routes.conversations import add_conversation_routes
from qa.web.routes.news import add_news_routes


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    paths = ArchivePaths(tmp_path_factory.mktemp("no-store") / "archive")
    with (
        closing(CuttingsService(paths, Settings(model="hashing-256", wait_seconds=0))) as service,
        closing(Jobs(service.maintenance)) as jobs,
    ):
        service.maintenance.add_drafts([ArticleDraft(title="Ferry", text="A ferry struck the pier.", source="x.txt")])
        app, access = FastAPI(docs_url=None, redoc_url=None, openapi_url=None), Access()
        add_article_routes(app, service, jobs, access)
        add_conversation_routes(app, service)
        add_alert_routes(app, service.alerts, access, service)
        add_news_routes(app, service, access)
        yield app


def test_no_answer_may_be_kept(app: FastAPI) -> None:
    client = TestClient(Guard(app), base_url="http://127.0.0.1")
    routes = cast("list[APIRoute]", app.routes)
    asked = 0
    for route in routes:
        for method in route.methods:
            answer = client.request(method, route.path.replace("{", "").replace("}", ""))
            assert answer.headers["cache-control"] == "no-store", (method, route.path)
            asked += 1
    assert asked > 25
