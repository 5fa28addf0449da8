"""Web pages, saved pages, crawls and feeds with a hostile text in the places where they have text."""

import json
from xml.sax.saxutils import escape

from tests.growth.made import SENTENCE, XML_SAFE, Make, raw, xml

STORY = f"<article><h1>Harbour closed</h1><p>{SENTENCE}</p><p>{SENTENCE}</p></article>"


def page(body: str, head: str = "<title>Harbour closed</title>") -> bytes:
    return raw(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>")


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;"})


def _json_ld(text: str) -> str:
    found = json.dumps({"@type": "NewsArticle", "headline": text[:500], "articleBody": text, "author": text[:500]})
    return f'<script type="application/ld+json">{found.replace("</", "<" + chr(92) + "/")}</script>'


HTML: dict[str, Make] = {
    "text": lambda text: page(f"<article><h1>Harbour closed</h1><p>{SENTENCE}</p><p>{escape(text)}</p></article>"),
    "raw": lambda text: page(f"<article><h1>Harbour closed</h1><p>{SENTENCE}</p>{text}</article>"),
    "in a tag": lambda text: page(f"{STORY}<p {text}>{SENTENCE}</p>"),
    "attribute": lambda text: page(f'{STORY}<p class="{_attribute(text)}" title="{_attribute(text)}">{SENTENCE}</p>'),
    "title": lambda text: page(STORY, f"<title>{escape(text)}</title>"),
    "meta": lambda text: page(
        STORY,
        "".join(
            f'<meta property="{name}" content="{_attribute(text)}">'
            for name in "og:title og:site_name article:published_time article:author og:url og:description".split()
        ),
    ),
    "JSON-LD": lambda text: page(STORY, _json_ld(text)),
    "raw JSON-LD": lambda text: page(STORY, f'<script type="application/ld+json">{text}</script>'),
    "many paragraphs": lambda text: page(
        f"<article>{''.join(f'<p>{SENTENCE}{escape(text[at : at + 20])}</p>' for at in range(0, len(text), 120))}</article>"
    ),
    "nested": lambda text: page(f"<article>{'<div>' * (len(text) // 11)}{SENTENCE}{'</div>' * (len(text) // 11)}</article>"),
    "table": lambda text: page(
        f"{STORY}<table>{''.join(f'<tr><td>{escape(text[at : at + 20])}</td></tr>' for at in range(0, len(text), 40))}</table>"
    ),
    "links": lambda text: page(
        STORY + "".join(f'<a href="/{at}">{escape(text[at : at + 9])}</a>' for at in range(0, len(text), 30))
    ),
    "many attributes": lambda text: page(f"{STORY}<p {' '.join(f'a{at}=1' for at in range(len(text) // 9))}>{SENTENCE}</p>"),
    "one attribute each": lambda text: page(
        STORY + "".join(f"<p data-a{at}=1>{escape(text[at : at + 9])}</p>" for at in range(0, len(text), 30))
    ),
}  # fmt: skip


def mhtml(text: str, *, head: str = "") -> bytes:
    return raw(
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://a.example/b\nSubject: Harbour\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/related; type="text/html"; boundary="----MultipartBoundary--a----"\n{head}\n'
        "------MultipartBoundary--a----\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n"
        f"Content-Location: https://a.example/b\n\n<!DOCTYPE html><html><body>{STORY}{text}</body></html>\n"
        "------MultipartBoundary--a------\n"
    )


def mhtml_parts(text: str) -> bytes:
    parts = "".join(
        f"------MultipartBoundary--a----\nContent-Type: text/html\nContent-Location: https://a.example/{at}\n\n"
        f"<p>{SENTENCE}{text[at : at + 40]}</p>\n"
        for at in range(0, len(text), 200)
    )
    return mhtml("").replace(b"------MultipartBoundary--a------\n", raw(parts) + b"------MultipartBoundary--a------\n")


def _record(headers: str, payload: bytes) -> bytes:
    return raw(f"WARC/1.0\r\n{headers}Content-Length: {len(payload)}\r\n\r\n") + payload + b"\r\n\r\n"


def warc(headers: str, http: str, page: bytes) -> bytes:
    payload = raw(f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{http}\r\n") + page
    kinds = "WARC-Type: response\r\nWARC-Target-URI: https://a.example/b\r\nContent-Type: application/http; msgtype=response\r\n"
    return _record(
        f"{kinds}WARC-Date: 2024-03-08T10:42:00Z\r\nWARC-Record-ID: <urn:uuid:{'0' * 8}-0000-0000-0000-{'0' * 12}>\r\n{headers}",
        payload,
    )


def _rss(item: str, channel: str = "") -> bytes:
    return raw(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title><link>https://a.example/</link>{channel}'
        f"<item><title>Harbour closed</title><link>https://a.example/b</link><description>{SENTENCE}</description></item>"
        f"{item}</channel></rss>"
    )


FEED: dict[str, Make] = {
    "description": lambda text: _rss(f"<item><title>A</title><description>{xml(text)}</description></item>"),
    "CDATA": lambda text: _rss(
        f"<item><title>A</title><description><![CDATA[{text.translate(XML_SAFE).replace(']]>', ']]')}]]></description></item>"
    ),
    "raw": lambda text: _rss(text.translate(XML_SAFE)),
    "title": lambda text: _rss(f"<item><title>{xml(text)}</title><description>{SENTENCE}</description></item>"),
    "author": lambda text: _rss(f"<item><author>{xml(text)}</author><description>{SENTENCE}</description></item>"),
    "date": lambda text: _rss(f"<item><pubDate>{xml(text)}</pubDate><description>{SENTENCE}</description></item>"),
    "channel": lambda text: _rss("", f"<description>{xml(text)}</description><language>{xml(text)}</language>"),
    "before": lambda text: raw(f"<?xml version='1.0'?><!-- {text} --><rss version='2.0'><channel></channel></rss>"),
    "items": lambda text: _rss(
        "".join(
            f"<item><title>A {at}</title><link>https://a.example/{at}</link><description>{SENTENCE}</description></item>"
            for at in range(0, len(text), 200)
        )
    ),
    "Atom": lambda text: raw(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><title>B</title><content type="html">{xml(text)}'
        "</content></entry></feed>"
    ),
}  # fmt: skip
