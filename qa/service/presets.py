"""Named ways of answering, to be measured against each other: each leaves one thing out, or is what others do."""

from dataclasses import replace

from corpus.errors import CuttingsError
from qa.answering.quotes import QuoteOptions
from qa.answering.rerank import RerankOptions
from qa.answering.retrieve import RetrieveOptions
from qa.service.settings import Settings

_DEFAULT = Settings()
_NEVER = float("inf")
_UNJUDGED = RerankOptions(passages=0, sentences_of=0)

CONFIGURATIONS: dict[str, Settings] = {
    "default": _DEFAULT,
    "words-only": replace(_DEFAULT, retrieve=RetrieveOptions(dense_weight=0.0)),
    "vectors-only": replace(_DEFAULT, retrieve=RetrieveOptions(lexical_weight=0.0)),
    "search-only": replace(_DEFAULT, rerank=_UNJUDGED),
    "words-search-only": replace(_DEFAULT, retrieve=RetrieveOptions(dense_weight=0.0), rerank=_UNJUDGED),
    "vectors-search-only": replace(_DEFAULT, retrieve=RetrieveOptions(lexical_weight=0.0), rerank=_UNJUDGED),
    "no-early-stop": replace(_DEFAULT, rerank=RerankOptions(sure=_NEVER)),
    "no-sentences": replace(_DEFAULT, rerank=RerankOptions(sentences_of=0)),
    "no-windows": replace(_DEFAULT, rerank=RerankOptions(windows_of=0), quotes=QuoteOptions()),
    "no-headline": replace(_DEFAULT, rerank=RerankOptions(under_headline=False)),
    "no-history": replace(_DEFAULT, history=False),
    "top-20-passages": replace(
        _DEFAULT,
        retrieve=RetrieveOptions(passages=20, spare=0),
        rerank=RerankOptions(passages=20, at_once=20, sure=_NEVER, sentences_of=0, under_headline=False),
    ),
}


def configuration(name: str, model: str | None = None) -> Settings:
    """Return the settings of that name, with another encoder where one is named.

    Raises:
        CuttingsError: there is none of that name.
    """
    if name not in CONFIGURATIONS:
        raise CuttingsError(f"{name}: no such configuration; known are {', '.join(CONFIGURATIONS)}")
    return replace(CONFIGURATIONS[name], model=model)
