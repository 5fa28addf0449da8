"""Fits the confidence to question sets, all together and with each left out in turn.

    python -m benchmarks.training.confidence SET… [--every NAME=N]

A SET is a folder that `cuttings evaluate` reads, or `FOLDER:ARTICLES`. Each set weighs the same; weights are not negative; the
weight of what is missing stays as it is (docs/evaluation.md says where it is from). Asked is with the default settings: which
passages and sentences are judged does not depend on the weights. It prints the weights, and for each set the area under the
curve, the share of unanswerable questions refused where 95 % of the others are answered, the calibration error, and what the
two thresholds do.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from corpus.catalogue.paths import ArchivePaths
from qa.answering.confidence import Confidence, ConfidenceOptions, Features, Regression, probability
from qa.answering.rerank import Judged
from qa.evaluation.measures import auroc, calibration_error, refused_at_95
from qa.evaluation.sets import QuestionSet, read_set
from qa.service.service import CuttingsService
from qa.service.settings import Settings

FITTED = ("sentence", "passage", "answers", "span", "coverage", "constant")
SHRINK = 0.0003
"""Of the squares of the weights, each times the spread of its feature: it decides between features that say the same."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question set: the features of the best passage of each question, and whether the articles answer it."""

    name: str
    features: tuple[Features, ...]
    answerable: NDArray[np.bool_]


def ask(question_set: QuestionSet, name: str) -> Asked:
    """Ask all questions of a set, and return what their confidence was computed from."""
    recorded: list[Features] = []

    def record(self: Confidence, judged: Judged) -> float:
        found = self.features(judged)
        recorded.append(found or Features(sentence=-11, passage=-11, answers=-8, span=-8, coverage=0, missing=False))
        return original(self, judged)

    original = Confidence.of
    features, answerable = [], []
    with (
        TemporaryDirectory(prefix="cuttings-confidence-") as folder,
        closing(CuttingsService(ArchivePaths(Path(folder) / "archive"), Settings())) as service,
    ):
        service.maintenance.add_drafts(question_set.drafts, lambda _: None)
        with patch.object(Confidence, "of", record):
            for question in question_set.questions:
                recorded.clear()
                service.ask_with_context(question.question, question.history, today=question.asked)
                if recorded:
                    features.append(recorded[0])
                    answerable.append(bool(question.golds))
    return Asked(name, tuple(features), np.array(answerable))


def fit(sets: Sequence[Asked], like: Regression) -> Regression:
    """Return the weights that make the answers of these sets likeliest; `enough` and `missing` are those of `like`."""
    features = [one for asked in sets for one in asked.features]
    truth = np.concatenate([asked.answerable for asked in sets])
    weight = np.concatenate([np.full(len(asked.features), 1 / len(asked.features) / len(sets)) for asked in sets])
    rows = np.array([[_value(one, name, like) for name in FITTED] for one in features])
    offset = np.array([like.missing * one.missing for one in features])
    highest = np.array([ConfidenceOptions().highest(one) for one in features])
    spread = np.array([0.0 if name == "constant" else rows[:, at].std() for at, name in enumerate(FITTED)])

    def loss(weights: NDArray[np.float64]) -> float:
        logits = np.minimum(rows @ weights + offset, highest)
        losses = np.where(truth, np.logaddexp(0, -logits), np.logaddexp(0, logits))
        return float((weight * losses).sum() + SHRINK * ((weights * spread) ** 2).sum())

    bounds = [(None, None) if name == "constant" else (0, None) for name in FITTED]
    found = minimize(loss, np.zeros(len(FITTED)), method="L-BFGS-B", bounds=bounds).x
    return replace(like, **dict(zip(FITTED, map(float, found), strict=True)))


def confidences(asked: Asked, regression: Regression) -> NDArray[np.float64]:
    """Return the confidence of each question of a set."""
    highest = ConfidenceOptions().highest
    return np.array([probability(min(regression.logit(one), highest(one))) for one in asked.features])


def line(asked: Asked, confidence: NDArray[np.float64], options: ConfidenceOptions) -> str:
    """Return the figures of a set."""
    truth = asked.answerable
    sure, perhaps = confidence >= options.threshold, confidence >= options.perhaps
    return (
        f"auroc {auroc(truth, confidence):.3f}  refused@95 {refused_at_95(truth, confidence):.2f}  "
        f"ece {calibration_error(truth, confidence):.3f}  "
        f"without an answer: {(sure & ~truth).sum()} answered, {(perhaps & ~sure & ~truth).sum()} perhaps, of {(~truth).sum()}; "
        f"with: {(~perhaps & truth).sum()} refused, {(perhaps & ~sure & truth).sum()} perhaps, of {truth.sum()}"
    )


def thresholds(sets: Sequence[Asked], regression: Regression) -> Iterator[str]:
    """Yield, for thresholds, the shares of questions answered without an answer and refused with one; means of the sets."""
    for threshold in np.arange(0.3, 0.95, 0.05):
        wrong, refused = [], []
        for asked in sets:
            sure = confidences(asked, regression) >= threshold
            wrong.append((sure & ~asked.answerable).sum() / (~asked.answerable).sum())
            refused.append((~sure & asked.answerable).sum() / asked.answerable.sum())
        yield f"{threshold:.2f}: answered without {np.mean(wrong):.3f}, refused with {np.mean(refused):.3f}"


def _value(features: Features, name: str, like: Regression) -> float:
    if name == "constant":
        return 1.0
    return min(features.coverage, like.enough) if name == "coverage" else float(getattr(features, name))


def main() -> None:
    """Ask all sets, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--every", action="append", default=[], metavar="NAME=N", help="every N-th question of a set")
    args = parser.parse_args()
    every = {name: int(number) for name, _, number in (one.partition("=") for one in args.every)}
    asked = []
    for one in args.sets:
        folder, _, articles = one.partition(":")
        whole = read_set(Path(folder), (Path(articles),) if articles else ())
        name = Path(folder).name
        asked.append(ask(replace(whole, questions=whole.questions[:: every.get(name, 1)]), name))
        print(f"{name}: {len(asked[-1].features)} questions asked", file=sys.stderr, flush=True)
    options = ConfidenceOptions()
    for enough in (1.0, 0.5):
        like = replace(options.read, enough=enough)
        together = fit(asked, like)
        print(f"\nenough {enough}:", *(f"{one.name} {getattr(together, one.name):.3f}" for one in fields(together)))
        for left_out in asked:
            alone = fit([other for other in asked if other is not left_out], like)
            print(f"  {left_out.name:15} {line(left_out, confidences(left_out, together), options)}")
            print(f"  {'… left out':15} {line(left_out, confidences(left_out, alone), options)}")
        print(*thresholds(asked, together), sep="\n")
    print("\nas it is:")
    for one in asked:
        print(f"  {one.name:15} {line(one, confidences(one, options.read), options)}")


if __name__ == "__main__":
    main()
