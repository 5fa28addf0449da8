import json
from pathlib import Path

import pytest

from corpus.errors import ReadError
from qa.cli import main
from qa.evaluation.run import run_set
from qa.evaluation.sets import read_set
from qa.service.settings import Settings

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[3]
ARTICLES = [
    {"id": "a", "title": "Ferry",
     "text": "A ferry struck the pier at Port Sellen on Friday. The coast guard said 27 people were hurt."},
    {"id": "b", "title": "Bank", "text": "The central bank cut its key rate to 3.75 percent."},
]  # fmt: skip
QUESTIONS = [
    {"id": "1", "question": "How many people were hurt on the ferry?", "history": [],
     "answers": [{"article": "a", "start": 71, "end": 73, "text": "27"}]},
    {"id": "2", "question": "Who painted the chapel?", "history": [], "answers": []},
]  # fmt: skip


def write(path: Path, rows: list[dict]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "articles.jsonl", ARTICLES)
    write(tmp_path / "questions.jsonl", QUESTIONS)
    return tmp_path


def test_a_set_is_asked_and_scored(folder: Path) -> None:
    question_set = read_set(folder)
    assert ARTICLES[0]["text"][71:73] == "27"
    ((first, second),) = run_set(question_set, [Settings(model="hashing-256")], lambda _: None)
    assert (first.certainty, first.quoted, first.hits[0], len(first.right)) == ("answers", True, True, 1)
    assert (second.certainty, second.right) == ("does not answer", frozenset())


def test_a_copy_of_the_gold_is_a_hit_however_many_there_are(folder: Path) -> None:
    """Which of several articles with the same text is shown does not count."""
    text = ARTICLES[0]["text"]
    rows = [{"id": key, "title": f"Ferry {key}", "text": text} for key in "abc"]
    write(folder / "articles.jsonl", rows)
    for gold in "abc":
        golds = [{"article": gold, "start": 71, "end": 73, "text": "27"}]
        write(folder / "questions.jsonl", [{**QUESTIONS[0], "answers": golds}])
        ((outcome,),) = run_set(read_set(folder), [Settings(model="hashing-256")], lambda _: None)
        assert (outcome.quoted, outcome.hits) == (True, (True,))
        assert outcome.right == frozenset(outcome.ranked)
    golds = [{"article": gold, "start": 71, "end": 73, "text": "27"} for gold in "abc"]
    write(folder / "questions.jsonl", [{**QUESTIONS[0], "answers": golds}])
    ((outcome,),) = run_set(read_set(folder), [Settings(model="hashing-256")], lambda _: None)
    assert outcome.right == frozenset(outcome.ranked)


def test_articles_have_their_day_and_outlet_and_questions_the_day_they_were_asked(folder: Path) -> None:
    texts = ["A ferry of autumn came in.", "A ferry of winter came in.", "A ferry of spring came in."]
    days = ["2023-11-08", "2024-02-08", "2024-05-08"]
    rows = [
        {"id": day, "title": "Ferry", "text": text, "date": day, "outlet": "Gazette"}
        for text, day in zip(texts, days, strict=True)
    ]
    write(folder / "articles.jsonl", rows)
    gold = {"article": "2024-02-08", "start": 11, "end": 17, "text": "winter"}
    question = {"id": "1", "question": "Which ferry came in last month?", "history": [], "answers": [gold]}
    write(folder / "questions.jsonl", [{**question, "asked": "2024-03-01"}, question])
    question_set = read_set(folder)
    assert [(draft.published, draft.outlet) for draft in question_set.drafts] == [(day, "Gazette") for day in days]
    ((then, now),) = run_set(question_set, [Settings(model="hashing-256")], lambda _: None)
    assert then.hits == (True,)  # of February alone
    assert len(now.hits) == 3  # nothing is of the month before the newest article, so all were searched


def test_articles_from_other_files_are_found_by_text(folder: Path) -> None:
    (folder / "digest.txt").write_text("Ferry\n\nGazette\nMar 8 2024\n\n" + ARTICLES[0]["text"], encoding="utf-8")
    rows = [{**QUESTIONS[0], "answers": [{"article": None, "start": None, "end": None, "text": "27 people"}]}]
    write(folder / "questions.jsonl", rows)
    question_set = read_set(folder, (folder / "digest.txt",))
    ((outcome,),) = run_set(question_set, [Settings(model="hashing-256")], lambda _: None)
    assert (outcome.hits[0], outcome.quoted) == (True, True)


def test_a_beir_set(tmp_path: Path) -> None:
    write(
        tmp_path / "corpus.jsonl", [{"_id": row["id"], "title": row["title"], "text": row["text"]} for row in ARTICLES]
    )
    write(tmp_path / "queries.jsonl", [{"_id": "q1", "text": "ferry hurt"}, {"_id": "q2", "text": "not judged"}])
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\ta\t1\nq1\tb\t0\n", encoding="utf-8")
    question_set = read_set(tmp_path)
    assert [question.id for question in question_set.questions] == ["q1"]
    ((outcome,),) = run_set(question_set, [Settings(model="hashing-256")], lambda _: None)
    assert outcome.hits[0]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"articles\.jsonl"):
        read_set(tmp_path)


def test_the_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(folder), "--model", "hashing-256", "--json", "--compare", "words-only"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["questions"] == 2
    assert report["metrics"]["hit@1"] == 1.0
    assert report["metrics"]["auroc"] == 1.0
    assert report["compare"]["configuration"] == "words-only"
    assert main(["evaluate", str(folder), "--model", "hashing-256", "--misses"]) == 0
    assert "hit@1" in capsys.readouterr().out


def test_the_set_that_ships_asks_what_the_sample_archive_says() -> None:
    question_set = read_set(ROOT / "benchmarks" / "sample", (ROOT / "corpus" / "sample" / "cuttings-sample.txt",))
    assert [bool(question.golds) for question in question_set.questions] == [True] * 30 + [False] * 10 + [True] * 5
    assert len({question.id for question in question_set.questions}) == 45
    for question in question_set.questions:
        for gold in question.golds:
            fields = [getattr(draft, gold.field) or "" for draft in question_set.drafts]
            assert any(gold.text in field for field in fields), (question.question, gold.text)


def test_an_answer_may_be_a_byline_an_outlet_or_a_day(tmp_path: Path) -> None:
    rows = [{**ARTICLES[0], "date": "2024-03-08", "outlet": "Gazette"}, {**ARTICLES[1], "date": "2024-03-09"}]
    write(tmp_path / "articles.jsonl", rows)

    def asked(number: str, question: str, field: str, text: str, article: str | None = None) -> dict:
        gold = {"article": article, "start": None, "end": None, "text": text, "field": field}
        return {"id": number, "question": question, "history": [], "answers": [gold]}

    questions = [
        asked("1", "When was the article about the ferry published?", "published", "2024-03-08"),
        asked("2", "Which newspaper reported on the ferry at Port Sellen?", "outlet", "Gazette", "a"),
        asked("3", "When was the article about the ferry published?", "published", "2024-03-09"),
        asked("4", "How many people were hurt on the ferry?", "published", "2024-03-08"),
    ]
    write(tmp_path / "questions.jsonl", questions)
    (outcomes,) = run_set(read_set(tmp_path), [Settings(model="hashing-256")], lambda _: None)
    assert [one.quoted for one in outcomes] == [True, True, False, False], "a sentence is no day"
    assert [one.hits[0] for one in outcomes] == [True, True, False, True], "a passage of the right article is a hit"


def test_a_day_is_no_text_though_it_is_shown_under_the_headline(tmp_path: Path) -> None:
    write(tmp_path / "articles.jsonl", [{**ARTICLES[0], "date": "2024-03-08"}])
    gold = {"article": None, "start": None, "end": None, "text": "Ferry"}
    write(
        tmp_path / "questions.jsonl",
        [{**QUESTIONS[0], "question": "When was the ferry story published?", "answers": [gold]}],
    )
    ((outcome,),) = run_set(read_set(tmp_path), [Settings(model="hashing-256")], lambda _: None)
    assert (outcome.quote, outcome.quoted) == ("2024-03-08", False)
