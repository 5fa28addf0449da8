"""Asking by program: the JSON of `--json`, the same as a stream, and a client who leaves."""

import asyncio
import json
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.errors import ArchiveError, Busy, GivenUp
from qa.answering.answer import Step
from qa.answering.json import answer_json
from qa.news.views.json import context_json
from qa.service.queue import Client
from qa.service.service import CuttingsService
from qa.web.api import ask as routes
from qa.web.api.models.answer import AnswerModel, ContextModel
from qa.web.api.paths import ASK, ASK_STREAM
from tests.qa.web.api.conftest import FERRY, MILL
from tests.qa.web.listening import listening

QUESTION = "What struck the pier at Port Sellen?"


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
        if lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


def without_time(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "took_ms": 0}


def test_an_answer_is_the_json_of_the_command_and_as_its_model_says(client: TestClient, service) -> None:
    asked = {"question": QUESTION, "filters": {"outlets": ["Gazette"]}}
    response = client.post(ASK, json=asked)
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    answered = service.ask_with_context(QUESTION, (), routes.QuestionModel(**asked).filters.filters())
    same = answer_json(answered.answer, context_json(answered.context) if answered.context else None)
    assert without_time(response.json()) == without_time(same)
    AnswerModel.model_validate(response.json())
    assert {one["article"]["outlet"] for one in response.json()["citations"]} == {"Gazette"}


def test_history_today_and_a_collection_are_followed(client: TestClient, service: CuttingsService) -> None:
    turns = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": "A ferry."}]
    asked = client.post(ASK, json={"question": "And who was hurt?", "history": turns}).json()
    assert "Sellen" in asked["interpreted"]
    asked = client.post(ASK, json={"question": "Which ferry struck the pier yesterday?", "today": "2026-03-07"}).json()
    assert asked["implied"]["until"] == "2026-03-06"
    service.desk.collect("Mills", [MILL.id])
    asked = client.post(ASK, json={"question": QUESTION, "filters": {"collection": "Mills"}}).json()
    assert {one["article"]["id"] for one in asked["citations"]} <= {MILL.id}
    missing = client.post(ASK, json={"question": QUESTION, "filters": {"collection": "Nothing"}})
    assert (missing.status_code, missing.json()["type"]) == (404, "urn:problem-type:cuttings:not-found")


def test_a_stream_has_the_same_in_parts(client: TestClient) -> None:
    response = client.post(ASK_STREAM, json={"question": QUESTION})
    assert response.headers["content-type"].startswith("text/event-stream")
    (one, nothing), (two, found), (three, quotes), (four, beside) = events(response.text)
    assert (one, two, three, four) == ("searching", "found", "quotes", "beside")
    assert (nothing, found["articles"]) == ({}, 3)
    whole = client.post(ASK, json={"question": QUESTION}).json()
    assert without_time(quotes) | {"beside": beside} == without_time(whole)
    if beside:
        ContextModel.model_validate(beside)


@pytest.mark.parametrize("path", [ASK, ASK_STREAM])
@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (Busy(), 503, "Too many questions at once; try again in a few seconds."),
        (ArchiveError("/home/ann/archive: broken"), 503, "The archive cannot be used at the moment."),
        (RuntimeError("/home/ann"), 500, ""),
    ],
)
def test_a_refusal_at_once_is_a_status(
    serving: Callable[..., TestClient], service, monkeypatch, path: str, error: Exception, status: int, detail: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(service, "ask_with_context", refuse)
    response = serving().post(path, json={"question": QUESTION})
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert response.json()["detail"].startswith(detail)
    assert response.headers.get("retry-after") == ("5" if isinstance(error, Busy) else None)
    assert "/home" not in response.text


def test_what_fails_in_mid_stream_is_its_last_event(client: TestClient, service, monkeypatch) -> None:
    def fail(*_: object, on_progress: Callable[[Step], None], **__: object) -> None:
        on_progress(Step(passages=2, articles=1))
        raise ArchiveError("/home/ann/archive: broken")

    monkeypatch.setattr(service, "ask_with_context", fail)
    *_, (found, _), (name, problem) = events(client.post(ASK_STREAM, json={"question": QUESTION}).text)
    assert (found, name, problem["status"], problem["instance"]) == ("found", "error", 503, ASK_STREAM)
    assert "/home" not in json.dumps(problem)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"question": "x" * 12_001},
        {"question": QUESTION, "today": "2026-02-30"},
        {"question": QUESTION, "filters": {"since": 20260101}},
        {"question": QUESTION, "history": [{"role": "system", "content": "x"}]},
        {"question": QUESTION, "more": 1},
        {"question": "\ud800"},
    ],
)
def test_what_is_no_question_is_refused_with_its_place(client: TestClient, sent: dict[str, Any]) -> None:
    content = json.dumps(sent).encode("ascii")
    response = client.post(ASK, content=content, headers={"content-type": "application/json"})
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert response.json()["errors"][0]["at"][0] == "body"


@pytest.mark.parametrize("path", [ASK, ASK_STREAM])
def test_a_client_who_leaves_frees_their_place_in_the_queue(
    service: CuttingsService, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("qa.web.api.asking.HEARTBEAT_SECONDS", 0.05)
    app = FastAPI()
    app.include_router(routes.ask_routes(service))
    admission, released = service.shared.admission, threading.Event()
    held = [threading.Thread(target=hold, args=(admission, released)) for _ in range(admission.options.at_once)]
    for one in held:
        one.start()
    waited: list[int] = []

    async def leave_when_waiting() -> None:
        body = json.dumps({"question": QUESTION}).encode()
        sent = False

        async def receive() -> dict[str, Any]:
            nonlocal sent
            if not sent:
                sent = True
                return {"type": "http.request", "body": body, "more_body": False}
            while not admission.waiting():  # noqa: ASYNC110 (it is no event of this loop)
                await asyncio.sleep(0.01)
            waited.append(admission.waiting())
            return {"type": "http.disconnect"}

        async def send(_: object) -> None:
            pass

        headers = [(b"content-type", b"application/json"), (b"host", b"127.0.0.1")]
        scope = {"type": "http", "asgi": {"version": "3.0"}, "method": "POST", "path": path, "raw_path": path.encode(),
                 "query_string": b"", "headers": headers, "client": ("127.0.0.1", 1), "scheme": "http",
                 "http_version": "1.1", "server": ("127.0.0.1", 80), "root_path": ""}  # fmt: skip
        await asyncio.wait_for(app(scope, receive, send), 10)
        for _ in range(200):
            if not admission.waiting():
                return
            await asyncio.sleep(0.01)

    try:
        asyncio.run(leave_when_waiting())
        assert waited[0] == 1
        assert admission.waiting() == 0
    finally:
        released.set()
        for one in held:
            one.join()


def test_who_closes_the_connection_in_mid_stream_frees_their_place(service: CuttingsService) -> None:
    app, admission, released = FastAPI(), service.shared.admission, threading.Event()
    app.include_router(routes.ask_routes(service))
    held = [threading.Thread(target=hold, args=(admission, released)) for _ in range(admission.options.at_once)]

    def wait_for(waiting: int) -> None:
        until = time.monotonic() + 10
        while admission.waiting() != waiting:
            assert time.monotonic() < until
            time.sleep(0.01)

    for one in held:
        one.start()
    try:
        with listening(app) as server, httpx.Client(base_url=server, timeout=10) as leaving:
            with leaving.stream("POST", ASK_STREAM, json={"question": QUESTION}) as stream:
                assert next(stream.iter_lines()) == "event: searching"
                wait_for(1)
            wait_for(0)
            released.set()
            for one in held:
                one.join()
            whole = leaving.post(ASK_STREAM, json={"question": QUESTION}).text
            assert [name for name, _ in events(whole)] == ["searching", "found", "quotes", "beside"]
    finally:
        released.set()


def hold(admission: Any, released: threading.Event) -> None:
    with admission.slot(5):
        released.wait(20)


def test_a_client_who_left_is_not_answered_further(service: CuttingsService) -> None:
    raised: list[BaseException] = []
    done = threading.Event()

    async def leave() -> None:
        def ask(*, on_progress: Callable[[Step], None], client: Client) -> None:
            try:
                on_progress(Step(passages=1, articles=1))
                left.wait(5)
                on_progress(Step(passages=2, articles=2))
            except GivenUp as error:
                raised.append(error)
                raise
            finally:
                done.set()

        left = threading.Event()
        steps = routes.steps_of(ask, "ann")
        assert await anext(steps) == Step(passages=1, articles=1)
        await steps.aclose()
        left.set()
        await asyncio.to_thread(done.wait, 5)

    asyncio.run(leave())
    assert raised


def test_the_article_of_a_citation_is_there_whole(client: TestClient, service: CuttingsService) -> None:
    citation = client.post(ASK, json={"question": QUESTION}).json()["citations"][0]
    article = client.get(f"/api/v1/articles/{citation['article']['id']}").json()
    assert article["text"][citation["start"] : citation["end"]]
    assert client.get(f"/api/v1/articles/{FERRY.id}").json()["source"] == "ferry.txt"
