"""What is an operator of a search and what is text, and that nothing that is no operator is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import SearchInvalid
from corpus.filters import Filters
from corpus.search_query import Operator, parse_search, without_operators


@pytest.mark.parametrize(
    ("typed", "words", "conditions"),
    [
        ("quay plan", "quay plan", []),
        ('"harbour board" quay', "quay", ['"harbour board"']),
        ("“harbour  board” quay", "quay", ['"harbour board"']),
        ("«harbour board»", "", ['"harbour board"']),
        ("quay -ferry", "quay", ["-ferry"]),
        ('quay -"harbour board"', "quay", ['-"harbour board"']),
        ('outlet:Gazette outlet:"Evening Post"', "", ["outlet:Gazette", 'outlet:"Evening Post"']),
        ("Outlet:Gazette -OUTLET:Herald", "", ["outlet:Gazette", "-outlet:Herald"]),
        ("after:2024 before:2024-05-01 quay", "quay", ["after:2024", "before:2024-05-01"]),
        ('said:Mellory -person:"Astrid Mellory" place:Ostrel', "",
         ["said:Mellory", '-person:"Astrid Mellory"', "place:Ostrel"]),
        ("quay quay -ferry -ferry", "quay quay", ["-ferry"]),
        ("What was built outlet:Gazette?", "What was built?", ["outlet:Gazette"]),
    ],
)  # fmt: skip
def test_operators_are_taken_out_of_the_words(typed: str, words: str, conditions: list[str]) -> None:
    parsed = parse_search(typed)
    assert (parsed.words, [str(one) for one in parsed.conditions]) == (words, conditions)
    again = parse_search(str(parsed))
    assert (again.words, again.conditions) == (parsed.words, parsed.conditions)


@pytest.mark.parametrize(
    "typed",
    [
        "What did the mayor say: yes or no?",
        "outlet: Gazette",
        "outlet:",
        "colour:red 10:30 https://example.org/a-b",
        "the 27-nation bloc, -5 degrees, a plan - or none, --json, x-ray",
        'a 5" pipe and a 6" one',
        '"never closed',
        '"" “ ” "?!"',
        "rock 'n' roll, the mayor's",
        "-after:2024",
        "(said:)",
    ],
)
def test_everything_else_is_text(typed: str) -> None:
    parsed = parse_search(typed)
    assert parsed.conditions == ()
    assert parsed.words == parsed.question == " ".join(typed.split())


def test_a_question_keeps_its_phrases_in_their_places() -> None:
    asked = "What did she mean by “never again”?"
    parsed = parse_search(asked)
    assert (parsed.question, parsed.restrictions) == (asked, ())
    assert without_operators(asked) == asked
    assert without_operators("Who said “never again” outlet:Gazette?") == "Who said “never again”?"
    assert without_operators("Who said so after:soon?") == "Who said so after:soon?"


def test_days_are_half_open_so_that_a_month_is_after_it_and_before_the_next() -> None:
    parsed = parse_search("after:2024-02 before:2024-03")
    assert (parsed.since, parsed.until) == ("2024-02-01", "2024-02-29")
    assert parse_search("after:2023 after:2024-05-06").since == "2024-05-06"
    assert parse_search("before:2024 before:2023-07-01").until == "2023-06-30"
    both = parsed.within(Filters(outlets=("A",), since="2024-02-10", until="2025-01-01"))
    assert both == Filters(outlets=("A",), since="2024-02-10", until="2024-02-29")


@pytest.mark.parametrize(
    "typed", ["after:soon", "before:2024-13", "after:2023-02-29", "after:0001", "after:2024/03/01"]
)
def test_a_malformed_day_is_an_error_that_says_how_to_write_it(typed: str) -> None:
    with pytest.raises(SearchInvalid, match="write after:2024-03-08"):
        parse_search(typed)


def test_days_that_leave_none_and_too_many_operators_are_errors() -> None:
    with pytest.raises(SearchInvalid, match="No day is both"):
        parse_search("after:2024 before:2024")
    with pytest.raises(SearchInvalid, match="more than"):
        parse_search(" ".join(f"-word{number}x" for number in "abcdefghijklmnopqrstuvwxyzäöüéè"))


@given(st.text(alphabet='ab -:"“”?.«»', max_size=30), st.sampled_from(["", "outlet:", "said:", "-", '"']))
def test_what_is_read_can_be_typed_again(text: str, beginning: str) -> None:
    parsed = parse_search(f"{beginning}{text}")
    again = parse_search(" ".join(map(str, parsed.conditions)))
    assert again.conditions == parsed.conditions
    assert again.words == ""
    if not parsed.conditions:
        assert parsed.question == " ".join(f"{beginning}{text}".split())
    assert all(one.operator in Operator for one in parsed.conditions)
