"""Numbers of news text: what they may mean, of what unit, what they count."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.news.extract.quantities import Quantity, quantities_in
from tests.labelled import figures as labelled


@pytest.fixture(scope="module")
def measured():
    return labelled.measure()


def only(text: str) -> Quantity:
    (figure,) = quantities_in(text)
    return figure


def test_figures_are_read_as_labelled(measured):
    assert measured.found.right >= 130
    for score in (measured.found, measured.value, measured.kind, measured.unit, measured.counted):
        assert score.precision >= 0.98, score.notes
        assert score.recall >= 0.98, score.notes


def test_differences_of_made_stories(measured):
    assert measured.worked_on.precision >= 0.95, measured.worked_on.notes
    assert measured.worked_on.recall >= 0.8, measured.worked_on.notes
    assert measured.held_out.precision >= 0.95, measured.held_out.notes
    assert measured.held_out.recall >= 0.35, measured.held_out.notes
    assert measured.fresh.precision >= 0.95, measured.fresh.notes
    assert measured.fresh.recall >= 0.2, measured.fresh.notes
    assert measured.untouched.precision >= 0.95, measured.untouched.notes
    assert measured.untouched.recall >= 0.4, measured.untouched.notes


def test_differences_of_the_sample(measured):
    assert measured.sample.wrong == 0, measured.sample.notes
    assert measured.sample.right >= 1, measured.sample.notes


def test_differences_of_the_real_digest(measured):
    if measured.digest is None:
        pytest.skip("no digest beside the repository")
    assert measured.digest.wrong == 0, measured.digest.notes
    assert measured.altered.wrong == 0, measured.altered.notes
    assert measured.altered.right >= 6, measured.altered.notes


def test_what_is_counted_and_how_it_is_narrowed_down():
    figure = only("Norland freed 32 Sudlandish military servicemen.")
    assert (figure.counted, figure.modifiers) == ("servicemen", ("sudlandish", "military"))
    assert (figure.low, figure.high, figure.text) == (32, 32, "32")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("about 30 boats", 27, 33),
        ("nearly 200 boats", 180, 200),
        ("over 120 boats", 120, inf),
        ("no more than 12 boats", 0, 12),
        ("20 or more boats", 20, inf),
        ("20 to 30 boats", 20, 30),
        ("two or three boats", 2, 3),
        ("one hundred and twenty-five boats", 125, 125),
        ("a hundred boats", 100, 100),
        ("one and a half million boats", 1_500_000, 1_500_000),
        ("half a dozen boats", 6, 6),
        ("several thousand boats", 2_000, 9_990),
        ("12 000 boats", 12_000, 12_000),
        ("3.5m boats", 3_500_000, 3_500_000),
    ],
)
def test_ranges(text, low, high):
    figure = only(text)
    assert (figure.low, figure.high) == (pytest.approx(low), pytest.approx(high))
    assert figure.counted == "boats"


@pytest.mark.parametrize(
    "text",
    [
        "on 8 December 2023",
        "at 7:40 a.m.",
        "the 29th session",
        "won 2-1",
        "Article 12",
        "a 51-year-old",
        "COP29",
        "no one",
        "in the 1990s",
        "call 555-0134",
        "2023-12-08",
        "8/12/2023",
        "8.12.2023",
        "version 1.2.3",
    ],
)
def test_what_counts_nothing_is_no_amount(text):
    amounts = {"count", "money", "percent", "points", "measure", "duration"}
    assert [f for f in quantities_in(text) if f.kind in amounts] == []
    assert quantities_in(text)


def test_parts_totals_and_earlier_values_are_told():
    part, earlier, total = (
        quantities_in("six of them")[0],
        quantities_in("rose to 34 from 27")[0],
        quantities_in("a total of 34 men")[0],
    )
    assert part.part
    assert quantities_in("up from 27 to 34")[0].earlier
    assert not earlier.earlier
    assert total.total
    assert quantities_in("140 people, not 1,400")[1].denied


def test_a_rate_is_kept_apart():
    assert only("90,000 tonnes of salt a year").per == "year"
    assert only("90,000 tonnes of salt").per is None


PIECES = [
    "1",
    "32",
    "one",
    "twenty",
    "-",
    "–",
    " ",
    " a ",
    "hundred",
    "and",
    "million",
    "to",
    "$",
    "%",
    ".",
    ",",
    "of",
    "them",
]
PIECES += [
    "per",
    "cent",
    "aged",
    "No",
    "½",
    "\n",
    "+",
    "half",
    "several",
    "dozen",
    "boats",
    "in",
    "from",
    "between",
    "'s",
    "İ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join) | st.text(max_size=80))
def test_any_text_gives_figures_in_order_within_it(text):
    end = 0
    for figure in quantities_in(text):
        assert end <= figure.start < figure.end <= figure.phrase_end <= len(text)
        assert figure.text == text[figure.start : figure.end]
        assert figure.low <= figure.high
        end = figure.end


@pytest.mark.parametrize(
    "piece", ["1 ", "1", "1,", "one-", "a hundred and ", "1 to ", "+1-2-", "Aa ", "tens of ", "two thousand million "]
)
def test_a_nasty_text_is_read_to_its_end(piece):
    text = piece * (100_000 // len(piece))
    assert all(f.end <= len(text) for f in quantities_in(text))
