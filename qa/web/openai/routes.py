"""Routes for chats that speak OpenAI's interface: the archive is a model, its answer is whole or a stream.

Nothing of what they send is stored: they have their own history, and send it with each question.
"""

import json
import secrets
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from fastapi.sse import format_sse_event
from starlette.exceptions import HTTPException

from qa.answering.answer import Step
from qa.service.service import CuttingsService
from qa.service.summaries import AnsweredQuestion
from qa.web.api.ask import KEEP_ALIVE, Steps, result_of, writing, written_of
from qa.web.api.asking import WrittenAbove, first_of, problem_in_stream, steps_of
from qa.web.api.models.answer import QUESTION_LIMIT
from qa.web.api.problems import Problem
from qa.web.api.routing import ApiRoute, Json, caller, event_stream
from qa.web.openai.errors import MEDIA, error_json, status_of
from qa.web.openai.markdown import LinkedText, answer_markdown
from qa.web.openai.models import BACKGROUND_JOB, ChatModel
from qa.web.openai.paths import CHAT, MODEL, MODELS
from qa.web.translations import language, words
from qa.written.values import Written

NAME = "cuttings"
_MODEL = {"id": NAME, "object": "model", "created": 0, "owned_by": NAME}
NOTHING = LinkedText(("",), ())
_NO_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
_DONE = format_sse_event(data_str="[DONE]")


class ChatRoute(ApiRoute):
    """A route whose errors have OpenAI's form."""

    @staticmethod
    def explain(_: Request, problem: Problem) -> Response:
        """Return the response that tells a problem."""
        content = json.dumps(error_json(problem))
        return Response(content, status_of(problem), headers=problem.headers(), media_type=MEDIA)


def chat_routes(service: CuttingsService) -> APIRouter:
    """Return these routes."""
    router = APIRouter(route_class=ChatRoute)

    @router.get(MODELS)
    def models() -> Response:
        return Json({"object": "list", "data": [_MODEL]})

    @router.get(MODEL)
    def model(model: str) -> Response:
        _check_model(model)
        return Json(_MODEL)

    @router.post(CHAT)
    async def complete(request: Request, asked: ChatModel) -> Response:
        _check_model(asked.model)
        completion = _Completion(asked)
        question = _question_of(asked)
        if question.startswith(BACKGROUND_JOB):
            return event_stream(completion.chunks(NOTHING)) if asked.stream else Json(completion.whole(NOTHING))
        steps = _steps(service, asked, request)
        if asked.stream:
            return event_stream(_events(service, steps, await first_of(steps), request, completion))
        async with aclosing(steps):
            answered = await result_of(steps, request)
        written = await written_of(service, answered, request) if service.prose.begun(answered.answer) else None
        return Json(completion.whole(_shown(answered, written, request)))

    return router


def _check_model(name: str) -> None:
    if name != NAME:
        raise HTTPException(404, f"There is one model here, {NAME}.")


def _question_of(asked: ChatModel) -> str:
    turns = asked.turns()
    question = turns[-1].content.strip() if turns else ""
    if not question:
        raise HTTPException(422, "There is no question: no message of the user has a text.")
    if len(question) > QUESTION_LIMIT:
        raise HTTPException(422, f"The question is longer than {QUESTION_LIMIT:,} characters.")
    return question


def _steps(service: CuttingsService, asked: ChatModel, request: Request) -> Steps:
    *before, last = asked.turns()
    return steps_of(partial(service.ask_with_context, last.content, before), caller(request))


def _shown(asked: AnsweredQuestion, written: Written | None, request: Request) -> LinkedText:
    server = f"{request.url.scheme}://{request.url.netloc}"
    say = words(language(request.headers.get("accept-language")))
    return answer_markdown(asked.answer, asked.context, server, say, written)


async def _events(
    service: CuttingsService,
    steps: Steps,
    first: Step | AnsweredQuestion | None,
    request: Request,
    completion: "_Completion",
) -> AsyncGenerator[bytes]:
    async with aclosing(steps):
        step: Step | AnsweredQuestion | None = first
        try:
            while not isinstance(step, AnsweredQuestion):
                yield KEEP_ALIVE
                step = await anext(steps)
            written = None
            if service.prose.begun(step.answer):
                async with aclosing(writing(service, step, request)) as texts:
                    async for text in texts:
                        yield KEEP_ALIVE
                        written = text.written if isinstance(text, WrittenAbove) else None
            shown = _shown(step, written, request)
        except Exception as error:  # noqa: BLE001 (told by `problem_in_stream`, and logged)
            yield format_sse_event(data_str=json.dumps(error_json(problem_in_stream(error))))
            return
    async for event in completion.chunks(shown):
        yield event


class _Completion:
    """The answer to a request, whole or in chunks."""

    def __init__(self, asked: ChatModel) -> None:
        self._usage = bool(asked.stream_options and asked.stream_options.include_usage)
        self._known = {"id": f"chatcmpl-{secrets.token_hex(12)}", "created": int(time.time()), "model": NAME}

    def whole(self, shown: LinkedText) -> dict[str, Any]:
        """Return it in one piece."""
        message = {"role": "assistant", "content": shown.text, "refusal": None, "annotations": _annotations(shown)}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return {**self._known, "object": "chat.completion", "choices": [choice], "usage": _NO_USAGE}

    async def chunks(self, shown: LinkedText) -> AsyncGenerator[bytes]:
        """Yield it in server-sent events; the last piece of text has the annotations of all of it."""
        *others, last = shown.blocks or ("",)
        yield self._chunk({"role": "assistant", "content": ""})
        for block in others:
            yield self._chunk({"content": block})
        annotations = _annotations(shown)
        yield self._chunk({"content": last, **({"annotations": annotations} if annotations else {})})
        yield self._chunk({}, finish="stop")
        if self._usage:
            yield self._event({"choices": [], "usage": _NO_USAGE})
        yield _DONE

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> bytes:
        return self._event({"choices": [{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}]})

    def _event(self, fields: dict[str, Any]) -> bytes:
        data = {**self._known, "object": "chat.completion.chunk", **fields}
        return format_sse_event(data_str=json.dumps(data, allow_nan=False))


def _annotations(shown: LinkedText) -> list[dict[str, Any]]:
    """Return the links as citations of addresses; `start_index` and `end_index` are those of the link in the text."""
    return [
        {
            "type": "url_citation",
            "url_citation": {"start_index": one.start, "end_index": one.end, "title": one.title, "url": one.url},
        }
        for one in shown.links
    ]
