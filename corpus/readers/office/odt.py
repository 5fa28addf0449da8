"""ODT: the text of an OpenDocument text file; no notes, comments, deleted text, headers or footers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.article import ArticleDraft
from corpus.messages import message
from corpus.readers.office.documents import TIGHT, Properties, Row, document_articles
from corpus.readers.office.packages import Package, local, mimetype_of
from corpus.readers.reader import Reading

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_HIDDEN = frozenset(
    "annotation annotation-end note tracked-changes sequence-decls forms table-of-content alphabetical-index title desc".split()
)
_DEEPEST = 50


def looks_like(data: bytes) -> bool:
    """Return whether the data declares itself an OpenDocument text."""
    return mimetype_of(data).startswith(b"application/vnd.oasis.opendocument.text")


def read(data: bytes, name: str, reading: Reading) -> list[ArticleDraft]:
    """Return the articles of a text document.

    Raises:
        ValueError: it is damaged or encrypted.
    """
    with Package(data, reading) as package:
        if package.has("META-INF/manifest.xml") and b"encryption-data" in package.bytes("META-INF/manifest.xml"):
            raise ValueError(message("encrypted"))
        bodies = [one for body in package.xml("content.xml") if local(body.tag) == "body" for one in body]
        rows = [row for body in bodies for row in _rows(body, 0)]
        return document_articles(rows, name, _properties(package))


def _properties(package: Package) -> Properties:
    if not package.has("meta.xml"):
        return Properties()
    values = {local(one.tag): (one.text or "").strip() for one in package.xml("meta.xml").iter()}
    return Properties(
        title=values.get("title", ""),
        author=values.get("initial-creator") or values.get("creator", ""),
        created=values.get("creation-date", ""),
        language=values.get("language", ""),
    )


def _rows(parent: "Element", depth: int) -> Iterator[Row]:
    for element in parent if depth < _DEEPEST else ():
        kind = local(element.tag)
        if kind in {"p", "h"}:
            yield "".join(_pieces(element, 0)), _level(element)
        elif kind == "list-item":
            yield from ((f"- {text.strip()}" if text.strip() else "", TIGHT) for text, _ in _rows(element, depth + 1))
        elif kind == "table-row":
            cells = [" ".join(text for text, _ in _rows(cell, depth + 1) if text) for cell in element]
            yield " | ".join(" ".join(cell.split()) for cell in cells if cell.strip()), TIGHT
        elif kind not in _HIDDEN:
            yield from _rows(element, depth + 1)


def _level(element: "Element") -> int:
    """Return the level of a heading, below that of a title; 0 for other paragraphs."""
    values = {local(key): value for key, value in element.items()}
    if values.get("style-name") == "Title":
        return 1
    level = values.get("outline-level", "1") if local(element.tag) == "h" else ""
    return min(int(level), 9) + 1 if level.isdecimal() and len(level) < 3 else 0


def _pieces(parent: "Element", depth: int) -> Iterator[str]:
    yield " ".join((parent.text or "").splitlines())
    for element in parent:
        kind = local(element.tag)
        if kind in {"s", "tab"}:
            yield " "
        elif kind == "line-break":
            yield "\n"
        elif kind not in _HIDDEN and depth < _DEEPEST:
            yield from _pieces(element, depth + 1)
        yield " ".join((element.tail or "").splitlines())
