"""Refusals and failures are pages for who goes to an address, and a line of text for scripts and programs."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from qa.web.middleware.access import REFUSED, Access
from qa.web.middleware.error_pages import ErrorPages
from qa.web.middleware.password import Password
from qa.web.translations import words

BROWSER = {"accept": "text/html,application/xhtml+xml", "sec-fetch-dest": "document"}


def refuse(request: Request) -> Response:
    return PlainTextResponse("The <b>disk</b> is full.", int(request.path_params["status"]), {"x-seen": "yes"})


def forbid(_: Request) -> Response:
    return PlainTextResponse(REFUSED, 403)


def fail(_: Request) -> Response:
    raise RuntimeError("a secret")


def client(access: Access | None = None) -> TestClient:
    routes = [
        Route("/{status:int}", refuse),
        Route("/fail", fail),
        Route("/refused", forbid),
        Route("/fine", lambda _: PlainTextResponse("fine")),
    ]
    return TestClient(ErrorPages(Starlette(routes=routes), access or Access()), raise_server_exceptions=False)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 421, 429, 500, 503, 418, 502])
def test_a_browser_gets_a_page_with_the_menu(status: int) -> None:
    answer = client().get(f"/{status}", headers=BROWSER)
    assert (answer.status_code, answer.headers["x-seen"]) == (status, "yes")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert 'class="masthead"' in answer.text
    assert "<b>disk" not in answer.text
    assert ("&lt;b&gt;disk&lt;/b&gt; is full." in answer.text) == (status not in {404, 405, 413, 500})


def test_what_went_wrong_inside_is_not_shown() -> None:
    answer = client().get("/fail", headers=BROWSER)
    assert answer.status_code == 500
    assert "Something went wrong here." in answer.text
    assert "secret" not in answer.text


def test_it_is_in_the_language_of_the_reader() -> None:
    answer = client().get("/404", headers={**BROWSER, "accept-language": "fr"})
    assert '<html lang="fr">' in answer.text
    assert "Cette page n’existe pas." in answer.text
    assert "There is" not in answer.text


def test_scripts_and_programs_get_the_line_of_text() -> None:
    for headers in ({"accept": "*/*"}, {"accept": "text/html", "sec-fetch-dest": "empty"}):
        answer = client().get("/403", headers=headers)
        assert answer.text == "The <b>disk</b> is full."
        assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(("language", "line"), [("fr-FR", words("fr")("refused")), ("xx", REFUSED), ("", REFUSED)])
def test_a_line_that_is_known_is_in_the_language_of_the_reader(language: str, line: str) -> None:
    answer = client().get("/refused", headers={"accept": "*/*", "accept-language": language})
    assert (answer.status_code, answer.text) == (403, line)
    assert answer.headers["content-type"].startswith("text/plain")
    assert int(answer.headers["content-length"]) == len(line.encode())
    assert client().get("/fine", headers={"accept-language": language}).text == "fine"


def test_what_is_no_refusal_stays() -> None:
    assert client().get("/fine", headers=BROWSER).text == "fine"
    assert client().head("/404", headers=BROWSER).content == b""


def test_who_has_not_logged_in_sees_no_menu() -> None:
    access = Access(password=Password("a long enough password"))
    shown = client(access)
    assert 'class="masthead"' not in shown.get("/404", headers=BROWSER).text
    session = {"cookie": f"cuttings_session={access.sessions.begin()}"}
    assert "Log out" in shown.get("/404", headers={**BROWSER, **session}).text
