"""Shared conversations: as they were, over a restart and in an earlier file, until their reader ends it or deletes them."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

from corpus.catalogue.user_file import UserFile
from corpus.filters import Filters
from qa.answering.answer import Answer, Overview
from qa.service.conversation_buffer import ConversationBuffer
from qa.service.conversations import MIGRATIONS, Conversations
from qa.service.exchange import DEFAULT_RETENTION, Asked

OVERVIEW = Overview(articles=3, passages=9, outlets=2, first=None, last=None, sample=False, model="m")


def asked(question: str) -> Asked:
    answer = Answer.nothing(question, "")
    return Asked(question=question, filters=Filters(), overview=OVERVIEW, answer=answer)


def test_what_is_shared_is_the_conversation_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite3"
    with closing(ConversationBuffer(path)) as kept:
        kept.add("ann", "one", asked("Who sold the mill?"))
        kept.add("ann", "two", asked("Who bought the mill?"))
        share = kept.share("ann", "one")
        assert (share.title, share.questions, share.newer) == ("Who sold the mill?", 1, 0)
        assert len(share.token) >= 32
        kept.add("ann", "one", asked("And what did she say in private?"))
    with closing(ConversationBuffer(path)) as kept:  # as after a restart
        found, exchanges = kept.shared(share.token)
        assert (found.shared_at, found.newer) == (share.shared_at, 1)
        assert [one.asked.question for one in exchanges] == ["Who sold the mill?"]
        assert [(one.id, one.shared) for one in kept.listed("ann")] == [("one", True), ("two", False)]
        again = kept.share("ann", "one")
        assert again.token == share.token, "the address stays"
        assert again.newer == 0
        assert len(kept.shared(share.token)[1]) == 2
        assert kept.shares("ann") == [again]


def test_only_its_reader_shares_a_conversation_and_ends_it() -> None:
    with closing(ConversationBuffer(None)) as kept:
        kept.add("ann", "one", asked("Who?"))
        kept.add("bob", "one", asked("Where?"))
        share = kept.share("ann", "one")
        assert kept.share("ann", "none") is None
        assert kept.share_of("bob", "one") is None
        assert kept.shares("bob") == []
        assert not kept.end_sharing("bob", "one")
        assert kept.shared(share.token) is not None
        assert kept.shared("") is None
        assert kept.end_sharing("ann", "one")
        assert kept.shared(share.token) is None
        assert kept.share("ann", "one").token != share.token, "an address that was ended does not come back"


def test_an_address_ends_with_its_conversation(tmp_path: Path) -> None:
    options = replace(DEFAULT_RETENTION, conversations_per_reader=1)
    with closing(Conversations(tmp_path / "conversations.sqlite3", options)) as kept:
        kept.add("ann", "one", asked("Who?"))
        first = kept.shares.share("ann", "one")
        kept.add("ann", "two", asked("Where?"))  # no room for both
        assert kept.shares.read(first.token) is None
        second = kept.shares.share("ann", "two")
        kept.delete("ann", "two")
        assert kept.shares.read(second.token) is None


def test_a_file_from_before_there_were_shares_opens(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite3"
    with closing(UserFile(path, "conversations", MIGRATIONS[:1])) as file, file.change() as db:
        db.execute("INSERT INTO conversations (reader, id, title, updated) VALUES ('ann', 'one', 'T', '2026-11-01')")
    with closing(Conversations(path)) as kept:
        assert [(one.title, one.shared) for one in kept.listed("ann")] == [("T", False)]
        assert kept.shares.share("ann", "one") is None, "nothing was asked in it"
