"""Routes of the webhooks on the page of saved questions. What they answer replaces that part of the page."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from qa.service.service import CuttingsService
from qa.web.pages.adding import ADDRESS_LIMIT
from qa.web.pages.webhooks import WebhooksView, webhooks_html
from qa.web.route_table import ALERT_WEBHOOK_CHANGE, ALERT_WEBHOOKS
from qa.web.routes.responses import INVALID, answer_or_refuse, read_object, words_of
from qa.web.served import shown_archive
from qa.webhooks.values import NewWebhook

DIGITS = 15
SETTLING = 3.0
"""Seconds that the page waits at most for what came of a test."""


def add_webhook_routes(app: FastAPI, service: CuttingsService) -> None:
    """Add these routes to an application."""

    @app.post(ALERT_WEBHOOKS)
    async def add(request: Request) -> Response:
        def change(sent: dict[str, Any]) -> NewWebhook | bool:
            address, alert = sent.get("address"), str(sent.get("alert") or "")
            if not isinstance(address, str) or not 0 < len(address.strip()) <= ADDRESS_LIMIT:
                return False
            if alert and not _is_number(alert):
                return False
            return service.webhooks.add(address, int(alert) if alert else None, site_of(request))

        return await _changed(request, service, change)

    @app.post(ALERT_WEBHOOK_CHANGE)
    async def change(request: Request, webhook: str) -> Response:
        webhooks = service.webhooks
        changes: dict[str, Callable[[int], None]] = {
            "test": webhooks.test,
            "retry": webhooks.try_again,
            "remove": webhooks.remove,
        }

        def change(sent: dict[str, Any]) -> bool:
            action = changes.get(str(sent.get("do")))
            if action is None or not _is_number(webhook):
                return False
            action(int(webhook))
            webhooks.settled(int(webhook), SETTLING)
            return True

        return await _changed(request, service, change)


def webhooks_view(service: CuttingsService, new: NewWebhook | None = None) -> WebhooksView:
    """Return what is shown of an archive's webhooks."""
    webhooks = service.webhooks.listed()
    given_up = {one.number: service.webhooks.given_up(one.number) for one in webhooks if one.given_up}
    alerts = service.alerts.saved()
    return WebhooksView(webhooks=webhooks, given_up=given_up, alerts=alerts, now=datetime.now(UTC), new=new)


def site_of(request: Request) -> str:
    """Return what the addresses of the archive that is being shown begin with, as whoever asks calls its server."""
    return f"{request.url.scheme}://{request.headers.get('host', '')}{shown_archive().root}"


async def _changed(
    request: Request, service: CuttingsService, change: Callable[[dict[str, Any]], NewWebhook | bool]
) -> Response:
    sent = await read_object(request)
    if isinstance(sent, Response):
        return sent

    def answer() -> Response:
        done = change(sent)
        if not done:
            return PlainTextResponse(INVALID, status_code=400)
        new = done if isinstance(done, NewWebhook) else None
        return HTMLResponse(webhooks_html(webhooks_view(service, new), words_of(request)))

    return await run_in_threadpool(answer_or_refuse, answer)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= DIGITS
