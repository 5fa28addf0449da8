"""Evernote: a file of notes (ENEX); each note is an article, or each article of a digest in it.

A note is dated by its own text only: when it was created is when somebody clipped it. Its address is where it was clipped from.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.article import ArticleDraft
from corpus.readers.bodies import clean_body, one_line
from corpus.readers.digest import split_digest
from corpus.readers.markup import text_of
from corpus.readers.reader import Part, Problem
from corpus.text import lines
from corpus.text.bylines import clean_byline

_BEGINS = re.compile(
    rb"^(?:\s|\xef\xbb\xbf|<\?xml[^>]{0,300}\?>|<!DOCTYPE[^>]{0,300}>)*+<en-export[\s>]", re.IGNORECASE
)


def looks_like(data: bytes) -> bool:
    """Return whether the data begins like a file of notes."""
    return _BEGINS.match(data[:4096]) is not None


def read(data: bytes, stem: str) -> Iterator[Part]:
    """Yield the articles of the notes; a note without text fails alone.

    Raises:
        ValueError: it is damaged.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ValueError("a file of notes that is damaged; export it again") from error
    if root is None:
        raise ValueError("a file of notes that is damaged; export it again")
    for number, note in enumerate(root.iter("note"), 1):
        title, url = one_line(note.findtext("title") or ""), (note.findtext("note-attributes/source-url") or "").strip()
        author = note.findtext("note-attributes/author") or ""
        drafts = _articles(note.findtext("content") or "", title or stem)
        if not drafts:
            yield Problem(where=f"note {number}", reason="no text in it")
        for draft in drafts:
            named = draft.byline or (
                clean_byline(one_line(author)) if len(drafts) == 1 and lines.name_like(author.strip()) else None
            )
            yield replace(draft, byline=named, url=draft.url or (lines.address(url) if len(drafts) == 1 else None))


def _articles(content: str, title: str) -> list[ArticleDraft]:
    """Return the articles in a note, whose content is a document of its own kind of HTML."""
    text = text_of(re.sub(r"^\s*<\?xml.*?\?>|<!DOCTYPE[^>]*>", "", content, count=2))
    drafts = split_digest(text, name=title)
    if len(drafts) != 1:
        return drafts
    (draft,) = drafts
    if draft.outlet or draft.published or draft.title == title:
        return [replace(draft, title=title)] if not (draft.outlet or draft.published) else drafts
    body = clean_body(text)
    return [ArticleDraft(title=title, text=body)] if body else []
