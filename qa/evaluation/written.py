"""Measuring what is written above quotes: how much of it is borne out, and how well it cites, as ALCE (Gao et al. 2023) reckons.

A statement is recalled if all its citations together bear it out. A citation is precise if its statement is recalled, and it
bears it out alone, or the others do not without it. The judge of entailment is the verifier, so these are figures of the model
and of the way to the page, and not of the verifier itself.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from corpus.errors import WriterError
from corpus.messages import read_messages
from corpus.text.sentences import Span, sentence_spans
from qa.evaluation.figure import Figure, resample
from qa.evaluation.sets import QuestionSet, SetQuestion
from qa.service.progress import Progress, ProgressCallback
from qa.service.service import CuttingsService
from qa.service.summaries import AnsweredQuestion
from qa.written.held import held
from qa.written.values import Check, CitedQuote, Evidence, JudgedSentence, Written, WrittenSentence, evidence_of

Citations = Sequence[Sequence[Evidence]]
"""Of a statement: for each citation the sentences that it cites, none where it cites nothing that there is."""

SpeakerOf = Callable[[str, Span], str | None]

_NOTHING_PASSED = "writer_nothing"
"""The note of a text that was written, and of which no sentence is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence with how well it cites.

    Attributes:
        quotes: the texts that it cites; "" for a citation of nothing.
        recalled: whether all of them together bear it out.
        precise: how many of them are needed, or bear it out alone.
        failed: the check because of which it is not shown; None where it is shown.
    """

    text: str
    quotes: tuple[str, ...]
    recalled: bool
    precise: int
    failed: Check | None = None

    @property
    def cites(self) -> int:
        """How many citations it has."""
        return len(self.quotes)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOutcome:
    """What was written for one question.

    Attributes:
        drafted: the sentences as the model wrote them, with the citations that it gave.
        shown: those that are shown, with the citations that are shown.
        ended: whether the writer ended in time and without an error.
        duration: from sending to the end.
    """

    question: SetQuestion
    drafted: tuple[Statement, ...]
    shown: tuple[Statement, ...]
    ended: bool
    duration: timedelta


def write_all(
    question_set: QuestionSet, service: CuttingsService, sample: int | None, on_progress: ProgressCallback
) -> list[TextOutcome]:
    """Have a text written for the questions of a set for which something is quoted.

    Args:
        service: with a writer, and an archive of the articles of the set.
        sample: at most as many of these questions, drawn by chance, the same each time; None for all.

    Raises:
        WriterError: nothing came of the first text, and not for want of time to write it.
    """
    asked = []
    for question in question_set.questions:
        found = service.ask_with_context(question.question, question.history, today=question.asked)
        if service.prose.begun(found.answer) is not None:
            asked.append((question, found))
    if sample is not None and sample < len(asked):
        chosen = np.random.default_rng(0).choice(len(asked), sample, replace=False)
        asked = [asked[number] for number in sorted(chosen)]
    outcomes: list[TextOutcome] = []
    for question, found in asked:
        outcomes.append(_text(question, found, service, first=not outcomes))
        on_progress(Progress(what="texts", done=len(outcomes), total=len(asked)))
    return outcomes


def _text(question: SetQuestion, found: AnsweredQuestion, service: CuttingsService, *, first: bool) -> TextOutcome:
    judged: list[JudgedSentence] = []
    written = service.prose.write(found.answer, found.context, on_judged=judged.append)
    if written is None:
        raise WriterError("there is no writer")
    notes = [one.kind for one in read_messages(written.note or "")]
    if first and written.note and not judged and notes not in ([_NOTHING_PASSED], ["writer_slow"]):
        raise WriterError(written.note)
    return TextOutcome(
        question=question,
        drafted=tuple(
            _statement(one.text, [[cited] if cited else [] for cited in one.cited], one.failed) for one in judged
        ),
        shown=tuple(_shown(one, written, service.prose.speaker_of) for one in written.sentences),
        ended=not written.note or notes == [_NOTHING_PASSED],
        duration=timedelta(seconds=written.seconds),
    )


def _shown(one: WrittenSentence, written: Written, speaker_of: SpeakerOf) -> Statement:
    return _statement(one.text, [_evidence(written.quote(number), speaker_of) for number in one.citations])


def _evidence(quote: CitedQuote, speaker_of: SpeakerOf) -> list[Evidence]:
    article = quote.citation.article
    found = []
    for low, high in sentence_spans(quote.text):
        span = (quote.citation.start + low, quote.citation.start + high)
        found.append(evidence_of(article, span, quote.text[low:high], speaker_of(article.id, span)))
    return found


def _statement(text: str, citations: Citations, failed: Check | None = None) -> Statement:
    # a citation of nothing bears nothing out, and is counted all the same
    recalled = bool(citations) and all(citations) and held(text, _together(citations)).supported
    precise = sum(
        held(text, one).supported
        or not held(text, _together([*citations[:number], *citations[number + 1 :]])).supported
        for number, one in enumerate(citations)
        if recalled
    )
    quotes = tuple(" ".join(evidence.text for evidence in one) for one in citations)
    return Statement(text=text, quotes=quotes, recalled=recalled, precise=precise, failed=failed)


def _together(citations: Citations) -> list[Evidence]:
    return [evidence for one in citations for evidence in one]


def written_figures(outcomes: Sequence[TextOutcome]) -> list[Figure]:
    """Return all figures of written texts; intervals are over texts.

    `prose` is the share of texts with a sentence that is shown, `supported` and `dropped` are the shares of sentences that are
    shown and not. `cite_r` and `cite_p` are ALCE's citation recall and precision of what the model wrote, means over texts;
    `shown_cite_r` and `shown_cite_p` those of what is shown. `ended` is the share of texts that the writer ended.
    """
    measures: dict[str, Callable[[Sequence[TextOutcome]], float | None]] = {
        "prose": lambda texts: _mean([float(bool(one.shown)) for one in texts]),
        "supported": _share_shown,
        "dropped": lambda texts: None if (share := _share_shown(texts)) is None else 1 - share,
        "cite_r": lambda texts: _mean([_recall(one.drafted) for one in texts if one.drafted]),
        "cite_p": lambda texts: _mean([_precision(one.drafted) for one in texts if one.drafted]),
        "shown_cite_r": lambda texts: _mean([_recall(one.shown) for one in texts if one.shown]),
        "shown_cite_p": lambda texts: _mean([_precision(one.shown) for one in texts if one.shown]),
        "ended": lambda texts: _mean([float(one.ended) for one in texts]),
        "write_p50_s": lambda texts: _seconds(texts, 50),
        "write_p95_s": lambda texts: _seconds(texts, 95),
    }
    return [resample(name, measure, outcomes) for name, measure in measures.items()]


def dropped_by(outcomes: Sequence[TextOutcome]) -> dict[str, int]:
    """Return how many sentences each check kept from being shown, those of most first."""
    found = Counter(one.failed.name for text in outcomes for one in text.drafted if one.failed)
    return dict(found.most_common())


def _share_shown(texts: Sequence[TextOutcome]) -> float | None:
    return _mean([float(one.failed is None) for text in texts for one in text.drafted])


def _recall(statements: Sequence[Statement]) -> float:
    return sum(one.recalled for one in statements) / len(statements)


def _precision(statements: Sequence[Statement]) -> float:
    """Return the share of citations that are precise; as ALCE counts, 0 for a text that cites nothing."""
    cites = sum(one.cites for one in statements)
    return sum(one.precise for one in statements) / cites if cites else 0.0


def _seconds(texts: Sequence[TextOutcome], percent: int) -> float | None:
    return float(np.percentile([one.duration.total_seconds() for one in texts], percent)) if texts else None


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
