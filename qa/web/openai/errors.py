"""Problems in the form in which clients of OpenAI's interface read errors."""

from typing import Any

from qa.web.api.problems import TYPES, Problem

MEDIA = "application/json"
_TYPES = {400: "invalid_request_error", 401: "authentication_error", 403: "permission_error", 404: "invalid_request_error",
          413: "invalid_request_error", 422: "invalid_request_error", 429: "rate_limit_error"}  # fmt: skip
_CODES = {401: "invalid_api_key", 404: "not_found", 429: "rate_limit_exceeded"}


def status_of(problem: Problem) -> int:
    """Return the status with which a problem is answered: a request that is not understood is a bad one here."""
    return 400 if problem.status == 422 else problem.status


def error_json(problem: Problem) -> dict[str, Any]:
    """Return a problem in OpenAI's form."""
    kind = problem.type.removeprefix(TYPES) if problem.type.startswith(TYPES) else _CODES.get(problem.status)
    where = next(iter(problem.errors), None)
    message = f"{'.'.join(where['at'][1:])}: {where['message']}" if where else problem.detail
    return {
        "error": {
            "message": message,
            "type": _TYPES.get(problem.status, "server_error"),
            "param": where["at"][1] if where and len(where["at"]) > 1 else None,
            "code": kind,
        }
    }
