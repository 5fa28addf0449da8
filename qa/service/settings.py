"""Settings of the service: models, answering, limits of reading files, retention of conversations, admission of questions."""

from dataclasses import dataclass, field

from corpus.catalogue.audit import AuditOptions
from corpus.originals import KeepOptions
from corpus.readers.reader import ReadOptions
from corpus.readers.sandbox.worker import WorkerOptions
from embeddings.models.registry import DEFAULT_RERANKER
from qa.answering.pipeline import AskOptions
from qa.service.exchange import RetentionOptions
from qa.service.queue import AdmissionOptions
from qa.webhooks.values import WebhookOptions
from qa.written.endpoint import WriterOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(AskOptions):
    """All options of a service.

    Attributes:
        model: of the encoder; None for the archive's own, or the default in a new archive.
        reranker: name in the registry.
        wait_seconds: how long to wait for another writer.
        reading, worker: limits of reading files.
        originals: whether the files that are read are kept.
        audit: how long it is known who changed what.
        webhooks: where they may lead, and how they are sent.
        writer: who writes above the quotes; None for nobody.
    """

    model: str | None = None
    reranker: str = DEFAULT_RERANKER
    wait_seconds: float = 10.0
    reading: ReadOptions = field(default_factory=ReadOptions)
    worker: WorkerOptions = field(default_factory=WorkerOptions)
    originals: KeepOptions = field(default_factory=KeepOptions)
    conversations: RetentionOptions = field(default_factory=RetentionOptions)
    admission: AdmissionOptions = field(default_factory=AdmissionOptions)
    audit: AuditOptions = field(default_factory=AuditOptions)
    webhooks: WebhookOptions = field(default_factory=WebhookOptions)
    writer: WriterOptions | None = None
