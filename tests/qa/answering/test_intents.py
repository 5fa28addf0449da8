"""Questions that are no look-ups are recognised by their form, and look-alikes are not."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from qa.answering.intents import LANGUAGES, Intent, intent_of
from qa.answering.interpret import normalize

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
FORMS = Path(__file__).parents[3] / "qa" / "answering" / "forms"
AMBIGUOUS = {
    "what's new about the ferry?",  # as "What is new about the lighthouse lamp?"
    "How many stories does Trump Tower have?",  # no outlet of that name: it is looked up
}


UNKNOWN = {
    "What is new since last week?",
    "Show me everything by Maureen Dowd",
    "Who has written about Benghazi?",  # answered with bylines, see qa.answering.metadata
    "What did USA Today write about Trump?",
    "List the ingredients of the cake",  # where no article has a list, it is looked up
}


def questions(name: str) -> list[dict[str, str]]:
    lines = (BENCHMARKS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def kind_of(question: str) -> str:
    intent = intent_of(normalize(question))
    return intent.kind if intent else "look-up"


def test_sixty_such_questions_and_sixty_that_look_like_them() -> None:
    rows = questions("requests/questions")
    assert len(rows) == 120
    assert sum(row["kind"] == "look-up" for row in rows) == 60
    wrong = {row["question"] for row in rows if kind_of(row["question"]) != row["kind"]}
    assert wrong == AMBIGUOUS


def test_seventy_more_that_were_written_after_the_forms() -> None:
    rows = questions("requests/second")
    assert {row["question"] for row in rows if kind_of(row["question"]) != row["kind"]} == UNKNOWN


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_part_that_a_form_names_is_there(name: str) -> None:
    read = tomllib.loads((FORMS / f"{name}.toml").read_text(encoding="utf-8"))
    parts = read["parts"] | read["words"]
    texts = [*parts.values(), *read["subjects"].values(), *(form["form"] for form in read["forms"])]
    assert {named for text in texts for named in re.findall(r"\{([a-z_]+)\}", text)} <= parts.keys()


def test_no_question_of_the_sample_is_taken_for_one() -> None:
    assert all(kind_of(row["question"]) == "look-up" for row in questions("sample/questions"))


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("Summarise the coverage of the mill fire.", Intent(kind="summary", topic="the mill fire")),
        ("Could you please give me a summary of it?", Intent(kind="summary", refers=True)),
        ("What is the article about the mill about?", Intent(kind="summary", topic="the mill", single=True)),
        ('What is the story "Mill burns" about?', Intent(kind="summary", title="Mill burns", single=True)),
        ("What's the latest on the mill, please?", Intent(kind="newest", topic="the mill")),
        ("Show me the five newest articles from the Herald about the mill", None),
        ("Compare the Herald and the Gazette on the mill", None),
        ("How many articles by Ann Ink are there?", Intent(kind="articles", source="Ann Ink")),
        ("Which outlets are there?", Intent(kind="articles", of="outlets")),
        ("List the demands of the millers", Intent(kind="points", topic="demands the millers")),
        ("Quels articles parlent du moulin ?", Intent(kind="articles", topic="moulin")),
        ("Résume l'article sur l'incendie du moulin", Intent(kind="summary", topic="incendie moulin", single=True)),
    ],
)
def test_what_is_asked_for(question: str, intent: Intent | None) -> None:
    found = intent_of(normalize(question))
    if intent is not None:
        assert found == intent
    else:
        assert found is not None
        assert found.topic == "the mill"
        assert found.source == "the Herald" or found.sides == ("the Herald", "the Gazette")


def test_each_language_has_a_form_for_each_kind() -> None:
    asked = {
        "en": ("Summarise it", "What's new?", "Compare A and B", "Which articles mention A?", "List the points of A"),
        "fr": (
            "Résume ça",
            "Quoi de neuf ?",
            "Compare A et B",
            "Quels articles mentionnent A ?",
            "Liste les points de A",
        ),
    }
    assert tuple(asked) == LANGUAGES
    for forms in asked.values():
        assert [kind_of(one) for one in forms] == ["summary", "newest", "comparison", "articles", "points"]
