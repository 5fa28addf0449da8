"""DOCX: the text of a Word document as printed with all changes accepted; no headers, footers, notes or comments.

Headings are recognised by their style, items of lists begin with a dash, a row of a table is a line.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.article import ArticleDraft
from corpus.readers.office.documents import TIGHT, Row, document_articles
from corpus.readers.office.packages import Package, local, member_names
from corpus.readers.reader import Reading

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_HIDDEN = frozenset("del moveFrom instrText delText pPr rPr Fallback commentReference sectPr".split())
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
_HEADING = re.compile(
    r"^(?:heading|titre|überschrift|berschrift|titolo|encabezado|kop|заголовок)\s*(\d)$", re.IGNORECASE
)
_LIST = re.compile(r"^(?:list|liste|aufzählung|elenco|lista)\b", re.IGNORECASE)
_TITLES = frozenset({"title", "titel", "titre"})
_DEEPEST = 50


def looks_like(data: bytes) -> bool:
    """Return whether the data is a package with a text document."""
    names = member_names(data)
    return "[Content_Types].xml" in names and any(name.startswith("word/document") for name in names)


def read(data: bytes, name: str, reading: Reading) -> list[ArticleDraft]:
    """Return the articles of a Word document.

    Raises:
        ValueError: it is damaged or encrypted.
    """
    with Package(data, reading) as package:
        main = next(
            (place for kind, place in package.relations("").values() if kind == "officeDocument"), "word/document.xml"
        )
        styles = _styles(package, main)
        rows = [row for body in package.xml(main) if local(body.tag) == "body" for row in _rows(body, styles, 0)]
        return document_articles(rows, name, package.properties())


def _styles(package: Package, main: str) -> dict[str, int]:
    """Return the level of paragraphs by the id of their style; a title is of level 1 and headings are below it."""
    place = next((place for kind, place in package.relations(main).values() if kind == "styles"), "word/styles.xml")
    levels: dict[str, int] = {}
    for style in package.xml(place) if package.has(place) else ():
        name = next((_value(one) for one in style if local(one.tag) == "name"), "")
        if match := _HEADING.match(name):
            levels[_attribute(style, "styleId")] = int(match[1]) + 1
        elif name.casefold() in _TITLES:
            levels[_attribute(style, "styleId")] = 1
        elif _LIST.match(name):
            levels[_attribute(style, "styleId")] = TIGHT
    return levels


def _rows(parent: "Element", styles: dict[str, int], depth: int) -> Iterator[Row]:
    for element in parent:
        kind = local(element.tag)
        if kind == "p":
            yield _paragraph(element, styles)
        elif kind == "tbl":
            yield from _table(element, styles, depth)
        elif kind not in _HIDDEN and depth < _DEEPEST:
            yield from _rows(element, styles, depth + 1)


def _paragraph(element: "Element", styles: dict[str, int]) -> Row:
    text = "".join(_pieces(element, 0))
    level = 0
    for one in (one for properties in element if local(properties.tag) == "pPr" for one in properties):
        if local(one.tag) == "pStyle":
            level = styles.get(_value(one), 0) or level
        elif local(one.tag) == "numPr":
            level = level or TIGHT
    return (f"- {text.strip()}" if level == TIGHT and text.strip() else text), level


def _pieces(parent: "Element", depth: int) -> Iterator[str]:
    for element in parent:
        kind = local(element.tag)
        if kind == "t":
            yield element.text or ""
        elif kind in _SIGNS:
            yield _SIGNS[kind]
        elif kind == "p":  # of a text box
            yield "\n" + "".join(_pieces(element, depth + 1)) + "\n"
        elif kind not in _HIDDEN and depth < _DEEPEST:
            yield from _pieces(element, depth + 1)


def _table(table: "Element", styles: dict[str, int], depth: int) -> Iterator[Row]:
    for row in (one for one in table if local(one.tag) == "tr"):
        cells = [
            " ".join(text for text, _ in _rows(cell, styles, depth + 1) if text)
            for cell in row
            if local(cell.tag) == "tc"
        ]
        yield " | ".join(" ".join(cell.split()) for cell in cells if cell.strip()), TIGHT
    yield "", 0


def _value(element: "Element") -> str:
    return _attribute(element, "val")


def _attribute(element: "Element", name: str) -> str:
    return next((value for key, value in element.items() if local(key) == name), "")
