"""Exports of press databases in HTML: their visible text, read like the same export in any other format.

They are no web pages: one file has many articles, and what the cleaning of a page drops are the labels. A file that has the mark
of a vendor and none of its records is read as a page.
"""

import re
from collections.abc import Iterable

from corpus.readers.exports.table import split_export
from corpus.readers.markup import html_rows
from corpus.readers.reader import Part
from corpus.readers.web import html
from corpus.readers.web.tree import page_text

_MARKS = re.compile(
    rb"<DOCFULL>|DOC_ID_\d+_\d+|class=[\"']article [a-z]{2}(?:[A-Z]{2})?Article|articleParagraph|ProQuest document ID"
    rb"|DocPublicationName|publiC-lblNodoc"
)
_MARKUP = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<(?:!|\?|html|head|body|div|article|a\s|meta)", re.IGNORECASE)
_HEADLINE = re.compile(r"<(span|b)\s+class=[\"'][a-z]{2}(?:[A-Z]{2})?Headline[^>]*>", re.IGNORECASE)
_FORM = re.compile(r"<(/?)form\b", re.IGNORECASE)  # Factiva's records are in a form, and forms are not shown


def looks_like(data: bytes) -> bool:
    """Return whether the data is HTML with the mark of a press database."""
    return _MARKUP.match(data[:4096]) is not None and _MARKS.search(data) is not None


def read(data: bytes, stem: str) -> Iterable[Part]:
    """Return the articles of an export.

    Raises:
        ValueError: it is not HTML, or too large.
    """
    markup = _FORM.sub(r"<\1div", _HEADLINE.sub(r"<h2>HD <\1>", page_text(data, None)))
    drafts = split_export("\n".join(line for line, _ in html_rows(markup)))
    return drafts or html.read(data, stem)
