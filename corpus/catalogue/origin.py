"""Provenance of a text: read from a file or fetched over the network, and whether from the site of its address.

A text that was fetched over the network speaks for the site that it was fetched from, and for no other: a feed may list what it
likes, and a page may be sent on to another site. A file is what its user says it is.
"""

from corpus.article import Article, ArticleDraft
from corpus.readers.cleaning.urls import known_url, site_of


def via(one: ArticleDraft | Article) -> str | None:
    """Return the site from which a text was fetched, where that is not its own; None for its own and for one from a file."""
    return site_between(one.source, one.url)


def site_between(source: str, url: str | None) -> str | None:
    """Return the same for a source and an address."""
    got = _fetched_from(source)
    return None if got is None or (url and site_of(url) == got) else got


def fetched_from(one: ArticleDraft | Article) -> str | None:
    """Return the site from which a text was fetched; None where it was read from a file."""
    return _fetched_from(one.source)


def _fetched_from(source: str) -> str | None:
    return site_of(known_url(source) or "") or None if source.startswith(("http://", "https://")) else None


def may_replace(one: ArticleDraft, other: ArticleDraft) -> bool:
    """Tell whether a text may stand for another one: what was got from a site, only for what that site has.

    What others say under an address of the site is the site's to say.
    """
    got = fetched_from(one)
    return (
        got is None
        or got == (via(other) or (site_of(other.url) if other.url else None))
        or is_authoritative_over(one, other)
    )


def is_authoritative_over(one: ArticleDraft, other: ArticleDraft) -> bool:
    """Tell whether another site's text is under an address of which this text is the site's own, or a file's."""
    return via(one) is None and via(other) is not None and bool(one.url and one.url == other.url)
