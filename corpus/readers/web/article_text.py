"""The text of the article on a page: found by trafilatura, compared with what JSON-LD says it is.

Where JSON-LD also has the whole text, a paragraph that is not in it is dropped; where the page itself shows less than half of it
(a page that scripts fill), JSON-LD's text is used, unless it is behind a paywall: then the teaser on the page is used. A live
blog's entries stay in the order of the page.
"""

import copy
import logging
import re
from typing import TYPE_CHECKING

from corpus.article import comparable
from corpus.readers.cleaning.boilerplate import repeats_dropped
from corpus.readers.web.blocks import Paragraph, paragraphs_of
from corpus.readers.web.boilerplate import is_page_boilerplate, strip
from corpus.readers.web.facts import Facts
from corpus.readers.web.tree import tree_of
from corpus.text.dates import publication_date
from corpus.text.lines import byline, ends_sentence

if TYPE_CHECKING:
    from lxml.html import HtmlElement

for _name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_name).addHandler(logging.NullHandler())  # their warnings about a page are not useful

_ENTRY = re.compile(
    r"(?:^|[\s_-])(?:live-?(?:blog|feed|text|ticker|updates?)?-?(?:post|entry|update|item|block)|liveblog__(?:post|entry)|"
    r"lx-stream__post(?:-container)?|post--live|timeline-?(?:post|entry)|blog-?(?:post|entry)-live)(?=$|[\s_])",
    re.IGNORECASE,
)
_TAGS = re.compile(r"<(?:p|br|div|a|b|i|em|strong|span|ul|li|h[1-6])\b[^<>]{0,500}>|</(?:p|div|a)>", re.IGNORECASE)
_TIME = re.compile(r"(?:at )?\d{1,2}[:.h]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_HEADER = 6  # paragraphs at the beginning that may repeat the header
_LAST = 3  # paragraphs at the end that may announce what was dropped
_FEW = 4  # words
_BLOCKS = "p li td th dd dt div h1 h2 h3 h4 h5 h6 blockquote section tr".split()
_CROWDED = 1_500  # blocks of a page; with more, trafilatura's fallbacks are off, which take quadratic time
_LONG = 50_000  # words; longer texts have no pull quotes


def main_text(tree: "HtmlElement", facts: Facts, title: str | None) -> str:
    """Return the article's text, paragraphs separated by an empty line; "" if there is none.

    Args:
        tree: the page; it is modified.
        facts: the metadata from JSON-LD.
        title: the article's, which is removed from its text.
    """
    entries = _entries(tree)
    bare = copy.deepcopy(tree)
    strip(bare)
    if len(entries) > 1 or facts.entries:
        live = _live(bare, facts) if len(entries) >= max(2, len(facts.entries)) else _entry_paragraphs(facts)
        return _joined(_cleaned(live, title))
    found = _cleaned(_extracted(bare), title)
    declared = _cleaned(plain_paragraphs(facts.text), title) if facts.text else []
    if declared and facts.free and 2 * _words(found) < _words(declared):
        return _joined(declared)
    return _joined(_confirmed(found, declared))


def plain_paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs of a text that may hold HTML elements."""
    if _TAGS.search(text):
        tree = tree_of(f"<html><body>{text}</body></html>")
        strip(tree)
        return paragraphs_of(tree)
    parts = re.split(r"\n\s*\n", text) if re.search(r"\n\s*\n", text) else text.split("\n")
    lines = ([" ".join(line.split()) for line in part.split("\n")] for part in parts)
    return [kept for part in lines if (kept := [line for line in part if line])]


def cleaned_text(paragraphs: list[Paragraph], title: str | None) -> str:
    """Return the paragraphs of an article as its text, without boilerplate."""
    return _joined(_cleaned(paragraphs, title))


def _extracted(tree: "HtmlElement") -> list[Paragraph]:
    """Return what trafilatura extracts as the main text; if it finds almost nothing, the content of the article element."""
    from trafilatura import bare_extraction

    crowded = sum(1 for _ in tree.iter(*_BLOCKS)) > _CROWDED
    try:
        document = bare_extraction(
            copy.deepcopy(tree), include_comments=False, include_tables=True, include_formatting=False, fast=crowded
        )
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, AssertionError, RecursionError):
        document = None  # some pages break it; the text is still there
    body = getattr(document, "body", None)
    found = paragraphs_of(body, unseen=frozenset()) if body is not None else []
    whole = next(iter(tree.xpath("//article | //main | //*[@itemprop='articleBody']")), None)
    if whole is None and _words(found) < 2 * _FEW:
        whole = tree if tree.tag == "body" else next(tree.iter("body"), tree)
    shown = [] if whole is None else paragraphs_of(whole)
    if _words(found) < 2 * _FEW or (len(tree.xpath("//article")) == 1 and 3 * _words(found) < _words(shown)):
        return shown
    return _parted(found, tree)


def _parted(found: list[Paragraph], tree: "HtmlElement") -> list[Paragraph]:
    """Return the paragraphs of the page for a text that trafilatura returned as one paragraph."""
    if 2 * max(map(_words, ([one] for one in found)), default=0) <= _words(found):
        return found
    whole = _bare(" ".join(line for paragraph in found for line in paragraph))
    parts = [one for one in paragraphs_of(tree) if _bare(" ".join(one)) in whole]
    same = 10 * abs(_words(parts) - _words(found)) <= _words(found)
    return parts if same and len(parts) > len(found) else found


def _entries(tree: "HtmlElement") -> "list[HtmlElement]":
    """Return the elements of a live blog's entries, in order, without nested ones."""
    marked = tree.xpath("//*[@itemprop='liveBlogUpdate']") or [
        element for element in tree.iter("article", "section", "div", "li") if _ENTRY.search(element.get("class") or "")
    ]
    known = set(marked[:5000])
    return [element for element in marked[:5000] if not any(above in known for above in element.iterancestors())]


def _live(tree: "HtmlElement", facts: Facts) -> list[Paragraph]:
    """Return all paragraphs in the element that contains all entries."""
    entries = _entries(tree)
    if len(entries) < 2:
        return _entry_paragraphs(facts)
    shared = entries[0].getparent()
    last = entries[-1]
    while (
        shared is not None
        and shared.getparent() is not None
        and not any(above is shared for above in last.iterancestors())
    ):
        shared = shared.getparent()
    for above in [shared, *shared.iterancestors()]:
        if above.tag in {"article", "main"}:
            shared = above
            break
    return _timed(paragraphs_of(shared))


def _timed(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Join the time of an entry with the paragraph after it."""
    timed: list[Paragraph] = []
    for paragraph in paragraphs:
        before = timed[-1] if timed else []
        if len(before) == 1 and _TIME.fullmatch(before[0]):
            timed[-1] = [f"{before[0]} {paragraph[0]}", *paragraph[1:]]
        else:
            timed.append(paragraph)
    return timed


def _entry_paragraphs(facts: Facts) -> list[Paragraph]:
    return [
        paragraph
        for headline, text in facts.entries
        for paragraph in ([[headline]] if headline else []) + plain_paragraphs(text)
    ]


def _confirmed(found: list[Paragraph], declared: list[Paragraph]) -> list[Paragraph]:
    """Drop the paragraphs that are not in JSON-LD's text, where that is clearly the whole text."""
    whole = _bare(" ".join(line for paragraph in declared for line in paragraph))
    inside = [
        paragraph for paragraph in found if _bare(" ".join(line.removeprefix("- ") for line in paragraph)) in whole
    ]
    if declared and 10 * _words(inside) >= 6 * _words(found) and 10 * _words(inside) >= 9 * _words(declared):
        return inside
    return found


def _bare(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))


def _cleaned(paragraphs: list[Paragraph], title: str | None) -> list[Paragraph]:
    """Drop boilerplate, lines that repeat the header, and pull quotes that repeat the text."""
    kept: list[Paragraph] = []
    for paragraph in paragraphs:
        lines = [line for line in paragraph if any(map(str.isalnum, line)) and not is_page_boilerplate(line)]
        if lines and not (len(kept) < _HEADER and _repeats_header(lines, title)):
            kept.append(lines)
    for _ in range(_LAST):
        if kept and _hangs(kept[-1]):
            kept.pop()
    return repeats_dropped(kept) if _words(kept) <= _LONG else kept


def _repeats_header(lines: Paragraph, title: str | None) -> bool:
    return len(lines) <= 3 and all(
        comparable(line) == comparable(title or "") or publication_date(line) or byline(line) for line in lines
    )


def _hangs(paragraph: Paragraph) -> bool:
    """Return whether a last paragraph announces what was dropped: `Related stories`, `More on this:`."""
    only = paragraph[0]
    return len(paragraph) == 1 and len(only.split()) <= _FEW and (only.endswith(":") or not ends_sentence(only))


def _joined(paragraphs: list[Paragraph]) -> str:
    return "\n\n".join("\n".join(paragraph) for paragraph in paragraphs)


def _words(paragraphs: list[Paragraph]) -> int:
    return sum(len(line.split()) for paragraph in paragraphs for line in paragraph)
