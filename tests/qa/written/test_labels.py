"""The set of written sentences itself: halves, references, recipes."""

from collections import Counter

from tests.labelled.written import SHARED, by_hand, by_recipe, is_held_out, pieces, restored


def test_a_paraphrase_by_reference_takes_its_words_from_the_sentence():
    sentence = "The mayor, they say, slept."
    assert pieces(sentence)[0:3] == ["The", " ", "mayor"]
    assert restored("{0:3} slept{11:12}", sentence) == "The mayor slept."


def test_every_paraphrase_by_hand_is_found_and_each_article_belongs_to_one_half():
    cases = list(by_hand())
    assert len(cases) > (400 if SHARED.is_dir() else 80)
    assert {case.held_out for case in cases} == {False, True}
    assert all(case.held_out == is_held_out(case.article) for case in cases)


def test_recipes_change_the_sentence_and_do_the_same_each_time():
    made = list(by_recipe(most=4))
    assert made == list(by_recipe(most=4))
    assert all(case.sentence not in [one.text for one in case.evidence] for case in made)
    kinds = Counter(case.kind for case in made)
    assert len(kinds) >= (28 if SHARED.is_dir() else 20), kinds
