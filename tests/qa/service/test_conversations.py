"""Conversations in their file: kept for each reader, found, renamed, deleted, voted on; over a restart."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.article import text_hash
from corpus.catalogue.paths import ArchivePaths
from corpus.errors import ArchiveError, ArchiveTooNew
from corpus.filters import Filters
from qa.answering.answer import Answer, Citation, CitedArticle, FoundPassage, Overview, Quote
from qa.commands.verify import feedback_json
from qa.news.views.story import Amended, AnswerContext, StoryBrief
from qa.service.conversations import Conversations, feedback_of
from qa.service.exchange import DEFAULT_RETENTION, DOWN, UP, Asked

OVERVIEW = Overview(articles=3, passages=9, outlets=2, first="2023-10-03", last=None, sample=False, model="m")
ARTICLE = CitedArticle(id="a" * 12, title="T", outlet="O", published="2023-12-08", byline=None, url=None)
TEXT = "Azerbaijan will release 32 servicemen."


def asked(question: str = "How many?", text: str = TEXT) -> Asked:
    citation = Citation(number=1, article=ARTICLE, start=0, end=len(text), sha256=text_hash(text))
    answer = Answer(
        question=question,
        answered=True,
        confidence=0.9,
        quotes=(Quote(text=text, start=0, end=len(text), citation=1, also=(1,)),),
        passages=(FoundPassage(text=text, start=0, end=len(text), score=0.9, citation=1),),
        citations=(citation,),
        implied=Filters(since="2023-12-08", until="2023-12-08"),
    )
    return Asked(question=question, filters=Filters(outlets=("O",)), overview=OVERVIEW, answer=answer)


@pytest.fixture
def kept(tmp_path: Path):
    with closing(Conversations(tmp_path / "conversations.sqlite3")) as kept:
        yield kept


def test_what_was_asked_comes_back_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite3"
    with closing(Conversations(path)) as kept:
        first = kept.add("ann", "one", asked())
        failed = Asked(question="\ud800?", filters=Filters(), overview=OVERVIEW, failure="Busy.")
        kept.add("ann", "one", failed)
    with closing(Conversations(path)) as kept:
        again, failure = kept.exchanges("ann", "one")
    assert again == first
    assert (failure.asked.question, failure.asked.failure, failure.asked.answer) == ("??", "Busy.", None)


def test_the_context_of_an_answer_is_stored_inside_it_as_before(tmp_path: Path) -> None:
    context = AnswerContext(
        story=StoryBrief(id="a" * 12, title="T", first="2023-12-08", last=None, articles=2, outlets=2, texts=1),
        amended=(Amended(citation=1, kind="correction", by="b" * 12, title="Correction", day=None),),
    )
    path = tmp_path / "conversations.sqlite3"
    with closing(Conversations(path)) as kept:
        first = kept.add("ann", "one", replace(asked(), context=context))
        kept.add("ann", "one", asked())
    with closing(sqlite3.connect(path)) as db:
        rows = [json.loads(row[0]) for row in db.execute("SELECT answer FROM exchanges ORDER BY key")]
    assert rows[0]["beside"] == {
        "story": {
            "id": "a" * 12, "title": "T", "first": "2023-12-08", "last": None, "articles": 2, "outlets": 2, "texts": 1,
        },
        "story_citations": [],
        "differs": [],
        "amended": [{"citation": 1, "kind": "correction", "by": "b" * 12, "title": "Correction", "day": None}],
        "said": [],
        "covered": [],
    }  # fmt: skip
    assert rows[1]["beside"] is None
    with closing(Conversations(path)) as kept:
        again, without = kept.exchanges("ann", "one")
    assert again == first
    assert without.asked.context is None


def test_a_list_is_newest_first_and_only_ones_own(kept: Conversations) -> None:
    kept.add("ann", "one", asked("First?"))
    kept.add("ann", "two", asked("Second?"))
    kept.add("bob", "one", asked("Third?"))
    kept.add("ann", "one", asked("Fourth?"))
    listed = {(one.id, one.title, one.questions) for one in kept.listed("ann")}
    assert listed == {("one", "First?", 2), ("two", "Second?", 1)}
    times = [one.updated for one in kept.listed("ann")]
    assert times == sorted(times, reverse=True)
    assert kept.listed("eve") == []
    assert kept.exchanges("eve", "one") == []


def test_search_looks_into_titles_questions_and_quotes(kept: Conversations) -> None:
    kept.add("ann", "one", asked("How many servicemen?"))
    kept.add("ann", "two", asked("100% sure?", "The _quay_ will cost 48 million."))
    found = {
        words: [one.id for one in kept.listed("ann", words)]
        for words in ("SERVICEMEN", "quay 48", "100%", "_quay_", "quay zebra", "%%")
    }
    assert found == {
        "SERVICEMEN": ["one"],
        "quay 48": ["two"],
        "100%": ["two"],
        "_quay_": ["two"],
        "quay zebra": [],
        "%%": [],
    }


def test_rename_and_delete_touch_only_ones_own(kept: Conversations) -> None:
    kept.add("ann", "one", asked())
    assert not kept.rename("bob", "one", "Mine")
    assert not kept.rename("ann", "one", "   ")
    assert kept.rename("ann", "one", " Prisoners \n exchanged ")
    assert kept.title("ann", "one") == "Prisoners exchanged"
    assert not kept.delete("bob", "one")
    assert kept.delete("ann", "one")
    assert kept.exchanges("ann", "one") == []
    assert kept.title("ann", "one") is None


def test_what_is_deleted_is_gone_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite3"
    with closing(Conversations(path)) as kept:
        kept.add("ann", "one", asked("Zanzibar?"))
        kept.delete("ann", "one")
    assert b"Zanzibar" not in path.read_bytes()


def test_votes_are_stored_with_question_quotes_and_model(tmp_path: Path) -> None:
    with closing(Conversations(tmp_path / "conversations.sqlite3")) as kept:
        good, bad, other = (kept.add("ann", "one", asked(f"{n}?")) for n in range(3))
        assert kept.vote("ann", good.id, UP)
        assert kept.vote("ann", bad.id, DOWN)
        assert not kept.vote("bob", other.id, UP)
        kept.vote("ann", other.id, 7)
        kept.vote("ann", other.id, 0)
        assert [kept.exchange("ann", one.id).vote for one in (good, bad, other)] == [1, -1, 0]
    up, down = [feedback_json(one) for one in feedback_of(ArchivePaths(tmp_path))]
    assert (up["question"], up["vote"], up["model"]) == ("0?", "up", "m")
    assert up["answers"] == [{"article": None, "start": None, "end": None, "text": TEXT}]
    assert up["quotes"] == [{"article": "a" * 12, "start": 0, "end": len(TEXT), "text": TEXT}]
    assert (down["vote"], down["answers"]) == ("down", [])
    assert feedback_of(ArchivePaths(tmp_path / "nowhere")) == []


def test_a_conversation_is_bounded(kept: Conversations) -> None:
    for number in range(DEFAULT_RETENTION.questions_per_conversation + 2):
        kept.add("ann", "one", Asked(question=f"{number}?", filters=Filters(), overview=OVERVIEW, failure="x"))
    questions = [one.asked.question for one in kept.exchanges("ann", "one")]
    assert (len(questions), questions[0]) == (DEFAULT_RETENTION.questions_per_conversation, "2?")


def test_a_file_of_a_newer_cuttings_or_no_file_of_ours_is_refused(tmp_path: Path) -> None:
    newer, other = tmp_path / "newer.sqlite3", tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(newer)) as db:
        db.execute("PRAGMA user_version = 99")
    other.write_text("no database", encoding="utf-8")
    with pytest.raises(ArchiveTooNew):
        Conversations(newer)
    with pytest.raises(ArchiveError):
        Conversations(other)
