"""A file of each format with a hostile text in it: tables, records, archives here, the others beside."""

import gzip
import io
import json
import plistlib
import tarfile
from xml.sax.saxutils import escape

from tests.corpus.readers.ole_made import msg
from tests.growth.hostile_mail import MAIL
from tests.growth.hostile_office import DOCX, EPUB, ODT, PPTX, RTF
from tests.growth.hostile_pages import FEED, HTML, STORY, mhtml, mhtml_parts, page, warc
from tests.growth.made import HEAD, SENTENCE, Make, raw, rows, zipped

RECORDS: dict[str, tuple[str, Make]] = {
    "CSV field": (
        ".csv",
        lambda text: raw('title,text,date\nA,"' + SENTENCE + text.replace('"', '""') + '",2024-03-08\n'),
    ),
    "CSV raw": (".csv", lambda text: raw(f"title,text,date\nA,{text},2024-03-08\n")),
    "CSV header": (".csv", lambda text: raw(f"title,text,{text}\nA,{SENTENCE},b\n")),
    "CSV rows": (
        ".csv",
        lambda text: raw("title,text\n" + "".join(f'A{n},"{SENTENCE}"\n' for n in range(len(text) // 110))),
    ),
    "TSV": (".tsv", lambda text: raw(f"title\ttext\nA\t{text}\n")),
    "CSV date": (".csv", lambda text: raw(f'title,text,date\nA,"{SENTENCE}","{text.replace(chr(34), "")}"\n')),
    "JSON value": (
        ".json",
        lambda text: raw(json.dumps([{"title": "A", "text": SENTENCE + text, "date": "2024-03-08"}])),
    ),
    "JSON title": (
        ".json",
        lambda text: raw(json.dumps([{"title": text, "text": SENTENCE, "date": text, "author": text}])),
    ),
    "JSON markup": (
        ".json",
        lambda text: raw(json.dumps([{"title": "A", "html": SENTENCE, "text": f"<p>{SENTENCE}</p>{text}"}])),
    ),
    "JSON raw": (".json", lambda text: raw(f'[{{"title": "A", "text": "b"}}, {text}]')),
    "JSON keys": (
        ".json",
        lambda text: raw(json.dumps({row + str(n): {"text": SENTENCE} for n, row in enumerate(rows(text))})),
    ),
    "JSON names": (
        ".json",
        lambda text: raw(json.dumps([{"text": SENTENCE, **{f"{row}{n}": 1 for n, row in enumerate(rows(text, 20))}}])),
    ),
    "JSON many": (
        ".json",
        lambda text: raw(json.dumps([{"title": f"A{n}", "text": SENTENCE} for n in range(len(text) // 150)])),
    ),
    "JSON Lines": (".jsonl", lambda text: raw(f'{{"title": "A", "text": "{SENTENCE}"}}\n{text}\n')),
    "JSON Lines many": (
        ".jsonl",
        lambda text: raw("".join(json.dumps({"title": row, "text": SENTENCE + row}) + "\n" for row in rows(text))),
    ),
}


def _tar(text: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for at in range(0, len(text), 1500):
            content = raw(f"Title {at}\n\n{SENTENCE}{text[at : at + 500]}")
            entry = tarfile.TarInfo(f"a{at}.txt")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def _web_archive(markup: bytes, address: str = "https://a.example/b") -> bytes:
    main = {"WebResourceData": markup, "WebResourceMIMEType": "text/html", "WebResourceURL": address}
    return plistlib.dumps({"WebMainResource": main}, fmt=plistlib.FMT_BINARY)


def _notes(*contents: str, title: str = "Harbour closed") -> bytes:
    notes = "".join(
        f"<note><title>{title}</title><content><![CDATA[<en-note>{content.replace(']]>', '')}</en-note>]]></content></note>"
        for content in contents
    )
    return raw(f'<?xml version="1.0" encoding="UTF-8"?><en-export>{notes}</en-export>')


FILES: dict[str, dict[str, tuple[str, Make]]] = {
    "plain text": {
        "text": (".txt", raw),
        "after a title": (".txt", lambda text: raw(f"Title\nThe Daily Post\nMay 3, 2024\n\n{text}")),
    },
    "Markdown": {
        "text": (".md", raw),
        "front matter": (".md", lambda text: raw(f"---\ntitle: {text}\ndate: {text}\n---\n{SENTENCE}")),
    },
    "web page": {name: (".html", make) for name, make in HTML.items()},
    "mail": {name: (".eml", make) for name, make in MAIL.items()},
    "mailbox": {
        "body": (".mbox", lambda text: raw(f"From a@b Fri Mar  8 10:42:00 2024\n{HEAD}\n{SENTENCE}\n{text}\n")),
        "many": (
            ".mbox",
            lambda text: raw(
                "".join(f"From a@b Fri Mar  8 10:42:00 2024\n{HEAD}\n{SENTENCE}\n{row}\n\n" for row in rows(text, 500))
            ),
        ),
        "From lines": (
            ".mbox",
            lambda text: raw(
                f"From a@b Fri Mar  8 10:42:00 2024\n{HEAD}\n" + f"\n\nFrom {text}" + "\n\nFrom a " * (len(text) // 9)
            ),
        ),
    },
    "mail from Outlook": {
        "body": (".msg", lambda text: msg({"0037": "News", "1000": SENTENCE + text, "0C1A": "Anna Bell"})),
        "HTML": (".msg", lambda text: msg({"0037": "News", "1013": raw(f"<p>{SENTENCE}</p>{text}")})),
        "subject": (".msg", lambda text: msg({"0037": text, "1000": SENTENCE, "0C1A": text, "007D": text})),
        "attachment": (
            ".msg",
            lambda text: msg({"0037": "News", "1000": SENTENCE}, attachments=[("a.txt", raw(text))]),
        ),
    },
    "saved page (MHTML)": {
        "page": (".mhtml", mhtml),
        "header": (".mhtml", lambda text: mhtml("", head=f"X-A: {' '.join(text.split())}\n")),
        "parts": (".mhtml", mhtml_parts),
    },
    "web archive (Safari)": {
        "page": (".webarchive", lambda text: _web_archive(page(STORY + text))),
        "address": (".webarchive", lambda text: _web_archive(page(STORY), f"https://a.example/{text}")),
    },
    "notes (Evernote)": {
        "note": (".enex", lambda text: _notes(f"<div>{SENTENCE}</div>{text}")),
        "title": (".enex", lambda text: _notes(f"<div>{SENTENCE}</div>", title=escape(text))),
        "notes": (".enex", lambda text: _notes(*[f"<div>{SENTENCE}</div>{row}" for row in rows(text, 500)])),
    },
    "export of a press database": {
        "record": (
            ".html",
            lambda text: raw(f"<html><body><p>{SENTENCE}</p>{text}<p>ProQuest document ID: 1</p></body></html>"),
        ),
        "headlines": (
            ".html",
            lambda text: raw(
                "<html><body><div class='article enArticle'>"
                + "".join(f"<span class='enHeadline'>{row}</span><p>{SENTENCE}</p>" for row in rows(text, 200))
                + "</div></body></html>"
            ),
        ),
        "documents": (
            ".html",
            lambda text: raw(
                "<html><body><DOCFULL>"
                + "".join(f"<p>{n} of 9 DOCUMENTS</p>{row}" for n, row in enumerate(rows(text, 200)))
            ),
        ),
    },
    "WARC file": {
        "page": (".warc", lambda text: warc("", "", page(STORY + text))),
        "header": (".warc", lambda text: warc(f"WARC-A: {' '.join(text.split())}\r\n", "", page(STORY))),
        "HTTP header": (".warc", lambda text: warc("", f"X-A: {' '.join(text.split())}\r\n", page(STORY))),
        "records": (".warc", lambda text: b"".join(warc("", "", page(STORY + row)) for row in rows(text, 700))),
        "raw": (".warc", lambda text: warc("", "", page(STORY)) + raw(text)),
    },
    "feed": {name: (".rss", make) for name, make in FEED.items()},
    "list of feeds (OPML)": {
        "raw": (".opml", lambda text: raw(f'<opml version="2.0"><body>{text}</body></opml>')),
        "outlines": (
            ".opml",
            lambda text: raw(
                '<opml version="2.0"><body>'
                + "".join(f'<outline xmlUrl="http://a.example/{n}"/>' for n in range(len(text) // 40))
                + "</body></opml>"
            ),
        ),
        "nested": (
            ".opml",
            lambda text: raw('<opml version="2.0"><body>' + "<outline>" * (len(text) // 10) + "</body></opml>"),
        ),
    },
    "JSON": {name: made for name, made in RECORDS.items() if made[0] == ".json"},
    "JSON Lines": {name: made for name, made in RECORDS.items() if made[0] == ".jsonl"},
    "a table (CSV)": {name: made for name, made in RECORDS.items() if made[0] in {".csv", ".tsv"}},
    "rich text": {name: (".rtf", make) for name, make in RTF.items()},
    "Word document": {name: (".docx", make) for name, make in DOCX.items()},
    "OpenDocument text": {name: (".odt", make) for name, make in ODT.items()},
    "presentation": {name: (".pptx", make) for name, make in PPTX.items()},
    "book (EPUB)": {name: (".epub", make) for name, make in EPUB.items()},
    "ZIP archive": {
        "texts": (
            ".zip",
            lambda text: zipped({f"a{n}.txt": raw(SENTENCE + row) for n, row in enumerate(rows(text, 500))}),
        )
    },
    "TAR archive": {"texts": (".tar", _tar)},
    "packed file": {"text": (".gz", lambda text: gzip.compress(raw(text)))},
}
"""By the name of the reader: by place, the suffix and what makes the file. PDF is made of words: see `swept`."""
