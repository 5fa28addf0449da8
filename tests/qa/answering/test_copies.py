"""The same text, printed by several outlets, is one candidate."""

import pytest

from qa.answering.retrieve import collapse_near_duplicates, shingles
from tests.qa.answering.scripted import candidate

EIGHT = "the ferry struck the old pier at noon"
LONG = EIGHT + " and the coast guard said that nobody on board was hurt by it"


def folded(*texts: str, limit: int = 9) -> list[tuple[str, list[str]]]:
    """Return the titles of what is kept, each with those of its copies; texts are of articles A, B, C, ..."""
    candidates = [candidate(title, text) for title, text in zip("ABCDEFGH", texts, strict=False)]
    return [
        (one.article.title, [copy.article.title for copy in one.copies])
        for one in collapse_near_duplicates(candidates, limit)
    ]


def test_shingles_are_runs_of_four_words_without_case() -> None:
    assert shingles("The ferry STRUCK\nthe  pier") == {"the ferry struck the", "ferry struck the pier"}


@pytest.mark.parametrize("text", ["The ferry struck it", "The ferry struck", "Ferry", ""])
def test_a_text_of_four_words_or_fewer_is_one_shingle(text: str) -> None:
    assert shingles(text) == {text.lower()}


def test_texts_that_share_four_of_five_shingles_are_copies() -> None:
    assert folded(EIGHT, EIGHT.replace("noon", "dawn")) == [("A", ["B"])]


def test_texts_that_share_three_of_four_shingles_are_not() -> None:
    assert folded("the ferry struck the old pier today", "the ferry struck the old pier again") == [
        ("A", []),
        ("B", []),
    ]


@pytest.mark.parametrize("texts", [(EIGHT, LONG), (LONG, EIGHT)])
def test_what_is_contained_in_a_longer_text_is_a_copy(texts: tuple[str, str]) -> None:
    assert folded(*texts) == [("A", ["B"])]


def test_letter_case_and_white_space_do_not_tell_copies_apart() -> None:
    assert folded(EIGHT, EIGHT.upper().replace(" ", "\n")) == [("A", ["B"])]


def test_short_texts_of_other_words_are_no_copies() -> None:
    assert folded("It sank.", "It stayed afloat.") == [("A", []), ("B", [])]


def test_candidates_and_copies_keep_their_order() -> None:
    other = "a bank cut its key rate by half a point"
    assert folded(EIGHT, other, EIGHT, other, EIGHT) == [("A", ["C", "E"]), ("B", ["D"])]


def test_a_copy_of_two_goes_to_the_first() -> None:
    shared = "said on Friday that"
    assert folded(f"the coast guard {shared}", f"the central bank {shared}", shared) == [("A", ["C"]), ("B", [])]


def test_a_copy_of_a_copy_is_compared_with_what_is_kept() -> None:
    words = "one two three four five six seven eight nine ten eleven".split()
    first, second, third = (" ".join(words[start : start + 9]) for start in range(3))
    assert folded(first, second, third) == [("A", ["B"]), ("C", [])]


def test_what_an_article_says_twice_is_kept_once_and_is_no_copy() -> None:
    twice = [candidate("A", EIGHT), candidate("A", EIGHT, before="As was said, ")]
    (kept,) = collapse_near_duplicates(twice, 9)
    assert (kept.passage.start, kept.copies) == (0, ())


def test_no_more_than_the_limit_are_kept() -> None:
    assert [title for title, _ in folded("one", "two", "three", "four", limit=3)] == ["A", "B", "C"]


def test_copies_are_found_behind_the_limit_too() -> None:
    assert folded("one", "two", "one", "two", limit=1) == [("A", ["C"])]
