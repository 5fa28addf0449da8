"""German press reviews (APA, Genios, pressrelations): `"Outlet" vom 09.03.2021 Seite: 3`, perhaps `Ressort: …`, title, text.

APA writes the line above the title, others below it; which one shows in the first record. For pages of the web APA writes
`"Outlet" gefunden am 28.12.2017 10:36 Uhr`.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.article import ArticleDraft
from corpus.readers.exports.records import Record, day_line, drafts_of
from corpus.text import lines
from corpus.text.dates_within import date_within

_OUTLET = r"(?:[\"„“”»«']([^\"„“”»«\n]{2,80})[\"“”«»']|([^\W\d_][^\"\n:]{1,60}?),?)"
_DAY = r"(?:(?:Mo|Di|Mi|Do|Fr|Sa|So)\w*\.?,?\s+)?\d{1,2}\.\s?(?:\d{1,2}\.|[^\W\d_]{3,9})\s?\d{4}"
_PLACE = r"(?:Nr\.?\s*\d+|Ausgabe\b[^\n]{0,30}|(?:auf\s+)?(?:Seite|S\.)\s*:?\s*[A-Z]?\d{1,4}[^\n]{0,40}|\d{1,2}:\d{2}(?:\s?Uhr)?)"
_HEADER = re.compile(
    rf"^(?:Quelle:\s*)?{_OUTLET}\s+(?:vom|gefunden am|erschienen am|am)\s+({_DAY})[\s,;/|–-]*((?:{_PLACE}[\s,;/"
    rf"|–-]*)*)((?:Ressort|Rubrik)?:?.{{0,60}})$"
)
MARK = re.compile(rf"(?:vom|gefunden am|erschienen am)\s+{_DAY}")
_FIELD = re.compile(
    r"^(?:Ressort|Rubrik|Autor(?:in|en)?|Von|Ausgabe|Auflage|Reichweite|Erscheinungsweise|Dokument(?:en)?(?:nummer)?|ISSN|Seite|Mutation|Umfang|Wörter|"
    r"Land|Region|Medientyp|Quelle|Darstellungsform)\s*:\s*(.*)$"
)
_AUTHOR = re.compile(r"^(?:Autor(?:in|en)?|Von)\s*:\s*(.+)$")
_EDITION = re.compile(
    r"^(?:Abend|Morgen|Mittag|Früh|Haupt(?:ausgabe)?|Print|Bundesland|Österreich|Wien|[A-ZÄÖÜ][a-zäöü]+(?:ausgabe|-Ausgabe))$"
)
_RULE = re.compile(r"^[_=*-]{5,}$")


def split(rows: Sequence[str]) -> list[ArticleDraft]:
    """Return the articles of a review; none if it is not one."""
    headers = [at for at, row in enumerate(rows) if len(row) <= 200 and _is_header(rows, at)]
    if not headers:
        return []
    first = next((at for at, row in enumerate(rows[: headers[0]]) if row and not _RULE.match(row)), headers[0])
    above = headers[0] - first > 4 or first == headers[0]
    if above:  # the line is the first of its record
        ends = [*headers[1:], len(rows)]
        return drafts_of([_leading(rows[at:end]) for at, end in zip(headers, ends, strict=True)])
    starts = [first, *(_title_above(rows, before + 1, at) for before, at in pairwise(headers))]
    ends = [*starts[1:], len(rows)]
    return drafts_of(
        [_titled(rows[start:end], at - start) for start, at, end in zip(starts, headers, ends, strict=True)]
    )


def _is_header(rows: Sequence[str], at: int) -> bool:
    """Return whether a line names outlet and day; without quotation marks only with a page or a number."""
    found = _HEADER.match(rows[at])
    if found is None or lines.ends_sentence(rows[at].rstrip(".")) or (found[2] and not found[4]):
        return False
    return not found[5] or found[5].startswith(("Ressort", "Rubrik")) or bool(found[4])


def _outlet_and_day(row: str) -> tuple[str, str | None]:
    found = _HEADER.match(row)
    day = date_within(found[3]) if found else None
    return (found[1] or found[2]).strip() if found else "", day.value if day else day_line(row)


def _leading(rows: Sequence[str]) -> Record:
    """Read a record whose first line names outlet and day."""
    outlet, day = _outlet_and_day(rows[0])
    record = Record(outlet=outlet, published=day)
    at = _past_fields(rows, 1, record)
    record.title = rows[at] if at < len(rows) else ""
    if record.title.endswith(":") and at + 1 < len(rows):  # a kicker above the title
        kicker, at = at, _past_blank(rows, at + 1)
        record.title = f"{rows[kicker]} {rows[at]}" if at < len(rows) else rows[kicker]
    if not lines.title_like(record.title) and lines.ends_sentence(record.title) and len(record.title) > 150:
        record.title, at = "", at - 1  # no title at all: the text begins here
    record.body = [row for row in rows[_past_fields(rows, at + 1, record) :] if not _RULE.match(row)]
    return record


def _titled(rows: Sequence[str], header: int) -> Record:
    """Read a record whose title is above the line with outlet and day."""
    outlet, day = _outlet_and_day(rows[header])
    record = Record(title=" ".join(row for row in rows[:header] if row), outlet=outlet, published=day)
    record.body = [row for row in rows[_past_fields(rows, header + 1, record) :] if not _RULE.match(row)]
    return record


def _past_fields(rows: Sequence[str], at: int, record: Record) -> int:
    """Return the first line that is no field, no edition and not blank."""
    while at < len(rows) and (
        not rows[at] or _FIELD.match(rows[at]) or _EDITION.match(rows[at]) or _RULE.match(rows[at])
    ):
        if author := _AUTHOR.match(rows[at]):
            record.byline = author[1]
        at += 1
    if at < len(rows) and not record.byline and (name := lines.byline(rows[at])):
        record.byline, at = name, _past_blank(rows, at + 1)
    return at


def _past_blank(rows: Sequence[str], at: int) -> int:
    while at < len(rows) and not rows[at]:
        at += 1
    return at


def _title_above(rows: Sequence[str], floor: int, header: int) -> int:
    """Return the first line of the block above a header line; no line above `floor` belongs to it."""
    at = header - 1
    while at > floor and not rows[at]:
        at -= 1
    while at > floor and rows[at - 1] and not lines.ends_sentence(rows[at - 1]) and not _RULE.match(rows[at - 1]):
        at -= 1
    return max(at, floor)
