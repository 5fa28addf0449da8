"""Files of every format that Cuttings reads except web pages, as their own programs write them."""

# ruff: noqa: E501

import bz2
import csv
import gzip
import io
import json
import lzma
import mailbox
import tarfile
import tempfile
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from tests.corpus.readers.office_made import docx_digest, docx_minutes, epub_issue, odt_notes, pptx_talk, rtf_article
from tests.corpus.readers.ole_made import msg
from tests.corpus.readers.print_made import pdf_columns, pdf_digest, pdf_interleaved, pdf_letter, pdf_locked, pdf_scan

BODY = "The council met on Monday and closed the harbour. Nobody was surprised by what it decided."
MORE = "The mayor said that the ferry would sail again in June, once the pier has been repaired."
DIGEST = (
    f"Council closes harbour\n\nThe Daily Post\n5 May 2024\n\n{BODY}\n\n{MORE}\n\nhttps://post.example/harbour\n\n"
    f"Prices rise again\n\nReuters\n6 May 2024\n\nPrices rose by 3.5 per cent in April, the statistics office said.\n"
)
TICKS = int((datetime(2024, 5, 6, 8, 15, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10**7


def letter(
    body: str, *, subject: str = "Press digest", sender: str = "Press Office <press@town.example>", **parts: object
) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "desk@post.example", subject
    message["Date"], message["Message-ID"] = "Mon, 06 May 2024 08:15:00 +0400", "<1@town.example>"
    message.set_content(body, cte=parts.get("cte", "quoted-printable"))
    if "html" in parts:
        message.add_alternative(parts["html"], subtype="html")
    for name, data in parts.get("attached", {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message


def reply() -> bytes:
    quoted = "\n".join(f"> {line}" for line in [BODY, "", "Best", "Jane"])
    text = f"{MORE}\n\nOn Mon, 6 May 2024 at 10:11, Jane Doe <jane@town.example>\nwrote:\n{quoted}\n\n-- \nJohn Roe\nEditor, 555 0100\n"
    return letter(text, subject="Re: Harbour", sender="John Roe <john@post.example>").as_bytes()


def forward() -> bytes:
    text = (
        "For tomorrow.\n\n---------- Forwarded message ---------\nFrom: Coast News <news@coast.example>\n"
        f"Date: Sat, 4 May 2024 at 09:30\nSubject: Ferry strikes pier\nTo: Desk <desk@post.example>\n\n\n{BODY}\n\n{MORE}\n"
    )
    return letter(text, subject="Fwd: Ferry strikes pier").as_bytes()


def wrapped() -> bytes:
    text = (
        "The council met on Monday and closed the harbour until the pier has\n"
        "been repaired. Nobody was surprised by what it decided, and nobody\nspoke against it.\n\n"
        "A second paragraph follows, which is long enough to be broken again\nby the program.\n\n"
        "_______________________________________________\nDesk mailing list\nTo unsubscribe: desk-leave@post.example\n"
    )
    return letter(text, subject="[desk] Harbour closed", cte="7bit").as_bytes()


def newsletter() -> bytes:
    page = (
        "<html><head><style>p{color:red}</style></head><body><div style='display:none'>Preheader</div>"
        f"<h1>Harbour closed</h1><p>{BODY}</p><ul><li>No ferry</li><li>No fish</li></ul><p>{MORE} &amp; more.</p></body></html>"
    )
    attached = {
        "prices.json": json.dumps([{"title": "Prices rise", "text": MORE}]).encode(),
        "logo.png": b"\x89PNG\r\n\x1a\n",
    }
    return letter("Open in browser", subject="Harbour closed", html=page, attached=attached).as_bytes()


def mbox() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        box = mailbox.mbox(Path(folder) / "box")
        for message in (
            letter(DIGEST),
            letter(f"From here on the pier is closed.\n\n{BODY}", subject="Pier closed"),
            EmailMessage(),
        ):
            box.add(message)
        box.close()
        return (Path(folder) / "box").read_bytes()


def packed(*, kind: str) -> bytes:
    file = io.BytesIO()
    members = {
        "../../up/digest.txt": DIGEST.encode(),
        "pictures/a.png": b"\x89PNG\r\n\x1a\n",
        "mail/reply.eml": reply(),
        "bad.pdf": b"%PDF-1.4",
    }
    if kind == "zip":
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return file.getvalue()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return file.getvalue()


def table(delimiter: str, header: list[str], *rows: list[str]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows([header, *rows])
    return file.getvalue().encode()


NEWSAPI = {
    "status": "ok",
    "totalResults": 2,
    "articles": [
        {
            "source": {"id": None, "name": "The Daily Post"},
            "author": "By Jane Doe",
            "title": "Council closes harbour - The Daily Post",
            "description": "The harbour is closed until June.",
            "url": "https://post.example/harbour?utm_source=newsapi",
            "publishedAt": "2024-05-05T10:11:12Z",
            "content": f"{BODY} The mayor sa… [+1234 chars]",
        },
        {"source": {"name": "X"}, "title": "[Removed]", "content": None, "description": None},
    ],
}
MEDIASTACK = {
    "pagination": {"limit": 25, "total": 1},
    "data": [
        {
            "author": None,
            "title": "Town &amp; harbour",
            "description": f"<p>{BODY}</p><p>{MORE}</p>",
            "url": "https://coast.example/1",
            "source": "Coast News",
            "language": "en",
            "published_at": "2024-05-05T23:02:57+00:00",
        }
    ],
}
MULTIHOP = [
    {
        "title": "Council closes harbour",
        "author": "Jane Doe",
        "source": "The Daily Post",
        "published_at": "2023-11-27T08:45:59+00:00",
        "category": "local",
        "url": "https://post.example/2",
        "body": f"{BODY}\n\nRead more: the pier\n\n{MORE}",
    }
]

FILES = {
    "newsapi.json": lambda: json.dumps(NEWSAPI).encode(),
    "mediastack.json": lambda: json.dumps(MEDIASTACK, indent=1).encode(),
    "corpus.json": lambda: json.dumps(MULTIHOP, indent=2).encode("utf-8-sig"),
    "hits.json": lambda: json.dumps({"hits": {"hits": [{"_id": 1, "_source": {"headline": "Pier", "story": BODY}}]}}).encode(),
    "one.json": lambda: json.dumps({"headline": "Pier", "articleBody": [BODY, MORE], "authors": ["A B", "C D"]}).encode(),
    "lines.jsonl": lambda: "\n".join(
        [json.dumps({"title": "One", "text": BODY, "date": 1714896000}), "{broken", "", json.dumps({"title": "Two", "body": MORE})]
    ).encode(),
    "lines.json": lambda: f'{json.dumps({"title": "One", "text": BODY})}\n{json.dumps({"title": "Two", "text": MORE})}\n'.encode(),
    "table.csv": lambda: table(
        ",", ["Headline", "Full Text", "Outlet", "Publish Date", "Byline", "URL"],
        ["Harbour, closed", f'{BODY}\n\nThe mayor said "never".', "The Daily Post", "2024-05-05 00:00:00", "Jane Doe", "post.example"],
        ["Empty", "", "Reuters", "", "", ""], ["Prices", MORE, "Reuters", "6 May 2024", "", "https://r.example/p"],
    ),
    "table.tsv": lambda: table("\t", ["title", "body", "date"], ["Harbour", BODY, "2024-05-05"], ["a", "b", "c", "too many"]),
    "semicolons.txt": lambda: table(";", ["title", "text", "source"], ["Harbour; closed", BODY, "The Daily Post"]),
    "mediacloud.csv": lambda: table(
        ",", ["id", "indexed_date", "language", "media_name", "media_url", "publish_date", "title", "url"],
        ["9", "2024-05-07", "en", "post.example", "post.example", "2024-05-05", "Council closes harbour", "https://post.example/3"],
    ),
    "strange.csv": lambda: table(",", ["kop", "verhaal"], ["Haven dicht", BODY]),
    "digest.eml": lambda: letter(DIGEST).as_bytes(),
    "reply.eml": reply,
    "forward.eml": forward,
    "wrapped.eml": wrapped,
    "newsletter.eml": newsletter,
    "Inbox": mbox,
    "digest.msg": lambda: msg({"0037": "Digest", "1000": DIGEST, "0C1A": "Jane Doe"}, ticks=TICKS),
    "html.msg": lambda: msg(
        {"0037": "FW: Pier closed", "1013": f"<p>{BODY}</p><p>{MORE}</p>".encode(), "0C1A": "Jane Doe", "5D01": "j@d.example"},
        ticks=TICKS, attachments=[("prices.json", json.dumps([{"title": "Prices", "text": MORE}]).encode()), ("a.png", b"\x89PNG")],
    ),
    "columns.pdf": lambda: pdf_columns(BODY, MORE),
    "digest.pdf": lambda: pdf_digest(BODY, MORE),
    "interleaved.pdf": pdf_interleaved,
    "letter.pdf": lambda: pdf_letter(BODY, MORE),
    "scan.pdf": pdf_scan,
    "locked.pdf": pdf_locked,
    "broken.pdf": lambda: pdf_letter(BODY, MORE)[:400],
    "minutes.docx": lambda: docx_minutes(BODY, MORE),
    "digest.docx": lambda: docx_digest(BODY, MORE),
    "notes.odt": lambda: odt_notes(BODY, MORE),
    "talk.pptx": lambda: pptx_talk(BODY, MORE),
    "issue.epub": lambda: epub_issue(BODY, MORE),
    "article.rtf": lambda: rtf_article(BODY, MORE),
    "all.zip": lambda: packed(kind="zip"),
    "all.tar": lambda: packed(kind="tar"),
    "all.tar.gz": lambda: gzip.compress(packed(kind="tar")),
    "digest.txt.gz": lambda: gzip.compress(DIGEST.encode()),
    "digest.txt.bz2": lambda: bz2.compress(DIGEST.encode()),
    "digest.txt.xz": lambda: lzma.compress(DIGEST.encode()),
}  # fmt: skip
