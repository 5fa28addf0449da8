"""What the archives of one server share: the models, the limit of questions at once, and who writes above their quotes."""

from dataclasses import dataclass

from qa.answering.models import Models
from qa.service.queue import Admission
from qa.service.settings import Settings
from qa.written.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Shared:
    """Models, each loaded at its first use; the places for questions; the endpoint that writes, if one is named."""

    models: Models
    admission: Admission
    endpoint: Endpoint | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Shared":
        """Return those of a service with these settings."""
        endpoint = Endpoint(settings.writer) if settings.writer else None
        return cls(Models(settings.model, settings.reranker), Admission(settings.admission), endpoint)
