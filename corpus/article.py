"""What an article is: the values that every layer passes on, and the rule that names them."""

import hashlib
import unicodedata
from base64 import b32encode
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property

_SIGNS = {
    **dict.fromkeys("“”„«»‟″", '"'),
    **dict.fromkeys("‘’‚‹›‛′`´", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    "…": "...",
}


@dataclass(frozen=True, kw_only=True)  # without slots: what is derived of a long text is kept beside its fields
class ArticleDraft:
    """An article as a reader found it, before it is in an archive.

    Attributes:
        title: the headline, on one line.
        text: the body, paragraphs separated by an empty line; no header, no boilerplate. Never empty.
        outlet: who published it.
        published: ISO 8601, `2023-12-08` or with time and, where known, zone (`2023-12-08T09:30+04:00`).
        byline: who wrote it, without "By".
        url: http(s) address without its fragment.
        language: ISO 639-1 code.
        source: the file or the address it was read from, as the user named it.
        pages: where in `text` each page of a printed file begins, from page 1; empty where there are no pages.
        ocr_pages: the numbers, from 1, of the pages whose text was read from a picture, in ascending order.
        variant: what distinguishes it from other articles of its identity; None for the first one.
        `corpus.catalogue.deduplicate` gives it.
        original: SHA-256 in hex of the file it was read from, where the archive keeps that (`corpus.originals`).
    """

    title: str
    text: str
    outlet: str | None = None
    published: str | None = None
    byline: str | None = None
    url: str | None = None
    language: str | None = None
    source: str = ""
    pages: tuple[int, ...] = ()
    ocr_pages: tuple[int, ...] = ()
    variant: str | None = None
    original: str | None = None

    @cached_property
    def identity(self) -> str:
        """What stays when an article is corrected: its address; else outlet, title and day; else title and text."""
        if self.url:
            return f"url\n{self._page}"
        if self.outlet or self.published:
            day = (self.published or "")[:10]
            return f"printed\n{comparable(self.outlet or '')}\n{comparable(self.title)}\n{day}"
        return f"text\n{comparable(self.title)}\n{self.content_hash}"

    @property
    def _page(self) -> str | None:
        """The address without a slash at its end, which does not distinguish pages."""
        return self.url and self.url.rstrip("/")

    @cached_property
    def family(self) -> str:
        """What all articles of this identity share: the id of the one without a variant."""
        return _name(self.identity)

    @cached_property
    def id(self) -> str:
        """A public name that depends on identity and variant alone, so that it is the same in every archive."""
        return self.family if self.variant is None else _name(f"{self.identity}\nvariant\n{self.variant}")

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 in hex of all that a reader can see of the article."""
        shown = (self.title, self.outlet, self.published, self.byline, self._page, self.language, self.text)
        return hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def fingerprint(self) -> int:
        """The fingerprint of the text, by which duplicates are found."""
        return fingerprint(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as the archive holds it.

    Attributes:
        id: public name, twelve characters; all versions of an article share it.
        version: 1 for the first text, counting up.
        words: number of words in `text`.
        pages, ocr_pages, variant, original: as in a draft.
        as_read: of the fields that were corrected, each with what was read; see `corpus.catalogue.corrections`.
    """

    id: str
    version: int
    title: str
    text: str
    outlet: str | None
    published: str | None
    byline: str | None
    url: str | None
    language: str | None
    source: str
    words: int
    pages: tuple[int, ...] = ()
    ocr_pages: tuple[int, ...] = ()
    variant: str | None = None
    as_read: tuple[tuple[str, str | None], ...] = ()
    original: str | None = None

    def page_at(self, offset: int) -> int | None:
        """Return the number of the printed page, from 1, that has an offset of the text; None where there are no pages."""
        return max(1, bisect_right(self.pages, offset)) if self.pages else None

    def by_ocr_at(self, offset: int) -> bool:
        """Return whether the page that has an offset of the text was read by OCR; it may then be misread there."""
        page = self.page_at(offset)
        return bool(self.ocr_pages) if page is None else page in self.ocr_pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run of whole sentences: `article.text[start:end]`, offsets in code points.

    Attributes:
        id: a stable 64-bit number, never used again for another passage.
        article_id: public name of the article.
    """

    id: int
    article_id: str
    start: int
    end: int
    text: str


def draft_of(article: Article) -> ArticleDraft:
    """Return the article as a reader would have found it, without corrections."""
    shown = ArticleDraft(
        title=article.title,
        text=article.text,
        outlet=article.outlet,
        published=article.published,
        byline=article.byline,
        url=article.url,
        language=article.language,
        source=article.source,
        pages=article.pages,
        ocr_pages=article.ocr_pages,
        variant=article.variant,
        original=article.original,
    )
    return replace(shown, **dict(article.as_read))  # type: ignore[arg-type]


def _name(identity: str) -> str:
    digest = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).digest()
    return b32encode(digest[:10]).decode("ascii").lower()[:12]


def comparable(text: str) -> str:
    """Return `text` for comparison: case folded, white space collapsed."""
    return " ".join(text.casefold().split())


def text_hash(text: str) -> str:
    """Return the SHA-256 in hex of `text` as UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def normalized_text(text: str) -> str:
    """Return a text as it is compared with others: without what differs only in letter case, white space and shape of signs."""
    if text.isascii():  # of the replaced characters only the backtick is ASCII
        return comparable(text.replace("`", "'"))
    text = unicodedata.normalize("NFC", text)
    for (
        sign,
        plain,
    ) in _SIGNS.items():  # most are not there, and finding that out is quicker than to look each character up
        if sign in text:
            text = text.replace(sign, plain)
    return comparable(text)


def fingerprint(text: str) -> int:
    """Return a signed 64-bit number that is the same for texts that differ only in punctuation marks' shape and letter case."""
    digest = hashlib.sha256(normalized_text(text).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
