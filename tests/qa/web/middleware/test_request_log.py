"""Ids of requests, and the log as lines of JSON: never what was asked or searched for."""

import json
import logging
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from qa.web.middleware.request_log import HEADER, LOGGER, RequestLog, request_id
from qa.web.server.json_log import log_json_lines

SECRET = "xylophone"


def article(_: Request) -> PlainTextResponse:
    logging.getLogger("qa.somewhere").warning("it is %s", "late")
    return PlainTextResponse(request_id() or "")


def failing(_: Request) -> PlainTextResponse:
    raise ValueError(SECRET)


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = Starlette(routes=[Route("/article/{x}", article), Route("/stories", failing)])
    yield TestClient(RequestLog(app), raise_server_exceptions=False)
    for name in (None, LOGGER):
        one = logging.getLogger(name)
        for handler in [each for each in one.handlers if type(each) is logging.StreamHandler]:
            one.removeHandler(handler)
    logging.getLogger(LOGGER).setLevel(logging.NOTSET)
    logging.getLogger(LOGGER).propagate = True


def test_each_response_has_an_id_and_without_json_no_line(client: TestClient, capsys) -> None:
    first, second = client.get("/article/a"), client.get("/article/a", headers={HEADER: "forged"})
    assert first.text == first.headers[HEADER]
    assert len({first.text, second.text, "forged"}) == 3
    assert request_id() is None
    assert '"ms"' not in capsys.readouterr().err


def test_lines_of_json_have_the_id_and_no_question(client: TestClient, capsys) -> None:
    log_json_lines()
    good = client.get("/article/a", params={"q": SECRET}, headers={"user-agent": SECRET})
    bad = client.get("/stories", params={"q": SECRET})
    gone = client.get(f"/{SECRET}")
    try:
        int(SECRET)
    except ValueError:
        logging.getLogger("qa.somewhere").exception("a request failed")
    text = capsys.readouterr().err
    lines = [json.loads(line) for line in text.splitlines()]
    late, one, two, three, error = [line for line in lines if line["logger"] != "asyncio"]
    assert late["request"] == one["request"] == good.headers[HEADER]
    assert (late["level"], late["message"], late["logger"]) == ("warning", "it is late", "qa.somewhere")
    assert (one["method"], one["path"], one["status"]) == ("GET", "/article/{article_id}", 200)
    assert one["ms"] >= 0
    assert (two["request"], two["path"], two["status"]) == (bad.headers[HEADER], "/stories", 500)
    assert three["request"] == gone.headers[HEADER]
    assert "path" not in three
    assert error["error"] == "ValueError"
    assert "test_request_log.py" in error["raised"][0]
    assert SECRET not in text
