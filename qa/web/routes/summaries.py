"""The route that begins a conversation with a summary of what a page shows: its quotes at once, sentences as they are written."""

import secrets
from functools import partial
from typing import get_args

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from qa.service.exchange import Asked
from qa.service.service import CuttingsService
from qa.service.summaries import Subject, SubjectKind
from qa.web.middleware.access import Reader, reader_of
from qa.web.pages.conversation import begin_writing
from qa.web.render.summaries import question_about
from qa.web.route_table import ASK, SUMMARIES, path_to
from qa.web.routes.responses import INVALID, Sent, answer_or_refuse, read_object, text_of
from qa.web.translations import words

_LONGEST_NAME = 200


def add_summary_routes(app: FastAPI, service: CuttingsService) -> None:
    """Add this route to an application."""

    @app.post(SUMMARIES)
    async def summarise(request: Request) -> Response:
        sent = await read_object(request)
        if isinstance(sent, Response):
            return sent
        subject = _subject(sent)
        if subject is None:
            return PlainTextResponse(INVALID, status_code=400)
        begun = partial(_begun, service, reader_of(request.headers), subject)
        return await run_in_threadpool(answer_or_refuse, begun)


def _subject(sent: Sent) -> Subject | None:
    kind = next((one for one in get_args(SubjectKind) if one == sent.get("kind")), None)
    name = text_of(sent, "name")[:_LONGEST_NAME]
    return Subject(kind, name) if kind and name else None


def _begun(service: CuttingsService, reader: Reader, subject: Subject) -> Response:
    """Store the answer as the first of a new conversation, begin to write, and say where that is."""
    found = service.summaries.summary(subject, question_about(subject.kind, words(reader.language)))
    asked = Asked(
        question=found.answer.question,
        filters=subject.filters,
        overview=service.overview(),
        answer=found.answer,
        context=found.context,
    )
    conversation = secrets.token_hex(16)
    begin_writing(service, reader, service.conversations.add(reader.name, conversation, asked))
    return JSONResponse({"go": f"{path_to(ASK)}#conversation={conversation}"})
