"""Europresse and Eureka: HTML, PDF, RTF and text; each record ends with its number, `news·20210309·LC·0001`.

Le Courrier, no. 43018 / France, mardi 9 mars 2021 520 mots, p. 3 / Title / Author
text / © 2021 … Tous droits réservés. / news·…
"""

import re
from collections.abc import Sequence

from corpus.article import ArticleDraft, comparable
from corpus.readers.exports.records import Record, drafts_of, is_copyright
from corpus.readers.header_lines import fields_of, is_field
from corpus.text import lines
from corpus.text.dates_within import date_within

_NUMBER = r"(?:news|web|bio|doc)[·•.‧∙]((?:19|20)\d{2})(\d{2})(\d{2})[·•.‧∙][\w-]{1,20}[·•.‧∙][\w-]{1,60}"
MARK = re.compile(r"[·•.‧∙](?:19|20)\d{6}[·•.‧∙]")
_END = re.compile(rf"(?:^|\s){_NUMBER}$")
_ISSUE = re.compile(r",?\s*\b(?:n[o°º]\.?|num[ée]ro|vol\.?|issue)\s*\S.*$", re.IGNORECASE)
_KIND = re.compile(r"\s*\((?:site|web|blogue?|réf)[^()]*\)", re.IGNORECASE)
_AROUND = re.compile(
    r"^(?:Nom de la source|Type de source|Périodicité|Couverture géographique|Provenance|Source name|Source type"
    r"|Periodicity|Geographical coverage|"
    r"Origin|Certificat émis.*|Certificate issued.*|Ce document est destiné.*|This document is (?:intended|for).*"
    r"|Le présent document.*|p\. ?\S{1,8}"
    r"|(?:Cet article est paru|Aussi paru|This article (?:appeared|was published)|Also published) (?:dans|le|in|on)\b.*"
    r"|Note\(s\)\s*:|Presse\s*•.*|Press\s*•.*|Quotidien(?:ne)?|Hebdomadaire|En continu|Daily|Weekly|Continuously"
    r"|Nationale?|Régionale?|Internationale?"
    r"|eureka\.cc|europresse(?:\.com)?|Document \d+ (?:de|of) \d+|Page \d+ (?:de|of|sur) \d+|\d+ documents?|Rapport du .*)$",
    re.IGNORECASE,
)
_COVER = re.compile(
    r"^(?:Documents? sauvegardés?|Saved documents?|Sommaire|Table of contents|\d+ documents?)\b", re.IGNORECASE
)
_HEADER_LINES = 14
_SHORTEST_TITLE = 10
_BY = re.compile(r"^(?:par|by)\s+", re.IGNORECASE)


def split(rows: Sequence[str]) -> list[ArticleDraft]:
    """Return the articles of an export; none if it is not one."""
    ends = [at for at, row in enumerate(rows) if len(row) <= 160 and _END.search(row)]
    starts = [0, *(end + 1 for end in ends[:-1])]
    records = [record for start, end in zip(starts, ends, strict=False) if (record := _record(rows[start : end + 1]))]
    return drafts_of(records) if records else []


def _record(rows: Sequence[str]) -> Record | None:
    number = _END.search(rows[-1])
    known = _below_cover(rows, [at for at, row in enumerate(rows[:-1]) if row and not _AROUND.match(row)])
    dated = next((place for place, at in enumerate(known[:_HEADER_LINES]) if _is_date_line(rows[at])), None)
    if dated is None or number is None:
        return None
    date = date_within(rows[known[dated]])
    own = fields_of(date.before) + fields_of(date.after) if date else []
    outlet = rows[known[dated - 1]] if dated else next(iter(own), "")
    place = dated + 1
    while place < len(known) and _only_fields(rows[known[place]]):
        if not dated and not own and (pieces := fields_of(rows[known[place]])):
            outlet = outlet or pieces[0]
        place += 1
    if not dated and not own and place < len(known) and not outlet:
        return None
    record = Record(
        outlet=_ISSUE.sub("", _KIND.sub("", outlet)),
        published=date.value if date else "-".join(number.groups()),
        title=rows[known[place]] if place < len(known) else "",
    )
    record.byline, first = _author(rows, known, place + 1)
    if first + 1 < len(known) and comparable(rows[known[first]]) == comparable(record.outlet):
        first += 1
    record.body = _text(rows[known[first] : -1]) if first < len(known) else []
    return record


def _below_cover(rows: Sequence[str], known: Sequence[int]) -> Sequence[int]:
    """Return the lines of a record without a cover page, which lists the titles: its header is above the title's second place."""
    if not any(_COVER.match(rows[at]) for at in known[:_HEADER_LINES]):
        return known
    seen: set[str] = set()
    for place, at in enumerate(known):
        title = comparable(rows[at])
        if title in seen and len(title) > _SHORTEST_TITLE:
            dated = (above for above in range(place - 1, max(0, place - 4), -1) if _is_date_line(rows[known[above]]))
            if (found := next(dated, None)) is not None:
                return known[max(0, found - 1) :]
        seen.add(title)
    return known


def _is_date_line(row: str) -> bool:
    """Return whether a line is a date with section, page and length around it."""
    found = date_within(row) if len(row) <= 200 and not lines.ends_sentence(row) else None
    return found is not None and len(fields_of(found.before)) <= 3 and len(fields_of(found.after)) <= 2


def _only_fields(row: str) -> bool:
    """Return whether a line has page and length, perhaps next to the outlet, and nothing else."""
    return is_field(row) or (
        any(is_field(piece.strip()) for piece in re.split(r"[•·|,]", row))
        and len(fields_of(row)) <= 1
        and len(row) < 120
    )


def _author(rows: Sequence[str], known: Sequence[int], place: int) -> tuple[str, int]:
    """Return the byline below the title and where the text begins."""
    if place + 1 >= len(known):
        return "", place
    line = rows[known[place]]
    names = re.split(r"\s*[;,]\s*|\s+(?:et|and)\s+", _BY.sub("", line))
    named = all(lines.name_like(name.title() if name.isupper() else name) for name in names)
    if len(line) <= 160 and not lines.ends_sentence(line) and (_BY.match(line) or named):
        return ", ".join(names), place + 1
    return "", place


def _text(rows: Sequence[str]) -> list[str]:
    """Return the lines of the text up to the copyright."""
    end = next((at for at, row in enumerate(rows) if at and is_copyright(row)), len(rows))
    return [row for row in rows[:end] if not _AROUND.match(row)]
