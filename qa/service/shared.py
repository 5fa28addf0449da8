"""What the archives of one server share: the models, the limit of questions at once, and who writes above their quotes."""

from dataclasses import dataclass

from qa.answering.models import Models
from qa.service.queue import Admission
from qa.service.settings import Settings
from qa.written.endpoint import Endpoint
from qa.written.values import Follows


@dataclass(frozen=True, slots=True)
class Shared:
    """Models, each loaded at its first use; the places for questions; who writes, and may refuse more, if one is named."""

    models: Models
    admission: Admission
    endpoint: Endpoint | None = None
    follows: Follows | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Shared":
        """Return those of a service with these settings.

        Raises:
            ModelError: the model of entailment that they name is none.
        """
        endpoint = Endpoint(settings.writer) if settings.writer else None
        judge = settings.writer.entailment if settings.writer else None
        follows = _entailment(judge) if judge else None
        return cls(Models(settings.model, settings.reranker), Admission(settings.admission), endpoint, follows)


def _entailment(name: str) -> Follows:
    from embeddings.models.entailment import EntailmentModel  # few name one

    return EntailmentModel(name).follows
