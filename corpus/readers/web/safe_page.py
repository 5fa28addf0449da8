"""A saved page as it may be shown to a reader: without scripts, and without anything that loads or leads elsewhere.

The server sends it with a policy that forbids all that too; a policy does not cover every hint by which a page makes a browser
connect, so those are removed here.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from corpus.readers.web.tree import LARGEST, source_text, tree_of, without_pictures

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ADDRESSES = frozenset(
    "action archive background cite classid code codebase data formaction href imagesrcset longdesc manifest ping poster "
    "profile src srcdoc srcset usemap xlink:href".split()
)
"""Attributes with addresses."""

_ALLOWED = ("#", "data:image/")


def read_safe_page(content: bytes, about: Mapping[str, str | None]) -> Iterator[dict[str, Any]]:
    """Yield a page as one document of HTML; of a large one without its pictures.

    Args:
        content: the file.
        about: `charset` that the server declared, if any.

    Raises:
        ValueError: it is too large, or no page.
    """
    from lxml import etree
    from lxml_html_clean import Cleaner

    content = content if len(content) <= LARGEST else without_pictures(content)
    tree = tree_of(source_text(content, about.get("charset")))
    Cleaner(
        scripts=True,
        javascript=False,  # it would take styles apart; attributes are done below
        comments=True,
        links=True,
        meta=True,
        embedded=True,
        frames=True,
        forms=True,
        annoying_tags=True,
        processing_instructions=True,
        page_structure=False,
        style=False,
        safe_attrs_only=False,
        remove_unknown_tags=False,
        kill_tags=["base", "template", "portal", "audio", "video", "source", "track"],
    )(tree)
    for element in tree.iter(etree.Element):
        _disarm(element)
    yield {"html": etree.tostring(tree, method="html", encoding="unicode", doctype="<!doctype html>")}


def _disarm(element: "HtmlElement") -> None:
    """Remove scripts in attributes, and what would lead or load elsewhere; places and pictures in the page itself stay."""
    for name, value in list(element.attrib.items()):
        plain = str(name).rpartition("}")[2].lower()  # SVG writes xlink:href with a namespace
        stays = str(value).strip().lower().startswith(_ALLOWED)
        if plain.startswith("on") or (plain in _ADDRESSES and not stays):
            del element.attrib[name]
