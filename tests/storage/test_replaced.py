"""An archive that is replaced or removed while it is in use: what is added is in the one that lies there, or the adding fails."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths
from corpus.errors import ArchiveNotFound, ArchiveReplaced, NotFound
from corpus.filters import Filters
from embeddings.index import writer as indexer
from qa.answering.pipeline import EMPTY_ARCHIVE
from qa.cli import main
from qa.service.conversation_buffer import ConversationBuffer
from qa.service.exchange import Asked, Exchange
from qa.service.jobs import DONE, Jobs
from qa.service.maintenance import Selection
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from tests.storage.made import article, digest

SETTINGS = Settings(model="hashing-256", wait_seconds=0)
READER = "0" * 32


@pytest.fixture
def paths(tmp_path: Path) -> ArchivePaths:
    return ArchivePaths(tmp_path / "archive")


@pytest.fixture
def service(paths: ArchivePaths) -> Iterator[CuttingsService]:
    with closing(CuttingsService(paths, SETTINGS)) as service:
        service.maintenance.add_drafts(drafts(1, 2))
        yield service


def drafts(*numbers: int) -> list[ArticleDraft]:
    return [
        ArticleDraft(title=one.title, text=one.text, outlet=one.outlet, published=one.day)
        for one in map(article, numbers)
    ]


def held(folder: Path) -> set[str]:
    """Return the titles that an archive has, read beside whoever uses it."""
    with closing(sqlite3.connect(f"file:{folder}/catalogue.sqlite3?mode=ro", uri=True)) as db:
        return {row[0] for row in db.execute("SELECT title FROM articles WHERE removed_revision IS NULL")}


def titles(*numbers: int) -> set[str]:
    return {article(number).title for number in numbers}


def quoted(service: CuttingsService, number: int) -> bool:
    mark = article(number).token
    return any(mark in passage.text for passage in service.ask(f"Where does {mark} stand?").passages)


def swap(service: CuttingsService, tmp_path: Path) -> Path:
    """Rename the archive that is in use away, and put another one, with article 9, in its place; return where it went."""
    paths, other, gone = service.paths, tmp_path / "other", tmp_path / "gone"
    with closing(CuttingsService(ArchivePaths(other), SETTINGS)) as made:
        made.maintenance.add_drafts(drafts(9))
        made.maintenance.export(tmp_path / "other.cuttings")
    paths.folder.rename(gone)
    assert main(["import", str(tmp_path / "other.cuttings"), "--archive", str(paths.folder)]) == 0
    return gone


def test_what_is_added_after_a_restore_is_in_the_restored_archive(service: CuttingsService, tmp_path: Path) -> None:
    gone = swap(service, tmp_path)
    report = service.maintenance.add_drafts(drafts(3))
    assert len(report.added) == 1
    assert held(service.paths.folder) == titles(9, 3)
    assert held(gone) == titles(1, 2)
    assert service.maintenance.check(deep=True) == []


def test_a_page_that_says_added_has_added(service: CuttingsService, tmp_path: Path) -> None:
    with closing(Jobs(service.maintenance)) as jobs:
        swap(service, tmp_path)
        path = jobs.new_file("3.txt")
        path.write_text(digest([article(3)]), encoding="utf-8")
        job = jobs.add(path, "3.txt")
        end = time.monotonic() + 30
        while (
            found := next(one for one in jobs.listed() if one.id == job.id)
        ).state != DONE and time.monotonic() < end:
            time.sleep(0.05)
    assert found.said.startswith("1 added")
    assert held(service.paths.folder) == titles(9, 3)


def test_a_question_after_a_restore_is_answered_from_the_restored_archive(
    service: CuttingsService, tmp_path: Path
) -> None:
    assert quoted(service, 1)
    swap(service, tmp_path)
    assert quoted(service, 9)
    assert not quoted(service, 1)
    assert {one.title for one in service.articles()} == titles(9)
    assert service.overview().articles == 1
    assert service.news.stories() == []


def test_removing_and_rebuilding_are_of_the_archive_that_is_there(service: CuttingsService, tmp_path: Path) -> None:
    (old, *_) = service.articles()
    gone = swap(service, tmp_path)
    with pytest.raises(NotFound):
        service.maintenance.remove(Selection(ids=(old.id,)))
    assert service.maintenance.rebuild() == 0
    service.maintenance.compact()
    assert held(gone) == titles(1, 2)


def test_a_copy_that_has_changed_since_is_read_as_it_is(service: CuttingsService, tmp_path: Path) -> None:
    one, other = service.articles()
    copy = tmp_path / "copy"
    shutil.copytree(service.paths.folder, copy)
    with closing(CuttingsService(ArchivePaths(copy), SETTINGS)) as changed:
        changed.maintenance.remove(Selection(ids=(other.id,)))
    service.maintenance.remove(Selection(ids=(one.id,)))
    numbers = {article(number).title: number for number in (1, 2)}
    assert quoted(service, numbers[other.title])
    service.paths.folder.rename(tmp_path / "gone")
    copy.rename(service.paths.folder)
    assert quoted(service, numbers[one.title])
    assert not quoted(service, numbers[other.title])


def test_nothing_is_written_where_the_archive_is_replaced_meanwhile(
    service: CuttingsService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swapped: list[Path] = []

    def hit(step: str) -> None:
        if step == "before-commit" and not swapped:
            swapped.append(tmp_path / "gone")
            swap(service, tmp_path)

    monkeypatch.setattr(indexer, "hit", hit)
    with pytest.raises(ArchiveReplaced, match="nothing was stored this time"):
        service.maintenance.add_drafts(drafts(3))
    assert held(swapped[0]) == titles(1, 2)
    assert held(service.paths.folder) == titles(9)
    assert len(service.maintenance.add_drafts(drafts(3)).added) == 1
    assert held(service.paths.folder) == titles(9, 3)
    assert service.maintenance.check(deep=True) == []


def test_a_reader_at_work_meanwhile_ends_with_what_it_began(service: CuttingsService, tmp_path: Path) -> None:
    with closing(Catalogue(service.paths.catalogue)) as catalogue:
        with catalogue.snapshot() as snapshot:
            swap(service, tmp_path)
            assert {one.title for one in snapshot.articles()} == titles(1, 2)
        with pytest.raises(ArchiveReplaced), catalogue.snapshot():
            pass


@pytest.mark.parametrize("again", [False, True], ids=["deleted", "made again, empty"])
def test_an_archive_that_was_deleted_is_begun_anew(service: CuttingsService, tmp_path: Path, *, again: bool) -> None:
    assert service.conversations.listed(READER) == []  # opens the file
    assert quoted(service, 1)
    shutil.rmtree(service.paths.folder)
    if again:
        service.paths.folder.mkdir()
    assert service.ask("Where?").note == EMPTY_ARCHIVE
    assert service.conversations.listed(READER) == []
    with pytest.raises(ArchiveNotFound):
        service.maintenance.remove(Selection(outlet="Gazette"))
    assert list(service.paths.folder.iterdir() if again else []) == []
    assert len(service.maintenance.add_drafts(drafts(3)).added) == 1
    assert held(service.paths.folder) == titles(3)
    assert quoted(service, 3)


def ask(service: CuttingsService, kept: ConversationBuffer, question: str) -> Exchange:
    asked = Asked(question=question, filters=Filters(), overview=service.overview(), failure="x")
    return kept.add(READER, "one", asked)


def test_conversations_and_saved_questions_are_those_of_the_archive_that_is_there(
    service: CuttingsService, tmp_path: Path
) -> None:
    before = service.conversations
    ask(service, before, "Old?")
    service.alerts.save("Where does the old mark stand?")
    gone = swap(service, tmp_path)
    assert service.conversations.listed(READER) == []
    ask(service, before, "New?")  # what a page still holds goes into the archive that is there
    assert [one.title for one in service.conversations.listed(READER)] == ["New?"]
    assert service.alerts.listed() == []
    service.alerts.save("Where does the new mark stand?")
    assert [one.alert.question for one in service.alerts.listed()] == ["Where does the new mark stand?"]
    with closing(CuttingsService(ArchivePaths(gone), SETTINGS)) as old:
        assert [one.title for one in old.conversations.listed(READER)] == ["Old?"]
        assert [one.alert.question for one in old.alerts.listed()] == ["Where does the old mark stand?"]


@pytest.mark.parametrize("end", [shutil.rmtree, lambda folder: folder.rename(folder.with_name("gone"))])
def test_nothing_is_left_where_an_archive_was(
    service: CuttingsService, end: Callable[[Path], object], tmp_path: Path
) -> None:
    """What a page still holds must not begin a folder that then stands in the way of a restore."""
    kept = service.conversations
    service.maintenance.export(tmp_path / "whole.cuttings")
    end(service.paths.folder)
    assert not ask(service, kept, "Where?").stored
    assert not service.paths.folder.exists()
    assert main(["import", str(tmp_path / "whole.cuttings"), "--archive", str(service.paths.folder)]) == 0
    assert quoted(service, 1)
