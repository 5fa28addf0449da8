"""Chats that speak OpenAI's interface, by OpenAI's own client: models, answers whole and streamed, errors."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing

import httpx
import openai
import pytest
from fastapi import FastAPI
from openai import OpenAI

from corpus.catalogue.paths import ArchivePaths
from corpus.errors import ArchiveError, Busy
from qa.answering.answer import Step
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.openai.routes import chat_routes
from tests.qa.web.api.conftest import COPY, FERRY, MILL
from tests.qa.web.listening import CHEAP_HASH, PASSWORD, listening

QUESTION = "What struck the pier at Port Sellen?"
ASKED = [{"role": "user", "content": QUESTION}]
JOB = [*ASKED, {"role": "user", "content": "### Task:\nGenerate a title for the ferry that struck the pier."}]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CuttingsService]:
    paths = ArchivePaths(tmp_path_factory.mktemp("openai") / "archive")
    with closing(CuttingsService(paths, Settings(model="hashing-256", wait_seconds=0))) as service:
        service.maintenance.add_drafts([FERRY, COPY, MILL])
        yield service


@pytest.fixture(scope="module")
def app(service: CuttingsService) -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(chat_routes(service))
    return app


@pytest.fixture(scope="module")
def address(app: FastAPI) -> Iterator[str]:
    with listening(app) as address:
        yield f"{address}/v1"


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=address, api_key="none", max_retries=0, timeout=20) as client:
        yield client


def test_the_archive_is_the_only_model(client: OpenAI) -> None:
    assert [one.id for one in client.models.list()] == ["cuttings"]
    assert client.models.retrieve("cuttings").owned_by == "cuttings"
    with pytest.raises(openai.NotFoundError, match="There is one model here"):
        client.chat.completions.create(model="gpt", messages=ASKED)


def test_an_answer_has_links_in_its_text_and_where_they_are(client: OpenAI) -> None:
    completion = client.chat.completions.create(model="cuttings", messages=ASKED, temperature=0.2, seed=7, user="ann")
    (choice,) = completion.choices
    message = choice.message
    assert (choice.finish_reason, message.role) == ("stop", "assistant")
    assert "> A ferry struck the pier at Port Sellen on Friday." in message.content
    cited = [one.url_citation for one in message.annotations]
    assert COPY.url in {one.url for one in cited}
    for one in cited:
        link = message.content[one.start_index : one.end_index]
        assert link.startswith("[")
        assert link.endswith(f"]({one.url})")
        assert one.title in link


def test_a_stream_has_the_same_in_pieces(client: OpenAI) -> None:
    whole = client.chat.completions.create(model="cuttings", messages=ASKED).choices[0].message
    chunks = list(
        client.chat.completions.create(
            model="cuttings", messages=ASKED, stream=True, stream_options={"include_usage": True}
        )
    )
    *pieces, usage = chunks
    deltas = [one.choices[0].delta for one in pieces]
    assert deltas[0].role == "assistant"
    assert "".join(one.content or "" for one in deltas) == whole.content
    annotations = [note for one in deltas for note in getattr(one, "annotations", None) or ()]
    assert annotations == [one.model_dump() for one in whole.annotations]
    assert pieces[-1].choices[0].finish_reason == "stop"
    assert (usage.choices, usage.usage.total_tokens) == ([], 0)


def test_history_is_followed_and_parts_are_read(client: OpenAI, service: CuttingsService, monkeypatch) -> None:
    asked: list[tuple[str, list[str]]] = []
    ask = service.ask_with_context

    def note(question: str, history: list, **more: object) -> object:
        asked.append((question, [f"{turn.role}: {turn.content}" for turn in history]))
        return ask(question, history, **more)

    monkeypatch.setattr(service, "ask_with_context", note)
    parts = [{"type": "text", "text": "And who"}, {"type": "text", "text": "was hurt?"},
             {"type": "image_url", "image_url": {"url": "data:,"}}]  # fmt: skip
    messages = [
        {"role": "system", "content": "You are helpful."}, *ASKED,
        {"role": "assistant", "content": "A ferry."}, {"role": "user", "content": parts},
    ]  # fmt: skip
    client.chat.completions.create(model="cuttings", messages=messages)
    assert asked == [("And who\nwas hurt?", [f"user: {QUESTION}", "assistant: A ferry."])]


@pytest.mark.parametrize("stream", [False, True])
def test_background_jobs_of_a_chat_get_an_empty_answer(address: str, service, monkeypatch, stream: bool) -> None:
    monkeypatch.setattr(service, "ask_with_context", None)
    sent = {"model": "cuttings", "messages": JOB, "stream": stream}
    response = httpx.post(f"{address}/chat/completions", json=sent)
    assert response.status_code == 200
    assert FERRY.text[:20] not in response.text
    if stream:
        assert response.text.endswith("data: [DONE]\n\n")
    else:
        assert response.json()["choices"][0]["message"]["content"] == ""


@pytest.mark.parametrize("stream", [False, True])
def test_a_refusal_at_once_is_a_status(client: OpenAI, service, monkeypatch, stream: bool) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise errors.pop()

    monkeypatch.setattr(service, "ask_with_context", refuse)
    errors: list[Exception] = [ArchiveError("/home/ann/archive: broken"), Busy()]
    with pytest.raises(openai.InternalServerError) as raised:
        client.chat.completions.create(model="cuttings", messages=ASKED, stream=stream)
    assert (raised.value.status_code, raised.value.code) == (503, "busy")
    assert raised.value.response.headers["retry-after"] == "5"
    with pytest.raises(openai.InternalServerError) as raised:
        client.chat.completions.create(model="cuttings", messages=ASKED, stream=stream)
    assert "/home" not in raised.value.response.text


def test_a_chat_that_leaves_frees_its_place_in_the_queue(client: OpenAI, service: CuttingsService) -> None:
    admission, released = service.shared.admission, threading.Event()

    def hold() -> None:
        with admission.slot(5):
            released.wait(20)

    def wait_for(waiting: int) -> None:
        until = time.monotonic() + 5
        while admission.waiting() != waiting:
            assert time.monotonic() < until
            time.sleep(0.01)

    held = [threading.Thread(target=hold) for _ in range(admission.options.at_once)]
    for one in held:
        one.start()
    try:
        stream = client.chat.completions.create(model="cuttings", messages=ASKED, stream=True)
        wait_for(1)
        stream.close()
        wait_for(0)
    finally:
        released.set()
        for one in held:
            one.join()


def test_what_fails_in_mid_stream_is_an_error(client: OpenAI, service, monkeypatch) -> None:
    def fail(*_: object, on_progress, **__: object) -> None:
        on_progress(Step(passages=2, articles=1))
        raise ArchiveError("/home/ann/archive: broken")

    monkeypatch.setattr(service, "ask_with_context", fail)
    with pytest.raises(openai.APIError, match="cannot be used at the moment"):
        list(client.chat.completions.create(model="cuttings", messages=ASKED, stream=True))


@pytest.mark.parametrize(
    ("sent", "param"),
    [
        ({"model": "cuttings"}, "messages"),
        ({"model": "cuttings", "messages": []}, "messages"),
        ({"model": "cuttings", "messages": [{"role": "system", "content": "x"}]}, None),
        ({"model": "cuttings", "messages": [{"role": "user", "content": " "}]}, None),
        ({"model": "cuttings", "messages": [{"role": "user", "content": "x" * 12_001}]}, None),
        ({"model": "cuttings", "messages": [{"role": "user", "content": 7}]}, "messages"),
    ],
)
def test_what_is_no_question_is_a_bad_request(address: str, sent: dict[str, object], param: str | None) -> None:
    response = httpx.post(f"{address}/chat/completions", json=sent)
    error = response.json()["error"]
    assert (response.status_code, error["type"], error["param"]) == (400, "invalid_request_error", param)
    assert error["message"]


def test_the_password_is_the_key_and_other_sites_are_refused(app: FastAPI, address: str) -> None:
    evil = httpx.get(f"{address}/models", headers={"origin": "http://evil.example"})
    assert (evil.status_code, evil.json()["error"]["type"]) == (403, "permission_error")
    assert httpx.get(f"{address}/embeddings").json()["error"]["code"] == "not_found"
    with listening(app, password=CHEAP_HASH) as locked:
        with OpenAI(base_url=f"{locked}/v1", api_key=PASSWORD, max_retries=0) as right:
            assert [one.id for one in right.models.list()] == ["cuttings"]
        with (
            OpenAI(base_url=f"{locked}/v1", api_key="wrong", max_retries=0) as wrong,
            pytest.raises(openai.AuthenticationError) as raised,
        ):
            wrong.models.list()
        assert raised.value.code == "invalid_api_key"
