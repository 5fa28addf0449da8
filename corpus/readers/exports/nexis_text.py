"""LexisNexis Academic and Nexis UK: plain text and HTML, `1 of 3 DOCUMENTS` above each record, labels in capitals.

1 of 3 DOCUMENTS / Outlet / March 9, 2021 Tuesday / Final Edition / Title
BYLINE: … / SECTION: … / LENGTH: … / text, wrapped
LOAD-DATE: … / LANGUAGE: … / PUBLICATION-TYPE: … / Copyright … / All Rights Reserved
"""

import re
from collections.abc import Sequence

from corpus.article import ArticleDraft
from corpus.readers.exports.records import Record, day_line, drafts_of, is_copyright, paragraphs

_NUMBER = (
    r"(?:\d{1,5} of \d{1,5} DOCUMENTS?|Dokument \d{1,5} von \d{1,5}|Document \d{1,5} (?:de|van|of) \d{1,5}"
    r"|Documento \d{1,5} de \d{1,5})"
)
MARK = re.compile(rf"^[ \t]*(?:{_NUMBER}[ \t]*$|(?:LOAD-DATE|LADEDATUM|UPDATE):)", re.MULTILINE)
_BEGINS = re.compile(rf"^{_NUMBER}$", re.IGNORECASE)
_LABEL = re.compile(r"^([A-ZÄÖÜÉÈÓ][A-ZÄÖÜÉÈÓ-]{2,25}(?: [A-ZÄÖÜÉ-]{2,20})?)\s?:\s*(.*)$")
_BYLINES = frozenset("BYLINE AUTHOR AUTOR AUTEUR AUTORES VERFASSER".split())
_TITLES = frozenset("HEADLINE KOP ÜBERSCHRIFT TITEL TITRE TITULAR TITEL".split())
_TEXTS = frozenset("BODY TEKST TEXT TEXTE TEXTO".split())
_HEAD = (
    _BYLINES
    | _TITLES
    | _TEXTS
    | frozenset(
        "SECTION RUBRIK RUBRIQUE SECTIE RUBRIEK SECCIÓN LENGTH LÄNGE LONGUEUR LENGTE LONGITUD DATELINE HIGHLIGHT "
        "SERIES DISTRIBUTION TYPE "
        "GUESTS ANCHOR ANCHORS REPORTERS ISSUE COLUMN SERIE DATUM DATE".split()
    )
)
_LANGUAGES = frozenset("LANGUAGE SPRACHE LANGUE TAAL IDIOMA".split())
_FOOT = _LANGUAGES | frozenset(
    "LOAD-DATE UPDATE LADEDATUM PUBLICATION-TYPE PUB-TYPE ZEITUNGS-CODE JOURNAL-CODE GRAPHIC GRAFIK GRAPHIQUE PHOTO "
    "PHOTOS SUBJECT COMPANY PERSON "
    "GEOGRAPHIC CITY STATE COUNTRY ORGANIZATION INDUSTRY TICKER CORRECTION CORRECTION-DATE ACC-NO DOC-TYPE "
    "DOCUMENT-TYPE NOTES URL TYPE-MEDIA "
    "COPYRIGHT PUBLICATION".split()
)
_FEWEST_LABELS = 3


def split(rows: Sequence[str]) -> list[ArticleDraft]:
    """Return the articles of an export; none if it is not one."""
    starts = [at for at, row in enumerate(rows) if _BEGINS.match(row)]
    if not starts:
        labels = {name for row in rows if (name := _label(row)[0])}
        if len(labels) < _FEWEST_LABELS or not labels & _HEAD or not labels & {"LOAD-DATE", "LADEDATUM"}:
            return []
        return drafts_of([_record(rows)])
    pieces = [rows[start + 1 : end] for start, end in zip(starts, [*starts[1:], len(rows)], strict=True)]
    if 2 * sum(any(_label(row)[0] for row in piece) for piece in pieces) < len(pieces):
        return []
    return drafts_of([_record(piece) for piece in pieces])


def _label(row: str) -> tuple[str, str]:
    """Return a known label at the beginning of a line, and what follows it."""
    found = _LABEL.match(row)
    name = found[1] if found else ""
    return (name, found[2]) if found and (name in _HEAD or name in _FOOT) else ("", row)


def _record(rows: Sequence[str]) -> Record:
    blocks = paragraphs(rows)
    first = next((at for at, block in enumerate(blocks) if _label(block[0])[0]), None)
    record, untitled = _header(blocks[:first])
    if first is None:  # no label at all: what follows the date
        record.title, *body = untitled or [""]
        record.body = _spaced(body)
        return record
    body = []
    for at, block in enumerate(blocks[first:], first):
        name, value = _label(block[0])
        value = " ".join([value, *block[1:]]).strip()
        if name in _FOOT and (body or name not in {"GRAPHIC", "PHOTO", "URL", "NOTES"}):
            record.language = _value(blocks[at:], _LANGUAGES)
            break
        if name in _BYLINES and not body:
            record.byline = value
        elif name in _TITLES and not body:
            record.title = value
        elif name in _TEXTS and not body:
            body = [value] if value else []
        elif name not in _HEAD or body:
            body.append(" ".join(block))
    record.body = _spaced(body)
    return record


def _header(blocks: Sequence[Sequence[str]]) -> tuple[Record, list[str]]:
    """Read what is above the labels; also return the blocks below the date, of which the title is made."""
    record = Record()
    below: list[str] = []
    above: list[str] = []
    for block in blocks:
        rest = [row for row in block if not is_copyright(row)]
        dated = next((at for at, row in enumerate(rest) if day_line(row)), None)
        if dated is not None and (record.published is None or len(rest) == 1):
            record.published = record.published or day_line(rest[dated])
            above += rest[:dated]
        elif record.published is None:
            above += rest
        elif rest:
            below.append(" ".join(rest))
    record.outlet = above[-1] if above else ""
    record.title = " ".join(below)
    return record, below


def _value(blocks: Sequence[Sequence[str]], names: frozenset[str]) -> str:
    return next(
        (
            value
            for block in blocks
            for row in block
            if (found := _label(row)) and found[0] in names and (value := found[1])
        ),
        "",
    )


def _spaced(body: Sequence[str]) -> list[str]:
    return [row for paragraph in body for row in (paragraph, "")]
