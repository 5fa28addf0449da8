"""Routes of articles: one article, the table of all, adding files, removing, rebuilding the index.

Who may ask for which of them is decided before they are reached: `qa.web.route_table`, `qa.web.middleware.access`.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from corpus.article import Article
from corpus.errors import ArchiveError, NotFound, SearchInvalid
from corpus.messages import message
from corpus.private_files import open_new
from corpus.readers.limits import too_large
from qa.service.jobs import Job, Jobs, job_json, sentence
from qa.service.maintenance import Selection
from qa.service.progress import AddReport
from qa.service.service import CuttingsService
from qa.service.summaries import Subject
from qa.web.middleware.access import Access, reader_of
from qa.web.pages import articles, page
from qa.web.pages.adding import ADDRESS_LIMIT, clipped_page
from qa.web.pages.administration import AdministrationView, administration_page, state_html
from qa.web.pages.article_news import article_news_html
from qa.web.render.article import Reference, article_html
from qa.web.render.marks import ArticleMarks, marks_section
from qa.web.render.messages import said
from qa.web.render.summaries import summary_buttons
from qa.web.route_table import (
    ADMINISTRATION,
    ARTICLE,
    ARTICLE_PANEL,
    ARTICLE_REMOVE,
    ARTICLE_RESTORE,
    ARTICLES,
    ARTICLES_FETCH,
    ARTICLES_FILES,
    ARTICLES_REBUILD,
    ARTICLES_STATE,
    JOB_CANCEL,
    JOBS,
    Need,
)
from qa.web.routes.correcting import may_correct
from qa.web.routes.desk import marks_of
from qa.web.routes.responses import INVALID, answer_or_refuse, done_or_missing, read_object, words_of
from qa.web.translations import Say

logger = logging.getLogger(__name__)

MISSING, BUSY = message("nothing_of_that_name"), message("too_many_files")
BEING_REBUILT = message("being_rebuilt")


def add_article_routes(app: FastAPI, service: CuttingsService, jobs: Jobs, access: Access) -> None:
    """Add these routes to an application."""
    _add_articles(app, service, access)
    _add_table(app, service, access)
    _add_administration(app, service, jobs, access)
    _add_jobs(app, jobs, service)
    _add_removing(app, service)


def reference_of(
    start: str = "",
    end: str = "",
    also: Annotated[list[str] | None, Query()] = None,
    sha256: str = "",
    field: str = "",
) -> Reference:
    """Return what the address of an article asks to mark."""
    return Reference.parse(start, end, also or [], sha256, field)


def _add_articles(app: FastAPI, service: CuttingsService, access: Access) -> None:
    @app.get(ARTICLE, response_class=HTMLResponse)
    def article(
        request: Request, article_id: str, reference: Annotated[Reference, Depends(reference_of)]
    ) -> HTMLResponse:
        say = words_of(request)
        try:
            shown = service.article(article_id)
            marks = _marks_of(service, shown)
            below = _marks_html(service, marks, say, access) + _news_html(service, shown, say)
            tools = _tools(service, shown, say)
            token = access.token(request.headers) if tools or access.allows(Need.PERSONAL) else ""
            correcting, original = may_correct(service, access), service.originals.kind(shown)
            noted = marks.places if marks else ()
            return HTMLResponse(
                page.article_page(
                    shown,
                    reference,
                    below,
                    say,
                    token,
                    correcting=correcting,
                    noted=noted,
                    original=original,
                    tools=tools,
                )
            )
        except NotFound:
            return HTMLResponse(page.missing_page(say), status_code=404)

    @app.get(ARTICLE_PANEL, response_class=HTMLResponse)
    def panel(
        request: Request, article_id: str, reference: Annotated[Reference, Depends(reference_of)]
    ) -> HTMLResponse:
        say = words_of(request)
        try:
            shown = service.article(article_id)
            marks, original = _marks_of(service, shown), service.originals.kind(shown)
            noted, correcting = marks.places if marks else (), may_correct(service, access)
            markup = article_html(
                shown,
                reference,
                say=say,
                correcting=correcting,
                noted=noted,
                original=original,
                tools=_tools(service, shown, say),
            )
            return HTMLResponse(markup + _marks_html(service, marks, say, access) + _news_html(service, shown, say))
        except NotFound:
            return HTMLResponse(f'<p class="gone">{page.missing_html(say)}</p>', status_code=404)


def _tools(service: CuttingsService, article: Article, say: Say) -> str:
    return summary_buttons((Subject("article", article.id),), service.prose.host, say)


def _marks_of(service: CuttingsService, article: Article) -> ArticleMarks | None:
    try:
        return marks_of(service.desk, article.id)
    except ArchiveError as error:  # the article itself is there
        logger.warning("an article is shown without its marks: %s", error)
        return None


def _marks_html(service: CuttingsService, marks: ArticleMarks | None, say: Say, access: Access) -> str:
    if marks is None:
        return ""
    there = service.paths.exists()
    marking, collecting = there and access.allows(Need.PERSONAL), there and access.allows(Need.CHANGE)
    return marks_section(marks, say, administer=marking, collecting=collecting)


def _news_html(service: CuttingsService, article: Article, say: Say) -> str:
    try:
        news = service.news.of_article(article.id)
    except ArchiveError as error:  # the article itself is there
        logger.warning("an article is shown without its news: %s", error)
        return ""
    return article_news_html(news, article, say) if news else ""


def _add_table(app: FastAPI, service: CuttingsService, access: Access) -> None:
    @app.get(ARTICLES, response_class=HTMLResponse)
    def table(
        request: Request,
        q: str = "",
        outlet: str = "",
        since: str = "",
        until: str = "",
        sort: str = "",
        page: str = "",
        address: str = "",
        title: str = "",
    ) -> HTMLResponse:
        query = articles.parse_query(q, outlet, since, until, sort, page)
        try:
            found = service.search(query)
        except SearchInvalid:  # the page says what is wrong
            found = None
        shown = articles.ArticlesView(
            query=query,
            articles=found.listed if found else (),
            total=found.total if found else 0,
            found=found,
            may_save=access.allows(Need.PERSONAL) and service.alerts.can_save(),
            outlets=service.outlets(),
            days=service.days(),
            overview=service.overview(),
            administer=access.allows(Need.CHANGE),
            token=access.token(request.headers) if access.allows(Need.PERSONAL) else "",
            file_limit=service.maintenance.reading.max_bytes,
            clipped=clipped_page(address, title),
        )
        return HTMLResponse(articles.articles_page(shown, words_of(request)))


def _add_administration(app: FastAPI, service: CuttingsService, jobs: Jobs, access: Access) -> None:
    @app.get(ADMINISTRATION, response_class=HTMLResponse)
    def page(request: Request) -> HTMLResponse:
        status = service.status()
        shown = AdministrationView(
            status=status,
            rebuild=access.allows(Need.ADMIN) and status.exists and not service.overview().sample,
            token=access.token(request.headers) if access.allows(Need.ADMIN) else "",
            others=jobs.of_others(reader_of(request.headers).name),
            users=access.users is not None,
        )
        return HTMLResponse(administration_page(shown, words_of(request)))

    @app.get(ARTICLES_STATE, response_class=HTMLResponse)
    def state(request: Request) -> HTMLResponse:
        others = jobs.of_others(reader_of(request.headers).name)
        return HTMLResponse(state_html(service.status(), others, words_of(request)))


def _add_jobs(app: FastAPI, jobs: Jobs, service: CuttingsService) -> None:
    @app.get(JOBS)
    def listed(request: Request) -> Response:
        return JSONResponse([_job_json(job, words_of(request)) for job in jobs.listed(reader_of(request.headers).name)])

    @app.post(JOB_CANCEL)
    async def cancel(request: Request, job: str) -> Response:
        return done_or_missing(jobs.cancel(job, reader_of(request.headers).name), MISSING)

    @app.post(ARTICLES_REBUILD)
    async def rebuild(request: Request) -> Response:
        job = jobs.rebuild(reader_of(request.headers).name)
        return (
            JSONResponse(_job_json(job, words_of(request)))
            if job
            else PlainTextResponse(BEING_REBUILT, status_code=409)
        )

    @app.post(ARTICLES_FETCH)
    async def fetch(request: Request) -> Response:
        sent = await read_object(request)
        if isinstance(sent, Response):
            return sent
        address = sent.get("address")
        if not isinstance(address, str) or not 0 < len(address.strip()) <= ADDRESS_LIMIT:
            return PlainTextResponse(INVALID, status_code=400)
        if not await run_in_threadpool(jobs.room):
            return PlainTextResponse(BUSY, status_code=429)
        return JSONResponse(_job_json(jobs.fetch(address.strip(), reader_of(request.headers).name), words_of(request)))

    @app.post(ARTICLES_FILES)
    async def upload(request: Request, name: str = "", collection: str = "") -> Response:
        def collect(report: AddReport) -> None:
            service.desk.collections.add(collection, [*report.added, *report.changed, *report.unchanged])

        limit = service.maintenance.reading.max_bytes
        return await _uploaded(request, jobs, name, limit, collect if collection else None)


def _add_removing(app: FastAPI, service: CuttingsService) -> None:
    @app.post(ARTICLE_REMOVE)
    def remove(article_id: str) -> Response:
        return _done(lambda: service.maintenance.remove(Selection(ids=(article_id,))))

    @app.post(ARTICLE_RESTORE)
    def restore(article_id: str) -> Response:
        return _done(lambda: service.maintenance.put_back(article_id))


async def _uploaded(
    request: Request, jobs: Jobs, name: str, limit: int, then: Callable[[AddReport], object] | None
) -> Response:
    """Receive a file and have its articles added; `then` is called with the result."""
    refused = PlainTextResponse(sentence(too_large(limit)), status_code=413)
    if not await run_in_threadpool(jobs.room):
        return PlainTextResponse(BUSY, status_code=429)
    if int(request.headers.get("content-length") or 0) > limit:
        return refused
    path = jobs.new_file(name)
    try:
        small_enough = await _receive(request, path, limit)
    except BaseException:  # the browser disconnected, or the disk is full
        jobs.discard(path)
        raise
    if small_enough:
        return JSONResponse(
            _job_json(jobs.add(path, name or path.name, reader_of(request.headers).name, then), words_of(request))
        )
    jobs.discard(path)
    return refused


async def _receive(request: Request, path: Path, limit: int) -> bool:
    """Write what is sent to a file; return whether it was small enough."""
    received = 0
    with await run_in_threadpool(open_new, path) as file:
        async for part in request.stream():
            received += len(part)
            if received > limit:
                return False
            await run_in_threadpool(file.write, part)
    return True


def _done(change: Callable[[], object]) -> Response:
    def answer() -> Response:
        change()
        return Response(status_code=204)

    return answer_or_refuse(answer)


def _job_json(job: Job, say: Say) -> dict[str, Any]:
    return {**job_json(job), "said": said(job.said, say)}
