"""Asking a whole question set of a throw-away archive, in named ways that each leave one thing out, or do what others do."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.article import Article, Passage
from corpus.catalogue.paths import ArchivePaths
from corpus.errors import CuttingsError
from qa.answering.answer import Answer, Certainty, Citation, FoundPassage, Quote
from qa.answering.citations import field_of
from qa.answering.quotes import QuoteOptions
from qa.answering.rerank import RerankOptions
from qa.answering.retrieve import RetrieveOptions
from qa.evaluation.sets import Gold, QuestionSet, SetQuestion
from qa.service.progress import Progress, ProgressCallback
from qa.service.service import CuttingsService
from qa.service.settings import Settings

MAX_WORDS = 200
"""A longer passage is a miss: a citation is a place to look, not an article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one question.

    Attributes:
        ranked: keys of the passages, best first.
        right: keys of all passages of the archive that hold an answer; of copies that were found as one, one.
        hits: for each of `ranked`, whether it or a copy of it holds an answer.
        certainty: what the reader was told about the quotes.
        quoted: whether the first quote holds an answer, in its article or in a copy; False where nothing was quoted.
        ms: from question to answer.
        quote: the first quote; empty where nothing was quoted.
    """

    question: SetQuestion
    ranked: tuple[str, ...]
    right: frozenset[str]
    hits: tuple[bool, ...]
    certainty: Certainty
    quoted: bool
    confidence: float
    ms: float
    quote: str = ""


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
    "no-reader": replace(_DEFAULT, rerank=RerankOptions(read=False)),
    "no-windows": replace(_DEFAULT, rerank=RerankOptions(windows_of=0), quotes=QuoteOptions()),
    "no-headline": replace(_DEFAULT, rerank=RerankOptions(under_headline=False)),
    "no-history": replace(_DEFAULT, history=False),
    "top-20-passages": replace(
        _DEFAULT,
        retrieve=RetrieveOptions(passages=20, spare=0),
        rerank=RerankOptions(passages=20, first=20, sure=_NEVER, sentences_of=0, under_headline=False),
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


def run_set(
    question_set: QuestionSet,
    configurations: Sequence[Settings],
    on_progress: ProgressCallback,
    *,
    then: Callable[[CuttingsService], None] | None = None,
    place: ArchivePaths | None = None,
) -> list[list[Outcome]]:
    """Build an archive of the set's articles and ask all its questions, once with each configuration.

    Args:
        then: what else is done with the archive, in the first configuration.
        place: where the archive is built; it stays there. None for a folder that goes when it is done.
    """
    with TemporaryDirectory(prefix="cuttings-evaluate-") as folder:
        paths = place or ArchivePaths(Path(folder) / "archive")
        outcomes = []
        for number, settings in enumerate(configurations, start=1):
            with closing(CuttingsService(paths, settings)) as service:
                if not paths.exists():
                    service.maintenance.add_drafts(question_set.drafts, on_progress)
                service.ask_with_context("warm up")
                outcomes.append(list(_ask_all(question_set, service, on_progress, f"configuration {number}")))
                if then is not None and number == 1:
                    then(service)
        return outcomes


def _ask_all(
    question_set: QuestionSet, service: CuttingsService, on_progress: ProgressCallback, what: str
) -> Iterator[Outcome]:
    articles = {article.id: article for article in service.articles()}
    passages = {key: service.passages(key) for key in articles}
    for done, question in enumerate(question_set.questions, start=1):
        started = time.perf_counter()
        # timed as the page asks
        answer = service.ask_with_context(question.question, question.history, today=question.asked).answer
        ms = (time.perf_counter() - started) * 1000
        right = frozenset(_right(question, articles, passages, by_passage=question_set.by_passage))
        yield _outcome(question, answer, right, ms)
        on_progress(Progress(what=what, done=done, total=len(question_set.questions)))


def _outcome(question: SetQuestion, answer: Answer, right: frozenset[str], ms: float) -> Outcome:
    ranked, hits, folded = [], [], set()
    for one in answer.passages:
        places = [_key(place.article.id, place.start, place.end) for place in _places(one, answer)]
        found = [key for key in places if key in right]
        ranked.append(found[0] if found else places[0])
        hits.append(bool(found))
        folded.update(found[1:])
    quote = answer.quotes[0] if answer.quotes else None
    return Outcome(
        question=question,
        ranked=tuple(ranked),
        right=right - folded,
        hits=tuple(hits),
        certainty=answer.certainty,
        quoted=quote is not None
        and any(_quotes_gold(question.golds, place, quote.text) for place in _places(quote, answer)),
        confidence=answer.confidence,
        ms=ms,
        quote=quote.text if quote else "",
    )


def _places(one: Quote | FoundPassage, answer: Answer) -> list[Citation]:
    """Return where a text is: in its own article, and in those that have a copy of it."""
    return [answer.citation(number) for number in (one.citation, *one.also)]


def _right(
    question: SetQuestion, of: dict[str, Article], passages: dict[str, list[Passage]], *, by_passage: bool
) -> Iterator[str]:
    named = {gold.article for gold in question.golds}
    articles = passages if None in named else {key: passages.get(key, []) for key in named if key is not None}
    if not question.golds:
        return
    for article, found in articles.items():
        for one in found:
            right = holds(question.golds, article, one.start, one.end, one.text) or _is_of(question.golds, of[article])
            if right and not (by_passage and _is_long(one.text)):
                yield _key(article, one.start, one.end)


def _quotes_gold(golds: Sequence[Gold], place: Citation, text: str) -> bool:
    """Tell whether a quote is right: of a byline, an outlet, a day or a headline, if that was asked for and says so."""
    if place.field == "text":
        return holds(golds, place.article.id, place.start, place.end, text)
    return any(
        gold.field == place.field and gold.text in text and gold.article in {None, place.article.id} for gold in golds
    )


def _is_of(golds: Sequence[Gold], article: Article) -> bool:
    """Tell whether an article is one whose headline, byline, outlet or day is right."""
    return any(
        gold.field != "text" and gold.article in {None, article.id} and gold.text in field_of(article, gold.field)
        for gold in golds
    )


def holds(golds: Sequence[Gold], article: str, start: int, end: int, text: str) -> bool:
    """Tell whether a piece of an article contains a whole gold span."""
    for gold in golds:
        if gold.field != "text":
            continue
        if gold.article is None:
            if gold.text in text:
                return True
        elif gold.article == article and (
            gold.start is None or gold.end is None or (start <= gold.start and gold.end <= end)
        ):
            return True
    return False


def _key(article: str, start: int, end: int) -> str:
    return f"{article}:{start}-{end}"


def _is_long(text: str) -> bool:
    return len(text.split()) > MAX_WORDS
