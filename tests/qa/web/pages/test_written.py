"""The page: quotes first and at once, sentences above them as they come, and nothing of what a model sends is markup."""

import re
import time
from contextlib import closing
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.middleware.access import Reader
from qa.web.pages.conversation import PageContext, conversation, converse, read_only_messages, written_so_far
from qa.web.render.written import written_html
from qa.web.routes.conversations import add_conversation_routes
from qa.web.translations import LANGUAGES, words
from tests.qa.written.conftest import QUESTION, TRUE, Opened, archive, opened
from tests.qa.written.scripted import Request, Script, says, scripted

__all__ = ["archive", "opened"]

READER = Reader(name="ann")
CONTEXT = PageContext(conversation="ab" * 16)
QUOTED = re.compile(r"<blockquote class=\"quote best\">.*</blockquote>", re.DOTALL)


def asked(service: CuttingsService, question: str = QUESTION) -> tuple[str, str]:
    """Ask on the page; return the answer as it is shown first, and the id of its exchange."""
    *_, shown = converse(service, READER, CONTEXT, question)
    return shown[-1]["content"], service.conversations.exchanges(READER.name, CONTEXT.conversation)[-1].id


def done(service: CuttingsService, exchange: str, seconds: float = 10.0) -> str:
    """Look at what is written until it is done."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = written_so_far(service, READER, exchange)
        assert found is not None
        if "pending" not in found:
            return found
        time.sleep(0.02)
    raise AssertionError("it is never done")


def test_quotes_are_shown_before_a_word_is_written(opened: Opened) -> None:
    def waits(request: Request) -> None:
        assert request.server.may_write.wait(10)
        says(f"{TRUE} [1]. The mayor sank it [2].")(request)

    with scripted(waits) as endpoint:
        service = opened(endpoint)
        first, exchange = asked(service)
        assert "struck the pier at Port Sellen on Friday." in QUOTED.findall(first)[0]
        assert f"Sends the question and the quotes below to {endpoint.host}" in first
        assert first.index("written pending") < first.index("blockquote")
        assert "pending" in (written_so_far(service, READER, exchange) or "")
        endpoint.may_write.set()
        shown = done(service, exchange)
        assert f"{TRUE}." in shown
        assert '<span class="number">[1]</span> <span class="day">6 Mar 2026</span>' in shown
        assert f"Written by scripted at {endpoint.host}" in shown
        assert "1 sentence was left out" in shown
        assert "mayor" not in shown
        (*_, again) = conversation(service, READER, CONTEXT)
        assert shown in again["content"]  # it is stored with the conversation
        assert QUOTED.findall(again["content"]) == QUOTED.findall(first)
        kept = service.conversations.exchanges(READER.name, CONTEXT.conversation)
        assert shown in read_only_messages(service, "en", kept)[-1]["content"]  # and shared with it


def test_a_second_question_need_not_wait(opened: Opened) -> None:
    def stalls(request: Request) -> None:
        request.begin()
        request.server.ending.wait(10)

    with scripted(stalls) as endpoint:
        service = opened(endpoint)
        asked(service)
        started = time.monotonic()
        second, _ = asked(service, "Who was hurt?")
        assert time.monotonic() - started < 5
        assert "blockquote" in second


@pytest.mark.parametrize(
    "script", [lambda request: request.begin(500), says("<script>alert(1)</script><img src=x onerror=alert(1)> [1].")]
)
def test_where_nothing_is_borne_out_the_page_is_as_without_a_writer_but_for_a_line(
    script: Script, opened: Opened
) -> None:
    with scripted(script) as endpoint:
        service = opened(endpoint)
        first, exchange = asked(service)
        shown = done(service, exchange)
        assert re.fullmatch(
            r'<div class="written"><p class="note" dir="auto">Nothing is written[^<>]*</p></div>', shown
        )
        assert "script" not in shown.replace("scripted", "")
        assert QUOTED.findall(conversation(service, READER, CONTEXT)[-1]["content"]) == QUOTED.findall(first)


def test_nobody_sees_what_is_written_for_another_reader(opened: Opened) -> None:
    with scripted(says(f"{TRUE} [1].")) as endpoint:
        service = opened(endpoint)
        _, exchange = asked(service)
        done(service, exchange)
        assert written_so_far(service, Reader(name="bob"), exchange) is None
        app = FastAPI()
        add_conversation_routes(app, service)
        assert TestClient(app).get(f"/answers/{exchange}/written").status_code == 404


def test_without_a_writer_a_page_says_nothing_of_one(archive: Path) -> None:
    with closing(CuttingsService(ArchivePaths(archive), Settings(model="hashing-256"))) as service:
        shown, exchange = asked(service)
        assert "written" not in shown
        assert written_so_far(service, READER, exchange) == ""


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_says_who_writes(language: str, opened: Opened) -> None:
    with scripted(says(f"{TRUE} [1].")) as endpoint:
        service = opened(endpoint)
        answer = service.ask(QUESTION)
        written = service.prose.write(answer, None)
        assert written is not None
        shown = written_html(written, answer, words(language))
    assert endpoint.host in shown
    assert "scripted" in shown
    assert ("Written by" in shown) == (language == "en")
