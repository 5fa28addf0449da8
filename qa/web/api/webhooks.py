"""Routes of webhooks. Whoever may not change them does not see them either: an address may have a secret in it."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from qa.service.service import CuttingsService
from qa.web.api.listing import WantedPart, sliced_json
from qa.web.api.models.webhooks import AddedWebhookModel, AllUndeliveredModel, NewWebhookModel, WebhooksModel
from qa.web.api.paths import UNDELIVERED, WEBHOOK, WEBHOOK_RETRY, WEBHOOK_TEST, WEBHOOKS
from qa.web.api.routing import Json, new_router
from qa.web.routes.webhooks import site_of
from qa.webhooks.values import title_of, webhook_json

Number = Annotated[int, Path(ge=1, le=10**15)]


def webhook_routes(service: CuttingsService) -> APIRouter:
    """Return these routes."""
    router = new_router()
    webhooks = service.webhooks

    @router.get(WEBHOOKS, response_model=WebhooksModel, summary="Webhooks, and how each is doing")
    def listed(part: WantedPart) -> Response:
        return Json(sliced_json("webhooks", [webhook_json(one) for one in webhooks.listed()], part))

    @router.post(
        WEBHOOKS,
        response_model=AddedWebhookModel,
        status_code=201,
        summary="Add a webhook; its secret is shown this once",
    )
    def add(request: Request, wanted: NewWebhookModel) -> Response:
        new = webhooks.add(wanted.address, wanted.alert, site_of(request))
        return Json({**webhook_json(new.webhook), "secret": new.secret}, 201)

    @router.delete(WEBHOOK, status_code=204, response_class=Response, summary="Remove a webhook with what waits for it")
    def remove(number: Number) -> Response:
        webhooks.remove(number)
        return Response(status_code=204)

    @router.post(WEBHOOK_TEST, status_code=202, response_class=Response, summary="Send a webhook a test")
    def test(number: Number) -> Response:
        webhooks.test(number)
        return Response(status_code=202)

    @router.post(
        WEBHOOK_RETRY, status_code=202, response_class=Response, summary="Send again what was given up and what waits"
    )
    def retry(number: Number) -> Response:
        webhooks.try_again(number)
        return Response(status_code=202)

    @router.get(UNDELIVERED, response_model=AllUndeliveredModel, summary="What is no longer tried")
    def undelivered(part: WantedPart, number: Number) -> Response:
        found = [
            {
                "id": one.id,
                "title": title_of(one),
                "created": one.created,
                "attempts": one.attempts,
                "error": one.error,
            }
            for one in webhooks.given_up(number)
        ]
        return Json(sliced_json("undelivered", found, part))

    return router
