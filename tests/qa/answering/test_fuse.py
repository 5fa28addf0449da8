"""Joining ranked lists."""

from qa.answering.retrieve import reciprocal_rank_fusion


def test_a_rank_scores_its_weight_divided_by_five_more_than_it() -> None:
    assert reciprocal_rank_fusion([(1.5, [7, 3, 9])]) == [(7, 1.5 / 6), (3, 1.5 / 7), (9, 1.5 / 8)]


def test_scores_of_several_lists_add_up() -> None:
    joined = reciprocal_rank_fusion([(1.5, [1, 2]), (1.0, [2, 3])])
    assert joined == [(2, 1.5 / 7 + 1.0 / 6), (1, 1.5 / 6), (3, 1.0 / 7)]


def test_the_first_of_one_list_comes_before_the_eighth_of_both() -> None:
    """With the usual constant of 60 it would come after all that are in both lists."""
    one, other = [1, 11, 12, 13, 14, 15, 16, 8], [2, 21, 22, 23, 24, 25, 26, 8]
    assert [key for key, _ in reciprocal_rank_fusion([(1.0, one), (1.0, other)])][:3] == [1, 2, 8]


def test_of_equals_the_one_of_the_earlier_list_comes_first() -> None:
    assert [key for key, _ in reciprocal_rank_fusion([(1.0, [2]), (1.0, [1])])] == [2, 1]


def test_nothing_is_joined_to_nothing() -> None:
    assert reciprocal_rank_fusion([]) == []
    assert reciprocal_rank_fusion([(1.0, []), (1.0, [])]) == []
