"""LexisNexis Academic and Nexis UK: plain text and HTML, `1 of 3 DOCUMENTS` above each record, labels in capitals.

1 of 3 DOCUMENTS / Outlet / March 9, 2021 Tuesday / Final Edition / Title
BYLINE: … / SECTION: … / LENGTH: … / text, wrapped
LOAD-DATE: … / LANGUAGE: … / PUBLICATION-TYPE: … / Copyright … / All Rights Reserved
"""

import re
from collections.abc import Sequence

from corpus.article import ArticleDraft
from corpus.readers.exports.labels import label_of
from corpus.readers.exports.records import Record, day_line, drafts_of, is_copyright, is_edition, paragraphs

_NUMBER = r"(?:\d{1,5} of \d{1,5} DOCUMENTS?|(?:Dokument|Documento?) \d{1,5} (?:von|de|van|of|di) \d{1,5})"
MARK = re.compile(rf"^[ \t]*(?:{_NUMBER}[ \t]*$|(?:LOAD-DATE|LADEDATUM|UPDATE):)", re.MULTILINE)
_BEGINS = re.compile(rf"^{_NUMBER}$", re.IGNORECASE)
_LOADED = re.compile(r"^(?:LOAD-DATE|LADEDATUM):")
_REQUEST = re.compile(r"^(?:-{2,} End of Request -{2,}|(?:Download|Print) Request:|Time Of Request:)", re.IGNORECASE)
_CAPITALS = re.compile(r"^[^\W\d_a-z]{3,}(?:[ -][^\W\d_a-z]+)*:\s")  # labels that are not known
_FEWEST_LABELS = 3
_PICTURE_BLOCKS = 3  # from the words about a picture to the labels at the end

Block = Sequence[str]


def split(rows: Sequence[str]) -> list[ArticleDraft]:
    """Return the articles of an export; none if it is not one."""
    starts = _starts(rows)
    if not starts:
        meanings = [name for row in rows if (name := _label(row)[0])]
        if len(meanings) < _FEWEST_LABELS or not any(map(_LOADED.match, rows)):
            return []
        return drafts_of([_record(rows)]) if {"head", "byline", "title", "body"}.intersection(meanings) else []
    pieces = [rows[start + 1 : end] for start, end in zip(starts, [*starts[1:], len(rows)], strict=True)]
    if 2 * sum(any(_label(row)[0] for row in piece) for piece in pieces) < len(pieces):
        return []
    return drafts_of([_record(piece) for piece in pieces])


def _starts(rows: Sequence[str]) -> list[int]:
    """Return the lines that number the records: upwards, of one total; others are quoted in a text."""
    starts: list[int] = []
    last, total = 0, ""
    for at, row in enumerate(rows):
        if not _BEGINS.match(row):
            continue
        number, of = re.findall(r"\d+", row)
        if not starts or (of == total and int(number) > last):
            starts.append(at)
            last, total = int(number), of
    return starts


def _label(row: str) -> tuple[str, str]:
    """Return what a label in capitals at the beginning of a line means, and what follows it."""
    return label_of(row) if row[:3].isupper() and row.partition(":")[0].isupper() else ("", row)


def _record(rows: Sequence[str]) -> Record:
    blocks = paragraphs(rows)
    foot = _foot(blocks)
    first = next((at for at, block in enumerate(blocks[:foot]) if _label(block[0])[0]), foot)
    record, untitled = _header(blocks[:first])
    body: list[str] = []
    if first == foot:  # no label above the text: what follows the date
        record.title, *body = untitled or [""]
    for block in blocks[first:foot]:
        name, value = _label(block[0])
        value = " ".join([value, *block[1:]]).strip()
        if body or name in {"", "foot"}:
            body.append(" ".join(block))
        elif name == "byline":
            record.byline = value
        elif name == "title":
            record.title = value
        elif name == "body" and value:
            body.append(value)
    record.language = next(
        (value for block in blocks[foot:] for row in block for name, value in [_label(row)] if name == "language"), ""
    )
    record.body = [row for paragraph in body for row in (paragraph, "")]
    return record


def _foot(blocks: Sequence[Block]) -> int:
    """Return the first of the blocks of labels that end a record, or of what describes a picture above them."""
    end = next((at for at, block in enumerate(blocks) if _REQUEST.match(block[0]) and at), len(blocks))
    at = end
    for above in range(end - 1, 0, -1):
        if _is_foot(blocks[above]) or all(map(is_copyright, blocks[above])):
            at = above
        elif not _CAPITALS.match(blocks[above][0]):
            break
    pictures = (above for above in range(max(1, at - _PICTURE_BLOCKS), at) if _label(blocks[above][0])[0] == "picture")
    return next(pictures, at)


def _is_foot(block: Block) -> bool:
    return _label(block[0])[0] in {"foot", "language", "picture"}


def _header(blocks: Sequence[Block]) -> tuple[Record, list[str]]:
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
        elif rest and not (len(rest) == 1 and not below and is_edition(rest[0])):
            below.append(" ".join(rest))
    record.outlet = above[-1] if above else ""
    record.title = " ".join(below)
    return record, below
