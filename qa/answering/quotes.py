"""Choosing quotes: the one or two sentences of a passage that answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.text.sentences import Span
from qa.answering.references import refers_back
from qa.answering.rerank import Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteOptions:
    """How many quotes, and the scores that they need.

    Attributes:
        most: quotes in an answer.
        below_best: a further quote may score this much less than the first, in logits.
        window_gain: two sentences are quoted when they score this much more than the best alone.
        opens: and the first of them scores this, or has what the second refers to, so that no quote opens with something else.
        reading: weight of the reader's score of a sentence's likeliest answer, beside the reranker's of the sentence.
        clear: words of a quote are its answer if the reader has them this much above "no answer", in logits,
        part: and they are at most this share of it.
    """

    most: int = 3
    below_best: float = 3.0
    window_gain: float = 0.5
    opens: float = 0.0
    reading: float = 0.3
    clear: float = 2.0
    part: float = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A quote before it is cited: a span in the article's text, and, where they are clear, that of the words that answer."""

    judged: Judged
    span: Span
    words: Span | None = None


def choose_quotes(judged: Sequence[Judged], options: QuoteOptions) -> list[Chosen]:
    """Return up to `options.most` quotes of the passages whose sentences were judged, in their order."""
    chosen: list[Chosen] = []
    seen: set[str] = set()
    for one in judged:
        if not one.sentences or one.score < judged[0].score - options.below_best:
            continue
        span = _span(one, options)
        text = " ".join(one.candidate.text(span).split()).casefold()
        if text not in seen:
            seen.add(text)
            chosen.append(Chosen(judged=one, span=span, words=_words(one, span, options)))
    return chosen[: options.most]


def _span(judged: Judged, options: QuoteOptions) -> Span:
    best = max(range(len(judged.sentence_scores)), key=lambda i: _worth(judged, i, options))
    window = max(judged.window_scores, key=lambda k: judged.window_scores[k], default=None)
    if window is not None and judged.window_scores[window] > judged.sentence_scores[best] + options.window_gain:
        first, second = judged.sentence_scores[window - 1 : window + 1]
        opens = first >= min(second, options.opens) or _refers_back(judged, window)
        return judged.sentences[window - 1 if opens else window][0], judged.sentences[window][1]
    start, end = judged.sentences[best]
    if best and _refers_back(judged, best):
        # "He said so" is not understood without the sentence that says who he is
        return judged.sentences[best - 1][0], end
    return start, end


def _worth(judged: Judged, position: int, options: QuoteOptions) -> float:
    found = judged.answer_in(judged.sentences[position]) if judged.reading else None
    return judged.sentence_scores[position] + (options.reading * found[0] if found else 0.0)


def _words(judged: Judged, span: Span, options: QuoteOptions) -> Span | None:
    """Return the words of the quote that answer: none where the reader is not sure of them, or they are nearly all of it."""
    found = judged.answer_in(span)
    if found is None or found[0] < options.clear:
        return None
    start, end = found[1]
    return found[1] if end - start <= options.part * (span[1] - span[0]) else None


def _refers_back(judged: Judged, position: int) -> bool:
    before, sentence = (judged.candidate.text(span) for span in judged.sentences[position - 1 : position + 1])
    return refers_back(sentence, before)
