"""The pages of an article's original: where they are linked, what they show, and what a saved page may do."""

import io
import re
from collections.abc import Iterator
from contextlib import closing

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from reportlab.pdfgen.canvas import Canvas

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from corpus.originals import KeepOptions, SourceFile
from qa.service.jobs import Jobs
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.middleware.access import Access
from qa.web.middleware.guard import FOREIGN_POLICY, Guard
from qa.web.routes.articles import add_article_routes
from qa.web.routes.originals import add_original_routes

TEXTS = ("The mill at Sellen burned at noon.", "Nobody was hurt, the fire office said.")
MILL = ArticleDraft(title="Mill <b>burns</b>", text="\n\n".join(TEXTS), pages=(0, len(TEXTS[0]) + 2), source="mill.pdf")
SCAN = ArticleDraft(title="A scan", text="The tram ran late.", pages=(0,), ocr_pages=(1,), source="scan.pdf")
SAVED = ArticleDraft(title="Fair opens", text="The fair opens on Friday.", source="fair.html")
NOTE = ArticleDraft(title="A note", text="The quay is closed.", source="näher/note.txt")
PLAIN = ArticleDraft(title="No file", text="This one was typed.", source="typed")
QUOTE = {"start": str(len(TEXTS[0]) + 2), "end": str(len(MILL.text))}


def pdf() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, invariant=True)
    for text in TEXTS:
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


FILES = (
    (MILL, pdf()),
    (SCAN, pdf()),
    (SAVED, b"<html><body><h1>Fair opens</h1><script>alert(1)</script></body></html>"),
    (NOTE, b"The quay is closed."),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    paths = ArchivePaths(tmp_path_factory.mktemp("originals") / "archive")
    options = Settings(model="hashing-256", wait_seconds=0, originals=KeepOptions(keep="on"))
    with closing(CuttingsService(paths, options)) as service, closing(Jobs(service.maintenance)) as jobs:
        for draft, content in FILES:
            service.maintenance.add_drafts([draft], file=SourceFile(content=content))
        service.maintenance.add_drafts([PLAIN])
        app = FastAPI()
        add_article_routes(app, service, jobs, Access())
        add_original_routes(app, service)
        with TestClient(Guard(app), base_url="http://127.0.0.1:7860", follow_redirects=False) as client:
            yield client


def link(page: str) -> tuple[str, str] | None:
    found = re.search(r'<a class="kept" href="([^"]*)">([^<]*)</a>', page)
    return (found[1].replace("&amp;", "&"), found[2]) if found else None


@pytest.mark.parametrize("panel", ["", "/panel"])
def test_an_article_links_to_its_original_where_there_is_one(client: TestClient, panel: str) -> None:
    page = client.get(f"/article/{MILL.id}{panel}", params=QUOTE).text
    assert link(page) == (f"/article/{MILL.id}/original?start=36&end=74#cited", "The original, page 2")
    assert link(client.get(f"/article/{MILL.id}{panel}").text) == (
        f"/article/{MILL.id}/original",
        "The original, page 1",
    )
    assert link(client.get(f"/article/{SAVED.id}{panel}").text) == (f"/article/{SAVED.id}/original", "The original")
    assert link(client.get(f"/article/{NOTE.id}{panel}").text) == (
        f"/article/{NOTE.id}/original/file",
        "Download the original",
    )
    assert link(client.get(f"/article/{PLAIN.id}{panel}").text) is None


def test_a_pdf_opens_at_its_page_with_the_quote_marked(client: TestClient) -> None:
    page = client.get(f"/article/{MILL.id}/original", params=QUOTE)
    assert "Mill &lt;b&gt;burns&lt;/b&gt;" in page.text
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    assert page.text.count("<rect") == 1
    assert "The quote is marked." in page.text
    assert f'<img src="/article/{MILL.id}/original/2.png"' in page.text
    assert "Page 2 of 2" in page.text
    before = re.search(r'href="([^"]*)" rel="prev"', page.text)
    assert before
    assert 'rel="next"' not in page.text
    first = client.get(before[1].replace("&amp;", "&")).text
    assert "Page 1 of 2" in first
    assert "<rect" not in first
    assert "The quote" not in first
    picture = client.get(f"/article/{MILL.id}/original/2.png")
    assert (picture.headers["content-type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert picture.headers["x-content-type-options"] == "nosniff"


def test_what_cannot_be_marked_says_why(client: TestClient) -> None:
    scan = client.get(f"/article/{SCAN.id}/original", params={"start": "0", "end": "18"}).text
    assert "was read from its picture" in scan
    assert "<rect" not in scan
    changed = client.get(f"/article/{MILL.id}/original", params={**QUOTE, "sha256": "0" * 16}).text
    assert "<rect" not in changed
    assert 'class="warning"' in changed


def test_a_saved_page_is_shown_in_a_frame_that_runs_and_loads_nothing(client: TestClient) -> None:
    page = client.get(f"/article/{SAVED.id}/original").text
    assert f'<iframe class="saved" src="/article/{SAVED.id}/original/saved" sandbox title=' in page
    saved = client.get(f"/article/{SAVED.id}/original/saved")
    assert "Fair opens" in saved.text
    assert "alert" not in saved.text
    assert saved.headers["content-security-policy"] == FOREIGN_POLICY
    assert FOREIGN_POLICY.startswith("sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert saved.headers["x-frame-options"] == "SAMEORIGIN"
    assert saved.headers["content-type"] == "text/html; charset=utf-8"
    others = client.get(f"/article/{SAVED.id}/original/saved", headers={"sec-fetch-site": "cross-site"})
    assert others.status_code == 403


def test_a_download_is_an_attachment_with_the_name_of_the_file(client: TestClient) -> None:
    for draft, content in FILES:
        got = client.get(f"/article/{draft.id}/original/file")
        assert (got.content, got.headers["content-type"]) == (content, "application/octet-stream")
        assert got.headers["content-disposition"].startswith("attachment;")
        assert got.headers["x-content-type-options"] == "nosniff"
    assert "filename*=UTF-8''note.txt" in got.headers["content-disposition"]
    assert client.get(f"/article/{NOTE.id}/original").headers["location"] == f"/article/{NOTE.id}/original/file"


@pytest.mark.parametrize(
    "path",
    [
        "/article/aaaaaaaaaaaa/original",
        f"/article/{PLAIN.id}/original",
        "/article/aaaaaaaaaaaa/original/file",
        f"/article/{PLAIN.id}/original/file",
        f"/article/{MILL.id}/original/saved",
        f"/article/{MILL.id}/original/3.png",
        f"/article/{MILL.id}/original/x.png",
        f"/article/{MILL.id}/original?page=99999",
        f"/article/{SAVED.id}/original/1.png",
    ],
)
def test_what_is_not_there_is_404(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
