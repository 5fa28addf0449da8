"""Sentences above the quotes for programs: where they are asked for, in the answer or as the last event of a stream."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from qa.service.service import CuttingsService
from qa.web.api.ask import ask_routes
from qa.web.api.models.answer import AnswerModel
from qa.web.api.paths import ASK, ASK_STREAM, SUMMARIES
from tests.qa.web.api.test_ask import events
from tests.qa.written.conftest import QUESTION, TRUE, Opened, archive, opened
from tests.qa.written.scripted import Request, says, scripted

__all__ = ["archive", "opened"]

SCHEMA = json.loads((Path(__file__).parents[4] / "docs" / "answer.schema.json").read_text(encoding="utf-8"))


def client(service: CuttingsService) -> TestClient:
    app = FastAPI()
    app.include_router(ask_routes(service))
    return TestClient(app, headers={"Cuttings-Api": "1"})


def without_time(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in ("took_ms", "written")}


def test_written_is_in_the_answer_only_where_it_was_asked_for(opened: Opened) -> None:
    with scripted(says(f"{TRUE} [1]. The mayor sank it [2].")) as endpoint:
        programs = client(opened(endpoint))
        plain = programs.post(ASK, json={"question": QUESTION}).json()
        assert "written" not in plain
        assert endpoint.heard == []
        answer = programs.post(ASK, json={"question": QUESTION, "written": True}).json()
    jsonschema.validate(answer, SCHEMA)
    AnswerModel.model_validate(answer)
    assert without_time(answer) == without_time(plain)
    written = answer["written"]
    assert [one["text"] for one in written["sentences"]] == [f"{TRUE}."]
    assert (written["dropped"], written["model"], written["host"]) == (1, "scripted", endpoint.host)
    assert (written["prompt_tokens"], written["completion_tokens"]) == (321, 45)
    number = written["sentences"][0]["citations"][0]
    assert written["quotes"][0]["citation"] == answer["citations"][number - 1]


def test_in_a_stream_it_comes_after_the_quotes(opened: Opened) -> None:
    def waits(request: Request) -> None:
        assert request.server.may_write.wait(10)
        says(f"{TRUE} [1].")(request)

    with scripted(waits) as endpoint:
        programs = client(opened(endpoint))
        seen = []
        with programs.stream("POST", ASK_STREAM, json={"question": QUESTION, "written": True}) as response:
            text = ""
            for part in response.iter_text():
                text += part
                if "event: beside" in text:
                    endpoint.may_write.set()
            seen = events(text)
    assert [name for name, _ in seen] == ["searching", "found", "quotes", "beside", "written"]
    assert [one["text"] for one in seen[-1][1]["sentences"]] == [f"{TRUE}."]


@pytest.mark.parametrize("path", [ASK, ASK_STREAM])
def test_where_nobody_writes_that_is_said(path: str, service: CuttingsService) -> None:
    response = client(service).post(path, json={"question": QUESTION, "written": True})
    written = response.json()["written"] if path == ASK else events(response.text)[-1][1]
    assert (written["sentences"], written["note"]) == ([], "No writer is set up here, so there are only the quotes.")


def test_a_story_is_compared_and_summarised_for_programs(opened: Opened) -> None:
    with scripted(says(f"{TRUE} [1]. The mayor sank it [2].")) as endpoint:
        service = opened(endpoint)
        programs, (name, *_) = client(service), (one.id for one in service.articles())
        compared = programs.post(SUMMARIES, json={"kind": "outlets", "name": name}).json()
        assert endpoint.heard == []
        summary = programs.post(SUMMARIES, json={"kind": "article", "name": name, "written": True}).json()
        assert programs.post(SUMMARIES, json={"kind": "article", "name": "zzz"}).status_code == 404
        assert programs.post(SUMMARIES, json={"kind": "all", "name": name}).status_code == 422
    for answer in (compared, summary):
        jsonschema.validate(answer, SCHEMA)
        AnswerModel.model_validate(answer)
    assert (compared["kind"], compared["groups"]) == ("comparison", ["Gazette", "Courier"])
    assert [one["group"] for one in compared["quotes"]] == ["Gazette", "Courier"]
    assert summary["question"].startswith("Summarise “Ferry ")
    assert "mayor" not in json.dumps(summary["written"])
    assert summary["written"]["dropped"] >= 1
