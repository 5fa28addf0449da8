import pytest

from qa.answering.smalltalk import LONGEST, is_small_talk


@pytest.mark.parametrize(
    "said",
    [
        "hello", "Hi!", "HEY THERE", "Good morning!", "  bonjour ", "thanks", "Thank you very much.", "ok, thanks a lot!",
        "Thanks for your help", "bye", "Hello! How are you?", "what can you do?", "So what can you do for me?",
        "Who are you?", "help", "Can you help me, please?", "How does this work?", "That’s all, thank you.",
    ],
)  # fmt: skip
def test_what_no_article_answers(said: str) -> None:
    assert is_small_talk(said)


@pytest.mark.parametrize(
    "asked",
    [
        "", "?", "warm up", "Hello, who won the cup?", "Who said hello?", "Hello Sellen", "What can you do about moths?",
        "thanks to whom did the ferry sail?", "Who are you voting for?", "help for the harbour", "How does this work in Sellen?",
        "Good", "What is the news?", "hi" + " hi" * LONGEST,
    ],
)  # fmt: skip
def test_what_may_be_a_question(asked: str) -> None:
    assert not is_small_talk(asked)
