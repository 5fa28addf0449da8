"""Errors as RFC 9457 problems: one table from the tree of errors to statuses. No problem names a path of this machine."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from corpus.errors import (
    ArchiveBusy,
    ArchiveError,
    ArchiveNotFound,
    ArchiveReplaced,
    Busy,
    CorrectionInvalid,
    CuttingsError,
    GivenUp,
    MachineError,
    ModelError,
    NotAllowed,
    NotFound,
    ReadError,
    SearchInvalid,
)
from corpus.system_errors import fault

MEDIA = "application/problem+json"
TYPES = "urn:problem-type:cuttings:"
RETRY_SECONDS = 5

Json = dict[str, Any]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem.

    Attributes:
        status: of HTTP.
        type: the end of its `type`.
        detail: shown instead of the error's own text, which may name a file of this machine; None shows that text.
        again: whether the same request may succeed a little later.
    """

    status: int
    type: str
    detail: str | None = None
    again: bool = False


_LOGGED = "The server's log says why."
_KINDS: tuple[tuple[type[BaseException], Kind], ...] = (
    (NotFound, Kind(404, "not-found")),
    (NotAllowed, Kind(403, "not-allowed")),
    (SearchInvalid, Kind(409, "search-invalid")),
    (CorrectionInvalid, Kind(409, "correction-invalid")),
    (ReadError, Kind(409, "not-readable")),
    (Busy, Kind(503, "busy", again=True)),
    (GivenUp, Kind(503, "given-up", again=True)),
    (ArchiveBusy, Kind(503, "archive-busy", "Another process is writing to the archive; try again.", again=True)),
    (ArchiveReplaced, Kind(503, "archive-replaced", "The archive was replaced; nothing was stored.", again=True)),
    (ArchiveNotFound, Kind(409, "no-archive", "There is no archive yet; add an article first.")),
    (ArchiveError, Kind(503, "archive-unavailable", f"The archive cannot be used at the moment. {_LOGGED}")),
    (ModelError, Kind(503, "model-unavailable", f"The archive's model cannot be used. {_LOGGED}")),
    (MachineError, Kind(503, "machine", f"The server lacks what this needs. {_LOGGED}")),
    (CuttingsError, Kind(409, "refused")),
    (OSError, Kind(503, "machine", f"The server lacks what this needs. {_LOGGED}")),
    (MemoryError, Kind(503, "machine", f"The server lacks what this needs. {_LOGGED}")),
)
"""The first that an error is an instance of applies. What is well formed and refused is a 409, as for scripts of the pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem.

    Attributes:
        type: a URI that names the kind of problem; `about:blank` where the status says it all.
        detail: what happened, and what to do.
        retry_after: seconds after which it may be tried again; None where that would not help.
        errors: of an invalid request, where in it each error is, and what.
    """

    status: int
    detail: str
    type: str = "about:blank"
    retry_after: int | None = None
    errors: Sequence[Json] = ()

    def json(self, path: str) -> Json:
        """Return the problem as JSON; `path` is that of the request."""
        return {
            "type": self.type,
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "instance": quote(path, errors="replace"),
            **({"errors": list(self.errors)} if self.errors else {}),
        }

    def headers(self) -> dict[str, str]:
        """Return the headers of its response."""
        return {} if self.retry_after is None else {"retry-after": str(self.retry_after)}


def problem_of(error: BaseException) -> Problem | None:
    """Return the problem that an error of ours, or of the machine, is; None for any other, which is a fault of the program."""
    kind = next((kind for known, kind in _KINDS if isinstance(error, known)), None)
    if kind is None or (isinstance(error, OSError) and fault(error) is None):
        return None
    if kind.detail is not None:
        logger.warning("not answered: %s", error)
    text = error.reason if isinstance(error, ReadError) else str(error)
    return Problem(
        status=kind.status,
        type=f"{TYPES}{kind.type}",
        detail=kind.detail or text,
        retry_after=RETRY_SECONDS if kind.again else None,
    )
