"""Routes of saved questions."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from corpus.errors import CuttingsError, NotFound
from qa.alerts.saved_question import alert_json
from qa.service.service import CuttingsService
from qa.web.api.listing import WantedPart, sliced_json
from qa.web.api.models.news import AlertsModel, NewAlertModel, SavedModel
from qa.web.api.paths import ALERT, ALERT_SEEN, ALERTS
from qa.web.api.routing import Json, new_router

MISSING = "There is no such saved question."
ONE = "Either a question or a search is saved, not both at once."
Number = Annotated[int, Path(ge=1, le=10**15)]


def alert_routes(service: CuttingsService) -> APIRouter:
    """Return these routes."""
    router = new_router()
    alerts = service.alerts

    @router.get(ALERTS, response_model=AlertsModel, summary="Saved questions with what is new for them")
    def listed(part: WantedPart, *, unseen: bool = False) -> Response:
        return Json(sliced_json("alerts", [alert_json(one) for one in alerts.listed(unseen=unseen)], part))

    @router.post(ALERTS, response_model=SavedModel, status_code=201, summary="Save a question or a search")
    def save(wanted: NewAlertModel) -> Response:
        if wanted.search and wanted.question:
            raise CuttingsError(ONE)
        if wanted.search:
            return Json({"number": alerts.save_search(wanted.search).number}, 201)
        return Json({"number": alerts.save(wanted.question, wanted.filters.filters()).number}, 201)

    @router.delete(ALERT, status_code=204, response_class=Response, summary="Remove a saved question")
    def remove(number: Number) -> Response:
        return _done(alerts.remove(number))

    @router.post(ALERT_SEEN, status_code=204, response_class=Response, summary="Mark what a question has found as seen")
    def seen(number: Number) -> Response:
        return _done(alerts.mark_seen(number))

    return router


def _done(done: object) -> Response:
    if not done:
        raise NotFound(MISSING)
    return Response(status_code=204)
