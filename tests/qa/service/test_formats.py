"""Files of several formats in one archive: pages in citations, one article once, what failed and is tried again."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from corpus.article import ArticleDraft, draft_of
from corpus.catalogue.paths import ArchivePaths
from qa.answering.citations import citation_of
from qa.answering.json import answer_from_json, answer_json, article_json
from qa.answering.plain import article_text
from qa.cli import main
from qa.commands.terminal import answer_text
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.render.article import Reference, article_html
from qa.web.render.citations import source_parts
from tests.corpus.readers.files_made import FILES

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "docs" / "answer.schema.json").read_text(encoding="utf-8"))
HASHING = Settings(model="hashing-256", wait_seconds=0)
BODY = "The council met on Monday and closed the harbour. Nobody was surprised by what the twelve members decided at night."
HEAD = "Council closes harbour\n\nThe Daily Post\n5 May 2024\n\n"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[CuttingsService]:
    with closing(CuttingsService(ArchivePaths(tmp_path / "archive"), HASHING)) as service:
        yield service


def written(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_a_citation_names_the_page(service: CuttingsService, tmp_path: Path) -> None:
    service.maintenance.add(
        [written(tmp_path, "columns.pdf", FILES["columns.pdf"]()), written(tmp_path, "a.txt", HEAD + BODY)]
    )
    pages = set()
    for question in ("What does paragraph 0 say?", "Where does number 59 end?", "Who met on Monday?"):
        answer = service.ask(question)
        jsonschema.validate(answer_json(answer), SCHEMA)
        for citation in answer.citations:
            article = service.article(citation.article.id)
            assert citation.page == article.page_at(citation.start)
            assert (citation.page is None) == (not article.pages)
            if citation.page:
                assert article.pages[citation.page - 1] <= citation.start
                assert f", p. {citation.page}  (" in answer_text(answer) or not answer.answered
            pages.add(citation.page)
    assert {1, None} <= pages


def test_a_back_up_carries_pages(service: CuttingsService, tmp_path: Path) -> None:
    service.maintenance.add([written(tmp_path, "digest.pdf", FILES["digest.pdf"]())])
    service.maintenance.export(tmp_path / "a.cuttings")
    with closing(CuttingsService(ArchivePaths(tmp_path / "other"), HASHING)) as other:
        other.maintenance.restore(tmp_path / "a.cuttings")
        other.maintenance.export(tmp_path / "b.cuttings")
        assert [article.pages for article in other.articles()] == [article.pages for article in service.articles()]
        assert max(len(article.pages) for article in other.articles()) > 2
    assert (tmp_path / "a.cuttings").read_bytes() == (tmp_path / "b.cuttings").read_bytes()


def test_what_was_read_by_ocr_is_marked_wherever_it_is_shown(service: CuttingsService, tmp_path: Path) -> None:
    first = "The lock keeper of Sellen retired on Monday after forty years."
    last = "Her daughter Paula Sund takes over the lock in March."
    text = f"{first}\n\n{last}"
    draft = ArticleDraft(
        title="Lock keeper retires", text=text, pages=(0, len(first) + 2), ocr_pages=(2,), source="a.pdf"
    )
    (added,) = service.maintenance.add_drafts([draft]).added
    assert draft_of(service.article(added)) == draft
    article = service.article(added)
    assert [citation_of(1, article, (at, at + 5)).ocr for at in article.pages] == [False, True]
    answer = service.ask("Who retired on Monday?")
    answer = replace(answer, citations=tuple(replace(one, page=2, ocr=True) for one in answer.citations))
    jsonschema.validate(answer_json(answer), SCHEMA)
    assert answer_from_json(answer_json(answer)).citations == answer.citations
    assert "p. 2, read by OCR" in answer_text(answer)
    assert source_parts(answer.citations[0])[-2:] == ["p. 2", "read by OCR"]
    assert article_json(article)["ocr_pages"] == [2]
    for shown in (article_text(article), article_html(article, Reference())):
        assert "Read by OCR from pictures of pages, page 2: words may be misread" in shown
    service.maintenance.export(tmp_path / "a.cuttings")
    with closing(CuttingsService(ArchivePaths(tmp_path / "other"), HASHING)) as other:
        other.maintenance.restore(tmp_path / "a.cuttings")
        assert other.article(added) == article
        assert not other.maintenance.check(deep=True)


def test_one_article_in_several_formats_is_stored_once(service: CuttingsService, tmp_path: Path) -> None:
    record = {"title": "Council closes harbour", "text": BODY, "source": "The Daily Post", "date": "2024-05-05"}
    files = [
        written(tmp_path, "scan 12.txt", BODY),
        written(tmp_path, "a.txt", HEAD + BODY),
        written(tmp_path, "b.json", json.dumps([record])),
        written(
            tmp_path,
            "c.jsonl",
            json.dumps({**record, "url": "https://post.example/a?utm_source=x", "author": "Jane Doe"}),
        ),
        written(tmp_path, "d.csv", f'title,text,url\nCouncil closes harbour,"{BODY}",https://post.example/a/#top\n'),
        written(
            tmp_path, "e.eml", f"From: a@b.example\nTo: c@d.example\nMIME-Version: 1.0\nSubject: x\n\n{HEAD}{BODY}\n"
        ),
    ]
    for path in files:
        report = service.maintenance.add([path])
        assert not report.failed
        (article,) = service.articles()
    assert (article.outlet, article.published, article.byline) == ("The Daily Post", "2024-05-05", "Jane Doe")
    assert article.url == "https://post.example/a"
    again = service.maintenance.add(files)
    assert (again.added, again.changed, again.encoded) == ((), (), 0)
    assert set(again.unchanged) == {article.id}
    wire = {**record, "source": "Reuters"}
    assert len(service.maintenance.add([written(tmp_path, "wire.json", json.dumps([wire]))]).added) == 1
    assert len(service.articles()) == 2


def test_the_order_of_the_files_does_not_matter(tmp_path: Path) -> None:
    bare = ArticleDraft(title="scan 12", text=BODY)
    printed = ArticleDraft(title="Council closes harbour", text=BODY, outlet="The Daily Post", published="2024-05-05")
    for number, drafts in enumerate([(bare, printed), (printed, bare)]):
        with closing(CuttingsService(ArchivePaths(tmp_path / str(number)), HASHING)) as service:
            for draft in drafts:
                service.maintenance.add_drafts([draft])
            assert [article.title for article in service.articles()] == ["Council closes harbour"]
            assert service.maintenance.check(deep=True) == []


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CUTTINGS_ARCHIVE", str(tmp_path / "archive"))
    return tmp_path / "archive"


@pytest.mark.usefixtures("archive")
def test_what_failed_is_listed_and_tried_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = written(tmp_path, "a.txt", HEAD + BODY), written(tmp_path, "b.pdf", FILES["scan.pdf"]())
    half = written(
        tmp_path, "c.jsonl", json.dumps({"title": "Pier", "text": BODY.replace("harbour", "pier")}) + "\n{broken"
    )
    assert main(["add", str(good), str(bad), str(half), "--model", "hashing-256"]) == 1
    assert "Articles: 2 added" in capsys.readouterr().out
    assert main(["status", "--failed"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[0] for line in listed] == [str(bad), str(half)]
    assert "scanned: no text" in listed[0]
    assert "line 2: damaged JSON" in listed[1]
    assert main(["status", "--failed", "--json"]) == 0
    assert [one["tries"] for one in json.loads(capsys.readouterr().out)] == [1, 1]
    written(tmp_path, "c.jsonl", json.dumps({"title": "Mole", "text": BODY.replace("harbour", "mole")}))
    assert main(["retry", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert len(report["added"]) == 1
    assert [failure["path"] for failure in report["failed"]] == [str(bad)]
    bad.unlink()
    assert main(["retry"]) == 1
    capsys.readouterr()
    assert main(["retry"]) == 0
    assert capsys.readouterr().out == "There is no file that could not be read.\n"
    assert main(["status", "--failed"]) == 0
    assert capsys.readouterr().out == "There is no file that could not be read.\n"


@pytest.mark.usefixtures("archive")
def test_columns_are_named_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = written(tmp_path, "a.csv", f"kop,verhaal,krant\nHaven dicht,{BODY},De Post\n")
    assert main(["add", str(table), "--model", "hashing-256"]) == 1
    assert "--map text=COLUMN" in capsys.readouterr().out
    assert (
        main(
            [
                "add",
                str(table),
                "--map",
                "title=kop",
                "--map",
                "text=verhaal",
                "--map",
                "outlet=krant",
                "--model",
                "hashing-256",
            ]
        )
        == 0
    )
    capsys.readouterr()
    assert main(["list", "--json"]) == 0
    (article,) = json.loads(capsys.readouterr().out)
    assert (article["title"], article["outlet"], article["language"]) == ("Haven dicht", "De Post", "en")
    for wrong in ("title", "headline=kop", "text="):
        with pytest.raises(SystemExit):
            main(["add", str(table), "--map", wrong])
        assert "write FIELD=COLUMN" in capsys.readouterr().err
