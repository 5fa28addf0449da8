"""From a question and one state of the archive to an answer."""

import math
import time
from collections.abc import Sequence

from corpus.filters import Filters
from corpus.snapshot import Snapshot
from embeddings.encoder import Encoder, Reranker
from embeddings.segments import SegmentFiles
from qa.answer import Answer, FoundPassage, Quote
from qa.citations import Citations
from qa.quotes import Chosen, choose_quotes
from qa.rerank import Judged, rerank
from qa.retrieve import retrieve
from qa.settings import Settings

SHOWN_PASSAGES = 10


def answer_from(
    question: str,
    snapshot: Snapshot,
    files: SegmentFiles,
    encoder: Encoder,
    reranker: Reranker,
    filters: Filters,
    settings: Settings,
) -> Answer:
    """Return what the archive says to `question`, all from one state of it."""
    started = time.perf_counter()
    candidates = retrieve(question, snapshot, files, encoder, filters, settings.retrieve)
    judged = rerank(question, candidates, reranker, settings.rerank)
    quotes = choose_quotes(judged, settings.quotes)
    return _cited(question, snapshot, judged[:SHOWN_PASSAGES], quotes, started)


def _cited(
    question: str, snapshot: Snapshot, judged: Sequence[Judged], quotes: Sequence[Chosen], started: float
) -> Answer:
    ids = {one.candidate.passage.article_id for one in judged}
    citations = Citations({key: snapshot.article(key) for key in ids})
    quoted = []
    for chosen in quotes:
        passage = chosen.judged.candidate.passage
        start, end = chosen.span
        text = passage.text[start - passage.start : end - passage.start]
        quoted.append(
            Quote(text=text, start=start, end=end, citation=citations.number(passage.article_id, chosen.span))
        )
    found = []
    for one in judged:
        passage = one.candidate.passage
        number = citations.number(passage.article_id, (passage.start, passage.end))
        found.append(
            FoundPassage(
                text=passage.text, start=passage.start, end=passage.end, score=_squash(one.score), citation=number
            )
        )
    return Answer(
        question=question,
        answered=bool(quoted),
        confidence=_squash(judged[0].score) if judged else 0.0,
        quotes=tuple(quoted),
        passages=tuple(found),
        citations=citations.listed(),
        took_ms=(time.perf_counter() - started) * 1000,
    )


def _squash(logit: float) -> float:
    return round(1 / (1 + math.exp(-logit)), 4)
