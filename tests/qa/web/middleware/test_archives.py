"""Which archive a request is for: by its address, and told to what answers it."""

import asyncio
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from corpus.actor import current_actor
from qa.web.middleware.archives import ArchiveApplications, ArchiveOfRequest
from qa.web.middleware.error_pages import ErrorPages
from qa.web.middleware.exposure import Reach, ReachOptions
from qa.web.pages.page import document, script
from qa.web.route_table import ARTICLE, path_to
from qa.web.routes.login import add_login_routes
from qa.web.served import ALONE, Served, each_showing, showing, shown_archive

ALL = (("Olm", ""), ("Sell", "/archive/sell"))
SECRET = "correct horse"
BROWSER = {"accept": "text/html", "sec-fetch-dest": "document"}
OLM, SELL = (Served(name, root, ALL) for name, root in ALL)


def application(name: str, lives: list[str]) -> Starlette:
    """An application that says who answers and at what address an article is."""

    def answer(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"{name} {request.url.path} {path_to(ARTICLE, 'x')}")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> Any:
        lives.append(f"{name} starts")
        yield
        lives.append(f"{name} ends")

    return Starlette(routes=[Route("/", answer), Route("/article/{x}", answer)], lifespan=lifespan)


def test_a_request_goes_to_the_archive_of_its_address() -> None:
    lives: list[str] = []
    seen: list[str] = []
    applications = ArchiveApplications({one.root: application(one.name, lives) for one in (OLM, SELL)})

    async def between(scope: Any, receive: Any, send: Any) -> None:  # where the rules are
        seen.append(scope.get("path", ""))
        await applications(scope, receive, send)

    with TestClient(ArchiveOfRequest(between, [OLM, SELL]), follow_redirects=False) as client:
        assert client.get("/").text == "Olm / /article/x"
        assert client.get("/article/a").text == "Olm /article/a /article/x"
        assert client.get("/archive/sell/").text == "Sell /archive/sell/ /archive/sell/article/x"
        assert client.get("/archive/sell/article/a").text == "Sell /archive/sell/article/a /archive/sell/article/x"
        assert seen[1:] == ["/", "/article/a", "/", "/article/a"], "rules see the same paths in each archive"
        bare = client.get("/archive/sell?q=a%20b")
        assert (bare.status_code, bare.headers["location"]) == (308, "/archive/sell/?q=a%20b")
        for other in (
            "/archive/olm/",
            "/archive/sells/",
            "/archive/",
            "/archive//",
            "/archive/Sell/",
            "/archive/sell/archive/sell/",
        ):
            assert client.get(other).status_code == 404, other
    assert lives == ["Olm starts", "Sell starts", "Sell ends", "Olm ends"]
    assert shown_archive() is ALONE


def test_without_the_password_nobody_finds_out_which_archives_there_are() -> None:
    reach = Reach.of(ReachOptions(password=SECRET), "127.0.0.1", 7860)
    applications = {}
    for one in (OLM, SELL):
        applications[one.root] = FastAPI()
        add_login_routes(applications[one.root], reach.access)
    guarded = ErrorPages(reach.protect(ArchiveApplications(applications)), reach.access)
    web = ArchiveOfRequest(guarded, [OLM, SELL])
    with TestClient(web, base_url="http://127.0.0.1:7860", headers=BROWSER, follow_redirects=False) as client:
        for path in ("", "/", "/articles", "/article/x/panel", "/login", "/nothing", "/assets/a.js"):
            there, gone = (client.get(f"/archive/{name}{path}") for name in ("sell", "gone"))
            assert there.status_code == gone.status_code, path
            assert there.text == gone.text.replace("/archive/gone", "/archive/sell"), path
            assert there.headers.get("location", "") == gone.headers.get("location", "").replace("gone", "sell"), path
        session = {"cookie": f"cuttings_session={reach.access.sessions.begin()}"}
        gone = client.get("/archive/gone/articles", headers=session)
    assert gone.status_code == 404
    assert 'href="/archive/gone' not in gone.text
    assert '<a href="/">' in gone.text, "it leads to the first archive"


@pytest.mark.parametrize("served", [ALONE, SELL])
def test_pages_and_scripts_have_the_addresses_of_their_archive(served: Served) -> None:
    with showing(served):
        page, code = document("A title", "x"), script("addresses.js")
    assert f'href="{served.root}/articles"' in page
    assert f'"ARTICLE": "{served.root}/article/{{article_id}}"' in code
    assert ('href="/articles"' in page) == ('"ARTICLE": "/article/{article_id}"' in code) == (served is ALONE)
    assert '"PANEL": "/panel"' in code, "it follows an address"


def test_the_masthead_names_the_archive_and_leads_to_the_others() -> None:
    assert "archive-button" not in document("A title", "x").partition("<body")[2]
    hostile = Served("<b>Olm", "", (("<b>Olm", ""), ("Sell", "/archive/sell")))
    with showing(hostile):
        page = document("A title", "x")
    assert '<a href="/" aria-current=true dir="auto">&lt;b&gt;Olm</a>' in page
    assert '<a href="/archive/sell/" dir="auto">Sell</a>' in page
    assert "<title>A title · &lt;b&gt;Olm · Cuttings</title>" in page
    assert "<b>" not in page


def test_each_step_of_an_answer_shows_its_archive_in_whatever_context_it_is_asked_for() -> None:
    steps = each_showing(SELL, (shown_archive().name for _ in range(2)))
    assert asyncio.run(asyncio.to_thread(next, steps)) == "Sell"
    assert list(steps) == ["Sell"]
    assert shown_archive() is ALONE


def test_whoever_asks_is_the_page_in_threads_too() -> None:
    def who(_: Request) -> PlainTextResponse:  # no coroutine: in a thread
        return PlainTextResponse(current_actor().logged_name)

    app = Starlette(routes=[Route("/", who)])
    with TestClient(ArchiveOfRequest(app, [ALONE])) as client:
        assert client.get("/").text == "page"
    assert current_actor().logged_name.startswith("terminal: ")
