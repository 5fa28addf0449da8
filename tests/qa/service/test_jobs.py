"""Work that a page asks for: files one by one, each with what came of it; nothing left behind."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from corpus.errors import ArchiveBusy
from corpus.fetch.politeness import Pace
from corpus.fetch.transport import FetchOptions
from corpus.originals import KeepOptions, SourceFile
from corpus.readers.ingest import FileRead, read_files
from corpus.readers.sandbox.worker import shared_worker
from qa.service.jobs import CANCELLED, DONE, FAILED, WAITING, WORKING, Job, Jobs
from qa.service.maintenance import Selection
from qa.service.progress import AddReport, Progress
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from tests.corpus.fetch.sites import PAGE, Site

DIGEST = "Ferry strikes pier\n\nGazette\nMar 8 2024\n\nA ferry struck the pier on Friday, and 27 people were hurt.\n"


class Archive:
    """A service that notes what it is given, and waits where it is told to."""

    def __init__(self) -> None:
        self.added: list[ArticleDraft] = []
        self.go_on = threading.Event()
        self.go_on.set()
        self.failure: Exception | None = None
        self.pages: Sequence[int] = ()

    def read(self, files: Sequence[Path], on_progress: Callable[[Progress], None]) -> Iterator[FileRead]:
        for page in self.pages:
            on_progress(Progress(what="x.pdf", done=page, total=9, unit="pages by OCR"))
            self.go_on.wait(10)
        return read_files(files)

    worker = property(lambda _: shared_worker())

    def add_drafts(
        self,
        drafts: Sequence[ArticleDraft],
        on_progress: Callable[[Progress], None] = print,
        file: SourceFile | None = None,
    ) -> AddReport:
        self._work(on_progress)
        self.added += drafts
        return AddReport(added=tuple(draft.id for draft in drafts))

    def rebuild(self, model: str | None = None, on_progress: Callable[[Progress], None] = print) -> int:
        self._work(on_progress)
        return 5

    def _work(self, on_progress: Callable[[Progress], None]) -> None:
        on_progress(Progress(what="x", done=5, total=10))
        self.go_on.wait(10)
        if self.failure:
            raise self.failure
        on_progress(Progress(what="x", done=10, total=10))


@pytest.fixture
def archive() -> Archive:
    return Archive()


@pytest.fixture
def jobs(archive: Archive):
    with closing(Jobs(archive)) as jobs:
        yield jobs


def send(jobs: Jobs, name: str, text: str = DIGEST) -> tuple[Job, Path]:
    path = jobs.new_file(name)
    path.write_text(text, encoding="utf-8")
    return jobs.add(path, name), path


def until(jobs: Jobs, job: Job, *states: str) -> Job:
    for _ in range(400):
        now = next(one for one in jobs.listed() if one.id == job.id)
        if now.state in states:
            return now
        time.sleep(0.05)
    raise AssertionError(now)


def test_a_file_is_added_under_its_own_name_and_its_copy_removed(jobs: Jobs, archive: Archive) -> None:
    job, path = send(jobs, "folder/news of today.txt")
    done = until(jobs, job, DONE, FAILED)
    assert (done.state, done.said, done.done, done.total) == (DONE, "1 added.", 10, 10)
    assert [(draft.title, draft.source) for draft in archive.added] == [
        ("Ferry strikes pier", "folder/news of today.txt")
    ]
    assert not path.parent.exists()


def test_rate_and_time_left_are_told_while_it_works(jobs: Jobs, archive: Archive) -> None:
    archive.go_on.clear()
    job, _ = send(jobs, "a.txt")
    until(jobs, job, WORKING)
    for _ in range(400):
        now = next(one for one in jobs.listed() if one.id == job.id)
        if now.total:
            break
        time.sleep(0.05)
    assert (now.done, now.total) == (5, 10)
    assert now.rate
    assert now.seconds_left is not None
    assert now.seconds_left >= 0
    archive.go_on.set()
    until(jobs, job, DONE)


def test_a_file_that_cannot_be_read_says_why_and_the_next_goes_on(jobs: Jobs) -> None:
    bad, path = send(jobs, "empty.txt", "")
    good, _ = send(jobs, "good.txt")
    failed = until(jobs, bad, FAILED, DONE)
    assert failed.state == FAILED
    assert "empty" in failed.said
    assert str(path) not in failed.said
    assert until(jobs, good, DONE, FAILED).state == DONE
    assert not path.parent.exists()


def test_an_address_is_fetched_each_time_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.fetch.client.Pace", lambda *_: Pace(0.0))
    settings, site = Settings(model="hashing-256", originals=KeepOptions(keep="on")), Site()
    site.answers["/page"] = (200, {"Content-Type": "text/html", "ETag": "1"}, PAGE.encode())
    with (
        closing(site),
        closing(CuttingsService(ArchivePaths(tmp_path / "archive"), settings)) as service,
        closing(Jobs(service.maintenance, FetchOptions(allow_private=True))) as jobs,
        closing(Jobs(service.maintenance)) as careful,
    ):
        refused = until(careful, careful.fetch("http://127.0.0.1/page"), DONE, FAILED)
        assert (refused.state, refused.said == "127.0.0.1 is not public.") == (FAILED, True)
        assert "no http or https address" in until(careful, careful.fetch("file:///etc/passwd"), FAILED).said.lower()
        assert site.asked == []
        added = until(jobs, jobs.fetch(f"{site.root}/page"), DONE, FAILED)
        assert (added.state, added.said) == (DONE, "Articles: 1 added.")
        (article,) = service.articles()
        original, _ = service.originals.file(article) or (None, "")
        assert original is not None
        assert original.read_bytes() == PAGE.encode()
        assert article.source == f"{site.root}/page"
        service.maintenance.remove(Selection(ids=(article.id,)))
        until(jobs, jobs.fetch(f"{site.root}/page"), DONE, FAILED)
        assert [one.id for one in service.articles()] == [article.id]
        missing = until(jobs, jobs.fetch(f"{site.root}/missing"), DONE, FAILED)
        assert (missing.state, "404" in missing.said) == (FAILED, True)


def test_errors_are_told_and_secrets_are_not(jobs: Jobs, archive: Archive) -> None:
    archive.failure = ArchiveBusy("process 7 is writing")
    assert until(jobs, send(jobs, "a.txt")[0], FAILED).said == "Process 7 is writing."
    archive.failure = ZeroDivisionError("secret")
    assert "secret" not in until(jobs, send(jobs, "a.txt")[0], FAILED).said


def test_cancelling_ends_what_works_and_what_waits(jobs: Jobs, archive: Archive) -> None:
    archive.go_on.clear()
    working, first = send(jobs, "a.txt")
    waiting, second = send(jobs, "b.txt")
    until(jobs, working, WORKING)
    assert next(one for one in jobs.listed() if one.id == waiting.id).state == WAITING
    assert jobs.cancel(waiting.id)
    assert jobs.cancel(working.id)
    archive.go_on.set()
    assert until(jobs, working, CANCELLED, DONE).state == CANCELLED
    assert until(jobs, waiting, CANCELLED, DONE).state == CANCELLED
    assert archive.added == []
    assert not jobs.cancel(working.id)
    assert not jobs.cancel("nothing")
    until(jobs, send(jobs, "c.txt")[0], DONE)
    assert not first.parent.exists()
    assert not second.parent.exists()


def test_only_so_much_may_wait(jobs: Jobs, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    assert jobs.room()
    archive.go_on.clear()
    first, _ = send(jobs, "a.txt")
    monkeypatch.setattr("qa.service.jobs.MOST_BYTES", len(DIGEST))
    assert not jobs.room()
    archive.go_on.set()
    until(jobs, first, DONE)
    monkeypatch.setattr("qa.service.jobs.MOST_WAITING", 0)
    assert not jobs.room()


def test_the_index_is_made_once_at_a_time(jobs: Jobs, archive: Archive) -> None:
    archive.go_on.clear()
    job = jobs.rebuild()
    assert job is not None
    assert jobs.rebuild() == next(one for one in jobs.listed() if one.id == job.id)
    assert jobs.rebuild("another reader") is None
    archive.go_on.set()
    assert until(jobs, job, DONE).said == "Rebuilt; 5 passages had to be encoded."
    again = jobs.rebuild()
    assert again is not None
    assert again.id != job.id


def test_nobody_sees_or_ends_what_another_reader_asked_for(jobs: Jobs, archive: Archive) -> None:
    archive.go_on.clear()
    path = jobs.new_file("secret plans.txt")
    path.write_text(DIGEST, encoding="utf-8")
    job = jobs.add(path, "secret plans.txt", "anna")
    assert [one.id for one in jobs.listed("anna")] == [job.id]
    assert jobs.listed("berta") == jobs.listed() == []
    assert not jobs.cancel(job.id, "berta")
    assert not jobs.cancel(job.id)
    assert (jobs.of_others("berta"), jobs.of_others("anna")) == (1, 0)
    assert jobs.cancel(job.id, "anna")
    archive.go_on.set()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..", "", ".", "a/b\\c.txt", "x" * 400 + ".txt", "\x00\u202e.md", "C:\\a.txt"]
)
def test_no_name_leads_out_of_the_folder(jobs: Jobs, name: str) -> None:
    path = jobs.new_file(name)
    assert path.parent.parent == jobs.new_file("x").parent.parent
    assert path.resolve().parent == path.parent.resolve()
    path.write_text("x", encoding="utf-8")
    jobs.discard(path)
    assert not path.exists()


def test_nothing_is_left_at_the_end(archive: Archive) -> None:
    jobs = Jobs(archive)
    path = jobs.new_file("a.txt")
    path.write_text("x", encoding="utf-8")
    jobs.close()
    assert not path.parent.parent.exists()


def test_a_scan_says_its_page_and_is_cancelled_between_pages(archive: Archive, jobs: Jobs) -> None:
    archive.pages = (2, 3)
    archive.go_on.clear()
    job, _ = send(jobs, "a.pdf")
    end = time.monotonic() + 10
    while (now := until(jobs, job, WORKING, WAITING)).said == "" and time.monotonic() < end:
        time.sleep(0.01)
    assert (now.said, now.total) == ("Page 3 of 9 by OCR", 0)
    assert jobs.cancel(job.id)
    archive.go_on.set()
    assert until(jobs, job, CANCELLED).said.startswith("Cancelled.")
    assert archive.added == []
