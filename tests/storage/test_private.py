"""Files of an archive, and what is written out of it, are their owner's alone: whatever the umask, and at every moment."""

import os
import re
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus import failpoints as steps
from corpus.catalogue.paths import ArchivePaths, writing
from corpus.fetch.cache import FetchCache, Validators
from corpus.filters import Filters
from corpus.private_files import make_folder, open_new
from qa.alerts.feed import atom, write_feed
from qa.answering.answer import Overview
from qa.cli import main
from qa.service.exchange import Asked
from qa.service.jobs import Jobs
from qa.service.maintenance import Selection
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.service.watch import follow

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")

HASHING = Settings(model="hashing-256", wait_seconds=0)


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def digest(number: int) -> str:
    return (
        f"Ferry {number} strikes pier\n\nGazette\nMar {number} 2024\n\nA ferry struck pier {number} at Port Sellen.\n"
    )


def readable(folder: Path) -> list[str]:
    """Return what others may do anything with, at or below a folder."""
    found = []
    for path in [folder, *folder.rglob("*")]:
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:  # gone since it was listed
            continue
        if mode & 0o077:
            found.append(f"{path.relative_to(folder.parent)} {stat.S_IMODE(mode):o}")
    return found


def test_after_every_kind_of_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive, private = tmp_path / "new" / "archive", tmp_path / "new"
    texts = [tmp_path / f"{number}.txt" for number in range(1, 13)]
    for number, path in enumerate(texts, start=1):
        path.write_text(digest(number), encoding="utf-8")

    def run(*words: object, code: int = 0) -> None:
        assert main(["--archive", str(archive), "--model", "hashing-256", *map(str, words)]) == code
        assert readable(private) == []

    run("add", texts[0], "--keep-originals", "on")
    for path in texts[1:]:  # so many that segments are joined
        run("add", path)
    run("alerts", "add", "What did the ferry strike?")
    run("alerts", "feed", private / "alerts.xml")
    run("collection", "add", "Ferries", "--words", "ferry")
    texts[0].write_text(digest(1).replace("struck", "hit"), encoding="utf-8")
    run("add", texts[0])
    run("alerts", "check")
    run("ask", "What did the ferry strike?")
    run("story")
    run("remove", "--before", "2024-03-03")
    run("compact")
    run("rebuild", "--model", "hashing-128")
    run("rebuild")
    run("timeline", "ferry", "--out", private / "ferry.csv")
    run("brief", "--since", "2024-03-01", "-o", private / "brief.md")
    run("export", private / "backup.zip", "--vectors")
    run("add", tmp_path / "missing.txt", code=1)
    (archive / "vectors.sqlite3").write_bytes(b"x" * 5000)
    run("check", "--deep", "--repair")
    assert (archive / "broken-vectors.sqlite3").exists()
    FetchCache(archive).store("https://example.org/", Validators(etag="x"))
    over = threading.Event()
    monkeypatch.setattr("qa.service.watch.follow", lambda folder, turn: follow(folder, turn, stop=over))
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "13.txt").write_text(digest(13), encoding="utf-8")
    threading.Timer(2, over.set).start()  # a file is complete when it has not changed for a second
    run("watch", tmp_path / "news")
    archive = private / "restored"
    run("import", private / "backup.zip")


def test_at_every_step_of_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "archive"
    seen: set[str] = set()

    class Watching(dict[str, int]):
        def __contains__(self, step: object) -> bool:
            seen.add(str(step))
            assert readable(folder) == [], step
            return False

    monkeypatch.setattr(steps, "_waiting", Watching())
    with closing(CuttingsService(ArchivePaths(folder), HASHING)) as service:
        for number in range(1, 12):
            path = tmp_path / f"{number}.txt"
            path.write_text(digest(number), encoding="utf-8")
            service.maintenance.add([path])
        service.maintenance.compact()
        service.maintenance.rebuild()
    assert seen >= {"vectors-cached", "segment-written", "segment-renamed", "committed", "merged", "swapped", "swept"}


def test_what_a_server_keeps_and_takes_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "uploads").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "uploads"))
    (tmp_path / "a.txt").write_text(digest(1), encoding="utf-8")
    with (
        closing(CuttingsService(ArchivePaths(tmp_path / "archive"), HASHING)) as service,
        closing(Jobs(service.maintenance)) as jobs,
    ):
        service.maintenance.add([tmp_path / "a.txt"])
        overview = Overview(articles=1, passages=1, outlets=1, first=None, last=None, sample=False, model="m")
        service.conversations.add("anna", "c", Asked(question="Who?", filters=Filters(), overview=overview))
        assert (tmp_path / "archive" / "conversations.sqlite3-wal").exists()
        upload = jobs.new_file("secret.txt")
        with open_new(upload):
            assert upload.exists()
            (uploads,) = (tmp_path / "uploads").iterdir()
            assert readable(uploads) == []
        assert readable(tmp_path / "archive") == []


def test_an_archive_that_others_could_read_is_tightened_by_the_next_writer(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(digest(1), encoding="utf-8")
    paths = ArchivePaths(tmp_path / "archive")
    with closing(CuttingsService(paths, HASHING)) as service:
        service.maintenance.add([tmp_path / "a.txt"])
    for path in [paths.folder, *paths.folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o640)
    with closing(CuttingsService(paths, HASHING)) as service:
        service.ask("Who?")
        assert readable(paths.folder)
        service.maintenance.remove(Selection(ids=tuple(article.id for article in service.articles())))
        assert readable(paths.folder) == []
    paths.catalogue.chmod(0o400)
    with writing(paths):
        assert stat.S_IMODE(paths.catalogue.stat().st_mode) == 0o400  # nothing is ever given


def test_a_folder_with_other_things_in_it_stays_open_and_they_do_too(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir(mode=0o755)
    (folder / "notes.txt").write_text("ours", encoding="utf-8")
    paths = ArchivePaths(folder)
    with closing(CuttingsService(paths, HASHING)) as service:
        (tmp_path / "a.txt").write_text(digest(1), encoding="utf-8")
        service.maintenance.add([tmp_path / "a.txt"])
    assert readable(folder) == ["project 755", "project/notes.txt 666"]


def test_a_folder_made_for_an_archive_and_those_above_it_are_private(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b" / "c")
    assert readable(tmp_path / "a") == []
    (tmp_path / "open").mkdir()
    make_folder(tmp_path / "open")
    assert readable(tmp_path / "open") == ["open 777"]


def test_a_feed_that_a_web_server_may_read_stays_so(tmp_path: Path) -> None:
    path = tmp_path / "alerts.xml"
    write_feed(path, atom("x", "2024-01-01T00:00:00+00:00", []))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    write_feed(path, atom("x", "2024-01-01T00:00:00+00:00", []))
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_nothing_is_written_but_through_one_place() -> None:
    """What makes files otherwise has to be in this list, with the reason why it may."""
    root = Path(__file__).parents[2]
    making = re.compile(
        r"\.mkdir\(|\.write_(?:text|bytes)\(|\.open\(\"[wax]|\bopen\([^)]*\"[wax]|sqlite3\.connect\((?!\"|f\")|os\.open\("
    )
    allowed = {
        "corpus/private_files.py": "it is the place",
        "corpus/sqlite.py": "prepared before",
        "corpus/readers/sandbox/child.py": "no file of ours",
        "qa/cli.py": "no file of ours",
        "embeddings/backup/container.py": "reads; a folder is opened to flush it",
        "embeddings/index/backend.py": "a folder is opened to flush it",
        "qa/commands/desk.py": "with `opener`",
        "qa/commands/evaluate.py": "with `opener`",
        "qa/commands/news.py": "with `opener`",
    }
    found = {
        str(path.relative_to(root))
        for part in ("corpus", "embeddings", "qa")
        for path in (root / part).rglob("*.py")
        if making.search(path.read_text("utf-8"))
    }
    assert found <= set(allowed), f"let corpus.private_files make what is new here: {found - set(allowed)}"
