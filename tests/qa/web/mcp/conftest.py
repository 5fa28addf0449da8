"""A small archive and its server for assistants, behind all middleware, at an address of this machine."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from fastapi import FastAPI

from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.mcp.endpoint import McpEndpoint
from tests.qa.web.api.conftest import COPY, FERRY, MILL
from tests.qa.web.listening import listening


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
    with listening(app, **options) as address:
        yield f"{address}/mcp"
