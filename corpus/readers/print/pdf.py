"""PDF: printed pages as text in reading order, with page numbers. Scanned pages are read by OCR (`corpus.readers.print.scans`).

`corpus.readers.print.layout` joins the words to paragraphs, which are read like a text file, so that a printed digest gives its
articles. Title and author of the file's properties are used where the text has none and a person seems to have written them; its
date only if a word processor or typesetting program wrote it, since a browser stores when it printed.
"""

import ctypes
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from corpus.article import ArticleDraft
from corpus.messages import message
from corpus.readers.cleaning.urls import known_url
from corpus.readers.digest import split_digest
from corpus.readers.limits import or_raise
from corpus.readers.office.documents import plausible_date, plausible_name, plausible_title
from corpus.readers.print.edges import printed_from, without_running_lines
from corpus.readers.print.layout import (
    PrintedParagraph,
    Run,
    join_lines,
    lines_of,
    runs_of,
)
from corpus.readers.print.scans import is_scanned, read_scans
from corpus.readers.reader import Part, Problem, Reading
from corpus.text.encoding import normalize_whitespace

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

_MARK = b"%PDF-"
_OTHERS = (b"<", b"{", b"[", b"\x1f")
_FEWEST_LETTERS = 20
_END_HYPHENS = (2, 0xFFFE)  # how the library marks a hyphen at the end of a line
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_NO_TEXT = (message("scan_without_text"), message("scan_without_ocr"))
_LARGEST_TITLE = 250
_CREATED = re.compile(r"D:(\d{4})(\d{2})(\d{2})")
_WRITTEN_WITH = re.compile(
    r"indesign|quark|scribus|microsoft.{0,3} word|libreoffice|openoffice|pages|latex|tex\b|pdftex|framemaker|affinity",
    re.IGNORECASE,
)


def looks_like(data: bytes) -> bool:
    """Return whether the data begins like a PDF file; a few bytes may precede the signature, unless another file contains it."""
    return (
        _MARK in data[:1024]
        and data.lstrip()[:1] not in _OTHERS
        and not data.startswith(b"PK")
        and data[257:262] != b"ustar"
    )


def read(data: bytes, name: str, reading: Reading) -> Iterator[Part]:
    """Yield the articles of a PDF file.

    Raises:
        ValueError: it is damaged, encrypted, has too many pages, or is a scan that cannot be read.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
        count = len(document)
    except PdfiumError as error:
        if "password" in str(error).lower():
            raise ValueError(message("encrypted_pdf")) from error
        raise ValueError(f"a damaged PDF file, not text ({error})") from error
    try:
        if count > reading.options.max_pages:
            limit = f"{count:,} pages, more than the limit of {reading.options.max_pages:,}"
            raise ValueError(f"{limit}; split it, {or_raise('max_pages')}")
        printed, problems = _printed(document, reading)
        yield from problems
        if sum(sum(map(str.isalpha, one.text)) for one in printed.paragraphs) < _FEWEST_LETTERS:
            if problems:
                return
            raise ValueError(_NO_TEXT[reading.options.ocr == "off"])
        yield from _articles(printed, count, name, document.get_metadata_dict())
    finally:
        document.close()


@dataclass(frozen=True, slots=True)
class _Printed:
    """A printed document: its text, the address from which a browser printed it, and its pages, from 0, read by OCR."""

    paragraphs: list[PrintedParagraph]
    address: str | None
    ocr: frozenset[int]


def _articles(printed: _Printed, count: int, name: str, properties: dict[str, str]) -> Iterator[ArticleDraft]:
    texts = [normalize_whitespace(one.text) for one in printed.paragraphs]
    title = plausible_title(properties.get("Title", ""), name)
    drafts = split_digest("\n\n".join(texts), name=title or name)
    if len(drafts) == 1:
        (draft,) = drafts
        made = _CREATED.match(properties.get("CreationDate", ""))
        written = _WRITTEN_WITH.search(f"{properties.get('Creator', '')} {properties.get('Producer', '')}") is not None
        drafts = [
            replace(
                draft,
                url=draft.url or known_url(printed.address),
                byline=draft.byline or plausible_name(properties.get("Author", "")),
                published=draft.published or (plausible_date("-".join(made.groups())) if made and written else None),
            )
        ]
    rows = [
        (text, [(len(normalize_whitespace(one.text[:offset])), page) for offset, page in one.pages])
        for text, one in zip(texts, printed.paragraphs, strict=True)
    ]
    yield from paged(drafts, rows, count, printed.ocr)


def paged(
    drafts: Sequence[ArticleDraft],
    printed: Sequence[tuple[str, list[tuple[int, int]]]],
    count: int,
    ocr: frozenset[int] = frozenset(),
) -> Iterator[ArticleDraft]:
    """Yield drafts with the offsets at which pages begin in their text.

    The lines of the drafts are lines of the printed text in the same order, without some of them.

    Args:
        drafts: the articles.
        printed: paragraphs, each with the offsets at which pages begin, and their numbers from 0.
        count: how many pages there are.
        ocr: the pages, from 0, that were read by OCR.
    """
    rows = [row for text, pages in printed for row in _rows(text, pages)]
    where: dict[str, list[int]] = defaultdict(list)
    for number, (line, _) in enumerate(rows):
        where[line.strip()].append(number)
    at = 0
    for draft in drafts:
        first: dict[int, int] = {}  # page -> offset of its first character in this text
        own = draft.text.split("\n")
        for offset, line in zip(accumulate((len(line) + 1 for line in own), initial=0), own, strict=False):
            same = where.get(line.strip(), []) if line.strip() else []
            following = bisect_left(same, at)
            if following == len(same):
                continue
            found = same[following]
            at = found + 1
            for inside, page in rows[found][1]:
                first.setdefault(page, offset + inside)
        by_ocr = tuple(sorted(page + 1 for page in ocr if page in first or not first))
        yield replace(draft, pages=_starts(first, count) if first else (), ocr_pages=by_ocr)


def _rows(text: str, pages: Sequence[tuple[int, int]]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Yield the lines of a paragraph, each with `(offset in it, page)`: its own page, and those that begin in it."""
    start = 0
    offsets = [offset for offset, _ in pages]
    for line in text.split("\n"):
        here = pages[bisect_right(offsets, start) - 1][1]
        inner = [(offset - start, page) for offset, page in pages if start < offset < start + len(line)]
        yield line, [(0, here), *inner]
        start += len(line) + 1


def _starts(first: dict[int, int], count: int) -> tuple[int, ...]:
    """Return where each page begins; one before the text begins with it, an empty one with the next."""
    starts: list[int] = []
    following = None
    for page in range(min(count, max(first) + 1) - 1, -1, -1):
        following = first.get(page, following)
        starts.append(following if following is not None and page > min(first) else 0)
    return tuple(reversed(starts))


def _printed(document: "PdfDocument", reading: Reading) -> tuple[_Printed, list[Problem]]:
    """Return the text of a document, and which of its pages could not be read."""
    pages: list[list[Run]] = []
    heights: list[float] = []
    scanned: list[int] = []
    for number in range(len(document)):
        page = document[number]
        try:
            text = page.get_textpage()
            try:
                runs = runs_of(word.run for word in words_of(text))
            finally:
                text.close()
            if is_scanned(page, sum(sum(map(str.isalpha, run.text)) for run in runs)):
                scanned.append(number)
            pages.append(runs)
            heights.append(float(page.get_height()))
        finally:
            page.close()
    found, problems = read_scans(document, scanned, reading)
    for number, read in found.items():
        if read.runs:
            pages[number], heights[number] = read.runs, read.height
    ordered = [lines_of(runs, number) for number, runs in enumerate(pages)]
    paragraphs = join_lines(without_running_lines(ordered, heights))
    by_ocr = frozenset(number for number, read in found.items() if read.runs)
    return _Printed(paragraphs, printed_from(ordered, heights), by_ocr), problems


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page, and where it is among the page's characters."""

    run: Run
    start: int
    end: int


def words_of(page: "PdfTextPage") -> Iterator[Word]:
    """Yield the words of a page in the order of the file."""
    from pypdfium2 import raw

    count = page.count_chars()
    letters = [raw.FPDFText_GetUnicode(page, at) for at in range(count)]
    start = None
    for at, letter in enumerate([*letters, 32]):
        hyphen = letter in _END_HYPHENS  # nothing after it says that the next letter is on another line
        if (letter > 32 and letter != 0xA0) or hyphen:
            start = at if start is None else start
        if start is not None and (hyphen or letter <= 32 or letter == 0xA0):
            yield Word(_word(raw, page, letters, start, at + hyphen), start, at + hyphen)
            start = None


def _word(raw: Any, page: "PdfTextPage", letters: list[int], start: int, end: int) -> Run:  # noqa: ANN401 (bindings of C)
    left, right, low, high, x, y = (ctypes.c_double() for _ in range(6))
    raw.FPDFText_GetCharBox(page, start, left, right, low, high)
    x0 = left.value
    raw.FPDFText_GetCharBox(page, end - 1, left, right, low, high)
    raw.FPDFText_GetCharOrigin(page, start, x, y)
    size = raw.FPDFText_GetFontSize(page, start) or 1.0
    text = "".join(
        chr(letter) if letter < 0x110000 and not 0xD800 <= letter < 0xE000 else "\ufffd"
        for letter in letters[start:end]
    )
    x1 = max(right.value, x0)
    return Run(x0, x1, y.value, abs(size), text.translate(_LIGATURES), x1 - x0)
