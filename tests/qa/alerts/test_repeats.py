"""What repeats what was said before, and what is news."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.alerts.repeats import EarlierHit, repeated_hit
from tests.labelled import alerts

LONG = (
    "The coast guard said on Friday evening that 27 people were hurt when the ferry Aurelia, on its way from the "
    "islands with a load of timber, struck the pier of Port Sellen in thick fog and heavy rain."
)
TEXT = f"A ferry struck the pier. {LONG} The line said it was sorry."
BEFORE = [EarlierHit(number=4, quotes=(LONG,), text=TEXT)]


@pytest.mark.parametrize(
    "again",
    [
        LONG,
        LONG.upper(),
        f"  {LONG}\n",
        f"PORT SELLEN, March 8 (Wire) — {LONG}",
        f"PORT SELLEN - {LONG}",
        f"(Wire) - {LONG}",
        LONG.replace("ferry Aurelia", "ferry “Aurelia”"),
        LONG.replace(" and heavy rain", ""),
        f"{LONG} A ferry struck the pier.",
    ],
)
def test_copies(again: str) -> None:
    assert repeated_hit([again], BEFORE) == 4


@pytest.mark.parametrize(
    "news",
    [
        LONG.replace("27", "31"),
        LONG.replace("hurt", "killed"),
        LONG.replace("were hurt", "were not hurt"),
        LONG.replace("Aurelia", "Boreal"),
        f"{LONG} Two of them died in the night.",
        "Two of them died in the night.",
        f"{LONG[:-1]}, the mayor said.",
    ],
)
def test_news(news: str) -> None:
    assert repeated_hit([news], BEFORE) is None


def test_a_not_that_is_gone_is_news() -> None:
    before = [EarlierHit(number=1, quotes=(LONG.replace("were hurt", "were not hurt"),), text="")]
    assert repeated_hit([LONG], before) is None


def test_what_only_looks_like_a_dateline_is_none() -> None:
    before = [
        EarlierHit(number=1, quotes=("NATO – which met in Port Sellen – agreed on the plan for the harbour.",), text="")
    ]
    assert repeated_hit(["ASEAN – which met in Port Sellen – agreed on the plan for the harbour."], before) is None


def test_a_short_sentence_in_an_earlier_article_makes_no_copy() -> None:
    before = [EarlierHit(number=1, quotes=("The strike was over.",), text="The strike was over. He said no.")]
    assert repeated_hit(["He said no."], before) is None
    assert repeated_hit(["The strike was over."], before) == 1


def test_several_quotes_are_a_copy_only_together() -> None:
    before = [*BEFORE, EarlierHit(number=9, quotes=("The bank cut its key rate to 3.75 percent.",), text="")]
    assert repeated_hit([LONG, "The bank cut its key rate to 3.75 percent."], before) == 4
    assert repeated_hit([LONG, "The bank cut its key rate to 3.5 percent."], before) is None
    assert repeated_hit([], before) is None
    assert repeated_hit([LONG], []) is None


@given(st.lists(st.text(max_size=200), max_size=3), st.lists(st.text(max_size=200), max_size=3))
def test_any_text(quotes: list[str], earlier: list[str]) -> None:
    before = [EarlierHit(number=n, quotes=(one,), text=one) for n, one in enumerate(earlier)]
    repeated_hit(quotes, before)
    if any(quote.strip() for quote in quotes):
        assert repeated_hit(quotes, [EarlierHit(number=7, quotes=tuple(quotes), text="")]) == 7


@pytest.mark.parametrize(
    "nasty", ["a" * 100_000, "— " * 50_000, "A.a" * 33_000, "(" * 100_000, "n't " * 25_000, "1,1." * 25_000]
)
def test_long_nasty_text(nasty: str) -> None:
    assert repeated_hit([nasty], [EarlierHit(number=1, quotes=(nasty,), text=nasty)]) == 1


def test_the_labelled_pairs() -> None:
    figures = alerts.measure()
    assert figures.pairs > 40
    assert figures.right == figures.called  # nothing that is news is kept from a reader
    assert figures.right / figures.copies > 0.8
