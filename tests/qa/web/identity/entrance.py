"""A server with users, at an address of this machine, that lets in who a provider or a proxy vouches for."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from corpus.actor import current_actor
from qa.accounts.accounts import Accounts
from qa.web.middleware.access import Access
from qa.web.middleware.archives import ArchiveApplications, ArchiveOfRequest
from qa.web.middleware.error_pages import ErrorPages
from qa.web.middleware.exposure import Reach, ReachOptions
from qa.web.routes.identity import add_identity_routes
from qa.web.routes.login import add_login_routes
from qa.web.served import ALONE, Served
from tests.qa.accounts.people import with_people

HERE = "http://127.0.0.1"


@contextmanager
def entrance(folder: Path, archives: Sequence[Served] = (ALONE,), **options: Any) -> Iterator[tuple[str, Accounts]]:
    """Serve what is behind the gate, which says who asks; yield the address, and the users.

    Args:
        archives: of the server.
        options: of `ReachOptions`.
    """
    accounts = with_people(folder)
    reach = Reach.of(ReachOptions(**options), "127.0.0.1", 7860, accounts=accounts)
    app = ArchiveApplications({served.root: application(reach.access) for served in archives})
    guarded = ArchiveOfRequest(ErrorPages(reach.protect(app), reach.access), archives)
    config = uvicorn.Config(
        guarded, port=0, log_level="error", ws="none", proxy_headers=False, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.005)
    try:
        yield f"{HERE}:{server.servers[0].sockets[0].getsockname()[1]}", accounts
    finally:
        server.should_exit = True
        thread.join(10)
        accounts.close()


def application(access: Access) -> FastAPI:
    """Return the routes of logging in, and some that say who asks."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    add_login_routes(app, access)
    add_identity_routes(app, access)

    @app.get("/articles")
    @app.get("/api/v1/status")
    @app.post("/articles/fetch")
    async def who() -> PlainTextResponse:
        return PlainTextResponse(f"the private pile, for {current_actor().name}")

    return app


def browser() -> httpx.Client:
    """Return a client that keeps cookies as a browser does, and shows each step."""
    return httpx.Client(follow_redirects=False, trust_env=False, timeout=20, headers={"accept": "text/html"})
