"""An error, as RFC 9457 has it."""

from qa.web.api.models.base import Model


class ErrorAt(Model):
    """What is wrong with a request, and where in it."""

    at: list[str]
    message: str


class ProblemModel(Model):
    """A problem; `type` names its kind, for programs."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ErrorAt] | None = None
