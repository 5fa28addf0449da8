import math
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from ir_measures.providers.pytrec_eval_provider import PytrecEvalProvider

from qa.answering.answer import Turn
from qa.cli import main
from qa.evaluation.measures import figures, reliability
from qa.evaluation.plot import reliability_svg
from qa.evaluation.report import misses, report_json, table
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
        certainty="answers" if confidence >= 0.5 else "does not answer",
        quoted=quoted,
        confidence=confidence,
        ms=ms,
    )


def test_exact_values_on_a_tiny_run() -> None:
    outcomes = [
        outcome("abcdef", "a", quoted=True, confidence=0.95),
        outcome("abcdef", "c", confidence=0.85),
        outcome("abcdef", "", confidence=0.75),
        replace(outcome("abcdef", "f", quoted=True, confidence=0.65), certainty="may answer"),
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
            "answer@1_sure": 1 / 4,
            "false_sure": 1 / 2,
            "false_may": 0,
            "auroc": 7 / 8,
            "refused@95": 1 / 2,
            "ece": (0.05 + 0.15 + 0.225 * 2 + 0.35 + 0.05) / 6,
            "p50_ms": 10,
            "p95_ms": 25,
        }
    )


def test_reliability_is_by_confidence_in_tenths() -> None:
    outcomes = [
        outcome("ab", "a", confidence=0.95),
        outcome("ab", "a", confidence=1.0),
        outcome("ab", "", confidence=0.95, answerable=False),
        outcome("ab", "", confidence=0.05, answerable=False),
    ]
    low, high = reliability(outcomes)
    assert (low.questions, low.share, low.confidence, low.answerable) == (1, 0.25, 0.05, 0.0)
    assert (high.questions, high.share) == (3, 0.75)
    assert (high.confidence, high.answerable) == (pytest.approx(2.9 / 3), pytest.approx(2 / 3))
    picture = ElementTree.fromstring(reliability_svg("a & b", [low, high]))  # noqa: S314 - our own
    dots = [(one.get("cx"), one.get("cy"), one.get("r")) for one in picture.iter("{http://www.w3.org/2000/svg}circle")]
    assert dots == [("65.0", "350.0", "8.0"), ("340.0", "150.0", "13.9")]
    assert picture[0].text == "a & b: confidence and what came of it, 4 questions"


def test_misses_show_what_was_quoted_and_what_was_right() -> None:
    wrong = replace(outcome("ab", "b"), quote="Not\n  this.")
    right = outcome("ab", "a", quoted=True)
    refused = outcome("ab", "", confidence=0.25)
    rightly_refused = outcome("ab", "", confidence=0.25, answerable=False)
    perhaps = replace(outcome("ab", "", confidence=0.6, answerable=False), certainty="may answer", quote="Perhaps.")
    assert misses([wrong, right, refused, rightly_refused, perhaps]).splitlines() == [
        "wrong quote        0.900 hit at 2  q: ?",
        "    quoted: Not this.",
        "    gold:   gold",
        "refused            0.250 hit at –  q: ?",
        "    gold:   gold",
        "should be refused  perhaps 0.600 hit at –  q: ?",
        "    quoted: Perhaps.",
    ]


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
        "hit@1", "hit@3", "hit@5", "hit@10", "mrr@10", "ndcg@10", "answer@1", "answer@1_sure", "false_sure", "false_may", "auroc",
        "refused@95", "ece", "p50_ms", "p95_ms",
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
