"""`cuttings summarise`: quotes of an article, a story, a collection, what outlets print; with a writer sentences below them."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from corpus.catalogue.paths import ArchivePaths
from qa.cli import main
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from tests.qa.service.test_summaries import ARTICLES, FIRST, RETOLD, TOLL
from tests.qa.written.scripted import says, scripted


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("summarise") / "archive"
    with closing(CuttingsService(ArchivePaths(folder), Settings(model="hashing-256"))) as service:
        service.maintenance.add_drafts(ARTICLES)
        service.desk.collect("All", [one.id for one in service.articles()])
    return folder


def summarise(archive: Path, *words: str, code: int = 0) -> None:
    assert main(["summarise", "--archive", str(archive), "--model", "hashing-256", *words]) == code


def id_in(archive: Path, title: str) -> str:
    with closing(CuttingsService(ArchivePaths(archive))) as service:
        return next(one.id for one in service.articles() if one.title == title)


def test_the_outlets_of_a_story_stand_side_by_side(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    summarise(archive, id_in(archive, ARTICLES[0].title), "--outlets")
    shown = " ".join(capsys.readouterr().out.split())
    assert shown.index("The Herald: “") < shown.index("Radio Port Sellen: “") < shown.index("The Post: “")
    assert RETOLD in shown
    assert "Told differently: workers dead" in shown


@pytest.mark.parametrize(
    ("words", "texts"), [(["--story"], [FIRST, RETOLD, TOLL]), ([], [TOLL])], ids=["story", "article"]
)
def test_as_json_with_a_writer(
    archive: Path, capsys: pytest.CaptureFixture[str], words: list[str], texts: list[str]
) -> None:
    with scripted(says(f"{TOLL[:-1]} [1]. {TOLL[:-1].replace('17', '71')} [1].")) as endpoint:
        writer = ["--writer", endpoint.url, "--writer-model", "scripted"]
        summarise(archive, id_in(archive, ARTICLES[4].title), *words, *writer, "--json")
    answer = json.loads(capsys.readouterr().out)
    quotes = " ".join(one["text"] for one in answer["quotes"])
    assert all(text in quotes for text in texts)
    assert [one["text"] for one in answer["written"]["sentences"]] == [TOLL]
    assert answer["written"]["dropped"] == 1


def test_a_collection(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    summarise(archive, "--collection", "All")
    assert "The bakers of Olm" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ([], "What is to be summarised?"),
        (["x", "--collection", "All"], "not both"),
        (["zzz"], "zzz"),
        (["--collection", "zzz"], "no collection named"),
    ],
)
def test_what_cannot_be_summarised_is_said(
    archive: Path, capsys: pytest.CaptureFixture[str], words: list[str], why: str
) -> None:
    summarise(archive, *words, code=1)
    assert why in capsys.readouterr().err
