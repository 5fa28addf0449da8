"""Two archives on one server: each has an interface of its own, below its own address."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.catalogue.paths import ArchivePaths
from qa.service.jobs import Jobs
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.api.document import add_api_routes
from qa.web.api.paths import ARTICLES, OPENAPI
from qa.web.middleware.archives import ArchiveApplications, ArchiveOfRequest
from qa.web.middleware.exposure import Reach, ReachOptions
from qa.web.middleware.problems import Problems
from qa.web.served import Served
from tests.qa.web.api.conftest import HERE

ROOT = "/archive/other"


@pytest.fixture
def client(service: CuttingsService, tmp_path: Path) -> Iterator[TestClient]:
    """A program of a server with the archive of these tests, and an empty one at `ROOT`."""
    with ExitStack() as stack:
        settings = Settings(model="hashing-256", wait_seconds=0)
        empty = stack.enter_context(closing(CuttingsService(ArchivePaths(tmp_path / "other"), settings)))
        applications: dict[str, FastAPI] = {}
        for root, one in (("", service), (ROOT, empty)):
            applications[root] = FastAPI(openapi_url=None)
            add_api_routes(applications[root], one, stack.enter_context(closing(Jobs(one.maintenance))))
        guarded = Reach.of(ReachOptions(), "127.0.0.1", 7860).protect(ArchiveApplications(applications))
        names = (("", ""), ("other", ROOT))
        served = [Served(name, root, names) for name, root in names]
        yield TestClient(ArchiveOfRequest(Problems(guarded), served), HERE, headers={"cuttings-api": "1"})


def test_each_archive_has_its_own(client: TestClient) -> None:
    assert client.get(ARTICLES).json()["total"] == 3
    assert client.get(ROOT + ARTICLES).json()["total"] == 0
    assert client.get(ROOT + OPENAPI).json()["servers"] == [{"url": ROOT}]
    assert client.get(OPENAPI).json()["servers"] == [{"url": "/"}]
    for path in (f"{ROOT}{ARTICLES}/aaaaaaaaaaaa", f"{ROOT}/api/v1/nothing"):  # from a route, and before one
        assert client.get(path).json()["instance"] == path
