"""What the archives of one server share: the models, and the limit of questions at once."""

from dataclasses import dataclass

from qa.answering.models import Models
from qa.service.queue import Admission
from qa.service.settings import Settings


@dataclass(frozen=True, slots=True)
class Shared:
    """Models, each loaded at its first use, and the places for questions."""

    models: Models
    admission: Admission

    @classmethod
    def of(cls, settings: Settings) -> "Shared":
        """Return those of a service with these settings."""
        return cls(Models(settings.model, settings.reranker), Admission(settings.admission))
