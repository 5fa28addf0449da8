"""All routes for programs together, and the OpenAPI document that describes them."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response

from qa.service.jobs import Jobs
from qa.service.service import CuttingsService
from qa.web.api.adding import adding_routes
from qa.web.api.alerts import alert_routes
from qa.web.api.articles import article_routes
from qa.web.api.ask import ask_routes
from qa.web.api.desk import desk_routes
from qa.web.api.dossiers import dossier_routes
from qa.web.api.news import news_routes
from qa.web.api.paths import OPENAPI
from qa.web.api.problems import MEDIA
from qa.web.api.routing import Json
from qa.web.api.webhooks import webhook_routes
from qa.web.middleware.access import PROGRAM_HEADER
from qa.web.route_table import rooted, rule_of

VERSION = "1"
ABOUT = """Ask a collection of press cuttings; read, add and arrange its articles. Answers are quotes, word for word, each with
the place that it is from. Where the server has a password it is sent as a bearer token, where it has users the token of one
(`cut_…`), which may do what its role may; where it has neither, requests that change something have the header
`Cuttings-Api: 1`. A list has a part of its items, and in `next` the cursor of the part after that."""
_METHODS = ("get", "post", "put", "patch", "delete")

Document = dict[str, Any]


def add_api_routes(app: FastAPI, service: CuttingsService, jobs: Jobs) -> None:
    """Add all routes for programs to an application."""
    routers = (
        ask_routes(service),
        article_routes(service),
        adding_routes(service, jobs),
        news_routes(service),
        alert_routes(service),
        webhook_routes(service),
        desk_routes(service),
        dossier_routes(service),
    )
    for router in routers:
        app.include_router(router)

    written: list[Document] = []  # an application serves one archive, and so under one root

    @app.get(OPENAPI, include_in_schema=False)
    def document() -> Response:
        if not written:
            written.append(openapi(routers))
        return Json(written[0])


def openapi(routers: tuple[APIRouter, ...]) -> Document:
    """Return the OpenAPI document of routes, in the archive that is being shown."""
    document = get_openapi(
        title="Cuttings",
        version=VERSION,
        description=ABOUT,
        routes=[route for router in routers for route in router.routes],
        separate_input_output_schemas=False,  # what may be absent is not required, in responses too
        servers=[{"url": rooted("") or "/"}],
    )
    bearer = {"type": "http", "scheme": "bearer", "description": "the server's password, or the token of a user"}
    document.setdefault("components", {})["securitySchemes"] = {"password": bearer}
    document["security"] = [{}, {"password": []}]
    for path, method, operation in _operations(document):
        problem = operation["responses"]["default"]
        problem["content"] = {MEDIA: problem["content"].pop("application/json", None) or problem["content"].pop(MEDIA)}
        rule = rule_of(method.upper(), path)
        if rule is not None and rule.changes:
            operation.setdefault("parameters", []).append(_header())
    return document


def _operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield path, method, methods[method]


def _header() -> Document:
    return {
        "name": PROGRAM_HEADER.title(),
        "in": "header",
        "description": "needed where the server has neither a password nor users",
        "schema": {"type": "string", "const": "1"},
    }
