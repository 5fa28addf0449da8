"""The tools that assistants call. Each reads, none changes anything; what it returns is the JSON that `--json` prints."""

import json
from asyncio import to_thread
from collections.abc import Callable, Iterable, Iterator
from contextlib import aclosing, contextmanager, suppress
from functools import partial
from typing import Annotated, Any, TypeVar

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, ResourceLink, TextContent, ToolAnnotations
from pydantic import Field

from corpus.catalogue.listing import ListQuery
from corpus.errors import NotFound
from corpus.filters import Filters
from qa.answering.answer import CitedArticle, Step
from qa.answering.json import Json, answer_json, article_json
from qa.news.views.json import context_json, said_json, story_json, timeline_json
from qa.service.service import CuttingsService
from qa.service.summaries import AnsweredQuestion, Subject, SubjectKind
from qa.service.timeline import timeline_about
from qa.web.api.asking import Ask, steps_of, written_above
from qa.web.api.models.answer import QUESTION_LIMIT, AnswerModel
from qa.web.api.models.base import Day
from qa.web.api.models.news import TimelineModel
from qa.web.api.problems import problem_of
from qa.web.api.sources import without_folders
from qa.web.mcp.models import ArticleTextModel, FoundModel, QuotationsModel, StoriesModel
from qa.web.render.citations import quoted_numbers
from qa.web.render.summaries import question_about
from qa.written.json import written_json

READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
LISTED = 20

_Result = TypeVar("_Result")
_Tools = MCPServer[Any]

Question = Annotated[
    str,
    Field(max_length=QUESTION_LIMIT, description="in the reader's own words, understandable by itself"),
]
Outlets = Annotated[
    list[Annotated[str, Field(max_length=500)]], Field(max_length=100, description="only these outlets")
]
Since = Annotated[Day | None, Field(description="published on this ISO day or later")]
Until = Annotated[Day | None, Field(description="published on this ISO day or earlier")]
Collection = Annotated[str | None, Field(max_length=200, description="only articles of this collection, #tag or ★")]
Written = Annotated[
    bool,
    Field(description="also have sentences written of the quotes, each borne out by one, where a writer is set up"),
]
Limit = Annotated[int, Field(ge=1, le=100, description="list so many at most")]
Offset = Annotated[int, Field(ge=0, le=1_000_000, description="leave out the first so many")]


def article_uri(article_id: str) -> str:
    """Return the address of an article as a resource."""
    return f"cuttings://article/{article_id}"


def add_tools(server: _Tools, service: CuttingsService, caller: Callable[[Any], str]) -> None:
    """Add all tools to a server.

    Args:
        caller: as in `qa.web.mcp.server.new_server`.
    """
    _add_ask(server, service, caller)
    _add_articles(server, service)
    _add_news(server, service, caller)


def _add_ask(server: _Tools, service: CuttingsService, caller: Callable[[Any], str]) -> None:
    @server.tool(title="Ask the archive", annotations=READS)
    async def ask(
        question: Question,
        ctx: Context[Any, Any],
        outlets: Outlets = [],  # noqa: B006 (nothing is added to it)
        since: Since = None,
        until: Until = None,
        collection: Collection = None,
        written: Written = False,
    ) -> Annotated[CallToolResult, AnswerModel]:
        """Answer a question with sentences quoted word for word from the articles, each with its citation.

        `citations` has the article of each quote. Questions such as "summarise ...", "what is new", "compare ... and ..." and
        "list the articles about ..." are understood. Where `answered` is false the archive has no certain answer.
        """
        filters = Filters(outlets=tuple(outlets), since=since, until=until, collection=collection or None)
        asked = await _result_of(partial(service.ask_with_context, question, (), filters), ctx, caller)
        return await answered(asked, ctx, written=written)

    @server.tool(title="Summarise an article, a story or a collection", annotations=READS)
    async def summarise(
        kind: Annotated[SubjectKind, Field(description="`outlets` compares the outlets of a story")],
        name: Annotated[
            str, Field(max_length=200, description="id of an article or a story; name of a collection, #tag or ★")
        ],
        ctx: Context[Any, Any],
        written: Written = False,
    ) -> Annotated[CallToolResult, AnswerModel]:
        """Return how an article, the articles of a story, or the stories of a collection begin, word for word, with citations.

        Of `outlets`, what each outlet prints on one point of a story; `beside` has what they say differently.
        """
        with _explained():
            asked = await to_thread(service.summaries.summary, Subject(kind, name), question_about(kind))
        return await answered(asked, ctx, written=written)

    async def answered(asked: AnsweredQuestion, ctx: Context[Any, Any], *, written: bool) -> CallToolResult:
        context, answer = context_json(asked.context) if asked.context else None, asked.answer
        above = await _result_of(partial(written_above, service, asked), ctx, caller) if written else None
        prose = written_json(above.written) if above and above.written else None
        quoted = (answer.citation(number).article for number in sorted(quoted_numbers(answer)))
        return _result(answer_json(answer, context, prose), quoted)


async def _result_of(ask: Ask[_Result], ctx: Context[Any, Any], caller: Callable[[Any], str]) -> _Result:
    """Return what a question comes to. Where the call is cancelled, the question is given up."""
    with _explained():
        async with aclosing(steps_of(ask, caller(ctx.request_context.request))) as steps:
            async for step in steps:
                if isinstance(step, Step):
                    found = f"{step.passages} passages in {step.articles} articles"
                    await ctx.report_progress(1, 2, found)
                elif step is not None:
                    return step
    raise AssertionError("unreachable")


def _add_articles(server: _Tools, service: CuttingsService) -> None:
    @server.tool(title="Search articles", annotations=READS)
    def search(
        query: Annotated[str, Field(max_length=500)] = "",
        outlets: Outlets = [],  # noqa: B006 (nothing is added to it)
        since: Since = None,
        until: Until = None,
        collection: Collection = None,
        oldest_first: bool = False,
        limit: Limit = LISTED,
        offset: Offset = 0,
    ) -> Annotated[CallToolResult, FoundModel]:
        """List the articles that have all words of a query, newest first; all articles where it is empty.

        Operators: "a phrase", -word, outlet:NAME, after:DAY, before:DAY, said:NAME, person:NAME, place:NAME; a - before them
        leaves out what fits. Texts are not included: `article` has them.
        """
        filters = Filters(outlets=tuple(outlets), since=since, until=until, collection=collection or None)
        order = "oldest" if oldest_first else "newest"
        wanted = ListQuery(words=query, filters=filters, sort=order, limit=limit, offset=offset)
        with _explained():
            found = service.search(wanted, facets=False)
            snippets = {name: snippet.shown() for name, snippet in found.snippets.items()}
            listed = []
            for one in found.listed:
                with suppress(NotFound):  # removed since the list was read
                    listed.append({**article_json(service.article(one.id)), "snippet": snippets.get(one.id)})
        return _result({"articles": listed, "total": found.total, "offset": offset})

    @server.tool(title="Read an article", annotations=READS)
    def article(article_id: Annotated[str, Field(max_length=40)]) -> Annotated[CallToolResult, ArticleTextModel]:
        """Return an article with its text, by the id that answers and lists have."""
        with _explained():
            found = service.article(article_id)
        source = without_folders(found.source)
        return _result({**article_json(found), "version": found.version, "source": source, "text": found.text})


def _add_news(server: _Tools, service: CuttingsService, caller: Callable[[Any], str]) -> None:
    news = service.news

    @server.tool(title="Stories in the news", annotations=READS)
    def stories(
        story: Annotated[
            str | None, Field(max_length=40, description="only this one: id of a story or an article")
        ] = None,
        limit: Limit = LISTED,
        offset: Offset = 0,
    ) -> Annotated[CallToolResult, StoriesModel]:
        """List the stories, which are articles about one event, most articles first; or show one with how it is covered.

        Each has its articles, which of them print the same text, corrections, and what they say differently.
        """
        with _explained():
            if story:
                found = news.story(story)
                return _result({"stories": [story_json(found, news.coverage(found))], "total": 1, "offset": 0})
            listed = [story_json(one) for one in news.stories(limit, offset)]
            return _result({"stories": listed, "total": news.story_count(), "offset": offset})

    @server.tool(title="What somebody said", annotations=READS)
    def quotations(
        name: Annotated[str, Field(min_length=1, max_length=200, description="of a person, as the news have it")],
        limit: Limit = LISTED,
        offset: Offset = 0,
    ) -> Annotated[CallToolResult, QuotationsModel]:
        """List what somebody said, word for word, with the sentence and the article, newest articles first."""
        with _explained():
            listed = [said_json(one) for one in news.said(name, limit, offset)]
            return _result({"quotations": listed, "total": news.said_count(name), "offset": offset})

    @server.tool(title="Timeline", annotations=READS)
    async def timeline(
        about: Annotated[
            str, Field(max_length=QUESTION_LIMIT, description="id of a story or an article, or a question")
        ],
        ctx: Context[Any, Any],
    ) -> Annotated[CallToolResult, TimelineModel]:
        """List the dated events of a story, or of the articles that a question finds, in order, with who reports them."""
        found = await _result_of(partial(timeline_about, service, about), ctx, caller)
        return _result(timeline_json(found))


def _result(content: Json, quoted: Iterable[CitedArticle] = ()) -> CallToolResult:
    """Return JSON as structured content, and as text for clients that know no other; with links to the quoted articles."""
    articles = {one.id: one for one in quoted}.values()
    links = [
        ResourceLink(
            uri=article_uri(one.id),
            name=one.id,
            title=one.title,
            description=one.url or one.outlet,
            mime_type="text/plain",
        )
        for one in articles
    ]
    text = TextContent(text=json.dumps(content, ensure_ascii=False))
    return CallToolResult(content=[text, *links], structured_content=content)


@contextmanager
def _explained() -> Iterator[None]:
    """Give errors of ours, and of the machine, to the assistant as what `qa.web.api.problems` says of them."""
    try:
        yield
    except Exception as error:
        problem = problem_of(error)
        if problem is None:
            raise
        raise ToolError(problem.detail) from error
