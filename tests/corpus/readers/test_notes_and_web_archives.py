"""Safari's web archives and Evernote's notes; rich text with bytes of UTF-8."""

import plistlib
from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.readers.detect import read_file, read_parts

BODY = "The windmill on the dike turned again on Sunday after nine years. The miller had waited for the wind."
PAGE = (
    "<!DOCTYPE html><html><head><title>Mill turns | Dike Post</title><meta property='og:site_name' content='Dike Post'>"
    "<meta property='article:published_time' content='2020-03-04T07:30:00+01:00'></head><body><article><h1>Mill turns</h1>"
    f"<p>{BODY}</p><p>{BODY.replace('windmill', 'second windmill')}</p></article></body></html>"
)


def archive(**main: object) -> dict[str, object]:
    resource = {
        "WebResourceData": PAGE.encode(),
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "UTF-8",
    }
    return {
        "WebMainResource": {**resource, "WebResourceURL": "https://dike.example/mill", **main},
        "WebSubresources": [],
    }


@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_a_web_archive_is_its_page(tmp_path: Path, form: plistlib.PlistFormat) -> None:
    path = tmp_path / "a.webarchive"
    path.write_bytes(plistlib.dumps(archive(), fmt=form))
    (draft,) = read_file(path)
    assert (draft.title, draft.outlet, draft.published) == ("Mill turns", "Dike Post", "2020-03-04T07:30+01:00")
    assert draft.url == "https://dike.example/mill"
    assert BODY in draft.text


@pytest.mark.parametrize(
    "data",
    [
        plistlib.dumps(archive(), fmt=plistlib.FMT_BINARY)[:-40],
        plistlib.dumps(archive(WebResourceMIMEType="image/png"), fmt=plistlib.FMT_BINARY),
        plistlib.dumps({"WebMainResource": "nothing"}, fmt=plistlib.FMT_BINARY),
    ],
)
def test_a_damaged_web_archive_is_refused_with_a_reason(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.webarchive"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=r"web archive|no web page"):
        read_file(path)


def notes(*content: str) -> bytes:
    note = (
        "<note><title>Clipped: mill</title><content><![CDATA[<?xml version='1.0'?><!DOCTYPE en-note SYSTEM "
        "'http://xml.evernote.com/pub/enml2.dtd'><en-note>{}</en-note>]]></content><created>20200309T063000Z</created>"
        "<note-attributes><author>Jane Doe</author><source-url>https://dike.example/mill</source-url></note-attributes></note>"
    )
    head = "<?xml version='1.0' encoding='UTF-8'?><!DOCTYPE en-export SYSTEM 'http://xml.evernote.com/pub/evernote-export4.dtd'>"
    return f"{head}<en-export application='Evernote'>{''.join(map(note.format, content))}</en-export>".encode()


def test_a_note_is_an_article_with_the_address_it_was_clipped_from(tmp_path: Path) -> None:
    path = tmp_path / "notes.enex"
    path.write_bytes(
        notes(
            f"<div>{BODY}</div><div>{BODY}</div>",
            f"<div>Mill turns</div><div>Dike Post</div><div>4 March 2020</div><p>{BODY}</p>",
        )
    )
    first, second = read_file(path)
    assert (first.title, first.published, first.byline, first.url) == (
        "Clipped: mill",
        None,
        "Jane Doe",
        "https://dike.example/mill",
    )
    assert first.text.startswith(BODY)
    assert (second.title, second.outlet, second.published, second.text) == (
        "Mill turns",
        "Dike Post",
        "2020-03-04",
        BODY,
    )


def test_an_empty_note_fails_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.enex"
    path.write_bytes(notes("<en-media type='image/png'/>", f"<p>{BODY}</p>"))
    parts = list(read_parts(path))
    assert [str(part) for part in parts[:1]] == ["note 1: no text in it"]
    assert len(parts) == 2


@pytest.mark.parametrize("uc", ["", "\\uc0 "])
def test_rich_text_with_bytes_of_utf8(tmp_path: Path, uc: str) -> None:
    path = tmp_path / "a.rtf"
    path.write_text(
        f"{{\\rtf1\\ansi{uc} Mühle dreht sich\\par\\par Die Mühle 𝄞 dreht sich „wieder“, für alle.\\par}}",
        encoding="utf-8",
    )
    (draft,) = read_file(path)
    assert (draft.title, draft.text) == ("Mühle dreht sich", "Die Mühle 𝄞 dreht sich „wieder“, für alle.")
