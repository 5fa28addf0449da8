"""The kind of thing that a question asks for, and texts that have one."""

import pytest

from qa.answering.expected import Expected, expected, names_it


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How much money does the port owe the bank?", Expected.AMOUNT),
        ("How much did the port pay for the ferry?", Expected.AMOUNT),
        ("How many euros did the ferry cost?", Expected.AMOUNT),
        ("How many people were hurt?", Expected.NUMBER),
        ("And how old is the captain?", Expected.NUMBER),
        ("By what vote was the budget passed?", Expected.NUMBER),
        ("What share of the harvest was lost?", Expected.NUMBER),
        ("When did the ferry strike the pier?", Expected.TIME),
        ("In which year was the pier built?", Expected.TIME),
        ("Since when is the chapel shut?", Expected.TIME),
        ("What did the mayor of Sellen say about the pier?", Expected.WORDS),
        ("What has Ana Mellory's lawyer told the court?", Expected.WORDS),
        ("When a ferry strikes a pier, who pays?", None),
        ("How long did the moths stay?", None),
        ("Who said so?", None),
        ("What did the ferry strike?", None),
    ],
)
def test_what_a_question_asks_for(question: str, kind: Expected | None) -> None:
    assert expected(question) is kind


@pytest.mark.parametrize(
    ("kind", "text", "has"),
    [
        (Expected.AMOUNT, "It cost $5.", True),
        (Expected.AMOUNT, "It cost five million.", True),
        (Expected.AMOUNT, "A cut of 3 % was made.", True),
        (Expected.AMOUNT, "It took 5 days.", False),
        (Expected.AMOUNT, "The rent is 300 crowns.", True),
        (Expected.AMOUNT, "The works cost 760,000 talers.", True),
        (Expected.AMOUNT, "The rent is one taler a year.", True),
        (Expected.NUMBER, "The rent is one taler a year.", True),
        (Expected.NUMBER, "It took 5 days.", True),
        (Expected.NUMBER, "Two were hurt.", True),
        (Expected.NUMBER, "Fifteen were hurt.", True),
        (Expected.NUMBER, "One of them was hurt.", False),
        (Expected.TIME, "It came in on Friday.", True),
        (Expected.TIME, "It was built in 1904.", True),
        (Expected.TIME, "It came at 5 p.m. with 27 on board.", True),
        (Expected.TIME, "It came with 27 on board.", False),
        (Expected.WORDS, "The mayor said it was shut.", True),
        (Expected.WORDS, "A “scandal”.", True),
        (Expected.WORDS, "The mayor was there.", False),
    ],
)
def test_what_a_text_has(kind: Expected, text: str, has: bool) -> None:
    assert names_it(kind, "?", text) is has


def test_numbers_of_the_question_do_not_count() -> None:
    assert not names_it(Expected.NUMBER, "How many live at 285 Mill Lane?", "The house at 285 Mill Lane is old.")
    assert names_it(Expected.NUMBER, "How many live at 285 Mill Lane?", "At 285 Mill Lane live 12 families.")
    assert names_it(Expected.NUMBER, "How many of the 2 came?", "All 22 came.")
