"""What the readers of office documents share: lines with headings to articles, and what the document says of itself.

A document with several headed or dated articles is a digest and gives each of them. Which headings are titles: as in Markdown.
Of what the properties say only what a person seems to have written is used: programs fill them with names of files, templates
and accounts, and with days on which a template was made.
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
_TEMPLATES = frozenset({"2013-12-23", "2013-01-27"})  # what widely used libraries leave in every document
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
    """Return an ISO day on which somebody may have written something; None for that of a template, or of the future."""
    try:
        datetime.fromisoformat(day)
    except ValueError:
        return None
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    return day if _EARLIEST <= day <= tomorrow and day not in _TEMPLATES else None


Row = tuple[str, int]
"""A paragraph, and its level if it is a heading, from 1; else 0. An empty one parts."""

TIGHT = -1
"""The level of what stands below the like of it without an empty line: items of a list, rows of a table."""

_SPARSE = 5  # with fewer lines of text to an empty one, empty ones part the paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """What a document says of itself."""

    title: str = ""
    author: str = ""
    created: str = ""
    language: str = ""


def articles_of(rows: Sequence[Row], name: str, properties: Properties) -> list[ArticleDraft]:
    """Return the articles of a document.

    Args:
        rows: its paragraphs in order.
        name: the title of an article that has none.
        said: counts where the text says nothing.
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
    parted = blank * _SPARSE >= len(rows) - blank  # as on a typewriter: a paragraph is a line
    shown: list[str] = []
    levels: dict[int, int] = {}
    before = 0
    for text, level in rows:
        text = re.sub(r"[ \t]+", " ", text).strip()
        if text and (level != before or not (parted or level == TIGHT)) and shown and shown[-1]:
            shown.append("")
        if level > 0 and text:
            levels[len(shown)] = level
        shown += [line.strip() for line in text.split("\n")]
        if level > 0 and text:
            shown.append("")
        before = level
    return shown, find_titles(shown, levels, titled=False)


def _trimmed(rows: Sequence[Row]) -> Sequence[Row]:
    """Leave out the empty rows at both ends."""
    full = [number for number, (text, _) in enumerate(rows) if text.strip()]
    return rows[full[0] : full[-1] + 1] if full else []
