"""What the pages need of the service and the commands beside them: steps, lists, undo, kept conversations, verify, feedback."""

import json
import os
from contextlib import closing
from pathlib import Path

import pytest

from corpus.catalogue.listing import ListQuery
from corpus.catalogue.paths import ArchivePaths
from corpus.errors import NotFound
from corpus.filters import Filters
from qa.answering.answer import Step
from qa.cli import main
from qa.service.conversations import FILE_NAME
from qa.service.exchange import UP, Asked
from qa.service.maintenance import Selection
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.export.write import export_html, export_markdown

pytestmark = pytest.mark.model

DIGEST = """Ferry strikes pier

Gazette
Mar 8 2024

A ferry struck the pier at Port Sellen on Friday. The coast guard said 27 people were hurt.


Bank cuts rate

Herald
Apr 2 2024

The central bank cut its key rate to 3.75 percent. Governor Astrid Mellory said that prices were stable.
"""
HURT = "How many people were hurt on the ferry?"


@pytest.fixture
def service(tmp_path: Path):
    (tmp_path / "digest.txt").write_text(DIGEST, encoding="utf-8")
    settings = Settings(model="hashing-256", wait_seconds=0)
    with closing(CuttingsService(ArchivePaths(tmp_path / "archive"), settings)) as service:
        yield service


def test_what_was_found_is_told_before_it_is_judged(service: CuttingsService, tmp_path: Path) -> None:
    service.maintenance.add([tmp_path / "digest.txt"])
    told: list[Step] = []
    answer = service.ask(HURT, on_progress=told.append)
    assert told == [Step(passages=2, articles=2)]
    assert answer.answered


def test_an_article_is_removed_and_put_back_as_it_was(service: CuttingsService, tmp_path: Path) -> None:
    service.maintenance.add([tmp_path / "digest.txt"])
    (article,) = [one for one in service.articles() if one.title == "Ferry strikes pier"]
    service.maintenance.remove(Selection(ids=(article.id,)))
    assert not service.ask(HURT).answered
    with pytest.raises(NotFound):
        service.article(article.id)
    report = service.maintenance.put_back(article.id)
    assert (report.added, report.encoded) == ((article.id,), 0)
    again = service.article(article.id)
    assert (again.text, again.title, again.outlet, again.published) == (
        article.text, article.title, article.outlet, article.published,
    )  # fmt: skip
    assert service.ask(HURT).answered
    with pytest.raises(NotFound):
        service.maintenance.put_back("abcdefghijkl")


def test_lists_outlets_and_days(service: CuttingsService, tmp_path: Path) -> None:
    assert service.listed(ListQuery()) == ([], 0)
    assert (service.outlets(), service.days()) == ([], [])
    service.maintenance.add([tmp_path / "digest.txt"])
    found, total = service.listed(ListQuery(limit=1))
    assert ([one.title for one in found], total) == (["Bank cuts rate"], 2)
    assert service.outlets() == [("Gazette", 1), ("Herald", 1)]
    assert service.days() == [("2024-03-08", 1), ("2024-04-02", 1)]
    assert service.status().built is not None


def test_conversations_are_kept_beside_the_archive_and_no_archive_is_begun_for_them(
    service: CuttingsService, tmp_path: Path
) -> None:
    before = service.conversations
    before.add("ann", "one", Asked(question="?", filters=Filters(), overview=service.overview(), failure="x"))
    assert not (tmp_path / "archive").exists()
    service.maintenance.add([tmp_path / "digest.txt"])
    kept = service.conversations
    assert kept is not before
    assert kept.listed("ann") == []
    assert (tmp_path / "archive" / FILE_NAME).exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_archive_that_cannot_be_written_keeps_them_in_memory(service: CuttingsService, tmp_path: Path) -> None:
    service.maintenance.add([tmp_path / "digest.txt"])
    (tmp_path / "archive").chmod(0o500)
    assert service.conversations.listed("ann") == []


@pytest.mark.parametrize(("suffix", "export"), [("md", export_markdown), ("html", export_html)])
def test_verify_and_feedback(
    service: CuttingsService, tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str, export
) -> None:
    service.maintenance.add([tmp_path / "digest.txt"])
    kept, archive = service.conversations, str(tmp_path / "archive")
    asked = Asked(question=HURT, filters=Filters(), overview=service.overview(), answer=service.ask(HURT))
    exchange = kept.add("ann", "one", asked)
    kept.vote("ann", exchange.id, UP)
    path = tmp_path / f"exported.{suffix}"
    path.write_text(export("T", kept.exchanges("ann", "one")), encoding="utf-8")
    assert main(["verify", str(path), "--archive", archive]) == 0
    assert "citations are as they were" in capsys.readouterr().out
    service.maintenance.remove(Selection(outlet="Gazette"))
    assert main(["verify", str(path), "--archive", archive]) == 1
    assert "removed: " in capsys.readouterr().out
    assert main(["verify", str(path), "--archive", archive, "--json"]) == 1
    assert "removed" in {one["state"] for one in json.loads(capsys.readouterr().out)}
    assert main(["feedback", "--archive", archive, "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["question"], row["vote"]) == (HURT, "up")
    assert "27 people" in row["answers"][0]["text"]
    assert main(["feedback", "--archive", archive]) == 0
    assert capsys.readouterr().out.startswith(f"good  {HURT}")
    assert main(["feedback", "--archive", archive, "--vote", "down"]) == 0
    assert capsys.readouterr().out == ""


def test_what_is_no_export_is_said_to_be_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"\xff\xfe\x00 nothing")
    assert main(["verify", str(path), "--archive", str(tmp_path / "archive")]) == 1
    assert "no citation" in capsys.readouterr().err
