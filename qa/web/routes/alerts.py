"""Routes of saved questions: their page, the number of new hits, their feed, and what changes them.

Where there are users, a saved question is that of the user who saved it; what is everybody's is shown to each of them as well.
Where there are none, saved questions belong to the archive, and readers who may not administer it can look but change nothing.
"""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from corpus.actor import current_actor
from corpus.filters import Filters
from corpus.messages import message
from qa.alerts.alerts import Alerts
from qa.service.service import CuttingsService
from qa.web.middleware.access import Access, reader_of
from qa.web.pages.alerts import AlertsView, alerts_page
from qa.web.pages.webhooks import webhooks_section
from qa.web.route_table import ALERT_REMOVE, ALERT_SEEN, ALERTS, ALERTS_COUNT, ALERTS_FEED, Need
from qa.web.routes.responses import answer_or_refuse, done_or_missing, read_object, words_of
from qa.web.routes.webhooks import webhooks_view

NO_QUESTION = message("nothing_to_save")
MISSING = message("no_such_saved_question")
DIGITS = 15


def add_alert_routes(app: FastAPI, alerts: Alerts, access: Access, service: CuttingsService) -> None:
    """Add these routes to an application."""
    _add_views(app, alerts, access, service)
    _add_changes(app, alerts, service)


def _add_views(app: FastAPI, alerts: Alerts, access: Access, service: CuttingsService) -> None:
    @app.get(ALERTS, response_class=HTMLResponse)
    def page(request: Request) -> Response:
        def show() -> Response:
            shown = AlertsView(
                watched=alerts.listed(),
                outlets=[name for name, _ in service.outlets()],
                own=alerts.can_save(),
                administer=access.allows(Need.PERSONAL),
                token=access.token(request.headers),
                viewer=current_actor(),
            )
            say = words_of(request)
            webhooks = webhooks_section(webhooks_view(service), say) if access.allows(Need.CHANGE) and shown.own else ""
            return HTMLResponse(alerts_page(shown, say, webhooks))

        return answer_or_refuse(show)

    @app.get(ALERTS_COUNT)
    def unseen() -> Response:
        return answer_or_refuse(
            lambda: JSONResponse(
                {
                    "unseen": alerts.unseen_count(),
                    "may_save": _may_save(alerts, access),
                    "may_collect": access.allows(Need.CHANGE),
                }
            )
        )

    @app.get(ALERTS_FEED)
    def feed() -> Response:
        return answer_or_refuse(lambda: Response(alerts.feed(), media_type="application/atom+xml"))


def _add_changes(app: FastAPI, alerts: Alerts, service: CuttingsService) -> None:
    @app.post(ALERTS)
    async def save(request: Request) -> Response:
        def change(sent: dict[str, Any]) -> Response:
            searched = sent.get("search")
            if isinstance(searched, str):
                return JSONResponse({"number": alerts.save_search(searched).number})
            question, filters = _question_to_save(sent, request, service)
            if not question:
                return PlainTextResponse(NO_QUESTION, status_code=404 if "exchange" in sent else 400)
            return JSONResponse({"number": alerts.save(question, filters).number})

        return await _changed(request, change)

    @app.post(ALERT_REMOVE)
    async def remove(request: Request, number: str) -> Response:
        return await _changed(
            request, lambda _: done_or_missing(_is_number(number) and alerts.remove(int(number)), MISSING)
        )

    @app.post(ALERT_SEEN)
    async def seen(request: Request, number: str) -> Response:
        def change(sent: dict[str, Any]) -> Response:
            up_to = str(sent.get("up_to", ""))
            last = {"up_to": int(up_to)} if _is_number(up_to) else {}
            return done_or_missing(_is_number(number) and alerts.mark_seen(int(number), **last), MISSING)

        return await _changed(request, change)


def _question_to_save(sent: dict[str, Any], request: Request, service: CuttingsService) -> tuple[str, Filters]:
    """Return the question to be saved: as it is sent, or as it was searched when its reader asked it."""
    if "exchange" in sent:
        reader = reader_of(request.headers)
        exchange = service.conversations.exchange(reader.name, str(sent["exchange"])[:100])
        if exchange is None:
            return "", Filters()
        asked = exchange.asked
        # a question of a conversation may mean little outside it; what was searched for stands alone
        return (asked.answer.interpreted if asked.answer else None) or asked.question, asked.filters
    question, outlet = sent.get("question"), sent.get("outlet")
    if not isinstance(question, str) or not any(character.isalnum() for character in question):
        return "", Filters()
    return question, Filters(outlets=(outlet[:500],) if isinstance(outlet, str) and outlet else ())


async def _changed(request: Request, change: Callable[[dict[str, Any]], Response]) -> Response:
    sent = await read_object(request)
    return sent if isinstance(sent, Response) else await run_in_threadpool(answer_or_refuse, lambda: change(sent))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= DIGITS


def _may_save(alerts: Alerts, access: Access) -> bool:
    return access.allows(Need.PERSONAL) and alerts.can_save()
