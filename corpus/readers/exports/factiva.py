"""Factiva: RTF, HTML, PDF and text, in the two forms that it offers, with labels in the language of the reader's screen.

In the article format a record is

    [Section] / Title / By Jane Doe / 200 words / 9 March 2021 / Outlet / CODE / 3 / English / Copyright …
    text / the publisher / Document EXMPL00020210309eh3900001

With indexing each line begins with a code: `HD Title`, `BY`, `WC`, `PD`, `SN`, `LP` and `TD` for the text, `AN Document …` at the
end.
"""

import re
from collections.abc import Sequence

from corpus.article import ArticleDraft
from corpus.readers.exports.records import Record, day_line, drafts_of, filled, is_copyright, names_in
from corpus.text import lines
from corpus.text.languages import code_of

_ACCESSION = r"[A-Z0-9]{1,8}0{1,8}(?:19|20)\d{6}[0-9a-z]{9}"
MARK = re.compile(r"0(?:19|20)\d{6}[0-9a-z]{9}[ \t]*$", re.MULTILINE)
_END = re.compile(rf"^(?:AN(?:\s*\|\s*|\s+))?(?:\S{{1,20}}[:：]?\s+)?{_ACCESSION}$")
_WORDS = re.compile(
    r"^\d[\d.,\s]{0,8}\s?(?:words?|wörter|wort|mots?|palabras?|palavras?|parole|parola|woorden|слов[оа]?|字|个字|個字|文字|語|단어|ord|słów|słowa)$",
    re.IGNORECASE,
)
_TIME = re.compile(r"^\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AP]M)?(?:\s+[A-Z]{2,4})?$", re.IGNORECASE)
_SOURCE_CODE = re.compile(r"^[A-Z0-9]{2,8}$")
_COUNTED = re.compile(r"^\d{1,3}\)\s+")
_HEADER_CODES = frozenset("HD BY WC PD ET SN SC SE ED PG VOL LA CY LP TD CR CLM DLN ATC DE GC".split())
_FOOT_CODES = tuple("CT RF CX ART CO IN NS RE IPD IPC PUB AN".split())  # in this order, below the text
_CODES = _HEADER_CODES | set(_FOOT_CODES)
_CODED = re.compile(r"^([A-Z]{2,3})(?:(\s*\|\s*|\t\s*|\s{2,})|\s|$)(.*)$")
_INDEXED = re.compile(r"^[a-z0-9]{1,8}\s*:\s|^(?:\w{1,8}\s*:\s.*\|)", re.IGNORECASE)
_LANGUAGE = re.compile(
    r"^(?:deutsch|englisch|französisch|spanisch|français|anglais|allemand|espagnol|español|inglés|francés|italiano|inglese|nederlands"
    r"|engels|frans|duits|português|русский|английский|中文|英语|英語|日本語|svenska|polski)$",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"^(?:(?:Page|Seite|Página|Pagina) \d+ (?:of|von|de|sur|di|van) \d+)?\s*(?:©.{0,12}Factiva, Inc\..*)?$"
)
_SUMMARY = re.compile(
    r"^(?:Search Summary|Zusammenfassung der Suche|Résumé de la recherche|Resumen de la búsqueda|搜索概要|検索の概要)$"
)
_FEWEST_CODES = 4
_HEADER_LINES = 14
_LONGEST_SECTION = 4  # words
_SENTENCE = 80  # characters of a line that is text


def split(rows: Sequence[str]) -> list[ArticleDraft]:
    """Return the articles of an export; none if it is not one."""
    rows = [row for row in rows if not row or not _PAGE.match(row)]
    ends = [at for at, row in enumerate(rows) if len(row) <= 80 and _END.match(row)]
    starts = [0, *(end + 1 for end in ends[:-1])]
    records = [record for start, end in zip(starts, ends, strict=False) if (record := _record(rows[start:end]))]
    return drafts_of(records) if 2 * len(records) >= len(ends) else []


def _record(rows: Sequence[str]) -> Record | None:
    coded = {found[1] for row in rows if (found := _CODED.match(row)) and found[1] in _CODES}
    if len(coded & {"HD", "WC", "PD", "SN", "SC", "LA", "LP", "TD"}) >= _FEWEST_CODES:
        return _with_codes(rows)
    return _article(rows)


def _with_codes(rows: Sequence[str]) -> Record:
    """Read a record whose fields have codes."""
    fields: dict[str, list[str]] = {}
    name = ""
    foot = _foot(rows)
    for row in rows[:foot]:
        found = _CODED.match(row)
        if found and found[1] in _CODES and (found[2] or name not in {"LP", "TD"} or found[1] == "TD"):
            name = found[1]
            fields[name] = [*fields.get(name, []), found[3].strip()]
        elif name:
            fields[name].append(row)
    value = {code: " ".join(filled(given)) for code, given in fields.items()}
    return Record(
        title=_COUNTED.sub("", value.get("HD", "")),
        outlet=value.get("SN", ""),
        published=day_line(value.get("PD", "")),
        byline=value.get("BY", ""),
        language=value.get("LA", ""),
        body=[*fields.get("LP", []), "", *fields.get("TD", [])],
    )


def _foot(rows: Sequence[str]) -> int:
    """Return where the codes below the text begin, upwards from the end: each once, in the vendor's order.

    In the text `IN` or `ART` may be words, so that a code counts there only if it is set apart, has index terms, or is directly
    above another.
    """
    foot, rank, adjacent = len(rows), len(_FOOT_CODES), True
    for at in range(len(rows) - 1, -1, -1):
        found = _CODED.match(rows[at])
        if not rows[at]:
            continue
        if found is None or found[1] not in _CODES:
            adjacent = False
        elif found[1] not in _FOOT_CODES[:rank] or not (
            found[2] or not found[3] or adjacent or _INDEXED.match(found[3])
        ):
            break
        else:
            foot, rank, adjacent = at, _FOOT_CODES.index(found[1]), True
    return foot


def _article(rows: Sequence[str]) -> Record | None:
    """Read a record in the article format: the number of words and the day below it are where its header is."""
    known = [at for at, row in enumerate(rows) if row]
    found = next(
        (
            number
            for number, at in enumerate(known[:-1])
            if len(rows[at]) <= 30 and _WORDS.match(rows[at]) and day_line(rows[known[number + 1]])
        ),
        None,
    )
    if found is None:
        return None
    above = _above(rows, known[max(0, found - _HEADER_LINES) : found + 1])
    below = [rows[at] for at in known[found + 1 : found + 1 + _HEADER_LINES]]
    record = Record(published=day_line(below[0]))
    apart = found > 0 and known[found] - known[found - 1] > 1
    record.title, record.byline = _title_and_byline(above, apart=apart)
    at = 2 if len(below) > 1 and _TIME.match(below[1]) else 1
    record.outlet = below[at] if at < len(below) else ""
    at = _end_of_header(below, at + 1)
    record.language = next((row for row in below[:at] if _is_language(row)), "")
    first = known[found + 1 + at] if found + 1 + at < len(known) else len(rows)
    record.body = _without_publisher(rows[first:])
    return record


def _above(rows: Sequence[str], known: Sequence[int]) -> list[str]:
    """Return the lines of the header above the number of words: its block, or where each line is one, the last lines."""
    if len(known) > 1 and known[-1] - known[-2] == 1:
        start = next((place for place in range(len(known) - 1, 0, -1) if known[place] - known[place - 1] > 1), 0)
        return [rows[at] for at in known[start:-1]]
    return [rows[at] for at in known[-4:-1]]


def _title_and_byline(above: Sequence[str], *, apart: bool) -> tuple[str, str]:
    """Read what is above the number of words: perhaps a section, the title, perhaps a byline.

    Args:
        above: the lines.
        apart: whether blank lines separate them, so that each is a paragraph.
    """
    marked = next((found[3] for row in above if (found := _CODED.match(row)) and found[1] == "HD"), None)
    rows = [row for row in above if not _SUMMARY.match(row)]
    byline = ""
    if len(rows) > 1 and (author := names_in(rows[-1])) and (lines.byline(rows[-1]) or _is_name(rows, marked)):
        byline, rows = author, rows[:-1]
    if marked is not None:
        return _COUNTED.sub("", marked), byline
    if apart:
        rows = rows[-1:]
    elif len(rows) > 1 and len(rows[0].split()) <= _LONGEST_SECTION and len(rows[0]) < len(rows[-1]):
        rows = rows[1:]
    return _COUNTED.sub("", " ".join(rows[-3:])), byline


def _is_name(rows: Sequence[str], marked: str | None) -> bool:
    """Return whether the last line above the number of words, which could be names, is not the title below a section."""
    if marked is not None:
        return not rows[-1].endswith(marked[-20:])
    return len(rows[-2].split()) > 2


def _end_of_header(below: Sequence[str], start: int) -> int:
    """Return where the header ends: below the copyright, otherwise below the language, otherwise below the code of the source."""
    end = start
    for at, row in enumerate(below[start:], start):
        if is_copyright(row):
            return at + 1
        if _is_language(row) or (end == start and _SOURCE_CODE.match(row)):
            end = at + 1
        elif lines.ends_sentence(row) and len(row) > _SENTENCE:
            break
    return end


def _is_language(row: str) -> bool:
    return _LANGUAGE.match(row) is not None or (len(row) > 3 and len(row.split()) == 1 and code_of(row) is not None)


def _without_publisher(rows: Sequence[str]) -> Sequence[str]:
    """Drop the publisher's name, the last line above the number of the document."""
    end = len(rows)
    while end and not rows[end - 1]:
        end -= 1
    if end > 1 and not lines.ends_sentence(rows[end - 1]) and len(rows[end - 1].split()) <= 8 and any(rows[: end - 1]):
        end -= 1
    return rows[:end]
