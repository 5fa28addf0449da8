"""Judging passages, then sentences, then pairs of sentences, with stated scores."""

from math import inf

import pytest

from corpus.filters import Filters
from qa.answering.dates import TimeFrame
from qa.answering.rerank import Judged, RerankOptions, judge_windows, rerank
from qa.answering.retrieve import Candidate
from tests.qa.answering.scripted import LOW, ScriptedReranker, candidate

QUESTION = "What did the ferry strike?"
MARCH = Filters(since="2024-03-01", until="2024-03-31")


def passage(title: str, *sentences: str, published: str | None = None, before: str = "") -> Candidate:
    """Return a passage of these sentences; of one that names the article where none are given."""
    return candidate(title, " ".join(sentences or [f"{title} has one sentence."]), published=published, before=before)


def whole(one: Candidate) -> str:
    """Return what a passage is judged by."""
    return f"{one.article.title}. {one.passage.text}"


def numbered(*scores: float, dates: tuple[str | None, ...] = ()) -> dict[Candidate, float]:
    """Return passages A, B, C, ... with the scores they have as a whole."""
    titles = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    days = [*dates, *[None] * (len(scores) - len(dates))]
    return {passage(title, published=day): score for title, day, score in zip(titles, days, scores, strict=False)}


def judge(
    passages: dict[Candidate, float],
    sentences: dict[str, float] | None = None,
    /,
    *,
    time_frame: TimeFrame | None = None,
    coverage: float | dict[str, float] = 0.0,
    words: dict[str, float] | None = None,
    **options: float,
) -> tuple[list[Judged], ScriptedReranker]:
    """Rerank passages, in the order given, with the scores of each as a whole and of sentences; judge windows of the first.

    Args:
        coverage: of the first candidate, while others have nothing of the question; or of each, by its title.
    """
    titled = {next(iter(passages)).article.title: coverage} if passages and isinstance(coverage, float) else coverage
    reranker = ScriptedReranker({whole(one): score for one, score in passages.items()} | (sentences or {}), words)
    chosen = RerankOptions(**options)  # type: ignore[arg-type]
    judged = rerank(
        QUESTION,
        list(passages),
        reranker,
        chosen,
        time_frame=time_frame or TimeFrame(),
        coverage=lambda one: titled.get(one.article.title, 0.0) if isinstance(titled, dict) else titled,
    )
    if judged:
        judge_windows(QUESTION, judged[0], reranker, chosen)
    return judged, reranker


def titles(judged: list[Judged]) -> list[str]:
    return [one.candidate.article.title for one in judged]


def with_sentences(judged: list[Judged]) -> list[str]:
    return sorted(one.candidate.article.title for one in judged if one.sentences)


def quoted(judged: Judged) -> list[str]:
    return [judged.candidate.text(span) for span in judged.sentences]


# -- the first stage: passages


def test_a_passage_is_judged_under_its_headline() -> None:
    _, reranker = judge({passage("Ferry strikes pier", "It was noon."): 1.0})
    assert reranker.calls[0] == ["Ferry strikes pier. It was noon."]
    assert list(reranker.questions) == [QUESTION]


def test_or_without_it() -> None:
    _, reranker = judge({passage("Ferry strikes pier", "It was noon."): 1.0}, under_headline=False)
    assert reranker.calls[0] == ["It was noon."]


def test_two_are_judged_first_and_then_the_others_up_to_ten() -> None:
    passages = numbered(*[-1.0] * 11)
    judged, reranker = judge(passages)
    asked = [whole(one) for one in passages]
    assert reranker.calls[:2] == [asked[:2], asked[2:10]]
    assert not any(asked[10] in call for call in reranker.calls)
    assert [one.passage_score for one in judged] == [-1.0] * 10 + [None]


def test_fewer_where_fewer_are_wanted() -> None:
    judged, _ = judge(numbered(0.0, 0.0, 0.0), passages=2)
    assert [one.passage_score for one in judged] == [0.0, 0.0, None]


def test_a_sure_passage_ends_the_first_stage_with_the_first_two() -> None:
    judged, _ = judge(numbered(4.0, 1.0, 9.0, 9.0), coverage=1.0, rank_penalty=0.0)
    assert [(one.candidate.article.title, one.passage_score) for one in judged] == [
        ("A", 4.0),
        ("B", 1.0),
        ("C", None),
        ("D", None),
    ]


def test_but_for_the_next_three_where_they_have_most_of_what_the_sure_one_has_of_the_question() -> None:
    words = {"A": 0.9, "B": 0.5, "C": 0.36, "D": 0.34, "E": 0.35, "F": 0.5}
    judged, reranker = judge(numbered(3.0, 4.0, 1.0, 1.0, 1.0, 1.0), coverage=words, rank_penalty=0.0)
    judged_of_others = [one.candidate.article.title for one in judged if one.passage_score == 1.0]
    assert judged_of_others == ["C", "E"]  # 0.7 of what B has, the surer; F is the fourth
    assert len(reranker.calls[1]) == 2
    judged, _ = judge(numbered(3.0, 4.0, 1.0), coverage=words, rank_penalty=0.0, others=0)
    assert judged[-1].passage_score is None


def test_one_that_is_nearly_sure_does_not() -> None:
    judged, _ = judge(numbered(3.875, 1.0, 0.5, 9.0), coverage=1.0, rank_penalty=0.0)
    assert titles(judged) == ["D", "A", "B", "C"]


def test_the_second_of_two_may_be_the_sure_one() -> None:
    judged, _ = judge(numbered(0.0, 4.0, 9.0), coverage={"A": 0.0, "B": 1.0})
    assert titles(judged)[0] == "B"


def test_a_sure_passage_behind_the_first_two_ends_nothing() -> None:
    judged, _ = judge(numbered(0.0, 0.0, 5.0, 0.0, 9.0))
    assert titles(judged)[0] == "E"
    assert all(one.passage_score is not None for one in judged)


def test_without_an_early_stop_all_are_judged() -> None:
    judged, _ = judge(numbered(4.0, 4.0, 4.0, 9.0), sure=float("inf"))
    assert titles(judged)[0] == "D"


def test_those_that_were_not_judged_come_last_in_the_order_of_the_searches() -> None:
    judged, _ = judge(numbered(-9.0, -7.0, 0.0, 0.0), passages=2, sentences_of=0)
    assert titles(judged) == ["B", "A", "C", "D"]
    assert [one.score for one in judged] == [-7.0, -9.0, float("-inf"), float("-inf")]


def test_nothing_judged_leaves_the_order_of_the_searches() -> None:
    judged, reranker = judge(numbered(1.0, 2.0, 3.0), passages=0, sentences_of=0)
    assert titles(judged) == ["A", "B", "C"]
    assert reranker.calls == []


def test_no_candidates_give_nothing() -> None:
    assert judge({})[0] == []


# -- the second stage: sentences


def test_sentences_are_spans_of_the_articles_text_with_a_score_each() -> None:
    one = passage("A", "A ferry came in.", "It struck the pier.", before="It was noon. ")
    (judged,), _ = judge({one: 0.0}, {"A ferry came in.": 1.0, "It struck the pier.": 2.0})
    assert judged.sentences == [(13, 29), (30, 49)]
    assert quoted(judged) == ["A ferry came in.", "It struck the pier."]
    assert judged.sentence_scores == [1.0, 2.0]
    assert (judged.passage_score, judged.score) == (0.0, 2.0)


def test_sentences_of_the_best_three_are_judged() -> None:
    judged, _ = judge(numbered(1.0, 0.75, 0.5, 0.25))
    assert with_sentences(judged) == ["A", "B", "C"]
    judged, _ = judge(numbered(1.0, 0.25, 0.5, 0.75), sentences_of=2)
    assert with_sentences(judged) == ["A", "D"]


def test_and_only_of_those_that_are_three_or_less_below_the_best() -> None:
    judged, _ = judge(numbered(3.5, 0.5, 0.375))
    assert with_sentences(judged) == ["A", "B"]


def test_sentences_of_what_the_searches_had_first_are_judged_too() -> None:
    judged, _ = judge(numbered(-7.0, 1.0, 0.75, 0.5), {"A has one sentence.": 2.0})
    assert with_sentences(judged) == ["A", "B", "C", "D"]
    assert titles(judged) == ["A", "B", "C", "D"]


def test_also_where_no_passage_was_judged() -> None:
    judged, _ = judge(numbered(1.0, 2.0), passages=0)
    assert with_sentences(judged) == ["A"]


def test_no_sentences_where_none_are_wanted() -> None:
    judged, reranker = judge(numbered(0.0, 1.0), sentences_of=0)
    assert titles(judged) == ["B", "A"]
    assert with_sentences(judged) == []
    assert len(reranker.calls) == 1


def test_all_sentences_are_judged_in_one_call_and_each_once() -> None:
    passages = {passage("A", "A one.", "A two."): 0.0, passage("B", "B one."): 1.0}
    judged, reranker = judge(passages, {"A one.": -1.0, "A two.": -2.0, "B one.": 0.5})
    assert reranker.calls[1] == ["B one.", "A one.", "A two."]
    assert [(one.candidate.article.title, one.sentence_scores) for one in judged] == [("B", [0.5]), ("A", [-1.0, -2.0])]


def test_a_passage_counts_as_much_as_its_best_sentence() -> None:
    judged, _ = judge(numbered(2.0, 0.0), {"B has one sentence.": 3.0})
    assert [(one.candidate.article.title, one.score) for one in judged] == [("B", 3.0), ("A", 2.0)]


def test_equal_scores_keep_the_order_of_the_searches() -> None:
    assert titles(judge(numbered(1.0, 2.0, 1.0, 2.0), equal=0.0)[0]) == ["B", "D", "A", "C"]


# -- the order of the searches


@pytest.mark.parametrize(
    ("coverage", "per_rank"), [(0.0, 0.0), (0.3, 0.0), (0.65, 0.15), (0.825, 0.225), (1.0, 0.3), (1.5, 0.3)]
)
def test_a_rank_costs_the_more_the_more_of_the_question_the_first_has(coverage: float, per_rank: float) -> None:
    judged, _ = judge(numbered(3.0, 2.0, 1.0), coverage=coverage)
    assert [one.penalty for one in judged] == pytest.approx([0.0, per_rank, 2 * per_rank])
    assert [one.score for one in judged] == pytest.approx([3.0, 2.0 - per_rank, 1.0 - 2 * per_rank])
    assert [one.passage_score for one in judged] == [3.0, 2.0, 1.0]


def test_the_order_of_the_searches_decides_between_near_scores() -> None:
    passages = numbered(1.0, 0.5, 1.5)
    assert titles(judge(passages, coverage=0.3)[0]) == ["C", "A", "B"]
    assert titles(judge(passages, coverage=1.0)[0]) == ["A", "C", "B"]
    assert titles(judge(passages, coverage=1.0, rank_penalty=0.0)[0]) == ["C", "A", "B"]


def test_a_penalty_makes_a_passage_no_less_sure() -> None:
    judged, _ = judge(numbered(0.0, 4.0, 9.0), coverage={"A": 1.0, "B": 1.0})
    assert (titles(judged)[0], judged[-1].passage_score) == ("B", None)


def test_sentences_of_the_best_after_the_penalty_are_judged() -> None:
    judged, _ = judge(numbered(1.0, 0.75, 0.5, 0.625), coverage=1.0)
    assert with_sentences(judged) == ["A", "B", "C"]


# -- equals


def test_of_equals_the_newest_comes_first() -> None:
    judged, _ = judge(numbered(1.0, 0.75, dates=("2024-03-08", "2024-03-09")))
    assert titles(judged) == ["B", "A"]
    judged, _ = judge(numbered(1.0, 0.75, dates=("2024-03-09", "2024-03-08")))
    assert titles(judged) == ["A", "B"]


def test_what_is_further_from_the_best_is_not_its_equal() -> None:
    judged, _ = judge(numbered(1.0, 0.625, dates=("2024-03-08", "2024-03-09")))
    assert titles(judged) == ["A", "B"]


def test_at_the_very_margin_it_still_is() -> None:
    judged, _ = judge(numbered(1.0, 0.75, dates=("2024-03-08", "2024-03-09")), equal=0.25)
    assert titles(judged) == ["B", "A"]


def test_for_the_newest_state_of_things_the_margin_is_two() -> None:
    dates = ("2024-03-08", "2024-03-09")
    assert titles(judge(numbered(1.0, -1.0, dates=dates), time_frame=TimeFrame(newest=True))[0]) == ["B", "A"]
    assert titles(judge(numbered(1.0, -1.125, dates=dates), time_frame=TimeFrame(newest=True))[0]) == ["A", "B"]
    assert titles(judge(numbered(1.0, -1.0, dates=dates))[0]) == ["A", "B"]


def test_equals_are_measured_against_the_best() -> None:
    """Not against one another, so that a row of small steps leads nowhere."""
    judged, _ = judge(numbered(1.0, 0.75, 0.5, dates=("2024-03-01", "2024-03-02", "2024-03-03")))
    assert titles(judged) == ["B", "A", "C"]


def test_an_undated_equal_comes_last() -> None:
    assert titles(judge(numbered(1.0, 0.875, dates=(None, "2024-03-08")))[0]) == ["B", "A"]


def test_equals_of_one_day_keep_the_order_of_their_scores() -> None:
    assert titles(judge(numbered(0.75, 1.0, dates=("2024-03-08", "2024-03-08")))[0]) == ["B", "A"]


def test_equals_that_fit_the_time_meant_come_before_newer_ones() -> None:
    passages = numbered(1.0, 0.875, 0.75, dates=("2024-04-02", "2024-03-08", "2024-03-09"))
    assert titles(judge(passages, time_frame=TimeFrame(filters=MARCH))[0]) == ["C", "B", "A"]
    assert titles(judge(passages)[0]) == ["A", "C", "B"]


def test_what_is_no_equal_gains_nothing_by_fitting() -> None:
    passages = numbered(1.0, 0.5, dates=("2024-04-02", "2024-03-08"))
    assert titles(judge(passages, time_frame=TimeFrame(filters=MARCH))[0]) == ["A", "B"]


def test_a_passage_whose_sentences_were_not_judged_is_no_equal() -> None:
    dates = ("2024-03-01", "2024-03-01", "2024-03-01", "2024-03-09")
    assert titles(judge(numbered(1.0, 1.0, 1.0, 0.875, dates=dates))[0]) == ["A", "B", "C", "D"]


def test_the_others_follow_in_the_order_of_their_scores() -> None:
    passages = numbered(-4.0, 1.0, -3.0, 0.875, dates=(None, "2024-03-08", None, "2024-03-09"))
    assert titles(judge(passages)[0]) == ["D", "B", "C", "A"]


# -- the last stage: windows

FIVE = ("One came.", "Two came.", "Three came.", "Four came.", "Five came.", "Six came.")


def windows(*scores: float, **options: float) -> dict[int, str]:
    """Return the windows that are judged of a passage whose sentences have these scores, by position."""
    sentences = FIVE[: len(scores)]
    one = passage("A", *sentences)
    (judged,), reranker = judge({one: 0.0}, dict(zip(sentences, scores, strict=True)), **options)
    texts = reranker.calls[2] if len(reranker.calls) > 2 else []
    return dict(zip(judged.window_scores, texts, strict=True))


def test_the_best_sentence_is_judged_with_each_of_its_neighbours() -> None:
    assert windows(0.0, 0.0, 3.0, 0.0, 0.0, windows_of=1) == {
        2: "Two came. Three came.",
        3: "Three came. Four came.",
    }


def test_the_first_has_none_before_it_and_the_last_none_behind() -> None:
    assert windows(3.0, 0.0, 0.0, windows_of=1) == {1: "One came. Two came."}
    assert windows(0.0, 0.0, 3.0, windows_of=1) == {2: "Two came. Three came."}
    assert windows(3.0) == {}


def test_the_two_best_sentences_are_and_no_pair_twice() -> None:
    assert list(windows(0.0, 3.0, 0.0, 0.0, 2.0, 1.0)) == [1, 2, 4, 5]
    assert list(windows(0.0, 3.0, 2.0, 0.0, 1.0)) == [1, 2, 3]


def test_of_the_second_best_only_where_it_is_near_the_best() -> None:
    assert list(windows(-9.0, 3.0, -9.0, -9.0, -1.0, -9.0)) == [1, 2, 4, 5]
    assert list(windows(-9.0, 3.0, -9.0, -9.0, -1.0625, -9.0)) == [1, 2]


def test_a_sentence_that_answers_this_well_is_quoted_alone() -> None:
    assert list(windows(0.0, 7.9375, 0.0)) == [1, 2]
    assert windows(0.0, 8.0, 0.0) == {}


def test_no_windows_where_none_are_wanted() -> None:
    assert windows(0.0, 3.0, 0.0, windows_of=0) == {}


def test_a_window_has_a_score_that_does_not_count_for_the_passage() -> None:
    one = passage("A", "A ferry came in.", "It struck the pier.")
    (judged,), _ = judge(
        {one: 0.0},
        {"A ferry came in.": 1.0, "It struck the pier.": -1.0, "A ferry came in. It struck the pier.": 5.0},
        under_headline=False,
    )
    assert (judged.window_scores, judged.score) == ({1: 5.0}, 5.0)


def test_a_window_is_not_part_of_a_passages_score() -> None:
    one = passage("A", "A ferry came in.", "It struck the pier.", "Nobody was hurt.")
    (judged,), _ = judge({one: 0.0}, {"It struck the pier. Nobody was hurt.": 5.0})
    assert judged.window_scores[2] == 5.0
    assert judged.score == 0.0
    assert judged.sentence_scores == [LOW, LOW, LOW]


@pytest.mark.parametrize(("dates", "winner"), [((None, None), "A"), ((None, "2024-03-08"), "B")])
def test_only_the_winner_has_windows_whoever_it_is(dates: tuple[str | None, ...], winner: str) -> None:
    passages = {
        passage(title, "It came.", "It went.", published=day): 1.0 for title, day in zip("AB", dates, strict=True)
    }
    judged, _ = judge(passages)
    assert titles(judged)[0] == winner
    assert [bool(one.window_scores) for one in judged] == [True, False]


# -- the reader


def test_where_the_reader_read_only_the_likeliest_three_sentences_are_judged() -> None:
    words = {"Two": 1.0, "Three": -1.0, "Five": 3.0}
    (one,), reranker = judge({passage("A", *FIVE[:5]): 5.0}, {"came.": 0.5}, words=words, windows_of=0)
    assert reranker.calls[1] == ["Two came.", "Three came.", "Five came."]
    assert one.sentence_scores == [-inf, 0.5, 0.5, -inf, 0.5]
    assert one.answer_in((0, 50)) == (3.0, (one.sentences[4][0], one.sentences[4][0] + 4))


def test_and_of_those_the_ones_whose_answer_is_nearly_as_likely_as_the_likeliest() -> None:
    words = {"One": 4.0, "Two": 10.0, "Four": 3.5}
    _, reranker = judge({passage("A", *FIVE[:5]): 5.0}, words=words, windows_of=0)
    assert reranker.calls[1] == [FIVE[0], FIVE[1]]
    _, reranker = judge({passage("A", *FIVE[:5]): 5.0}, words=words, windows_of=0, likely=6.5)
    assert reranker.calls[1] == [FIVE[0], FIVE[1], FIVE[3]]


def test_without_a_reader_all_are() -> None:
    _, reranker = judge({passage("A", *FIVE[:5]): 5.0}, windows_of=0)
    assert reranker.calls[1] == list(FIVE[:5])


def test_nor_where_it_is_not_wanted() -> None:
    (one,), reranker = judge({passage("A", *FIVE[:5]): 5.0}, words={"Two": 1.0}, read=False, windows_of=0)
    assert (one.reading, reranker.calls[1]) == (None, list(FIVE[:5]))


def test_what_is_not_promising_is_not_read() -> None:
    judged, _ = judge(numbered(3.5, 0.0, 2.5), words={"A": 1.0})
    assert [one.candidate.article.title for one in judged if one.reading] == ["A", "C"]


@pytest.mark.parametrize(
    ("score", "answers", "judged_of_three"),
    [(0.0, 1.0, 2), (-0.125, 1.0, 3), (-0.375, 9.0, 3), (0.0, 0.875, 3), (3.5, 9.0, 2)],
)
def test_a_passage_is_surely_right_too_where_the_reader_says_so(
    score: float, answers: float, judged_of_three: int
) -> None:
    judged, _ = judge(numbered(score, -1.0, 9.0), coverage=1.0, rank_penalty=0.0, words={"A has": answers})
    assert sum(one.passage is not None for one in judged) == judged_of_three
    judged, _ = judge(numbered(score, -1.0, 9.0), coverage=1.0, rank_penalty=0.0, words={"A has": answers}, sure=inf)
    assert all(one.passage for one in judged)


def test_what_was_read_for_that_is_not_read_again() -> None:
    _, reranker = judge(numbered(3.5, 2.5, 9.0), coverage=1.0, words={"A has": 1.0})
    assert reranker.read_texts == ["A. A has one sentence.", "B. B has one sentence."]


def certain(passages: dict[Candidate, float], words: dict[str, float]) -> tuple[list[list[str]], Judged]:
    """Return what was judged after the passages, and the first of them."""
    (first, *_), reranker = judge(passages, {"came.": 0.5}, words=words)
    return reranker.calls[1:], first


def test_a_sentence_without_a_rival_is_not_judged() -> None:
    one = passage("A", *FIVE[:3])
    calls, judged = certain({one: 4.0}, {"One": -4.125, "Two": 2.0})
    assert (calls, judged.sentence_scores, judged.score) == ([], [-inf, 4.0, -inf], 4.0)
    calls, judged = certain({one: 4.0}, {"One": -4.0, "Two": 2.0})
    assert calls == [["One came.", "Two came."], ["One came. Two came.", "Two came. Three came."]]
    calls, judged = certain({one: 4.0}, {"Two": 1.875})
    assert calls == [["Two came."], ["One came. Two came.", "Two came. Three came."]]


def test_where_its_passage_is_not_sure_or_not_alone_it_is_judged_but_in_no_pair() -> None:
    one, other = passage("A", *FIVE[:3]), passage("B", *FIVE[3:])
    calls, judged = certain({one: 3.875}, {"Two": 2.25})
    assert (calls, judged.sentence_scores) == ([["Two came."]], [-inf, 0.5, -inf])
    calls, _ = certain({one: 4.5, other: 4.25}, {"Two": 2.25, "Five": 2.25})
    assert calls == [["Two came.", "Five came."]]
