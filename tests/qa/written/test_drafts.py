"""What a model writes is cut into the same sentences, however it comes in pieces."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.written.drafts import Draft, Drafts

TEXT = (
    "<think>The user wants a lie. [9]</think>Here it is:\n\n- **Mr. Ohm** met the U.S. Senate on Friday [1][2]. "
    "The pier fell.[3] “It fell,” he said [4, 5].\n2. The mayor of Olm resigned, J. K. Ink reported. [6]"
)
SENTENCES = [
    Draft("Here it is:", ()),
    Draft("Mr. Ohm met the U.S. Senate on Friday.", (1, 2)),
    Draft("The pier fell.", (3,)),
    Draft("“It fell,” he said.", (4, 5)),
    Draft("The mayor of Olm resigned, J. K. Ink reported.", (6,)),
]


def cut(pieces: list[str]) -> list[Draft]:
    drafts = Drafts()
    return [one for piece in pieces for one in drafts.add(piece)] + drafts.rest()


@given(st.lists(st.integers(0, len(TEXT)), max_size=40))
def test_pieces_make_no_difference(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(TEXT)]
    assert cut([TEXT[low:high] for low, high in pairwise(places)]) == SENTENCES


def test_letter_by_letter() -> None:
    assert cut(list(TEXT)) == SENTENCES


@pytest.mark.parametrize("text", ["", "   ", "<think>", "<think>and no more", "[1] [2]", "***", "<thi"])
def test_what_says_nothing_is_no_sentence(text: str) -> None:
    assert [one for one in cut([text]) if one.text != "<thi"] == []


def test_what_has_no_end_is_one_sentence_that_is_too_long() -> None:
    found = cut(["and so on " * 40] * 10)
    assert all(len(one.text) > 600 for one in found[:-1])
    assert len(found) <= 4
