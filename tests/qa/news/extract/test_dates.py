"""Expressions of time and the days they mean."""

import random
from datetime import date
from itertools import pairwise

import pytest

from qa.news.extract.dates import dates_in
from tests.labelled import timeline as labelled

PUBLISHED = "2023-12-08"  # a Friday


def test_made_sentences():
    counts = labelled.measure_days()
    assert counts.wanted >= 150
    assert counts.precision >= 0.99, counts.misses
    assert counts.recall >= 0.98, counts.misses


def test_seed_articles():
    counts = labelled.measure_seed()
    if counts is None:
        pytest.skip("the seed digest is not there")
    assert counts.wanted >= 40
    assert counts.precision >= 0.97, counts.misses
    assert counts.recall >= 0.93, counts.misses


def test_offsets_are_code_points_in_order_without_overlap():
    text = "🙂 Երևան: on Dec. 7, 2023 and, a day later, on Thursday last week; in March 2022, in the 1990s."
    found = dates_in(text, PUBLISHED)
    assert [text[day.start : day.end] for day in found] == [day.text for day in found]
    assert [day.text for day in found] == [
        "Dec. 7, 2023",
        "a day later",
        "Thursday last week",
        "March 2022",
        "the 1990s",
    ]
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize("published", [None, "", "yesterday", "2023", "2023-13-45", "  "])
def test_without_a_day_of_publication_only_years_that_are_named_count(published):
    found = dates_in(
        "On Thursday, on Dec. 7, last month, in 2006 and on 9 November 2020; the next day, in May.", published
    )
    assert [(day.text, day.first) for day in found] == [
        ("2006", date(2006, 1, 1)),
        ("9 November 2020", date(2020, 11, 9)),
        ("the next day", date(2020, 11, 10)),
    ]


def test_a_moment_of_publication_counts_as_its_day():
    assert dates_in("He left yesterday.", "2023-12-08T01:30+04:00")[0].first == date(2023, 12, 7)


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("The court ruled on Monday.", date(2023, 12, 4)),
        ("The court will rule on Monday.", date(2023, 12, 11)),
        ("On Monday, the court will rule.", date(2023, 12, 11)),
        ("The court said on Monday that it would rule.", date(2023, 12, 4)),
        ("The court has agreed on Monday to rule.", date(2023, 12, 4)),
        ("The court ruled on Friday.", date(2023, 12, 8)),
        ("The court will rule on Friday.", date(2023, 12, 8)),
    ],
)
def test_a_weekday_lies_where_its_verb_says(sentence, day):
    assert [found.first for found in dates_in(sentence, PUBLISHED)] == [day]


def days(text: str, published: str = "2015-10-30") -> list[tuple[str, date, date]]:
    return [(one.text, one.first, one.last) for one in dates_in(text, published)]


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("The board declared a dividend, payable Dec. 7.", date(2015, 12, 7)),
        ("The board met on Dec. 7 and resigned.", date(2015, 12, 7)),
        ("The board will answer to the order of Sept. 12.", date(2015, 9, 12)),
        ("The record fell on April 20.", date(2015, 4, 20)),
        ("The record will be set on April 20.", date(2016, 4, 20)),
        ("The vote is on Tuesday, Nov. 8.", date(2016, 11, 8)),  # in 2015 a Sunday
        ("The mayor was sworn in last Dec. 7.", date(2014, 12, 7)),
        ("In the new year, next Oct. 1, the gate opens.", date(2016, 10, 1)),
        ("They went home on New Year’s Eve.", date(2015, 12, 31)),
        ("They went home on Labor Day.", date(2015, 9, 7)),
        ("The ship returned last Thanksgiving.", date(2014, 11, 27)),
        ("The ship returned on Memorial Day 2013.", date(2013, 5, 27)),
        ("Shareholders cheered yesterday's sale.", date(2015, 10, 29)),
        ("It is quiet in the harbour today.", date(2015, 10, 30)),
        ("The paper said on Friday in the Post on Wednesday.", date(2015, 10, 30)),
        ("The envoy is to speak later Thursday.", date(2015, 10, 29)),
        ("The offer follows Tuesday's bid by a rival, which holds a tenth.", date(2015, 10, 27)),
    ],
)
def test_a_day_without_its_year_is_the_nearest(sentence, day):
    assert days(sentence)[0][1:] == (day, day)


@pytest.mark.parametrize(
    "sentence",
    [
        "Feasts are held every Christmas Eve.",
        "Nobody works on Labor Days.",
        "In today's world, today's leaders are tired.",
        "She spoke on ABC's This Week about fish.",
        "In the past two weeks, and over the last three years, nine houses were sold.",
        "The visitors scored twice in the second half and led by ten points in the fourth quarter.",
        "The first half was dull, the quarter of the old town is not.",
        "Nineteen ninety-pound sacks were lost.",
    ],
)
def test_what_is_no_day(sentence):
    assert days(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "first", "last"),
    [
        ("The convention in December will choose a leader.", date(2015, 12, 1), date(2015, 12, 31)),
        ("The talk of a coup at the convention in December is over.", date(2015, 12, 1), date(2015, 12, 31)),
        ("The town agreed last week to sell the mill in February.", date(2016, 2, 1), date(2016, 2, 29)),
        ("The town sold the mill in December.", date(2014, 12, 1), date(2014, 12, 31)),
        ("Since leaving in November, he has been quiet.", date(2014, 11, 1), date(2014, 11, 30)),
        ("A June agreement with the owners was kept.", date(2015, 6, 1), date(2015, 6, 30)),
        ("Against August, September's figures were poor.", date(2015, 9, 1), date(2015, 9, 30)),
        ("It was known in the nineties.", date(1990, 1, 1), date(1999, 12, 31)),
        ("The bridge fell in nineteen eighty-four.", date(1984, 1, 1), date(1984, 12, 31)),
        ("The bridge fell in January nineteen eighty-four.", date(1984, 1, 1), date(1984, 1, 31)),
        ("By the year two thousand all will be well.", date(2000, 1, 1), date(2000, 12, 31)),
        ("The summer of twenty fifteen was dry.", date(2015, 6, 1), date(2015, 8, 31)),
        ("In fiscal 2014 it earned nothing.", date(2014, 1, 1), date(2014, 12, 31)),
        ("The bonds are due 2019.", date(2019, 1, 1), date(2019, 12, 31)),
        ("It will end by the end of the year.", date(2015, 1, 1), date(2015, 12, 31)),
        ("Sales for the full year were flat.", date(2015, 1, 1), date(2015, 12, 31)),
        ("The lake dried up this past summer.", date(2015, 6, 1), date(2015, 8, 31)),
        ("The law was passed earlier this year.", date(2015, 1, 1), date(2015, 12, 31)),
    ],
)
def test_months_and_years(sentence, first, last):
    assert days(sentence)[-1][1:] == (first, last)


def test_the_year_that_has_just_ended():
    assert days("Sales rose in the third quarter of the year.", "2016-01-04") == [
        ("third quarter of the year", date(2015, 7, 1), date(2015, 9, 30))
    ]
    assert days("For the year, sales rose.", "2016-01-28") == [("the year", date(2015, 1, 1), date(2015, 12, 31))]


@pytest.mark.parametrize(
    ("sentence", "first", "last"),
    [
        ("Third-quarter profit rose.", date(2015, 7, 1), date(2015, 9, 30)),
        ("The charge will lower second-quarter profit.", date(2016, 4, 1), date(2016, 6, 30)),
        ("Profit fell in the first quarter of 1984.", date(1984, 1, 1), date(1984, 3, 31)),
        ("Profit fell in the 2012 second quarter.", date(2012, 4, 1), date(2012, 6, 30)),
        ("Profit fell in Q2 2012.", date(2012, 4, 1), date(2012, 6, 30)),
        ("Profit fell in the last three months of 2012.", date(2012, 10, 1), date(2012, 12, 31)),
        ("Profit fell in the first six months of last year.", date(2014, 1, 1), date(2014, 6, 30)),
        ("Profit fell in the second half of 2012.", date(2012, 7, 1), date(2012, 12, 31)),
        ("Profit fell in the first two quarters of 2012.", date(2012, 1, 1), date(2012, 6, 30)),
        ("Profit fell in last year's second quarter.", date(2014, 4, 1), date(2014, 6, 30)),
        ("Profit fell last quarter.", date(2015, 7, 1), date(2015, 9, 30)),
        ("Profit for the quarter ended July 31 fell.", date(2015, 4, 1), date(2015, 6, 30)),
    ],
)
def test_quarters_and_halves(sentence, first, last):
    assert days(sentence)[0][1:] == (first, last)


def test_a_text_about_a_quarter_compares_with_that_of_the_year_before():
    text = (
        "The mill earned $4 million in the third quarter, up from $3 million a year ago. A fourth-quarter charge is expected. "
        "In the year-ago period it sold 40 ships; in the latest quarter, 30."
    )
    third, before = (date(2015, 7, 1), date(2015, 9, 30)), (date(2014, 7, 1), date(2014, 9, 30))
    assert [one[1:] for one in days(text)] == [third, before, (date(2015, 10, 1), date(2015, 12, 31)), before, third]


@pytest.mark.parametrize("published", ["0001-01-01", "9999-12-31", "2024-02-29", "1900-01-01"])
def test_the_ends_of_the_calendar(published):
    text = (
        "Last year, next year, last month, next month, last week, next week, yesterday they met and tomorrow they will meet; "
        "50 years ago, the past 999 years, in 999 years' time, on Feb. 29, on 29 February 1900, on April 31, last winter, "
        "next winter, on Monday it was said that on Sunday they will go. "
        "In 2000 they met; a year later, 999 years later it ended."
    )
    assert dates_in(text, published)


_PIECES = (
    *(
        "Dec. 7, 2023",
        "7 December",
        "on Thursday",
        "last month",
        "two years ago",
        "the following day",
        "2006",
        "1990s",
        "May",
    ),
    *(
        "“",
        "”",
        '"',
        "\n\n",
        ". ",
        "\x00",
        "\ud800",
        "٣",
        "①",
        "(",
        ")",
        "-",
        "–",
        "'",
        "’s",
        "will",
        "said",
        "the",
        "of",
        "in",
    ),
    *(
        "31.12.2023",
        "2023-02-30",
        "winter of 2022-23",
        "until",
        "a",
        "99",
        "000",
        "\u2028",
        "\u00a0",
        "the '80s",
        "Sunday Times",
    ),
)


def test_no_text_breaks_it():
    dice = random.Random(7)  # noqa: S311 - no secret
    for _ in range(1500):
        text = dice.choice(("", " ")).join(dice.choices(_PIECES, k=dice.randrange(30)))
        for day in dates_in(text, dice.choice([None, "2023-12-08", "0001-01-01", "9999-12-31"])):
            assert text[day.start : day.end] == day.text
            assert day.first <= day.last


@pytest.mark.parametrize(
    "piece",
    ["Dec ", "the the ", "2020 ", "on Thursday ", '"', "\n \r", "1-", "will be ", "early ", "a ", "), ", "a year "],
)
def test_long_nasty_text(piece):
    dates_in(piece * (100_000 // len(piece)), PUBLISHED)
