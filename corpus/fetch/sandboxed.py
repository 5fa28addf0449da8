"""Parsing what was fetched in the reading process: what a page, a feed or a robots.txt does to a parser ends there.

`corpus.readers.sandbox.responses` is what that process does.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.article import ArticleDraft
from corpus.readers.sandbox.worker import ReadResult, Worker, shared_worker


class Unreadable(ValueError):
    """What was fetched cannot be read; the message says why.

    Args:
        named: address of the feed to which it links, where it is a page instead of a feed.
    """

    def __init__(self, reason: str, named: str | None = None) -> None:
        super().__init__(reason)
        self.named = named


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page or a feed.

    Attributes:
        drafts: its articles, at least one; their source is the address.
    """

    is_feed: bool
    drafts: list[ArticleDraft]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed.

    Attributes:
        title: "" where it has none.
        links: to the pages of its entries, in its order.
        drafts: the entries that have text; their source is the address.
    """

    title: str
    links: list[str]
    drafts: list[ArticleDraft]


def page(content: bytes, address: str, kind: str, charset: str | None, worker: Worker | None = None) -> Page:
    """Return the articles of a page or a feed.

    Args:
        content: the body of the response.
        address: where it was fetched.
        kind: media type that the server declares.
        charset: encoding that the server declares.
        worker: the process that reads it; by default the shared one.

    Raises:
        Unreadable: it is neither, has no article, or exceeds the limits for a file.
    """
    found = _read("page", content, {"address": address, "kind": kind, "charset": charset}, worker)
    return Page(is_feed=bool(found.details.get("is_feed")), drafts=found.drafts)


def feed(content: bytes, address: str, charset: str | None, worker: Worker | None = None) -> Feed:
    """Return the contents of a feed; the arguments are those of `page`.

    Raises:
        Unreadable: it is not a feed, or exceeds the limits for a file.
    """
    found = _read("feed", content, {"address": address, "charset": charset}, worker)
    links = [str(link) for link in found.details.get("links", [])]
    return Feed(title=str(found.details.get("title", "")), links=links, drafts=found.drafts)


def allowed(content: bytes, url: str, product: str, worker: Worker | None = None) -> tuple[bool, float | None]:
    """Return whether a robots.txt allows a program to read a page, and the seconds that it wants between two requests.

    Raises:
        Unreadable: it exceeds the limits for a file.
    """
    found = _read("robots", content, {"url": url, "product": product}, worker)
    delay = found.details.get("delay")
    return bool(found.details.get("allowed")), float(delay) if delay else None


def feeds_listed(content: bytes, name: str, worker: Worker | None = None) -> list[str]:
    """Return the addresses in a list of feeds (OPML).

    Raises:
        Unreadable: it is not such a list, or exceeds the limits for a file.
    """
    found = _read("feeds", content, {"address": name}, worker)
    return [str(one) for one in found.details.get("feeds", [])]


def _read(what: str, content: bytes, about: Mapping[str, str | None], worker: Worker | None) -> ReadResult:
    found = (worker or shared_worker()).read_bytes(what, content, about)
    if found.failed is not None:
        raise Unreadable(found.failed, found.details.get("named"))
    return found
