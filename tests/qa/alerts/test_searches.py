"""Saved searches: every new article that one finds is reported once, whether or not it answers anything."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from corpus.errors import CuttingsError, SearchInvalid
from qa.alerts.saved_question import alert_json
from qa.cli import main
from qa.service.service import CuttingsService
from qa.service.settings import Settings

SEARCH = '"port sellen" -regatta outlet:gazette'


def draft(title: str, text: str, outlet: str = "The Gazette") -> ArticleDraft:
    return ArticleDraft(title=title, text=text, outlet=outlet, published="2024-03-08", source="made.txt")


OLD = draft("Old", "Port Sellen has a new pier. It was built in a year.")
NEW = draft("New", "A storm came up. Nobody was hurt when it reached Port Sellen. The pier stands.")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[CuttingsService]:
    with closing(
        CuttingsService(ArchivePaths(tmp_path / "archive"), Settings(model="hashing-256", wait_seconds=0))
    ) as service:
        service.maintenance.add_drafts([OLD])
        yield service


def test_a_saved_search_reports_what_it_finds_from_then_on(service: CuttingsService) -> None:
    alerts = service.alerts
    saved = alerts.save_search(SEARCH)
    assert alerts.save_search(f"  {SEARCH}") == saved
    assert alerts.check() == []
    service.maintenance.add_drafts(
        [
            NEW,
            draft("Elsewhere", "The ferry left Old Sellen port."),
            draft("Regatta", "The regatta of Port Sellen was won by nobody."),
            draft("Herald", "A fire broke out at Port Sellen.", outlet="Herald"),
        ]
    )
    (watched,) = alerts.listed()
    assert watched.alert.is_search
    (hit,) = watched.hits
    assert (hit.article.title, hit.seen) == ("New", False)
    assert [quote.text for quote in hit.quotes] == ["Nobody was hurt when it reached Port Sellen."]
    assert alert_json(watched)["search"] is True
    service.maintenance.add_drafts(
        [draft("Again", "Nobody was hurt when it reached Port Sellen, in the end of March.")]
    )
    assert [hit.article.title for hit in alerts.listed()[0].hits] == ["Again", "New"]


def test_a_search_of_names_alone_reports_them_too(service: CuttingsService) -> None:
    service.alerts.save_search("said:Mellory")
    service.maintenance.add_drafts([draft("Said", "“The pier is safe,” said Astrid Mellory, the governor, on Friday.")])
    assert [hit.article.title for hit in service.alerts.listed()[0].hits] == ["Said"]


def test_a_search_and_a_question_of_the_same_words_are_two(
    service: CuttingsService, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(service.paths.folder)
    assert main(["alerts", "--archive", folder, "add", "--search", "pier", "--outlet", "The Gazette"]) == 0
    assert "that it finds" in capsys.readouterr().out
    (saved,) = service.alerts.listed()
    assert (saved.alert.question, saved.alert.is_search) == ('pier outlet:"The Gazette"', True)
    with pytest.raises(SearchInvalid):
        service.alerts.save_search("pier after:soon")
    with pytest.raises(SearchInvalid):
        service.alerts.save("What of the pier? before:soon")
    with pytest.raises(CuttingsError, match="no search"):
        service.alerts.save_search(" - ")
    assert json.dumps(alert_json(saved))
