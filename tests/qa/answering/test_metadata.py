"""Questions about an article: told by their form, and answered from its byline, outlet, date or headline."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from corpus.filters import Filters
from qa.answering.answer import Answer
from qa.answering.interpret import normalize
from qa.answering.json import answer_from_json, answer_json
from qa.answering.metadata import AskedField, asked_field
from tests.qa.answering.scripted import draft
from tests.qa.answering.test_ask import Asking, asking

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "answer.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("When was the article about the mill fire published?", AskedField(field="published", topic="the mill fire")),
        ("on which day did the story on the mill fire appear", AskedField(field="published", topic="the mill fire")),
        ("What is the publication date of “Mill burns”?", AskedField(field="published", topic="Mill burns")),
        (
            "When did the Herald report on the fire?",
            AskedField(field="published", topic="the fire", outlet="the Herald"),
        ),
        (
            "When was the Herald's report on the fire published?",
            AskedField(field="published", topic="the fire", outlet="Herald"),
        ),
        (
            "When was the open letter to the mayor printed?",
            AskedField(field="published", topic="open letter to the mayor", headline="open letter"),
        ),
        ("Who wrote the piece on the mill fire?", AskedField(field="byline", topic="the mill fire")),
        ("Who wrote about the mill fire?", AskedField(field="byline", topic="the mill fire")),
        ("Which reporter covered the mill fire?", AskedField(field="byline", topic="the mill fire")),
        ("Whose byline is on the mill story?", AskedField(field="byline", topic="mill")),
        ("Which newspaper reported that the mill burned?", AskedField(field="outlet", topic="the mill burned")),
        ("Where was the article about the fire first published?", AskedField(field="outlet", topic="the fire")),
        ("Who published the correction on the fire?", AskedField(field="outlet", topic="correction the fire")),
        ("Who is Ann Ink?", AskedField(field="byline", name="Ann Ink")),
        ("What did Ann Ink write about?", AskedField(field="title", name="Ann Ink")),
    ],
)
def test_what_is_asked_about_an_article(question: str, asked: AskedField) -> None:
    assert asked_field(normalize(question)) == asked


@pytest.mark.parametrize(
    "question",
    [
        "When was the bridge opened?",
        "When was the mill built?",
        "When did the mill burn?",
        "Who wrote the letter to the mayor?",
        "Who wrote the opera?",
        "Who wrote the article of the constitution on grain?",
        "Who reported the fire to the police?",
        "When was the poll on the mayor published?",
        "When was the book about the mill published?",
        "Which newspaper was closed by the king?",
        "Which newspaper did the miller own?",
        "When did the miller appear in court?",
        "When will the ministry publish the list?",
        "What did Ann Ink say about the fire?",
        "Who published the emails?",
    ],
)
def test_what_is_asked_of_the_text(question: str) -> None:
    assert asked_field(normalize(question)) is None


FIRE = replace(draft("Mill burns at Sellen", "It was noon. The mill at Sellen burned.", "2024-03-08"), byline="Ann Ink")
OTHER = replace(
    draft("Mill at Sellen burns", "The fire took the Sellen mill.", "2024-03-09", outlet="Herald"), byline=None
)
LETTER = draft(
    "Open letter of the millers", "We want the mill back. Give it back by June.", "2024-03-12", outlet="Herald"
)
UNDATED = draft("Harbour closed", "The harbour of Sellen was closed.", outlet="Herald")
NEWS = (FIRE, OTHER, LETTER, UNDATED)
SURE = {"Mill burns": 6.0, "Mill at Sellen": 5.8, "Open letter": 5.0, "Harbour closed": 6.0}


@contextmanager
def news(folder: Path, scores: dict[str, float] | None = None) -> Iterator[Asking]:
    with asking(folder, SURE if scores is None else scores, NEWS) as archive:
        yield archive


def quoted(answer: Answer) -> list[tuple[str, str, str]]:
    """Return field, text and headline of each quote; checks that the text is all of the field."""
    found = []
    for quote in answer.quotes:
        citation = answer.citation(quote.citation)
        assert (quote.start, quote.end) == (citation.start, citation.end)
        if citation.field != "text":
            assert (quote.start, quote.end) == (0, len(quote.text))
        found.append((citation.field, quote.text, citation.article.title))
    assert answer.answered == bool(found)
    return found


def test_the_day_of_the_article_that_is_meant(tmp_path: Path) -> None:
    with news(tmp_path) as archive:
        answer = archive.ask("When was the article about the mill at Sellen published?")
    assert quoted(answer)[0] == ("published", "2024-03-08", "Mill burns at Sellen")
    assert answer.confidence >= 0.75
    assert answer.citation(answer.passages[0].citation).article.title == "Mill burns at Sellen"
    written = answer_json(answer)
    jsonschema.validate(written, SCHEMA)
    assert answer_from_json(json.loads(json.dumps(written))).quotes == answer.quotes


def test_the_outlet_that_a_question_names_is_the_one_that_is_meant(tmp_path: Path) -> None:
    with news(tmp_path) as archive:
        answer = archive.ask("When did the Herald report on the mill at Sellen?")
        unknown = archive.ask("When did the Examiner report on the mill at Sellen?")
    assert quoted(answer) == [("published", "2024-03-09", "Mill at Sellen burns")]
    assert all(field == "text" for field, *_ in quoted(unknown)), "no article of it is here"


def test_a_byline_or_day_that_is_not_known_is_not_quoted(tmp_path: Path) -> None:
    near = replace(
        draft("Harbour of Sellen", "The harbour was closed.", "2024-03-13", outlet="Herald"), byline="Bob Quill"
    )
    scores = {"Harbour closed": 8.0, "Harbour of Sellen": 7.5, "Mill at Sellen": 8.0}
    with asking(tmp_path, scores, (*NEWS, near)) as archive:
        day = archive.ask("When was the article about the harbour of Sellen closed published?")
        byline = archive.ask("Who wrote the Herald article about the fire at the Sellen mill?")
    assert not [one for one in quoted(day) if one[0] != "text"], "nor is the day of another one"
    assert not [one for one in quoted(byline) if one[2] == "Mill at Sellen burns" and one[0] == "byline"]


def test_a_topic_that_no_article_has_is_not_answered_with_the_nearest(tmp_path: Path) -> None:
    with news(tmp_path, {}) as archive:
        assert quoted(archive.ask("When was the article about the moon landing published?")) == []


def test_a_document_that_was_printed_has_the_day_of_its_article(tmp_path: Path) -> None:
    with news(tmp_path) as archive:
        answer = archive.ask("When was the open letter of the millers published?")
        no_letter = archive.ask("When was the statement of the millers published?")
    assert quoted(answer) == [("published", "2024-03-12", "Open letter of the millers")]
    assert all(field == "text" for field, *_ in quoted(no_letter))


def test_a_sentence_that_speaks_of_publishing_answers_itself(tmp_path: Path) -> None:
    paper = draft("Paper first", "The Evening Echo first reported that the mill burned.", "2024-03-10", outlet="Herald")
    question = "Which newspaper reported that the mill burned?"
    with asking(tmp_path, {"Paper first": 9.0, "Evening Echo": 9.0}, (*NEWS, paper)) as archive:
        assert quoted(archive.ask(question))[0][:2] == ("text", paper.text)


def test_a_name_that_is_only_in_a_byline_is_found(tmp_path: Path) -> None:
    with news(tmp_path, {}) as archive:
        assert quoted(archive.ask("Who is Ann Ink?")) == [("byline", "Ann Ink", "Mill burns at Sellen")]
        assert quoted(archive.ask("who is ann ink")) == [("byline", "Ann Ink", "Mill burns at Sellen")]
        assert quoted(archive.ask("What did Ann Ink write about?")) == [
            ("title", "Mill burns at Sellen", "Mill burns at Sellen")
        ]
        assert quoted(archive.ask("Who is Ann In?")) == []
        assert quoted(archive.ask("Who is Bob Quill?")) == []
        assert quoted(archive.ask("Who is Ann Ink?", filters=Filters(outlets=("Herald",)))) == []


def test_what_a_text_says_of_somebody_comes_before_what_they_wrote(tmp_path: Path) -> None:
    told = draft("New editor", "Ann Ink is the editor of the Gazette.", "2024-03-10")
    with asking(tmp_path, {"New editor": 8.0, "Ann Ink is": 8.0}, (*NEWS, told)) as archive:
        assert quoted(archive.ask("Who is Ann Ink?")) == [("text", told.text, "New editor")]


def test_a_question_about_the_text_costs_no_further_judging(tmp_path: Path) -> None:
    with news(tmp_path) as archive:
        archive.ask("When did the mill at Sellen burn?")
        assert archive.judged_for == ["When did the mill at Sellen burn?"]
