"""From what was got to articles."""

from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from corpus.article import ArticleDraft
from corpus.fetch.client import Fetched
from corpus.languages import code_of, detected
from corpus.readers import feed, html, opml
from corpus.urls import known_url

_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def is_feed(fetched: Fetched) -> bool:
    """Tell whether a feed was got."""
    return feed.looks_like(fetched.content)


def drafts_of(fetched: Fetched) -> list[ArticleDraft]:
    """Return the articles of a page or of a feed; their source is the address.

    Raises:
        ValueError: it is neither, or holds no article.
    """
    if is_feed(fetched):
        drafts = feed.read_feed(fetched.content, _stem(fetched.address), address=fetched.address)
    elif opml.looks_like(fetched.content):
        raise ValueError("a list of feeds: save it as a file and give that to cuttings follow")
    elif fetched.kind in _PAGES or html.looks_like(fetched.content):
        drafts = html.read_page(
            fetched.content, _stem(fetched.address), address=fetched.address, charset=fetched.charset
        )
    else:
        kind = fetched.kind or "unknown kind"
        raise ValueError(f"neither a page nor a feed ({kind[:80]}); save it as a file and add that")
    if not drafts:
        raise ValueError("no article text in it")
    return [
        replace(
            draft,
            source=fetched.address,
            url=known_url(draft.url),
            language=code_of(draft.language) or detected(draft.text),
        )
        for draft in drafts
    ]


def feed_named_in(fetched: Fetched) -> str | None:
    """Return the address of the feed that a page names as its own."""
    from corpus.web.tree import page_text, tree_of

    try:
        tree = tree_of(page_text(fetched.content, fetched.charset))
        links = tree.xpath("//link[@rel='alternate'][contains(@type, 'rss') or contains(@type, 'atom')]/@href")
        return next((known for link in links[:5] if (known := known_url(urljoin(fetched.address, link)))), None)
    except ValueError:
        return None


def _stem(address: str) -> str:
    parts = urlsplit(address)
    return PurePosixPath(unquote(parts.path)).stem or parts.hostname or address
