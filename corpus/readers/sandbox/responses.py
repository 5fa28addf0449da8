"""From bytes to their contents: the body of a response (`corpus.fetch.sandboxed`), or a kept file that is to be shown.

Each reader here takes bytes and what is known about them, and yields articles, or a dictionary of other details.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

from corpus.article import ArticleDraft
from corpus.readers.cleaning.urls import known_url
from corpus.readers.print import picture
from corpus.readers.web import feed, html, opml, safe_page
from corpus.text.languages import code_of, detected

if TYPE_CHECKING:
    from protego import Protego

About = Mapping[str, str | None]
Item = ArticleDraft | dict[str, Any]

_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def read_page(content: bytes, about: About) -> Iterator[Item]:
    """Yield whether it is a feed, then the articles of a page or of a feed.

    Args:
        content: the body of the response.
        about: `address`, `kind` (media type) and `charset`.

    Raises:
        ValueError: it is neither, or has no article.
    """
    address, kind = about["address"] or "", about["kind"] or ""
    is_feed = feed.looks_like(content)
    if is_feed:
        drafts = feed.read_feed(content, _stem(address), address=address)
    elif opml.looks_like(content):
        raise ValueError("a list of feeds: save it as a file and give that to cuttings follow")
    elif kind in _PAGES or html.looks_like(content):
        drafts = html.read_page(content, _stem(address), address=address, charset=about["charset"])
    else:
        raise ValueError(f"neither a page nor a feed ({(kind or 'unknown kind')[:80]}); save it as a file and add that")
    if not drafts:
        raise ValueError("no article text in it")
    yield {"is_feed": is_feed}
    yield from map(_finished, drafts)


def read_feed(content: bytes, about: About) -> Iterator[Item]:
    """Yield the links and the title of a feed, then its entries that have text; of a page the address of its feed.

    Args:
        content: the body of the response.
        about: `address` and `charset`.

    Raises:
        ValueError: it is not a feed; if it is a page that links to its feed, the message names that, too.
    """
    address = about["address"] or ""
    try:
        title, links = feed.title_and_links(content, address)
    except ValueError as error:
        named = _feed_named_in(content, address, about["charset"])
        yield {"named": named}
        raise ValueError(f"{error}; its page names this one: {named}" if named else str(error)) from error
    yield {"links": links, "title": title}
    try:
        drafts = feed.read_feed(content, _stem(address), address=address)
    except ValueError:
        return  # links only
    yield from map(_finished, drafts)


def robots_items(content: bytes, about: About) -> Iterator[Item]:
    """Yield whether a robots.txt allows `product` to read `url`, and its crawl delay in seconds."""
    rules = _rules(content)
    product = about["product"] or ""
    yield {"allowed": bool(rules.can_fetch(about["url"] or "", product)), "delay": rules.crawl_delay(product)}


def feed_list_items(content: bytes, _: About) -> Iterator[Item]:
    """Yield the addresses in a list of feeds.

    Raises:
        ValueError: it is not a list of feeds.
    """
    yield {"feeds": opml.feeds_of(content)}


READS: Mapping[str, Callable[[bytes, About], Iterator[Item]]] = {
    "page": read_page,
    "feed": read_feed,
    "robots": robots_items,
    "feeds": feed_list_items,
    # a kept file, to be shown
    "places": picture.read_places,
    "picture": picture.read_picture,
    "safe page": safe_page.read_safe_page,
}


@lru_cache(maxsize=4)
def _rules(content: bytes) -> "Protego":
    from protego import Protego

    return Protego.parse(content.decode("utf-8", "replace"))


def _finished(draft: ArticleDraft) -> ArticleDraft:
    return replace(draft, url=known_url(draft.url), language=code_of(draft.language) or detected(draft.text))


def _feed_named_in(content: bytes, address: str, charset: str | None) -> str | None:
    """Return the address of the feed that a page links to as its own."""
    from corpus.readers.web.tree import page_text, tree_of

    try:
        tree = tree_of(page_text(content, charset))
        links = tree.xpath(
            "//link[contains(concat(' ', normalize-space(@rel), ' '), ' alternate ')]"
            "[contains(@type, 'rss') or contains(@type, 'atom')]/@href"
        )
        return next((named for link in links[:5] if known_url(named := urljoin(address, link))), None)
    except ValueError:
        return None


def _stem(address: str) -> str:
    parts = urlsplit(address)
    return PurePosixPath(unquote(parts.path)).stem or parts.hostname or address
