"""What articles of one story tell differently."""

from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.news.extract.conflicts import Conflict, Statement, find_conflicts
from qa.news.extract.conflicts.claims import same_value
from qa.news.extract.quantities import quantities_in

DAY = "2024-08-11"


def told(*texts: str, published: str = DAY) -> list[Statement]:
    return [
        Statement(article=f"a{n}", start=100, end=100 + len(text), text=text, published=published)
        for n, text in enumerate(texts)
    ]


def said(difference: Conflict) -> list[list[str]]:
    return [[side.said for side in value] for value in difference.values]


def test_figures_side_by_side_with_their_places():
    statements = told("The blast at the Garn depot wounded 14 men.", "The blast at the Garn depot wounded 19 men.")
    (found,) = find_conflicts(statements)
    assert found.kind == "figure"
    assert said(found) == [["14"], ["19"]]
    for side in found.sides:
        start = side.start - side.statement.start
        assert side.statement.text[start : start + len(side.said)] == side.said
        assert side.end - side.start == len(side.said)
    assert "men" in found.about


def test_articles_that_agree_are_one_value():
    text = "The blast at the Garn depot wounded {} men."
    (found,) = find_conflicts(told(text.format("14"), text.format("19"), text.format("fourteen")))
    assert said(found) == [["14", "fourteen"], ["19"]]


def test_copies_of_a_sentence_are_sides_too():
    text = "The blast at the Garn depot wounded {} men."
    (found,) = find_conflicts(told(text.format("14"), text.format("19"), text.format("14")))
    assert [side.statement.article for side in found.values[0]] == ["a0", "a2"]


def test_one_article_does_not_differ_from_itself():
    one, other = told("The blast at the Garn depot wounded 14 men.", "The blast at the Garn depot wounded 19 men.")
    same = Statement(article=one.article, start=200, end=300, text=other.text, published=DAY)
    assert find_conflicts([one, same]) == []


BLAST = "The blast at the Garn depot wounded {} men."


@pytest.mark.parametrize(
    ("day", "outlet", "differs"),
    [
        ("2024-08-11", "Gazette", True),
        ("2024-08-12", None, True),
        ("2024-08-13", "Gazette", False),  # a toll that rises
        (None, "Gazette", False),
        ("2024-08-11", "Herald", False),  # the same outlet
    ],
)
def test_articles_of_two_outlets_and_about_one_day_differ(day, outlet, differs):
    one, other = told(BLAST.format("14"), BLAST.format("19"))
    statements = [replace(one, outlet="Herald"), replace(other, published=day, outlet=outlet)]
    assert bool(find_conflicts(statements)) is differs


def test_an_article_that_has_both_values_differs_from_none():
    both = "The blast at the Garn depot wounded 14 men. The blast at the second Garn depot wounded 19 men."
    one, two, three = told(*both.split(". "), BLAST.format("19"))
    assert find_conflicts([one, replace(two, article=one.article, start=200), three]) == []


def test_what_is_only_counted_differs_in_sentences_that_are_alike():
    one = "The ferry Lindow carried 60 cars from Garn to the island of Orlan, the company said."
    other = "The ferry Lindow carried 80 cars from Garn to the island of Orlan, the company said."
    (found,) = find_conflicts(told(one, other))
    assert found.about == "cars"
    apart = "In a good summer the ferry Lindow brings 900 cars a day to Orlan, where there are no roads for them."
    assert find_conflicts(told(one, apart)) == []


def test_what_each_article_counts_for_itself_is_no_difference():
    assert find_conflicts(told(*(BLAST.format(number) for number in (14, 19, 24, 29)))) != []
    assert find_conflicts(told(*(BLAST.format(number) for number in (14, 19, 24, 29, 34)))) == []


def test_nothing_is_shown_without_a_noun_for_a_heading():
    text = "The pipeline from Garn to the coast of Orlan will cost {}, the ministry of energy said."
    assert find_conflicts(told(text.format("$6.5 billion"), text.format("$8.1 billion"))) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The blast at the Garn depot wounded 14 men.", "The blast at the Garn depot wounded 14 men on Sunday."),
        (
            "The blast at the Garn depot on Friday wounded 14 men.",
            "The blast at the Garn depot on Sunday wounded 19 men.",
        ),
        ("The blast at the Garn depot wounded hundreds of men.", "The blast at the Garn depot wounded 19 men."),
        ("The blast at the Garn depot wounded 14 men.", "The blast at the Garn depot killed 3 men."),
        (
            "The blast at the Garn depot wounded 14 men.",
            "The blast at the Orlan depot in Kesh wounded more than 12 men.",
        ),
        ("The road from Garn to Orlan is 10 miles long.", "The road from Garn to Orlan is 16 kilometres long."),
        ("Norland freed 32 Sudlandish soldiers.", "Sudland freed two Norlandish soldiers."),
        ("Norland said 34 prisoners were freed in Garn.", "In Garn 32 men and two women were freed, Norland said."),
    ],
)
def test_what_only_looks_different(one, other):
    assert find_conflicts(told(one, other)) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("32 men", "thirty-two men", True),
        ("about 30 men", "32 men", True),
        ("1.2 million men", "1,234,567 men", True),
        ("120,000 men", "118,400 men", True),
        ("more than 120 men", "100 men", False),
        ("1,400 men", "140 men", False),
        ("100 men", "104 men", False),
        ("up to 40 men", "27 men", True),
    ],
)
def test_values_that_can_be_true_together(one, other, same):
    assert same_value(quantities_in(one)[0], quantities_in(other)[0]) is same
    assert same_value(quantities_in(other)[0], quantities_in(one)[0]) is same


@dataclass(frozen=True)
class Found:
    start: int
    end: int
    first: date
    last: date


def days(text: str, published: str | None) -> list[Found]:
    """Know only "Aug. NN", of 2024."""
    at = text.find("Aug. ")
    return [] if at < 0 else [Found(at, at + 7, *(date(2024, 8, int(text[at + 5 : at + 7])),) * 2)]


def test_days_come_from_the_function_that_is_given():
    text = "Mayor Ilse Corvan will meet the ministers of Norland and Sudland in Garn on {}."
    (found,) = find_conflicts(told(text.format("Aug. 12"), text.format("Aug. 19")), dates=days)
    assert (found.kind, found.about) == ("date", "Mayor Ilse Corvan")
    assert said(found) == [["Aug. 12"], ["Aug. 19"]]
    assert find_conflicts(told(text.format("Aug. 12"), text.format("Aug. 12 now")), dates=days) == []


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [("on Tuesday", "on Friday", True), ("on Tuesday", "yesterday", False), ("on Tuesday", "on Aug. 9", False)],
)
def test_days_are_compared_only_with_days_of_their_kind(one, other, differs):
    text = "Mayor Ilse Corvan met the ministers of Norland and Sudland in Garn {}."
    assert bool(find_conflicts(told(text.format(one), text.format(other)))) is differs


def test_the_day_of_saying_is_not_the_day_of_the_event():
    text = "The ministers of Norland and Sudland will meet in Garn, the mayor of Orlan said {}."
    assert find_conflicts(told(text.format("on Thursday"), text.format("on Friday"))) == []


def test_an_office_with_two_names():
    text = "Mayor of Garn {} visited the wounded workers in hospital."
    (found,) = find_conflicts(told(text.format("Ilse Corvan"), text.format("Petra Lindow")))
    assert (found.kind, said(found)) == ("name", [["Ilse Corvan"], ["Petra Lindow"]])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mayor of Garn Ilse Corvan", "Mayor of Garn Ilse Korvan"),
        ("Mayor of Garn Ilse Corvan", "Mayor of Orlan Petra Lindow"),
        ("Mayor of Garn Ilse Corvan", "Former Mayor of Garn Petra Lindow"),
        ("Mayor of Garn Ilse Corvan", "Deputy Mayor of Garn Petra Lindow"),
    ],
)
def test_names_that_are_no_difference(one, other):
    text = "{} visited the wounded workers in hospital."
    assert find_conflicts(told(text.format(one), text.format(other))) == []


WORDS = "The blast at Garn wounded 14 men , and killed 3 of them on Monday . not from to more than".split()
WORDS += "20 percent Mayor of $5 İ".split()


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join), max_size=5))
def test_any_statements_give_differences_within_them(texts):
    for difference in find_conflicts(told(*texts)):
        assert len(difference.values) >= 2
        assert len({side.statement.article for side in difference.sides}) >= 2


@pytest.mark.parametrize("piece", ["1 men wounded ", "Mayor of Garn Aa Bb ", "President ", "on Monday ", "a", "$5 "])
def test_a_nasty_sentence_is_looked_at(piece):
    text = piece * (100_000 // len(piece))
    assert find_conflicts(told(text, text + "x")) == []
