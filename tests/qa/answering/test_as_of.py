"""As of: an answer to how things stand says of which day it is, and a question about a later time is told so first."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from qa.answering.dates import time_frame
from qa.answering.intents import asks_how_things_stand
from qa.answering.interpret import normalize
from qa.commands.terminal import answer_text
from qa.web.export.write import is_remark
from tests.qa.answering.scripted import draft
from tests.qa.answering.test_ask import Asking, asking
from tests.qa.answering.test_dates import FIRST, LAST, TODAY

NOTE = "The newest article here is of 2024-03-19, and the question is about a later time."
COUNTED = "Eleven rowers were rescued from the lake."
LATER = "The lake is closed to rowers after some were rescued."
DRAFTS = (
    draft("Rowers rescued", COUNTED, "2024-03-08"),
    draft("Lake closed to rowers", LATER, "2024-03-19"),
)


@contextmanager
def lake(folder: Path, later: float = -4.0) -> Iterator[Asking]:
    with asking(folder, {COUNTED: 6.0, LATER: later}, DRAFTS) as archive:
        yield archive


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("How many rowers were rescued?", True),
        ("Who is the harbour master?", True),
        ("What is the latest price of a ticket?", True),
        ("Combien de rameurs ont été sauvés ?", True),
        ("Quel est le prix actuel ?", True),
        ("Why were the rowers on the lake?", False),
        ("Who rescued the rowers?", False),
        ("When was the lake closed?", False),
    ],
)
def test_which_questions_ask_how_things_stand(question: str, asks: bool) -> None:
    assert asks_how_things_stand(normalize(question)) is asks


def test_an_answer_shows_its_day_where_a_newer_article_is_on_the_same(tmp_path: Path) -> None:
    with lake(tmp_path) as archive:
        answer = archive.ask("How many rowers were rescued from the lake?")
        assert (answer.quotes[0].text, answer.as_of) == (COUNTED, "2024-03-08")
        assert "As of 8 Mar 2024. There are newer articles on this." in answer_text(answer)
        assert archive.ask("Were rowers rescued from the lake?").as_of is None, "it does not ask how things stand"


def test_the_newest_answer_has_no_day_to_show(tmp_path: Path) -> None:
    with lake(tmp_path, later=6.0) as archive:
        answer = archive.ask("How many rowers were rescued from the lake?")
        assert answer.quotes[0].text == LATER, "of equals the newest comes first"
        assert answer.as_of is None


def test_a_question_about_a_later_time_is_told_so_first(tmp_path: Path) -> None:
    with lake(tmp_path) as archive:
        for question in ("Who rowed on the lake in 2031?", "Who won the 2031 rowing cup?"):
            answer = archive.ask(question)
            assert answer.note == NOTE
            assert answer_text(answer).startswith(NOTE)
        assert archive.ask("How many rowers were rescued from the lake in 2024?").note is None
    assert is_remark(NOTE)
    assert not is_remark(NOTE.replace("2024", "never"))


@pytest.mark.parametrize(
    ("question", "later"),
    [
        ("Who resigned in May 2025?", True),
        ("What will be decided after 2 June 2024?", True),
        ("Who won the 2028 games?", True),
        ("Who won the games, in 2023 or in 2028?", False),
        ("Which of the 2024 games were cancelled?", False),
        ("How many of the 2,050 seats were sold?", False),
        ("Did it cost $2050 or less?", False),
        ("Who spoke in 1999?", False),
    ],
)
def test_what_is_later_than_the_newest_article(question: str, later: bool) -> None:
    assert time_frame(question, FIRST, LAST, TODAY).later is later
