"""Provenance of a text: read from a file or fetched over the network, and whether from the site of its address.

A text that was fetched over the network counts as published by the site it was fetched from, and by no other: a feed may list
any address, a page may redirect to another site, and an archive of web pages holds copies of all of them. A file counts as
what its user says it is.
"""

from collections.abc import Sequence

from corpus.article import Article, ArticleDraft
from corpus.readers.cleaning.urls import archive_of, known_url, site_of


def via(one: ArticleDraft | Article) -> str | None:
    """Return the site from which a text was fetched, where that is not its own; None for its own and for one from a file."""
    return site_between(one.source, one.url)


def site_between(source: str, url: str | None) -> str | None:
    """Return the same for a source and an address."""
    site = _fetched_from(source)
    return None if site is None or (url and site_of(url) == site) else site


def fetched_from(one: ArticleDraft | Article) -> str | None:
    """Return the site from which a text was fetched; None where it was read from a file."""
    return _fetched_from(one.source)


def _fetched_from(source: str) -> str | None:
    if not source.startswith(("http://", "https://")):
        return None
    return archive_of(source) or site_of(known_url(source) or "") or None


def may_replace(one: ArticleDraft, other: ArticleDraft) -> bool:
    """Return whether a text may replace another one: one fetched from a site may only replace what that site published.

    Only the site of an address can correct what others have published under it.
    """
    site = fetched_from(one)
    return (
        site is None
        or site == (via(other) or (site_of(other.url) if other.url else None))
        or is_authoritative_over(one, other)
    )


def is_authoritative_over(one: ArticleDraft, other: ArticleDraft) -> bool:
    """Return whether `other` comes from a foreign site and this text is the address's own site's, or a file's."""
    return via(one) is None and via(other) is not None and bool(one.url and one.url == other.url)


def ocr_note(article: Article) -> str | None:
    """Return which pages of an article were read by OCR, in a sentence; None if none was."""
    if not article.ocr_pages:
        return None
    page_ranges = ", ".join(_ranges(article.ocr_pages))
    which = (
        ""
        if len(article.pages) <= 1
        else f", page {page_ranges}"
        if page_ranges.isdigit()
        else f", pages {page_ranges}"
    )
    return f"Read by OCR from pictures of pages{which}: words may be misread, in quotes too. Compare the original."


def _ranges(numbers: Sequence[int]) -> list[str]:
    """Return ascending numbers with runs as ranges: `1`, `3–5`."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return [str(first) if first == last else f"{first}–{last}" for first, last in found]
