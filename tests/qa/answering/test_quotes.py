"""Choosing what to quote, of passages with stated scores."""

import pytest

from embeddings.models.reading import Judgement
from qa.answering.quotes import QuoteOptions, choose_quotes
from qa.answering.rerank import Judged
from tests.qa.answering.scripted import candidate, reading


def judged(
    *sentences: str,
    sentence_scores: tuple[float, ...] | None = None,
    passage_score: float = 0.0,
    window_scores: dict[int, float] | None = None,
    title: str = "A",
) -> Judged:
    """Return a passage of these sentences with these scores; the first is the best where none are stated."""
    scores = [0.0, *[-5.0] * (len(sentences) - 1)] if sentence_scores is None else list(sentence_scores)
    one = Judged(
        candidate=candidate(title, " ".join(sentences)),
        passage=Judgement(passage_score),
        window_scores=window_scores or {},
    )
    start = 0
    for sentence in sentences:
        one.sentences.append((start, start + len(sentence)))
        start += len(sentence) + 1
    one.sentence_scores = scores
    return one


def quotes(*passages: Judged, **options: float) -> list[str]:
    chosen = choose_quotes(passages, QuoteOptions(**options))  # type: ignore[arg-type]
    return [one.judged.candidate.text(one.span) for one in chosen]


def scored(text: str, score: float) -> Judged:
    return judged(text, sentence_scores=(score,), passage_score=score)


# -- which passages


def test_the_best_sentence_of_each_passage_in_their_order() -> None:
    first = judged("A one.", "A two.", sentence_scores=(1.0, 2.0))
    second = judged("B one.", "B two.", sentence_scores=(2.5, 1.0))
    assert quotes(first, second) == ["A two.", "B one."]


def test_the_first_of_sentences_that_score_the_same() -> None:
    assert quotes(judged("A one.", "A two.", sentence_scores=(1.0, 1.0))) == ["A one."]


def test_no_more_than_three() -> None:
    assert quotes(*[scored(f"Sentence {n}.", 0.0) for n in range(4)]) == ["Sentence 0.", "Sentence 1.", "Sentence 2."]
    assert quotes(scored("One.", 0.0), scored("Two.", 0.0), most=1) == ["One."]


def test_a_passage_may_score_three_less_than_the_first() -> None:
    assert quotes(scored("One.", 1.0), scored("Two.", -2.0), scored("Three.", -2.125)) == ["One.", "Two."]


def test_less_than_the_first_and_not_than_the_best() -> None:
    assert quotes(scored("One.", 1.0), scored("Two.", 1.25), scored("Three.", -2.0)) == ["One.", "Two.", "Three."]


def test_a_passage_counts_by_its_best_sentence_or_as_a_whole() -> None:
    low_sentence = judged("Two.", sentence_scores=(-9.0,), passage_score=1.0)
    low_whole = judged("Three.", sentence_scores=(1.0,), passage_score=-9.0)
    assert quotes(scored("One.", 1.0), low_sentence, low_whole) == ["One.", "Two.", "Three."]


def test_a_passage_whose_sentences_were_not_judged_is_passed_over() -> None:
    without = Judged(candidate=candidate("B", "Two."), passage=Judgement(1.0))
    assert quotes(scored("One.", 1.0), without, scored("Three.", 1.0)) == ["One.", "Three."]


def test_one_that_scores_too_little_does_not_end_the_search() -> None:
    assert quotes(scored("One.", 1.0), scored("Two.", -9.0), scored("Three.", 0.0)) == ["One.", "Three."]


def test_the_same_words_are_quoted_once() -> None:
    """The place that a doubled sentence would take goes to another one."""
    same = ("The ferry sank.", "THE  FERRY\nSANK.", "The ferry sank.")
    assert quotes(*[scored(text, 0.0) for text in (*same, "A boat.", "A bank.")]) == [same[0], "A boat.", "A bank."]


def test_nothing_is_chosen_of_nothing() -> None:
    assert quotes() == []


# -- two sentences at once


def test_two_sentences_are_quoted_when_they_score_more_by_over_a_half() -> None:
    assert quotes(judged("One.", "Two.", sentence_scores=(1.0, 0.0), window_scores={1: 1.625})) == ["One. Two."]
    assert quotes(judged("One.", "Two.", sentence_scores=(1.0, 0.0), window_scores={1: 1.5})) == ["One."]


def test_the_gain_is_over_the_best_sentence_alone() -> None:
    assert quotes(judged("One.", "Two.", sentence_scores=(0.0, 1.0), window_scores={1: 1.25})) == ["Two."]


def test_the_best_of_the_windows_counts() -> None:
    sentences = ("One.", "Two.", "Three.", "Four.")
    assert quotes(judged(*sentences, window_scores={1: 2.0, 2: 4.0, 3: 3.0})) == ["Two. Three."]


def test_a_quote_does_not_open_with_a_sentence_about_something_else() -> None:
    first, second = "Poe denied the theft.", "Mellory said that the ferry was late."
    assert quotes(judged(first, second, sentence_scores=(-3.0, 1.0), window_scores={1: 4.0})) == [second]
    assert quotes(judged(first, second, sentence_scores=(-0.125, 1.0), window_scores={1: 4.0})) == [second]


@pytest.mark.parametrize("scores", [(0.0, 1.0), (-3.0, -3.0)])
def test_unless_that_answers_as_well(scores: tuple[float, ...]) -> None:
    first, second = "Poe denied the theft.", "Mellory said that the ferry was late."
    assert quotes(judged(first, second, sentence_scores=scores, window_scores={1: 4.0})) == [f"{first} {second}"]


def test_it_opens_with_what_the_second_refers_to() -> None:
    first, second = "Mellory spoke at noon.", "She said that the ferry was late."
    assert quotes(judged(first, second, sentence_scores=(-3.0, 1.0), window_scores={1: 4.0})) == [f"{first} {second}"]


# -- a sentence that refers to the one before it


def test_a_sentence_that_refers_back_is_quoted_with_the_one_before() -> None:
    sentences = ("The mayor spoke.", "He said so.")
    assert quotes(judged(*sentences, sentence_scores=(-5.0, 1.0))) == ["The mayor spoke. He said so."]


def test_a_first_sentence_has_none_before_it_to_lean_on() -> None:
    assert quotes(judged("He said so.", "The mayor spoke.")) == ["He said so."]


def test_it_is_the_sentence_before_it_and_no_more() -> None:
    sentences = ("One.", "Poe spoke.", "He said so.", "Four.")
    assert quotes(judged(*sentences, sentence_scores=(0.0, 0.0, 1.0, 0.0))) == ["Poe spoke. He said so."]


def test_a_better_window_counts_before_that() -> None:
    one = judged(
        "The mayor spoke.",
        "He said so.",
        "It was noon.",
        sentence_scores=(0.0, 1.0, 0.0),
        window_scores={1: 1.0, 2: 2.0},
    )
    assert quotes(one) == ["He said so. It was noon."]


# -- what the reader finds

FERRY = ("It was noon.", "The ferry struck the pier at Sellen.", "Nobody was hurt.")


def read(words: dict[str, float], *scores: float) -> Judged:
    one = judged(*FERRY, sentence_scores=scores)
    one.head = len("A. ")
    one.reading = reading(f"A. {' '.join(FERRY)}", words)
    return one


def words_of(one: Judged, **options: float) -> list[str | None]:
    chosen = choose_quotes([one], QuoteOptions(**options))  # type: ignore[arg-type]
    return [quote.words and one.candidate.text(quote.words) for quote in chosen]


def test_the_words_that_answer() -> None:
    assert words_of(read({"the pier": 2.0, "Nobody": 4.0}, 0.0, 5.0, 0.0)) == ["the pier"]


def test_none_where_the_reader_is_not_sure_or_there_is_none() -> None:
    assert words_of(read({"the pier": 1.875}, 0.0, 5.0, 0.0)) == [None]
    assert words_of(judged(*FERRY, sentence_scores=(0.0, 5.0, 0.0))) == [None]


def test_none_where_they_are_nearly_all_of_the_quote() -> None:
    nearly = read({"ferry struck the pier at Sellen": 2.0}, 0.0, 5.0, 0.0)
    assert words_of(nearly) == [None]
    assert words_of(nearly, part=0.9) == ["ferry struck the pier at Sellen"]


@pytest.mark.parametrize(("score", "best"), [(4.875, "Nobody was hurt."), (5.25, FERRY[1])])
def test_between_sentences_that_score_about_the_same_the_reader_decides(score: float, best: str) -> None:
    """It has 2 more for the third sentence, which counts three tenths."""
    assert quotes(read({"the pier": -1.0, "Nobody": 1.0}, 0.0, score, 4.5)) == [best]
