"""The set of written sentences itself: halves, references, recipes."""

from collections import Counter

import pytest

from tests.labelled.written import SHARED, by_hand, by_recipe, fresh, is_held_out, pieces, restored, texts


def test_a_paraphrase_by_reference_takes_its_words_from_the_sentence():
    sentence = "The mayor, they say, slept."
    assert pieces(sentence)[0:3] == ["The", " ", "mayor"]
    assert restored("{0:3} slept{11:12}", sentence) == "The mayor slept."


def test_every_paraphrase_by_hand_is_found_and_each_article_belongs_to_one_half():
    cases = list(by_hand())
    assert len(cases) > (400 if SHARED.is_dir() else 80)
    assert {case.held_out for case in cases} == {False, True}
    assert all(case.held_out == is_held_out(case.article) for case in cases)


@pytest.mark.skipif(not SHARED.is_dir(), reason="real articles are not part of the repository")
def test_the_set_that_was_written_last_is_all_held_out_and_of_articles_that_the_others_have_not():
    cases = list(fresh())
    assert sum(case.true for case in cases) >= 100
    assert sum(not case.true for case in cases) >= 100
    assert all(case.held_out and case.article.split("/")[1] not in {t.id for t in texts().values()} for case in cases)


def test_recipes_change_the_sentence_and_do_the_same_each_time():
    made = list(by_recipe(most=4))
    assert made == list(by_recipe(most=4))
    assert all(case.sentence not in [one.text for one in case.evidence] for case in made)
    kinds = Counter(case.kind for case in made)
    assert len(kinds) >= (28 if SHARED.is_dir() else 20), kinds
