"""The text of the article on a page: found by trafilatura, compared with what JSON-LD says it is.

Where JSON-LD also has the whole text, a paragraph that is not in it is dropped; where the page itself shows less than half of it
(a page that scripts fill), JSON-LD's text is used, unless it is behind a paywall: then the teaser on the page is used. A live
blog's entries stay in the order of the page.
"""

import copy
import logging
import re
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

from corpus.article import comparable
from corpus.readers.cleaning.boilerplate import repeats_dropped
from corpus.readers.web.article_block import ArticleBlock, headline_of, holds_text, most_words_outside, prose_words
from corpus.readers.web.blocks import Paragraph, paragraphs_of
from corpus.readers.web.boilerplate import is_page_boilerplate, strip
from corpus.readers.web.facts import Facts
from corpus.readers.web.tree import tree_of
from corpus.text.dates import is_amendment, publication_date
from corpus.text.dates_within import date_within
from corpus.text.lines import byline, ends_sentence
from corpus.text.words import is_unspaced, word_count

if TYPE_CHECKING:
    from lxml.html import HtmlElement

for _name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_name).addHandler(logging.NullHandler())  # their warnings about a page are not useful

_ENTRY = re.compile(
    r"(?:^|[\s_-])(?:live-?(?:blog|feed|text|ticker|updates?)?-?(?:post|entry|update|item|block)|liveblog__(?:post|entry)|"
    r"lx-stream__post(?:-container)?|post--live|timeline-?(?:post|entry)|blog-?(?:post|entry)-live)(?=$|[\s_])",
    re.IGNORECASE,
)
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|lead(?:-?(?:text|in|paragraph))?|lede|dek|deck|sub-?(?:title|head(?:line|ing)?)|summary|intro(?:duction)?|"
    r"chapo|perex|sapo|vorspann|abstract|excerpt|description|strap-?line|bajada|entradilla|sommario|anriss)(?=$|[\s_-])",
    re.IGNORECASE,
)
_TAGS = re.compile(r"<(?:p|br|div|a|b|i|em|strong|span|ul|li|h[1-6])\b[^<>]{0,500}>|</(?:p|div|a)>", re.IGNORECASE)
_TIME = re.compile(r"(?:at )?\d{1,2}[:.h]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_MORE = re.compile(
    r"^\W*(?:関連|続きを読む|あわせて読みたい|相关|相關|延伸阅读|延伸閱讀|推荐阅读|更多|อ่านเพิ่มเติม|อ่านต่อ|ข่าวที่เกี่ยวข้อง|เรื่องที่เกี่ยวข้อง)"
    r"|[:：]\s*$"
)
_HEADER_ELEMENTS = 60  # after the headline, among which a standfirst is looked for
_HEADER = 6  # paragraphs at the beginning that may repeat the header
_LAST = 3  # paragraphs at the end that may announce what was dropped
_FEW = 4  # words
_FEW_ABOVE = 50  # paragraphs above the article
_COMPARED = 2_000  # paragraphs; in longer texts a part of a paragraph is not looked for
_ARTICLE, _SURE = 20, 0.7  # words of an article, and the share of those in its elements, that were extracted
_TICKER = 3  # entries with less than a third of the text are not what the page is about
_PIECE = 4  # a further piece of an article has more than a quarter of the words of the largest one
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
    bare = copy.deepcopy(tree)
    entries = _entries(bare)
    block = strip(bare, title)
    if facts.entries or _is_live(entries, block):
        live = _live(bare, facts) if len(entries) >= max(2, len(facts.entries)) else _entry_paragraphs(facts)
        return _joined(_cleaned(live, title))
    for entry in entries:  # of a ticker beside the article
        if entry.getparent() is not None and not any(
            piece is entry or entry in piece.iterancestors() for piece in block.pieces
        ):
            entry.drop_tree()
    found = _bounded(_completed(_extracted(bare), block), bare, block, title)
    found = _cleaned(_with_standfirst(found, bare, title), title)
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


def _completed(found: list[Paragraph], block: ArticleBlock) -> list[Paragraph]:
    """Return the paragraphs that were extracted, with those of the pieces of the article of which almost nothing was.

    Where almost nothing of a sure article was extracted, something else was: then its own paragraphs.
    """
    known = _Known(found)
    places = {_bare(" ".join(paragraph)): number for number, paragraph in enumerate(found)}
    added: dict[int, list[Paragraph]] = defaultdict(list)
    at, largest, whole = -1, 0, list[Paragraph]()
    for piece in block.pieces:
        shown = paragraphs_of(piece)
        whole += shown
        paragraphs = [one for one in shown if ends_sentence(one[-1])]
        missing = [one for one in paragraphs if one not in known]
        if 2 * _words(missing) <= _words(paragraphs):
            largest = max(largest, _words(paragraphs))
        elif _PIECE * _words(missing) > largest > 0:
            added[at] += missing
        at = max([at, *(places.get(_bare(" ".join(one)), -1) for one in paragraphs)])
    if block.sure and largest == 0 and block.words >= _ARTICLE:
        return whole
    return [*added[-1], *(one for number, paragraph in enumerate(found) for one in (paragraph, *added[number]))]


def _bounded(found: list[Paragraph], tree: "HtmlElement", block: ArticleBlock, title: str | None) -> list[Paragraph]:
    """Return the paragraphs after the headline and up to the last one in the article's elements: beyond it are other stories.

    All stay where hardly anything of these elements was extracted, or where another element has half as much text.
    """
    own = [one for piece in block.pieces for one in paragraphs_of(piece)]
    known = _Known(own)
    inside = [paragraph in known for paragraph in found]
    words = _words([paragraph for paragraph, is_inside in zip(found, inside, strict=True) if is_inside])
    if words < max(_ARTICLE, _SURE * _words(own)):
        return found
    if not block.sure and 2 * most_words_outside(tree, block.pieces) > words:
        return found
    first, last = inside.index(True), len(inside) - inside[::-1].index(True)
    headline = headline_of(tree, title)
    if headline is None or first > _FEW_ABOVE:
        return found[:last]
    above = _bare(" ".join(headline.xpath("preceding::text()")))
    return [one for number, one in enumerate(found[:last]) if number >= first or _bare(" ".join(one)) not in above]


def _with_standfirst(found: list[Paragraph], tree: "HtmlElement", title: str | None) -> list[Paragraph]:
    """Return the paragraphs after the standfirst, where one is between headline and text and was not extracted."""
    headline = headline_of(tree, title)
    if headline is None or not found:
        return found
    known = _joined_bare(found)
    first = _bare(found[0][0])
    for element in islice(
        headline.xpath("following::*[self::p or self::h2 or self::h3 or self::div]"), _HEADER_ELEMENTS
    ):
        text = " ".join(element.text_content().split())
        if not holds_text(element) or not text:
            continue
        if _bare(text).startswith(first):
            break
        if _STANDFIRST.search(" ".join(map(_names_of, (element, element.getparent())))) and prose_words(element):
            return found if _bare(text) in known else [[text], *found]
    return found


def _names_of(element: "HtmlElement") -> str:
    return " ".join(element.get(name) or "" for name in ("class", "id", "itemprop", "data-testid"))


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


def _is_live(entries: "list[HtmlElement]", block: ArticleBlock) -> bool:
    """Return whether the text of a page is that of the entries, and not that of an article with a ticker beside it."""
    if len(entries) < 2:
        return False
    around = {above for piece in block.pieces for above in (piece, *piece.iterancestors())}
    if any(entry in around for entry in entries):
        return True
    held = set(block.pieces)
    inside = [entry for entry in entries if any(above in held for above in entry.iterancestors())]
    return _TICKER * sum(map(prose_words, inside)) > block.words


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
    whole = _joined_bare(declared)
    inside = [
        paragraph for paragraph in found if _bare(" ".join(line.removeprefix("- ") for line in paragraph)) in whole
    ]
    if declared and 10 * _words(inside) >= 6 * _words(found) and 10 * _words(inside) >= 9 * _words(declared):
        return inside
    return found


class _Known:
    """The paragraphs of a text, to ask whether another paragraph is one of them, or a part of them."""

    def __init__(self, paragraphs: list[Paragraph]) -> None:
        self._each = {_bare(" ".join(paragraph)) for paragraph in paragraphs}
        self._all = _joined_bare(paragraphs) if len(paragraphs) <= _COMPARED else ""

    def __contains__(self, paragraph: Paragraph) -> bool:
        bare = _bare(" ".join(line.removeprefix("- ") for line in paragraph))
        return bare in self._each or (bool(self._all) and bare in self._all)


def _joined_bare(paragraphs: list[Paragraph]) -> str:
    return _bare(" ".join(line for paragraph in paragraphs for line in paragraph))


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
        comparable(line) == comparable(title or "")
        or publication_date(line)
        or byline(line)
        or _says_when_changed(line)
        for line in lines
    )


def _says_when_changed(line: str) -> bool:
    return is_amendment(line) and not ends_sentence(line) and date_within(line) is not None


def _hangs(paragraph: Paragraph) -> bool:
    """Return whether a last paragraph announces what was dropped: `Related stories`, `More on this:`."""
    only = paragraph[0]
    if is_unspaced(only):  # Thai has no full stop, and a quotation may end a Chinese or Japanese text
        return len(paragraph) == 1 and _MORE.search(only) is not None
    return len(paragraph) == 1 and word_count(only) <= _FEW and (only.endswith(":") or not ends_sentence(only))


def _joined(paragraphs: list[Paragraph]) -> str:
    return "\n\n".join("\n".join(paragraph) for paragraph in paragraphs)


def _words(paragraphs: list[Paragraph]) -> int:
    return sum(word_count(line) for paragraph in paragraphs for line in paragraph)
