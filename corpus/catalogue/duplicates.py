"""Exact duplicates: the same article from another file, in another format, or from another address of it.

Two are the same if their texts are, apart from white space, letter case and the shape of quotation marks and dashes, and
no metadata that both have differs: outlet, day, title, address (http or https, with www or without). A text
without outlet, date and address may have another title, since that is often the name of a file. So wire copy that several
outlets print stays several articles, and so does what one outlet has at two addresses. A stored fingerprint of each text
shows which may be the same, so that a new article is compared with few, however many there are.

Of two that are the same, the one with more metadata is stored, completed with what only the other has.
"""

from collections.abc import Iterable
from dataclasses import replace

from corpus.article import ArticleDraft, comparable, normalized_text

_MIN_WORDS = 20  # a shorter text may be that of two articles with different titles
_FACTS = ("outlet", "published", "byline", "url")


def with_facts_of(draft: ArticleDraft, other: ArticleDraft) -> ArticleDraft:
    """Return a draft completed with the metadata that only another draft of the same article has."""
    facts = {name: getattr(draft, name) or getattr(other, name) for name in (*_FACTS, "language")}
    if draft.published and (other.published or "").startswith(draft.published):
        facts["published"] = other.published  # the same day, with its time
    if not draft.pages and draft.text == other.text:
        draft = replace(draft, pages=other.pages, ocr_pages=other.ocr_pages, original=other.original or draft.original)
    return replace(draft, **facts)


def find_duplicate(draft: ArticleDraft, others: Iterable[ArticleDraft]) -> ArticleDraft | None:
    """Return the first of `others` that is a duplicate of a draft; None if there is none."""
    text = None
    for other in others:
        if _agree(draft, other):
            text = normalized_text(draft.text) if text is None else text
            if normalized_text(other.text) == text:
                return other
    return None


def says_more(draft: ArticleDraft, other: ArticleDraft) -> bool:
    """Return whether a draft has metadata that another one lacks, and lacks none that the other has."""
    return all(getattr(draft, name) or not getattr(other, name) for name in _FACTS) and any(
        len(getattr(draft, name) or "") > len(getattr(other, name) or "")
        for name in _FACTS
        if not getattr(other, name) or name == "published"
    )


def _agree(one: ArticleDraft, other: ArticleDraft) -> bool:
    """Return whether no metadata that both have differs."""
    if _differ(one.outlet, other.outlet) or _differ((one.published or "")[:10], (other.published or "")[:10]):
        return False
    if _differ(_comparable_address(one.url), _comparable_address(other.url)):
        return False
    if normalized_text(one.title) == normalized_text(other.title):
        return True
    return len(one.text.split()) >= _MIN_WORDS and (_says_nothing(one) or _says_nothing(other))


def _says_nothing(draft: ArticleDraft) -> bool:
    return not (draft.outlet or draft.published or draft.url)


def _comparable_address(url: str | None) -> str | None:
    """Return an address without scheme, `www.` and a slash at its end."""
    return url and url.partition("://")[2].removeprefix("www.").rstrip("/")


def _differ(one: str | None, other: str | None) -> bool:
    return bool(one and other) and comparable(one or "") != comparable(other or "")
