"""A site, another, and an archive that the commands of each test write to."""

import pytest

from corpus.fetch.politeness import Pace
from corpus.readers.sandbox.worker import Worker, WorkerOptions
from tests.corpus.fetch.sites import FEED, PAGE, Site


@pytest.fixture
def site():
    made = Site()
    html = {
        "Content-Type": "text/html; charset=utf-8",
        "ETag": '"one"',
        "Last-Modified": "Fri, 08 Mar 2024 10:42:00 GMT",
    }
    made.answers["/page"] = (200, html, PAGE.encode())
    made.answers["/bank"] = (200, html, PAGE.replace("Ferry strikes pier", "Bank cuts rate").encode())
    made.answers["/feed"] = (200, {"Content-Type": "application/rss+xml"}, FEED.format(root=made.root).encode())
    yield made
    made.close()


@pytest.fixture
def other():
    made = Site()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def archive(tmp_path, monkeypatch):
    monkeypatch.setenv("CUTTINGS_ARCHIVE", str(tmp_path / "archive"))
    monkeypatch.setattr("corpus.fetch.client.Pace", lambda *_: Pace(0.0))
    return tmp_path / "archive"


@pytest.fixture
def impatient(monkeypatch):
    """Six seconds for each page, including the start of the reading process."""
    worker = Worker(WorkerOptions(seconds=6.0))
    monkeypatch.setattr("qa.service.maintenance.shared_worker", lambda _: worker)
    yield worker
    worker.close()
