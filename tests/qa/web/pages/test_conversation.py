"""A conversation's steps: a sign at once, what was found, the answer; kept; failures go along no further."""

import json
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.errors import ArchiveBusy, Busy, NotFound
from corpus.filters import Filters
from qa.answering.answer import Answer, Overview, Step, Turn
from qa.service.conversation_buffer import ConversationBuffer
from qa.service.exchange import Exchange
from qa.service.prose import Prose
from qa.service.queue import FOREGROUND, Client
from qa.service.summaries import AnsweredQuestion
from qa.service.writings import Writings
from qa.web.middleware.access import Reader
from qa.web.pages.conversation import EXCHANGES_SHOWN, QUESTION_LIMIT, PageContext, conversation, converse

READER = Reader(name="ann")
CONTEXT = PageContext(conversation="ab" * 16)


class Archive:
    """A service that knows nothing and remembers what it was asked."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.asked: list[tuple[str, list[Turn], Filters | None, bool]] = []
        self.kept = ConversationBuffer(None)
        self.askers: list[Client] = []
        self.holds = threading.Event()
        self.holds.set()
        self.writings = Writings(Prose(None, None, None))

    def ask_with_context(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        *,
        imply: bool = True,
        on_progress: Callable[[Step], None] = print,
        client: Client = FOREGROUND,
    ) -> AnsweredQuestion:
        self.asked.append((question, list(history), filters, imply))
        self.askers.append(client)
        self.holds.wait(60)
        on_progress(Step(passages=12, articles=1))
        if self.failure:
            raise self.failure
        return AnsweredQuestion(Answer.nothing(question, "Nothing here."))

    def article(self, article_id: str) -> Article:
        raise NotFound(article_id)

    def overview(self) -> Overview:
        return Overview(articles=0, passages=0, outlets=0, first=None, last=None, sample=False, model="")

    def outlets(self) -> list[tuple[str, int]]:
        return []

    @property
    def conversations(self) -> ConversationBuffer:
        return self.kept


def test_the_question_stands_before_it_is_answered() -> None:
    archive = Archive()
    steps = converse(archive, READER, CONTEXT, "Who?")
    first = next(steps)
    assert archive.asked == []
    assert [message["role"] for message in first] == ["user", "assistant"]
    assert "Searching" in first[1]["content"]
    found, last = steps
    assert "Found 12 passages in 1 article" in found[1]["content"]
    assert "Nothing here." in last[1]["content"]


def test_what_was_said_goes_along_with_the_next_question() -> None:
    archive = Archive()
    list(converse(archive, READER, CONTEXT, "Who?"))
    *_, shown = converse(archive, READER, CONTEXT, "And when?")
    assert archive.asked[1][:2] == (
        "And when?",
        [Turn(role="user", content="Who?"), Turn(role="assistant", content="Nothing here.")],
    )
    assert len(shown) == 4


def test_each_reader_and_each_conversation_has_its_own() -> None:
    archive = Archive()
    list(converse(archive, READER, CONTEXT, "Who?"))
    list(converse(archive, Reader(name="bob"), CONTEXT, "Where?"))
    list(converse(archive, READER, PageContext(conversation="cd" * 16), "Why?"))
    assert [history for _, history, *_ in archive.asked] == [[], [], []]
    assert "Who?" in conversation(archive, READER, CONTEXT)[0]["content"]
    assert conversation(archive, Reader(name="eve"), CONTEXT) == []


def test_conversations_and_questions_are_bounded() -> None:
    archive = Archive()
    for number in range(EXCHANGES_SHOWN + 3):
        list(converse(archive, READER, CONTEXT, f"{number}?"))
    *_, shown = converse(archive, READER, CONTEXT, "x" * (QUESTION_LIMIT * 2))
    assert len(shown) == 2 * (EXCHANGES_SHOWN + 1)
    assert archive.asked[-1][0] == "x" * QUESTION_LIMIT


def test_an_error_of_ours_says_what_happened() -> None:
    archive = Archive(ArchiveBusy("The archive <is> busy."))
    *_, shown = converse(archive, READER, CONTEXT, "Who?")
    assert "The archive &lt;is&gt; busy." in shown[1]["content"]
    list(converse(archive, READER, CONTEXT, "Who else?"))
    assert archive.asked[1][1] == []


def test_another_error_goes_to_the_log_and_not_to_the_page(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        *_, shown = converse(Archive(ZeroDivisionError("secret path")), READER, CONTEXT, "Who?")
    assert "secret path" not in shown[1]["content"]
    assert "Something went wrong" in shown[1]["content"]
    assert "secret path" in caplog.text


def test_an_answer_that_cannot_be_shown_does_not_take_the_others_along(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive()
    list(converse(archive, READER, CONTEXT, "Who?"))
    monkeypatch.setattr("qa.web.pages.conversation._answer", lambda *_, **__: 1 / 0)
    (_, answer) = conversation(archive, READER, CONTEXT)
    assert "cannot be shown" in answer["content"]


def test_filters_go_along_and_what_a_question_implies_can_be_left_out() -> None:
    archive = Archive()
    filters = Filters(outlets=("Panorama",), since="2023-12-01")
    list(converse(archive, READER, PageContext(filters=filters, unimply="Who?"), " Who? "))
    list(converse(archive, READER, PageContext(filters=filters, unimply="Who?"), "And who else?"))
    assert [(kept, imply) for _, _, kept, imply in archive.asked] == [(filters, False), (filters, True)]


def test_nothing_is_stored_where_there_are_no_words() -> None:
    archive = Archive()
    list(converse(archive, READER, CONTEXT, "Who?"))
    (shown,) = converse(archive, READER, CONTEXT, " \n ")
    assert "Who?" in shown[0]["content"]
    assert len(archive.asked) == 1
    assert len(archive.kept.exchanges(READER.name, CONTEXT.conversation)) == 1


def test_a_question_can_be_asked_without_those_before_it() -> None:
    archive = Archive()
    list(converse(archive, READER, CONTEXT, "Who?"))
    list(converse(archive, READER, replace(CONTEXT, alone="And when?"), "And when?"))
    list(converse(archive, READER, replace(CONTEXT, alone="And when?"), "And where?"))
    assert [len(history) for _, history, *_ in archive.asked] == [0, 0, 4]


def test_a_question_can_be_asked_with_some_words_of_those_before_it() -> None:
    archive = Archive()
    list(converse(archive, READER, CONTEXT, "Who sold the quay in Vellmar?"))
    kept = PageContext.parse(
        json.dumps({"conversation": CONTEXT.conversation, "keep": "And when?", "kept": ["sold", "quay", 7]})
    )
    list(converse(archive, READER, kept, "And when?"))
    list(converse(archive, READER, kept, "And where?"))
    assert [turn.content for turn in archive.asked[1][1]] == ["sold quay"]
    assert len(archive.asked[2][1]) == 4


def test_the_page_may_speak_french() -> None:
    steps = converse(Archive(), Reader(name="ann", language="fr"), CONTEXT, "Qui ?")
    assert "Recherche dans les articles…" in next(steps)[1]["content"]
    assert "12 passages dans 1 article" in next(steps)[1]["content"]


@pytest.mark.parametrize(
    "sent",
    [None, "", "{", "[]", "3", '{"conversation": 3, "outlets": "x", "since": 5, "until": "soon", "unimply": []}',
     '{"conversation": "../../etc", "since": "2023-13-45"}', '{"conversation": "' + "a" * 100 + '"}'],
)  # fmt: skip
def test_what_makes_no_sense_is_as_if_it_were_not_there(sent: str | None) -> None:
    assert PageContext.parse(sent) == PageContext()


def test_what_the_page_sends_is_read() -> None:
    sent = '{"conversation": "%s", "outlets": ["A", 3], "since": "2023-12-08", "until": null, "unimply": " Who? "}'
    assert PageContext.parse(sent % ("ab" * 16)) == PageContext(
        conversation="ab" * 16, filters=Filters(outlets=("A",), since="2023-12-08"), unimply="Who?"
    )


def test_too_much_at_once_is_said_and_asked_again_with_one_click(caplog: pytest.LogCaptureFixture) -> None:
    archive = Archive(Busy())
    with caplog.at_level(logging.WARNING):
        *_, shown = converse(archive, READER, CONTEXT, "Who <was> hurt?")
    answer = shown[1]["content"]
    assert "Too many questions at once" in answer
    assert 'value="ask" dir="auto">Who &lt;was&gt; hurt?</button></div></div>' in answer
    assert answer.count("<div") == answer.count("</div>")
    assert not caplog.records
    archive.failure = None
    *_, shown = converse(archive, READER, CONTEXT, "Who <was> hurt?")
    assert "Too many questions at once" in shown[1]["content"]
    assert 'value="ask"' not in shown[1]["content"]
    assert "Nothing here." in shown[3]["content"]


def test_the_reader_is_known_to_who_decides_whose_turn_it_is() -> None:
    archive = Archive()
    list(converse(archive, READER, CONTEXT, "Who?"))
    assert archive.askers[0].name == READER.name
    assert not archive.askers[0].background


def test_who_leaves_while_nothing_is_found_yet_gives_the_question_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.service.asking.HEARTBEAT_SECONDS", 0.01)
    archive = Archive()
    archive.holds.clear()
    steps = converse(archive, READER, CONTEXT, "Who?")
    first = next(steps)
    assert next(steps) == first  # shown again: a reader who left is noticed at such a moment
    (asker,) = archive.askers
    assert not asker.gone()
    steps.close()
    assert asker.gone()
    archive.holds.set()
    assert conversation(archive, READER, CONTEXT) == []


# ------------------------------------------------ what is kept beside an answer may fail


class Stuck(ConversationBuffer):
    """Conversations that take long to be written, and then cannot be."""

    def __init__(self, *, kept: bool) -> None:
        super().__init__(None)
        self.released = threading.Event()
        self.will_be_kept = kept

    def put(self, reader: str, conversation: str, exchange: Exchange) -> Exchange:
        self.released.wait(60)
        return replace(exchange, stored=self.will_be_kept)


def stuck(monkeypatch: pytest.MonkeyPatch, *, kept: bool) -> tuple[Archive, Stuck]:
    monkeypatch.setattr("qa.service.asking.STORING_SECONDS", 0.01)
    archive = Archive()
    archive.kept = conversations = Stuck(kept=kept)
    return archive, conversations


def test_an_answer_is_shown_before_it_is_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    archive, conversations = stuck(monkeypatch, kept=False)
    steps = converse(archive, READER, CONTEXT, "Who?")
    shown = next(step for step in steps if "Nothing here." in step[1]["content"])
    assert "Not kept" not in shown[1]["content"]
    conversations.released.set()
    (last,) = steps
    assert "Nothing here." in last[1]["content"]
    assert "Not kept: the server cannot write this conversation down now." in last[1]["content"]


def test_an_answer_that_takes_long_to_write_down_is_shown_once(monkeypatch: pytest.MonkeyPatch) -> None:
    archive, conversations = stuck(monkeypatch, kept=True)
    steps = converse(archive, READER, CONTEXT, "Who?")
    next(step for step in steps if "Nothing here." in step[1]["content"])
    conversations.released.set()
    assert list(steps) == []


def test_whatever_goes_wrong_with_keeping_the_answer_is_there(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    archive = Archive()
    monkeypatch.setattr(archive.kept, "put", lambda *_: 1 / 0)
    with caplog.at_level(logging.ERROR):
        *_, shown = converse(archive, Reader(name="ann", language="fr"), CONTEXT, "Qui ?")
    assert "Nothing here." in shown[1]["content"]
    assert "Non conservé" in shown[1]["content"]
    assert "ZeroDivisionError" in caplog.text


def test_the_conversation_goes_on_though_nothing_is_kept(tmp_path: Path) -> None:
    archive = Archive()
    archive.kept = ConversationBuffer(tmp_path / "nowhere" / "conversations.sqlite3")
    list(converse(archive, READER, CONTEXT, "Who?"))
    *_, shown = converse(archive, READER, CONTEXT, "And when?")
    assert len(archive.asked[1][1]) == 2
    assert [("Not kept" in message["content"]) for message in shown] == [False, True, False, True]


@pytest.mark.parametrize("what", ["outlets", "overview"])
def test_an_archive_that_cannot_be_looked_into_costs_no_answer(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    def fail() -> None:
        raise ArchiveBusy("locked")

    archive = Archive()
    monkeypatch.setattr(archive, what, fail)
    *_, shown = converse(archive, READER, CONTEXT, "Who?")
    assert "Nothing here." in shown[1]["content"]


def test_suggestions_that_cannot_be_made_cost_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.web.pages.conversation.follow_up_questions", lambda _: 1 / 0)
    *_, shown = converse(Archive(), READER, CONTEXT, "Who?")
    assert "Nothing here." in shown[1]["content"]
