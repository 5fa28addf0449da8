"""A small archive and its server for assistants, behind all middleware, at an address of this machine."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
import uvicorn
from fastapi import FastAPI

from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.mcp.endpoint import McpEndpoint
from qa.web.middleware.exposure import Reach, ReachOptions
from qa.web.middleware.guard import BodyLimit
from tests.qa.web.api.conftest import COPY, FERRY, MILL

PASSWORD = "correct horse"


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CuttingsService]:
    paths = ArchivePaths(tmp_path_factory.mktemp("mcp") / "archive")
    with closing(CuttingsService(paths, Settings(model="hashing-256", wait_seconds=0))) as service:
        service.maintenance.add_drafts([FERRY, COPY, MILL])
        yield service


@pytest.fixture(scope="package")
def address(service: CuttingsService) -> Iterator[str]:
    with serving(service) as address:
        yield address


@contextmanager
def serving(service: CuttingsService, **options: object) -> Iterator[str]:
    """Serve an archive's tools for as long as the block runs; yield their address."""
    mcp = McpEndpoint(service)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=mcp.lifespan)
    mcp.add_to(app)
    guarded = BodyLimit(Reach.of(ReachOptions(**options), "127.0.0.1", 7860).protect(app))
    server = uvicorn.Server(uvicorn.Config(guarded, port=0, log_level="error", ws="none", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        server.should_exit = True
        thread.join(10)
