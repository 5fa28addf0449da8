"""Settings of the service: models, answering, retention of conversations, admission of questions."""

from dataclasses import dataclass, field

from embeddings.models.registry import DEFAULT_RERANKER
from qa.answering.pipeline import AskOptions
from qa.service.exchange import RetentionOptions
from qa.service.queue import AdmissionOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(AskOptions):
    """All options of a service.

    Attributes:
        model: of the encoder; None for the archive's own, or the default in a new archive.
        reranker: name in the registry.
        wait_seconds: how long to wait for another writer.
    """

    model: str | None = None
    reranker: str = DEFAULT_RERANKER
    wait_seconds: float = 10.0
    conversations: RetentionOptions = field(default_factory=RetentionOptions)
    admission: AdmissionOptions = field(default_factory=AdmissionOptions)
