"""From a question and one state of the archive to an answer."""

import math
import time
from collections.abc import Sequence

from corpus.filters import Filters
from embeddings.encoder import Encoder, Reranker
from qa.answer import Answer, FoundPassage, Quote
from qa.citations import Citations
from qa.opened import State
from qa.quotes import Chosen, choose_quotes
from qa.refuse import Confidence
from qa.rerank import Judged, rerank
from qa.retrieve import retrieve
from qa.settings import Settings

SHOWN_PASSAGES = 10


def answer_from(
    question: str, state: State, encoder: Encoder, reranker: Reranker, filters: Filters, settings: Settings
) -> Answer:
    """Return what the archive says to `question`, all from one state of it."""
    started = time.perf_counter()
    candidates = retrieve(question, state.snapshot, state.files, encoder, filters, settings.retrieve)
    judged = rerank(question, candidates, reranker, settings.rerank)
    confidence = Confidence(question, state.snapshot, settings.refuse)
    sure = confidence.of(judged[0]) if judged else 0.0
    quotes = []
    if sure >= settings.refuse.threshold:
        quotes = [
            quote
            for quote in choose_quotes(judged, settings.quotes)
            if confidence.of(quote.judged) >= settings.refuse.threshold
        ]
    return _cited(question, judged[:SHOWN_PASSAGES], quotes, sure, started)


def _cited(
    question: str, judged: Sequence[Judged], quotes: Sequence[Chosen], confidence: float, started: float
) -> Answer:
    citations = Citations()
    quoted = []
    for chosen in quotes:
        candidate, (start, end) = chosen.judged.candidate, chosen.span
        number = citations.number(candidate.article, chosen.span)
        quoted.append(Quote(text=candidate.text(chosen.span), start=start, end=end, citation=number))
    found = []
    for one, score in zip(judged, _scores(judged), strict=True):
        passage = one.candidate.passage
        number = citations.number(one.candidate.article, (passage.start, passage.end))
        found.append(
            FoundPassage(text=passage.text, start=passage.start, end=passage.end, score=score, citation=number)
        )
    return Answer(
        question=question,
        answered=bool(quoted),
        confidence=round(confidence, 4),
        quotes=tuple(quoted),
        passages=tuple(found),
        citations=citations.listed(),
        took_ms=(time.perf_counter() - started) * 1000,
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
