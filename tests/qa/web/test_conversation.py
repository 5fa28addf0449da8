"""A conversation's steps: a sign at once, then the answer; failures are told and leave no trace in the history."""

import logging
from collections.abc import Sequence

import pytest

from corpus.article import Article
from corpus.errors import ArchiveBusy, NotFound
from qa.answer import Answer, Overview, Turn
from qa.web.conversation import KEPT, QUESTION_LIMIT, Exchange, converse, messages


class Archive:
    """A service that knows nothing and remembers what it was asked."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.asked: list[tuple[str, list[Turn]]] = []

    def warm(self) -> None:
        pass

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        self.asked.append((question, list(history)))
        if self.failure:
            raise self.failure
        return Answer(question=question, answered=False, confidence=0.0, note="Nothing here.")

    def article(self, article_id: str) -> Article:
        raise NotFound(article_id)

    def overview(self) -> Overview:
        return Overview(articles=0, passages=0, outlets=0, first=None, last=None, sample=False, model="")


def test_the_question_stands_before_it_is_answered() -> None:
    archive = Archive()
    steps = converse(archive, (), "Who?")
    first = next(steps)
    assert archive.asked == []
    assert [message["role"] for message in messages(first)] == ["user", "assistant"]
    assert "Searching" in messages(first)[1]["content"]
    (last,) = steps
    assert "Nothing here." in messages(last)[1]["content"]


def test_what_was_said_goes_along_with_the_next_question() -> None:
    archive = Archive()
    *_, past = converse(archive, (), "Who?")
    *_, past = converse(archive, past, "And when?")
    assert archive.asked[1] == (
        "And when?",
        [Turn(role="user", content="Who?"), Turn(role="assistant", content="Nothing here.")],
    )
    assert len(past) == 2


def test_conversations_and_questions_are_bounded() -> None:
    archive = Archive()
    past = tuple(Exchange("q", "a") for _ in range(KEPT * 2))
    *_, past = converse(archive, past, "x" * (QUESTION_LIMIT * 2))
    assert len(past) == KEPT + 1
    assert archive.asked[0][0] == "x" * QUESTION_LIMIT


def test_an_error_of_ours_says_what_happened() -> None:
    *_, past = converse(Archive(ArchiveBusy("The archive <is> busy.")), (), "Who?")
    assert "The archive &lt;is&gt; busy." in past[0].answer
    assert past[0].turns == ()


def test_another_error_goes_to_the_log_and_not_to_the_page(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        *_, past = converse(Archive(ZeroDivisionError("secret path")), (), "Who?")
    assert "secret path" not in past[0].answer
    assert "Something went wrong" in past[0].answer
    assert "secret path" in caplog.text
