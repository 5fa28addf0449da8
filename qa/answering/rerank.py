"""Judging passages by their best sentence, in stages, so that the cross-encoder's time goes where the ranking is unsure.

A sentence of news seldom stands alone and a passage is too much to quote, so both are judged: first passages, in the order
of the searches and under their headline, the first few and those that have as much of the question if one of the first is surely
right, by the reader too where the score alone does not say so; then the sentences of the best few; last, in the one that is
quoted first, its best sentences each with the one before it. A sentence without a rival is not judged.
docs/evaluation.md has what each stage brings.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from corpus.text.sentences import Span, sentence_spans
from embeddings.models.encoder import Reranker
from embeddings.models.reading import Judgement, Reading
from qa.answering.dates import TimeFrame
from qa.answering.retrieve import Candidate
from qa.answering.speakers import AskedSpeaker


@dataclass(frozen=True, slots=True, kw_only=True)
class RerankOptions:
    """How much is judged; scores are the cross-encoder's logits.

    Attributes:
        passages: judged at most; 0 leaves the order of the searches.
        under_headline: whether a passage is judged with the headline before it.
        first: passages judged before it is checked whether one is sure; if none is, the others are judged together, so that no
            core waits.
        sure: where a passage of the first has this score, of the others only those are judged that may be quoted beside it:
        nearly: or at most this much less, and the reader
        answers: has this logit of its answering:
        others: of the next so many in the order of the searches,
        covering: those with this share of what the sure one has of the question's words.
        sentences_of: in how many passages sentences are judged, at most.
        read: whether the reader reads those passages.
        sentences: in each, those in which the reader has the likeliest answers; all where there is no reader.
        likely: of these, those whose answer is this near to the likeliest of the passage, in the reader's logits.
        certain: where one sentence alone is likely, and its answer is this much above "no answer", it has no rival: it is not
            judged with its neighbours, nor by itself if its passage is sure and alone promising.
        near_best: and only in those whose score is this near to the best.
        windows_of: sentences of the best passage that are judged together with their neighbours.
        windows_near: where their score is this near to the best sentence's.
        alone: unless one of its sentences has this score: with its neighbour it would hardly have more.
        equal: passages whose score is this near to the best are its equals: of those the preferred and the newest comes
            first.
        equal_if_newest: the same for a question that asks for the newest state of things.
        rank_penalty: what a passage loses at most for each rank that the searches have it below their first.
        uncovered: share of the question's words in that first passage up to which the order of the searches counts nothing;
            above it the penalty grows in proportion.
    """

    passages: int = 10
    under_headline: bool = True
    first: int = 2
    sure: float = 4.0
    nearly: float = 4.0
    answers: float = 1.0
    others: int = 3
    covering: float = 0.7
    sentences_of: int = 3
    read: bool = True
    sentences: int = 3
    likely: float = 6.0
    certain: float = 2.0
    near_best: float = 3.0
    windows_of: int = 2
    windows_near: float = 4.0
    alone: float = 8.0
    equal: float = 0.3
    equal_if_newest: float = 2.0
    rank_penalty: float = 0.3
    uncovered: float = 0.3


@dataclass(slots=True, kw_only=True)
class Judged:
    """A passage with the scores of the reranker.

    Attributes:
        passage: the score of the passage under its headline; None where it was not judged.
        head: length of that headline.
        reading: what the reader found in it; None where it was not read.
        sentences: spans in the article's text; empty where they were not judged.
        sentence_scores: of each sentence; minus infinity where it was not judged.
        window_scores: by the position of a sentence, the score of it together with the one before it.
        penalty: what is taken off its score in the ranking.
    """

    candidate: Candidate
    passage: Judgement | None = None
    head: int = 0
    reading: Reading | None = None
    sentences: list[Span] = field(default_factory=list)
    sentence_scores: list[float] = field(default_factory=list)
    window_scores: dict[int, float] = field(default_factory=dict)
    penalty: float = 0.0

    @property
    def passage_score(self) -> float | None:
        """Score of the passage under its headline; None where it was not judged."""
        return self.passage.score if self.passage else None

    def answer_in(self, span: Span) -> tuple[float, Span] | None:
        """Return the likeliest answer within a span of the article's text, and how much likelier it is than none, in logits."""
        if self.reading is None:
            return None
        shift = self.candidate.passage.start - self.head
        found = self.reading.best((span[0] - shift, span[1] - shift))
        return found and (found[0], (found[1][0] + shift, found[1][1] + shift))

    @property
    def score(self) -> float:
        """The highest of the passage's score and its sentences', less the penalty; minus infinity where none was judged."""
        highest = max([*self.sentence_scores, float("-inf") if self.passage_score is None else self.passage_score])
        return highest - self.penalty


def rerank(
    question: str,
    candidates: Sequence[Candidate],
    reranker: Reranker,
    options: RerankOptions,
    *,
    time_frame: TimeFrame,
    coverage: Callable[[Candidate], float],
    speaker: AskedSpeaker | None = None,
) -> list[Judged]:
    """Return the candidates, best first; those that were not judged come last, in the order of the searches.

    Args:
        candidates: in the order of the searches.
        coverage: returns the share of the question's words that a candidate has, 0 to 1. Where the first has most of them, the
            question is in the words of the articles, and the searches are more reliable.
        speaker: whose words are asked for, if anybody's: passages and sentences that quote them come first.
    """
    covered = coverage(candidates[0]) if candidates else 0.0
    share = min(max((covered - options.uncovered) / (1 - options.uncovered), 0.0), 1.0)
    per_rank = options.rank_penalty * share
    if speaker:
        options, per_rank = _options_for(speaker, options), 0.0
    judged = [Judged(candidate=candidate, penalty=per_rank * rank) for rank, candidate in enumerate(candidates)]
    if speaker:
        _prefer(judged, speaker)
    _judge_passages(question, judged[: options.passages], reranker, options, coverage)
    promising = _promising(judged, options)
    _read([one for one in promising if one.reading is None], reranker, options)
    _judge_sentences(question, promising, reranker, options)
    if speaker:
        _weigh(judged, promising, speaker)
    judged.sort(key=lambda one: -one.score)
    _order_equals(judged, options, time_frame)
    return judged


def judge_windows(
    question: str, judged: Judged, reranker: Reranker, options: RerankOptions, *, speaker: AskedSpeaker | None = None
) -> None:
    """Judge the best sentences of a passage that is quoted together with their neighbours; only its quote depends on them."""
    scores = judged.sentence_scores
    if scores and max(scores) >= options.alone:
        return
    if speaker is None and _certain(judged, options) is not None:
        return
    best = sorted(range(len(scores)), key=lambda i: -scores[i])[: options.windows_of]
    best = [i for i in best if scores[i] >= scores[best[0]] - options.windows_near]
    positions = sorted({k for i in best for k in (i, i + 1) if 0 < k < len(judged.sentences)})
    spans = [(judged.sentences[k - 1][0], judged.sentences[k][1]) for k in positions]
    found = reranker.scores([(question, judged.candidate.text(span)) for span in spans])
    judged.window_scores = {k: float(score) for k, score in zip(positions, found, strict=True)}
    if speaker:
        worth = [speaker.worth(judged.candidate, sentence) for sentence in judged.sentences]
        for at in judged.window_scores:
            judged.window_scores[at] += max(worth[at - 1 : at + 1])


def _options_for(speaker: AskedSpeaker, options: RerankOptions) -> RerankOptions:
    """Return with what options passages are judged where somebody's words are asked for: no first few are surely right."""
    most = min(options.passages, speaker.options.passages)
    return replace(options, sure=float("inf"), passages=most, sentences_of=speaker.options.sentences_of)


def _prefer(judged: Sequence[Judged], speaker: AskedSpeaker) -> None:
    for one in judged:
        one.penalty = -speaker.options.passage * speaker.speaks_in(one.candidate)


def _weigh(judged: Sequence[Judged], promising: Sequence[Judged], speaker: AskedSpeaker) -> None:
    """Let passages have the score of their best sentence, by whose words it has; those without judged sentences follow."""
    for one in promising:
        weighed = zip(one.sentences, one.sentence_scores, strict=True)
        one.sentence_scores = [score + speaker.worth(one.candidate, sentence) for sentence, score in weighed]
        one.penalty = max(0.0, (one.passage_score or 0.0) - max(one.sentence_scores))
    lowest = min((one.score for one in promising), default=0.0)
    for one in judged:
        if not one.sentences:
            one.penalty += max(0.0, one.score - lowest)


def _judge_passages(
    question: str,
    judged: Sequence[Judged],
    reranker: Reranker,
    options: RerankOptions,
    coverage: Callable[[Candidate], float],
) -> None:
    first, others = judged[: options.first], judged[options.first :]
    _judge_together(question, first, reranker, options)
    surest = max(first, key=lambda one: one.passage.score if one.passage else 0.0, default=None)
    if others and surest and _is_sure(surest, reranker, options):
        least = options.covering * coverage(surest.candidate)
        others = [one for one in others[: options.others] if coverage(one.candidate) >= least]
    _judge_together(question, others, reranker, options)


def _is_sure(judged: Judged, reranker: Reranker, options: RerankOptions) -> bool:
    """Tell whether a passage is surely right: by its score, or by a lower one and what the reader makes of it."""
    if judged.passage is None or judged.passage.score < options.sure - options.nearly:
        return False
    if judged.passage.score >= options.sure:
        return True
    _read([judged], reranker, options)
    return judged.reading is not None and judged.reading.answers >= options.answers


def _read(judged: Sequence[Judged], reranker: Reranker, options: RerankOptions) -> None:
    read = [(one, one.passage) for one in judged if one.passage and options.read]
    for (one, _), reading in zip(read, reranker.read([passage for _, passage in read]), strict=True):
        one.reading = reading


def _judge_together(question: str, judged: Sequence[Judged], reranker: Reranker, options: RerankOptions) -> None:
    heads = [f"{one.candidate.article.title}. " if options.under_headline else "" for one in judged]
    pairs = [(question, head + one.candidate.passage.text) for head, one in zip(heads, judged, strict=True)]
    judgements = reranker.judge(pairs) if pairs else []
    for one, head, judgement in zip(judged, heads, judgements, strict=True):
        one.passage, one.head = judgement, len(head)


def _order_equals(judged: list[Judged], options: RerankOptions, time_frame: TimeFrame) -> None:
    """Put the preferred and the newest of the best passage's equals first."""
    margin = options.equal_if_newest if time_frame.newest else options.equal
    equals = [one for one in judged if one.score >= judged[0].score - margin and one.sentences]
    if len(equals) > 1:
        equals.sort(key=lambda one: one.candidate.article.published or "", reverse=True)
        equals.sort(key=lambda one: not time_frame.filters.fit(one.candidate.article.published))
        judged[:] = equals + [one for one in judged if all(one is not other for other in equals)]


def _promising(judged: Sequence[Judged], options: RerankOptions) -> list[Judged]:
    """Return the passages whose sentences are judged: the best ones, and the one that the searches ranked first."""
    scored = [one for one in judged if one.passage_score is not None]
    best = sorted(scored, key=lambda one: -one.score)[: options.sentences_of]
    near = [one for one in best if one.score >= best[0].score - options.near_best]
    first = [one for one in judged[: min(1, options.sentences_of)] if all(one is not other for other in near)]
    return near + first


def _judge_sentences(question: str, promising: Sequence[Judged], reranker: Reranker, options: RerankOptions) -> None:
    """Judge the sentences of all these passages in one batch, so that no core waits for another at the end of each."""
    for one in promising:
        passage = one.candidate.passage
        spans = sentence_spans(passage.text)
        one.sentences = [(passage.start + start, passage.start + end) for start, end in spans]
        one.sentence_scores = [float("-inf")] * len(one.sentences)
    sure = promising[0].passage_score if len(promising) == 1 else None
    if sure is not None and sure >= options.sure and (at := _certain(promising[0], options)) is not None:
        promising[0].sentence_scores[at] = sure  # there is nothing to compare it with
        return
    chosen = [(one, at) for one in promising for at in _likeliest(one, options)]
    pairs = [(question, one.candidate.text(one.sentences[at])) for one, at in chosen]
    for (one, at), score in zip(chosen, reranker.scores(pairs).tolist(), strict=True):
        one.sentence_scores[at] = score


def _likeliest(judged: Judged, options: RerankOptions) -> list[int]:
    """Return the positions of the sentences in which the reader has the likeliest answers; of all where it did not read."""
    positions = range(len(judged.sentences))
    if judged.reading is None:
        return list(positions)
    answers = [judged.answer_in(sentence) for sentence in judged.sentences]
    likely = [found[0] if found else float("-inf") for found in answers]
    best = sorted(positions, key=lambda at: -likely[at])[: options.sentences]
    return sorted(at for at in best if likely[at] >= likely[best[0]] - options.likely)


def _certain(judged: Judged, options: RerankOptions) -> int | None:
    """Return the position of the only sentence that is likely, if the reader is certain of its answer; else None."""
    if judged.reading is None or len(likely := _likeliest(judged, options)) != 1:
        return None
    found = judged.answer_in(judged.sentences[likely[0]])
    return likely[0] if found and found[0] >= options.certain else None
