"""What a reader deletes is gone from the disk, in every file, while the server runs."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.filters import Filters
from qa.alerts.store import AlertStore
from qa.answering.answer import Overview
from qa.service.conversations import FILE_NAME, Conversations
from qa.service.exchange import Asked, RetentionOptions

MARKER = "quenchless marmoset"
OVERVIEW = Overview(articles=1, passages=1, outlets=1, first=None, last=None, sample=False, model="m")


def asked(question: str) -> Asked:
    return Asked(question=question, filters=Filters(), overview=OVERVIEW)


def places(folder: Path, text: str = MARKER) -> list[str]:
    """Return the files in a folder in which a text is."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes())


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Conversations]:
    with closing(Conversations(tmp_path / FILE_NAME)) as kept:
        for number in range(30):
            kept.add("anna", f"c{number % 3}", asked(f"filler {number} {'x' * 3000}"))
        yield kept


def test_a_deleted_conversation_is_in_no_file(kept: Conversations, tmp_path: Path) -> None:
    for number in range(5):
        kept.add("anna", "secret", asked(f"{MARKER} {number}, {'at length ' * 1000}"))
    assert places(tmp_path)
    assert kept.delete("anna", "secret")
    assert places(tmp_path) == []
    assert len(kept.listed("anna")) == 3


def test_what_a_long_conversation_drops_and_a_title_that_was_changed_are_in_no_file(tmp_path: Path) -> None:
    with closing(Conversations(tmp_path / FILE_NAME, RetentionOptions(questions_per_conversation=5))) as kept:
        kept.add("anna", "long", asked(MARKER))
        for number in range(5):
            kept.add("anna", "long", asked(f"question {number}"))
        assert kept.rename("anna", "long", "Another")
        assert places(tmp_path) == []


def test_a_deleted_conversation_goes_as_soon_as_no_other_process_reads(kept: Conversations, tmp_path: Path) -> None:
    kept.add("anna", "secret", asked(MARKER))
    with closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM exchanges").fetchone()
        assert kept.delete("anna", "secret")
        assert places(tmp_path) != []  # that process may still look at it
        other.execute("COMMIT")
        kept.listed("anna")
        assert places(tmp_path) == []


def test_what_a_kill_left_in_the_log_goes_when_the_file_is_opened(tmp_path: Path) -> None:
    path, copy = tmp_path / FILE_NAME, tmp_path / "copy"
    with closing(Conversations(path)) as kept, closing(sqlite3.connect(path, isolation_level=None)) as other:
        kept.add("anna", "secret", asked(MARKER))
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM exchanges").fetchone()
        kept.delete("anna", "secret")
        copy.mkdir()
        for file in tmp_path.glob(f"{FILE_NAME}*"):
            (copy / file.name).write_bytes(file.read_bytes())
    assert places(copy)
    with closing(Conversations(copy / FILE_NAME)):
        assert places(copy) == []


def test_a_removed_saved_question_is_in_no_file(tmp_path: Path) -> None:
    with closing(AlertStore(tmp_path / "alerts.sqlite3")) as alerts:
        alerts.add("something else", Filters(), 1, [])
        number = alerts.add(MARKER, Filters(), 1, []).number
        assert places(tmp_path)
        assert alerts.remove(number)
        assert places(tmp_path) == []
