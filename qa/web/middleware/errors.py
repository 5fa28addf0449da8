"""What our own addresses answer where the archive or the machine is at fault: in words, instead of "Internal Server Error"."""

import logging

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response

from corpus.errors import CuttingsError
from corpus.system_errors import fault

logger = logging.getLogger(__name__)


def add_faults(app: FastAPI) -> None:
    """Have an application answer 503 and say why, where the archive cannot be used or the disk is full."""

    def told(_: Request, error: Exception) -> Response:
        words = str(error) if isinstance(error, CuttingsError) else fault(error)
        if words is None:
            raise error
        logger.warning("not answered: %s", words)
        return PlainTextResponse(f"{words[:1].upper()}{words[1:]}", status_code=503)

    for kind in (CuttingsError, OSError, MemoryError):
        app.add_exception_handler(kind, told)
