"""Routes of a reader's own conversations: the filters of a question, their list, files, quotes to copy, titles, votes."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from corpus.messages import message
from qa.service.service import CuttingsService
from qa.web.export.cite import all_formats, cited
from qa.web.export.write import export_html, export_markdown
from qa.web.middleware.access import reader_of
from qa.web.pages.conversation import written_so_far
from qa.web.pages.sidebar import conversations_html, filters_html
from qa.web.route_table import (
    ANSWER_QUOTE,
    ANSWER_VOTE,
    ANSWER_WRITTEN,
    CONVERSATION_DELETE,
    CONVERSATION_EXPORT,
    CONVERSATION_LAST,
    CONVERSATION_TITLE,
    CONVERSATIONS,
    FILTERS,
)
from qa.web.routes.responses import done_or_missing, read_object
from qa.web.translations import words

MISSING = message("nothing_of_that_name")


def add_conversation_routes(app: FastAPI, service: CuttingsService) -> None:
    """Add these routes to an application."""
    _add_views(app, service)
    _add_files(app, service)
    _add_changes(app, service)


def _add_views(app: FastAPI, service: CuttingsService) -> None:
    @app.get(FILTERS, response_class=HTMLResponse)
    def filters(request: Request) -> HTMLResponse:
        say = words(reader_of(request.headers).language)
        return HTMLResponse(filters_html(service.outlets(), service.days(), say, collections=service.desk.names()))

    @app.get(CONVERSATIONS, response_class=HTMLResponse)
    def listed(request: Request, q: str = "", current: str = "") -> HTMLResponse:
        reader = reader_of(request.headers)
        found = service.conversations.listed(reader.name, q[:200])
        return HTMLResponse(conversations_html(found, current, words(reader.language), searched=bool(q.strip())))

    @app.get(CONVERSATION_LAST)
    def last(request: Request, name: str) -> Response:
        exchanges = service.conversations.exchanges(reader_of(request.headers).name, name, 1)
        return JSONResponse({"exchange": exchanges[0].id if exchanges else None})

    @app.get(ANSWER_WRITTEN, response_class=HTMLResponse)
    def written(request: Request, exchange: str) -> Response:
        found = written_so_far(service, reader_of(request.headers), exchange)
        return HTMLResponse(found) if found is not None else PlainTextResponse(MISSING, status_code=404)


def _add_files(app: FastAPI, service: CuttingsService) -> None:
    @app.get(CONVERSATION_EXPORT)
    def export(request: Request, name: str, kind: str) -> Response:
        reader, conversations = reader_of(request.headers).name, service.conversations
        title, exchanges = conversations.title(reader, name), conversations.exchanges(reader, name)
        if title is None or kind not in {"md", "html"}:
            return PlainTextResponse(message("no_such_conversation"), status_code=404)
        content = export_markdown(title, exchanges) if kind == "md" else export_html(title, exchanges)
        media = "text/markdown" if kind == "md" else "text/html"
        file = quote(f"{title[:60].strip() or 'conversation'}.{kind}", safe="")
        headers = {"content-disposition": f"attachment; filename=\"conversation.{kind}\"; filename*=UTF-8''{file}"}
        return Response(content.encode("utf-8"), media_type=f"{media}; charset=utf-8", headers=headers)

    @app.get(ANSWER_QUOTE)
    def quote_formats(request: Request, exchange: str, number: str) -> Response:
        found = service.conversations.exchange(reader_of(request.headers).name, exchange)
        quotes = cited(found.asked.answer) if found and found.asked.answer else []
        if not (number.isascii() and number.isdigit() and 1 <= int(number[:4]) <= len(quotes)):
            return PlainTextResponse(message("no_such_quote"), status_code=404)
        return JSONResponse(all_formats(quotes[int(number) - 1]))


def _add_changes(app: FastAPI, service: CuttingsService) -> None:
    @app.post(CONVERSATION_TITLE)
    async def rename(request: Request, name: str) -> Response:
        def change(reader: str, sent: dict[str, Any]) -> bool:
            return service.conversations.rename(reader, name, str(sent.get("title", "")))

        return await _changed(request, change)

    @app.post(CONVERSATION_DELETE)
    async def delete(request: Request, name: str) -> Response:
        return await _changed(request, lambda reader, _: service.conversations.delete(reader, name))

    @app.post(ANSWER_VOTE)
    async def vote(request: Request, exchange: str) -> Response:
        def change(reader: str, sent: dict[str, Any]) -> bool:
            value = sent.get("vote")
            return service.conversations.vote(reader, exchange, value if isinstance(value, int) else 0)

        return await _changed(request, change)


async def _changed(request: Request, change: Callable[[str, dict[str, Any]], bool]) -> Response:
    """Answer a request for a change, which is given the reader's name and what was sent."""
    sent = await read_object(request)
    if isinstance(sent, Response):
        return sent
    reader = reader_of(request.headers).name
    return done_or_missing(await run_in_threadpool(change, reader, sent), MISSING)
