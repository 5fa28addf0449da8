"""How sure an answer is: exact values over a real archive of ten passages, so that the rarity of each word is known."""

from collections.abc import Iterator
from dataclasses import replace
from math import exp, log

import pytest

from corpus.catalogue.snapshot import Snapshot
from corpus.filters import Filters
from embeddings.models.reading import Judgement
from qa.answering.archive_pool import State
from qa.answering.confidence import Confidence, ConfidenceOptions, Regression
from qa.answering.dates import TimeFrame
from qa.answering.rerank import Judged
from qa.answering.retrieve import Candidate
from qa.answering.spelling import Spelling
from tests.qa.answering.scripted import archive, draft, reading

MARCH_8 = TimeFrame(filters=Filters(since="2024-03-08", until="2024-03-10"), phrase="on 8 March")
FIVE_OF_TEN = log(1 + 5.5 / 5.5)
ONE_OF_TEN = log(1 + 9.5 / 1.5)
ONLY_MISSING = Regression(sentence=0.0, passage=0.0, coverage=0.0, constant=0.0)
NONE_OF_TEN = log(1 + 10.5 / 0.5)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[State]:
    """Ten passages; `ferry` is in one of them, `harbour` in five, `pier` in a headline."""
    drafts = [
        draft("At the pier", "The ferry came into the harbour.", "2024-03-08"),
        *[draft(f"Number {n}", f"The harbour was quiet, day {n}.", "2024-03-11") for n in range(4)],
        *[draft(f"Letter {n}", f"Nothing to tell, page {n}.") for n in range(5)],
    ]
    with archive(tmp_path_factory.mktemp("refuse") / "archive", drafts) as state:
        yield state


def passage(snapshot: Snapshot, title: str) -> Candidate:
    article = next(one for one in snapshot.articles() if one.title == title)
    return Candidate(passage=snapshot.passages_of(article.id)[0], article=article, fused=0.0)


def judged(snapshot: Snapshot, title: str = "At the pier", whole: float | None = 0.0, *alone: float) -> Judged:
    return Judged(
        candidate=passage(snapshot, title),
        passage=None if whole is None else Judgement(whole),
        sentence_scores=list(alone),
    )


def confidence(
    state: State,
    question: str,
    time_frame: TimeFrame | None = None,
    corrected: dict[str, str] | None = None,
    **options: float | Regression,
) -> Confidence:
    spelling = Spelling(question=question, corrected=corrected or {})
    chosen = ConfidenceOptions(**options)  # type: ignore[arg-type]
    return Confidence(spelling, time_frame or TimeFrame(), state.snapshot, chosen)


def coverage(state: State, question: str, title: str = "At the pier", **more: object) -> float:
    return confidence(state, question, **more).coverage(passage(state.snapshot, title))  # type: ignore[arg-type]


def chance(logit: float) -> float:
    return 1 / (1 + exp(-logit))


# -- the regression


@pytest.mark.parametrize(
    ("whole", "alone", "logit"),
    [
        (0.0, (0.0,), -1.53 + 5.36),
        (1.0, (0.0,), -1.53 + 5.36 + 0.089),
        (0.0, (1.0,), -1.53 + 5.36 + 0.277),
        (2.0, (-3.0, 4.0, 1.0), -1.53 + 5.36 + 2 * 0.089 + 4 * 0.277),
    ],
)
def test_the_sum_of_passage_best_sentence_and_coverage(
    state: State, whole: float, alone: tuple[float, ...], logit: float
) -> None:
    found = confidence(state, "ferry", above_reranker=99.0).of(judged(state.snapshot, "At the pier", whole, *alone))
    assert found == pytest.approx(chance(logit), abs=1e-12)


def test_without_coverage(state: State) -> None:
    found = confidence(state, "orchard").of(judged(state.snapshot, "At the pier", 1.0, 2.0))
    assert found == pytest.approx(chance(0.089 + 2 * 0.277 - 1.53), abs=1e-12)


def test_with_a_part_of_it(state: State) -> None:
    found = confidence(state, "ferry harbour").of(judged(state.snapshot, "Number 1", 5.0, 5.0))
    share = FIVE_OF_TEN / (FIVE_OF_TEN + ONE_OF_TEN)
    assert found == pytest.approx(chance(5 * (0.089 + 0.277) + 5.36 * share - 1.53), abs=1e-12)


# -- the thing asked for

FIVE = ("The ferry came in.", "It struck the pier.", "Nobody fell.", "There were 27 on board.", "All were tired.")


def with_sentences(state: State, *scores: float) -> Judged:
    """Return a passage of the sentences above, with a score for each and 0 as a whole."""
    spans, start = [], 0
    for sentence in FIVE:
        spans.append((start, start + len(sentence)))
        start += len(sentence) + 1
    article = replace(passage(state.snapshot, "At the pier").article, text=" ".join(FIVE))
    candidate = replace(passage(state.snapshot, "At the pier"), article=article)
    return Judged(candidate=candidate, passage=Judgement(0.0), sentences=spans, sentence_scores=list(scores))


def lost(state: State, question: str, *scores: float) -> float:
    """Return what the logit loses because the thing asked for is missing."""
    found = confidence(state, question, unread=ONLY_MISSING)
    return log(1 / found.of(with_sentences(state, *scores)) - 1)


@pytest.mark.parametrize("question", ["How many were on the ferry?", "How old is the ferry?"])
def test_no_number_near_the_best_sentence_where_one_is_asked_for(state: State, question: str) -> None:
    assert lost(state, question, 0.0, -1.0, -1.0, -1.0, -1.0) == pytest.approx(2.5)
    assert lost(state, question, -1.0, 0.0, -1.0, -1.0, -1.0) == pytest.approx(2.5)


def test_a_number_in_the_best_sentence_or_its_neighbours_will_do(state: State) -> None:
    assert lost(state, "How many were on the ferry?", -1.0, -1.0, 0.0, -1.0, -1.0) == pytest.approx(0.0)
    assert lost(state, "How many were on the ferry?", -1.0, -1.0, -1.0, 0.0, -1.0) == pytest.approx(0.0)
    assert lost(state, "How many were on the ferry?", -1.0, -1.0, -1.0, -1.0, 0.0) == pytest.approx(0.0)


def test_a_number_of_the_question_is_no_answer(state: State) -> None:
    assert lost(state, "How many of the 27 were hurt?", -1.0, -1.0, -1.0, 0.0, -1.0) == pytest.approx(2.5)


def test_nothing_is_missing_where_nothing_of_a_kind_is_asked_for(state: State) -> None:
    assert lost(state, "Which ferry came in?", 0.0, -1.0, -1.0, -1.0, -1.0) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("question", "byline", "logit"),
    [
        ("What did Anna Müller say about the pier?", None, 0.0),
        ("What did Ms. Muller say about the pier?", None, 0.0),
        ("What did the mayor say about the pier?", None, 0.0),
        ("What did Jonas Weber say about the pier?", None, 2.5),
        ("What did Jonas Weber say about the pier?", "Jonas Weber", 0.0),
        ("What did the NATO say about the pier?", None, 0.0),
    ],
)
def test_words_of_somebody_whom_the_article_never_names_are_missing(
    state: State, question: str, byline: str | None, logit: float
) -> None:
    text = "“It will be mended,” she said. Anna Müller left."
    candidate = passage(state.snapshot, "At the pier")
    candidate = replace(candidate, article=replace(candidate.article, text=text, byline=byline))
    one = Judged(candidate=candidate, passage=Judgement(0.0), sentences=[(0, 30)], sentence_scores=[0.0])
    found = confidence(state, question, unread=ONLY_MISSING).of(one)
    assert log(1 / found - 1) == pytest.approx(logit)


READ = Regression(sentence=0.0, passage=0.0, answers=1.0, span=0.5, coverage=0.0, constant=0.25)


@pytest.mark.parametrize(
    ("words", "logit"),
    [
        ({"came": 2.0}, 0.25 + 2.0 + 1.0),
        ({"came": 7.0}, 0.25 + 6.0 + 3.0),
        ({"came": 1.0, "struck": 2.0}, 0.25 + 2.0 + 1.0),
        ({}, 0.25 - 5.0 - 4.0),
    ],
)
def test_what_was_read_is_weighed_by_what_the_reader_found(state: State, words: dict[str, float], logit: float) -> None:
    """It says no more than 6 and no less than -8; where nothing answers, every word scores -50."""
    one = with_sentences(state, 0.0, -1.0, -1.0, -1.0, -1.0)
    one.head = len("At the pier. ")
    one.reading = reading(f"At the pier. {' '.join(FIVE)}", words)
    found = confidence(state, "Which ferry came in?", read=READ, above_reranker=99.0).of(one)
    assert found == pytest.approx(chance(logit), abs=1e-9)


def test_a_passage_of_which_the_reader_saw_nothing_has_no_words_that_answer(state: State) -> None:
    """A long headline may leave it no room."""
    one = with_sentences(state, 0.0, -1.0, -1.0, -1.0, -1.0)
    one.head = len("At the pier. ")
    one.reading = reading("At the pier. ", {})
    found = confidence(state, "Which ferry came in?", read=READ, above_reranker=99.0).of(one)
    assert found == pytest.approx(chance(0.25 - 5.0 - 4.0), abs=1e-9)


def test_having_more_than_enough_of_the_words_counts_no_more(state: State) -> None:
    half = Regression(sentence=0.0, passage=0.0, coverage=2.0, enough=0.5, constant=0.0)
    found = confidence(state, "ferry", unread=half).of(judged(state.snapshot, "At the pier", 0.0, 0.0))
    assert found == pytest.approx(chance(1.0), abs=1e-12)


@pytest.mark.parametrize(("whole", "alone"), [(-5.0, (-6.0,)), (-6.0, (-7.0, -5.0)), (-5.0, (-5.0,))])
def test_at_most_three_above_the_better_of_the_rerankers_two_scores(
    state: State, whole: float, alone: tuple[float, ...]
) -> None:
    found = confidence(state, "ferry").of(judged(state.snapshot, "At the pier", whole, *alone))
    assert found == pytest.approx(chance(-5.0 + 3.0), abs=1e-12)


def test_a_passage_that_was_not_judged_as_a_whole_and_by_sentence_has_none(state: State) -> None:
    asked = confidence(state, "ferry")
    assert asked.of(judged(state.snapshot, "At the pier", None, 9.0)) == 0.0
    assert asked.of(judged(state.snapshot, "At the pier", 9.0)) == 0.0


# -- coverage: how much of the question is in the passage


def test_words_count_by_how_rare_they_are(state: State) -> None:
    everything = FIVE_OF_TEN + ONE_OF_TEN + NONE_OF_TEN
    assert coverage(state, "Ferry, harbour, orchard?") == pytest.approx((FIVE_OF_TEN + ONE_OF_TEN) / everything)
    assert coverage(state, "Ferry, harbour, orchard?", "Number 1") == pytest.approx(FIVE_OF_TEN / everything)
    assert coverage(state, "Ferry, harbour, orchard?", "Letter 1") == 0.0


def test_all_of_the_words_are_one(state: State) -> None:
    assert coverage(state, "What of the ferry in the harbour?") == pytest.approx(1.0)


def test_a_word_of_the_headline_counts(state: State) -> None:
    assert coverage(state, "pier") == pytest.approx(1.0)


def test_a_question_without_content_is_covered_by_nothing(state: State) -> None:
    assert coverage(state, "What is it about?") == 0.0


def test_a_guessed_word_counts_seven_tenths(state: State) -> None:
    guessed = {"Ferry": "fery"}
    assert coverage(state, "Ferry", corrected=guessed) == pytest.approx(0.7)
    found = coverage(state, "Ferry harbour", corrected=guessed)
    assert found == pytest.approx((0.7 * ONE_OF_TEN + FIVE_OF_TEN) / (ONE_OF_TEN + FIVE_OF_TEN))


def test_the_time_asked_for_is_in_an_article_of_that_time(state: State) -> None:
    question = "What of the harbour on 8 March?"
    assert coverage(state, question, time_frame=MARCH_8) == pytest.approx(1.0)
    share = FIVE_OF_TEN / (FIVE_OF_TEN + 2 * NONE_OF_TEN)
    assert coverage(state, question, "Number 1", time_frame=MARCH_8) == pytest.approx(share)
    assert coverage(state, question) == pytest.approx(share)


def test_only_words_of_the_question_are_covered(state: State) -> None:
    assert coverage(state, "orchard", time_frame=MARCH_8) == 0.0


def test_another_time_than_the_one_asked_for_is_missing(state: State) -> None:
    asked = confidence(state, "What of the harbour on 8 March?", MARCH_8, unread=ONLY_MISSING)
    assert asked.of(judged(state.snapshot, "Number 1", 0.0, 0.0)) == pytest.approx(chance(-2.5))
    assert asked.of(judged(state.snapshot, "At the pier", 0.0, 0.0)) == pytest.approx(0.5)
