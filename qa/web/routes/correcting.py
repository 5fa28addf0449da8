"""Routes of correcting an article: the page with the form, and the change."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from corpus.catalogue.corrections import FIELDS
from corpus.errors import NotFound
from qa.service.service import CuttingsService
from qa.web.middleware.access import Access
from qa.web.pages.correcting import correcting_page
from qa.web.pages.page import missing_page
from qa.web.route_table import ARTICLE_CORRECT, Need
from qa.web.routes.responses import INVALID, answer_or_refuse, read_object, words_of


def add_correcting_routes(app: FastAPI, service: CuttingsService, access: Access) -> None:
    """Add these routes to an application."""

    @app.get(ARTICLE_CORRECT, response_class=HTMLResponse)
    def form(request: Request, article_id: str) -> HTMLResponse:
        say = words_of(request)
        try:
            if not may_correct(service, access):
                return HTMLResponse(missing_page(say), status_code=404)
            return HTMLResponse(correcting_page(service.article(article_id), access.token(request.headers), say))
        except NotFound:
            return HTMLResponse(missing_page(say), status_code=404)

    @app.post(ARTICLE_CORRECT)
    async def correct(request: Request, article_id: str) -> Response:
        sent = await read_object(request)
        if isinstance(sent, Response):
            return sent
        return await run_in_threadpool(answer_or_refuse, lambda: _changed(service, article_id, sent))


def may_correct(service: CuttingsService, access: Access) -> bool:
    """Return whether articles can be corrected: the server may be changed, and what it shows is not the sample."""
    return access.allows(Need.CHANGE) and not service.shows_sample()


def _changed(service: CuttingsService, article_id: str, sent: dict[str, Any]) -> Response:
    if sent == {"undo": True}:
        service.maintenance.undo_correction(article_id)
    elif sent and all(name in FIELDS and isinstance(value, str) for name, value in sent.items()):
        service.maintenance.correct(article_id, sent)
    else:
        return PlainTextResponse(INVALID, status_code=400)
    return Response(status_code=204)
