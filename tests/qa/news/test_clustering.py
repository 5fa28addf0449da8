"""From pairs to stories: one doubtful pair joins nothing, the order of the pairs changes nothing."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.news.clustering import ClusteringOptions, cluster, components


def always(_: int, __: int) -> bool:
    return True


def test_alike_articles_are_one_group() -> None:
    alike = {(1, 2): 0.9, (2, 3): 0.8, (1, 3): 0.7, (4, 5): 0.9}
    assert cluster(range(1, 7), alike, always) == [[1, 2, 3], [4, 5], [6]]


def test_one_pair_does_not_join_two_stories() -> None:
    inside = dict.fromkeys(((1, 2), (1, 3), (2, 3), (4, 5), (4, 6), (5, 6)), 0.9)
    assert cluster(range(1, 7), {**inside, (3, 4): 0.85}, always) == [[1, 2, 3], [4, 5, 6]]


def test_articles_far_apart_in_time_are_no_evidence_against_a_chain() -> None:
    alike = {(1, 2): 0.9, (2, 3): 0.9, (3, 4): 0.9}
    assert cluster(range(1, 5), alike, lambda one, other: other - one == 1) == [[1, 2, 3, 4]]
    assert cluster(range(1, 5), alike, always) != [[1, 2, 3, 4]]


def test_a_large_group_is_joined_by_strong_pairs_only() -> None:
    keys = range(12)
    alike = {(key, key + 1): 0.95 if key != 5 else 0.6 for key in range(11)}
    found = cluster(keys, alike, always, ClusteringOptions(largest=10))
    assert found == [list(range(6)), list(range(6, 12))]


pairs = st.dictionaries(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1]), st.floats(0, 1), max_size=25
)


@given(pairs, st.randoms(use_true_random=False))
@settings(max_examples=80)
def test_the_order_of_pairs_changes_nothing(alike: dict[tuple[int, int], float], order: random.Random) -> None:
    shuffled = list(alike.items())
    order.shuffle(shuffled)
    keys = list(range(10))
    order.shuffle(keys)
    found = cluster(keys, dict(shuffled), always)
    assert found == cluster(range(10), alike, always)
    assert sorted(key for members in found for key in members) == list(range(10))


def test_components() -> None:
    assert components([1, 2, 3, 4, 5], [(1, 4), (4, 5), (2, 9)]) == [[1, 4, 5], [2], [3]]
