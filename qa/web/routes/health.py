"""Routes for what supervises a server: whether it runs, and whether it can answer questions."""

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response

from qa.web.middleware.access import Access
from qa.web.readiness import Readiness, described
from qa.web.route_table import ALIVE, READY


def add_health_routes(app: FastAPI, readiness: Readiness, access: Access) -> None:
    """Add these routes to an application. They need no password, and show the reasons only to who has it, if there is one."""

    @app.get(ALIVE)
    async def alive() -> Response:
        return PlainTextResponse("alive")

    @app.get(READY)
    def ready(request: Request) -> Response:
        faults = readiness.faults()
        if not faults:
            return PlainTextResponse("ready")
        may_see = not access.closed or access.has_session(request.headers)
        return PlainTextResponse(described(faults) if may_see else "not ready", status_code=503)
