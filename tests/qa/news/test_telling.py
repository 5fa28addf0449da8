"""`cuttings story`, `timeline` and `said`, as a script calls them."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from qa.cli import main
from qa.service.service import CuttingsService

pytestmark = pytest.mark.model

MINE = ("mine-ho", "mine-dp", "mine-3", "mine-4")
Call = Callable[..., str]


@pytest.fixture
def archive(start: Callable[..., CuttingsService], made: dict[str, ArticleDraft]) -> Path:
    service = start(*(made[name] for name in MINE), made["bridge-1"])
    service.close()
    return service.paths.folder


@pytest.fixture
def call(archive: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    def called(*arguments: str, code: int = 0) -> str:
        assert main(["--archive", str(archive), *arguments]) == code
        told = capsys.readouterr()
        return told.out if code == 0 else told.err

    return called


def test_story_lists_and_shows_one(call: Call, made: dict[str, ArticleDraft]) -> None:
    (story,) = json.loads(call("story", "--json"))["stories"]
    assert {"id", "title", "first", "last", "texts", "articles"} <= story.keys()
    assert {"id", "title", "outlet", "published"} <= story["articles"][0].keys()
    inside = {article["id"] for article in story["articles"]}
    assert len(inside) >= 2
    assert inside <= {made[name].id for name in MINE}
    published = [article["published"] for article in story["articles"] if article["published"]]
    assert published == sorted(published)
    assert (story["first"], story["last"]) == (min(published)[:10], max(published)[:10])
    for name in (story["id"], *inside):
        (same,) = json.loads(call("story", name, "--json"))["stories"]
        assert same["articles"] == story["articles"]
        assert same["coverage"]["outlets"]
    assert story["title"] in call("story")
    assert all(made[name].title in call("story", story["id"]) for name in MINE if made[name].id in inside)
    (alone,) = json.loads(call("story", made["bridge-1"].id, "--json"))["stories"]
    assert [article["id"] for article in alone["articles"]] == [made["bridge-1"].id]
    assert "no story of that id" in call("story", "abcdefghijkl", code=1)


def test_timeline_of_a_story_and_of_a_question(call: Call, made: dict[str, ArticleDraft], tmp_path: Path) -> None:
    told = json.loads(call("timeline", made["mine-4"].id, "--json"))
    assert told["events"]
    assert told["events"] == sorted(told["events"], key=lambda event: (event["first"], event["last"]))
    articles = {made[name].id: made[name].text for name in MINE}
    for event in told["events"]:
        for report in event["reports"]:
            assert articles[report["article_id"]][report["start"] : report["end"]] == report["text"]
    assert call("timeline", "How many miners are trapped?")
    for suffix in (".md", ".csv", ".ics"):
        file = tmp_path / f"mine{suffix}"
        call("timeline", made["mine-4"].id, "--out", str(file))
        assert file.read_text("utf-8")
    assert list(csv.DictReader(io.StringIO((tmp_path / "mine.csv").read_text("utf-8"))))
    assert "BEGIN:VCALENDAR" in (tmp_path / "mine.ics").read_text("utf-8")
    assert ".ics" in call("timeline", made["mine-4"].id, "--out", str(tmp_path / "mine.docx"), code=1)
    assert "No such file" in call("timeline", made["mine-4"].id, "--out", str(tmp_path / "no/mine.md"), code=1)


def test_said(call: Call) -> None:
    speakers = json.loads(call("said", "--json"))["speakers"]
    assert speakers
    said = json.loads(call("said", speakers[0]["speaker"], "--json"))["quotations"]
    assert said
    assert {"article", "speaker", "text", "start", "end", "outlet", "published"} <= said[0].keys()
    assert said[0]["text"] in call("said", speakers[0]["speaker"]).replace("\n    ", " ").replace("\n  ", " ")
    assert json.loads(call("said", "Nobody At All", "--json")) == {"quotations": [], "total": 0, "offset": 0}


def test_no_list_is_cut_in_silence(call: Call) -> None:
    everybody = json.loads(call("said", "--json"))
    assert everybody["total"] == len(everybody["speakers"]) > 2
    second = json.loads(call("said", "--limit", "1", "--offset", "1", "--json"))
    assert second == {"speakers": everybody["speakers"][1:2], "total": everybody["total"], "offset": 1}
    assert f"1 to 2 of {everybody['total']} speakers; --offset 2 shows the next" in call("said", "--limit", "2")
    name = everybody["speakers"][0]["speaker"]
    whole = json.loads(call("said", name, "--json"))
    assert whole["total"] == len(whole["quotations"]) > 1
    last = json.loads(call("said", name, "--offset", str(whole["total"] - 1), "--json"))["quotations"]
    assert last == whole["quotations"][-1:]
    assert "shows the next" not in call("said", name)
    assert json.loads(call("story", "--limit", "1", "--json"))["total"] == 1
    assert json.loads(call("story", "--offset", "1", "--json"))["stories"] == []


def test_what_was_lost_is_made_anew_by_the_command(call: Call, archive: Path) -> None:
    before = call("story", "--json")
    ArchivePaths(archive).news.unlink()
    assert call("story", "--json") == before
