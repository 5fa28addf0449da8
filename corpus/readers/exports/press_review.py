"""German press reviews (APA, PMG, Genios, WISO, pressrelations): `"Outlet" vom 09.03.2021 Seite: 3`, perhaps `Ressort: …`.

APA writes the line above the title, others below it; which one shows in the first record. For pages of the web APA writes
`"Outlet" gefunden am 28.12.2017 10:36 Uhr`. PMG has fields below the line (`Gattung: Tageszeitung`), WISO has the line among the
fields below the text (`Quelle: Outlet vom 09.03.2021, S. 3`).
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.article import ArticleDraft
from corpus.readers.exports.records import Record, day_line, drafts_of, filled, is_copyright
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
    r"^(?:Ressort|Rubrik|Autor(?:in|en)?|Von|Ausgabe|Auflage|Reichweite|Erscheinungsweise|Dokument(?:en)?(?:nummer)?|ISSN|Seite"
    r"|Mutation|Umfang|Wörter|Land|Region|Medientyp|Quelle|Darstellungsform|(?:Medien)?[Gg]attung|Nummer|Jahrgang|Weblink|URL"
    r"|Dauerhafte Adresse des Dokuments|Alle Rechte vorbehalten|Abbildung|Bildunterschrift|Schlagwörter|Verlag)\s*:\s*(.*)$"
)
_ISSUE = re.compile(r"\s+Nr\.?\s*\d+.*$")
_FEWEST_FIELDS = 2  # below a line without page
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
    if all(map(_is_around, rows[headers[-1] :])):  # the line is below the text
        ends = [_past_foot(rows, at) for at in headers]
        pieces = [rows[start:end] for start, end in zip([first, *ends[:-1]], ends, strict=True)]
        return drafts_of([record for piece in pieces if (record := _footed(piece))])
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
    """Return whether a line names outlet and day; without quotation marks only with a page, a number, or fields below it."""
    found = _HEADER.match(rows[at])
    if found is None or lines.ends_sentence(rows[at].rstrip(".")):
        return False
    if found[2] and not found[4]:
        below = filled(rows[at + 1 : at + 6])
        return not found[5] and len(below) > 1 and all(map(_FIELD.match, below[:_FEWEST_FIELDS]))
    return not found[5] or found[5].startswith(("Ressort", "Rubrik")) or bool(found[4])


def _is_around(row: str) -> bool:
    """Return whether a line is none of a text: a field, a rule, a notice, or blank."""
    return not row or _FIELD.match(row) is not None or _RULE.match(row) is not None or is_copyright(row)


def _past_foot(rows: Sequence[str], at: int) -> int:
    while at < len(rows) and _is_around(rows[at]):
        at += 1
    return at


def _footed(rows: Sequence[str]) -> Record | None:
    """Read a record that ends with its fields, one of which names outlet and day; outlet and day may be the first line, too."""
    foot = next((at + 1 for at in range(len(rows) - 1, -1, -1) if not _is_around(rows[at])), 0)
    source = next((row for row in rows[foot:] if _HEADER.match(row) and date_within(row)), None)
    if source is None:
        return None
    outlet, day = _outlet_and_day(source)
    byline = next((found[1] for row in rows[foot:] if (found := _AUTHOR.match(row))), "")
    record = Record(outlet=outlet, published=day, byline=byline)
    at = _past_blank(rows, 0)
    if at < foot and _HEADER.match(rows[at]):
        at = _past_fields(rows, at + 1, record)
    if at < foot:
        record.title, record.body = rows[at], rows[_past_fields(rows, at + 1, record) : foot]
    return record


def _outlet_and_day(row: str) -> tuple[str, str | None]:
    found = _HEADER.match(row)
    day = date_within(found[3]) if found else None
    outlet = _ISSUE.sub("", found[1] or found[2]).strip() if found else ""
    return outlet, day.value if day else day_line(row)


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
