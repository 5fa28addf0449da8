"""What tunes an answer. Each part's options sit beside the part; here they are put together."""

from dataclasses import dataclass, field

from embeddings.registry import DEFAULT_RERANKER
from qa.admission import AdmissionOptions
from qa.keep_options import KeepOptions
from qa.quotes import QuoteOptions
from qa.refuse import RefuseOptions
from qa.rerank import RerankOptions
from qa.retrieve import RetrieveOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All options of asking.

    Attributes:
        model: of the encoder; None for the archive's own, or the default in a new archive.
        reranker: name in the registry.
        history: whether the turns before a question count.
        max_question: a longer question is cut there, in characters.
        wait_seconds: how long to wait for another writer.
    """

    model: str | None = None
    reranker: str = DEFAULT_RERANKER
    history: bool = True
    max_question: int = 2000
    wait_seconds: float = 10.0
    conversations: KeepOptions = field(default_factory=KeepOptions)
    admission: AdmissionOptions = field(default_factory=AdmissionOptions)
    retrieve: RetrieveOptions = field(default_factory=RetrieveOptions)
    rerank: RerankOptions = field(default_factory=RerankOptions)
    quotes: QuoteOptions = field(default_factory=QuoteOptions)
    refuse: RefuseOptions = field(default_factory=RefuseOptions)
