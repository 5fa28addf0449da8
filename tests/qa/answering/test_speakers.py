"""Questions for somebody's words: who is meant, and that another's words do not stand for them."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from corpus.text.sentences import Span
from qa.answering.dates import TimeFrame
from qa.answering.rerank import Judged, RerankOptions, judge_windows, rerank
from qa.answering.retrieve import Candidate
from qa.answering.speakers import AskedSpeaker, SpeakerOptions, person_asked
from qa.service.service import CuttingsService
from tests.qa.answering.scripted import ScriptedReranker, candidate

QUESTION = "What did Poe say about the weir?"
OTHER = "“We should pull down the weir,” said Ann Lume, who supports Poe."
OWN = "“Leave it where it is,” Poe told the council."
PLAIN = "Poe lives near the weir."
REPORTED = "Poe said that the weir should stay."


@pytest.mark.parametrize(
    ("question", "name"),
    [
        (QUESTION, "Poe"),
        ("What did Mr. Edgar Poe say about it?", "Mr. Edgar Poe"),
        ("And what has Ann van der Lume told the council?", "Lume"),
        ("What did the mayor, Ann Lume say?", None),
        ("What did the Poe campaign say about the weir?", None),
        ("What did the mayor say?", None),
        ("Who said that?", None),
        ("What did Poe do?", None),
    ],
)
def test_whose_words_are_asked_for(question: str, name: str | None) -> None:
    assert person_asked(question) == name


def asked(*quoted: tuple[str, bool]) -> AskedSpeaker:
    """Return somebody who is asked about, in articles of the sentences above; each quotation is all of its sentence."""

    def quotations(article_id: str) -> list[tuple[Span, bool]]:
        return [
            ((article_id.index(text), article_id.index(text) + 20), own) for text, own in quoted if text in article_id
        ]

    return AskedSpeaker(quotations, SpeakerOptions())


def of(*sentences: str) -> Candidate:
    """Return a passage; the id of its article is its text."""
    return candidate(" ".join(sentences), " ".join(sentences))


def judge(passages: dict[Candidate, float], sentences: dict[str, float], speaker: AskedSpeaker | None) -> list[Judged]:
    stated = {f"{one.article.title}. {one.passage.text}": score for one, score in passages.items()} | sentences
    options = RerankOptions(sentences_of=1, first=1)
    return rerank(
        QUESTION,
        list(passages),
        ScriptedReranker(stated),
        options,
        time_frame=TimeFrame(),
        coverage=lambda _: 0.0,
        speaker=speaker,
    )


def test_anothers_words_come_after_their_own() -> None:
    passages = {of(OTHER): 6.0, of(OWN, PLAIN): 3.0}
    scores = {OTHER: 6.0, OWN: 3.0, PLAIN: 2.9}
    assert judge(passages, scores, None)[0].candidate.passage.text == OTHER
    first, second = judge(passages, scores, asked((OTHER, False), (OWN, True)))
    assert first.candidate.passage.text == f"{OWN} {PLAIN}"
    assert first.sentence_scores == pytest.approx([3.75, 1.4])
    assert second.score < first.score


def test_what_is_reported_is_judged_as_ever() -> None:
    speaker = asked((OTHER, False), (OWN, True))
    worth = {
        text: speaker.worth(of(text), (0, len(text)))
        for text in (OTHER, OWN, PLAIN, REPORTED, OWN.replace("Poe", "he"))
    }
    assert list(worth.values()) == [-3.0, 0.75, -1.5, 0.0, -1.0]
    assert [speaker.is_anothers(of(text), (0, len(text))) for text in (OTHER, OWN, PLAIN)] == [True, False, False]


def test_a_sentence_with_the_words_of_both_is_theirs() -> None:
    both = f"{OTHER[:-1]} – {OWN}"
    speaker = asked((OTHER[:-1], False), (OWN, True))
    assert speaker.worth(of(both), (0, len(both))) == 0.75
    assert not speaker.is_anothers(of(both), (0, len(both)))
    assert speaker.speaks_in(of(both))
    assert not speaker.speaks_in(of(OTHER))


def test_their_words_are_judged_with_what_is_before_them_though_the_reader_is_certain() -> None:
    one = of(PLAIN, OWN)
    one = replace(one, article=replace(one.article, title="The weir"))
    reranker = ScriptedReranker({f"{one.article.title}. {one.passage.text}": 5.0, OWN: 5.0}, {"Leave it": 9.0})
    options, speaker = RerankOptions(), asked((OWN, True))
    (judged,) = rerank(
        QUESTION, [one], reranker, options, time_frame=TimeFrame(), coverage=lambda _: 0.0, speaker=speaker
    )
    judge_windows(QUESTION, judged, reranker, options)
    assert judged.window_scores == {}
    judge_windows(QUESTION, judged, reranker, options, speaker=speaker)
    assert judged.window_scores


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CuttingsService]:
    paths = ArchivePaths(tmp_path_factory.mktemp("said") / "archive")
    texts = {
        "Council debates the weir": "The council debated the old weir at Brill on Monday night. "
        "“We should pull down the old weir entirely,” said Councillor Ann Lume, the only one who supports Harold Quist.",
        "Quist wants to keep it": "The hall was full on Tuesday. "
        "“Leave the weir where it is,” Harold Quist told the meeting at Brill.",
    }
    with closing(CuttingsService(paths)) as service:
        drafts = [
            ArticleDraft(title=title, text=text, outlet="Gazette", published="2024-05-07")
            for title, text in texts.items()
        ]
        service.maintenance.add_drafts(drafts)
        yield service


@pytest.mark.model
def test_the_words_are_those_of_who_was_asked_about(service: CuttingsService) -> None:
    answer = service.ask("What did Harold Quist say about the old weir?")
    assert answer.quotes[0].text.endswith("“Leave the weir where it is,” Harold Quist told the meeting at Brill.")
    assert "Lume" not in answer.quotes[0].text
    answer = service.ask("What did Ann Lume say about the old weir?")
    assert "pull down" in answer.quotes[0].text
