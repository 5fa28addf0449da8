"""The real digest, the real models, the questions that a reader would ask."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import jsonschema
import pytest

from corpus.catalogue.paths import ArchivePaths
from qa.answering.answer import Answer, Turn
from qa.answering.citations import field_of
from qa.answering.json import answer_json
from qa.service.service import CuttingsService

pytestmark = pytest.mark.model

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "answer.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def service(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CuttingsService]:
    with closing(CuttingsService(ArchivePaths(tmp_path_factory.mktemp("seed") / "archive"))) as service:
        report = service.maintenance.add([shared / "seeds" / "news-digest-2023-12.txt"])
        assert (len(report.added), report.failed) == (10, ())
        yield service


@pytest.fixture(scope="module")
def answers(shared: Path, service: CuttingsService) -> list[tuple[dict, Answer]]:
    lines = (shared / "eval" / "seed" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [(row, service.ask(row["question"], [Turn(**turn) for turn in row["history"]])) for row in rows]


def test_every_passage_is_its_articles_text(service: CuttingsService) -> None:
    for article in service.articles():
        passages = service.passages(article.id)
        assert passages
        position = 0
        for passage in passages:
            assert article.text[passage.start : passage.end] == passage.text
            assert not article.text[position : passage.start].strip(), "text between two passages"
            assert len(passage.text.split()) <= 200
            position = passage.end
        assert not article.text[position:].strip()


def test_the_question_everybody_asks_first(service: CuttingsService) -> None:
    answer = service.ask("How many Armenian servicemen will Azerbaijan release?")
    assert answer.answered
    assert "32" in answer.quotes[0].text


@pytest.mark.slow
def test_every_quote_is_word_for_word(service: CuttingsService, answers: list[tuple[dict, Answer]]) -> None:
    articles = {article.id: article for article in service.articles()}
    for _, answer in answers:
        jsonschema.validate(answer_json(answer), SCHEMA)
        for cited in (*answer.quotes, *answer.passages):
            citation = answer.citation(cited.citation)
            whole = field_of(articles[citation.article.id], citation.field)
            assert whole[cited.start : cited.end] == cited.text
            assert (citation.start, citation.end) == (cited.start, cited.end)
            if words := getattr(cited, "words", None):
                assert cited.start <= words[0] < words[1] <= cited.end
            assert citation.sha256 == hashlib.sha256(cited.text.encode()).hexdigest()


@pytest.mark.slow
def test_the_answer_is_among_the_first_five_passages(answers: list[tuple[dict, Answer]]) -> None:
    missed = [
        row["id"]
        for row, answer in answers
        if row["answers"]
        and not any(gold["text"] in one.text for gold in row["answers"] for one in answer.passages[:5])
    ]
    assert len(missed) / sum(bool(row["answers"]) for row, _ in answers) <= 0.1, missed
