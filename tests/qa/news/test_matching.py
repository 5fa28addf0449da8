"""What two articles share, and how much of it tells that they are of one event."""

from dataclasses import replace

import numpy as np

from qa.news.features import ArticleFeatures, numbers, signature_of
from qa.news.matching import MEASURES, Rarity, measures, probability

COMMON = frozenset(["corva", "minis", "votes", "elect", "garn"])


def article(key: int, words: str, *, day: int = 100, figures: str = "") -> ArticleFeatures:
    stems = frozenset(words.split())
    return ArticleFeatures(
        key=key,
        day=day,
        names=stems & COMMON,
        title=frozenset(),
        lead=stems,
        words=stems,
        numbers=frozenset(figures.split()),
        length=200,
        vectors=np.zeros((2, 4), dtype=np.float32),
        signature=np.zeros(64, dtype=np.uint32),
    )


def measured(one: ArticleFeatures, other: ArticleFeatures, among: list[ArticleFeatures]) -> dict[str, float]:
    return dict(zip(MEASURES, measures(one, other, Rarity(among)), strict=True))


def test_what_all_compared_articles_have_tells_little() -> None:
    one = article(1, "corva minis votes elect crane quay barley")
    other = article(2, "corva minis votes elect ferry pier storm")
    alone = measured(one, other, [other])
    around = [other, *(article(key, f"corva minis votes elect topic{key}") for key in range(3, 40))]
    among_many = measured(one, other, around)
    assert among_many["lead"] < alone["lead"] / 5
    assert probability(one, other, Rarity(around)) < probability(one, other, Rarity([other]))


def test_rare_words_tell_much_where_the_others_are_common() -> None:
    around = [article(key, f"corva minis votes elect topic{key}") for key in range(3, 40)]
    one = article(1, "corva minis votes elect crane quay")
    same = article(2, "corva minis votes elect crane quay")
    assert measured(one, same, [same, *around])["lead"] > 0.99


def test_numbers_and_missing_days() -> None:
    one, other = article(1, "crane", figures="14 3.5 1200"), article(2, "crane", figures="14 3.5 77", day=0)
    found = measured(one, other, [other])
    assert 0.5 < found["numbers"] < 0.8
    assert (found["undated"], found["days"]) == (1.0, 0.0)
    assert measured(one, replace(other, day=103), [other])["undated"] == 0.0


def test_numbers_of_a_text() -> None:
    text = "In 2016 the 1,200 dockers moved 3.5 tonnes, 14 crates and 7 barrels; B52 flew at 10:30."
    assert numbers(text) == {"1200", "3.5", "14", "10", "30"}


def test_signatures_are_those_that_archives_have() -> None:
    """The numbers are datasketch's for `MinHash(64, seed=1)`, by which the signatures of earlier archives were made."""
    signature = signature_of(["a b c d", "b c d e", "x y"])
    assert signature.dtype == np.uint32
    assert signature[:5].tolist() == [238279342, 298464870, 1847812820, 2279787479, 336358704]
    assert set(signature_of([]).tolist()) == {0xFFFFFFFF}
