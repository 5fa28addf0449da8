"""The log as lines of JSON on standard error: time, level, logger, message, id of the request, and what else a line has."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

from qa.web.middleware.request_log import LOGGER, request_id


class JsonLines(logging.Formatter):
    """Formats a line as an object.

    Of an error it has the kind and where it was raised, and not its text, which may quote what was asked.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the object on one line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request": request_id(),
            **getattr(record, "fields", {}),
        }
        kind, _, trace = record.exc_info or (None, None, None)
        if kind is not None:
            frames = traceback.extract_tb(trace)
            line["error"] = kind.__name__
            line["raised"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps({name: value for name, value in line.items() if value is not None}, ensure_ascii=False)


def log_json_lines() -> None:
    """Log all of this process as lines of JSON, and a line for each request, which is never left out.

    To be called before the server is configured, with a configuration that adds no handlers of its own.
    """
    logging.getLogger().addHandler(_handler())
    requests = logging.getLogger(LOGGER)
    requests.setLevel(logging.INFO)
    requests.propagate = False  # the other handler leaves out lines that are alike
    requests.addHandler(_handler())


def _handler() -> logging.Handler:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    return handler
