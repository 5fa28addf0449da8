"""Nexis Uni, Lexis Advance, Nexis: DOCX, RTF and PDF, all results in one file or one file each.

A cover page with the list of documents may precede the first record. A record is

    Title / Outlet / March 9, 2021 Tuesday [Late Edition] / Copyright … / Section: … / Length: … / Byline: … / Body
    text
    Classification / Language: … / … / Load-Date: … / End of Document
"""

import re
from collections.abc import Sequence

from corpus.article import ArticleDraft, comparable
from corpus.readers.exports.records import Record, day_line, drafts_of, filled, is_copyright

MARK = re.compile(
    r"^[ \t]*(?:End of Document|Ende des Dokuments|Fin du [Dd]ocument|Fin del [Dd]ocumento"
    r"|Einde van (?:het )?[Dd]ocument|Body|Textkörper)[ \t]*$",
    re.MULTILINE,
)
_END = re.compile(
    r"^(?:End of Document|Ende des Dokuments|Fin du document|Fin del documento|Einde van (?:het )?document)$",
    re.IGNORECASE,
)
_BODY = re.compile(r"^(?:Body|Textkörper|Haupttext|Corps(?: de l[’']article)?|Cuerpo|Hoofdtekst|Body text)$")
_LABEL = re.compile(
    r"^(?:Section|Rubrik|Rubrique|Sectie|Rubriek|Sección|Length|Länge|Longueur|Lengte|Longitud|Byline|Autor(?:en)?|Auteur|Verfasser"
    r"|Highlight|Dateline|Series|Distribution|Type|Guests?|Anchors?|Reporters?|URL|Show|Host|Correspondents?|Correction-Date|Column)"
    r"[:：]"
)
_BYLINE = re.compile(r"^(?:Byline|Autor(?:en)?|Auteur|Verfasser)[:：]\s*(.+)$")
_FOOT = re.compile(r"^(?:Classification|Klassifikation|Klassifizierung|Classificatie|Clasificación)$")
_FOOT_LABEL = re.compile(
    r"^(?:Language|Sprache|Langue|Taal|Publication-Type|Subject|Industry|Geographic|Load-Date|Journal Code|Company"
    r"|Organization|Person"
    r"|Ticker|Acc-No|Update)[:：]",
)
_LANGUAGE = re.compile(r"^(?:Language|Sprache|Langue|Taal)[:：]\s*([^\W\d_]+)")
_AFTER_TEXT = re.compile(r"^(?:Graphic|Grafik|Graphique|Correction|Correction-Date[:：].*|Notes|Load-Date[:：].*)$")
_COVER = re.compile(
    r"^(?:User Name|Date and Time|Job Number|Client/Matter|Search Terms|Search Type|Narrowed by|Documents? \(\d+\))"
)
_LISTED = re.compile(r"^\d{1,4}\.\s+(\S.*)$")
_PAGE = re.compile(r"^(?:Page|Seite) \d+ (?:of|von) \d+$")


def split(rows: Sequence[str]) -> list[ArticleDraft]:
    """Return the articles of an export; none if it is not one."""
    rows = [row for row in rows if not _PAGE.match(row)]
    ends = [at for at, row in enumerate(rows) if _END.match(row)]
    pieces = [rows[start:end] for start, end in zip([0, *(end + 1 for end in ends)], [*ends, len(rows)], strict=True)]
    records = [record for piece in pieces if (record := _record(piece))]
    return drafts_of(records) if records and len(records) >= len(ends) else []


def _record(rows: Sequence[str]) -> Record | None:
    body = next((at for at, row in enumerate(rows) if _BODY.match(row)), None)
    labels = [at for at, row in enumerate(rows[:body]) if _LABEL.match(row)]
    if body is None:
        if not labels or not any(_FOOT_LABEL.match(row) for row in rows):
            return None
        body = labels[-1]
    elif not labels and not any(_FOOT_LABEL.match(row) or _FOOT.match(row) for row in rows[body:]):
        return None
    top = next((at for at, row in enumerate(rows[:body]) if at in labels or is_copyright(row)), body)
    record = _header(rows[:top])
    record.byline = next((found[1] for at in labels if (found := _BYLINE.match(rows[at]))), "")
    rest = rows[body + 1 :]
    record.language = next((found[1] for row in rest if (found := _LANGUAGE.match(row))), "")
    record.body = rest[: _end_of_text(rest)]
    return record


def _end_of_text(rows: Sequence[str]) -> int:
    """Return where the text ends: at the classification, or at a picture or a note above it."""
    foot = next((at for at, row in enumerate(rows) if _FOOT.match(row)), None)
    if foot is None:
        foot = next((at for at, row in enumerate(rows) if _FOOT_LABEL.match(row)), len(rows))
    return next((at for at, row in enumerate(rows[:foot]) if at and _AFTER_TEXT.match(row)), foot)


def _header(rows: Sequence[str]) -> Record:
    """Read what is above the copyright and the labels: title, outlet, date with the edition, perhaps a cover page."""
    known = filled(rows)
    dated = [at for at, row in enumerate(known) if at >= 1 and day_line(row)]
    if not dated:
        return Record(title=known[0] if known else "", outlet=known[1] if len(known) > 1 else "")
    at = dated[-1]
    above: Sequence[str] = known[: at - 1]
    if any(_COVER.match(row) for row in above):
        above = _below_cover(above)
    return Record(title=" ".join(above[-3:]), outlet=known[at - 1], published=day_line(known[at]))


def _below_cover(rows: Sequence[str]) -> Sequence[str]:
    """Return the lines of the first title, which is in the list on the cover page, too."""
    listed = {comparable(found[1]) for row in rows if (found := _LISTED.match(row))}
    for count in (1, 2, 3):
        if comparable(" ".join(rows[-count:])) in listed:
            return rows[-count:]
    return rows[-1:]
