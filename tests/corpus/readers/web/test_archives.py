"""Pages within files: MHTML and WARC."""

import gc
import gzip
import io
import warnings
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corpus.errors import ReadError
from corpus.readers.detect import read_file
from corpus.readers.reader import Problem
from corpus.readers.web import mhtml, warc

PAGES = Path(__file__).parent / "pages"


def page(name):
    return (PAGES / name).read_bytes()


def saved(body=None, *, head="", charset="utf-8", browser="<Saved by Blink>"):
    content = page("jsonld_zone.html").decode() if body is None else body
    return (
        f"From: {browser}\r\nSnapshot-Content-Location: https://www.kuestenbote.example/nachrichten/faehre-rammt-pier/amp\r\n"
        f"Subject: =?utf-8?Q?F=C3=A4hre?=\r\nDate: Sat, 9 Mar 2030 10:00:00 -0000\r\nMIME-Version: 1.0\r\n{head}"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--B"\r\n\r\n\r\n'
        "----B\r\nContent-Type: text/html\r\nContent-Location: https://ads.example/frame\r\n\r\n<p>Buy this frame now.\r\n"
        f"----B\r\nContent-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n"
        "Content-Location: https://www.kuestenbote.example/nachrichten/faehre-rammt-pier/amp\r\n\r\n"
    ).encode() + content.encode(charset) + b"\r\n----B\r\nContent-Type: image/png\r\n\r\nx\r\n----B--\r\n"  # fmt: skip


def test_a_saved_page(tmp_path):
    (tmp_path / "a.mhtml").write_bytes(saved())
    (draft,) = read_file(tmp_path / "a.mhtml")
    assert (draft.title, draft.outlet) == ("Fähre rammt Pier in Sellen", "Küstenbote")
    assert draft.url == "https://www.kuestenbote.example/nachrichten/faehre-rammt-pier"
    assert draft.published == "2024-03-08T18:05+01:00"
    assert "Der Hafenmeister" in draft.text
    assert "Buy" not in draft.text


def test_the_time_of_saving_is_not_the_article_s():
    bare = "<html><head><title>Council meets</title></head><body><p>The council met, and nobody was surprised.</p></body></html>"
    (draft,) = mhtml.read(saved(bare, charset="windows-1252"), "stem")
    assert (draft.title, draft.published) == ("Council meets", None)


@pytest.mark.parametrize(
    ("data", "known"),
    [
        (saved(), True),
        (saved(browser='"Saved by Windows Internet Explorer 11"'), True),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n", True),
        (b"From: a@x.example\nTo: b@x.example\nContent-Type: multipart/related; boundary=x\n\n", False),
        (b"From: a@x.example\nSubject: it was Saved\n\nSaved by the bell", False),
        (b"<html>", False),
        (b"", False),
    ],
)
def test_what_looks_like_a_saved_page(data, known):
    assert mhtml.looks_like(data) is known


@pytest.mark.parametrize(
    "data",
    [
        b"From: <Saved by Blink>\n\n",
        b"From: <Saved by Blink>\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: image/png\n\nx\n--x--",
        b"From: <Saved by Blink>\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n====\n",
        b"From: <Saved by Blink>\nContent-Type: text/html; charset=nonsense\n\n",
    ],
)
def test_saved_pages_without_a_page(data):
    with pytest.raises(ValueError, match="page"):
        mhtml.read(data, "stem")


def crawled(*records, packed=True):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # warcio's writer leaves its temporary files to the collector
        data = written(records, packed)
        gc.collect()
        return data


def written(records, packed):
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "tests"}))
    for url, status, kind, body, *headers in records:
        http = StatusAndHeaders(status, [("Content-Type", kind), *headers], protocol="HTTP/1.1")
        record = writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=http)
        writer.write_record(record)
        writer.write_record(writer.create_warc_record(url, "metadata", payload=io.BytesIO(b"x: y")))
    return file.getvalue()


BEES = page("mobile_saved.html")
RECORDS = (
    ("https://www.gazette.example/news/ferry-strikes-pier?x=1", "200 OK", "text/html; charset=utf-8", page("article_graph.html")),
    ("https://x.example/robots.txt", "200 OK", "text/plain", b"User-agent: *"),
    ("https://x.example/gone", "404 Not Found", "text/html", page("amp.html")),
    ("https://x.example/old", "302 Found", "text/html", page("amp.html")),
    ("https://x.example/", "200 OK", "text/html", b"<html><body><h1>All news</h1><p>Ferry strikes pier.</p></body></html>"),
    ("https://www.herald.example/money/bank-cuts-rate/amp", "200 OK", "TEXT/HTML", gzip.compress(page("amp.html")),
     ("Content-Encoding", "gzip")),
    ("https://www.herald.example/money/bank-cuts-rate/amp", "200 OK", "text/html", page("paywall.html")),
    ("https://evil.example/copy", "200 OK", "text/html", page("paywall.html")),
    ("https://m.post.example/news/bees", "200 OK", "text/html",
     b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (BEES[:700], BEES[700:], b"")),
     ("Transfer-Encoding", "chunked")),
)  # fmt: skip


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc", "crawl"])
def test_a_crawl(tmp_path, packed, name):
    (tmp_path / name).write_bytes(crawled(*RECORDS, packed=packed))
    drafts = read_file(tmp_path / name)
    assert [(draft.title, draft.url) for draft in drafts] == [
        ("Ferry strikes pier at Port Sellen, 27 hurt", "https://www.gazette.example/news/ferry-strikes-pier"),
        ("Bank cuts rate to 3.75 percent", "https://www.herald.example/money/bank-cuts-rate"),
        ("How the port lost its cranes", "https://evil.example/copy"),  # not where it says it is from
        ("Bees return to the moor", "https://www.post.example/news/bees"),
    ]


def test_a_crawl_cut_off_in_the_middle():
    data = crawled(*RECORDS[:1], packed=False)
    more = crawled(*RECORDS, packed=False)
    drafts = list(warc.read(more[: len(data) + 900], "stem"))
    assert [draft.title for draft in drafts if not isinstance(draft, Problem)] == [
        "Ferry strikes pier at Port Sellen, 27 hurt"
    ]


def test_a_page_that_cannot_be_read_is_reported():
    record = ("https://x.example/a", "200 OK", "text/html", b"<html>\x00\x01\x02\x03" * 100)
    problem, draft = warc.read(crawled(record, RECORDS[0]), "stem")
    assert isinstance(problem, Problem)
    assert problem.where == "https://x.example/a"
    assert draft.outlet == "The Gazette"


def test_bombs():
    zeros = gzip.compress(gzip.compress(b"\0" * 40_000_000))
    record = ("https://x.example/a", "200 OK", "text/html", zeros, ("Content-Encoding", "gzip, gzip"))
    assert [
        draft.outlet for draft in warc.read(crawled(record, RECORDS[0]), "s") if not isinstance(draft, Problem)
    ] == ["The Gazette"]
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/a\r\nContent-Type: application/http\r\n"
    )
    answer = b"Content-Length: 400000000\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"
    bomb = gzip.compress(head + answer + b"\0" * 300_000_000)
    with pytest.raises(ValueError, match="far more than its size"):
        list(warc.read(bomb, "stem"))


@pytest.mark.parametrize("data", [b"WARC/1.0\r\n", b"WARC/1.0\r\n\r\n\r\n", crawled(), crawled(RECORDS[1])])
def test_crawls_without_articles(tmp_path, data):
    (tmp_path / "a.warc").write_bytes(data)
    with pytest.raises(ReadError):
        read_file(tmp_path / "a.warc")
