"""Figures of written texts: of an endpoint that says what it is told, with values reckoned by hand, and of a small model."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from corpus.errors import WriterError
from qa.cli import main
from qa.evaluation.report import table
from qa.evaluation.sets import QuestionSet, SetQuestion
from qa.evaluation.written import dropped_by, write_all, written_figures
from qa.service.progress import Progress
from tests.qa.written.conftest import COPY, FERRY, QUESTION, Opened
from tests.qa.written.scripted import Request, says, scripted
from tests.qa.written.small_model import CONTEXT, small_model

CARRIES, SUMMARY = "How many passengers does the ferry Aurora carry?", "Summarise the news about the ferry"
TEXTS = {
    QUESTION: "A ferry struck the pier at Port Sellen on Friday [1]. "  # one citation, and it does
    "The captain, Bo Lind, told reporters the engine had failed [6][4]. "  # two, and the second is idle
    "Nobody was hurt, the harbour office said. "  # none: shown, since one is found
    "The ferry Aurora carries 200 passengers between Port Sellen and Olm [99]. "  # of nothing: shown, since one is found
    "The mayor of Olm sank the ferry [1].",  # false
    CARRIES: "The ferry Aurora carries 200 passengers between Port Sellen and Olm [1]. "
    "A ferry struck the pier at Port Sellen on Friday, and the ferry Aurora carries 200 passengers between Port Sellen and Olm "
    "[2][1]. "  # both are needed
    "The ferry Aurora was on its way to ",  # and the connection ends
    SUMMARY: "The pier fell into the sea near Port Sellen.",
}


def ferries(*questions: str) -> QuestionSet:
    asked = [SetQuestion(id=f"q{number}", question=one, history=(), golds=()) for number, one in enumerate(questions)]
    return QuestionSet(name="ferries", drafts=(FERRY, COPY), questions=tuple(asked), by_passage=True)


def by_question(request: Request) -> None:
    """Write the text of the question that was asked; the one that has no end breaks off."""
    asked = str(request.asked["messages"])
    text = next(text for question, text in TEXTS.items() if question in asked)
    if text.endswith(" "):
        request.begin()
        request.piece(text)
    else:
        says(text)(request)


def silent(_: Progress) -> None:
    pass


def test_figures_are_those_reckoned_by_hand(opened: Opened) -> None:
    questions = ferries(*TEXTS, "Who invented penicillin?")  # of which nothing is quoted, so nothing is written
    with scripted(by_question) as endpoint:
        texts = write_all(questions, opened(endpoint), None, silent)
        assert len(endpoint.heard) == 3
    assert [[(one.cites, one.recalled, one.precise) for one in text.drafted] for text in texts] == [
        [(1, True, 1), (2, True, 1), (0, False, 0), (1, False, 0), (1, False, 0)],
        [(1, True, 1), (2, True, 2), (0, False, 0)],
        [(0, False, 0)],
    ]
    values = {one.name: one.value for one in written_figures(texts)}
    assert values.pop("write_p50_s") <= values.pop("write_p95_s") < 60
    assert values == pytest.approx(
        {
            "prose": 2 / 3,
            "supported": 6 / 9,
            "dropped": 3 / 9,
            "cite_r": (2 / 5 + 2 / 3 + 0) / 3,
            "cite_p": (2 / 5 + 3 / 3 + 0) / 3,
            "shown_cite_r": 1,
            "shown_cite_p": 1,
            "ended": 2 / 3,
        }
    )
    assert sum(dropped_by(texts).values()) == 3
    cut = texts[1].drafted[-1]
    assert (cut.text, cut.failed and cut.failed.why) == ("The ferry Aurora was on its way to", "cut off")
    assert [[one.text for one in text.shown] for text in texts] == [
        [one.text for one in text.drafted if one.failed is None] for text in texts
    ]


def test_a_sample_is_the_same_each_time_and_in_the_order_of_the_set(opened: Opened) -> None:
    with scripted(by_question) as endpoint:
        service = opened(endpoint)
        first, again = (write_all(ferries(*TEXTS), service, 2, silent) for _ in range(2))
        assert len(write_all(ferries(*TEXTS), service, 9, silent)) == 3
    ids = [one.question.id for one in first]
    assert ids == [one.question.id for one in again] == sorted(ids)
    assert len(ids) == 2


def test_what_is_shown_with_a_citation_that_bears_nothing_out_is_seen(opened: Opened) -> None:
    with scripted(by_question) as endpoint:
        (text,) = write_all(ferries(CARRIES), opened(endpoint), None, silent)
    good, both = text.shown
    idle = replace(both, quotes=(*both.quotes, "Nobody was hurt."))
    broken = replace(good, recalled=False, precise=0)
    texts = [
        replace(text, shown=(good, broken), duration=timedelta(seconds=1)),
        replace(text, shown=(idle,), duration=timedelta(seconds=3)),
        replace(text, shown=(), duration=timedelta(seconds=9)),
    ]
    figures = {one.name: one for one in written_figures(texts)}
    assert figures["shown_cite_r"].value == pytest.approx((1 / 2 + 1) / 2)
    assert figures["shown_cite_p"].value == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert (figures["shown_cite_r"].low, figures["shown_cite_r"].high) == (0.5, 1)
    assert (figures["write_p50_s"].value, figures["write_p95_s"].value) == pytest.approx((3, 3 + 0.9 * 6))
    assert "write_p50_s           3.0 [1.0, 9.0]" in table([("default", list(figures.values()))])


def test_without_texts_figures_cannot_tell() -> None:
    assert {(one.value, one.low) for one in written_figures([])} == {(None, None)}


def test_a_writer_that_is_down_is_told_at_once(opened: Opened) -> None:
    with scripted(by_question) as endpoint:
        service = opened(endpoint)
    with pytest.raises(WriterError, match=r"127\.0\.0\.1"):
        write_all(ferries(*TEXTS), service, None, silent)


def test_the_command_prints_them_and_lists_what_was_dropped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    article = {"id": 1, "title": FERRY.title, "text": FERRY.text, "outlet": FERRY.outlet, "date": FERRY.published}
    gold = {"article": 1, "start": 0, "end": 49, "text": FERRY.text[:49]}
    asked = [
        {"id": "a", "question": QUESTION, "history": [], "answers": [gold]},
        {"id": "b", "question": "Who invented penicillin?", "history": [], "answers": []},
    ]
    (tmp_path / "articles.jsonl").write_text(json.dumps(article), encoding="utf-8")
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    evaluate = ["evaluate", str(tmp_path), "--model", "hashing-256"]
    with scripted(
        says("A ferry struck the pier at Port Sellen on Friday [1]. The mayor of Olm sank the ferry [1].")
    ) as e:
        writer = ["--writer", e.url, "--writer-model", "scripted"]
        assert main([*evaluate, *writer, "--json"]) == 0
        report = json.loads(capsys.readouterr().out)
        assert main([*evaluate, *writer, "--misses"]) == 0
        text = capsys.readouterr().out
    assert (report["written"]["texts"], report["written"]["sentences"]) == (1, 2)
    assert report["written"]["metrics"]["supported"] == 0.5
    assert sum(report["written"]["dropped_by"].values()) == 1
    assert "hit@1" in report["metrics"]
    assert "written by scripted: 1 texts, 2 sentences, 1 shown; not shown: " in text
    assert "    shown      A ferry struck the pier at Port Sellen on Friday.\n" in text
    assert "The mayor of Olm sank the ferry. (" in text
    assert main([*evaluate, "--writer-sample", "3"]) == 1
    assert "--writer-sample" in capsys.readouterr().err


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.usefixtures("same_mark")
def test_of_a_small_model_what_is_shown_is_cited(opened: Opened) -> None:
    with small_model() as endpoint:
        service = opened(endpoint, context=CONTEXT, seconds=200.0)
        texts = write_all(ferries(*TEXTS), service, 3, silent)
    assert len(texts) == 3
    assert sum(len(one.drafted) for one in texts) > 3
    values = {one.name: one.value for one in written_figures(texts)}
    assert values["supported"] + values["dropped"] == pytest.approx(1)
    assert values["shown_cite_r"] in (None, 1)
    assert values["shown_cite_p"] in (None, 1)
