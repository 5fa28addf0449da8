"""Questions formed of sentences: grammatical by construction, or none."""

import pytest

from qa.service.question_forms import SAID_OF, headline_question, questions_of


def asked(text: str) -> list[str]:
    return [question.text for question in questions_of(text) if question.form != SAID_OF]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Three bridges were closed after the flood.", "How many bridges were closed after the flood?"),
        (
            "The mayor said that at least 40 Lebanese families were moved to a school in Tyre.",
            "How many Lebanese families were moved to a school in Tyre?",
        ),
        ("The city library was closed on Monday because its roof leaks.", "Why was the city library closed?"),
        ("“We will rebuild,” said Anna Berg on Monday.", "What did Anna Berg say?"),
        ("Senator Anna Berg said the bridge would be rebuilt.", "What did Anna Berg say?"),
        ("Anna Berg, the mayor of Lund, came to the bridge.", "Who is Anna Berg?"),
    ],
)
def test_a_sentence_of_a_known_form_gives_its_question(text: str, question: str) -> None:
    assert asked(text) == [question]


@pytest.mark.parametrize(
    "text",
    [
        "He insisted that 12 the meetings were secret until then.",
        "Nearly 90 percent were sent from a state.",
        "Permits for 300 people were issued in March.",
        "Two rivals were told it was over.",
        "Ten people were killed when their bus overturned.",
        "Four boats were seen.",
        "They said the office was closed.",
        "Channel News said the bridge was closed.",
    ],
)
def test_a_sentence_that_is_of_none_gives_no_question(text: str) -> None:
    assert asked(text) == []


def test_who_a_text_is_mostly_about_is_asked_about_by_the_full_name() -> None:
    text = "Anna Berg met Carl Lund. Ms. Berg left early. Nobody knew why Berg had come."
    assert [question.text for question in questions_of(text)] == ["What is said about Anna Berg?"]


def test_a_headline_that_reports_is_asked_about() -> None:
    question = headline_question("Mayor  opens the new bridge. ")
    assert question is not None
    assert question.text == "What happened: Mayor opens the new bridge?"


@pytest.mark.parametrize(
    "title", ["", "Why the bridge fell", "Did it fall?", "Live: the bridge", "Bridge opens; Mayor speaks", "x" * 200]
)
def test_one_that_asks_explains_or_comes_in_parts_is_not(title: str) -> None:
    assert headline_question(title) is None
