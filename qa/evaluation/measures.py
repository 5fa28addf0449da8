"""From outcomes to figures. Ranking measures are ir_measures' (MacAvaney et al. 2022), AUROC is scikit-learn's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.errors import CuttingsError
from qa.evaluation.figure import RESAMPLES, Figure
from qa.evaluation.run import Outcome

ANSWERED = 0.95
BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The questions that were answered with about the same confidence.

    Attributes:
        share: of all questions.
        confidence: on average.
        answerable: the share of them that the articles answer.
    """

    share: float
    questions: int
    confidence: float
    answerable: float


def require_measures() -> None:
    """Make sure that rankings can be measured on this machine, before questions are asked for minutes.

    Raises:
        CuttingsError: they cannot.
    """
    import ir_measures

    if not ir_measures.pytrec_eval.is_available():
        raise CuttingsError(
            "rankings cannot be measured here: pytrec-eval-terrier has no package for Linux on arm64, and building it would "
            "download code that nobody checked"
        )


def figures(outcomes: Sequence[Outcome], *, seed: int = 0) -> list[Figure]:
    """Return all figures of a run.

    The first eight are over the answerable questions: `answer@1` counts each first quote that is right, `answer@1_sure` only
    those that "answer", not those that "may". `false_sure` and `false_may` are the shares of unanswerable questions for which
    something was quoted, as answering or as what may. `auroc` and `refused@95` are over answerable against unanswerable
    questions, by confidence. `ece` is the expected calibration error (Naeini et al. 2015, ten bins) of the confidence, taken
    as the chance that the articles answer the question.
    """
    answerable = [outcome for outcome in outcomes if outcome.question.golds]
    ranking = _ranking(answerable)
    measured = [_mean(name, values, seed) for name, values in ranking.items()]
    if not any(outcome.question.golds and outcome.question.golds[0].text for outcome in outcomes):
        measured += [Figure(name=name, value=None, low=None, high=None) for name in ("answer@1", "answer@1_sure")]
    else:
        surely = [float(outcome.quoted and outcome.certainty == "answers") for outcome in answerable]
        measured.append(_mean("answer@1", [float(outcome.quoted) for outcome in answerable], seed))
        measured.append(_mean("answer@1_sure", surely, seed))
    others = [outcome.certainty for outcome in outcomes if not outcome.question.golds]
    measured.append(_mean("false_sure", [float(certainty == "answers") for certainty in others], seed))
    measured.append(_mean("false_may", [float(certainty == "may answer") for certainty in others], seed))
    confidence = np.array([outcome.confidence for outcome in outcomes])
    truth = np.array([bool(outcome.question.golds) for outcome in outcomes])
    for name, measure in (("auroc", auroc), ("refused@95", refused_at_95), ("ece", calibration_error)):
        measured.append(_resampled(name, measure, truth, confidence, seed))
    times = np.array([outcome.ms for outcome in outcomes])
    for name, share in (("p50_ms", 50), ("p95_ms", 95)):
        value = float(np.percentile(times, share)) if len(times) else None
        measured.append(Figure(name=name, value=value, low=None, high=None))
    return measured


def _ranking(outcomes: Sequence[Outcome]) -> dict[str, list[float]]:
    import ir_measures
    from ir_measures import RR, Success, nDCG

    measures = {"hit@1": Success @ 1, "hit@3": Success @ 3, "hit@5": Success @ 5, "hit@10": Success @ 10}
    measures |= {"mrr@10": RR @ 10, "ndcg@10": nDCG @ 10}
    names = {measure: name for name, measure in measures.items()}
    judged, run = [], []
    for number, outcome in enumerate(outcomes):
        query = str(number)
        # no passage holds the answer whole: the question stays in the mean, as a miss
        judged += [ir_measures.Qrel(query, key, 1) for key in outcome.right or {"none"}]
        run += [ir_measures.ScoredDoc(query, key, -float(rank)) for rank, key in enumerate(outcome.ranked)]
    values: dict[str, dict[str, float]] = {name: {} for name in measures}
    for metric in ir_measures.iter_calc(list(measures.values()), judged, run):
        values[names[metric.measure]][metric.query_id] = metric.value
    return {name: [found.get(str(n), 0.0) for n in range(len(outcomes))] for name, found in values.items()}


def _mean(name: str, values: Sequence[float], seed: int) -> Figure:
    if not values:
        return Figure(name=name, value=None, low=None, high=None)
    array = np.asarray(values)
    chosen = np.random.default_rng(seed).integers(0, len(array), (RESAMPLES, len(array)))
    low, high = np.percentile(array[chosen].mean(axis=1), [2.5, 97.5])
    return Figure(name=name, value=float(array.mean()), low=float(low), high=float(high))


def _resampled(
    name: str, measure: Callable[[np.ndarray, np.ndarray], float], truth: np.ndarray, confidence: np.ndarray, seed: int
) -> Figure:
    if truth.all() or not truth.any():
        return Figure(name=name, value=None, low=None, high=None)
    random = np.random.default_rng(seed)
    values = []
    for _ in range(RESAMPLES // 4):
        chosen = random.integers(0, len(truth), len(truth))
        if truth[chosen].any() and not truth[chosen].all():
            values.append(measure(truth[chosen], confidence[chosen]))
    low, high = np.percentile(values, [2.5, 97.5])
    return Figure(name=name, value=measure(truth, confidence), low=float(low), high=float(high))


def auroc(truth: np.ndarray, confidence: np.ndarray) -> float:
    """Return the area under the curve: how often one of the true has a higher confidence than one of the others."""
    from scipy.stats import rankdata

    chosen = int(truth.sum())
    higher = rankdata(confidence)[truth].sum() - chosen * (chosen + 1) / 2  # equal ones count half
    return float(higher / (chosen * (len(truth) - chosen)))


def refused_at_95(truth: np.ndarray, confidence: np.ndarray) -> float:
    """Return the share of unanswerable questions refused at the highest threshold that answers 95% of the others."""
    answerable = np.sort(confidence[truth])[::-1]
    threshold = answerable[int(np.ceil(ANSWERED * len(answerable))) - 1]
    return float((confidence[~truth] < threshold).mean())


def calibration_error(truth: np.ndarray, confidence: np.ndarray) -> float:
    """Return the expected calibration error, in tenths of confidence."""
    return sum(one.share * abs(one.answerable - one.confidence) for one in _bins(truth, confidence))


def reliability(outcomes: Sequence[Outcome]) -> list[Bin]:
    """Return the questions in bins of confidence, lowest first; bins without any are left out."""
    truth = np.array([bool(outcome.question.golds) for outcome in outcomes])
    return _bins(truth, np.array([outcome.confidence for outcome in outcomes]))


def _bins(truth: np.ndarray, confidence: np.ndarray) -> list[Bin]:
    number = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return [
        Bin(
            share=float(inside.mean()),
            questions=int(inside.sum()),
            confidence=float(confidence[inside].mean()),
            answerable=float(truth[inside].mean()),
        )
        for one in range(BINS)
        if (inside := number == one).any()
    ]
