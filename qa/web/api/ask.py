"""Routes that ask: an answer as JSON, and the same as a stream of server-sent events."""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import asdict
from functools import partial
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse
from fastapi.sse import format_sse_event

from corpus.errors import GivenUp
from qa.answering.answer import Step
from qa.answering.json import answer_json
from qa.news.views.json import context_json, timeline_json
from qa.service.service import CuttingsService
from qa.service.summaries import AnsweredQuestion
from qa.web.api.asking import WrittenAbove, first_of, problem_in_stream, steps_of, written_above
from qa.web.api.models.answer import AnswerModel, QuestionModel, SubjectModel
from qa.web.api.models.news import TimelineModel
from qa.web.api.paths import ASK, ASK_STREAM, SUMMARIES, TIMELINE
from qa.web.api.routing import Json, caller, event_stream, new_router
from qa.web.render.summaries import question_about
from qa.written.json import written_json
from qa.written.values import Written

_Result = TypeVar("_Result")

KEEP_ALIVE = format_sse_event(comment="waiting")
EVENTS = """Server-sent events, in this order: `searching`, `found` (how many passages, in how many articles; none for a question
that is no look-up), `quotes` (the answer, with `beside` null), `beside` (its context, or null). Instead of what is missing at the
end, `error` (a problem). Where `written` was asked for, it comes last (what is written above the quotes, or null where there
is nothing to write from). The stream then ends. Lines that begin with a colon only say that the server is there."""

EVENT = {
    "type": "object",
    "required": ["event", "data"],
    "properties": {
        "event": {"enum": ["searching", "found", "quotes", "beside", "written", "error"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}

Steps = AsyncGenerator[Step | AnsweredQuestion | None]


def ask_routes(service: CuttingsService) -> APIRouter:
    """Return these routes."""
    router = new_router()

    @router.post(ASK, response_model=AnswerModel, summary="Ask a question")
    async def ask(request: Request, asked: QuestionModel) -> Response:
        async with aclosing(_steps(service, asked, request)) as steps:
            answered = await result_of(steps, request)
        return await _answered(service, answered, request, written=asked.written)

    @router.post(SUMMARIES, response_model=AnswerModel, summary="Summarise an article, a story or a collection")
    async def summarise(request: Request, wanted: SubjectModel) -> Response:
        summary = partial(service.summaries.summary, wanted.subject(), question_about(wanted.kind))
        answered = await run_in_threadpool(summary)
        return await _answered(service, answered, request, written=wanted.written)

    @router.post(
        ASK_STREAM,
        summary="Ask a question and follow its answer",
        response_class=StreamingResponse,
        responses={200: {"description": EVENTS, "content": {"text/event-stream": {"schema": EVENT}}}},
    )
    async def stream(request: Request, asked: QuestionModel) -> Response:
        steps = _steps(service, asked, request)
        first = await first_of(steps)
        return event_stream(_events(steps, first, request, service if asked.written else None))

    @router.post(TIMELINE, response_model=TimelineModel, summary="The dated events that a question finds")
    async def timeline(request: Request, asked: QuestionModel) -> Response:
        async with aclosing(_steps(service, asked, request)) as steps:
            answered = await result_of(steps, request)
        return Json(timeline_json(await run_in_threadpool(service.news.timeline_of, answered.answer)))

    return router


async def _answered(
    service: CuttingsService, answered: AnsweredQuestion, request: Request, *, written: bool
) -> Response:
    context = context_json(answered.context) if answered.context else None
    prose = await written_of(service, answered, request) if written else None
    return Json(answer_json(answered.answer, context, written_json(prose) if prose else None))


def _steps(service: CuttingsService, asked: QuestionModel, request: Request) -> Steps:
    turns, filters = asked.turns(), asked.filters.filters()
    ask = partial(service.ask_with_context, asked.question, turns, filters, imply=asked.imply, today=asked.day())
    return steps_of(ask, caller(request))


async def result_of(steps: AsyncGenerator[Step | _Result | None], request: Request) -> _Result:
    """Return what comes after all steps; `GivenUp` where its client leaves before."""
    async for step in steps:
        if step is None:
            if await request.is_disconnected():
                raise GivenUp
        elif not isinstance(step, Step):
            return step
    raise AssertionError("unreachable")


async def written_of(service: CuttingsService, answered: AnsweredQuestion, request: Request) -> Written | None:
    """Return what is written above the quotes; `GivenUp` where its client leaves before."""
    async with aclosing(writing(service, answered, request)) as steps:
        return (await result_of(steps, request)).written


def writing(
    service: CuttingsService, answered: AnsweredQuestion, request: Request
) -> AsyncGenerator[Step | WrittenAbove | None]:
    """Yield None while something is written above the quotes, and last what that is."""
    return steps_of(partial(written_above, service, answered), caller(request))


async def _events(
    steps: Steps,
    first: Step | AnsweredQuestion | None,
    request: Request,
    writer: CuttingsService | None,
) -> AsyncGenerator[bytes]:
    """Yield the events of a question.

    Args:
        writer: that writes above the quotes; None where that was not asked for.
    """
    async with aclosing(steps):
        yield _event("searching", {})
        step: Step | AnsweredQuestion | None = first
        try:
            while not isinstance(step, AnsweredQuestion):
                yield KEEP_ALIVE if step is None else _event("found", asdict(step))
                step = await anext(steps)
        except Exception as error:  # noqa: BLE001 (told by `problem_in_stream`, and logged)
            yield _event("error", problem_in_stream(error).json(request.url.path))
            return
        yield _event("quotes", answer_json(step.answer))
        yield _event("beside", context_json(step.context) if step.context else None)
    if writer is None:
        return
    async with aclosing(writing(writer, step, request)) as texts:
        try:
            async for text in texts:
                if isinstance(text, WrittenAbove):
                    yield _event("written", written_json(text.written) if text.written else None)
                else:
                    yield KEEP_ALIVE
        except Exception as error:  # noqa: BLE001 (as above)
            yield _event("error", problem_in_stream(error).json(request.url.path))


def _event(name: str, data: Any) -> bytes:  # noqa: ANN401 (whatever JSON is)
    return format_sse_event(event=name, data_str=json.dumps(data, allow_nan=False))
