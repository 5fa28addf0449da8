"""Splitting a text with several articles.

The usual article of a digest is: title (one to three lines), blank, outlet, date, perhaps a byline, blank, body, perhaps a
name and an address at the end. `headers` says what else counts as a header, `boilerplate` what is removed from a body.

Rules for the whole file:

- a text without any header is one article; its title is its first line if that is title-like and does not continue in the
  next, otherwise the file's name, and then the first line stays in the text;
- the text before the first header is an article if it has fifteen words of sentences or more; a greeting, a table of
  contents or a file's heading is dropped;
- an address that is the last line of a body is the article's, a last line that is only a name is its byline, and a notice of
  copyright is dropped; where a
  file's first line is an address and its last is not, each address belongs to the title below it;
- a header with nothing below it is not an article;
- the export of a press database is read by `corpus.readers.exports` instead.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from corpus.article import ArticleDraft
from corpus.readers.cleaning import boilerplate
from corpus.readers.digest.headers import Header, dated, evidence_of, fields_below, headed
from corpus.readers.digest.rows import Row, RowKind, rows_of
from corpus.readers.digest.undated import undated
from corpus.readers.exports import split_export
from corpus.text import lines
from corpus.text.encoding import normalize_whitespace

_PRELUDE_WORDS = 15
_TITLE_LENGTH = 80  # of a title taken from the text
_COPYRIGHT = re.compile(r"^(?:copyright\s*)?(?:©|\(c\)|copyright(?=\s+(?:19|20)\d\d\b))", re.IGNORECASE)
_LONGEST_COPYRIGHT = 200
_NUMBERED = re.compile(r"^(\d{1,3})\s?[.)]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class _Part:
    """A header with the rows below it."""

    header: Header
    rows: Sequence[Row]


def split_digest(text: str, *, name: str = "", titles: Collection[int] = ()) -> list[ArticleDraft]:
    """Return the articles of `text` in order; none if it has no article text.

    Args:
        text: the whole file.
        name: the title of a text that has none, usually the file's name without suffix.
        titles: numbers of the lines, counted from 0, that the format marks as titles; then nothing else begins an article.
    """
    text = normalize_whitespace(text)
    if exported := split_export(text):
        return exported
    rows = rows_of(text, titles)
    headers = headed(rows) if titles else _found(rows)
    if not headers:
        return _drafts([_whole(rows, name)])
    ends = [header.start for header in headers[1:]] + [len(rows)]
    parts = [_Part(header, rows[header.body : end]) for header, end in zip(headers, ends, strict=True)]
    before = rows[: headers[0].start]
    if _addresses_lead(before, parts):
        parts = _addresses_moved(before, parts)
        before = before[:-1]
    if _words_of_sentences(before) >= _PRELUDE_WORDS:
        parts.insert(0, _whole(before, name))
    return _drafts(parts)


def _found(rows: Sequence[Row]) -> list[Header]:
    headers = dated(rows)
    headers += undated(rows, headers, evidence_of(rows, headers))
    return _unnumbered(rows, sorted(headers, key=lambda header: header.start))


def _unnumbered(rows: Sequence[Row], headers: list[Header]) -> list[Header]:
    """Return the headers without the numbers of a list, where all are on one line below a title and count up."""
    numbers = [
        int(found[1]) for header in headers if (found := _NUMBERED.match(header.title)) and _is_one_line(rows, header)
    ]
    if len(headers) < 2 or len(numbers) < len(headers) or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return headers
    return [replace(header, title=_NUMBERED.sub("", header.title)) for header in headers]


def _is_one_line(rows: Sequence[Row], header: Header) -> bool:
    return any(row.kind is RowKind.DATE and row.outlet for row in rows[header.start : header.body])


def _drafts(parts: Sequence[_Part]) -> list[ArticleDraft]:
    found = (_draft(part) for part in parts)
    return [draft for draft in found if draft]


def _whole(rows: Sequence[Row], name: str) -> _Part:
    """Read rows without a header as one article."""
    first = next((at for at, row in enumerate(rows) if row.kind not in {RowKind.NOISE, RowKind.RULE}), len(rows))
    rows = rows[first:]
    if len(rows) > 1 and rows[0].kind is RowKind.TEXT and _is_title(rows):
        return _titled(rows)
    title = name or " ".join(rows[0].text[: 2 * _TITLE_LENGTH].split())[:_TITLE_LENGTH].strip() if rows else name
    return _Part(Header(start=0, body=0, title=title), rows)


def _titled(rows: Sequence[Row]) -> _Part:
    """Read the title, and the fields below it, of a text that has no other header."""
    header = fields_below(rows, Header(start=0, body=1, title=rows[0].text))
    if header.body == len(rows):
        header = Header(start=0, body=1, title=rows[0].text)
    return _Part(header, rows[header.body :])


def _is_title(rows: Sequence[Row]) -> bool:
    runs_on = rows[1].gap == 0 and (lines.goes_on(rows[1].text) or lines.hanging(rows[0].text))
    return lines.title_like(rows[0].text) and not runs_on


def _words_of_sentences(rows: Sequence[Row]) -> int:
    return sum(len(row.text.split()) for row in rows if row.kind is RowKind.TEXT and lines.ends_sentence(row.text))


def _addresses_lead(before: Sequence[Row], parts: Sequence[_Part]) -> bool:
    """Return whether addresses are above the titles in this file instead of below the texts."""
    if not before or before[-1].kind is not RowKind.ADDRESS or parts[0].header.url:
        return False
    last = parts[-1].rows
    return not last or last[-1].kind is not RowKind.ADDRESS


def _addresses_moved(before: Sequence[Row], parts: Sequence[_Part]) -> list[_Part]:
    """Give each part the address above its title."""
    moved = []
    above: Sequence[Row] = before
    for part in parts:
        url = above[-1].value if above and above[-1].kind is RowKind.ADDRESS else None
        above = part.rows
        ends = bool(above) and above[-1].kind is RowKind.ADDRESS and part is not parts[-1]
        moved.append(_Part(replace(part.header, url=part.header.url or url), above[:-1] if ends else above))
    return moved


def _draft(part: _Part) -> ArticleDraft | None:
    header, paragraphs = part.header, boilerplate.clean(_paragraphs(part.rows))
    url, byline = header.url, header.byline
    while paragraphs:
        last = paragraphs[-1][-1]
        if lines.is_rule(last) or _is_copyright(last):
            pass
        elif (found := lines.address(last)) and url in {None, found}:
            url = found
        elif byline is None and (named := _name_at_end(paragraphs, header)):
            byline = named
        else:
            break
        paragraphs[-1].pop()
        if not paragraphs[-1]:
            paragraphs.pop()
    text = "\n\n".join("\n".join(paragraph) for paragraph in paragraphs)
    if not text:
        return None
    return ArticleDraft(
        title=header.title,
        text=text,
        outlet=header.outlet,
        published=header.published,
        byline=byline,
        url=url,
    )


def _is_copyright(line: str) -> bool:
    """Return whether a line is a notice such as `© 2021 The Gazette`."""
    return len(line) <= _LONGEST_COPYRIGHT and _COPYRIGHT.match(line) is not None


def _paragraphs(rows: Sequence[Row]) -> list[list[str]]:
    paragraphs: list[list[str]] = []
    for row in rows:
        if row.gap > 0 or not paragraphs:
            paragraphs.append([])
        paragraphs[-1].append(row.text)
    return paragraphs


def _name_at_end(paragraphs: Sequence[list[str]], header: Header) -> str | None:
    """Return the name that is the last line, below the end of a sentence."""
    last = paragraphs[-1][-1]
    before = [*(paragraphs[-2][-1:] if len(paragraphs) > 1 else []), *paragraphs[-1][-2:-1]]
    if not before or not lines.ends_sentence(before[-1]) or last == header.outlet:
        return None
    if found := lines.byline(last):
        return found
    return last if lines.name_like(last) and not lines.press_like(last) else None
