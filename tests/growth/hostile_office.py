"""Office documents, books and rich text with a hostile text in the places where they have text."""

from tests.growth.made import SENTENCE, XML_SAFE, Make, raw, xml, zipped

_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _docx(body: str, core: str = "") -> bytes:
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
    }
    if core:
        members["docProps/core.xml"] = (
            '<c:coreProperties xmlns:c="c" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{core}</dc:title><dc:creator>{core}</dc:creator><dc:created>{core}</dc:created></c:coreProperties>"
        )
    return zipped(members)


def _paragraphs(text: str, begin: str, end: str, step: int = 80) -> str:
    return "".join(f"{begin}{xml(text[at : at + step])}{end}" for at in range(0, len(text), step))


_P = ("<w:p><w:r><w:t>", "</w:t></w:r></w:p>")
DOCX: dict[str, Make] = {
    "paragraph": lambda text: _docx(f"{_P[0]}{SENTENCE}{_P[1]}{_P[0]}{xml(text)}{_P[1]}"),
    "paragraphs": lambda text: _docx(_paragraphs(text, *_P)),
    "table": lambda text: _docx(
        f"<w:tbl>{_paragraphs(text, '<w:tr><w:tc>' + _P[0], _P[1] + '</w:tc></w:tr>')}</w:tbl>"
    ),
    "text boxes": lambda text: _docx(
        "<w:p><w:r>" * min(200, len(text) // 300) + xml(text) + "</w:r></w:p>" * min(200, len(text) // 300)
    ),
    "properties": lambda text: _docx(f"{_P[0]}{SENTENCE}{_P[1]}", xml(text)),
    "raw": lambda text: _docx(text.translate(XML_SAFE)),
}
_O = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'


def _odt(body: str) -> bytes:
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {_O}><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
        }
    )


ODT: dict[str, Make] = {
    "paragraph": lambda text: _odt(f"<text:p>{SENTENCE}</text:p><text:p>{xml(text)}</text:p>"),
    "paragraphs": lambda text: _odt(_paragraphs(text, "<text:p>", "</text:p>")),
    "headings": lambda text: _odt(_paragraphs(text, '<text:h text:outline-level="1">', "</text:h>")),
    "list": lambda text: _odt(
        f"<text:list>{_paragraphs(text, '<text:list-item><text:p>', '</text:p></text:list-item>')}</text:list>"
    ),
}


def _pptx(shapes: str) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/slide"
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "ppt/presentation.xml": '<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst><p:sldId r:id="r1"/></p:sldIdLst>'
            "</p:presentation>",
            "ppt/_rels/presentation.xml.rels": f'<Relationships><Relationship Id="r1" Type="{kind}" Target="slides/slide1.xml"/>'
            "</Relationships>",
            "ppt/slides/slide1.xml": f'<p:sld xmlns:p="p" xmlns:a="a">{shapes}</p:sld>',
        }
    )


PPTX: dict[str, Make] = {
    "paragraph": lambda text: _pptx(f"<p:sp><a:p><a:r><a:t>{SENTENCE}{xml(text)}</a:t></a:r></a:p></p:sp>"),
    "shapes": lambda text: _pptx(_paragraphs(text, "<p:sp><a:p><a:t>", "</a:t></a:p></p:sp>")),
    "nested": lambda text: _pptx(
        "<p:sp><a:p>" * min(180, len(text) // 300)
        + f"<a:t>{xml(text)}</a:t>"
        + "</a:p></p:sp>" * min(180, len(text) // 300)
    ),
    "nested deep": lambda text: _pptx(
        "<p:sp><a:p>" * (len(text) // 23) + "<a:t>a</a:t>" + "</a:p></p:sp>" * (len(text) // 23)
    ),
}


def _epub(chapter: str, opf: str = "") -> bytes:
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>',
            "a.opf": f'<package><metadata><title>Book</title>{opf}</metadata><manifest><item id="c" href="c.xhtml" '
            'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/></spine></package>',
            "c.xhtml": f"<html><body><h1>Harbour</h1><p>{SENTENCE}</p>{chapter}</body></html>",
        }
    )


EPUB: dict[str, Make] = {
    "text": lambda text: _epub(f"<p>{xml(text)}</p>"),
    "raw": lambda text: _epub(text),
    "in a tag": lambda text: _epub(f"<p {text}>{SENTENCE}</p>"),
    "hidden": lambda text: _epub(
        "<svg>" * (len(text) // 20) + "<p>" * (len(text) // 20) + "</svg>" * (len(text) // 20)
    ),
    "metadata": lambda text: _epub("", f"<creator>{xml(text)}</creator><date>{xml(text)}</date>"),
}


RTF: dict[str, Make] = {
    "text": lambda text: raw(r"{\rtf1\ansi " + SENTENCE + text.replace("\\", r"\\").replace("{", r"\{") + "}"),
    "raw": lambda text: raw(r"{\rtf1\ansi " + SENTENCE + text + "}"),
    "info": lambda text: raw(r"{\rtf1\ansi{\info{\title " + text + r"}{\author " + text + "}}" + SENTENCE + "}"),
    "groups": lambda text: raw(r"{\rtf1\ansi " + "{" * (len(text) // 2) + SENTENCE + "}" * (len(text) // 2) + "}"),
}
