"""ProQuest: text, HTML, RTF, DOCX, PDF, and results sent by mail, also when forwarded.

____________ / Title / Author: … / Publication info: … / Abstract: … / Full text: … / Subject: … / Publication title: …
Publication date: … / ProQuest document ID: … / Copyright: … / Last updated: … / Database: …
"""

import re
from collections.abc import Sequence

from corpus.article import ArticleDraft
from corpus.readers.exports.records import Record, drafts_of, filled, in_order, paragraphs
from corpus.text import lines
from corpus.text.dates_within import date_within

MARK = re.compile(r"^[ \t]*\**(?:ProQuest document ID|Publication title)\**\s*:", re.MULTILINE)
_LABELS = (
    "Abstract|Accession number|Author(?: affiliation)?|Catalog(?:ue)? number|Classification|Column"
    "|Company / organization|Copyright|Correspondence author|"
    "Country of publication|Credit|CODEN|Database|Dateline|Document (?:feature|type|URL)|DOI|Edition|e-?ISSN"
    "|First page|Full text|Identifier / keyword|"
    "Illustrations|ISBN|ISSN|Issue|Language(?: of publication)?|Last (?:page|updated)|Links|Location"
    "|Number of (?:pages|references)|"
    "Notes|Pages?|People|Place of publication|Product name|ProQuest document (?:ID|link)|Publication (?:date|info"
    "|subject|title|year)|"
    "Publisher|References|Sect(?:ion)?|Source(?: type| attribution)?|Subject(?: term)?|Subtitle|Text word count|Title"
    "|Volume|Number"
)
_LABEL = re.compile(rf"^\**({_LABELS})\s*:\**\s*(.*)$")
_TEXT_ENDS = frozenset(
    "Subject|Location|People|Company / organization|Classification|Identifier / keyword|Title|Publication title|Credit"
    "|Product name|"
    "Illustrations|ProQuest document ID|Pages|First page|Publication year|Publication date|Text word count|Copyright"
    "|Dateline|Source".split("|")
)
_ID = "ProQuest document ID"
_AROUND = re.compile(
    r"^(?:<>|<https?://.*>|_{5,}|All documents are reproduced with.*|Further reproduction or distribution.*|Please do not reply.*"
    r"|.{0,80}\bsent you the following:?|Email \d+ of \d+|ProQuest|Table of contents|Document \d+ of \d+"
    r"|Report Information from ProQuest.*"
    r"|ProQuest document link.*|\d+\. .{3,200}\d+|Contact us at:?.*|Copyright © \d{4} ProQuest.*|Database copyright.*"
    r"|Terms and Conditions.*"
    r"|Begin forwarded message:?|-{3,}.*)$",
    re.IGNORECASE,
)
_EDITION = re.compile(r",\s*[^,;]{0,40}\b(?:Edition|ed\.?)\b.*$|\s*\((?:Online|1\d{3}|20\d\d).*$")
_NOTHING = re.compile(r"^(?:None available\.?|Not available\.?|\[?full text not available\]?.*)$", re.IGNORECASE)
_MAIL_ADDRESS = re.compile(r"^\S+@\S+\.\w+$|^-{2,}$")


def split(rows: Sequence[str]) -> list[ArticleDraft]:
    """Return the articles of an export; none if it is not one."""
    labels = [(at, found[1]) for at, row in enumerate(rows) if len(row) < 5_000 and (found := _LABEL.match(row))]
    ids = [at for at, name in labels if name == _ID] or [at for at, name in labels if name == "Publication title"]
    if not ids or len({name for _, name in labels}) < 4:
        return []
    ends = [_end(labels, at) for at in ids]
    starts = [0, *(end + 1 for end in ends[:-1])]
    pieces = [rows[start : end + 1] for start, end in zip(starts, ends, strict=True)]
    return drafts_of([record for piece in pieces if (record := _record(piece))])


def _end(labels: Sequence[tuple[int, str]], identifier: int) -> int:
    """Return the last label of the record: those below the number of the document up to `Database`, and no second of a kind."""
    end = identifier
    seen: set[str] = set()
    for at, name in labels:
        if at <= identifier:
            continue
        if name in {"Author", "Publication info", "Abstract", "Full text", "Links"} or name in seen:
            break
        seen.add(name)
        end = at
        if name == "Database":
            break
    return end


def _record(rows: Sequence[str]) -> Record | None:
    first = next((at for at, row in enumerate(rows) if _LABEL.match(row)), None)
    if first is None:
        return None
    fields: dict[str, str] = {}
    body: list[str] = []
    abstract: list[str] = []
    taken: list[str] | None = None
    for row in rows[first:]:
        found = _LABEL.match(row)
        if found and not (taken is body and found[1] not in _TEXT_ENDS):
            taken = {"Full text": body, "Abstract": abstract}.get(found[1])
            if taken is not None:
                taken.append(found[2])
            elif found[2]:
                fields.setdefault(found[1], found[2])
        elif taken is not None:
            taken.append(row)
    found_day = date_within(fields.get("Publication date", "")) or date_within(fields.get("Publication info", ""))
    outlet = fields.get("Publication title") or fields.get("Publication info", "")
    return Record(
        title=fields.get("Title") or _title(rows[:first]),
        outlet=_EDITION.sub("", outlet.partition(";")[0]).strip(),
        published=found_day.value if found_day else None,
        byline=in_order(fields.get("Author", "")),
        language=fields.get("Language of publication", fields.get("Language", "")),
        body=_text(body) or _text(abstract),
    )


def _text(rows: Sequence[str]) -> list[str]:
    """Return the lines of a text without the writer's address below it; where no blank lines are, each line is a paragraph."""
    kept = list(rows)
    while kept and (not kept[-1] or _MAIL_ADDRESS.match(kept[-1])):
        kept.pop()
    known = filled(kept)
    if not known or _NOTHING.match(known[0]):
        return []
    ended = sum(map(lines.ends_sentence, known))
    apart = len(paragraphs(kept)) == len(known)
    return [row for line in known for row in (line, "")] if not apart and 10 * ended >= 7 * len(known) else kept


def _title(rows: Sequence[str]) -> str:
    """Return the title above the labels, below what a mail or a cover page says; a citation may be between them."""
    known = [("" if _AROUND.match(row) else row) for row in rows]
    blocks = [row for block in paragraphs(known) for row in block]
    while len(blocks) > 1 and _is_citation(blocks[-1]):
        blocks.pop()
    return blocks[-1].rstrip(":") if blocks else ""


def _is_citation(row: str) -> bool:
    return "[" in row and "]" in row and date_within(row) is not None
