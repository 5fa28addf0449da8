"""EPUB: the chapters of a book or issue in order, each with one article or more; no cover, contents or imprint.

A chapter without a date has the book's, if there is one, and likewise its author and language.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.article import ArticleDraft
from corpus.messages import message
from corpus.readers.markup import html_rows
from corpus.readers.office.documents import (
    Properties,
    document_articles,
    plausible_date,
    plausible_name,
    plausible_title,
)
from corpus.readers.office.packages import Package, local, mimetype_of, resolved
from corpus.readers.reader import Part, Problem, Reading
from corpus.text.encoding import NotText, decode
from corpus.text.languages import code_of

_KINDS = frozenset({"application/xhtml+xml", "text/html"})
_FEWEST_WORDS = 15
_AROUND = re.compile(
    r"^(?:(?:table of )?contents?|cover|title ?page|copyright|imprint|colophon|navigation|index|about the (?:author|publisher)|"
    r"inhalt(?:sverzeichnis)?|impressum|sommaire|table des matières|índice|содержание|оглавление)$",
    re.IGNORECASE,
)


def looks_like(data: bytes) -> bool:
    """Return whether the data declares itself an EPUB file."""
    return mimetype_of(data).startswith(b"application/epub+zip")


def read(data: bytes, name: str, reading: Reading) -> Iterator[Part]:
    """Yield the articles of an EPUB file; a chapter that cannot be read fails alone.

    Raises:
        ValueError: it is damaged or encrypted.
    """
    with Package(data, reading) as package:
        if package.has("META-INF/encryption.xml") and b"EncryptedKey" in package.bytes("META-INF/encryption.xml"):
            raise ValueError(message("encrypted_book"))
        chapters, properties = _book(package)
        book = plausible_title(properties.title, name)
        for place in chapters:
            try:
                rows = html_rows(_text(package.bytes(place)))
            except ValueError as error:
                yield Problem(where=place, reason=str(error))
                continue
            if sum(len(text.split()) for text, level in rows if not level) < _FEWEST_WORDS:
                continue
            for draft in document_articles(rows, book or name, Properties()):
                if not _AROUND.match(draft.title):
                    yield _with_book(draft, properties)


def _with_book(draft: ArticleDraft, properties: Properties) -> ArticleDraft:
    return replace(
        draft,
        byline=draft.byline or plausible_name(properties.author),
        published=draft.published or plausible_date(properties.created[:10]),
        language=draft.language or code_of(properties.language),
    )


def _book(package: Package) -> tuple[list[str], Properties]:
    """Return the names of the chapters in order, and the book's properties."""
    roots = [
        one.get("full-path", "") for one in package.xml("META-INF/container.xml").iter() if local(one.tag) == "rootfile"
    ]
    if not roots:
        raise ValueError("a damaged book (it does not say where its parts are)")
    root = roots[0]
    files: dict[str, str] = {}
    order: list[str] = []
    values: dict[str, str] = {}
    for one in package.xml(root).iter():
        kind = local(one.tag)
        if kind == "item" and one.get("media-type") in _KINDS and "nav" not in (one.get("properties") or "").split():
            files[one.get("id", "")] = resolved(root, one.get("href", ""))
        elif kind == "itemref" and one.get("linear") != "no":
            order.append(one.get("idref", ""))
        elif kind in {"title", "creator", "date", "language"}:
            values.setdefault(kind, (one.text or "").strip())
    facts = Properties(
        title=values.get("title", ""),
        author=values.get("creator", ""),
        created=values.get("date", ""),
        language=values.get("language", ""),
    )
    return [files[one] for one in dict.fromkeys(order) if one in files], facts


def _text(data: bytes) -> str:
    try:
        return decode(data)
    except NotText as error:
        raise ValueError(str(error)) from error
