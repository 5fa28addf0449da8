"""The tools of assistants: what they return is the JSON of `--json`, as their schemas say; what is refused is explained."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, TypeVar

import pytest
from mcp import MCPError
from mcp.client import Client
from mcp_types import CallToolResult

from corpus.errors import ArchiveError
from corpus.filters import Filters
from qa.answering.json import answer_json, article_json
from qa.answering.plain import article_text
from qa.news.views.json import context_json, said_json, story_json, timeline_json
from qa.service.service import CuttingsService
from qa.service.summaries import Subject
from qa.web.mcp.server import LISTED, new_server
from qa.web.render.summaries import question_about
from tests.qa.web.api.conftest import COPY, FERRY, MILL

QUESTION = "What struck the pier at Port Sellen?"

_Value = TypeVar("_Value")

server_of = cache(new_server)  # one for all tests: its schemas take a while


def with_client(service: CuttingsService, use: Callable[[Client], Awaitable[_Value]]) -> _Value:
    async def connected() -> _Value:
        async with Client(server_of(service)) as client:
            return await use(client)

    return asyncio.run(connected())


def call(service: CuttingsService, tool: str, **arguments: object) -> CallToolResult:
    return with_client(service, lambda client: client.call_tool(tool, arguments))


def content(service: CuttingsService, tool: str, **arguments: object) -> dict[str, Any]:
    """Return the structured content of a result; the client has compared it with the tool's schema."""
    result = call(service, tool, **arguments)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    assert json.loads(result.content[0].text) == result.structured_content
    return result.structured_content


def refusal(service: CuttingsService, uri: str) -> str:
    """Return why a resource cannot be read."""

    async def read(client: Client) -> str:
        with pytest.raises(MCPError) as raised:
            await client.read_resource(uri)
        return str(raised.value)

    return with_client(service, read)


def test_every_tool_only_reads_and_says_what_it_returns(service: CuttingsService) -> None:
    tools = with_client(service, Client.list_tools).tools
    assert [one.name for one in tools] == ["ask", "summarise", "search", "article", "stories", "quotations", "timeline"]
    for one in tools:
        assert one.annotations.read_only_hint
        assert not one.annotations.open_world_hint
        assert one.description
        assert one.output_schema["additionalProperties"] is False


def test_a_summary_is_the_json_of_the_command(service: CuttingsService) -> None:
    summary = content(service, "summarise", kind="article", name=FERRY.id, written=True)
    found = service.summaries.summary(Subject("article", FERRY.id), question_about("article"))
    same = as_json(answer_json(found.answer, context_json(found.context) if found.context else None))
    written = summary.pop("written")
    assert {**summary, "took_ms": 0} == {**same, "took_ms": 0}
    assert written["note"] == "No writer is set up here, so there are only the quotes."
    missing = call(service, "summarise", kind="story", name="zzz")
    assert missing.is_error


def test_an_answer_is_the_json_of_the_command_and_links_its_articles(service: CuttingsService) -> None:
    answer = content(service, "ask", question=QUESTION, outlets=["Courier"])
    asked = service.ask_with_context(QUESTION, filters=Filters(outlets=("Courier",)))
    same = answer_json(asked.answer, context_json(asked.context) if asked.context else None)
    assert {**answer, "took_ms": 0} == {**as_json(same), "took_ms": 0}
    assert answer["answered"]
    _, link = call(service, "ask", question=QUESTION, outlets=["Courier"]).content
    assert (link.uri, link.title, link.description) == (f"cuttings://article/{COPY.id}", COPY.title, COPY.url)
    unanswered = call(service, "ask", question="Where is the moon?")
    assert unanswered.structured_content["citations"]
    assert [one.type for one in unanswered.content] == ["text"]


def test_progress_is_reported(service: CuttingsService) -> None:
    said: list[str | None] = []

    async def note(_done: float, _total: float | None, message: str | None) -> None:
        said.append(message)

    with_client(service, lambda client: client.call_tool("ask", {"question": QUESTION}, progress_callback=note))
    assert said == ["3 passages in 3 articles"]


def test_a_search_lists_articles_with_the_place_of_the_words(service: CuttingsService) -> None:
    found = content(service, "search", query="ferry pier", oldest_first=True, limit=1)
    (one,) = found["articles"]
    assert (found["total"], found["offset"], one["id"]) == (2, 0, FERRY.id)
    assert {**article_json(service.article(FERRY.id)), "snippet": one["snippet"]} == one
    assert "ferry struck the pier" in one["snippet"]
    assert content(service, "search", query="ferry pier", oldest_first=True, offset=1)["articles"][0]["id"] == COPY.id
    assert content(service, "search", since="2026-03-07")["total"] == 1
    assert content(service, "search")["total"] == 3


def test_an_article_is_read_without_the_folders_of_this_machine(service: CuttingsService) -> None:
    article = content(service, "article", article_id=FERRY.id)
    assert (article["text"], article["source"]) == (FERRY.text, "ferry.txt")


def test_the_news_are_the_json_of_their_commands(service: CuttingsService) -> None:
    news = service.news
    (story,) = news.stories()
    assert content(service, "stories") == as_json({"stories": [story_json(story)], "total": 1, "offset": 0})
    (shown,) = content(service, "stories", story=FERRY.id)["stories"]
    assert shown == as_json(story_json(story, news.coverage(story)))
    said = content(service, "quotations", name="Anna Ohm")
    assert said == as_json({"quotations": [said_json(one) for one in news.said("Anna Ohm")], "total": 1, "offset": 0})
    assert "We heard a bang" in said["quotations"][0]["text"]
    timeline = content(service, "timeline", about=story.id)
    assert timeline == as_json(timeline_json(news.timeline(story.id)))
    assert timeline["events"]
    assert content(service, "timeline", about=QUESTION)["events"]


def as_json(value: object) -> Any:
    return json.loads(json.dumps(value))


@pytest.mark.parametrize(
    ("tool", "arguments", "reason"),
    [
        ("article", {"article_id": "nothing"}, "no article of that id"),
        ("ask", {"question": QUESTION, "collection": "None such"}, "There is no collection named"),
        ("ask", {"question": QUESTION, "since": "2026-02-30"}, "since"),
        ("ask", {"question": "x" * 12_001}, "at most 12000 characters"),
        ("search", {"query": 'after:yesterday "'}, "after:"),
        ("stories", {"story": "nothing"}, "nothing"),
        ("search", {"limit": 101}, "less than or equal to 100"),
    ],
)
def test_what_cannot_be_done_is_explained(
    service: CuttingsService, tool: str, arguments: dict[str, Any], reason: str
) -> None:
    result = call(service, tool, **arguments)
    assert result.is_error
    assert reason in result.content[0].text


def test_an_error_names_nothing_of_this_machine(service: CuttingsService, monkeypatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise errors.pop()

    monkeypatch.setattr(service, "ask_with_context", fail)
    monkeypatch.setattr(service, "article", fail)
    errors: list[Exception] = [ArchiveError("/home/ann/archive: broken"), RuntimeError("/home/ann")]
    for _ in range(2):
        result = call(service, "ask", question=QUESTION)
        assert result.is_error
        assert "/home" not in result.content[0].text
    errors = [ArchiveError("/home/ann/archive: broken"), RuntimeError("/home/ann")]
    for _ in range(2):
        assert "/home" not in refusal(service, f"cuttings://article/{FERRY.id}")


def test_articles_are_resources_with_their_addresses(service: CuttingsService) -> None:
    listed = with_client(service, Client.list_resources).resources
    assert [one.title for one in listed] == [COPY.title, FERRY.title, MILL.title]
    assert len(listed) <= LISTED
    (read,) = with_client(service, lambda client: client.read_resource(listed[0].uri)).contents
    assert read.text == article_text(service.article(COPY.id))
    assert COPY.url in read.text.split("\n")
    assert "no article of that id" in refusal(service, "cuttings://article/nothing")
    assert "Unknown resource" in refusal(service, "file:///etc/hostname")
