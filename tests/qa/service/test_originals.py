"""The files that articles were read from: kept if the setting says so, removed with the last article, shown within limits."""

import io
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from corpus.originals import UNDO_SECONDS, KeepOptions, OriginalFiles, SourceFile
from corpus.readers.sandbox.worker import WorkerOptions
from corpus.settings import MIB
from embeddings.index import writer
from qa.service.maintenance import Selection
from qa.service.originals import Originals, OriginalUnreadable, ViewOptions, file_name, first_page
from qa.service.service import CuttingsService
from qa.service.settings import Settings

PAGES = (
    (
        "Mill at Sellen burns",
        "Gazette",
        "8 March 2024",
        "",
        "The mill at Sellen burned from noon until the evening of Friday.",
    ),
    (
        "",
        "The baker saw the smoke first.",
        "",
        "Nobody was hurt, the fire office said, and the miller slept in the school.",
    ),
)
HURT = "Nobody was hurt, the fire office said"
DIGEST = (
    "Ferry strikes pier\n\nGazette\nMar 9 2024\n\nA ferry struck the pier at Port Sellen on Friday. Nobody was hurt.\n"
)


def pdf() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, invariant=True)
    for lines in PAGES:
        for number, line in enumerate(lines):
            canvas.drawString(72, 760 - 16 * number, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def settings(keep: str = "on", **limits: int) -> Settings:
    return Settings(model="hashing-256", originals=KeepOptions(keep=keep, **limits))


@pytest.fixture
def paths(tmp_path: Path) -> ArchivePaths:
    return ArchivePaths(tmp_path / "archive")


@pytest.fixture
def service(paths: ArchivePaths) -> Iterator[CuttingsService]:
    with closing(CuttingsService(paths, settings())) as service:
        yield service


@pytest.fixture
def mill(tmp_path: Path) -> Path:
    (tmp_path / "mill.pdf").write_bytes(pdf())
    return tmp_path / "mill.pdf"


def kept(paths: ArchivePaths) -> int:
    return len(OriginalFiles(paths.originals).sizes())


def aged(paths: ArchivePaths) -> None:
    """Let the time pass in which removing can be undone."""
    for path in paths.originals.iterdir():
        os.utime(path, (0, path.stat().st_mtime - UNDO_SECONDS - 1))


def test_a_pdf_opens_at_the_page_of_a_quote(service: CuttingsService, paths: ArchivePaths, mill: Path) -> None:
    (added,) = service.maintenance.add([mill]).added
    article = service.article(added)
    assert service.originals.kind(article) == "pdf"
    assert OriginalFiles(paths.originals).read(article.original) == pdf()
    start = article.text.index(HURT)
    quote = (start, start + len(HURT))
    assert first_page(article, quote) == 2
    shown = service.originals.page(article, 2, quote)
    assert (shown.number, shown.count, len(shown.marks)) == (2, 2, 1)
    assert service.originals.page(article, 1, quote).marks == ()
    whole = (article.text.index("burned"), quote[1])  # it begins on the first page and ends on the second
    assert [len(service.originals.page(article, number, whole).marks) for number in (1, 2)] == [1, 2]
    assert service.originals.picture(article, 2).startswith(b"\x89PNG")
    assert service.originals.file(article) == (paths.originals / article.original, "mill.pdf")
    with pytest.raises(OriginalUnreadable, match="no page 3"):
        service.originals.page(article, 3)


def test_a_file_is_kept_once_and_only_if_the_setting_says_so(paths: ArchivePaths, mill: Path) -> None:
    with closing(CuttingsService(paths, settings("off"))) as service:
        (added,) = service.maintenance.add([mill]).added
        assert service.article(added).original is None
        assert not paths.originals.exists()
    copy = mill.with_name("copy.pdf")
    copy.write_bytes(mill.read_bytes())
    with closing(CuttingsService(paths, settings())) as service:
        before = service.status().revision
        assert service.maintenance.add([mill, copy]).unchanged == (added, added)  # it is linked although nothing is new
        assert service.originals.kind(service.article(added)) == "pdf"
        assert service.status().revision == before + 1
        assert kept(paths) == 1
    with closing(CuttingsService(paths, settings("off"))) as service:
        service.maintenance.add([mill])
        assert service.article(added).original is not None


def test_it_goes_with_its_last_article_and_removing_can_be_undone(
    service: CuttingsService, paths: ArchivePaths, tmp_path: Path
) -> None:
    both = tmp_path / "both.txt"
    both.write_text(f"{DIGEST}\n\n{DIGEST.replace('Ferry', 'Tram').replace('ferry', 'tram').replace('pier', 'wall')}")
    one, other = service.maintenance.add([both]).added
    service.maintenance.remove(Selection(ids=(one,)))
    aged(paths)
    service.maintenance.put_back(one)
    assert {service.originals.kind(service.article(key)) for key in (one, other)} == {"file"}
    aged(paths)
    service.maintenance.remove(Selection(ids=(one, other)))
    assert kept(paths) == 1
    service.maintenance.put_back(one)
    assert service.originals.kind(service.article(one)) == "file"
    service.maintenance.remove(Selection(ids=(one,)))
    aged(paths)
    (tmp_path / "new.txt").write_text(DIGEST.replace("Mar 9", "Mar 10"))
    service.maintenance.add([tmp_path / "new.txt"])
    assert [path.read_text() for path in paths.originals.iterdir()] == [DIGEST.replace("Mar 9", "Mar 10")]
    service.maintenance.put_back(one)
    assert service.article(one).original is None


def test_compacting_deletes_what_no_article_names(service: CuttingsService, paths: ArchivePaths, mill: Path) -> None:
    (added,) = service.maintenance.add([mill]).added
    service.maintenance.remove(Selection(ids=(added,)))
    assert kept(paths) == 1
    service.maintenance.compact()
    assert kept(paths) == 0


def test_a_crash_before_the_commit_leaves_at_most_a_file_that_no_article_names(
    paths: ArchivePaths, mill: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(step: str) -> None:
        if step == "before-commit":
            raise SystemExit

    with closing(CuttingsService(paths, settings())) as service:
        monkeypatch.setattr(writer, "hit", crash)
        with pytest.raises(SystemExit):
            service.maintenance.add([mill])
        monkeypatch.undo()
        assert service.articles() == []
        assert kept(paths) == 1  # it was there before the article that names it
        (added,) = service.maintenance.add([mill]).added
        assert service.originals.kind(service.article(added)) == "pdf"
        assert service.maintenance.check(deep=True) == []


def test_beyond_the_limit_articles_are_added_and_files_are_not_kept(
    paths: ArchivePaths, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(CuttingsService(paths, settings(max_bytes=MIB))) as service:
        for number, size in ((1, MIB), (2, 100)):
            path = tmp_path / f"{number}.txt"
            path.write_text(DIGEST.replace("Mar 9", f"Mar {number}") + " " * size)
            service.maintenance.add([path])
        assert [article.original is None for article in service.articles()] == [False, True]
    assert "max-originals-size" in caplog.text


def test_what_was_fetched_is_kept_as_it_was_sent(service: CuttingsService) -> None:
    page = b"<html><body><p>The mill burned.</p><script>alert(1)</script></body></html>"
    fetched = ArticleDraft(
        title="Mill", text="The mill burned.", source="https://news.example/mill?x=1", url="https://news.example/mill"
    )
    (added,) = service.maintenance.add_drafts([fetched], file=SourceFile(content=page)).added
    article = service.article(added)
    assert service.originals.kind(article) == "page"
    shown = service.originals.saved_page(article)
    assert "The mill burned." in shown
    assert "alert" not in shown
    path, name = service.originals.file(article) or (None, "")
    assert (path.read_bytes() if path else b"", name) == (page, "mill.html")


def test_a_packed_file_is_downloaded_as_it_is(service: CuttingsService, mill: Path) -> None:
    packed = mill.with_name("week.zip")
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(mill, "mill.pdf")
    (added,) = service.maintenance.add([packed]).added
    article = service.article(added)
    assert (service.originals.kind(article), bool(article.pages)) == ("file", True)


def test_a_file_that_is_lost_or_altered_is_not_shown(service: CuttingsService, paths: ArchivePaths, mill: Path) -> None:
    (added,) = service.maintenance.add([mill]).added
    article = service.article(added)
    path = paths.originals / (article.original or "")
    path.write_bytes(pdf() + b"%")
    with pytest.raises(OriginalUnreadable, match="damaged"):
        service.originals.page(article, 1)
    path.unlink()
    assert service.originals.kind(article) is None
    assert service.originals.file(article) is None


def test_a_hostile_pdf_costs_only_its_own_process(paths: ArchivePaths, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.pdf"
    bomb.write_bytes(b"%PDF-1.7 nonsense")
    name = SourceFile.at(bomb).digest() or ""
    OriginalFiles(paths.originals).store(name, [bomb.read_bytes()])
    with closing(CuttingsService(paths, settings())) as service:
        (tmp_path / "a.txt").write_text(DIGEST)
        (added,) = service.maintenance.add([tmp_path / "a.txt"]).added
        article = replace(service.article(added), original=name)
        with pytest.raises(OriginalUnreadable, match="damaged"):
            service.originals.page(article, 1)
        slow = Originals(lambda: paths.originals, ViewOptions(worker=WorkerOptions(seconds=0.0, starts=1)))
        with closing(slow), pytest.raises(OriginalUnreadable, match=r"limit of 0 seconds; it was given up"):
            slow.page(article, 1)


def test_a_back_up_carries_them(service: CuttingsService, paths: ArchivePaths, mill: Path, tmp_path: Path) -> None:
    (added,) = service.maintenance.add([mill]).added
    (tmp_path / "a.txt").write_text(DIGEST)
    (gone,) = service.maintenance.add([tmp_path / "a.txt"]).added
    service.maintenance.remove(Selection(ids=(gone,)))
    service.maintenance.export(tmp_path / "whole.zip")
    with closing(CuttingsService(ArchivePaths(tmp_path / "second"), settings("off"))) as second:
        second.maintenance.restore(tmp_path / "whole.zip")
        assert second.originals.kind(second.article(added)) == "pdf"
        assert kept(second.paths) == 1
        assert second.maintenance.check(deep=True) == []
        second.maintenance.export(tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "whole.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "whole.zip") as file:
        assert json.loads(file.read("manifest.json"))["format"] == 3
        assert pdf() in file.read("originals.bin")


def test_a_check_finds_what_is_lost_or_altered_and_a_repair_unlinks_it(
    service: CuttingsService, paths: ArchivePaths, mill: Path, tmp_path: Path
) -> None:
    other = tmp_path / "a.txt"
    other.write_text(DIGEST)
    articles = [service.article(service.maintenance.add([path]).added[0]) for path in (mill, other)]
    lost, altered = (paths.originals / (article.original or "") for article in articles)
    status = service.status()
    assert (status.originals, status.original_bytes) == (2, mill.stat().st_size + other.stat().st_size)
    lost.unlink()
    altered.write_bytes(b"altered")
    (finding,) = service.maintenance.check()
    assert finding.what.startswith("originals: 1 files that are lost")
    assert len(service.maintenance.check(deep=True)) == 2
    assert service.maintenance.check(repair=True) == []
    assert [service.article(article.id).original for article in articles] == [None, None]
    assert kept(paths) == 0
    assert service.maintenance.add([mill, other]).unchanged == tuple(article.id for article in articles)
    assert service.originals.kind(service.article(articles[0].id)) == "pdf"


def test_a_check_names_what_a_crash_left_when_it_can_be_deleted(
    service: CuttingsService, paths: ArchivePaths, mill: Path
) -> None:
    service.maintenance.add([mill])
    (paths.originals / "77.aside").write_bytes(b"half")
    assert service.maintenance.check() == []
    aged(paths)
    (finding,) = service.maintenance.check()
    assert "that no article names" in finding.what
    assert service.maintenance.check(repair=True) == []
    assert [path.name for path in paths.originals.iterdir()] == [service.articles()[0].original]


def test_names_of_downloads() -> None:
    assert file_name("C:\\cuttings\\mill.PDF", "pdf") == "mill.PDF"
    assert file_name("https://news.example/2024/mill/", "page") == "mill.html"
    assert file_name("../../.bashrc", "file") == "bashrc"
    assert file_name("", "pdf") == "original.pdf"
