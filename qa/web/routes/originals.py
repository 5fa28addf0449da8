"""Routes of the file that an article was read from: its page, a page of a PDF, a saved page for its frame, the download."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response

from corpus.article import Article
from corpus.errors import NotFound
from qa.service.originals import Kind, Originals, OriginalUnreadable, first_page
from qa.service.service import CuttingsService
from qa.web.pages.original import printed_page, saved_page, unreadable_page
from qa.web.pages.page import missing_page
from qa.web.render.article import Reference
from qa.web.route_table import ORIGINAL, ORIGINAL_FILE, ORIGINAL_PAGE, ORIGINAL_SAVED, path_to
from qa.web.routes.articles import MISSING, reference_of
from qa.web.routes.responses import words_of
from qa.web.translations import Say


def add_original_routes(app: FastAPI, service: CuttingsService) -> None:
    """Add these routes to an application."""
    originals = service.originals

    @app.get(ORIGINAL, response_class=HTMLResponse)
    def original(
        request: Request, article_id: str, reference: Annotated[Reference, Depends(reference_of)], page: str = ""
    ) -> Response:
        say = words_of(request)
        try:
            article = service.article(article_id)
        except NotFound:
            return HTMLResponse(missing_page(say), status_code=404)
        return _shown(originals, article, reference, _number(page), say)

    @app.get(ORIGINAL_PAGE)
    def picture(article_id: str, page: str) -> Response:
        article, number = _with_original(service, article_id, "pdf"), _number(page)
        if article is None or number is None:
            return PlainTextResponse(MISSING, status_code=404)
        return Response(originals.picture(article, number), media_type="image/png")

    @app.get(ORIGINAL_SAVED, response_class=HTMLResponse)
    def saved(article_id: str) -> Response:
        article = _with_original(service, article_id, "page")
        if article is None:
            return PlainTextResponse(MISSING, status_code=404)
        return HTMLResponse(originals.saved_page(article))

    @app.get(ORIGINAL_FILE)
    def file(article_id: str) -> Response:
        article = _with_original(service, article_id)
        found = originals.file(article) if article else None
        if found is None:
            return PlainTextResponse(MISSING, status_code=404)
        path, name = found
        headers = {"content-disposition": f"attachment; filename=\"original\"; filename*=UTF-8''{quote(name, safe='')}"}
        return FileResponse(path, media_type="application/octet-stream", headers=headers)

    @app.exception_handler(OriginalUnreadable)
    def unreadable(_: Request, error: OriginalUnreadable) -> Response:
        return PlainTextResponse(str(error), status_code=404)


def _with_original(service: CuttingsService, article_id: str, kind: Kind | None = None) -> Article | None:
    """Return an article that has an original, of that kind where one is named; None where there is none."""
    try:
        article = service.article(article_id)
    except NotFound:
        return None
    found = service.originals.kind(article)
    return article if found and kind in {None, found} else None


def _shown(originals: Originals, article: Article, reference: Reference, number: int | None, say: Say) -> Response:
    kind = originals.kind(article)
    if kind is None:
        return HTMLResponse(missing_page(say), status_code=404)
    if kind == "file":
        return RedirectResponse(path_to(ORIGINAL_FILE, article.id), status_code=303)
    if kind == "page":
        return HTMLResponse(saved_page(article, reference, say))
    cited = reference.cited_in_text if not reference.changed(article) else None
    span = (cited.start, cited.end) if cited else None
    try:
        shown = originals.page(article, number or first_page(article, span), span)
    except OriginalUnreadable as error:
        return HTMLResponse(unreadable_page(article, reference, str(error), say), status_code=404)
    return HTMLResponse(printed_page(article, reference, shown, say))


def _number(page: str) -> int | None:
    return int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 8 and int(page) else None
