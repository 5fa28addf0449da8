"""Quotations and their speakers on the gold of real news, held to floors a little under what docs/news.md records."""

from collections import Counter

import pytest

from qa.evaluation.news.quotations import EXTRA, RIGHT, WRONG, figures, outcomes
from qa.news.extract.quotations import is_speaker_name, one_entry_each

pytestmark = pytest.mark.slow

FLOORS = {
    "span_p": 0.97,
    "span_r": 0.87,
    "speaker_p": 0.95,
    "speaker_r": 0.835,
    "speaker_f1": 0.89,
    "named_p": 0.96,
    "named_r": 0.875,
    "pronoun_p": 0.95,
    "pronoun_r": 0.835,
    "nominal_p": 0.86,
    "nominal_r": 0.58,
}


@pytest.fixture(scope="module")
def judged(shared):
    folder = shared / "eval" / "news" / "quotations"
    if not folder.is_dir():
        pytest.skip(f"no folder {folder}")
    return outcomes(folder)


def test_floors_on_real_articles(judged):
    values = {figure.name: figure.value for figure in figures(judged)}
    assert {name: value for name, value in values.items() if value < FLOORS[name]} == {}


def test_one_person_has_one_entry(judged):
    """Whose first name the articles give is listed once: of the quotations of each of the most quoted, .95 under one name."""
    found = Counter(
        one.speaker
        for article in judged
        for one in article.judged
        if one.outcome in (RIGHT, WRONG, EXTRA) and one.speaker
    )
    entries = one_entry_each((name, number) for name, number in found.most_common() if is_speaker_name(name))
    for name, least in (("Donald Trump", 0.95), ("Hillary Clinton", 0.95), ("Bernie Sanders", 0.95), ("Ted Cruz", 0.9)):
        last = name.split()[-1]
        plain = sum(number for entry, number in entries if entry in (last, f"Mr. {last}", f"Mrs. {last}"))
        own = dict(entries)[name]
        assert own / (own + plain) >= least, (name, own, plain)
