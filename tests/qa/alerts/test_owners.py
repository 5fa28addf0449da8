"""Whose a saved question is: two users who share an archive, and what was saved before there were users."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from corpus.actor import Actor, acting
from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.user_file import UserFile
from corpus.errors import CuttingsError, NotAllowed
from corpus.filters import Filters
from qa.alerts import alerts as alerts_module
from qa.alerts.store import FILE_NAME, MIGRATIONS, AlertStore
from qa.service.service import CuttingsService
from qa.service.settings import Settings

ANNA, BORIS = Actor(id="a" * 32, name="Anna"), Actor(id="b" * 32, name="Boris", may_change=False)


def ferry(number: int) -> ArticleDraft:
    text = f"Ferry number {number} struck the pier. The coast guard said {number + 20} people were hurt there."
    return ArticleDraft(title=f"Ferry {number}", text=text, outlet="Gazette", published=f"2024-03-0{number}")


@pytest.fixture
def service(tmp_path: Path):
    paths = ArchivePaths(tmp_path / "archive")
    with closing(CuttingsService(paths, Settings(model="hashing-256", wait_seconds=0))) as made:
        made.maintenance.add_drafts([ferry(1)])
        yield made


def seen_of(service: CuttingsService, actor: Actor) -> list[tuple[str, int]]:
    with acting(actor):
        return [(one.alert.question, sum(not hit.seen for hit in one.hits)) for one in service.alerts.listed()]


def test_one_sees_ones_own_and_everybodys(service: CuttingsService) -> None:
    service.alerts.save_search("ferry")
    with acting(ANNA):
        service.alerts.save_search("pier")
        service.alerts.save_search("ferry")  # the same as everybody's, but Anna's
    with acting(BORIS):
        service.alerts.save_search("pier")
        service.maintenance.add_drafts([ferry(2)])
    assert seen_of(service, ANNA) == [("ferry", 1), ("pier", 1), ("ferry", 1)]
    assert seen_of(service, BORIS) == [("ferry", 1), ("pier", 1)]
    assert seen_of(service, Actor()) == [("ferry", 1)]
    with acting(ANNA):
        assert service.alerts.unseen_count() == 3
        assert service.alerts.feed().count(b"<entry>") == 3
        assert {one.owner for one in service.alerts.saved()} == {"", ANNA.id}
        annas = service.alerts.feed()
    with acting(BORIS):
        assert service.alerts.unseen_count() == 2
        assert service.alerts.feed().count(b"<entry>") == 2
        assert ANNA.id.encode() not in annas
        assert service.alerts.feed().split(b"</id>")[0] != annas.split(b"</id>")[0]


def test_a_check_tells_whoever_has_it_only_of_their_own(service: CuttingsService) -> None:
    service.maintenance._ingest.after_adding = lambda: None
    with acting(ANNA):
        service.alerts.save_search("ferry")
        service.maintenance.add_drafts([ferry(2)])
    with acting(BORIS):
        assert service.alerts.check() == []
    assert seen_of(service, ANNA) == [("ferry", 1)]


def test_what_one_has_seen_of_everybodys_is_new_to_the_other(service: CuttingsService) -> None:
    saved = service.alerts.save_search("ferry")
    service.maintenance.add_drafts([ferry(2)])
    with acting(ANNA):
        assert service.alerts.mark_seen(saved.number)
    assert (seen_of(service, ANNA), seen_of(service, BORIS)) == ([("ferry", 0)], [("ferry", 1)])
    service.maintenance.add_drafts([ferry(3)])
    assert (seen_of(service, ANNA), seen_of(service, BORIS)) == ([("ferry", 1)], [("ferry", 2)])
    with acting(ANNA):
        assert [len(one.hits) for one in service.alerts.listed(unseen=True)] == [1]
    with acting(BORIS):
        assert service.alerts.mark_seen()
        assert service.alerts.listed(unseen=True) == []
    assert service.alerts.mark_seen()  # at a terminal: seen, whoever looks
    assert seen_of(service, ANNA) == [("ferry", 0)]


def test_nobody_removes_or_marks_what_is_anothers(service: CuttingsService) -> None:
    common = service.alerts.save_search("ferry")
    with acting(ANNA):
        own = service.alerts.save_search("pier")
    service.maintenance.add_drafts([ferry(2)])
    with acting(BORIS):
        assert not service.alerts.remove(own.number)
        assert not service.alerts.mark_seen(own.number)
        with pytest.raises(NotAllowed, match="everybody's"):
            service.alerts.remove(common.number)
    assert not service.alerts.remove(own.number)  # nor does a server without users
    assert seen_of(service, ANNA) == [("ferry", 1), ("pier", 1)]
    with acting(ANNA):  # she may change what is everybody's
        assert service.alerts.remove(common.number)
        assert service.alerts.remove(own.number)
    assert seen_of(service, ANNA) == []


def test_each_user_may_save_as_many(service: CuttingsService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts_module, "MOST", 1)
    for actor in (Actor(), ANNA, BORIS):
        with acting(actor):
            service.alerts.save_search("ferry")
            with pytest.raises(CuttingsError, match="saved already"):
                service.alerts.save_search("pier")


def test_the_file_of_a_feed_has_only_what_is_everybodys(service: CuttingsService, tmp_path: Path) -> None:
    service.alerts.write_feed_to(tmp_path / "feed.xml")
    with acting(ANNA):
        service.alerts.save_search("pier")
        service.maintenance.add_drafts([ferry(2)])  # written again, while Anna acts
        assert b"pier" in service.alerts.feed()
    assert b"<entry>" not in (tmp_path / "feed.xml").read_bytes()


def test_a_search_of_ones_own_is_asked_as_its_owner(service: CuttingsService) -> None:
    with acting(ANNA):
        service.alerts.save("How many people were hurt at the pier?")
    with acting(BORIS):
        service.maintenance.add_drafts([ferry(2)])
    assert [question for question, _ in seen_of(service, ANNA)] == ["How many people were hurt at the pier?"]
    assert seen_of(service, BORIS) == []


def test_an_earlier_file_keeps_its_questions_hits_and_numbers(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    with closing(UserFile(path, "alerts", MIGRATIONS[:1])) as file, file.change() as db:
        filters = '{"outlets":[],"since":null,"until":null}'
        for question in ("One?", "Two?", "Three?"):
            db.execute(
                "INSERT INTO alerts (question, filters, created, looked) VALUES (?, ?, '2024-01-01', 3)",
                (question, filters),
            )
        article = '{"id":"x","title":"T","outlet":null,"published":null,"byline":null,"url":null}'
        row = "INSERT INTO hits (alert, article_id, version, article, quotes, found_at, state, copy_of)"
        db.execute(f"{row} VALUES (1, 'x', 1, ?, '[]', '2024', 0, NULL)", (article,))
        db.execute(f"{row} VALUES (1, 'y', 1, ?, '[]', '2024', 0, 1)", (article,))
        db.execute("DELETE FROM alerts WHERE number = 3")
    with closing(AlertStore(path)) as store:
        assert [(one.number, one.question, one.owner) for one in store.alerts()] == [(1, "One?", ""), (2, "Two?", "")]
        assert [(hit.number, hit.copy_of) for hit in store.hits(1)] == [(1, None), (2, 1)]
        assert store.add("Four?", Filters(), 0, []).number == 4
        assert store.remove(1)
        assert store.hits(1) == []
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM hits").fetchone() == (0,)
