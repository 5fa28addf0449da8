"""The addresses of saved questions: their page, their number, their feed, and what changes them.

They are the archive's and so of all its readers: each is asked whenever something is added. So who may not administer may look
and change nothing, neither what is saved nor what was seen.
"""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from corpus.errors import CuttingsError
from corpus.filters import Filters
from qa.alerts.alerts import Alerts
from qa.service.service import CuttingsService
from qa.web.middleware.access import Access, reader_of
from qa.web.pages.alerts import ShownAlerts, alerts_page
from qa.web.route_table import ALERT_REMOVE, ALERT_SEEN, ALERTS, ALERTS_COUNT, ALERTS_FEED
from qa.web.routes.articles import sent_object

NO_QUESTION = "There is no question here to save."
NOT_THERE = "There is no such saved question."
DIGITS = 15


def add_alert_routes(app: FastAPI, alerts: Alerts, access: Access, service: CuttingsService) -> None:
    """Add these addresses to an application."""
    _add_looking(app, alerts, access, service)
    _add_changing(app, alerts, service)


def _add_looking(app: FastAPI, alerts: Alerts, access: Access, service: CuttingsService) -> None:
    @app.get(ALERTS, response_class=HTMLResponse)
    def page(request: Request) -> Response:
        def show() -> Response:
            shown = ShownAlerts(
                watched=alerts.listed(),
                outlets=[name for name, _ in service.outlets()],
                own=alerts.possible(),
                administer=not access.read_only,
                token=access.token(request.headers),
            )
            return HTMLResponse(alerts_page(shown))

        return _told(show)

    @app.get(ALERTS_COUNT)
    def unseen() -> Response:
        return _told(lambda: JSONResponse({"unseen": alerts.unseen(), "may_save": _may_save(alerts, access)}))

    @app.get(ALERTS_FEED)
    def feed() -> Response:
        return _told(lambda: Response(alerts.feed(), media_type="application/atom+xml"))


def _add_changing(app: FastAPI, alerts: Alerts, service: CuttingsService) -> None:
    @app.post(ALERTS)
    async def save(request: Request) -> Response:
        def change(sent: dict[str, Any]) -> Response:
            question, filters = _wanted(sent, request, service)
            if not question:
                return PlainTextResponse(NO_QUESTION, status_code=404 if "exchange" in sent else 400)
            return JSONResponse({"number": alerts.save(question, filters).number})

        return await _changed(request, change)

    @app.post(ALERT_REMOVE)
    async def remove(request: Request, number: str) -> Response:
        return await _changed(request, lambda _: _found(_is_number(number) and alerts.remove(int(number))))

    @app.post(ALERT_SEEN)
    async def seen(request: Request, number: str) -> Response:
        def change(sent: dict[str, Any]) -> Response:
            up_to = str(sent.get("up_to", ""))
            last = {"up_to": int(up_to)} if _is_number(up_to) else {}
            return _found(_is_number(number) and alerts.see(int(number), **last))

        return await _changed(request, change)


def _wanted(sent: dict[str, Any], request: Request, service: CuttingsService) -> tuple[str, Filters]:
    """Return the question that is to be saved: as it is sent, or as it was searched when its reader asked it."""
    if "exchange" in sent:
        reader = reader_of(request.headers)
        exchange = service.conversations.exchange(reader.name, str(sent["exchange"])[:100])
        if exchange is None:
            return "", Filters()
        asked = exchange.asked
        # a question of a conversation means little without it: what was searched for stands alone
        return (asked.answer.interpreted if asked.answer else None) or asked.question, asked.filters
    question, outlet = sent.get("question"), sent.get("outlet")
    if not isinstance(question, str) or not any(character.isalnum() for character in question):
        return "", Filters()
    return question, Filters(outlets=(outlet[:500],) if isinstance(outlet, str) and outlet else ())


async def _changed(request: Request, change: Callable[[dict[str, Any]], Response]) -> Response:
    sent = await sent_object(request)
    return sent if isinstance(sent, Response) else await run_in_threadpool(_told, lambda: change(sent))


def _told(answer: Callable[[], Response]) -> Response:
    try:
        return answer()
    except CuttingsError as error:
        return PlainTextResponse(str(error), status_code=409)


def _found(there: object) -> Response:
    return Response(status_code=204) if there else PlainTextResponse(NOT_THERE, status_code=404)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= DIGITS


def _may_save(alerts: Alerts, access: Access) -> bool:
    return not access.read_only and alerts.possible()
