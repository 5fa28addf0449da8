"""Routes of collections, marks and dossiers: their pages, the files of a dossier, and what changes them.

They belong to the archive, and so to all of its readers. Who may not change the archive can look at them, as at saved questions.
"""

from collections.abc import Callable
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from corpus.errors import NotFound
from corpus.messages import message
from qa.answering.answer import Answer
from qa.desk.values import STARRED, TAG_SIGN, Collection, is_article
from qa.service.desk import DeskService
from qa.service.service import CuttingsService
from qa.web.export.kinds import DOSSIER_KINDS, export_dossier
from qa.web.middleware.access import ROLE_REFUSED, Access, reader_of
from qa.web.pages import desk as pages
from qa.web.pages.articles import parse_query
from qa.web.pages.desk import Viewer
from qa.web.render.desk import dossier_html
from qa.web.render.marks import ArticleMarks, marks_html, quote_marks_html
from qa.web.route_table import (
    ANSWER_QUOTE_MARKS,
    COLLECTION,
    COLLECTION_CHANGE,
    COLLECTIONS,
    DOSSIER,
    DOSSIER_CHANGE,
    DOSSIER_EXPORT,
    DOSSIER_PANEL,
    DOSSIER_PIN,
    DOSSIERS,
    MARKS,
    Need,
    path_to,
)
from qa.web.routes.responses import INVALID, Sent, answer_or_refuse, read_object, text_of, words_of
from qa.web.translations import Say

NO_QUOTE = message("no_such_quote")
DOSSIERS_OFFERED = 50
"""Dossiers among which the page lets a reader choose, those that were changed last."""


def add_desk_routes(app: FastAPI, service: CuttingsService, access: Access) -> None:
    """Add these routes to an application."""
    _add_collections(app, service, access)
    _add_dossiers(app, service.desk, access)
    _add_quotes(app, service, access)
    _add_dossier_files(app, service.desk)
    _add_changes(app, service, access)


def marks_of(desk: DeskService, article: str) -> ArticleMarks:
    """Return what an article's page shows of its marks."""
    return ArticleMarks(
        article=article,
        marks=desk.marks.on(article),
        collections=desk.collections.listed(article),
        others=[one.name for one in desk.collections.listed()],
        quotes=desk.marked_quotes([article]),
    )


def _viewer(request: Request, access: Access, writer: str | None = None) -> Viewer:
    return Viewer(
        say=words_of(request),
        administer=access.allows(Need.CHANGE),
        marking=access.allows(Need.PERSONAL),
        token=access.token(request.headers),
        writer=writer,
    )


def _add_collections(app: FastAPI, service: CuttingsService, access: Access) -> None:
    desk = service.desk

    @app.get(COLLECTIONS, response_class=HTMLResponse)
    def listed(request: Request) -> Response:
        outlets = [name for name, _ in service.outlets()[:500]]
        starred, tags = len(desk.marks.starred()), desk.marks.tags()
        quotes = desk.marked_quotes()
        page = pages.collections_page(
            desk.collections.listed(), starred, tags, quotes, outlets, _viewer(request, access)
        )
        return HTMLResponse(page)

    @app.get(COLLECTION, response_class=HTMLResponse)
    def collection(request: Request, name: str) -> Response:
        def show() -> Response:
            found = _own(desk, name)
            articles = desk.contents(desk.articles_in(found.name if found else name))
            shown = found.name if found else name
            return HTMLResponse(
                pages.collection_page(shown, found, articles, _viewer(request, access, service.prose.host))
            )

        return answer_or_refuse(show)


def _own(desk: DeskService, name: str) -> Collection | None:
    """Return the collection of an id or a name; None for that of all starred articles, or of a tag."""
    return None if name == STARRED or name.startswith(TAG_SIGN) else desk.collections.named(name)


def _add_dossiers(app: FastAPI, desk: DeskService, access: Access) -> None:
    @app.get(DOSSIERS, response_class=HTMLResponse)
    def listed(request: Request) -> Response:
        return HTMLResponse(pages.dossiers_page(desk.dossiers.listed(), _viewer(request, access)))

    @app.get(DOSSIER, response_class=HTMLResponse)
    def dossier(request: Request, dossier: str) -> Response:
        def show() -> Response:
            found = desk.dossiers.named(dossier)
            return HTMLResponse(pages.dossier_page(found, desk.shown(found), _viewer(request, access)))

        return answer_or_refuse(show)

    @app.get(DOSSIER_PANEL, response_class=HTMLResponse)
    def panel(request: Request, dossier: str) -> Response:
        def show() -> Response:
            found = desk.dossiers.named(dossier)
            viewer = _viewer(request, access)
            html = pages.dossier_panel(found, desk.shown(found), viewer.say, administer=viewer.administer)
            return HTMLResponse(html)

        return answer_or_refuse(show)


def _add_dossier_files(app: FastAPI, desk: DeskService) -> None:
    @app.get(DOSSIER_EXPORT)
    def export(dossier: str, kind: str) -> Response:
        def answer() -> Response:
            if kind not in DOSSIER_KINDS:
                raise NotFound("There is no such format.")
            found = desk.dossiers.named(dossier)
            content = export_dossier(found, [one.entry for one in desk.shown(found)], kind)
            file = quote(f"{found.title[:60].strip()}.{kind}", safe="")
            headers = {"content-disposition": f"attachment; filename=\"dossier.{kind}\"; filename*=UTF-8''{file}"}
            return Response(content, media_type=DOSSIER_KINDS[kind].media, headers=headers)

        return answer_or_refuse(answer)


def _add_changes(app: FastAPI, service: CuttingsService, access: Access) -> None:
    desk = service.desk

    @app.post(COLLECTIONS)
    async def create_collection(request: Request) -> Response:
        def change(sent: Sent) -> Response:
            wanted, outlet, since, until = (text_of(sent, one) for one in ("words", "outlet", "since", "until"))
            query = parse_query(wanted, outlet, since, until, "newest", "1")
            ids = desk.matching(query) if query.words.strip() or query.filters else None
            if ids == []:
                raise NotFound("No article fits, so there is no new collection.")
            return _go(path_to(COLLECTION, desk.collect(text_of(sent, "name"), ids or []).id))

        return await _changed(request, change)

    @app.post(COLLECTION_CHANGE)
    async def change_collection(request: Request, name: str) -> Response:
        return await _changed(request, lambda sent: _change_collection(desk, name, sent, words_of(request)))

    @app.post(DOSSIERS)
    async def create_dossier(request: Request) -> Response:
        return await _changed(
            request, lambda sent: _go(path_to(DOSSIER, desk.dossiers.create(text_of(sent, "text")).id))
        )

    @app.post(DOSSIER_CHANGE)
    async def change_dossier(request: Request, dossier: str) -> Response:
        return await _changed(request, lambda sent: _change_dossier(desk, dossier, sent, words_of(request)))

    @app.post(MARKS)
    async def mark(request: Request) -> Response:
        collecting = access.allows(Need.CHANGE)
        return await _changed(request, lambda sent: _change_marks(desk, sent, words_of(request), collecting=collecting))


def _add_quotes(app: FastAPI, service: CuttingsService, access: Access) -> None:
    @app.get(ANSWER_QUOTE_MARKS, response_class=HTMLResponse)
    def marks(request: Request, exchange: str, number: str) -> Response:
        def show() -> Response:
            at = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
            answer = _answer(service, reader_of(request.headers).name, exchange)
            viewer = _viewer(request, access)
            quote = service.desk.quote_to_mark(answer, at)
            return HTMLResponse(quote_marks_html(quote, viewer.say, administer=viewer.marking))

        return answer_or_refuse(show)

    @app.get(DOSSIER_PIN)
    def choice() -> Response:
        titles = service.desk.dossiers.titles()[:DOSSIERS_OFFERED]
        return JSONResponse([{"id": dossier, "title": title} for dossier, title in titles])

    @app.post(DOSSIER_PIN)
    async def pin(request: Request) -> Response:
        reader = reader_of(request.headers).name
        return await _changed(request, lambda sent: _pin(service, reader, sent))


def _answer(service: CuttingsService, reader: str, exchange: str) -> Answer:
    """Return an answer of a reader's conversations; `NotFound` where there is none."""
    found = service.conversations.exchange(reader, exchange)
    if found is None or found.asked.answer is None:
        raise NotFound(NO_QUOTE)
    return found.asked.answer


def _pin(service: CuttingsService, reader: str, sent: Sent) -> Response:
    """Pin a quote of an answer to the dossier that is named, to a new one, or to that changed last; or move it there."""
    number, desk = sent.get("number"), service.desk
    answer = _answer(service, reader, text_of(sent, "exchange"))
    if type(number) is not int:
        raise NotFound(NO_QUOTE)
    desk.require_quote(answer, number)  # before a dossier is created for it
    if title := text_of(sent, "title"):
        dossier = desk.dossiers.create(title)
    else:
        dossier = desk.dossiers.named(wanted) if (wanted := text_of(sent, "dossier")) else desk.dossiers.current()
    if before := text_of(sent, "from"):
        desk.transfer_quote(before, answer, number, dossier.id)
    else:
        desk.pin_quote(dossier.id, answer, number)
    return JSONResponse({"id": dossier.id, "title": dossier.title})


def _change_collection(desk: DeskService, name: str, sent: Sent, say: Say) -> Response:
    collection = desk.collections.named(name)
    match sent.get("do"):
        case "rename":
            desk.collections.rename(collection.id, text_of(sent, "text"))
            return _go(path_to(COLLECTION, collection.id))
        case "delete":
            desk.collections.delete(collection.id)
            return _go(path_to(COLLECTIONS))
        case "take_out":
            desk.collections.take_out(collection.id, [text_of(sent, "article")])
        case _:
            return PlainTextResponse(INVALID, status_code=400)
    articles = desk.contents(desk.collections.articles(collection.id))
    return HTMLResponse(pages.collection_html(collection, articles, say, administer=True))


def _change_dossier(desk: DeskService, dossier: str, sent: Sent, say: Say) -> Response:
    found, entry, text = desk.dossiers.named(dossier).id, text_of(sent, "entry"), text_of(sent, "text")
    match sent.get("do"):
        case "rename":
            desk.dossiers.rename(found, text)
            return _go(path_to(DOSSIER, found))
        case "delete":
            desk.dossiers.delete(found)
            return _go(path_to(DOSSIERS))
        case "write":
            desk.dossiers.write(found, text)
        case "annotate":
            desk.dossiers.annotate(found, entry, text)
        case "remove":
            desk.dossiers.remove(found, entry)
        case "move" if type(sent.get("to")) is int:
            desk.dossiers.move(found, entry, min(max(sent["to"], 0), 1_000_000))
        case _:
            return PlainTextResponse(INVALID, status_code=400)
    now = desk.dossiers.named(found)
    return HTMLResponse(dossier_html(now, desk.shown(now), say, administer=True))


def _change_marks(desk: DeskService, sent: Sent, say: Say, *, collecting: bool) -> Response:
    if (
        text_of(sent, "do") in {"collect", "leave", "pin"} and not collecting
    ):  # collections and dossiers are everybody's
        return PlainTextResponse(ROLE_REFUSED, status_code=403)
    target, text = text_of(sent, "target"), text_of(sent, "text")
    words = desk.require(target, text_of(sent, "sha256"))
    match sent.get("do"):
        case "star" | "unstar" as what:
            desk.marks.star(target, starred=what == "star", sha256=words)
        case "tag":
            desk.marks.tag(target, [text], sha256=words)
        case "untag":
            desk.marks.untag(target, [text])
        case "note":
            desk.marks.note(target, text, sha256=words)
        case "collect":
            desk.collect(text, [target])
        case "leave":
            desk.collections.take_out(text, [target])
        case "pin":
            desk.pin_place(desk.dossiers.current().id, target)
        case _:
            return PlainTextResponse(INVALID, status_code=400)
    if not is_article(target):
        return HTMLResponse(quote_marks_html(desk.marked_quote(target, words), say, administer=True))
    return HTMLResponse(marks_html(marks_of(desk, target), say, administer=True, collecting=collecting))


def _go(address: str) -> Response:
    """Return the answer after which the page's script opens another page."""
    return JSONResponse({"go": address})


async def _changed(request: Request, change: Callable[[Sent], Response]) -> Response:
    sent = await read_object(request)
    return sent if isinstance(sent, Response) else await run_in_threadpool(answer_or_refuse, lambda: change(sent))
