"""From a question to an answer: a real small archive, and a reranker and an encoder with stated scores."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo
from math import exp
from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.article import ArticleDraft
from corpus.filters import Filters
from qa.answering import pipeline as module
from qa.answering.answer import Answer, Step, Turn
from qa.answering.confidence import ConfidenceOptions, Regression
from qa.answering.pipeline import OUT_OF_TIME, AskContext, answer_question
from qa.answering.quotes import QuoteOptions
from qa.answering.rerank import RerankOptions
from qa.answering.retrieve import RetrieveOptions
from qa.service.settings import Settings
from tests.qa.answering.scripted import ScriptedEncoder, ScriptedReranker, archive, draft

WORDS_ONLY = Settings(retrieve=RetrieveOptions(dense_weight=0.0))
COVERAGE = Regression(sentence=0.0, passage=0.0, coverage=2.0, constant=-1.0)
UNJUDGED = RerankOptions(passages=0, sentences_of=0)

FERRY = draft("Ferry strikes pier", "It was noon. The ferry struck the pier at Sellen.", "2024-03-08")
BANK = draft("Bank cuts rate", "The bank cut its rate to 3 percent.", "2024-04-02", outlet="Herald")
ORCHARD = draft("Moths at work", "Moths do a third of the work in the orchard.", "2024-03-27")
NEWS = (FERRY, BANK, ORCHARD)
STRUCK = "The ferry struck the pier at Sellen."


@dataclass
class Asking:
    """An archive to ask, with what the parts of it were asked."""

    means: AskContext
    reranker: ScriptedReranker
    encoder: ScriptedEncoder
    steps: list[Step] = field(default_factory=list)

    def ask(
        self,
        question: str,
        *history: str,
        filters: Filters | None = None,
        imply: bool = True,
        today: date | None = None,
    ) -> Answer:
        """Ask, after the questions of `history`."""
        turns = [Turn(role="user", content=text) for text in history]
        return answer_question(
            question, turns, self.means, filters or Filters(), imply=imply, today=today, on_progress=self.steps.append
        )

    @property
    def judged_for(self) -> list[str]:
        """The questions that the reranker was asked."""
        return list(self.reranker.questions)


@contextmanager
def asking(
    folder: Path,
    scores: dict[str, float],
    drafts: Sequence[ArticleDraft] = NEWS,
    settings: Settings = WORDS_ONLY,
    near: dict[str, float] | None = None,
) -> Iterator[Asking]:
    encoder, reranker = ScriptedEncoder(near or {}), ScriptedReranker(scores)
    with archive(folder / "archive", drafts, encoder) as state:
        yield Asking(
            AskContext(state=state.retrieval, encoder=encoder, reranker=reranker, settings=settings), reranker, encoder
        )


def quoted(answer: Answer) -> list[str]:
    return [quote.text for quote in answer.quotes]


def found(answer: Answer) -> list[str]:
    return [answer.citation(passage.citation).article.title for passage in answer.passages]


def chance(logit: float) -> float:
    return 1 / (1 + exp(-logit))


def regression(score: float, coverage: float) -> float:
    """Return the confidence in a passage that has this score as a whole and by its best sentence."""
    return chance(score * (0.277 + 0.089) + 5.36 * coverage - 1.53)


# -- an answer, or none


def test_an_answer_quotes_the_best_sentence_and_shows_its_passage(tmp_path: Path) -> None:
    with asking(tmp_path, {STRUCK: 3.0}) as archive:
        answer = archive.ask("What did the ferry strike?")
    assert (answer.question, answer.answered) == ("What did the ferry strike?", True)
    (quote,) = answer.quotes
    assert (quote.text, quote.start, quote.end, quote.also) == (STRUCK, 13, 49, ())
    (passage,) = answer.passages
    assert (passage.text, passage.start, passage.end, passage.also) == (FERRY.text, 0, 49, ())
    assert (answer.interpreted, answer.implied, answer.note) == (None, None, None)


def test_confidence_and_scores_have_four_digits(tmp_path: Path) -> None:
    with asking(tmp_path, {STRUCK: -2.0, f"{FERRY.title}. {FERRY.text}": -3.0}) as archive:
        answer = archive.ask("ferry?")
    assert answer.confidence == round(chance(1.0), 4) == 0.7311
    assert answer.passages[0].score == round(chance(-2.0), 4) == 0.1192


@pytest.mark.parametrize(("score", "answered"), [(-1.875, True), (-1.9375, False)])
def test_three_in_four_is_enough_to_answer(tmp_path: Path, score: float, answered: bool) -> None:
    with asking(tmp_path, {"ferry": score}) as archive:
        answer = archive.ask("ferry?")
    assert (answer.answered, bool(answer.quotes)) == (answered, True)
    assert answer.confidence == round(chance(score + 3), 4)
    assert found(answer) == ["Ferry strikes pier"]


@pytest.mark.parametrize(("score", "certainty"), [(-3.0, "may answer"), (-3.03125, "does not answer")])
def test_one_in_two_may_answer_and_is_quoted(tmp_path: Path, score: float, certainty: str) -> None:
    with asking(tmp_path, {"ferry": score}) as archive:
        answer = archive.ask("ferry?")
    assert (answer.certainty, answer.answered) == (certainty, False)
    assert quoted(answer) == ([STRUCK] if certainty == "may answer" else [])
    assert found(answer) == ["Ferry strikes pier"]


def test_the_threshold_itself_is_enough(tmp_path: Path) -> None:
    settings = replace(WORDS_ONLY, confidence=ConfidenceOptions(threshold=0.5))
    with asking(tmp_path, {"ferry": -3.0}, settings=settings) as archive:
        assert archive.ask("ferry?").answered


def test_confidence_is_reckoned_by_the_settings(tmp_path: Path) -> None:
    settings = replace(WORDS_ONLY, confidence=ConfidenceOptions(unread=COVERAGE))
    with asking(tmp_path, {"ferry": 4.0}, settings=settings) as archive:
        assert archive.ask("ferry?").confidence == round(chance(1.0), 4)


def test_each_quote_must_be_sure_enough(tmp_path: Path) -> None:
    """What the reranker likes as much and has none of the words is left out."""
    boat = draft("At sea", "A boat struck the quay.")
    settings = Settings(retrieve=RetrieveOptions(), quotes=QuoteOptions())
    with asking(tmp_path, {"struck": 3.0}, [FERRY, boat], settings) as archive:
        answer = archive.ask("Which ferry is it?")
    assert quoted(answer) == [STRUCK]
    assert sorted(found(answer)) == ["At sea", "Ferry strikes pier"]


def test_nothing_is_quoted_where_the_best_passage_is_not_sure(tmp_path: Path) -> None:
    """Even if another one would be, taken by itself."""
    boat = draft("At sea", "A boat struck the quay.")
    with asking(tmp_path, {"boat": 3.0, "ferry": 2.0}, [FERRY, boat], Settings()) as archive:
        answer = archive.ask("ferry pier?")
    assert found(answer) == ["At sea", "Ferry strikes pier"]
    assert (answer.answered, answer.quotes) == (False, ())
    assert answer.confidence == round(regression(3.0, 0.0), 4)


def test_quotes_are_chosen_by_the_settings(tmp_path: Path) -> None:
    both = [draft("A", "A ferry came in."), draft("B", "Another ferry went out.")]
    with asking(tmp_path, {"ferry": 3.0}, both) as archive:
        assert len(archive.ask("ferry?").quotes) == 2
    settings = replace(WORDS_ONLY, quotes=QuoteOptions(most=1))
    with asking(tmp_path, {"ferry": 3.0}, both, settings) as archive:
        assert len(archive.ask("ferry?").quotes) == 1


def test_where_nothing_is_found_nothing_is_said(tmp_path: Path) -> None:
    with asking(tmp_path, {}) as archive:
        answer = archive.ask("Who painted the chapel?")
    assert (answer.answered, answer.confidence, answer.quotes, answer.passages) == (False, 0.0, (), ())
    assert (answer.note, answer.implied) == (None, None)
    assert archive.steps == [Step(passages=0, articles=0)]


def test_the_time_taken_is_in_milliseconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([10.0, 10.25])
    monkeypatch.setattr(module, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    with asking(tmp_path, {}) as archive:
        assert archive.ask("ferry?").took_ms == 250.0


# -- what is shown beside the quotes


def test_twelve_passages_are_judged_and_ten_shown(tmp_path: Path) -> None:
    many = [draft(f"Number {n}", f"The ferry came in, trip {n} of {n + 20} to port {n + 40}.") for n in range(14)]
    with asking(tmp_path, {}, many) as archive:
        answer = archive.ask("ferry?")
    assert len(answer.passages) == 10
    assert archive.steps == [Step(passages=12, articles=12)]


def test_what_was_not_judged_is_nine_tenths_of_what_comes_before_it(tmp_path: Path) -> None:
    many = [draft(f"Number {n}", f"Trip {n}: a ferry.") for n in range(3)]
    with asking(tmp_path, {"ferry": 0.0}, many, replace(WORDS_ONLY, rerank=RerankOptions(passages=1))) as archive:
        assert [one.score for one in archive.ask("ferry?").passages] == [0.5, 0.45, 0.405]


def test_where_nothing_was_judged_there_is_no_score_and_no_answer(tmp_path: Path) -> None:
    with asking(tmp_path, {"ferry": 9.0}, settings=replace(WORDS_ONLY, rerank=UNJUDGED)) as archive:
        answer = archive.ask("ferry?")
    assert [one.score for one in answer.passages] == [0.0]
    assert (answer.answered, answer.confidence) == (False, 0.0)


def test_found_articles_are_counted_once(tmp_path: Path) -> None:
    two = draft("Two", "A ferry came in.\n\nThe other ferry went out.")
    with asking(tmp_path, {}, [two]) as archive:
        answer = archive.ask("ferry?")
    assert archive.steps == [Step(passages=2, articles=1)]
    places = {(answer.citation(one.citation).start, answer.citation(one.citation).end) for one in answer.passages}
    assert places == {(one.start, one.end) for one in answer.passages} == {(0, 16), (18, 43)}


@pytest.mark.parametrize(("telling", "kept"), [("Nobody died.", "First"), ("SELLEN.", "Second")])
def test_copies_are_one_candidate_with_several_places(tmp_path: Path, telling: str, kept: str) -> None:
    text = "The ferry struck the old pier at noon. The coast guard came at once."
    first, second = f"{text} Nobody died.", f"SELLEN. {text}"
    drafts = [draft("First", first), draft("Second", f"All was well before.\n\n{second}", outlet="Herald")]
    settings = Settings(retrieve=RetrieveOptions(lexical_weight=0.0))
    with asking(tmp_path, {"old pier at noon.": 4.0}, drafts, settings, near={telling: 0.9}) as archive:
        answer = archive.ask("Which ferry struck the pier?")

    def places(*numbers: int) -> list[tuple[str, int, int]]:
        cited = [answer.citation(number) for number in numbers]
        return [(one.article.title, one.start, one.end) for one in cited]

    quote, passage = answer.quotes[0], answer.passages[0]
    whole, sentence = {"First": (0, 81), "Second": (22, 98)}, {"First": (0, 38), "Second": (30, 68)}
    other = "First" if kept == "Second" else "Second"
    assert archive.steps[0].passages == 2
    assert places(passage.citation, *passage.also) == [(title, *whole[title]) for title in (kept, other)]
    assert places(quote.citation, *quote.also) == [(title, *sentence[title]) for title in (kept, other)]


def test_a_copy_that_words_the_quote_otherwise_is_no_place_of_it(tmp_path: Path) -> None:
    text = "The ferry struck the old pier at noon and the coast guard of Sellen came at once."
    drafts = [draft("First", text), draft("Second", text.replace("once", "last"), outlet="Herald")]
    with asking(tmp_path, {"ferry": 4.0}, drafts) as archive:
        answer = archive.ask("Which ferry struck the pier?")
    assert answer.quotes[0].also == ()
    assert len(answer.passages) == len(answer.passages[0].also) == 1


def test_an_article_that_has_two_copies_is_one_further_place_of_a_quote(tmp_path: Path) -> None:
    halves = ["The ferry struck the old pier at noon.", "It was towed to the yard of the coast guard."]
    whole, parted = draft("Whole", " ".join(halves)), draft("Parted", "\n\n".join(halves), outlet="Herald")
    settings = Settings(retrieve=RetrieveOptions(lexical_weight=0.0))
    with asking(tmp_path, {halves[0]: 4.0}, [whole, parted], settings, near={whole.text: 0.9}) as archive:
        answer = archive.ask("Which ferry struck the old pier?")
    assert quoted(answer) == halves[:1]
    assert found(answer) == ["Whole"]
    (further,) = answer.quotes[0].also
    assert (answer.citation(further).article.title, answer.citation(further).start) == ("Parted", 0)


def test_quotes_are_cited_before_passages_and_a_place_once(tmp_path: Path) -> None:
    other = draft("Ferry late", "The ferry was late.")
    with asking(tmp_path, {STRUCK: 4.0, "late.": 3.0}, [FERRY, other]) as archive:
        answer = archive.ask("ferry?")
    assert quoted(answer) == [STRUCK, "The ferry was late."]
    assert [quote.citation for quote in answer.quotes] == [1, 2]
    assert [passage.citation for passage in answer.passages] == [3, 2]
    assert [one.number for one in answer.citations] == [1, 2, 3]


# -- how the question is read


def test_the_reranker_is_asked_a_tidy_question(tmp_path: Path) -> None:
    with asking(tmp_path, {}) as archive:
        answer = archive.ask("WHAT DID THE FERRY  STRIKE")
    assert archive.judged_for == ["what did the ferry strike?"]
    assert (answer.question, answer.interpreted) == ("WHAT DID THE FERRY  STRIKE", None)


def test_the_beginning_of_a_long_question_is_searched_and_the_answer_says_so(tmp_path: Path) -> None:
    settings = replace(WORDS_ONLY, max_question=11)
    with asking(tmp_path, {STRUCK: 4.0}, settings=settings) as archive:
        long, fits = archive.ask("What  ferry, of the orchard?"), archive.ask("What  ferry?")
    assert archive.judged_for == ["What ferry,", "What ferry?"]
    assert (long.question, long.note) == (
        "What  ferry, of the orchard?",
        "The question is long: its first 11 characters were searched.",
    )
    assert (fits.question, fits.note) == ("What  ferry?", None)


def test_a_misspelt_name_is_searched_as_the_archive_spells_it(tmp_path: Path) -> None:
    mellory = draft("Rates", "We heard Astrid Mellory speak. A ferry is late.")
    with asking(tmp_path, {"heard": 4.0}, [mellory]) as archive:
        answer = archive.ask("What of Melory?")
    assert archive.judged_for == ["What of Mellory?"]
    assert answer.interpreted == "What of Mellory?"
    assert answer.answered
    assert found(answer) == ["Rates"]


def test_a_guessed_name_makes_an_answer_less_sure(tmp_path: Path) -> None:
    mellory = draft("Rates", "We heard Astrid Mellory speak.")
    with asking(tmp_path, {"heard": 4.0}, [mellory]) as archive:
        assert archive.ask("What of Mellory?").confidence == round(regression(4.0, 1.0), 4)
        assert archive.ask("What of Melory?").confidence == round(regression(4.0, 0.7), 4)


def test_filters_restrict_the_search(tmp_path: Path) -> None:
    rates = draft("Ferry rates", "The ferry has a new rate.", outlet="Gazette")
    with asking(tmp_path, {}, [*NEWS, rates]) as archive:
        assert found(archive.ask("rate?", filters=Filters(outlets=("Herald",)))) == ["Bank cuts rate"]
        assert len(archive.ask("rate?").passages) == 2


def test_where_an_article_has_the_questions_words_the_order_of_the_searches_counts(tmp_path: Path) -> None:
    ferries = [draft("Ferry", "The ferry struck the pier."), draft("Barge", "The barge struck a wall.")]
    with asking(tmp_path, {"Ferry. ": 1.0, "Barge. ": 1.25}, ferries) as archive:
        assert found(archive.ask("Which ferry struck the pier?")) == ["Ferry", "Barge"]
        assert found(archive.ask("Which schooner or catamaran struck?"))[0] == "Barge"


def test_but_not_in_a_conversation(tmp_path: Path) -> None:
    ferries = [draft("Ferry", "The ferry struck the pier."), draft("Barge", "The barge struck a wall.")]
    with asking(tmp_path, {"Ferry. ": 1.0, "Barge. ": 1.25}, ferries) as archive:
        assert found(archive.ask("Which ferry struck the pier?", "Who was hurt?")) == ["Barge", "Ferry"]


# -- the time that a question means


def ferries(*days: str) -> list[ArticleDraft]:
    """Return an article of each of these days, which tell their day, of other words each."""
    return [draft(day, f"A ferry of {day.replace('-', ' and ')} came in.", day) for day in days]


def test_a_time_counted_from_now_restricts_the_search(tmp_path: Path) -> None:
    with asking(tmp_path, {}, ferries("2024-02-08", "2024-03-08", "2024-04-02")) as archive:
        answer = archive.ask("Which ferry came in last month?")
    assert found(answer) == ["2024-03-08"]
    assert answer.implied == Filters(since="2024-03-01", until="2024-03-31")
    assert answer.note is None


def test_now_is_today_in_an_archive_that_goes_on_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock:
        @staticmethod
        def now(zone: tzinfo) -> datetime:
            assert zone is UTC
            return datetime(2024, 3, 9, 23, 59, tzinfo=UTC)

    monkeypatch.setattr(module, "datetime", Clock)
    with asking(tmp_path, {}, ferries("2024-02-08", "2024-03-08", "2024-04-02")) as archive:
        assert archive.ask("Which ferry came in yesterday?").implied == Filters(since="2024-03-08", until="2024-03-08")


def test_now_is_the_day_on_which_it_was_asked(tmp_path: Path) -> None:
    with asking(tmp_path, {}, ferries("2024-02-08", "2024-03-08", "2024-04-02")) as archive:
        answer = archive.ask("Which ferry came in yesterday?", today=date(2024, 3, 9))
    assert answer.implied == Filters(since="2024-03-08", until="2024-03-08")


def test_where_that_time_has_nothing_all_are_searched_and_a_note_says_so(tmp_path: Path) -> None:
    with asking(tmp_path, {"ferry": 1.0}, [*ferries("2024-02-08", "2024-02-09"), BANK]) as archive:
        answer = archive.ask("Which ferry came in last month?")
    assert (answer.note, answer.implied) == (OUT_OF_TIME, None)
    assert found(answer) == ["2024-02-09", "2024-02-08"]
    assert archive.steps == [Step(passages=2, articles=2)]


def test_filters_hold_there_too(tmp_path: Path) -> None:
    herald = draft("Herald", "A ferry came in.", "2024-02-08", outlet="Herald")
    with asking(tmp_path, {}, [*ferries("2024-02-08", "2024-04-02"), herald]) as archive:
        answer = archive.ask("Which ferry came in last month?", filters=Filters(outlets=("Herald",)))
    assert (found(answer), answer.note) == (["Herald"], OUT_OF_TIME)


def test_out_of_time_a_question_is_answered_as_one_that_means_no_time(tmp_path: Path) -> None:
    early, late = ferries("2024-02-08", "2024-02-10")
    with asking(tmp_path, {early.text: 2.0, late.text: 0.5}, [early, late, BANK]) as archive:
        answer = archive.ask("What was the latest ferry last month?")
    assert answer.note == OUT_OF_TIME
    assert found(answer) == ["2024-02-08", "2024-02-10"]


def test_outlet_and_time_restrict_together(tmp_path: Path) -> None:
    herald = draft("Herald", "A ferry came in.", "2024-03-08", outlet="Herald")
    early = draft("Early Herald", "A ferry came in too.", "2024-02-08", outlet="Herald")
    with asking(tmp_path, {}, [*ferries("2024-03-08", "2024-04-02"), herald, early]) as archive:
        answer = archive.ask("Which ferry came in last month?", filters=Filters(outlets=("Herald",)))
    assert found(answer) == ["Herald"]
    assert answer.implied == Filters(since="2024-03-01", until="2024-03-31")


def test_a_day_of_an_event_only_prefers(tmp_path: Path) -> None:
    with asking(tmp_path, {"ferry": 1.0}, ferries("2024-02-08", "2024-03-08", "2024-04-02")) as archive:
        answer = archive.ask("Which ferry came in on 8 March?")
    assert found(answer) == ["2024-03-08", "2024-04-02", "2024-02-08"]
    assert answer.implied == Filters(since="2024-03-08", until="2024-03-10")
    assert answer.note is None


def test_what_fits_it_is_found_though_others_rank_higher(tmp_path: Path) -> None:
    settings = replace(WORDS_ONLY, retrieve=RetrieveOptions(dense_weight=0.0, depth=1))
    best = draft("Best", "ferry came", "2024-02-08")
    with asking(tmp_path, {}, [best, *ferries("2024-03-08", "2024-04-02")], settings) as archive:
        assert sorted(found(archive.ask("Which ferry came in on 8 March?"))) == ["2024-03-08", "Best"]


def test_a_preference_that_nothing_fits_is_not_out_of_time(tmp_path: Path) -> None:
    with asking(tmp_path, {"ferry": 1.0}, ferries("2024-02-08", "2024-04-02")) as archive:
        answer = archive.ask("Which ferry came in on 8 March?")
    assert (answer.note, answer.implied) == (None, Filters(since="2024-03-08", until="2024-03-10"))


def test_the_words_of_the_time_are_in_an_article_of_it(tmp_path: Path) -> None:
    with asking(tmp_path, {"ferry": 4.0}, [*ferries("2024-02-08", "2024-03-08"), BANK]) as archive:
        meant = archive.ask("Which ferry came in on 8 March?")
        unmeant = archive.ask("Which ferry came in on 8 March?", imply=False)
    assert meant.confidence == round(regression(4.0, 1.0), 4)
    assert unmeant.confidence < meant.confidence


@pytest.mark.parametrize(
    "chosen", [{"imply": False}, {"filters": Filters(since="2024-02-01")}, {"filters": Filters(until="2024-12-31")}]
)
def test_days_that_a_reader_chose_count_before_those_that_a_question_means(tmp_path: Path, chosen: dict) -> None:
    with asking(tmp_path, {}, ferries("2024-02-08", "2024-03-08", "2024-04-02")) as archive:
        answer = archive.ask("Which ferry came in last month?", **chosen)
    assert answer.implied is None
    assert len(answer.passages) == 3


def test_of_equals_the_newest_where_the_newest_is_asked_for(tmp_path: Path) -> None:
    early, late = ferries("2024-02-08", "2024-04-02")
    with asking(tmp_path, {early.text: 2.0, late.text: 0.5}, [early, late]) as archive:
        assert found(archive.ask("Which ferry came in?"))[0] == "2024-02-08"
        assert found(archive.ask("What is the latest ferry?"))[0] == "2024-04-02"


TWO_SENTENCES = draft("Ferry", "A ferry came in at noon. It struck the pier.")


@pytest.mark.parametrize(("score", "judged"), [(3.0, True), (-8.0, False)])
def test_sentences_are_judged_with_their_neighbours_only_where_they_are_quoted(
    tmp_path: Path, score: float, judged: bool
) -> None:
    with asking(tmp_path, {"noon": score, TWO_SENTENCES.text: score + 2}, [TWO_SENTENCES]) as archive:
        answer = archive.ask("Which ferry came in?")
    assert ([TWO_SENTENCES.text] in archive.reranker.calls) is judged
    assert quoted(answer) == ([TWO_SENTENCES.text] if judged else [])


def test_neighbours_are_those_of_what_is_quoted_first(tmp_path: Path) -> None:
    other = draft("Harbour", "No ferry came in on Monday. It was closed.")
    scores = {"at noon": 5.0, "on Monday": 4.0, TWO_SENTENCES.text: 7.0}
    with asking(tmp_path, scores, [other, TWO_SENTENCES]) as archive:
        answer = archive.ask("Which ferry came in?")
    assert quoted(answer)[0] == TWO_SENTENCES.text
    assert [other.text] not in archive.reranker.calls


# -- the conversation

BEFORE = "What is the Lantern project?"
LANTERN = draft("Lantern", "Astrid Mellory founded the Lantern project.")


def test_a_question_that_leans_is_searched_with_the_one_before(tmp_path: Path) -> None:
    with asking(tmp_path, {"founded": 4.0}, [*NEWS, LANTERN], Settings()) as archive:
        answer = archive.ask("Who founded it?", BEFORE)
    assert archive.judged_for == ["Who founded it? Lantern project"]
    assert archive.encoder.asked == ["Who founded it?", f"{BEFORE} Who founded it?"]
    assert (answer.question, answer.interpreted) == ("Who founded it?", "Who founded it? Lantern project")
    assert found(answer)[0] == "Lantern"
    assert len(archive.steps) == 1


MAYOR = draft("Mayor on Lantern", "The mayor said that the Lantern project was late.")
POE = draft("Poe on Lantern", "She called the Lantern project a delight.")
AIDE = draft("Aide speaks", "Poe's lawyer said that the Lantern project was dear.")


def test_a_follow_up_about_somebody_is_answered_with_what_names_them(tmp_path: Path) -> None:
    with asking(tmp_path, {"late": 9.0, "dear": 8.0, "delight": 7.0}, [MAYOR, POE, AIDE]) as archive:
        answer = archive.ask("And what did Poe say about it?", BEFORE)
    assert found(answer) == ["Poe on Lantern", "Aide speaks", "Mayor on Lantern"]
    assert quoted(answer) == [POE.text]


def test_what_names_them_is_judged_first(tmp_path: Path) -> None:
    late = [draft(f"Late {n}", f"The Lantern project was late in spring {n}.") for n in range(4)]
    with asking(tmp_path, {"late": 9.0, "delight": 7.0}, [*late, POE]) as archive:
        answer = archive.ask("And what did Poe say about it?", BEFORE)
    assert quoted(answer) == [POE.text]


def test_and_not_where_nothing_names_them(tmp_path: Path) -> None:
    with asking(tmp_path, {"late": 6.0, "dear": 5.0}, [MAYOR, AIDE]) as archive:
        answer = archive.ask("And what did Poe say about it?", BEFORE)
    assert (answer.answered, answer.confidence) == (False, 0.0)
    assert found(answer) == ["Mayor on Lantern", "Aide speaks"]


def test_what_belongs_to_somebody_may_be_asked_about(tmp_path: Path) -> None:
    with asking(tmp_path, {"late": 6.0, "dear": 5.0}, [MAYOR, AIDE]) as archive:
        answer = archive.ask("And what did Poe's lawyer say about it?", BEFORE)
    assert quoted(answer) == [AIDE.text]


def test_it_is_tidied_first(tmp_path: Path) -> None:
    with asking(tmp_path, {}, [LANTERN]) as archive:
        archive.ask("who founded  it", BEFORE)
    assert archive.judged_for == ["who founded it? Lantern project"]


def test_the_words_of_the_question_before_find_what_its_own_do_not(tmp_path: Path) -> None:
    with asking(tmp_path, {}, [*NEWS, LANTERN]) as archive:
        assert found(archive.ask("And who began it?", BEFORE)) == ["Lantern"]


def test_a_misspelt_name_of_the_question_before_is_corrected_too(tmp_path: Path) -> None:
    mellory = draft("Rates", "We heard Astrid Mellory speak.")
    with asking(tmp_path, {}, [*NEWS, mellory]) as archive:
        answer = archive.ask("And who is she?", "Who knows Melory?")
    assert found(answer) == ["Rates"]
    assert answer.interpreted == "And who is she? knows Mellory"


@pytest.mark.parametrize("history", [(), (BEFORE,)])
def test_a_question_that_is_standalone_is_left_alone(tmp_path: Path, history: tuple[str, ...]) -> None:
    with asking(tmp_path, {}, [*NEWS, LANTERN]) as archive:
        answer = archive.ask("What did the ferry strike at Sellen?", *history)
    assert archive.judged_for == ["What did the ferry strike at Sellen?"]
    assert answer.interpreted is None


def test_without_turns_before_it_a_question_is_standalone(tmp_path: Path) -> None:
    with asking(tmp_path, {}, [LANTERN]) as archive:
        answer = archive.ask("Who founded it?")
    assert (archive.judged_for, answer.interpreted) == (["Who founded it?"], None)


def test_or_where_the_conversation_does_not_count(tmp_path: Path) -> None:
    with asking(tmp_path, {}, [LANTERN], replace(WORDS_ONLY, history=False)) as archive:
        answer = archive.ask("Who founded it?", BEFORE)
    assert (archive.judged_for, answer.interpreted) == (["Who founded it?"], None)


def few_words(
    folder: Path, score: float, drafts: Sequence[ArticleDraft], question: str = "What ferry?"
) -> tuple[list[str], Answer]:
    """Ask a question of few words after another one; return what was judged, in order, and the answer."""
    with asking(folder, {"ferry": score}, drafts) as archive:
        answer = archive.ask(question, BEFORE)
        assert len(archive.steps) == len(archive.judged_for)
        return archive.judged_for, answer


def test_a_question_of_few_words_is_standalone_where_a_passage_scores_five(tmp_path: Path) -> None:
    judged_for, answer = few_words(tmp_path, 5.0, [FERRY, LANTERN])
    assert (judged_for, answer.interpreted) == (["What ferry?"], None)


SISTER = draft("Lantern", "The Lantern project bought a ferry.")


def test_below_five_it_is_taken_with_the_one_before(tmp_path: Path) -> None:
    judged_for, answer = few_words(tmp_path, 4.875, [SISTER, BANK])
    assert judged_for == ["What ferry?", "What ferry? Lantern project"]
    assert answer.interpreted == "What ferry? Lantern project"


def test_unless_that_answers_it_less_surely(tmp_path: Path) -> None:
    judged_for, answer = few_words(tmp_path, 4.875, [FERRY, LANTERN])
    assert judged_for == ["What ferry?", "What ferry? Lantern project"]
    assert (answer.interpreted, quoted(answer)) == (None, [STRUCK])


@pytest.mark.parametrize(
    ("having_bank", "alone"),
    [(5, True), (4, False)],  # of ten passages; `ferry` is in one and has .742 or .690 of the question's weight
)
def test_it_is_standalone_where_that_passage_has_seven_tenths_of_its_words(
    tmp_path: Path, having_bank: int, alone: bool
) -> None:
    banks = [draft(f"Number {n}", f"A bank, page {n}.") for n in range(having_bank)]
    others = [draft(f"Letter {n}", f"Nothing to tell, page {n}.") for n in range(9 - having_bank)]
    judged_for, _ = few_words(tmp_path, 6.0, [draft("At sea", "A ferry."), *banks, *others], "ferry bank?")
    assert len(judged_for) == (1 if alone else 2)


def test_without_turns_before_it_it_is_searched_once(tmp_path: Path) -> None:
    with asking(tmp_path, {}) as archive:
        assert archive.ask("What ferry?").interpreted is None
    assert len(archive.steps) == 1


def test_what_was_not_judged_does_not_make_it_stand_alone(tmp_path: Path) -> None:
    with asking(tmp_path, {"ferry": 9.0}, settings=replace(WORDS_ONLY, rerank=RerankOptions(passages=0))) as archive:
        answer = archive.ask("What ferry?", BEFORE)
    assert answer.interpreted == "What ferry? Lantern project"


def test_nor_does_nothing_found(tmp_path: Path) -> None:
    with asking(tmp_path, {}, [LANTERN]) as archive:
        answer = archive.ask("What ferry?", BEFORE)
    assert found(answer) == ["Lantern"]
    assert archive.steps == [Step(passages=0, articles=0), Step(passages=1, articles=1)]
