"""Feeds: RSS and Atom, each entry an article.

The text of an entry is its content, or its summary if that is longer; entries without text are skipped. The feed's title is the
outlet, unless an entry names its source. Dates keep their time zone.
"""

import io
import re
import warnings
from typing import Any
from urllib.parse import urljoin

from corpus.article import ArticleDraft
from corpus.readers.cleaning.urls import known_url
from corpus.readers.web.article_text import cleaned_text
from corpus.readers.web.blocks import paragraphs_of
from corpus.readers.web.boilerplate import strip
from corpus.readers.web.facts import best_title, join_bylines, language_of_tag, line, publication_moment
from corpus.readers.web.tree import tree_of
from corpus.text.moments import is_placeholder

LARGEST = 32 * 1024 * 1024
_ENTRIES = 20_000
_BEGINS = re.compile(
    r"^\s*(?:<\?xml[^>]{0,300}\?>\s*|<\?xml-[^>]{0,500}\?>\s*|(?><!--.{0,3000}?-->)\s*|<!DOCTYPE\s+rss[^>]{0,300}>\s*)*+<(?:rss|feed|rdf:RDF|\w+:(?:feed|rss))[\s>]",
    re.DOTALL | re.IGNORECASE,
)
_ENDLESS = re.compile(
    rb"([\w.+-]{500})[\w.+-]+"
)  # a long word, in which the library searches for mail addresses from each letter on
_SEARCH = re.compile(r"Google Alerts?\b|.{1,200} - Google News$", re.IGNORECASE)
_NEWS = re.compile(r"https?://news\.google\.com/")
_TITLE = 90  # characters of a title that is taken from the text


def looks_like(data: bytes) -> bool:
    """Return whether bytes begin like a feed."""
    return _BEGINS.match(_head(data)) is not None


def read(data: bytes, stem: str) -> list[ArticleDraft]:
    """Return the articles of a feed.

    Raises:
        ValueError: it is not a feed, or none of its entries has text.
    """
    return read_feed(data, stem)


def read_feed(data: bytes, stem: str, *, address: str | None = None) -> list[ArticleDraft]:
    """Return the articles of a feed that was fetched from `address`.

    Raises:
        ValueError: it is not a feed, or none of its entries has text.
    """
    found = _parsed(data)
    feed, entries = found.get("feed", {}), found.get("entries", [])[:_ENTRIES]
    base = address or feed.get("link") or ""
    outlet, spoken = _one_line(feed.get("title")) or None, feed.get("language")
    if outlet and _SEARCH.match(outlet):  # what was searched for; the hits are others'
        outlet = None
    drafts = [draft for entry in entries if (draft := _draft(entry, base, outlet, spoken))]
    if not drafts:
        raise ValueError("a feed in which no entry has text" if entries else "a feed without entries")
    return drafts


def title_and_links(data: bytes, address: str | None = None) -> tuple[str, list[str]]:
    """Return the title of a feed, "" where it has none, and the links of its entries, in order, as they are written there.

    Raises:
        ValueError: it is not a feed.
    """
    found = _parsed(data)
    head = found.get("feed", {})
    base = address or head.get("link") or ""
    links = (_link(entry, base) for entry in found.get("entries", [])[:_ENTRIES])
    return _one_line(head.get("title")), list(dict.fromkeys(link for link in links if link))


def _head(data: bytes) -> str:
    head = data[:8192]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "ignore")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _parsed(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise ValueError(f"larger than the {LARGEST // 1024 // 1024} MiB that a feed may have")
    if not looks_like(data):
        raise ValueError("it is no feed: it does not begin with <rss>, <feed> or <rdf:RDF>")
    import feedparser

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="feedparser")
        try:
            # a stream: bytes would be tried as the name of a file first
            found: dict[str, Any] = feedparser.parse(
                io.BytesIO(_ENDLESS.sub(rb"\1", data)), sanitize_html=False, resolve_relative_uris=False
            )
        except (
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            AssertionError,
            RecursionError,
            OverflowError,
        ) as error:
            raise ValueError("a feed that is damaged") from error
    return found


def _draft(entry: dict[str, Any], base: str, outlet: str | None, spoken: object) -> ArticleDraft | None:
    parts = [part for part in [*entry.get("content", [])[:5], entry.get("summary_detail") or {}] if part.get("value")]
    title = _one_line(entry.get("title"))
    texts = [(cleaned_text(_paragraphs(part["value"]), title), part.get("language")) for part in parts]
    text, inside = max(texts, key=lambda one: len(one[0]), default=("", None))
    link = _link(entry, base)
    source = entry.get("source") or {}
    named = _one_line(source.get("title"))
    if not named and _NEWS.match(link or "") and (found := title.rpartition(" - "))[0]:
        named = found[2]
    outlet = named or outlet
    title = best_title([title], named) or ""
    if named and title and (not text or _NEWS.match(link or "")):  # a feed of headlines
        text = title
    if not text:
        return None
    names = [one.get("name") or "" for one in entry.get("authors", [])[:20]] or [entry.get("author") or ""]
    return ArticleDraft(
        title=title or _beginning(text),
        text=text,
        outlet=outlet,
        published=_published(entry),
        byline=join_bylines(names, outlet),
        url=known_url(link),
        language=language_of_tag(inside) or language_of_tag(spoken),
    )


def _published(entry: dict[str, Any]) -> str | None:
    """Return the date as it is written; otherwise as feedparser parses it, which is in UTC."""
    for name in ("published", "created", "updated"):
        if found := publication_moment(
            dict.get(entry, name)
        ):  # feedparser's own `get` substitutes one date for another
            return found
        if (read := dict.get(entry, f"{name}_parsed")) and not is_placeholder(str(dict.get(entry, name))):
            return publication_moment("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+00:00".format(*read[:6]))
    return None


def _link(entry: dict[str, Any], base: str) -> str | None:
    link = entry.get("feedburner_origlink") or entry.get("link")
    try:
        link = urljoin(base, link) if isinstance(link, str) else None
    except ValueError:
        return None
    return link if link and known_url(link) else None


def _paragraphs(value: str) -> list[list[str]]:
    try:
        tree = tree_of(f"<html><body>{value}</body></html>")
    except ValueError:
        return []
    strip(tree)
    return paragraphs_of(tree)


def _one_line(value: object) -> str:
    """Return a title, which may hold elements, as one line."""
    text = line(value) or ""
    if "<" in text or "&" in text:
        try:
            text = " ".join(tree_of(f"<html><body>{text}</body></html>").text_content().split())
        except ValueError:
            return ""
    return text


def _beginning(text: str) -> str:
    first = " ".join(text.split("\n", 1)[0].split())
    return first if len(first) <= _TITLE else first[:_TITLE].rpartition(" ")[0] + " …"
