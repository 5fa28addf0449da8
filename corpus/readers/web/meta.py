"""Metadata from meta and link elements, and from the attributes of visible elements."""

from typing import TYPE_CHECKING

from corpus.readers.web.facts import Facts, language_of_tag, line, publication_moment
from corpus.readers.web.shown import says_when_changed, shown_header

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DATES = (
    *(
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "date.published",
        "publishdate",
        "pubdate",
    ),
    *("publish-date", "publication_date", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created"),
    *(
        "dc.date",
        "dcterms.date",
        "article.published",
        "cxenseparse:recs:publishtime",
        "citation_publication_date",
        "date",
    ),
)
_AUTHORS = (
    "author",
    "article:author",
    "dc.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "twitter:creator_name",
)
_OUTLETS = ("og:site_name", "dc.publisher", "article:publisher_name", "application-name", "apple-mobile-web-app-title")


def facts_of(tree: "HtmlElement") -> Facts:
    """Return the metadata from OpenGraph and the other meta elements of a page."""
    values = _meta(tree)
    kind = (values.get("og:type") or [""])[0].lower()
    canonical = _first(tree, "//link[contains(concat(' ', @rel, ' '), ' canonical ')]/@href")
    return Facts(
        title=_of(values, ("og:title", "twitter:title", "dc.title", "parsely-title")),
        outlet=_of(values, _OUTLETS),
        published=next(
            (found for name in _DATES for value in values.get(name, ()) if (found := publication_moment(value))), None
        ),
        bylines=tuple(next((values[name] for name in _AUTHORS if name in values), ())),
        urls=tuple(url for url in (canonical, _of(values, ("og:url",))) if url),
        language=language_of_tag(_first(tree, "/html/@lang") or _first(tree, "/html/@xml:lang"))
        or language_of_tag(_of(values, ("og:locale",))),
        free=_of(values, ("article:content_tier",)) not in {"locked", "metered"},
        article=kind == "article" or kind.endswith(":article"),
    )


def shown_facts(tree: "HtmlElement") -> Facts:
    """Return the metadata from visible elements: headings, `time`, microdata, links to authors."""
    article = "(//article|//main|//*[@itemtype and contains(@itemtype, 'Article')])"
    dates = tree.xpath(f"//*[@itemprop='datePublished'] | //time[@pubdate] | {article}//header//time[@datetime]")
    times = dates or tree.xpath(f"({article}//time[@datetime])[1] | (//h1/following::time[@datetime])[1]")
    moments = (one.get("content") or one.get("datetime") for one in times[:20] if not says_when_changed(one))
    header = shown_header(tree)
    names = tree.xpath(
        "//*[@itemprop='author']//*[@itemprop='name'] | //*[@itemprop='author'][not(.//*[@itemprop])]"
        " | //a[contains(concat(' ', @rel, ' '), ' author ')]"
    )
    bylines = tuple(found for name in names[:20] if (found := line(name.get("content") or name.text_content(), 200)))
    return Facts(
        title=_text_of(tree, f"({article}//h1)[1]") or _text_of(tree, "(//h1)[1]"),
        published=next((found for value in moments if (found := publication_moment(value))), None) or header.published,
        bylines=bylines or header.bylines,
    )


def page_title(tree: "HtmlElement") -> str | None:
    """Return the content of the title element."""
    return _text_of(tree, "(//head//title | //title)[1]")


def _meta(tree: "HtmlElement") -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for element in tree.xpath("//meta[@content]")[:2000]:
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if name and (value := line(element.get("content"), 4000)):
            values.setdefault(name.strip().lower(), []).append(value)
    return values


def _of(values: dict[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next((values[name][0] for name in names if name in values), None)


def _first(tree: "HtmlElement", path: str) -> str | None:
    return next((line(found, 4000) for found in tree.xpath(path)), None)


def _text_of(tree: "HtmlElement", path: str) -> str | None:
    return next((found for element in tree.xpath(path) if (found := line(element.text_content()))), None)
