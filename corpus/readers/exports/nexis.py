"""Nexis Uni, Lexis Advance, Nexis: DOCX, RTF and PDF, all results in one file or one file each.

A cover page with the list of documents may precede the first record. A record is

    Title / Outlet / March 9, 2021 Tuesday [Late Edition] / Copyright … / Section: … / Length: … / Byline: … / Body
    text
    Classification / Language: … / … / Load-Date: … / End of Document
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.article import ArticleDraft, comparable
from corpus.readers.exports.labels import end_of_text, label_of
from corpus.readers.exports.records import Record, day_line, drafts_of, filled, is_copyright, is_edition
from corpus.text import lines

_ENDS = (
    r"(?:End of Document|Ende des Dokuments|Fin du document|Fin del documento|Fine (?:del )?documento|Fim do documento"
    r"|Einde van (?:het )?document)"
)
_BODIES = (
    r"(?:Body(?: text)?|Textkörper|Haupttext|Text|Corps(?: de l[’']article)?|Texte|Cuerpo|Texto|Hoofdtekst|Tekst|Testo"
    r"|Corpo(?: del testo)?)"
)
MARK = re.compile(rf"^[ \t]*(?:{_ENDS}|{_BODIES})[ \t]*$", re.MULTILINE | re.IGNORECASE)
_END = re.compile(rf"^{_ENDS}$", re.IGNORECASE)
_BODY = re.compile(rf"^{_BODIES}$")
_CLASSIFIED = re.compile(
    r"^(?:Classification|Klassifi(?:kation|zierung)|Classificatie|Clasificación|Classificazione|Classificação)$"
)
_PICTURE = re.compile(r"^(?:Graphic|Grafik|Graphique|Grafiek|Gráfico|Grafica)$")
_NOTE = re.compile(r"^(?:Correction|Notes)$")
_NOTE_LINES = 4  # from a note below the text to the classification
_LINK = re.compile(r"^Link to (?:Image|PDF|Original|Document)\b.{0,20}$")
_COVER = re.compile(
    r"^(?:User Name|Date and Time|Job Number|Client/Matter|Search Terms|Search Type|Narrowed by|Documents? \(\d+\))"
)
_LISTED = re.compile(r"^\d{1,4}\.\s+(\S.*)$")
_PAGE = re.compile(r"^(?:Page|Seite|Página|Pagina) \d+ (?:of|von|de|sur|van|di) \d+$")
_SENTENCE = 30  # characters of a line that is text


def split(rows: Sequence[str]) -> list[ArticleDraft]:
    """Return the articles of an export; none if it is not one."""
    ends = [at for at, row in enumerate(rows) if _END.match(row)]
    pieces = [rows[start:end] for start, end in zip([0, *(end + 1 for end in ends)], [*ends, len(rows)], strict=True)]
    records = [record for piece in pieces if (record := _record(_without_page_heads(piece)))]
    return drafts_of(records) if records and len(records) >= len(ends) else []


def _without_page_heads(rows: Sequence[str]) -> Sequence[str]:
    """Drop the numbers of pages, and the title below each."""
    numbers = [at for at, row in enumerate(rows) if _PAGE.match(row)]
    if not numbers:
        return rows
    heads = {at + 1 for at in numbers if at + 1 < len(rows)}
    others = {comparable(row) for at, row in enumerate(rows) if row and at not in heads}
    dropped = {*numbers, *(at for at in heads if comparable(rows[at]) in others)}
    return [row for at, row in enumerate(rows) if at not in dropped]


def _record(rows: Sequence[str]) -> Record | None:
    body = next((at for at, row in enumerate(rows) if _BODY.match(row)), None)
    labelled = [at for at, row in enumerate(rows[:body]) if _is_label(row)]
    if body is None:
        if not labelled or end_of_text(rows) == len(rows):
            return None
        body = labelled[-1]
    rest = rows[body + 1 :]
    classified = next((at for at in range(len(rest) - 1, -1, -1) if _CLASSIFIED.match(rest[at])), None)
    foot = end_of_text(rest) if classified is None else classified
    if not labelled and foot == len(rest):
        return None
    top = next((at for at, row in enumerate(rows[:body]) if at in labelled or is_copyright(row)), body)
    record = _header(rows[:top])
    if record is None:
        return None
    record.byline = next((value for at in labelled for name, value in [label_of(rows[at])] if name == "byline"), "")
    record.language = next((value for row in rest[foot:] for name, value in [label_of(row)] if name == "language"), "")
    record.body = [row for row in rest[: _end_of_body(rest, foot)] if not _LINK.match(row)]
    return record


def _is_label(row: str) -> bool:
    """Return whether a line is a label above the text; in capitals they are those of the old export."""
    return label_of(row)[0] in {"head", "byline"} and not row.partition(":")[0].strip().isupper()


def _end_of_body(rows: Sequence[str], foot: int) -> int:
    """Return where the text ends: above the classification, and above a picture, a note or a date of loading before it."""
    foot = end_of_text(rows[:foot])
    known = [at for at, row in enumerate(rows[:foot]) if row and at]
    pictures = (at for at in known if _PICTURE.match(rows[at]))
    return next(pictures, next((at for at in known[-_NOTE_LINES:] if _NOTE.match(rows[at])), foot))


def _header(rows: Sequence[str]) -> Record | None:
    """Read what is above the copyright and the labels: title, outlet, date with the edition, perhaps a cover page.

    None if there is text below the date, since that is no record.
    """
    known = filled(rows)
    dated = [at for at, row in enumerate(known) if at >= 1 and day_line(row)]
    if not dated:
        return Record(title=known[0] if known else "", outlet=known[1] if len(known) > 1 else "")
    at = dated[-1]
    below = [row for row in known[at + 1 :] if not is_edition(row)]
    if any(len(row) > _SENTENCE and lines.ends_sentence(row) for row in below):
        return None
    above: Sequence[str] = known[: at - 1]
    if any(_COVER.match(row) for row in above):
        above = _below_cover(above)
    above = [row for before, row in pairwise(["", *above]) if row != before]  # the title above the page, too
    return Record(title=" ".join(above[-3:]), outlet=known[at - 1], published=day_line(known[at]))


def _below_cover(rows: Sequence[str]) -> Sequence[str]:
    """Return the lines of the first title, which is in the list on the cover page, too."""
    listed = {comparable(found[1]) for row in rows if (found := _LISTED.match(row))}
    for count in (1, 2, 3):
        if comparable(" ".join(rows[-count:])) in listed:
            return rows[-count:]
    return rows[-1:]
