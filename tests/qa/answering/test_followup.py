import pytest

from qa.answering.answer import Turn
from qa.answering.interpret import FollowUp, follow_up, in_conversation, normalize


def turns(*questions: str) -> list[Turn]:
    return [Turn(role=role, content=text) for text in questions for role in ("user", "assistant")]


@pytest.mark.parametrize(
    "question",
    [
        "And how many will the other side release?",
        "Who founded it?",
        "When did he say it?",
        "What about the children?",
        "How long is it?",
        "Why did they leave?",
        "Is that true?",
        "What did Mellory say about it?",
        "And what did the mayor of Sellen think about that?",
        "What year did his wife die?",
        "Which company bought it?",
        "When was this bridge closed?",
    ],
)
def test_a_question_that_leans_on_the_conversation(question: str) -> None:
    assert follow_up(question) is FollowUp.YES


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor of Port Sellen?",
        "What did Astrid Mellory say about her deputy?",
        "How many people were hurt on the ferry that struck the pier?",
        "Which of the two bridges was closed by the council in March?",
        "Why did the Salt Works say that it would hire 140 people?",
        "Which club sold its ground?",
        "How many sailors have lost their lives?",
        "Which town opened a bridge over itself?",
        "When a harbour silts up, what causes it?",
        "What does it mean for a ferry to be unclassed?",
        "Who scored most goals this season?",
    ],
)
def test_a_question_that_is_standalone_is_left_alone(question: str) -> None:
    assert follow_up(question) is FollowUp.NO


@pytest.mark.parametrize(
    "question",
    ["How many?", "Also, who won the Sellen harbour cup?", "Where did this reforming mayor of Sellen teach?"],
)
def test_a_question_that_may_lean(question: str) -> None:
    assert follow_up(question) is FollowUp.MAYBE


def test_the_words_of_the_last_question_are_carried() -> None:
    read = in_conversation("Who founded it?", turns("What is the Lantern project?"))
    assert read.judged == "Who founded it? Lantern project"
    assert read.searched == ("Who founded it?", "What is the Lantern project? Who founded it?")


def test_an_earlier_question_is_carried_through_one_that_leans() -> None:
    read = in_conversation("And where?", turns("Who founded the Lantern project?", "When did she found it?"))
    assert read.judged == "And where? found founded Lantern project"


def test_another_topic_before_the_last_question_is_not_carried() -> None:
    read = in_conversation("Who founded it?", turns("Who painted the chapel?", "What is the Lantern project?"))
    assert "chapel" not in read.judged
    assert read.searched[1] == "What is the Lantern project? Who founded it?"


@pytest.mark.parametrize("said", ["thanks", "Hello!", "What can you do?"])
def test_small_talk_is_no_question_to_carry(said: str) -> None:
    read = in_conversation("Who founded it?", turns("What is the Lantern project?", said))
    assert read.judged == "Who founded it? Lantern project"
    assert in_conversation("Who founded it?", turns(said)).searched == ("Who founded it?",)


def test_the_names_of_a_follow_up_question_are_its_own() -> None:
    read = in_conversation("And what did Poe's friend Mellory, in 2019, say about it?", turns("What is Lantern?"))
    assert read.names == ("Poe's", "Mellory")


def test_without_questions_before_it_nothing_is_carried() -> None:
    assert in_conversation("Who founded it?", [Turn(role="assistant", content="Hello")]).searched == (
        "Who founded it?",
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("WHO WON THE CUP", "who won the cup?"),
        ("  who  won\nthe cup ? ", "who won the cup ?"),
        ("What did “Poe” say about the rover’s landing?", 'What did "Poe" say about the rover\'s landing?'),
        ("Is NATO in?", "Is NATO in?"),
        ("Ｗｈｏ ｗｏｎ", "Who won?"),
        ("", ""),
        ("Hello, who won?", "who won?"),
        ("Thanks! And who lost?", "And who lost?"),
        ("Hello Sellen opened when?", "Hello Sellen opened when?"),
    ],
)
def test_a_question_is_tidied(typed: str, meant: str) -> None:
    assert normalize(typed) == meant
