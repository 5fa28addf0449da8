import math
import sys
from pathlib import Path

import pytest
from ir_measures.providers.pytrec_eval_provider import PytrecEvalProvider

from qa.answering.answer import Turn
from qa.cli import main
from qa.evaluation.measures import figures
from qa.evaluation.report import report_json, table
from qa.evaluation.run import Outcome
from qa.evaluation.sets import Gold, SetQuestion

pytestmark = pytest.mark.model

GOLD = (Gold(article="a", start=3, end=7, text="gold"),)


def outcome(
    ranked: str, right: str, *, confidence: float = 0.9, quoted: bool = False, answerable: bool = True, ms: float = 10
) -> Outcome:
    golds = GOLD if answerable else ()
    return Outcome(
        question=SetQuestion(id="q", question="?", history=(Turn(role="user", content="x"),), golds=golds),
        ranked=tuple(ranked),
        right=frozenset(right),
        hits=tuple(key in right for key in ranked),
        answered=confidence >= 0.5,
        quoted=quoted,
        confidence=confidence,
        ms=ms,
    )


def test_exact_values_on_a_tiny_run() -> None:
    outcomes = [
        outcome("abcdef", "a", quoted=True, confidence=0.95),
        outcome("abcdef", "c", confidence=0.85),
        outcome("abcdef", "", confidence=0.75),
        outcome("abcdef", "f", quoted=True, confidence=0.65),
        outcome("ab", "", answerable=False, confidence=0.70),
        outcome("ab", "", answerable=False, confidence=0.05, ms=30),
    ]
    values = {figure.name: figure.value for figure in figures(outcomes)}
    assert values == pytest.approx(
        {
            "hit@1": 1 / 4,
            "hit@3": 2 / 4,
            "hit@5": 2 / 4,
            "hit@10": 3 / 4,
            "mrr@10": (1 + 1 / 3 + 0 + 1 / 6) / 4,
            "ndcg@10": (1 + 1 / math.log2(4) + 0 + 1 / math.log2(7)) / 4,
            "answer@1": 2 / 4,
            "auroc": 7 / 8,
            "refused@95": 1 / 2,
            "ece": (0.05 + 0.15 + 0.225 * 2 + 0.35 + 0.05) / 6,
            "p50_ms": 10,
            "p95_ms": 25,
        }
    )


def test_what_a_set_cannot_tell_is_none() -> None:
    values = {figure.name: figure.value for figure in figures([outcome("ab", "a")])}
    assert values["auroc"] is None
    assert values["refused@95"] is None
    assert values["hit@1"] == 1


def test_intervals_hold_the_value_and_are_the_same_each_time() -> None:
    outcomes = [outcome("ab", "a" if n % 3 else "b", confidence=n / 40) for n in range(40)]
    first, second = figures(outcomes), figures(outcomes)
    assert first == second
    for figure in first:
        if figure.low is not None:
            assert figure.low <= figure.value <= figure.high


def test_report() -> None:
    measured = figures([outcome("ab", "a", quoted=True)])
    report = report_json("tiny", 1, measured)
    assert (report["set"], report["questions"], report["metrics"]["hit@1"]) == ("tiny", 1, 1.0)
    assert set(report["metrics"]) == {
        "hit@1", "hit@3", "hit@5", "hit@10", "mrr@10", "ndcg@10", "answer@1", "auroc", "refused@95", "ece", "p50_ms", "p95_ms",
    }  # fmt: skip
    assert report["intervals"]["hit@1"] == [1.0, 1.0]
    assert "hit@1" in table([("default", measured), ("other", measured)])


def test_where_rankings_cannot_be_measured_that_is_said_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pytrec_eval", None)  # as on Linux on arm64
    monkeypatch.setattr("ir_measures.pytrec_eval", PytrecEvalProvider())
    assert main(["evaluate", str(tmp_path)]) == 1
    assert "rankings cannot be measured here" in capsys.readouterr().err
