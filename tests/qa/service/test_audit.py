"""The audit log of a whole archive: each change has its row, in whichever file, and a killed process leaves neither alone."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from corpus.actor import PAGE, Actor, acting
from corpus.catalogue.audit import AuditOptions, AuditQuery, AuditRow
from corpus.catalogue.paths import ArchivePaths
from corpus.errors import ArchiveNotFound, CuttingsError
from corpus.filters import Filters
from qa.cli import main
from qa.service.audit import AuditLog, parsed_place, place_text
from qa.service.exchange import Asked
from qa.service.jobs import Jobs
from qa.service.maintenance import Selection
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from tests.qa.accounts.people import RIA, with_people

ROOT = Path(__file__).parents[3]
ANNA = Actor(id="a" * 32, name="Anna")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "digest.jsonl").write_text(
        "".join(
            json.dumps(
                {"title": f"Ferry {n}", "text": f"A ferry struck pier {n}. Nobody was hurt.", "outlet": "Gazette"}
            )
            + "\n"
            for n in range(3)
        ),
        encoding="utf-8",
    )
    return tmp_path


@pytest.fixture
def service(folder: Path):
    with closing(
        CuttingsService(ArchivePaths(folder / "archive"), Settings(model="hashing-256", wait_seconds=0))
    ) as made:
        yield made


def log(service: CuttingsService, query: AuditQuery | None = None) -> list[AuditRow]:
    return AuditLog(service.paths).rows(query or AuditQuery())


def told(rows: list[AuditRow]) -> list[tuple[str, str]]:
    return [(row.actor, row.action) for row in rows]


def test_where_there_is_no_archive_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(ArchiveNotFound, match="cuttings add"):
        AuditLog(ArchivePaths(tmp_path / "none")).rows(AuditQuery())


def test_every_change_has_its_row(service: CuttingsService, folder: Path) -> None:
    with acting(ANNA):
        report = service.maintenance.add([folder / "digest.jsonl"])
        service.maintenance.add([folder / "digest.jsonl"])  # nothing is new: no row
        first, second, third = report.added
        service.maintenance.correct(first, {"outlet": "Courier"})
        service.maintenance.correct(first, {"outlet": "Courier"})  # nothing changes: no row
        service.maintenance.undo_correction(first)
    with acting(PAGE):
        service.maintenance.remove(Selection(ids=(second, third)), dry_run=True)
        service.maintenance.remove(Selection(ids=(second, third)))
        service.maintenance.put_back(second)
        service.maintenance.rebuild()
        service.maintenance.compact()
    rows = log(service)[::-1]
    assert told(rows) == [
        ("Anna", "articles.add"),
        ("Anna", "article.correct"),
        ("Anna", "article.correct"),
        ("page", "articles.remove"),
        ("page", "articles.restore"),
        ("page", "index.rebuild"),
        ("page", "archive.compact"),
    ]
    assert (rows[0].target, rows[0].detail) == (str(folder / "digest.jsonl"), "3 added")
    assert [(row.target, row.detail) for row in rows[1:3]] == [(first, "outlet"), (first, "as it was read")]
    assert set(rows[3].target.split()) == {second, third}
    assert (rows[4].target, rows[4].detail) == (second, "1 added")


def test_rows_of_all_files_are_one_list(service: CuttingsService, folder: Path) -> None:
    with acting(ANNA):
        (article, *_) = service.maintenance.add([folder / "digest.jsonl"]).added
        collection = service.desk.collections.create("Ships", [article])
        service.desk.collections.rename(collection.id, "Boats")
        service.desk.collections.take_out(collection.id, [article])
        service.desk.collections.delete(collection.id)
        dossier = service.desk.dossiers.create("The ferry")
        entry = service.desk.pin_place(dossier.id, article)
        service.desk.dossiers.annotate(dossier.id, entry.id, "Call her.")
        service.desk.dossiers.delete(dossier.id)
        alert = service.alerts.save_search("harbour")
        service.alerts.save_search("harbour")  # saved already: no row
        service.alerts.remove(alert.number)
        feed = service.feeds.follow("https://example.org/secret-token/feed", pages=False, every=60)
        service.feeds.stop(feed.id)
        service.desk.marks.star(article)
        service.desk.marks.note(article, "Call her.")
    rows = log(service)
    assert [(row.action, row.target) for row in rows[::-1]] == [
        ("articles.add", str(folder / "digest.jsonl")),
        ("collection.create", collection.id),
        ("collection.fill", collection.id),
        ("collection.rename", collection.id),
        ("collection.take", collection.id),
        ("collection.delete", collection.id),
        ("dossier.create", dossier.id),
        ("dossier.pin", dossier.id),
        ("dossier.annotate", dossier.id),
        ("dossier.delete", dossier.id),
        ("alert.add", "1"),
        ("alert.remove", "1"),
        ("feed.follow", feed.id),
        ("feed.drop", feed.id),
    ]
    assert {row.file for row in rows} == {"catalogue", "desk", "alerts", "feeds"}
    whole = " ".join(f"{row.target} {row.detail}" for row in rows)
    for private in ("Ships", "Boats", "The ferry", "harbour", "Call her", "secret-token"):
        assert private not in whole
    read, query = [], AuditQuery(limit=4)
    while page := log(service, query):
        read += page
        query = AuditQuery(limit=4, after=parsed_place(place_text(page[-1])))
    assert read == rows


def test_a_job_is_done_by_whoever_has_started_it(service: CuttingsService, folder: Path) -> None:
    with closing(Jobs(service.maintenance)) as jobs:
        for actor, title in ((ANNA, "Ferry"), (PAGE, "Mill")):
            file = jobs.new_file("one.txt")
            file.write_text(
                f"{title}\n\nGazette\nMar 8 2024\n\nThe {title} was late on Friday. Nobody was hurt.\n", "utf-8"
            )
            with acting(actor):
                jobs.add(file, "one.txt")
        deadline = time.monotonic() + 60
        while any(job.state in {"waiting", "working"} for job in jobs.listed()):
            assert time.monotonic() < deadline
            time.sleep(0.02)
    assert [(row.actor, row.detail) for row in log(service)] == [("page", "1 added"), ("Anna", "1 added")]


def test_old_rows_are_forgotten(service: CuttingsService, folder: Path) -> None:
    service.maintenance.add([folder / "digest.jsonl"])
    service.desk.collections.create("Ships")
    with closing(sqlite3.connect(service.paths.catalogue)) as db, db:
        db.execute("UPDATE audit SET at = '2020-01-01T00:00:00.000+00:00'")
    kept = AuditLog(service.paths, AuditOptions(days=9_999))
    assert kept.forget_old() == 0
    log_of_a_year = AuditLog(service.paths, AuditOptions(days=365))
    assert log_of_a_year.forget_old() == 1
    assert [row.action for row in log(service)] == ["collection.create"]
    with closing(sqlite3.connect(service.paths.folder / "desk.sqlite3")) as db, db:
        db.execute("UPDATE audit SET at = '2020-01-01T00:00:00.000+00:00'")
    assert log_of_a_year.forget_old() == 0  # once a day
    assert AuditLog(service.paths, AuditOptions(days=365)).forget_old() == 1


def test_a_server_forgets_by_its_setting(service: CuttingsService, folder: Path) -> None:
    service.maintenance.add([folder / "digest.jsonl"])
    service.desk.collections.create("Ships")
    for name in ("catalogue", "desk"):
        with closing(sqlite3.connect(service.paths.folder / f"{name}.sqlite3")) as db, db:
            db.execute("UPDATE audit SET at = '2020-01-01T00:00:00.000+00:00'")
    for days, left in ((9_999, 2), (30, 0)):
        settings = Settings(wait_seconds=0, audit=AuditOptions(days=days))
        with closing(CuttingsService(service.paths, settings)) as server:
            server.warm()
            assert server._catching_up
            server._catching_up.join()
        assert len(log(service)) == left


def test_what_is_a_users_own_goes_with_the_user(service: CuttingsService, folder: Path) -> None:
    (article, *_) = service.maintenance.add([folder / "digest.jsonl"]).added
    asked = Asked(question="Who?", filters=Filters(), overview=service.overview())
    boris = Actor(id="b" * 32, name="Boris")
    for actor in (ANNA, boris, Actor()):
        with acting(actor):
            service.alerts.save_search("harbour")
            service.desk.marks.tag(article, [f"of {actor.name}"])
            service.conversations.add(actor.id or "c" * 32, "one", asked)
    service.forget_user(ANNA.id)
    service.forget_user("")
    assert [one.owner for one in service.alerts.saved(whosever=True)] == [boris.id, ""]
    assert service.conversations.listed(ANNA.id) == []
    assert service.conversations.listed(boris.id)
    with acting(ANNA):
        assert [tag for tag, _ in service.desk.marks.tags()] == ["of"]
    assert (log(service)[0].action, log(service)[0].actor_id) == ("alert.remove", "")


def test_a_restored_archive_begins_with_its_import(service: CuttingsService, folder: Path) -> None:
    service.maintenance.add([folder / "digest.jsonl"])
    service.maintenance.export(folder / "one.cuttings")
    with closing(CuttingsService(ArchivePaths(folder / "back"), Settings(wait_seconds=0))) as back:
        back.maintenance.restore(folder / "one.cuttings")
        assert [row.action for row in log(back)] == ["index.rebuild", "archive.import"]
        back.maintenance.export(folder / "two.cuttings")
    assert (folder / "one.cuttings").read_bytes() == (folder / "two.cuttings").read_bytes()


def test_the_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = ["--archive", str(folder / "archive")]
    assert main(["add", str(folder / "digest.jsonl"), *archive, "--model", "hashing-256"]) == 0
    assert main(["collection", "add", "Ships", *archive]) == 0
    capsys.readouterr()
    assert main(["audit", *archive]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[2].split(" ")[0] for line in shown] == ["collection.create", "articles.add"]
    assert all(line.split("  ")[1].startswith("terminal: ") for line in shown)
    assert main(["audit", "--json", "--limit", "1", *archive]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["action"], row["file"]) == ("collection.create", "desk")
    assert main(["audit", "--json", "--after", row["place"], *archive]) == 0
    assert [one["action"] for one in json.loads(capsys.readouterr().out)] == ["articles.add"]
    assert main(["audit", "--user", "page", *archive]) == 0
    assert capsys.readouterr().out == "Nothing was changed.\n"
    assert main(["audit", "--since", "yesterday", *archive]) == 1
    assert "2026-03-31" in capsys.readouterr().err
    with pytest.raises(CuttingsError, match="no place"):
        parsed_place("2026-01-01 passwords 1")


def test_a_crafted_name_of_a_file_does_not_reach_the_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crafted = folder / "a\x1b[2Jb.jsonl"
    (folder / "digest.jsonl").rename(crafted)
    archive = ["--archive", str(folder / "archive")]
    assert main(["add", str(crafted), *archive, "--model", "hashing-256"]) == 0
    capsys.readouterr()
    assert main(["audit", *archive]) == 0
    assert "\x1b" not in capsys.readouterr().out


KILLED = """
import os, signal, sys
from pathlib import Path
from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.user_file import UserFile
from qa.alerts.alerts import Alerts
from qa.desk.desk import Desk
from qa.service.followed import FollowedFeeds

paths, what, when = ArchivePaths(Path(sys.argv[1])), sys.argv[2], sys.argv[3]
die = lambda: os.kill(os.getpid(), signal.SIGKILL)
acts = {
    "desk": lambda: Desk(paths).collections.create("Ships"),
    "alerts": lambda: Alerts(paths, None, lambda *_: []).save_search("harbour"),
    "feeds": lambda: FollowedFeeds(paths).follow("https://example.org/feed", pages=False, every=60),
}
if when == "before":
    UserFile._check = lambda self: die() if self._db.in_transaction else None
else:
    empty_log = UserFile._empty_log
    logged = "SELECT count(*) FROM audit"
    UserFile._empty_log = lambda self: die() if self._db.execute(logged).fetchone()[0] else empty_log(self)
acts[what]()
"""


@pytest.mark.service
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("what", "table"), [("desk", "collections"), ("alerts", "alerts"), ("feeds", "feeds")])
def test_a_killed_process_leaves_a_change_and_its_row_or_neither(
    service: CuttingsService, folder: Path, what: str, table: str, when: str
) -> None:
    service.maintenance.add([folder / "digest.jsonl"])
    path = service.paths.folder / f"{what}.sqlite3"
    run = [sys.executable, "-c", KILLED, str(service.paths.folder), what, when]
    ended = subprocess.run(run, capture_output=True, text=True, timeout=120, check=False, env={**os.environ})
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    with closing(sqlite3.connect(path)) as db:
        changed = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
        logged = db.execute("SELECT count(*) FROM audit").fetchone()[0]
    assert (changed, logged) == ((0, 0) if when == "before" else (1, 1))


@pytest.mark.service
@pytest.mark.parametrize(("step", "stored"), [("before-commit:1", 0), ("committed:1", 3), ("segment-renamed:1", 0)])
def test_a_killed_add_leaves_articles_and_their_row_or_neither(folder: Path, step: str, stored: int) -> None:
    archive = folder / "archive"
    run = [sys.executable, "-m", "qa.cli", "add", str(folder / "digest.jsonl"), "--archive", str(archive)]
    run += ["--model", "hashing-256"]
    env = {**os.environ, "CUTTINGS_KILL_AT": step, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(run, capture_output=True, text=True, timeout=120, check=False, env=env)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    with closing(CuttingsService(ArchivePaths(archive), Settings(wait_seconds=0))) as service:
        assert service.overview().articles == stored
        assert [row.detail for row in log(service)] == (["3 added"] if stored else [])


def test_removing_a_user_removes_what_was_their_own(
    service: CuttingsService, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (article, *_) = service.maintenance.add([folder / "digest.jsonl"]).added
    with closing(with_people(service.paths.folder)) as accounts:
        ria = accounts.users.named(RIA)
        assert ria
    with acting(ria.actor()):
        service.desk.marks.note(article, "Ria's own.")
        service.alerts.save_search("harbour")
    assert main(["users", "remove", RIA, "--archive", str(service.paths.folder)]) == 0
    assert "what was their own" in capsys.readouterr().out
    with acting(ria.actor()):
        assert (service.desk.marks.all(), service.alerts.listed()) == ({}, [])
    row = next(row for row in log(service) if row.action == "user.remove")
    assert (row.file, row.target, row.actor_id) == ("users", RIA, "")


def test_every_action_is_in_the_manual() -> None:
    written = re.compile(r'record\(\s*(?:\w+(?:\._db)?,\s*)?"([a-z.]+)"(?: if \w+ else "([a-z.]+)")?')
    told = (ROOT / "docs" / "operation.md").read_text("utf-8")
    told = told[told.index("## Who changed what") : told.index("## What a back-up holds")]
    sources = [path for package in ("corpus", "embeddings", "qa") for path in (ROOT / package).rglob("*.py")]
    found = {
        action for path in sources for groups in written.findall(path.read_text("utf-8")) for action in groups if action
    }
    assert {"articles.remove", "dossier.pin", "feed.follow", "user.add"} <= found
    for action in found:
        family, _, rest = action.partition(".")
        assert f"`{action}`" in told or f"`{family}.…`" in told or f"`.{rest}`" in told, action
