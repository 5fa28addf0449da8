"""PPTX: a presentation is one article; a slide's title is a separate line and the slides are its pages. Notes are not read."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.article import ArticleDraft
from corpus.readers.limits import or_raise
from corpus.readers.office.documents import plausible_date, plausible_name, plausible_title
from corpus.readers.office.packages import Package, local, member_names
from corpus.readers.reader import Reading
from corpus.text.languages import code_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MAIN = "ppt/presentation.xml"
_TITLES = frozenset({"title", "ctrTitle"})
_FURNITURE = frozenset({"sldNum", "ftr", "dt", "hdr"})


def looks_like(data: bytes) -> bool:
    """Return whether the data is a package with a presentation."""
    names = member_names(data)
    return "[Content_Types].xml" in names and _MAIN in names


def read(data: bytes, name: str, reading: Reading) -> list[ArticleDraft]:
    """Return the article of a presentation; none if there is no text on its slides.

    Raises:
        ValueError: it is damaged or encrypted, or has too many slides.
    """
    with Package(data, reading) as package:
        slides = _slides(package)
        if len(slides) > reading.options.max_pages:
            limit = f"{len(slides):,} slides, more than the limit of {reading.options.max_pages:,}"
            raise ValueError(f"{limit}; split it, {or_raise('max_pages')}")
        shown = [_shown(package.xml(slide)) for slide in slides]
        properties = package.properties()
    text, starts = "", []
    for title, paragraphs in shown:
        block = "\n\n".join([*([title] if title else []), *paragraphs])
        text += "\n\n" if text and block else ""
        starts.append(len(text))
        text += block
    if not text:
        return []
    first = next((title for title, _ in shown if title), "")
    return [
        ArticleDraft(
            title=first or plausible_title(properties.title, name) or name,
            text=text,
            byline=plausible_name(properties.author),
            published=plausible_date(properties.created[:10]),
            language=code_of(properties.language),
            pages=tuple(starts),
        )
    ]


def _slides(package: Package) -> list[str]:
    """Return the names of the slides in their order."""
    places = package.relations(_MAIN)
    wanted = [
        value
        for element in package.xml(_MAIN).iter()
        if local(element.tag) == "sldId"
        for key, value in element.items()
        if key.endswith("}id")
    ]
    return [places[one][1] for one in wanted if one in places and places[one][0] == "slide"]


def _shown(slide: "Element") -> tuple[str, list[str]]:
    """Return the title of a slide, and its other paragraphs."""
    title, paragraphs = "", []
    for shape in _topmost(slide, "sp", "graphicFrame"):
        kind = next((one.get("type", "body") for one in shape.iter() if local(one.tag) == "ph"), None)
        if kind in _FURNITURE:
            continue
        texts = list(_table(shape)) if local(shape.tag) == "graphicFrame" else list(_paragraphs(shape))
        if kind in _TITLES and not title:
            title = " ".join(" ".join(texts).split())
        else:
            paragraphs += texts
    return title, paragraphs


def _paragraphs(parent: "Element") -> Iterator[str]:
    for paragraph in _topmost(parent, "p"):
        pieces = [
            one.text or "" if local(one.tag) == "t" else "\n"
            for one in paragraph.iter()
            if local(one.tag) in {"t", "br"}
        ]
        if text := "".join(pieces).strip():
            yield text


def _table(frame: "Element") -> Iterator[str]:
    for row in _topmost(frame, "tr"):
        cells = [" ".join(_paragraphs(cell)) for cell in row if local(cell.tag) == "tc"]
        if text := " | ".join(" ".join(cell.split()) for cell in cells if cell):
            yield text


def _topmost(parent: "Element", *kinds: str) -> Iterator["Element"]:
    """Yield the elements of some kinds below `parent`, in order, but none inside another, so that each text is read once."""
    waiting = list(reversed(parent))
    while waiting:
        element = waiting.pop()
        if local(element.tag) in kinds:
            yield element
        else:
            waiting.extend(reversed(element))
