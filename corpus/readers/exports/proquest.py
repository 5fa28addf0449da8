"""ProQuest: text, HTML, RTF, DOCX, PDF, and results sent by mail, also when forwarded.

____________ / Title / Author: … / Publication info: … / Abstract: … / Full text: … / Subject: … / Publication title: …
Publication date: … / ProQuest document ID: … / Copyright: … / Last updated: … / Database: …
"""

import re
from collections.abc import Sequence

from corpus.article import ArticleDraft
from corpus.readers.exports.proquest_labels import MARK, heading_of, label_of
from corpus.readers.exports.records import Record, drafts_of, filled, in_order, paragraphs
from corpus.text import lines
from corpus.text.dates_within import date_within

__all__ = ["MARK", "split"]

_ID = "ProQuest document ID"
_FIRST = frozenset({"Author", "Publication info", "Abstract", "Full text", "Links"})  # labels above the text
_FEWEST_LABELS = 4
_CONTINUED = 2  # lines of a long value
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
    labels = [(at, name) for at, row in enumerate(rows) if (name := label_of(row)[0])]
    ids = [at for at, name in labels if name == _ID] or [at for at, name in labels if name == "Publication title"]
    if not ids or len({name for _, name in labels}) < _FEWEST_LABELS:
        return []
    ends = [_end(labels, at) for at in ids]
    starts = [0, *(end + 1 for end in ends[:-1])]
    pieces = [(rows[start : end + 1], at - start) for start, at, end in zip(starts, ids, ends, strict=True)]
    return drafts_of([record for piece, at in pieces if (record := _record(piece, at))])


def _end(labels: Sequence[tuple[int, str]], identifier: int) -> int:
    """Return the last label of the record: those below the number of the document up to `Database`, and no second of a kind."""
    end = identifier
    seen: set[str] = set()
    for at, name in labels:
        if at <= identifier:
            continue
        if name in _FIRST or name in seen:
            break
        seen.add(name)
        end = at
        if name == "Database":
            break
    return end


def _record(rows: Sequence[str], identifier: int) -> Record | None:
    """Read a record, given the line with the number of the document."""
    foot = _foot(rows, identifier)
    first = next((at for at, row in enumerate(rows) if label_of(row)[0] or heading_of(row)), None)
    if first is None:
        return None
    fields: dict[str, str] = {}
    texts: dict[str, list[str]] = {"Full text": [], "Abstract": []}
    taken = ""
    for at, row in enumerate(rows[first:], first):
        name, value = label_of(row)
        if not name and at <= foot:
            name, value = heading_of(row), ""
        if name and not (taken == "Full text" and at < foot):
            taken = name
            if name in texts:
                texts[name].append(value)
            elif value:
                fields.setdefault(name, value)
        elif taken in texts:
            texts[taken].append(row)
    found_day = date_within(fields.get("Publication date", "")) or date_within(fields.get("Publication info", ""))
    outlet = fields.get("Publication title") or fields.get("Publication info", "")
    return Record(
        title=fields.get("Title") or _title(rows[:first]),
        outlet=_EDITION.sub("", outlet.partition(";")[0]).strip(),
        published=found_day.value if found_day else None,
        byline=in_order(fields.get("Author", "")),
        language=fields.get("Language of publication", fields.get("Language", "")),
        body=_text(texts["Full text"]) or _text(texts["Abstract"]),
    )


def _foot(rows: Sequence[str], identifier: int) -> int:
    """Return where the labels below the text begin, upwards from the number of the document, with what continues their values."""
    foot, between = identifier, 0
    for at in range(identifier - 1, -1, -1):
        name = label_of(rows[at])[0]
        if name in _FIRST or (not name and (lines.ends_sentence(rows[at].rstrip(";,")) or between == _CONTINUED)):
            break
        if name or heading_of(rows[at]) == "Details":
            foot, between = at, 0
        elif rows[at]:
            between += 1
    return foot


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
