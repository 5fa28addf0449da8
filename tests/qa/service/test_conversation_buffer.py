"""Conversations whose file cannot be used cost no answer: they stay in memory, say so, and are written when they can be."""

import logging
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from corpus.catalogue import user_file as own_file
from corpus.errors import ArchiveUnavailable
from corpus.filters import Filters
from qa.answering.answer import Answer, Overview
from qa.service.conversation_buffer import ConversationBuffer
from qa.service.conversations import FILE_NAME, Conversations
from qa.service.exchange import UP, Asked, Exchange, RetentionOptions

OVERVIEW = Overview(articles=1, passages=1, outlets=1, first=None, last=None, sample=False, model="m")


def asked(question: str) -> Asked:
    answer = Answer(question=question, answered=False, confidence=0.0, note="Nothing.")
    return Asked(question=question, filters=Filters(), overview=OVERVIEW, answer=answer)


def questions(kept: ConversationBuffer | Conversations, conversation: str = "one") -> list[tuple[str, bool]]:
    return [(one.asked.question, one.stored) for one in kept.exchanges("ann", conversation)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive" / FILE_NAME


@pytest.fixture
def kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ConversationBuffer]:
    monkeypatch.setattr("qa.service.conversation_buffer.RETRY_SECONDS", 0.0)
    monkeypatch.setattr(own_file, "_PATIENCE", 300)
    path.parent.mkdir()
    with closing(ConversationBuffer(path)) as kept:
        yield kept


@pytest.fixture
def lock(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program's connection, to hold the file with."""
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        yield other


def test_a_locked_file_is_waited_for_briefly_and_once(kept: ConversationBuffer, lock: sqlite3.Connection) -> None:
    assert kept.add("ann", "one", asked("First?")).stored
    lock.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    second = kept.add("ann", "one", asked("Second?"))
    for number in range(5):
        kept.add("bob", "two", asked(f"{number}?"))
    assert time.monotonic() - started < 3.0
    assert not second.stored
    assert questions(kept) == [("First?", True), ("Second?", False)]
    assert kept.exchange("ann", second.id) == second
    assert kept.listed("bob")[0].questions == 5
    lock.execute("ROLLBACK")
    assert kept.add("ann", "one", asked("Third?")).stored
    assert questions(kept) == [("First?", True), ("Second?", True), ("Third?", True)]
    assert kept.exchange("ann", second.id) is not None


def test_what_is_being_written_is_read_already(kept: ConversationBuffer, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.add("ann", "one", asked("First?"))
    real, waiting, go_on = Conversations.put, threading.Event(), threading.Event()

    def slow(self: Conversations, *rest: Any) -> None:  # as where others keep the file or the disk busy
        waiting.set()
        assert go_on.wait(20)
        real(self, *rest)

    monkeypatch.setattr(Conversations, "put", slow)
    storing = threading.Thread(target=kept.add, args=("ann", "one", asked("Second?")))
    storing.start()
    assert waiting.wait(20)
    assert questions(kept) == [("First?", True), ("Second?", True)]
    assert [one.asked.question for one in kept.exchanges("ann", "one", 1)] == ["Second?"]
    assert questions(kept, "another") == []
    go_on.set()
    storing.join()
    assert questions(kept) == [("First?", True), ("Second?", True)]


def test_what_was_thought_of_an_answer_that_waits_is_written_with_it(
    kept: ConversationBuffer, lock: sqlite3.Connection
) -> None:
    kept.add("ann", "one", asked("First?"))
    lock.execute("BEGIN IMMEDIATE")
    waiting = kept.put("ann", "one", Exchange.of(asked("Second?")))
    lock.execute("ROLLBACK")
    assert kept.vote("ann", waiting.id, UP)
    kept.add("ann", "one", asked("Third?"))
    assert [one.vote for one in kept.exchanges("ann", "one")] == [0, 1, 0]


def damaged(path: Path) -> None:
    path.write_bytes(b"no database at all" * 99)


def too_new(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA user_version = 99")


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [damaged, too_new, a_folder])
def test_a_file_that_cannot_be_opened_costs_no_answer(kept: ConversationBuffer, path: Path, make: object) -> None:
    make(path)  # type: ignore[operator]
    before = path.read_bytes() if path.is_file() else None
    assert kept.exchanges("ann", "one") == []
    assert not kept.add("ann", "one", asked("First?")).stored
    assert not kept.add("ann", "one", asked("Second?")).stored
    assert questions(kept) == [("First?", False), ("Second?", False)]
    assert kept.title("ann", "one") == "First?"
    assert kept.rename("ann", "one", "Mine")
    assert [one.title for one in kept.listed("ann")] == ["Mine"]
    assert before is None or path.read_bytes() == before
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert kept.add("ann", "one", asked("Third?")).stored
    assert [question for question, _ in questions(kept)] == ["First?", "Second?", "Third?"]


def test_damage_in_the_middle_costs_no_answer(
    kept: ConversationBuffer, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(Conversations(path)) as earlier:
        for number in range(40):
            earlier.add("ann", "one", asked(f"{number} {'x' * 3000}"))
    with path.open("r+b") as file:  # the schema stays whole
        file.seek(4096)
        file.write(os.urandom(path.stat().st_size - 4096))
    with caplog.at_level(logging.WARNING):
        kept.exchanges("ann", "one")
        for number in range(3):
            assert not kept.add("ann", "one", asked(f"again {number}")).stored
    assert [question for question, _ in questions(kept)] == ["again 0", "again 1", "again 2"]
    assert 1 <= sum("not kept" in record.message for record in caplog.records) <= 3  # not once a question


def test_one_row_that_cannot_be_read_does_not_take_the_others_along(
    kept: ConversationBuffer, lock: sqlite3.Connection
) -> None:
    kept.add("ann", "one", asked("First?"))
    kept.add("ann", "one", asked("Second?"))
    lock.execute("UPDATE exchanges SET answer = '{' WHERE question = 'First?'")
    assert questions(kept) == [("Second?", True)]


def test_a_file_that_vanished_is_made_anew(kept: ConversationBuffer, path: Path) -> None:
    kept.add("ann", "one", asked("First?"))
    for file in path.parent.iterdir():
        file.unlink()
    assert kept.add("ann", "one", asked("Second?")).stored
    assert questions(kept) == [("Second?", True)]
    assert path.exists()
    shutil.rmtree(path.parent)
    assert not kept.add("ann", "one", asked("Third?")).stored


def test_what_is_changed_and_cannot_be_is_told(kept: ConversationBuffer, lock: sqlite3.Connection) -> None:
    first = kept.add("ann", "one", asked("First?"))
    lock.execute("BEGIN IMMEDIATE")
    for change in (
        lambda: kept.delete("ann", "one"),
        lambda: kept.rename("ann", "one", "x"),
        lambda: kept.vote("ann", first.id, UP),
    ):
        with pytest.raises(ArchiveUnavailable, match="another program"):
            change()


def test_where_there_is_no_archive_nobody_is_told_that_nothing_is_kept() -> None:
    with closing(ConversationBuffer(None)) as kept:
        assert kept.add("ann", "one", asked("First?")).stored
        assert questions(kept) == [("First?", True)]


# ---------------------------------------------------------------- how much is kept


def test_a_reader_keeps_so_many_conversations_and_no_more(path: Path) -> None:
    path.parent.mkdir()
    with closing(Conversations(path, RetentionOptions(conversations_per_reader=3))) as kept:
        kept.add("bob", "his", asked("His?"))
        for name in ("a", "b", "c", "a", "d"):
            kept.add("ann", name, asked(f"{name}?"))
        assert [one.id for one in kept.listed("ann")] == ["d", "a", "c"]
        assert kept.exchanges("ann", "b") == []
        assert len(kept.listed("bob")) == 1
    assert b"b?" not in path.read_bytes()


def test_what_is_too_old_goes_when_the_file_is_opened_and_while_it_is_used(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.mkdir()
    with closing(Conversations(path)) as kept, closing(sqlite3.connect(path, isolation_level=None)) as db:
        for name in ("old", "older", "new"):
            kept.add("ann", name, asked(f"{name} quenchless marmoset?"))

        def age(name: str, days: float) -> None:
            then = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="milliseconds")
            db.execute("UPDATE conversations SET updated = ? WHERE id = ?", (then, name))

        age("older", 31)
        with closing(Conversations(path, RetentionOptions(days=30))) as again:
            assert {one.id for one in again.listed("ann")} == {"new", "old"}
            age("old", 31)
            monkeypatch.setattr(again, "_cleanup_at", 0.0)
            assert {one.id for one in again.listed("ann")} == {"new"}
    for file in path.parent.iterdir():
        assert b"old quenchless" not in file.read_bytes()


def test_no_stranger_can_fill_the_disk(path: Path) -> None:
    path.parent.mkdir()
    limit = 2_000_000
    with closing(Conversations(path, RetentionOptions(bytes=limit))) as kept:
        for number in range(300):  # a new name for each, so that no bound of one reader counts
            kept.add(f"reader {number}", "one", asked(f"{number} {'x' * 12_000}"))
        assert kept.listed("reader 0") == []
        assert len(kept.listed("reader 299")) == 1
        held = sum(bool(kept.listed(f"reader {number}")) for number in range(300))
        assert 40 < held < 200
    assert sum(file.stat().st_size for file in path.parent.iterdir()) < 1.2 * limit


def test_one_conversation_larger_than_all_may_be_stays(path: Path) -> None:
    path.parent.mkdir()
    with closing(Conversations(path, RetentionOptions(bytes=50_000))) as kept:
        kept.add("ann", "one", asked("x" * 12_000))
        kept.add("ann", "two", asked("y" * 120_000))
        assert [one.id for one in kept.listed("ann")] == ["two"]
