"""What tunes an answer. Each part's options sit beside the part; here they are put together."""

from dataclasses import dataclass, field

from qa.answering.confidence import ConfidenceOptions
from qa.answering.quotes import QuoteOptions
from qa.answering.rerank import RerankOptions
from qa.answering.retrieve import RetrieveOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class AskOptions:
    """All options of asking.

    Attributes:
        history: whether the turns before a question count.
        max_question: a longer question is cut there, in characters.
    """

    history: bool = True
    max_question: int = 2000
    retrieve: RetrieveOptions = field(default_factory=RetrieveOptions)
    rerank: RerankOptions = field(default_factory=RerankOptions)
    quotes: QuoteOptions = field(default_factory=QuoteOptions)
    confidence: ConfidenceOptions = field(default_factory=ConfidenceOptions)
