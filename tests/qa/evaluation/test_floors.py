"""What answers must reach on the development sets: a little under what docs/evaluation.md records."""

from dataclasses import replace
from pathlib import Path

import pytest

from qa.evaluation.measures import figures
from qa.evaluation.run import Outcome, configuration, run_set
from qa.evaluation.sets import QuestionSet, read_set

pytestmark = [pytest.mark.slow, pytest.mark.model]
ROOT = Path(__file__).parents[3]
EVERY = 5  # of the larger sets, every fifth question


def values(outcomes: list[Outcome]) -> dict[str, float]:
    return {figure.name: figure.value for figure in figures(outcomes) if figure.value is not None}


def smaller(whole: QuestionSet, every: int = EVERY) -> QuestionSet:
    """All questions, with the articles that answer them and every so many of the others: encoding all takes minutes."""
    wanted = {gold.article for question in whole.questions for gold in question.golds}
    drafts = [draft for number, draft in enumerate(whole.drafts) if draft.id in wanted or number % every == 0]
    return replace(whole, drafts=tuple(drafts))


def test_sample() -> None:
    digest = ROOT / "corpus" / "sample" / "cuttings-sample.txt"
    question_set = read_set(ROOT / "benchmarks" / "sample", (digest,))
    (outcomes,) = run_set(question_set, [configuration("default")], lambda _: None)
    figures = values(outcomes)
    assert figures["hit@1"] >= 0.9
    assert figures["hit@5"] == 1
    assert figures["answer@1"] >= 0.8
    assert figures["auroc"] >= 0.96


def test_seed(shared: Path) -> None:
    digest = shared / "seeds" / "news-digest-2023-12.txt"
    (outcomes,) = run_set(read_set(shared / "eval" / "seed", (digest,)), [configuration("default")], lambda _: None)
    figures = values(outcomes)
    assert figures["hit@1"] >= 0.91
    assert figures["hit@5"] >= 0.97
    assert figures["answer@1"] >= 0.85
    assert figures["auroc"] >= 0.96
    assert [one.question.id for one in outcomes if not one.question.golds and one.certainty == "answers"] == []
    assert len([one.question.id for one in outcomes if one.question.golds and one.certainty == "does not answer"]) <= 1


def test_xquad(shared: Path) -> None:
    whole = read_set(shared / "eval" / "xquad")
    some = replace(whole, questions=whole.questions[::EVERY])
    (outcomes,) = run_set(some, [configuration("default")], lambda _: None)
    figures = values(outcomes)
    assert figures["hit@1"] >= 0.93
    assert figures["hit@5"] >= 0.97
    assert figures["answer@1"] >= 0.80
    assert figures["auroc"] >= 0.94
    assert figures["ece"] <= 0.08


def test_news_in_other_words(shared: Path) -> None:
    (outcomes,) = run_set(
        smaller(read_set(shared / "eval" / "news-reworded")), [configuration("default")], lambda _: None
    )
    figures = values(outcomes)
    assert figures["hit@1"] >= 0.82
    assert figures["hit@5"] >= 0.9
    assert figures["answer@1"] >= 0.66
    assert figures["auroc"] >= 0.78
    assert figures["false_sure"] <= 0.35
    assert figures["ece"] <= 0.18


def test_news_quiz(shared: Path) -> None:
    (outcomes,) = run_set(smaller(read_set(shared / "eval" / "news-quiz")), [configuration("default")], lambda _: None)
    figures = values(outcomes)
    assert figures["hit@1"] >= 0.65
    assert figures["hit@5"] >= 0.89
    assert figures["answer@1"] >= 0.63
    assert figures["auroc"] >= 0.97
    assert figures["false_sure"] <= 0.05


def test_a_conversation_helps(shared: Path) -> None:
    whole = read_set(shared / "eval" / "mtrag-un")
    asked = [question for question in whole.questions if question.history][::EVERY]
    some = smaller(replace(whole, questions=tuple(asked)))
    with_history, without = run_set(some, [configuration("default"), configuration("no-history")], lambda _: None)
    assert values(with_history)["hit@5"] >= values(without)["hit@5"] + 0.03
    assert values(with_history)["mrr@10"] >= values(without)["mrr@10"] + 0.03
