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
