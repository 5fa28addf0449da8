"""Web pages: one page is one article.

`corpus.readers.web.article_text` extracts the text; title, outlet, date, byline, address and language come from JSON-LD, then
from meta elements, then from the visible page (`corpus.readers.web.facts` says which is used). The date of the file and the time
of saving are never the article's.
"""

import copy
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from corpus.article import ArticleDraft
from corpus.readers.cleaning.urls import known_url, site_of
from corpus.readers.web import jsonld, meta
from corpus.readers.web.article_text import main_text
from corpus.readers.web.facts import Facts, best_title, join_bylines, line, most_exact
from corpus.readers.web.shown import above_the_article, dates_of_change, is_role
from corpus.readers.web.tree import page_text, tree_of
from corpus.readers.web.walls import wall_on
from corpus.text.dates_within import date_within

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BEGINS = re.compile(
    rb"^(?:\s|\xef\xbb\xbf|\xff\xfe|\xfe\xff|\0|(?><!--.{0,2000}?-->)|<\?xml[^>]{0,200}\?>)*+"
    rb"<\0?(?:!\0?d\0?o\0?c\0?t\0?y\0?p\0?e\0?\s\0?h\0?t\0?m\0?l|h\0?t\0?m\0?l[\s>\0]|h\0?e\0?a\0?d[\s>\0]|b\0?o\0?d\0?y[\s>\0]|a\0?r\0?t\0?i\0?c\0?l\0?e[\s>\0])",
    re.IGNORECASE | re.DOTALL,
)
_WORD = re.compile(r"[^\W\d_]+")
_BYLINE_WORD = re.compile(
    r"by|posted|written|published|reported|on|and|von|am|und|par|le|et|por|el|y|di|il|e|door|op|en|autor(?:in)?|автор",
    re.IGNORECASE,
)
_LONGEST_BYLINE, _ROLE_WORDS = 160, 6
_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(https?://[^\s<>]{1,2000})"
)


def looks_like(data: bytes) -> bool:
    """Return whether bytes begin like a web page."""
    return _BEGINS.match(data[:4096]) is not None


def read(data: bytes, stem: str) -> list[ArticleDraft]:
    """Return the article of a page; none where the page has no text.

    Raises:
        ValueError: it is not a page.
    """
    return read_page(data, stem)


def read_page(
    data: bytes, stem: str, *, address: str | None = None, charset: str | None = None, index_too: bool = True
) -> list[ArticleDraft]:
    """Return the article of a page.

    Args:
        data: the bytes of the page.
        stem: the title of an article that has none.
        address: where the page was fetched; without it the page's own statement is believed.
        charset: the encoding that the server declares.
        index_too: whether pages that only lead to articles are read, too.

    Raises:
        ValueError: it is not a page, or too large, or shows a notice or a form instead of an article.
    """
    source = page_text(data, charset)
    tree = tree_of(source)
    meta_facts, visible = meta.facts_of(tree), meta.shown_facts(tree)
    titles = [one for one in (meta_facts.title, visible.title, meta.page_title(tree)) if one]
    jsonld_facts = jsonld.facts_of(tree, [*meta_facts.urls, *([address] if address else [])], titles)
    url = _url((jsonld_facts, meta_facts), address, source)
    if not index_too and _is_index(jsonld_facts, meta_facts, visible, url):
        return []
    outlet = jsonld_facts.outlet or meta_facts.outlet
    title = best_title([jsonld_facts.title, meta_facts.title, visible.title, meta.page_title(tree)], outlet) or stem
    published = most_exact([jsonld_facts.published, meta_facts.published, visible.published])
    published = published or _guessed_date(tree, url)
    who = next(
        (name for facts in (jsonld_facts, meta_facts, visible) if (name := join_bylines(facts.bylines, outlet))), None
    )
    wall = (
        None
        if jsonld_facts.article or meta_facts.article or published
        else wall_on(tree, (title, meta.page_title(tree)))
    )
    text = main_text(tree, jsonld_facts, title)
    if wall and wall.is_all_of(text):
        raise ValueError(f"the page shows a {wall.what} instead of an article; open it in a browser, then save it")
    if not text:
        return []
    return [
        ArticleDraft(
            title=title,
            text=_without_byline(text, who),
            outlet=line(outlet, 200),
            published=published,
            byline=who,
            url=url,
            language=meta_facts.language or jsonld_facts.language,
        )
    ]


def _without_byline(text: str, who: str | None) -> str:
    """Return a text without a first paragraph that is only the byline, perhaps with a day and what somebody is."""
    first, _, rest = text.partition("\n\n")
    if not who or not rest or len(first) > _LONGEST_BYLINE:
        return text
    left = first
    for name in who.split(", "):
        left = left.replace(name, " ")
    day = date_within(left)
    words = _WORD.findall(f"{day.before} {day.after}" if day else left)
    known = all(map(_BYLINE_WORD.fullmatch, words)) or (len(words) <= _ROLE_WORDS and is_role(left))
    return rest if left != first and known else text


def _url(sources: tuple[Facts, ...], address: str | None, source: str) -> str | None:
    """Return the page's address. A page that was fetched from one site cannot claim the address of another."""
    known = known_url(address)
    saved = _SAVED_FROM.search(source[:5000])
    urls = [url for facts in reversed(sources) for url in facts.urls]  # the link element is more reliable than JSON-LD
    base = address or (saved[1] if saved else "") or next((url for url in urls if known_url(url)), "")
    for url in urls:
        found = known_url(_joined(base, url))
        if found and (known is None or site_of(found) == site_of(known)) and not _is_home(found, known):
            return found
    return known or known_url(saved and saved[1])


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:
        return ""


def _is_home(url: str, known: str | None) -> bool:
    """Return whether an address is that of the whole site, which some templates give for each page."""
    parts = urlsplit(url)
    return len(parts.path) <= 1 and not parts.query and not parts.fragment and url != known


def _is_index(jsonld_facts: Facts, meta_facts: Facts, visible: Facts, url: str | None) -> bool:
    """Return whether a page leads to articles and is not one itself."""
    if jsonld_facts.article or meta_facts.article:
        return False
    return (url is not None and len(urlsplit(url).path) <= 1) or not (
        jsonld_facts.published or meta_facts.published or visible.published
    )


def _guessed_date(tree: "HtmlElement", url: str | None) -> str | None:
    """Return the day that htmldate finds in known markup; never that of a change, nor a mere number in the text."""
    from htmldate import find_date

    bare = copy.deepcopy(tree)
    for element in bare.xpath("//script | //meta[contains(@property, 'modif') or contains(@property, 'updated')]"):
        element.drop_tree()
    for element in bare.xpath(
        "//meta[contains(@name, 'modif') or contains(@itemprop, 'odified') or contains(@name, 'update')]"
    ):
        element.drop_tree()
    for element in [*dates_of_change(bare), *above_the_article(bare)]:
        if (around := element.getparent()) is not None:
            around.remove(element)
    try:
        return find_date(bare, url=url, extensive_search=False, original_date=True, outputformat="%Y-%m-%d")
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError, OverflowError):
        return None
