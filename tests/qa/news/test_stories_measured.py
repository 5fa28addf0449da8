"""How well stories, copies and corrections are found: floors just under what was reached (docs/news.md has the figures)."""

from pathlib import Path

import pytest

from tests.labelled import stories

pytestmark = pytest.mark.model


@pytest.mark.parametrize(("split", "precision", "recall"), [("tune", 0.95, 0.53), ("held-out", 0.98, 0.5)])
def test_made_articles(split: str, precision: float, recall: float) -> None:
    found = stories.measure_set(stories.made_set(split))
    assert found.stories.precision >= precision, found.stories.wrong
    assert found.stories.recall >= recall, found.stories.missed
    assert (found.copies.precision, found.copies.recall) == (1, 1), (found.copies.wrong, found.copies.missed)
    assert (found.corrections.precision, found.corrections.recall) == (1, 1)


def test_the_sample_archive_and_the_real_digest() -> None:
    sets = {labelled.name: stories.measure_set(labelled) for labelled in stories.read_sets()}
    assert "sample" in sets
    for found in sets.values():
        assert found.stories.precision == 1, found.stories.wrong
        assert found.stories.recall == 1, found.stories.missed
        assert found.copies.precision == found.copies.recall == 1


def test_the_real_digest_is_there(shared: Path) -> None:
    assert {labelled.name for labelled in stories.read_sets()} == {"sample", "digest"}


def test_a_wrong_label_would_be_noticed() -> None:
    found = stories._score({frozenset("ab"), frozenset("cd")}, {frozenset("ab"), frozenset("ef")})
    assert (found.precision, found.recall) == (0.5, 0.5)
    assert (found.wrong, found.missed) == (("c + d",), ("e + f",))
