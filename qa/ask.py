"""From a question and one state of the archive to an answer."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from corpus.filters import Filters
from embeddings.encoder import Encoder, Reranker
from qa.answer import Answer, FoundPassage, Quote
from qa.citations import Citations
from qa.copies import fold_copies
from qa.opened import State
from qa.progress import Step
from qa.quotes import Chosen, choose_quotes
from qa.refuse import Confidence
from qa.rerank import Judged, rerank
from qa.retrieve import retrieve
from qa.settings import Settings
from qa.spelling import corrected
from qa.when import When, when

SHOWN_PASSAGES = 10


def answer_from(
    question: str,
    state: State,
    encoder: Encoder,
    reranker: Reranker,
    filters: Filters,
    settings: Settings,
    *,
    imply: bool = True,
    tell: Callable[[Step], None] = lambda _: None,
) -> Answer:
    """Return what the archive says to `question`, all from one state of it.

    Args:
        filters: what the user restricts the search to; days given here count before days that the question means.
        imply: whether days that the question means are taken into account.
        tell: hears what was found, before it is judged.
    """
    started = time.perf_counter()
    counts = state.snapshot.counts()
    meant = When()
    if imply and not (filters.since or filters.until):
        meant = when(question, counts.first, counts.last, datetime.now(UTC).date())
    wanted = replace(filters, since=meant.filters.since, until=meant.filters.until) if meant.filters else None
    strict = wanted if meant.strict else None
    spelling = corrected(question, state.snapshot)
    found = retrieve(
        spelling.question, state, encoder, strict or filters, settings.retrieve, preferred=None if strict else wanted
    )
    candidates = fold_copies(found, settings.retrieve.passages)
    tell(Step(passages=len(candidates), articles=len({one.article.id for one in candidates})))
    judged = rerank(spelling.question, candidates, reranker, settings.rerank, when=meant)
    confidence = Confidence(spelling, state.snapshot, settings.refuse)
    sure = confidence.of(judged[0]) if judged else 0.0
    quotes = []
    if sure >= settings.refuse.threshold:
        quotes = [
            quote
            for quote in choose_quotes(judged, settings.quotes)
            if confidence.of(quote.judged) >= settings.refuse.threshold
        ]
    answer = _cited(question, judged[:SHOWN_PASSAGES], quotes, sure)
    took_ms = (time.perf_counter() - started) * 1000
    interpreted = spelling.question if spelling.corrected else None
    return replace(answer, interpreted=interpreted, implied=meant.filters or None, took_ms=took_ms)


def _cited(question: str, judged: Sequence[Judged], quotes: Sequence[Chosen], confidence: float) -> Answer:
    citations = Citations()
    quoted = []
    for chosen in quotes:
        candidate, (start, end) = chosen.judged.candidate, chosen.span
        text = candidate.text(chosen.span)
        number = citations.number(candidate.article, chosen.span)
        elsewhere = [(copy.article, copy.article.text.find(text)) for copy in candidate.copies]
        also = tuple(citations.number(article, (at, at + len(text))) for article, at in elsewhere if at >= 0)
        quoted.append(Quote(text=text, start=start, end=end, citation=number, also=also))
    found = []
    for one, score in zip(judged, _scores(judged), strict=True):
        passage = one.candidate.passage
        number = citations.number(one.candidate.article, (passage.start, passage.end))
        also = tuple(
            citations.number(copy.article, (copy.passage.start, copy.passage.end)) for copy in one.candidate.copies
        )
        found.append(
            FoundPassage(
                text=passage.text, start=passage.start, end=passage.end, score=score, citation=number, also=also
            )
        )
    return Answer(
        question=question,
        answered=bool(quoted),
        confidence=round(confidence, 4),
        quotes=tuple(quoted),
        passages=tuple(found),
        citations=citations.listed(),
    )


def _scores(judged: Sequence[Judged]) -> list[float]:
    """Return a score of 0 to 1 for each passage, falling; those that were not judged share what is left by rank."""
    scores: list[float] = []
    for one in judged:
        if one.whole is None:
            scores.append(round(0.9 * scores[-1], 4) if scores else 0.0)
        else:
            scores.append(round(_squash(one.score), 4))
    return scores


def _squash(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
