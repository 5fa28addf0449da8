"""What the readers of exports share: from the lines of a record to an article, and the fields that all vendors have."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.article import ArticleDraft
from corpus.readers.bodies import clean_body, one_line, title_from
from corpus.text import lines
from corpus.text.bylines import clean_byline
from corpus.text.dates_within import date_within
from corpus.text.languages import code_of

_COPYRIGHT = re.compile(
    r"^\(?(?:©|\(c\)|&copy;|copyright\b|all rights? reserved|alle rechten? (?:vorbehalten|voorbehouden)|alle rechte vorbehalten"
    r"|tous droits r[ée]serv[ée]s|todos los derechos reservados|tutti i diritti riservati)",
    re.IGNORECASE,
)
_LONGEST_COPYRIGHT = 400
_LONGEST_NAME = 200
_REVERSED = re.compile(r"^([^\W\d][\w'’. -]{1,40}), ([^\W\d][\w'’. -]{1,40})$")
_LONGEST_TITLE = 1_000
_BY = re.compile(r"^(?:by|von|par|por|door|di|da|de|автор|от)\s*:?\s+(?=\S)", re.IGNORECASE)
_AND = re.compile(r"\s*[;,]\s*|\s+(?:and|und|et|y|en|e|и|&)\s+")
_EDITION = re.compile(
    r"\b(?:edition|ausgabe|édition|editie|edición|edizione|edição)(?:\s+\d{1,2})?(?:\s*[-–,;]\s*.{1,30})?$",
    re.IGNORECASE,
)
_EDITION_AFTER = re.compile(r"\s+[-–]\s+[^-–]{0,30}\bEdition$", re.IGNORECASE)
_LONGEST_EDITION = 60


@dataclass(slots=True, kw_only=True)
class Record:
    """A record of an export while it is read.

    Attributes:
        body: the lines of the text, blank ones between paragraphs.
    """

    title: str = ""
    outlet: str = ""
    published: str | None = None
    byline: str = ""
    language: str = ""
    body: Sequence[str] = ()

    def draft(self) -> ArticleDraft | None:
        """Return the article; None if the record has no text."""
        text = clean_body("\n".join(without_copyright(self.body)))
        if not text:
            return None
        return ArticleDraft(
            title=one_line(self.title)[:_LONGEST_TITLE].strip() or title_from(text),
            text=text,
            outlet=_EDITION_AFTER.sub("", one_line(self.outlet)[:_LONGEST_NAME]).strip(" ,;") or None,
            published=self.published,
            byline=clean_byline(_BY.sub("", one_line(self.byline))) if self.byline else None,
            language=code_of(re.split(r"[;,/]", self.language)[0]) if self.language else None,
        )


def drafts_of(records: Sequence[Record]) -> list[ArticleDraft]:
    """Return the articles of the records that have a text."""
    return [draft for record in records if (draft := record.draft())]


def names_in(line: str) -> str:
    """Return the names that a line consists of, with or without "By" before them; "" for other lines."""
    if found := lines.byline(line):
        return found
    bare = _BY.sub("", line)
    named = len(line) <= _LONGEST_NAME and all(
        lines.name_like(name.title() if name.isupper() else name) for name in _AND.split(bare)
    )
    return bare if named else ""


def is_edition(line: str) -> bool:
    """Return whether a line names the edition of a newspaper: `Late Edition - Final`, `London Edition 1`."""
    return len(line) <= _LONGEST_EDITION and lines.capitalised(line) and _EDITION.search(line) is not None


def is_copyright(line: str) -> bool:
    """Return whether a line only says whose the article is."""
    return len(line) <= _LONGEST_COPYRIGHT and _COPYRIGHT.match(line) is not None


def without_copyright(body: Sequence[str]) -> Sequence[str]:
    """Return the lines of a text without blank lines and copyright notices at its ends."""
    start, end = 0, len(body)
    while start < end and (not body[start] or is_copyright(body[start])):
        start += 1
    while end > start and (not body[end - 1] or is_copyright(body[end - 1])):
        end -= 1
    return body[start:end]


def day_line(line: str) -> str | None:
    """Return the day of a line that begins with a date; an edition and a time may follow, a sentence may not."""
    found = date_within(line) if 6 <= len(line) <= 120 else None
    if found is None or found.before or lines.ends_sentence(found.after) or len(found.after) > 60:
        return None
    return found.value


def filled(rows: Sequence[str]) -> list[str]:
    """Return the lines that are not blank."""
    return [row for row in rows if row]


def paragraphs(rows: Sequence[str]) -> list[list[str]]:
    """Return the lines in blocks that blank lines separate."""
    blocks: list[list[str]] = [[]]
    for row in rows:
        if row:
            blocks[-1].append(row)
        elif blocks[-1]:
            blocks.append([])
    return blocks if blocks[-1] else blocks[:-1]


def in_order(names: str) -> str:
    """Return names that are written last name first in the usual order: `Doe, Jane; Roe, Max` is `Jane Doe, Max Roe`."""
    return ", ".join(_REVERSED.sub(r"\2 \1", name.strip()) for name in names.split(";") if name.strip())
