"""Question to answer, and the public face of Cuttings: `from qa import Archive, Filters, errors`.

The names are imported when they are first used: importing `qa` loads no model and no library that is slow to load.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus import errors
    from corpus.article import Article
    from corpus.filters import Filters
    from qa.answering.answer import Answer, Citation, CitedArticle, FoundPassage, Quote, Turn
    from qa.archive import Archive
    from qa.service.progress import AddReport
    from qa.service.settings import Settings

__all__ = [
    "AddReport",
    "Answer",
    "Archive",
    "Article",
    "Citation",
    "CitedArticle",
    "Filters",
    "FoundPassage",
    "Quote",
    "Settings",
    "Turn",
    "errors",
]

_MODULES = {
    "AddReport": "qa.service.progress",
    "Answer": "qa.answering.answer",
    "Archive": "qa.archive",
    "Article": "corpus.article",
    "Citation": "qa.answering.answer",
    "CitedArticle": "qa.answering.answer",
    "Filters": "corpus.filters",
    "FoundPassage": "qa.answering.answer",
    "Quote": "qa.answering.answer",
    "Settings": "qa.service.settings",
    "Turn": "qa.answering.answer",
}


def __getattr__(name: str) -> object:
    if name == "errors":
        return import_module("corpus.errors")
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
