"""The file of saved questions: kept, changed as a whole, safe against what is stored twice."""

import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from corpus.article import text_hash
from corpus.errors import ArchiveError, ArchiveTooNew
from corpus.filters import Filters
from qa.alerts import store as alerts_module
from qa.alerts.saved_question import KNOWN, NEW, SEEN, Found, Hit, HitQuote
from qa.alerts.store import AlertStore
from qa.answering.answer import CitedArticle


def found(name: str, version: int = 1, text: str = "27 were hurt.") -> Found:
    article = CitedArticle(id=name, title="T \ud800", outlet=None, published="2024-03-08", byline=None, url=None)
    return Found(
        article=article, version=version, quotes=(HitQuote(text=text, start=3, end=16, sha256=text_hash(text)),)
    )


def news(_: Found, __: Sequence[Hit]) -> None:
    return None


@pytest.fixture
def store(tmp_path: Path):
    with closing(AlertStore(tmp_path / "alerts.sqlite3")) as store:
        yield store


def test_all_comes_back_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "alerts.sqlite3"
    filters = Filters(outlets=("Gazette", "\ud800"), since="2024-01-01")
    with closing(AlertStore(path)) as store:
        name = store.setting("name")
        saved = store.add("How many?", filters, 7, [found("a")])
        (hit,) = store.record(saved.number, 9, [found("b")], news)
        store.store_setting("feed", "/x/feed.xml")
    with closing(AlertStore(path)) as store:
        (alert,) = store.alerts()
        assert (alert.number, alert.question, alert.checked_revision) == (1, "How many?", 9)
        assert alert.filters == Filters(outlets=("Gazette", "?"), since="2024-01-01")
        known, again = store.hits(1)
        assert (known.state, again.state, again.number) == (KNOWN, NEW, hit.number)
        assert again.found.quotes == hit.found.quotes
        assert (store.setting("name"), store.setting("feed"), store.setting("none")) == (name, "/x/feed.xml", None)


def test_what_is_known_is_noted_once(store: AlertStore) -> None:
    store.add("How many?", Filters(), 0, [found("a")])
    assert [hit.found.article.id for hit in store.record(1, 1, [found("a"), found("b"), found("b")], news)] == ["b"]
    assert store.record(1, 2, [found("b")], news) == []
    assert [hit.found.version for hit in store.record(1, 3, [found("b", 2)], news)] == [2]
    assert store.add("How many?", Filters(), 9, []).checked_revision == 3


def test_a_copy_is_noted_and_no_news(store: AlertStore) -> None:
    store.add("How many?", Filters(), 0, [])
    first = store.record(1, 1, [found("a"), found("b")], lambda _, earlier: earlier[0].number if earlier else None)
    assert [hit.found.article.id for hit in first] == ["a"]
    assert [hit.copy_of for hit in store.hits(1)] == [None, first[0].number]


def test_a_failure_notes_nothing(store: AlertStore) -> None:
    store.add("How many?", Filters(), 0, [])

    def fails(one: Found, _: Sequence[Hit]) -> None:
        if one.article.id == "b":
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.record(1, 5, [found("a"), found("b")], fails)
    assert store.hits(1) == []
    assert store.alerts()[0].checked_revision == 0


def test_seen_up_to_what_was_shown(store: AlertStore) -> None:
    store.add("One?", Filters(), 0, [found("k")])
    store.add("Two?", Filters(), 0, [])
    first, second = store.record(1, 1, [found("a"), found("b")], news)
    (other,) = store.record(2, 1, [found("a")], news)
    assert store.mark_seen(1, first.number)
    assert [hit.state for hit in store.hits(1)] == [KNOWN, SEEN, NEW]
    assert store.mark_seen(None, other.number)
    assert [hit.state for hit in (*store.hits(1), *store.hits(2))] == [KNOWN, SEEN, SEEN, SEEN]
    assert second.number < other.number
    assert not store.mark_seen(9, 99)


def test_removed_with_all_its_hits_and_its_number_never_used_again(store: AlertStore, tmp_path: Path) -> None:
    store.add("One secretive question?", Filters(), 0, [])
    store.record(1, 1, [found("a")], news)
    assert store.remove(1)
    assert not store.remove(1)
    assert store.hits(1) == []
    assert store.record(1, 2, [found("a")], news) == []
    assert store.add("Two?", Filters(), 0, []).number == 2
    store.close()
    assert b"secretive" not in (tmp_path / "alerts.sqlite3").read_bytes()


def test_the_oldest_hits_are_forgotten(store: AlertStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts_module, "HITS_STORED", 3)
    store.add("One?", Filters(), 0, [])
    store.record(1, 1, [found(name) for name in "abcde"], news)
    assert [hit.found.article.id for hit in store.hits(1)] == ["c", "d", "e"]


def test_two_that_look_at_once_note_it_once(store: AlertStore, tmp_path: Path) -> None:
    store.add("One?", Filters(), 0, [])
    told: list[Hit] = []

    def look() -> None:
        with closing(AlertStore(tmp_path / "alerts.sqlite3")) as other:
            told.extend(other.record(1, 4, [found(name) for name in "abcdefgh"], news))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(hit.found.article.id for hit in told) == list("abcdefgh")


def test_errors_are_ours(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"no database at all" * 300)
    with pytest.raises(ArchiveError, match="broken"):
        AlertStore(broken)
    newer = tmp_path / "newer.sqlite3"
    AlertStore(newer).close()
    with closing(sqlite3.connect(newer)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(ArchiveTooNew):
        AlertStore(newer)
