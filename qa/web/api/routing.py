"""What all routes for programs share: how errors are answered, what OpenAPI says of errors, who asks."""

import json
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response, StreamingResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from qa.web.api.models.problems import ProblemModel
from qa.web.api.problems import MEDIA, Problem, problem_of
from qa.web.middleware.access import client_address, reader_of


class Json(Response):
    """JSON in ASCII, so that whatever an article has can be sent."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:  # noqa: ANN401 (whatever JSON is)
        """Return the body."""
        return json.dumps(content, allow_nan=False).encode("ascii")


class ApiRoute(APIRoute):
    """A route whose errors are answered as problems. This is where the tree of errors meets HTTP."""

    @staticmethod
    def explain(request: Request, problem: Problem) -> Response:
        """Return the response that tells a problem."""
        return problem_response(request, problem)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        answer = super().get_route_handler()

        async def answer_or_explain(request: Request) -> Response:
            try:
                return await answer(request)
            except RequestValidationError as error:
                return self.explain(request, _invalid(error))
            except HTTPException as error:
                response = self.explain(request, Problem(status=error.status_code, detail=str(error.detail)))
                response.headers.update(error.headers or {})
                return response
            except Exception as error:
                problem = problem_of(error)
                if problem is None:
                    raise
                return self.explain(request, problem)

        return answer_or_explain


def event_stream(events: AsyncGenerator[bytes]) -> StreamingResponse:
    """Return the response that sends server-sent events, each as it comes."""
    headers = {"x-accel-buffering": "no"}  # a proxy would hold the events back
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


def new_router() -> APIRouter:
    """Return a router for some of the routes."""
    return APIRouter(
        route_class=ApiRoute,
        responses={"default": {"model": ProblemModel, "description": "A problem, as RFC 9457 has it."}},
    )


def problem_response(request: Request, problem: Problem) -> Response:
    """Return the response that tells a problem."""
    return Response(
        json.dumps(problem.json(request.url.path)), problem.status, headers=problem.headers(), media_type=MEDIA
    )


def caller(request: Request) -> str:
    """Return whose turn a question takes and whose jobs these are: the reader's, if there is a cookie, else the address's."""
    return reader_of(request.headers, fallback_name=f"address {client_address(request.scope)}").name


def _invalid(error: RequestValidationError) -> Problem:
    found = [{"at": [str(step) for step in one["loc"]], "message": str(one["msg"])} for one in error.errors()]
    return Problem(status=422, detail="The request is not as the OpenAPI document describes it.", errors=found[:20])
