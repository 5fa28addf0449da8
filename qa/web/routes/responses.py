"""What the routes share: reading what a client sends, within bounds, and answering where something is missing or fails."""

import json
import logging
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response

from corpus.errors import CuttingsError, NotAllowed, NotFound
from corpus.messages import message
from corpus.system_errors import fault
from qa.web.middleware.access import reader_of
from qa.web.translations import Say, words

OBJECT_LIMIT = 20_000
"""Bytes of a JSON object that a script of the page sends."""

INVALID = message("makes_no_sense")

Sent = dict[str, Any]
"""An object that a script of the page sends: nothing in it can be relied on."""

logger = logging.getLogger(__name__)


def add_error_handlers(app: FastAPI) -> None:
    """Have an application answer 503 and say why, where the archive cannot be used or the disk is full."""

    def unavailable(_: Request, error: Exception) -> Response:
        reason = str(error) if isinstance(error, CuttingsError) else fault(error)
        if reason is None:
            raise error
        logger.warning("not answered: %s", reason)
        return PlainTextResponse(f"{reason[:1].upper()}{reason[1:]}", status_code=503)

    for kind in (CuttingsError, OSError, MemoryError):
        app.add_exception_handler(kind, unavailable)


def words_of(request: Request) -> Say:
    """Return the words of the language of the reader whom a request is from."""
    return words(reader_of(request.headers).language)


async def read_body(request: Request, limit: int) -> bytes | None:
    """Return the body of a request, None where it has more than `limit` bytes."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            return None
    return bytes(body)


async def read_object(request: Request) -> Sent | Response:
    """Return the JSON object of a request, an empty one where nothing was sent; the refusal where it is none, or too long."""
    body = await read_body(request, OBJECT_LIMIT)
    if body is None:
        return PlainTextResponse(message("too_long"), status_code=413)
    try:
        sent = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        sent = None
    return sent if isinstance(sent, dict) else PlainTextResponse(INVALID, status_code=400)


def text_of(sent: Sent, name: str) -> str:
    """Return a text of an object that was sent, "" where there is none of that name."""
    value = sent.get(name)
    return value if isinstance(value, str) else ""


def done_or_missing(done: object, missing: str) -> Response:
    """Return the answer to a change: 204, or 404 with a text where there was nothing to change."""
    return Response(status_code=204) if done else PlainTextResponse(missing, status_code=404)


def answer_or_refuse(answer: Callable[[], Response]) -> Response:
    """Return an answer; where it raises an error of ours, 404 (not there), 403 (not theirs) or else 409, with the reason."""
    try:
        return answer()
    except NotFound as error:
        return PlainTextResponse(str(error), status_code=404)
    except NotAllowed as error:
        return PlainTextResponse(str(error), status_code=403)
    except CuttingsError as error:
        return PlainTextResponse(str(error), status_code=409)
