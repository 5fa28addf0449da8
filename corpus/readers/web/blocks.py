"""The paragraphs of an element, in order, as they are displayed.

A list is one paragraph, each item a line with `- `; a row of a table is a line, its cells separated by ` | `; a line break begins
a line, two of them a paragraph.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

Paragraph = list[str]

_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header "
    "hgroup html main nav p pre section summary table tbody td tfoot th thead tr ul ol li "
    "quote list item head row cell doc hr".split()
)
_UNSEEN = frozenset(
    "head script style noscript template title iframe svg canvas video audio figcaption textarea select button".split()
)
_LISTS, _ITEMS = frozenset({"ul", "ol", "list"}), frozenset({"li", "item"})
_BREAK = "\n"
_PARAGRAPH_BREAK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def paragraphs_of(element: "_Element", *, unseen: frozenset[str] = _UNSEEN) -> list[Paragraph]:
    """Return the paragraphs of an element, each a list of its lines, none of them blank."""
    found: list[Paragraph] = []
    for piece in _pieces(element, unseen):
        if isinstance(piece, list):
            found.append(piece)
        else:
            for part in _PARAGRAPH_BREAK.split(piece):
                lines = [" ".join(line.split()) for line in part.split("\n")]
                found.append([line for line in lines if line])
    return [paragraph for paragraph in found if paragraph]


def _pieces(element: "_Element", unseen: frozenset[str]) -> Iterator[str | Paragraph]:
    """Yield runs of inline text, and lists and tables as complete paragraphs."""
    run: list[str] = [_inline(element.text)]
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in {"br", "lb"}:
            run.append(_BREAK)
        elif tag in _LISTS:
            yield from _and_empty(run)
            yield from _list(child, unseen)
        elif tag == "table":
            yield from _and_empty(run)
            yield from _table(child, unseen)
        elif tag in _BLOCKS and tag not in unseen:
            yield from _and_empty(run)
            yield from _pieces(child, unseen)
        elif tag and tag not in unseen:
            pieces = list(_pieces(child, unseen))
            if len(pieces) == 1 and isinstance(pieces[0], str):
                run.append(pieces[0])
            else:  # a block within an inline element
                yield from _and_empty(run)
                yield from pieces
        run.append(_inline(child.tail))
    yield from _and_empty(run)


def _and_empty(run: list[str]) -> Iterator[str]:
    text = "".join(run)
    run.clear()
    if text.strip():
        yield text
    elif text:
        run.append(" ")


def _inline(text: str | None) -> str:
    """Return inline text: its line ends become spaces."""
    return re.sub(r"\s+", " ", text or "")


def _flat(pieces: Iterable[str | Paragraph]) -> str:
    return " ".join(" ".join(piece if isinstance(piece, list) else piece.split()) for piece in pieces)


def _list(element: "_Element", unseen: frozenset[str]) -> Iterator[str | Paragraph]:
    """Yield a list as one paragraph; items with several paragraphs are layout and yield these."""
    items = [child for child in element if child.tag in _ITEMS]
    pieces = [list(_pieces(item, unseen)) for item in items]
    if any(len(found) > 1 and sum(isinstance(piece, str) for piece in found) > 1 for found in pieces):
        for found in pieces:
            yield from found
        return
    texts = [_flat(found) for found in pieces]
    lines = [f"- {text}" for text in texts if text]
    if lines:
        yield lines


def _table(element: "_Element", unseen: frozenset[str]) -> Iterator[str | Paragraph]:
    """Yield a table as one paragraph; one with a single column is layout and yields its contents."""
    rows = [[child for child in row if child.tag in {"td", "th", "cell"}] for row in element.iter("tr", "row")]
    nested = any(True for inner in element.iter("table") if inner is not element)
    if nested or all(len(row) < 2 for row in rows):
        yield from _pieces_of_layout(element, unseen)
        return
    lines = [" | ".join(text for cell in row if (text := _flat(_pieces(cell, unseen)))) for row in rows]
    kept = [line for line in lines if line]
    if kept:
        yield kept


def _pieces_of_layout(element: "_Element", unseen: frozenset[str]) -> Iterator[str | Paragraph]:
    for child in element:
        if isinstance(child.tag, str) and child.tag not in unseen:
            yield from _pieces(child, unseen)
