"""What the readers of office documents share: from lines with headings to articles, and the document's properties.

A document with several headed or dated articles is a digest and gives each of them. Titles are found as in Markdown. Only
properties that a person seems to have written are used: programs fill them with names of files, templates and accounts, and
with the date of a template.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from corpus.article import ArticleDraft
from corpus.readers.bodies import one_line
from corpus.readers.digest import split_digest
from corpus.readers.markdown import find_titles
from corpus.text.languages import code_of

_NO_TITLE = re.compile(
    r"^(?:untitled|unknown|document|documento?|doc|title|titel|none|null|microsoft (?:word|powerpoint)|powerpoint.*|presentation"
    r"|new document|slide|layout|print|scan|test|about:blank|https?:.*|[a-z]:\\.*)\s*\d*$|^microsoft word - |\.(?:docx?|odt|rtf|"
    r"pdf|indd|qxd|qxp|html?|txt|pptx?|tex|pages|epub)$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"^(?:user|admin|administrator|owner|unknown|author|anonymous|none|null|root|guest|default|microsoft.*|python-docx|.*pdf.*|"
    r"hp|dell|lenovo|acer|pc|windows.*|home|office|calibre.*|\(?anonymous\)?|unspecified|\W*)$",
    re.IGNORECASE,
)
_TEMPLATES = frozenset({"2013-12-23", "2013-01-27"})  # what common libraries leave in every document
_EARLIEST = "1985-01-01"


def plausible_title(value: str, file_name: str) -> str | None:
    """Return a title that may be a headline; None for names of files and programs."""
    title = one_line(value)
    if len(title) < 4 or len(title) > 250 or title.casefold() == file_name.casefold() or _NO_TITLE.search(title):
        return None
    if " " not in title and (re.search(r"[_\d\\/]", title) or len(title) > 30):
        return None
    return title


def plausible_name(value: str) -> str | None:
    """Return the name of an author; None for names of accounts, machines and programs."""
    name = one_line(value)
    if len(name) > 150 or _NO_NAME.match(name) or " " not in name or not name[0].isupper():
        return None
    return name


def plausible_date(day: str) -> str | None:
    """Return an ISO day on which the document may have been written; None for the date of a template, or one in the future."""
    try:
        datetime.fromisoformat(day)
    except ValueError:
        return None
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    return day if _EARLIEST <= day <= tomorrow and day not in _TEMPLATES else None


Row = tuple[str, int]
"""A paragraph, and its heading level from 1, or 0. An empty one separates paragraphs."""

TIGHT = -1
"""The level of lines that have no empty line between them: items of a list, rows of a table."""

_SPARSE = 5  # with fewer lines of text per empty one, empty lines separate the paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """The properties of a document."""

    title: str = ""
    author: str = ""
    created: str = ""
    language: str = ""


def document_articles(rows: Sequence[Row], name: str, properties: Properties) -> list[ArticleDraft]:
    """Return the articles of a document.

    Args:
        rows: its paragraphs in order.
        name: the title of an article that has none.
        properties: used where the text says nothing.
    """
    shown, titles = _shown(rows)
    title = plausible_title(properties.title, name)
    drafts = split_digest("\n".join(shown), name=title or name, titles=titles)
    if len(drafts) != 1:
        return drafts
    (draft,) = drafts
    return [
        replace(
            draft,
            byline=draft.byline or plausible_name(properties.author),
            published=draft.published or plausible_date(properties.created[:10]),
            language=draft.language or code_of(properties.language),
        )
    ]


def _shown(rows: Sequence[Row]) -> tuple[list[str], set[int]]:
    """Return the lines of a document, and the numbers of those that are titles of articles."""
    blank = sum(not text.strip() for text, _ in _trimmed(rows))
    separated = blank * _SPARSE >= len(rows) - blank  # otherwise each line is a paragraph
    shown: list[str] = []
    levels: dict[int, int] = {}
    before = 0
    for text, level in rows:
        text = re.sub(r"[ \t]+", " ", text).strip()
        if text and (level != before or not (separated or level == TIGHT)) and shown and shown[-1]:
            shown.append("")
        if level > 0 and text:
            levels[len(shown)] = level
        shown += [line.strip() for line in text.split("\n")]
        if level > 0 and text:
            shown.append("")
        before = level
    return shown, find_titles(shown, levels, titled=False)


def _trimmed(rows: Sequence[Row]) -> Sequence[Row]:
    """Drop the empty rows at both ends."""
    full = [number for number, (text, _) in enumerate(rows) if text.strip()]
    return rows[full[0] : full[-1] + 1] if full else []
