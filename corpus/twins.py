"""Exact duplicates: the same article from another file, in another format, or from another address of it.

Two are the same if their texts are, apart from white space, letter case and the shape of quotation marks and dashes, and
nothing that both say of themselves differs: outlet, day, title, address (http or https, with www or without). A text
without outlet, date and address may have another title, since that is often the name of a file. So wire copy that several
outlets print stays several articles, and so does what one outlet has at two addresses. Which texts may be the same is told
by a fingerprint that the archive keeps of each, so that a new article is compared with few, however many there are.

Of two that are the same, one is kept: the one that says more, with what only the other says added to it.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from corpus.article import Article, ArticleDraft, draft_of, fold

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("“”„«»‟″", '"'),
        **dict.fromkeys("‘’‚‹›‛′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
        "…": "...",
    }
)
_TELLING_WORDS = 20  # a shorter text may be said by two articles with different titles
_FACTS = ("outlet", "published", "byline", "url")


class Stored(Protocol):
    """What has to be known of an archive."""

    def content_hash(self, article_id: str) -> str | None:
        """Return the hash of the live version of an article, or None."""

    def articles_printed(self, fingerprint: int) -> list[Article]:
        """Return the live articles whose texts have this fingerprint."""


@dataclass(slots=True)
class Settled:
    """What is to be done with a batch of drafts.

    Attributes:
        fresh: to be stored, each id once.
        replaced: stored articles that one of `fresh`, of another id, stands for from now on: by the id of the fresh one.
        unchanged: ids of stored articles that drafts are the same as.
    """

    fresh: list[ArticleDraft] = field(default_factory=list)
    replaced: dict[str, str] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)


def settle(drafts: Iterable[ArticleDraft], stored: Stored) -> Settled:
    """Find out which of the drafts are new, which are the same as a stored article, and which are the same as another."""
    settled = Settled()
    chosen: dict[str, ArticleDraft] = {}  # of two with one identity the later one counts
    same: dict[str, None] = {}
    prints: dict[str, int] = {}
    for draft in drafts:
        if stored.content_hash(draft.id) == draft.content_hash:
            chosen.pop(draft.id, None)
            same[draft.id] = None
            continue
        ours = fingerprint(draft.text)
        here = [other for key, other in chosen.items() if prints[key] == ours]
        there = [
            draft_of(article)
            for article in stored.articles_printed(ours)
            # what this batch puts another text in the place of is not there any more
            if article.id not in chosen and article.id not in settled.replaced.values()
        ]
        twin = _twin_among(draft, [*here, *there])
        if twin is None:
            chosen[draft.id], prints[draft.id] = draft, ours
            continue
        better = with_facts_of(draft, twin) if _says_more(draft, twin) or draft.id == twin.id else twin
        prints[better.id] = ours
        if twin.id in chosen:
            del chosen[twin.id]
            chosen[better.id] = better
            if better.id != twin.id and twin.id in settled.replaced:
                settled.replaced[better.id] = settled.replaced.pop(twin.id)
            elif better.id != twin.id and stored.content_hash(twin.id) is not None:
                settled.replaced[better.id] = twin.id  # the twin was to be a new version of it
        elif better is twin or stored.content_hash(better.id) == better.content_hash:
            same[twin.id] = None
        else:
            chosen[better.id] = better
            if better.id != twin.id:
                settled.replaced[better.id] = twin.id
    settled.fresh = list(chosen.values())
    settled.unchanged = [key for key in same if key not in chosen]
    return settled


def are_same(one: ArticleDraft, other: ArticleDraft) -> bool:
    """Tell whether two drafts are one article; see the head of this file."""
    return _agree(one, other) and plain(one.text) == plain(other.text)


def plain(text: str) -> str:
    """Return a text for comparison."""
    if text.isascii():  # of the signs only the backtick is ASCII
        return fold(text.replace("`", "'"))
    return fold(unicodedata.normalize("NFC", text).translate(_SIGNS))


def fingerprint(text: str) -> int:
    """Return a number of 64 bits, with sign, that is the same for texts which are the same apart from signs and case."""
    digest = hashlib.sha256(plain(text).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def with_facts_of(draft: ArticleDraft, other: ArticleDraft) -> ArticleDraft:
    """Return a draft with what only another one of the same article says."""
    facts = {name: getattr(draft, name) or getattr(other, name) for name in (*_FACTS, "language", "pages")}
    if draft.published and (other.published or "").startswith(draft.published):
        facts["published"] = other.published  # the same day, and its time
    if draft.text != other.text:
        facts["pages"] = draft.pages
    return replace(draft, **facts)


def _twin_among(draft: ArticleDraft, others: Sequence[ArticleDraft]) -> ArticleDraft | None:
    text = None
    for other in others:
        if _agree(draft, other):
            text = plain(draft.text) if text is None else text
            if plain(other.text) == text:
                return other
    return None


def _agree(one: ArticleDraft, other: ArticleDraft) -> bool:
    """Tell whether nothing that both say differs."""
    if _differ(one.outlet, other.outlet) or _differ((one.published or "")[:10], (other.published or "")[:10]):
        return False
    if _differ(_place(one.url), _place(other.url)):
        return False
    if plain(one.title) == plain(other.title):
        return True
    return len(one.text.split()) >= _TELLING_WORDS and (_says_nothing(one) or _says_nothing(other))


def _says_nothing(draft: ArticleDraft) -> bool:
    return not (draft.outlet or draft.published or draft.url)


def _says_more(draft: ArticleDraft, other: ArticleDraft) -> bool:
    """Tell whether a draft says what another one does not, and nothing less."""
    return all(getattr(draft, name) or not getattr(other, name) for name in _FACTS) and any(
        len(getattr(draft, name) or "") > len(getattr(other, name) or "")
        for name in _FACTS
        if not getattr(other, name) or name == "published"
    )


def _place(url: str | None) -> str | None:
    """Return an address without what makes no other page of it."""
    return url and url.partition("://")[2].removeprefix("www.").rstrip("/")


def _differ(one: str | None, other: str | None) -> bool:
    return bool(one and other) and fold(one or "") != fold(other or "")
