"""Choosing what to quote: the one or two sentences that answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.sentences import Span
from qa.rerank import Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteOptions:
    """How many quotes, and what they must reach.

    Attributes:
        most: quotes in an answer.
        threshold: lowest logit of an answer; below it nothing is quoted.
        below_best: a further quote may be this much below the best, in logits.
        context_gain: a sentence takes the one before it with it when the reranker gains at least this much.
    """

    most: int = 3
    threshold: float = 0.0
    below_best: float = 3.0
    context_gain: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A quote before it is cited: a span in the article's text, and its logit."""

    judged: Judged
    span: Span
    score: float


_LEANS_BACK = re.compile(r"[\"'“‘(\[]*(?:he|she|it|they|his|her|its|their|this|that|these|those|both)\b", re.IGNORECASE)


def choose_quotes(judged: Sequence[Judged], options: QuoteOptions) -> list[Chosen]:
    """Return up to `options.most` quotes, best first; empty when nothing answers."""
    best = [_best_of(one, options) for one in judged]
    best.sort(key=lambda chosen: -chosen.score)
    if not best or best[0].score < options.threshold:
        return []
    floor = max(options.threshold, best[0].score - options.below_best)
    chosen: list[Chosen] = []
    seen: set[str] = set()
    for quote in best:
        text = _text(quote)
        if quote.score >= floor and text not in seen and len(chosen) < options.most:
            chosen.append(quote)
            seen.add(text)
    return chosen


def _best_of(judged: Judged, options: QuoteOptions) -> Chosen:
    index = max(range(len(judged.sentences)), key=lambda i: max(judged.alone[i], judged.in_context[i]))
    alone, in_context = judged.alone[index], judged.in_context[index]
    start, end = judged.sentences[index]
    passage = judged.candidate.passage
    sentence = passage.text[start - passage.start : end - passage.start]
    if index and (in_context - alone >= options.context_gain or _LEANS_BACK.match(sentence)):
        start = judged.sentences[index - 1][0]
    return Chosen(judged=judged, span=(start, end), score=judged.score)


def _text(chosen: Chosen) -> str:
    passage = chosen.judged.candidate.passage
    return passage.text[chosen.span[0] - passage.start : chosen.span[1] - passage.start]
