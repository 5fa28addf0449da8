"""Hits of saved questions as an Atom feed (RFC 4287), and its file."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from corpus.article import text_hash
from corpus.errors import CuttingsError
from corpus.private_files import replace_file
from corpus.system_errors import describe
from qa.alerts.saved_question import SavedAlert, ShownHit

if TYPE_CHECKING:
    from lxml.etree import _Element

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 200
"""Entries of the feed, the newest first."""

_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OF_ADDRESSES = "!#$%&'()*+,/:;=?@[]~"


def atom(name: str, started: str, watched: Sequence[SavedAlert], *, viewer: str = "") -> bytes:
    """Return the feed as UTF-8.

    Args:
        name: unique to this archive; part of its ids, so that they do not change.
        viewer: id of the user whose feed it is, which it does not show; "" for that of what is everybody's.
        started: ISO time; the time of the last change as long as there are no hits.
    """
    from lxml import etree

    entries = sorted(
        ((hit, one.alert.question) for one in watched for hit in one.hits),
        key=lambda entry: (entry[0].found_at, entry[0].number),
        reverse=True,
    )[:ENTRIES]
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    of_whom = f":{text_hash(f'{name} {viewer}')[:16]}" if viewer else ""
    _add(feed, "id", f"urn:cuttings:{name}:alerts{of_whom}")
    _add(feed, "title", "Cuttings: answers to saved questions")
    _add(feed, "updated", entries[0][0].found_at if entries else started)
    _add(_add(feed, "author"), "name", "Cuttings")
    for hit, question in entries:
        _entry(feed, name, hit, question)
    written: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return written


def write_feed(path: Path, feed: bytes) -> None:
    """Write a feed to a file, atomically.

    Only its user may read it; permissions that the user has given to others, such as a web server, stay.

    Raises:
        CuttingsError: it cannot be written, or another file than a feed of ours is there.
    """
    try:
        if path.exists() and b"urn:cuttings:" not in path.read_bytes()[:1000]:
            raise CuttingsError(f"{path}: there is something else of that name, and no feed of ours; name another file")
        replace_file(path, feed)
    except OSError as error:
        raise CuttingsError(describe(error, path)) from error


def _entry(feed: "_Element", name: str, hit: ShownHit, question: str) -> None:
    entry = _add(feed, "entry")
    _add(entry, "id", f"urn:cuttings:{name}:alert:{hit.alert}:hit:{hit.number}")
    _add(entry, "title", " ".join(hit.article.title.split()) or question)
    _add(entry, "updated", hit.found_at)
    if hit.article.outlet:
        _add(_add(entry, "author"), "name", hit.article.outlet)
    if link := _link(hit.article.url):
        _add(entry, "link").attrib.update({"rel": "alternate", "href": link})
    _add(entry, "category").set("term", _allowed(question))
    told_by = hit.article.via and f"via {hit.article.via}"
    where = ", ".join(part for part in (hit.article.outlet, hit.article.published, told_by) if part)
    quotes = [f"“{' '.join(quote.text.split())}”" for quote in hit.quotes]
    _add(entry, "content", "\n".join([question, *quotes, *([where] if where else [])])).set("type", "text")


def _add(parent: "_Element", name: str, text: str = "") -> "_Element":
    from lxml import etree

    element = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    if text:
        element.text = _allowed(text)
    return element


def _allowed(text: str) -> str:
    """Return `text` without the characters that no XML document can hold."""
    return _FORBIDDEN.sub("", text)


def _link(url: str | None) -> str | None:
    """Return an article's own address where it is one that may be followed: http or https, with a host."""
    try:
        parts = urlsplit((url or "").strip())
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return quote(_allowed(url or "").strip(), safe=_OF_ADDRESSES) if usable else None
