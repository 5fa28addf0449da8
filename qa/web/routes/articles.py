"""Our own addresses beside the chat: articles, conversations, copies of quotes, and what administers the archive.

Who may ask for which of them is decided before they are reached: `qa.web.route_table`, `qa.web.middleware.access`.
"""

import json
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from corpus.article import Article
from corpus.errors import ArchiveError, CuttingsError, NotFound
from corpus.private_files import open_new
from qa.service.conversations import Exchange
from qa.service.jobs import Job, Jobs
from qa.service.maintenance import Selection
from qa.service.service import CuttingsService
from qa.web.export.cite import all_formats, cited
from qa.web.export.write import export_html, export_markdown
from qa.web.middleware.access import Access, reader_of
from qa.web.pages import articles, page
from qa.web.pages.article_news import article_news_html
from qa.web.pages.articles import FILE_LIMIT, MEBIBYTE
from qa.web.pages.sidebar import conversations_html, filters_html
from qa.web.render.article import Reference, article_html
from qa.web.route_table import (
    ANSWER_QUOTE,
    ANSWER_VOTE,
    ARTICLE,
    ARTICLE_PANEL,
    ARTICLE_REMOVE,
    ARTICLE_RESTORE,
    ARTICLES,
    ARTICLES_FILES,
    ARTICLES_REBUILD,
    ARTICLES_STATE,
    CONVERSATION_DELETE,
    CONVERSATION_EXPORT,
    CONVERSATION_LAST,
    CONVERSATION_TITLE,
    CONVERSATIONS,
    FILTERS,
    JOB_CANCEL,
    JOBS,
)
from qa.web.translations import words

logger = logging.getLogger(__name__)

BODY_LIMIT = 20_000
BEING_MADE = "The index is being made anew already."
TOO_LARGE = f"Larger than the limit of {FILE_LIMIT // MEBIBYTE} MiB; split it into several files."


def add_routes(app: FastAPI, service: CuttingsService, jobs: Jobs, access: Access) -> None:
    """Add all of these addresses to an application."""
    _add_articles(app, service)
    _add_conversations(app, service)
    _add_changes(app, service)
    _add_table(app, service, jobs, access)
    _add_jobs(app, jobs)
    _add_removing(app, service)


def _add_articles(app: FastAPI, service: CuttingsService) -> None:
    none = Query(default=())

    @app.get(ARTICLE, response_class=HTMLResponse)
    def article(
        article_id: str, start: str = "", end: str = "", also: list[str] = none, sha256: str = ""
    ) -> HTMLResponse:
        reference = Reference.parse(start, end, also, sha256)
        try:
            shown = service.article(article_id)
            return HTMLResponse(page.article_page(shown, reference, _beside(service, shown)))
        except NotFound:
            return HTMLResponse(page.missing_page(), status_code=404)

    @app.get(ARTICLE_PANEL, response_class=HTMLResponse)
    def panel(
        article_id: str, start: str = "", end: str = "", also: list[str] = none, sha256: str = ""
    ) -> HTMLResponse:
        reference = Reference.parse(start, end, also, sha256)
        try:
            shown = service.article(article_id)
            return HTMLResponse(article_html(shown, reference) + _beside(service, shown))
        except NotFound:
            return HTMLResponse(f'<p class="gone">{page.missing_html()}</p>', status_code=404)


def _beside(service: CuttingsService, article: Article) -> str:
    try:
        news = service.news.of_article(article.id)
    except ArchiveError as error:  # the article itself is there
        logger.warning("nothing beside an article: %s", error)
        return ""
    return article_news_html(news, article) if news else ""


def _add_conversations(app: FastAPI, service: CuttingsService) -> None:
    @app.get(FILTERS, response_class=HTMLResponse)
    def filters() -> HTMLResponse:
        return HTMLResponse(filters_html(service.outlets(), service.days()))

    @app.get(CONVERSATIONS, response_class=HTMLResponse)
    def listed(request: Request, q: str = "", current: str = "") -> HTMLResponse:
        reader = reader_of(request.headers)
        found = service.conversations.listed(reader.name, q[:200])
        return HTMLResponse(conversations_html(found, current, words(reader.language), searched=bool(q.strip())))

    @app.get(CONVERSATION_LAST)
    def last(request: Request, name: str) -> Response:
        kept = service.conversations.exchanges(reader_of(request.headers).name, name, 1)
        return JSONResponse({"exchange": kept[0].id if kept else None})

    @app.get(CONVERSATION_EXPORT)
    def export(request: Request, name: str, kind: str) -> Response:
        reader = reader_of(request.headers)
        kept = service.conversations
        title, exchanges = kept.title(reader.name, name), kept.exchanges(reader.name, name)
        if title is None or kind not in {"md", "html"}:
            return PlainTextResponse("There is no such conversation.", status_code=404)
        made = export_markdown(title, exchanges) if kind == "md" else export_html(title, exchanges)
        media = "text/markdown" if kind == "md" else "text/html"
        file = quote(f"{title[:60].strip() or 'conversation'}.{kind}", safe="")
        headers = {"content-disposition": f"attachment; filename=\"conversation.{kind}\"; filename*=UTF-8''{file}"}
        return Response(made.encode("utf-8"), media_type=f"{media}; charset=utf-8", headers=headers)

    @app.get(ANSWER_QUOTE)
    def copies(request: Request, exchange: str, number: str) -> Response:
        found: Exchange | None = service.conversations.exchange(reader_of(request.headers).name, exchange)
        quotes = cited(found.asked.answer) if found and found.asked.answer else []
        if not (number.isascii() and number.isdigit() and 1 <= int(number[:4]) <= len(quotes)):
            return PlainTextResponse("There is no such quote.", status_code=404)
        return JSONResponse(all_formats(quotes[int(number) - 1]))


def _add_changes(app: FastAPI, service: CuttingsService) -> None:
    @app.post(CONVERSATION_TITLE)
    async def rename(request: Request, name: str) -> Response:
        async def change(sent: dict[str, Any]) -> bool:
            reader = reader_of(request.headers).name
            return await run_in_threadpool(service.conversations.rename, reader, name, str(sent.get("title", "")))

        return await _changed(request, change)

    @app.post(CONVERSATION_DELETE)
    async def delete(request: Request, name: str) -> Response:
        async def change(_: dict[str, Any]) -> bool:
            reader = reader_of(request.headers).name
            return await run_in_threadpool(service.conversations.delete, reader, name)

        return await _changed(request, change)

    @app.post(ANSWER_VOTE)
    async def vote(request: Request, exchange: str) -> Response:
        async def change(sent: dict[str, Any]) -> bool:
            reader, value = reader_of(request.headers).name, sent.get("vote")
            number = value if isinstance(value, int) else 0
            return await run_in_threadpool(service.conversations.vote, reader, exchange, number)

        return await _changed(request, change)


def _add_table(app: FastAPI, service: CuttingsService, jobs: Jobs, access: Access) -> None:
    @app.get(ARTICLES, response_class=HTMLResponse)
    def table(
        request: Request,
        q: str = "",
        outlet: str = "",
        since: str = "",
        until: str = "",
        sort: str = "",
        page: str = "",
    ) -> HTMLResponse:
        query = articles.parse_query(q, outlet, since, until, sort, page)
        found, total = service.listed(query)
        shown = articles.Shown(
            query=query,
            articles=found,
            total=total,
            outlets=service.outlets(),
            days=service.days(),
            overview=service.overview(),
            status=service.status(),
            administer=not access.read_only,
            token="" if access.read_only else access.token(request.headers),
            others=jobs.of_others(reader_of(request.headers).name),
        )
        return HTMLResponse(articles.articles_page(shown))

    @app.get(ARTICLES_STATE, response_class=HTMLResponse)
    def state(request: Request) -> HTMLResponse:
        others = jobs.of_others(reader_of(request.headers).name)
        return HTMLResponse(articles.state_html(service.status(), others))


def _add_jobs(app: FastAPI, jobs: Jobs) -> None:
    @app.get(JOBS)
    def listed(request: Request) -> Response:
        return JSONResponse([_job_json(job) for job in jobs.listed(reader_of(request.headers).name)])

    @app.post(JOB_CANCEL)
    async def cancel(request: Request, job: str) -> Response:
        return _found(jobs.cancel(job, reader_of(request.headers).name))

    @app.post(ARTICLES_REBUILD)
    async def rebuild(request: Request) -> Response:
        job = jobs.rebuild(reader_of(request.headers).name)
        return JSONResponse(_job_json(job)) if job else PlainTextResponse(BEING_MADE, status_code=409)

    @app.post(ARTICLES_FILES)
    async def upload(request: Request, name: str = "") -> Response:
        return await _uploaded(request, jobs, name)


def _add_removing(app: FastAPI, service: CuttingsService) -> None:
    @app.post(ARTICLE_REMOVE)
    def remove(article_id: str) -> Response:
        return _done(lambda: service.maintenance.remove(Selection(ids=(article_id,))))

    @app.post(ARTICLE_RESTORE)
    def restore(article_id: str) -> Response:
        return _done(lambda: service.maintenance.put_back(article_id))


async def _uploaded(request: Request, jobs: Jobs, name: str) -> Response:
    """Take in a file and have its articles added."""
    if not await run_in_threadpool(jobs.room):
        return PlainTextResponse("Too many files wait already; try again when some are done.", status_code=429)
    if int(request.headers.get("content-length") or 0) > FILE_LIMIT:
        return PlainTextResponse(TOO_LARGE, status_code=413)
    path = jobs.new_file(name)
    try:
        small_enough = await _receive(request, path)
    except BaseException:  # the browser has gone, or the disk is full
        jobs.discard(path)
        raise
    if small_enough:
        return JSONResponse(_job_json(jobs.add(path, name or path.name, reader_of(request.headers).name)))
    jobs.discard(path)
    return PlainTextResponse(TOO_LARGE, status_code=413)


async def _receive(request: Request, path: Path) -> bool:
    """Write what is sent to a file; return whether it was small enough."""
    received = 0
    with await run_in_threadpool(open_new, path) as file:
        async for part in request.stream():
            received += len(part)
            if received > FILE_LIMIT:
                return False
            await run_in_threadpool(file.write, part)
    return True


async def _changed(request: Request, change: Callable[[dict[str, Any]], Awaitable[bool]]) -> Response:
    sent = await sent_object(request)
    return sent if isinstance(sent, Response) else _found(await change(sent))


async def sent_object(request: Request) -> dict[str, Any] | Response:
    """Return the JSON object in a request, an empty one where nothing was sent; what to say where it is none, or too long."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_LIMIT:
            return PlainTextResponse("That is too long.", status_code=413)
    try:
        sent = json.loads(bytes(body) or b"{}")
    except (ValueError, RecursionError):
        sent = None
    return sent if isinstance(sent, dict) else PlainTextResponse("That makes no sense here.", status_code=400)


def _found(there: object) -> Response:
    return Response(status_code=204) if there else PlainTextResponse("There is nothing of that name.", status_code=404)


def _done(change: Callable[[], object]) -> Response:
    try:
        change()
    except NotFound as error:
        return PlainTextResponse(str(error), status_code=404)
    except CuttingsError as error:
        return PlainTextResponse(str(error), status_code=409)
    return Response(status_code=204)


def _job_json(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "name": job.name,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "rate": None if job.rate is None else round(job.rate, 1),
        "seconds_left": None if job.seconds_left is None else round(job.seconds_left),
        "said": job.said,
    }
