"""Nothing that is read vanishes: different texts of one title, from the file to the answer and back out of a back-up."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.article import draft_of
from corpus.catalogue.paths import ArchivePaths
from corpus.readers.ingest import read_files
from qa.cli import main
from qa.commands.terminal import report_text
from qa.service.progress import AddReport
from qa.service.service import CuttingsService
from qa.service.settings import Settings

pytestmark = pytest.mark.model

CAT = "A cat that had been missing for a fortnight was found in a church in Oakley on Sunday."
LIBRARY = "The library in Elm Street stays closed until its new roof has been paid for."
FISH = "Anglers at the weir report the largest pike that anybody remembers, at nineteen kilos."
TEXTS = (CAT, LIBRARY, FISH)


def digest(title: str, *texts: str) -> str:
    return "\n\n".join(f"{title}\n\nOakley Gazette\nMar 8 2024\n\n{text}\n" for text in texts)


LETTERS = [
    {
        "title": "Letters",
        "outlet": "Oakley Gazette",
        "published": "2024-03-08",
        "byline": byline,
        "text": f"Sir, {text}",
    }
    for byline, text in (("Ann Ames", CAT), ("Bo Birch", FISH))
]


@pytest.fixture
def paths(tmp_path: Path) -> ArchivePaths:
    return ArchivePaths(tmp_path / "archive")


@pytest.fixture
def service(paths: ArchivePaths) -> Iterator[CuttingsService]:
    with closing(CuttingsService(paths, Settings(model="hashing-256", wait_seconds=0))) as service:
        yield service


def texts(service: CuttingsService) -> set[str]:
    return {service.article(key).text for key, _ in service.maintenance.sources()}


def counts(report: AddReport) -> tuple[int, int, int]:
    return len(report.added), len(report.changed), len(report.unchanged)


@pytest.mark.parametrize("title", ["In brief", "Weather", "Editorial", "Court report", "Live: the election"])
@pytest.mark.parametrize("separate", [False, True])
def test_three_texts_of_one_title(service: CuttingsService, tmp_path: Path, title: str, separate: bool) -> None:
    files = [(f"{at}.txt", (text,)) for at, text in enumerate(TEXTS)] if separate else [("all.txt", TEXTS)]
    for name, said in files:
        (tmp_path / name).write_text(digest(title, *said), encoding="utf-8")
    paths = [tmp_path / name for name, _ in files]
    assert counts(service.maintenance.add(paths)) == (3, 0, 0)
    assert texts(service) == set(TEXTS)
    answer = service.ask("Which pike do anglers at the weir report?")
    assert "nineteen kilos" in answer.quotes[0].text
    assert counts(service.maintenance.add(paths)) == (0, 0, 3)
    assert counts(service.maintenance.add(paths[::-1])) == (0, 0, 3)


def test_letters_of_one_day_in_json_lines(service: CuttingsService, tmp_path: Path) -> None:
    path = tmp_path / "letters.jsonl"
    path.write_text("".join(f"{json.dumps(letter)}\n" for letter in LETTERS), encoding="utf-8")
    assert counts(service.maintenance.add([path])) == (2, 0, 0)
    assert {service.article(key).byline for key, _ in service.maintenance.sources()} == {"Ann Ames", "Bo Birch"}


def test_each_draft_of_a_large_file_is_accounted_for(service: CuttingsService, tmp_path: Path) -> None:
    """More than a batch holds: the same letter comes again, another one is a little changed, all have one title."""
    said = [f"Letter {chr(97 + at // 26)}{chr(97 + at % 26)} " * 3 + f"was number {at}." for at in range(150)]
    said += [said[3], f"{said[120]} It was written in haste."]
    rows = [{"title": "Letters", "outlet": "Oakley Gazette", "published": "2024-03-08", "text": text} for text in said]
    path = tmp_path / "letters.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    (read,) = read_files([path])
    assert len(read.drafts) == len(said)
    report = service.maintenance.add([path])
    assert counts(report) == (150, 1, 1)
    (same,) = report.same
    assert (same.title, service.article(same.article).text, same.earlier) == ("Letters", said[3], False)
    assert texts(service) == set(said) - {said[120]}
    (changed,) = report.changed
    assert service.article(changed).version == 2
    assert f"is the same text as {same.article}" in report_text(report)


def test_a_text_that_another_of_its_file_replaces_is_kept_as_its_earlier_version(
    service: CuttingsService, tmp_path: Path
) -> None:
    path = tmp_path / "all.txt"
    grown = f"{CAT} {LIBRARY}"
    path.write_text(digest("Cat found", CAT, grown), encoding="utf-8")
    report = service.maintenance.add([path])
    assert counts(report) == (1, 1, 0)
    assert report.added == report.changed
    assert service.article(report.added[0]).text == grown
    with service._archives.state() as state:
        assert state.snapshot.article(report.added[0], 1).text == CAT
    assert counts(service.maintenance.add([path])) == (1, 0, 1)  # by now the file says both of them
    assert texts(service) == {CAT, grown}
    assert counts(service.maintenance.add([path])) == (0, 0, 2)


def test_variants_survive_a_back_up(
    service: CuttingsService, paths: ArchivePaths, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "all.txt"
    path.write_text(digest("In brief", *TEXTS), encoding="utf-8")
    service.maintenance.add([path])
    service.maintenance.export(tmp_path / "backup.zip")
    assert main(["import", str(tmp_path / "backup.zip"), "--archive", str(tmp_path / "restored")]) == 0
    with closing(CuttingsService(ArchivePaths(tmp_path / "restored"), Settings(wait_seconds=0))) as restored:
        assert texts(restored) == set(TEXTS)
        for key, _ in restored.maintenance.sources():
            assert draft_of(restored.article(key)).id == key
        assert counts(restored.maintenance.add([path])) == (0, 0, 3)
        later = tmp_path / "later.txt"
        later.write_text(digest("In brief", f"{FISH} It was put back."), encoding="utf-8")
        report = restored.maintenance.add([later])
        assert counts(report) == (0, 1, 0)
        assert restored.article(report.changed[0]).text == f"{FISH} It was put back."
        restored.maintenance.export(tmp_path / "again.zip")
        assert restored.maintenance.check(deep=True) == []


def test_a_removed_one_can_be_put_back_under_its_id(service: CuttingsService, tmp_path: Path) -> None:
    from qa.service.maintenance import Selection

    path = tmp_path / "all.txt"
    path.write_text(digest("In brief", *TEXTS), encoding="utf-8")
    for key in service.maintenance.add([path]).added:
        text = service.article(key).text
        service.maintenance.remove(Selection(ids=(key,)))
        assert service.maintenance.put_back(key).added == (key,)
        assert service.article(key).text == text
