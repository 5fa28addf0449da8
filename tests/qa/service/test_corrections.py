"""Corrections of an article: shown everywhere, kept when it is added again, in back-ups, and undone."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.article import ArticleDraft, draft_of
from corpus.catalogue.corrections import require_as_read
from corpus.catalogue.listing import ListQuery
from corpus.catalogue.paths import ArchivePaths
from corpus.errors import CorrectionInvalid, NotFound
from corpus.filters import Filters
from qa.cli import main
from qa.service.maintenance import Selection
from qa.service.service import CuttingsService
from qa.service.settings import Settings

READ = ArticleDraft(
    title="Ferry strikes peir",
    text="The ferry Amber struck the north pier of Port Sellen on Tuesday. Eleven people were hurt, the harbour master said.",
    outlet="Unknown",
    published="2024-03-05T07:30",
    source="scan.txt",
)
CORRECTION = {
    "title": "Ferry strikes pier",
    "outlet": "Sellen Gazette",
    "published": "2024-03-06",
    "byline": "Ada Quill",
}
QUESTION = "How many people were hurt when the ferry struck the pier?"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[CuttingsService]:
    with closing(CuttingsService(ArchivePaths(tmp_path / "archive"), Settings(model="hashing-256"))) as service:
        yield service


@pytest.fixture
def article(service: CuttingsService) -> str:
    (added,) = service.maintenance.add_drafts([READ]).added
    return added


def listed(service: CuttingsService, **filters: object) -> list[str]:
    return [one.title for one in service.listed(ListQuery(filters=Filters(**filters)))[0]]  # type: ignore[arg-type]


def test_a_correction_is_shown_everywhere_and_undone(service: CuttingsService, article: str) -> None:
    shown = service.maintenance.correct(article, CORRECTION)
    assert (shown.id, shown.version) == (article, 1)
    assert (shown.title, shown.outlet, shown.published, shown.byline) == tuple(CORRECTION.values())
    assert draft_of(shown) == READ
    assert listed(service, outlets=("Sellen Gazette",), since="2024-03-06") == ["Ferry strikes pier"]
    assert listed(service, outlets=("Unknown",)) == []
    assert service.outlets() == [("Sellen Gazette", 1)]
    assert service.ask(QUESTION, filters=Filters(outlets=("Unknown",))).quotes == ()
    answer = service.ask(QUESTION, filters=Filters(outlets=("Sellen Gazette",), since="2024-03-06"))
    cited = answer.citations[0].article
    assert (cited.outlet, cited.title, cited.published) == ("Sellen Gazette", "Ferry strikes pier", "2024-03-06")
    assert service.maintenance.check(deep=True) == []
    undone = service.maintenance.undo_correction(article)
    assert draft_of(undone) == READ
    assert undone.as_read == ()
    assert undone.outlet == "Unknown"
    assert service.outlets() == [("Unknown", 1)]
    assert service.maintenance.check(deep=True) == []


def test_the_news_follow_a_correction(service: CuttingsService, article: str) -> None:
    other = replace(
        READ, title="Eleven hurt as ferry hits pier", outlet="Harbour Post", text=f"{READ.text} It was foggy."
    )
    service.maintenance.add_drafts([other])
    service.maintenance.correct(article, {"outlet": "Sellen Gazette"})
    stories = service.news.stories(limit=5)
    outlets = {one.outlet for story in stories for one in service.news.story(story.id).articles}
    assert "Unknown" not in outlets
    found = service.news.of_article(article)
    assert found is not None


def test_adding_it_again_and_a_newer_version_keep_the_correction(service: CuttingsService, article: str) -> None:
    service.maintenance.correct(article, {"outlet": "Sellen Gazette", "title": "Ferry strikes pier"})
    again = service.maintenance.add_drafts([READ])
    assert (again.added, again.changed, again.unchanged) == ((), (), (article,))
    newer = replace(READ, text=f"{READ.text} Two of them are still in hospital.")
    assert service.maintenance.add_drafts([newer]).changed == (article,)
    shown = service.article(article)
    assert (shown.version, shown.title, shown.outlet) == (2, "Ferry strikes pier", "Sellen Gazette")
    assert "hospital" in shown.text
    assert draft_of(shown) == newer
    service.maintenance.remove(_only(article))
    service.maintenance.put_back(article)
    assert service.article(article).outlet == "Sellen Gazette"
    assert service.maintenance.check(deep=True) == []


def test_a_text_that_replaces_it_under_another_id_inherits_the_correction(
    service: CuttingsService, article: str
) -> None:
    service.maintenance.correct(article, {"byline": "Ada Quill"})
    online = replace(READ, url="https://news.example/ferry", source="page.html")
    report = service.maintenance.add_drafts([online])
    (changed,) = report.changed
    assert changed != article
    assert (service.article(changed).byline, service.article(changed).as_read) == ("Ada Quill", (("byline", None),))


def test_what_equals_what_was_read_is_no_correction(service: CuttingsService, article: str) -> None:
    same = {"title": READ.title, "outlet": "Unknown", "published": "2024-03-05", "byline": ""}
    assert service.maintenance.correct(article, same).as_read == ()
    service.maintenance.correct(article, {"outlet": "", "title": " Ferry\nhits \x07pier "})
    shown = service.article(article)
    assert (shown.outlet, shown.title) == (None, "Ferry hits pier")
    assert service.maintenance.correct(article, same).published == READ.published


@pytest.mark.parametrize(
    "wanted",
    [
        {"title": " \n"},
        {"published": "yesterday"},
        {"published": "2024-13-01"},
        {"published": "0001-01-01"},
        {"outlet": "x" * 1001},
        {"byline": "\ud800"},
        {"text": "Another text."},
    ],
)
def test_what_could_not_be_stored_is_refused(service: CuttingsService, article: str, wanted: dict[str, str]) -> None:
    with pytest.raises(CorrectionInvalid):
        service.maintenance.correct(article, wanted)
    assert service.article(article).as_read == ()


def test_an_article_that_is_not_there(service: CuttingsService, article: str) -> None:
    with pytest.raises(NotFound):
        service.maintenance.correct("a" * 12, {"outlet": "Gazette"})


def test_a_back_up_has_the_correction(service: CuttingsService, article: str, tmp_path: Path) -> None:
    service.maintenance.correct(article, CORRECTION)
    service.maintenance.export(tmp_path / "one.cuttings")
    paths = ArchivePaths(tmp_path / "restored")
    with closing(CuttingsService(paths, Settings(model="hashing-256"))) as restored:
        restored.maintenance.restore(tmp_path / "one.cuttings")
        assert restored.article(article) == service.article(article)
        restored.maintenance.export(tmp_path / "two.cuttings")
        assert (tmp_path / "two.cuttings").read_bytes() == (tmp_path / "one.cuttings").read_bytes()
        assert restored.maintenance.undo_correction(article).outlet == "Unknown"
        assert restored.maintenance.check(deep=True) == []


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "[]",
        "{}",
        '{"text": "x"}',
        '{"title": null}',
        '{"outlet": 1}',
        '{"published": "soon"}',
        '{"outlet":"x"}',
        "[" * 99999,
    ],
)
def test_what_cuttings_does_not_store_is_refused(stored: str) -> None:
    with pytest.raises(ValueError, match=r"as_read|Expecting"):
        require_as_read(stored)


def test_the_command(service: CuttingsService, article: str, capsys: pytest.CaptureFixture[str]) -> None:
    archive = ["--archive", str(service.paths.folder)]
    assert main(["correct", article, "--outlet", "Sellen Gazette", "--day", "2024-03-06", *archive]) == 0
    assert "Sellen Gazette" in capsys.readouterr().out
    assert main(["show", article, "--json", *archive]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["outlet"], told["published"]) == ("Sellen Gazette", "2024-03-06")
    assert told["as_read"] == {"outlet": "Unknown", "published": "2024-03-05T07:30"}
    assert main(["correct", article, "--undo", "--outlet", "x", *archive]) == 1
    assert main(["correct", article, *archive]) == 1
    capsys.readouterr()
    assert main(["correct", article, "--undo", "--json", *archive]) == 0
    undone = json.loads(capsys.readouterr().out)
    assert (undone["outlet"], "as_read" in undone) == ("Unknown", False)


def _only(article: str) -> Selection:
    return Selection(ids=(article,))
