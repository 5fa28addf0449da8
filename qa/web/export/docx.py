"""A dossier as a Word document: the few parts of an Office Open XML package that it needs, and nothing else."""

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from qa.desk.values import Entry
from qa.web.export.cite import source_words, url_of
from qa.web.export.dossier import DOSSIER_NOTE, items
from qa.web.render.text import clip

_TIME = (1980, 1, 1, 0, 0, 0)
_TITLE_LIMIT = 200
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/></Types>'
)
_ROOT = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>'
)


def _style(name: str, label: str, paragraph: str, run: str) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{label}"/><w:basedOn w:val="Normal"/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


_STYLES = (
    f'{_HEAD}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Georgia" w:hAnsi="Georgia"/>'
    '<w:sz w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="160" w:line="300" w:lineRule="auto"/>'
    "</w:pPr></w:pPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    + _style("Title", "Title", '<w:spacing w:after="240"/>', '<w:b/><w:sz w:val="36"/>')
    + _style(
        "Quote",
        "Quote",
        '<w:keepNext/><w:pBdr><w:left w:val="single" w:sz="18" w:space="10" w:color="8A2B1D"/></w:pBdr><w:ind w:left="360"/>',
        '<w:sz w:val="24"/>',
    )
    + _style("Source", "Source", '<w:ind w:left="360"/>', '<w:color w:val="5F574B"/><w:sz w:val="18"/>')
    + _style("Remark", "Remark", "", '<w:color w:val="5F574B"/><w:sz w:val="18"/>')
    + "</w:styles>"
)


def dossier_docx(title: str, entries: Sequence[Entry]) -> bytes:
    """Return the dossier as a DOCX file; the same dossier gives the same bytes."""
    links: list[str] = []
    body = [_paragraph("Title", _run(clip(title, _TITLE_LIMIT))), _paragraph("Remark", _run(DOSSIER_NOTE))]
    for item in items(entries):
        if item.quote is None:
            body.append(_paragraph("Normal", f"{_run('Note: ', bold=True)}{_run(item.own)}"))
            continue
        citation = item.quote.citation
        source = _run(source_words(citation))
        if url := url_of(citation):
            links.append(url)
            source = f'<w:hyperlink r:id="rId{len(links) + 1}">{source}</w:hyperlink>'
        place = f"{_run(f'[{citation.number}] ')}{source}<w:r><w:br/></w:r>{_run(item.quote.place)}"
        body += [_paragraph("Quote", _run(item.quote.text)), _paragraph("Source", place)]
    document = f'{_HEAD}<w:document {_W} xmlns:r="{_R}"><w:body>{"".join(body)}<w:sectPr/></w:body></w:document>'
    return _zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _ROOT,
            "word/document.xml": document,
            "word/styles.xml": _STYLES,
            "word/_rels/document.xml.rels": _relationships(links),
        }
    )


def _paragraph(style: str, runs: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def _run(text: str, *, bold: bool = False) -> str:
    lines = escape(_NOT_IN_XML.sub("\ufffd", text)).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    shown = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}{shown}</w:r>"


def _relationships(links: Sequence[str]) -> str:
    found = [f'<Relationship Id="rId1" Type="{_R}/styles" Target="styles.xml"/>']
    found += [
        f'<Relationship Id="rId{number}" Type="{_R}/hyperlink" Target={quoteattr(url)} TargetMode="External"/>'
        for number, url in enumerate(links, 2)
    ]
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(found)}</Relationships>'


def _zipped(parts: dict[str, str]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, content.encode("utf-8"))
    return file.getvalue()
