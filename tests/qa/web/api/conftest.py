"""A small archive and its interface for programs, behind all middleware, for all tests of this folder."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from qa.service.jobs import Jobs
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.api.document import add_api_routes
from qa.web.middleware.exposure import Reach, ReachOptions
from qa.web.middleware.guard import BodyLimit
from qa.web.middleware.problems import Problems

HERE = "http://127.0.0.1:7860"
FERRY = ArticleDraft(
    title="Ferry strikes pier at Port Sellen",
    text="A ferry struck the pier at Port Sellen on Friday. Nobody was hurt.\n\n“We heard a bang,” Anna Ohm said.",
    outlet="Gazette",
    published="2026-03-06",
    byline="Ann Ink",
    source="/home/ann/cuttings/ferry.txt",
)
COPY = ArticleDraft(
    title="Ferry hits Port Sellen pier",
    text="A ferry hit the pier at Port Sellen on Friday, the harbour office said. Two people were hurt.",
    outlet="Courier",
    published="2026-03-07",
    url="https://courier.example/ferry",
)
MILL = ArticleDraft(title="Mill burns at Olm", text="The mill at Olm burned down.", outlet="Gazette")


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CuttingsService]:
    paths = ArchivePaths(tmp_path_factory.mktemp("api") / "archive")
    with closing(CuttingsService(paths, Settings(model="hashing-256", wait_seconds=0))) as service:
        service.maintenance.add_drafts([FERRY, COPY, MILL])
        yield service


@pytest.fixture(scope="package")
def serving(service: CuttingsService) -> Iterator[Callable[..., TestClient]]:
    """How to get a client of a server with other options."""
    with ExitStack() as stack:

        def client(
            headers: dict[str, str] | None = None,
            host: str = "127.0.0.1",
            service: CuttingsService = service,
            **options: object,
        ) -> TestClient:
            jobs = stack.enter_context(closing(Jobs(service.maintenance)))
            app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
            add_api_routes(app, service, jobs)
            guarded = Reach.of(ReachOptions(**options), host, 7860).protect(app)
            return TestClient(Problems(BodyLimit(guarded)), HERE, headers=headers, raise_server_exceptions=False)

        yield client


@pytest.fixture(scope="package")
def client(serving: Callable[..., TestClient]) -> TestClient:
    """A program of this machine, which may change what is there."""
    return serving({"cuttings-api": "1"})
