"""What the header of an article shows on a page: its byline and its date, between the headline and the text.

A date that says when something was changed, or when the page was visited, is no date of publication: those above the article, and
those behind "Updated", are not used.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from corpus.readers.web.facts import Facts, line, publication_moment
from corpus.text.bylines import clean_byline
from corpus.text.dates import is_amendment
from corpus.text.lines import ends_sentence, name_like
from corpus.text.words import word_count

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ELEMENTS = 80  # after the headline, among which byline and date are looked for
_LONGEST = 160  # characters of a line with them
_FEW = 3  # elements in one that only shows a date
_SENTENCE = 14  # words; the text begins with the first such sentence
_SKIPPED = frozenset("nav aside footer figure figcaption script style form button".split())
_WHO = re.compile(
    r"(?:^|[\s_-])(?:bylines?|authors?|by-?author|writers?|reporters?|journalists?|autor(?:in|en|es|[ei])?|auteurs?|firma|redakteur|vcard|fn)"
    r"(?=$|[\s_-])",
    re.IGNORECASE,
)
_NOT_WHO = re.compile(r"bio|avatar|image|img|photo|social|follow|email|comment|related", re.IGNORECASE)
_BY = re.compile(
    r"^\W*(?:(?:(?:posted|written|published|reported|words)\s+)?by|von|par|por|di|door|autor(?:in)?|author|автор)\b\s*:?\s+",
    re.IGNORECASE,
)
_SHORT_BY = re.compile(r"^\W*di\b", re.IGNORECASE)  # also the beginning of a name
_BETWEEN = re.compile(r"\s*(?:,|;|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bи\b)\s*")
_REST = re.compile(r"(?<=\w)\s*[|·•]\s*|\s{2,}|\s+(?:in|for|at|on|für|aus|am|le|el|op)\s+")
_ROLE = re.compile(
    r"\b(?:writer|reporter|editor|correspondent|staff|columnist|contributor|journalist|redakteur(?:in)?|korrespondent(?:in)?|reporterin)\b",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PARTS = 40  # of an element's text
_CHANGED = re.compile(r"updated|modified|lastmod|geaendert|aktualisiert", re.IGNORECASE)
_NAMES = ("class", "id", "itemprop", "data-testid", "data-qa", "data-component", "rel")


def shown_header(tree: "HtmlElement") -> Facts:
    """Return byline and date as the page shows them near the headline."""
    headline = next(tree.iter("h1"), None)
    if headline is None:
        return Facts()
    names: tuple[str, ...] = ()
    published = None
    for element in _header(headline):
        text = _shown_text(element)
        if not text or len(text) > _LONGEST:
            continue
        names = names or _names(element, text)
        if published is None and len(element) == 0 and not says_when_changed(element):
            published = publication_moment(text)
        if names and published:
            break
    return Facts(bylines=names, published=published)


def says_when_changed(element: "HtmlElement") -> bool:
    """Return whether an element shows the date of a change, by its name or by the words in front of the date."""
    around = element.getparent()
    named = _CHANGED.search(_named(element)) is not None and "published" not in _named(element).lower()
    texts = [element.text_content(), *([around.text or ""] if around is not None else [])]
    if around is not None and _has_few(around):
        texts.append(around.text_content())
    short = (" ".join(text.split()) for text in texts)
    return named or any(0 < len(text) <= _LONGEST and is_amendment(text) for text in short)


def _has_few(element: "HtmlElement") -> bool:
    """Return whether an element has only a few elements in it; counting them all takes time in a long list."""
    return sum(1 for _ in islice(element, _FEW + 1)) <= _FEW


def dates_of_change(tree: "HtmlElement") -> "list[HtmlElement]":
    """Return the elements of a page that show the date of a change."""
    short = (
        element
        for element in tree.iter("time", "span", "p", "div", "abbr", "em", "small", "li")
        if _has_few(element) and len(element.text_content()) <= _LONGEST
    )
    return [element for element in short if says_when_changed(element)]


def above_the_article(tree: "HtmlElement") -> "list[HtmlElement]":
    """Return the elements above the article, where some pages show the date of the visit."""
    headline = next(tree.iter("h1"), None)
    if headline is None:
        return []
    around = next(headline.iterancestors("article", "main"), None)
    if around is None:
        around = headline.getparent()
    above = [] if around is None else around.xpath("preceding::*[ancestor::body]")
    known = set(above)
    return [element for element in above if element.getparent() not in known]


def _header(headline: "HtmlElement") -> "Iterator[HtmlElement]":
    """Yield the elements after a headline, up to the first sentence of the text."""
    for element in islice(headline.xpath("following::*"), _ELEMENTS):
        if not isinstance(element.tag, str) or element.tag in _SKIPPED:
            continue
        if any(above.tag in _SKIPPED for above in element.iterancestors()):
            continue
        text = element.text_content().strip()
        if element.tag == "p" and word_count(text) >= _SENTENCE and ends_sentence(text):
            return
        yield element


def _names(element: "HtmlElement", text: str) -> tuple[str, ...]:
    """Return the names in an element that is called a byline, or begins like one."""
    called = element.tag == "address" or (
        _WHO.search(_named(element)) is not None and not _NOT_WHO.search(_named(element))
    )
    first = _REST.split(text)[0]
    if not called:
        people = _people(_BY.sub("", first)) if _BY.match(first) and not _SHORT_BY.match(first) else []
        return tuple(people) if people and all(map(_is_name, people)) else ()
    people = _people(clean_byline(_BY.sub("", first)) or "")
    if people and all(map(_is_name, people)):
        return tuple(people)
    linked = [line(link.text_content(), _LONGEST) or "" for link in element.iter("a")]
    return tuple(one for one in linked if _is_name(one))


def _is_name(text: str) -> bool:
    return name_like(text.title() if text.isupper() else text)


def is_role(text: str) -> bool:
    """Return whether a line says what somebody is: `Harbour Correspondent`."""
    return _ROLE.search(text) is not None


def _people(text: str) -> list[str]:
    """Return the parts of a byline that may be names, without what somebody is."""
    return [one for one in _BETWEEN.split(text) if one and not _ROLE.search(one)]


def _named(element: "HtmlElement") -> str:
    return _CAMEL.sub("-", " ".join(element.get(name) or "" for name in _NAMES))


def _shown_text(element: "HtmlElement") -> str:
    """Return the text of an element on one line, with a bar between parts that only their style separates."""
    parts: list[str] = []
    for part in islice(element.itertext(), _PARTS):
        if parts and parts[-1][-1:].isalnum() and part[:1].isalnum():
            parts.append(" | ")
        parts.append(part)
    return line("".join(parts), _LONGEST + 1) or ""
