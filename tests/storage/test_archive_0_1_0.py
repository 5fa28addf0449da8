"""An archive, a back-up and exported conversations as Cuttings 0.1.0 wrote them: all of it opens, nothing of it changes."""

import hashlib
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from corpus.actor import Actor, acting
from corpus.catalogue.audit import AuditQuery
from corpus.catalogue.paths import ArchivePaths
from qa.cli import main
from qa.service.audit import AuditLog
from qa.service.service import CuttingsService
from qa.service.settings import Settings

KEPT = Path(__file__).parents[1] / "data" / "archives" / "0.1.0"
READER = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def paths(tmp_path: Path) -> ArchivePaths:
    with zipfile.ZipFile(KEPT / "archive.zip") as packed:
        packed.extractall(tmp_path / "archive")
    return ArchivePaths(tmp_path / "archive")


def articles(paths: ArchivePaths) -> list[dict[str, object]]:
    with closing(sqlite3.connect(paths.catalogue)) as db:
        rows = db.execute(
            "SELECT id, version, content_hash, title, text, removed_revision IS NULL FROM articles ORDER BY key"
        ).fetchall()
    return [
        {
            "id": row[0],
            "version": row[1],
            "content_hash": row[2],
            "title": row[3],
            "text_sha256": hashlib.sha256(row[4].encode()).hexdigest(),
            "live": bool(row[5]),
        }
        for row in rows
    ]


def test_articles_ids_and_hashes_are_as_they_were(paths: ArchivePaths) -> None:
    before = json.loads((KEPT / "articles.json").read_text("utf-8"))
    assert articles(paths) == before
    with closing(CuttingsService(paths, Settings(wait_seconds=0))) as service:
        answer = service.ask("How many boats use the basin of the Sable harbour?")
        service.maintenance.catch_up()
        assert len(service.conversations.listed(READER)) == 1
        assert service.maintenance.check(deep=True) == []
    assert "Two hundred and sixty boats" in answer.quotes[0].text
    assert articles(paths) == before


def test_saved_questions_are_everybodys_and_the_audit_log_begins_now(paths: ArchivePaths) -> None:
    with closing(sqlite3.connect(paths.folder / "alerts.sqlite3")) as db:
        before = db.execute(
            "SELECT number, question, (SELECT count(*) FROM hits WHERE alert = alerts.number) FROM alerts ORDER BY number"
        ).fetchall()
    assert before
    assert AuditLog(paths).rows(AuditQuery()) == []  # read as it is, before anything has brought it up to date
    with closing(CuttingsService(paths, Settings(wait_seconds=0))) as service:
        for actor in (Actor(), Actor(id="a" * 32, name="Anna")):
            with acting(actor):
                assert [(one.number, one.question) for one in service.alerts.saved()] == [row[:2] for row in before]
        service.desk.collections.create("Ships")
    assert [row.action for row in AuditLog(paths).rows(AuditQuery())] == ["collection.create"]
    with closing(sqlite3.connect(paths.folder / "alerts.sqlite3")) as db:
        hits = dict(db.execute("SELECT alert, count(*) FROM hits GROUP BY alert"))
    assert hits == {number: count for number, _, count in before if count}


def test_what_is_added_again_is_known(paths: ArchivePaths, tmp_path: Path) -> None:
    with closing(CuttingsService(paths, Settings(wait_seconds=0))) as service:
        live = [service.article(str(one["id"])) for one in articles(paths) if one["live"]]
        again = tmp_path / "again.jsonl"
        keys = ("title", "text", "outlet", "published", "byline", "url", "language")
        again.write_text(
            "".join(json.dumps({key: getattr(one, key) for key in keys}) + "\n" for one in live), encoding="utf-8"
        )
        report = service.maintenance.add([again])
    assert (len(report.added), len(report.changed)) == (0, 0)
    assert len(report.unchanged) == len(live)


def test_a_back_up_is_restored_as_it_was(tmp_path: Path) -> None:
    paths = ArchivePaths(tmp_path / "restored")
    assert main(["import", str(KEPT / "backup.cuttings"), "--archive", str(paths.folder)]) == 0
    assert articles(paths) == json.loads((KEPT / "articles.json").read_text("utf-8"))
    with closing(CuttingsService(paths, Settings(wait_seconds=0))) as service:
        assert service.maintenance.check(deep=True) == []


@pytest.mark.parametrize("kind", ["md", "html"])
def test_an_exported_conversation_is_still_checked(
    paths: ArchivePaths, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(KEPT / f"conversation.{kind}"), "--archive", str(paths.folder)]) == 0
    assert "22 of 22" in capsys.readouterr().out
