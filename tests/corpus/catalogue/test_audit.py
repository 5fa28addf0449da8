"""The audit log: a row is there exactly when its change is, and names who changed what."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.actor import PAGE, Actor, acting
from corpus.article import ArticleDraft
from corpus.catalogue import audit
from corpus.catalogue.audit import AuditQuery, AuditRow, audit_rows
from corpus.catalogue.catalogue import Catalogue
from corpus.sqlite import ConnectionOptions, connect

ANNA = Actor(id="a" * 32, name="Anna")


@pytest.fixture
def catalogue(tmp_path: Path):
    with closing(Catalogue(tmp_path / "archive" / "catalogue.sqlite3", create=True)) as made:
        yield made


def rows(catalogue: Catalogue, query: AuditQuery | None = None) -> list[AuditRow]:
    with closing(connect(catalogue.path, ConnectionOptions(query_only=True))) as db:
        return audit_rows(db, "catalogue", query or AuditQuery())


def test_a_row_says_who_did_what(catalogue: Catalogue) -> None:
    with acting(ANNA), catalogue.change() as change:
        change.record("articles.add", "digest.txt", detail="2 added")
    with acting(PAGE), catalogue.change() as change:
        change.record("articles.remove", "b" * 12)
    with catalogue.change() as change:
        change.record("archive.compact", "")
    third, second, first = rows(catalogue)
    assert (first.actor_id, first.actor, first.action, first.target, first.detail) == (
        ANNA.id,
        "Anna",
        "articles.add",
        "digest.txt",
        "2 added",
    )
    assert (second.actor_id, second.actor) == ("", "page")
    assert third.actor.startswith("terminal: ")
    assert (first.id, second.id, third.id) == (1, 2, 3)
    assert first.at <= second.at <= third.at
    assert first.at.endswith("+00:00")


def test_the_user_of_a_command_is_that_of_its_process(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Actor().logged_name
    for name in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    assert Actor().logged_name == before


def test_what_is_undone_has_no_row(catalogue: Catalogue) -> None:
    def failing() -> None:
        with catalogue.change() as change:
            change.store(ArticleDraft(title="Ferry", text="A ferry struck the pier."), [(0, 24)])
            change.record("articles.add", "x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    assert rows(catalogue) == []
    with catalogue.snapshot() as snapshot:
        assert snapshot.is_empty()


def test_a_row_alone_is_no_new_revision(catalogue: Catalogue) -> None:
    with catalogue.snapshot() as snapshot:
        before = snapshot.revision
    with catalogue.change() as change:
        change.record("archive.compact", "")
    with catalogue.snapshot() as snapshot:
        assert snapshot.revision == before


def test_rows_are_chosen_and_read_on(catalogue: Catalogue) -> None:
    for number in range(6):
        with acting(ANNA if number % 2 else PAGE), catalogue.change() as change:
            change.record("articles.add" if number < 3 else "alert.add", str(number))
    everything = [row.target for row in rows(catalogue)]
    assert everything == ["5", "4", "3", "2", "1", "0"]
    assert [row.target for row in rows(catalogue, AuditQuery(actor="Anna"))] == ["5", "3", "1"]
    assert [row.target for row in rows(catalogue, AuditQuery(actor=ANNA.id))] == ["5", "3", "1"]
    assert [row.target for row in rows(catalogue, AuditQuery(actor="nobody"))] == []
    assert [row.target for row in rows(catalogue, AuditQuery(action="alert"))] == ["5", "4", "3"]
    assert [row.target for row in rows(catalogue, AuditQuery(action="articles.add"))] == ["2", "1", "0"]
    assert rows(catalogue, AuditQuery(action="article")) == []
    assert rows(catalogue, AuditQuery(since="9999-01-01")) == []
    query, read = AuditQuery(limit=4), []
    while page := rows(catalogue, query):
        read += [row.target for row in page]
        query = replace(query, after=page[-1].place)
    assert read == everything


def test_only_the_newest_rows_are_kept(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "MOST", 3)
    for number in range(5):
        with catalogue.change() as change:
            change.record("articles.add", str(number))
    assert [row.target for row in rows(catalogue)] == ["4", "3", "2"]


def test_whoever_writes_the_most_pushes_out_nobody_elses_rows(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "MOST", 4)
    with acting(ANNA), catalogue.change() as change:
        change.record("user.role", "Ria", detail="admin")
    for number in range(50):
        with acting(Actor(id="b" * 32, name="Ria")), catalogue.change() as change:
            change.record("token.add", str(number))
    assert [row.target for row in rows(catalogue)] == ["49", "48", "47", "Ria"]


def test_a_full_log_is_bounded_and_of_all_who_write_there(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "MOST", 300)
    with catalogue.change() as change:
        for number in range(2000):
            with acting(Actor(id=str(number % 7), name="Somebody")):
                change.record("token.add", str(number))
    kept = rows(catalogue, AuditQuery(limit=1000))
    assert 300 <= len(kept) <= 303
    assert {row.actor_id for row in kept} == set("0123456")
    assert kept[0].target == "1999"


def test_a_long_target_is_cut_and_half_a_character_stored(catalogue: Catalogue) -> None:
    with catalogue.change() as change:
        change.record("articles.add", "x" * 400, detail="name \udc80")
    (row,) = rows(catalogue)
    assert row.target == "x" * 299 + "…"
    assert row.detail == "name ?"
