"""Metadata from JSON-LD (schema.org): headline, date, authors, publisher, text, entries of a live blog.

Pages have several scripts, lists, `@graph`s and references by `@id`. The article with the page's address or title is used, else
the first one that is not an item of a list of others. Invalid JSON is skipped, except that line ends inside strings, commas
before a closing bracket, CDATA marks, comments, escaped quotation marks and objects one after the other are accepted.
"""

import html
import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from corpus.article import comparable
from corpus.readers.cleaning.urls import known_url
from corpus.readers.web.facts import Facts, language_of_tag, line, publication_moment

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Thing: TypeAlias = dict[str, object]

_ARTICLES = frozenset(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle AskPublicNewsArticle BackgroundNewsArticle "
    "OpinionNewsArticle ReviewNewsArticle AdvertiserContentArticle SatiricalArticle ScholarlyArticle TechArticle Report "
    "BlogPosting LiveBlogPosting SocialMediaPosting".split()
)
_PAGES = frozenset("WebPage ItemPage AboutPage ProfilePage".split())
# what an article or a page has beneath these keys are other articles
_LISTS = frozenset(
    "itemListElement hasPart isPartOf isBasedOn citation mentions about blogPost relatedLink significantLink".split()
)
_MARKS = re.compile(
    r"^\s*(?:<!--\s*)?(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?|(?://|/\*)?\s*\]\]>\s*(?:\*/)?\s*(?:-->)?\s*$"
)
_COMMENT = re.compile(r"^\s*<!--|-->\s*$|^\s*//[^\n]{0,200}\n")
_STRING_OR_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+")|,(?=\s*[}\]])|;\s*$')
_SCRIPTS = 40
_LARGEST = 4_000_000  # characters of a script
_THINGS = 5_000
_DEEPEST = 12


def facts_of(tree: "HtmlElement", urls: Sequence[str] = (), titles: Sequence[str] = ()) -> Facts:
    """Return the metadata of the article from the page's JSON-LD.

    Args:
        tree: the page.
        urls: its addresses, as far as they are known otherwise.
        titles: what may be the article's title.
    """
    found = list(_things(tree))
    things = [thing for thing, _ in found]
    articles = [(thing, listed) for thing, listed in found if _types(thing) & _ARTICLES]
    article = _own(articles, {known_url(url) for url in urls}, {comparable(title) for title in titles})
    of_page = next(
        (day for thing in things if _types(thing) & _PAGES and (day := publication_moment(thing.get("datePublished")))),
        None,
    )
    if article is None:
        return Facts(published=of_page)
    by_id = {key: thing for thing in things if isinstance(key := thing.get("@id"), str) and len(thing) > 1}
    return Facts(
        title=_text(article.get("headline")) or _text(article.get("name")),
        outlet=next(iter(_names(article.get("publisher"), by_id)), None),
        published=publication_moment(article.get("datePublished"))
        or publication_moment(article.get("dateCreated"))
        or of_page,
        bylines=tuple(_names(article.get("author") or article.get("creator"), by_id)),
        urls=tuple(_addresses(article)),
        language=language_of_tag(_first(article.get("inLanguage"))),
        free=str(_first(article.get("isAccessibleForFree"))).lower() not in {"false", "no", "http://schema.org/false"},
        text=_body(article.get("articleBody")),
        entries=tuple(_entries(article)),
        article=True,
    )


def _own(articles: list[tuple[Thing, bool]], urls: set[str | None], titles: set[str]) -> Thing | None:
    """Return the article that the page itself is; each comes with whether it is an item of a list."""
    for article, _ in articles:
        if any(known_url(url) in urls for url in _addresses(article)):
            return article
    for article, _ in articles:
        if comparable(_text(article.get("headline")) or _text(article.get("name")) or "") in titles:
            return article
    return next((article for article, listed in articles if not listed), None)


def _things(tree: "HtmlElement") -> Iterator[tuple[Thing, bool]]:
    """Yield all objects of all scripts, outer before inner, each with whether it is an item of a list."""
    left = _THINGS
    scripts = tree.xpath("//script[contains(@type, 'ld+json')]")
    for script in scripts[:_SCRIPTS]:
        for thing in _walk(_loaded(script.text or ""), _DEEPEST, listed=False):
            left -= 1
            if left < 0:
                return
            yield thing


def _loaded(text: str) -> object:
    if len(text) > _LARGEST:
        return None
    text = _COMMENT.sub("", _MARKS.sub("", text)).strip()
    if text.startswith(("{&quot;", "[{&quot;", "{ &quot;")):
        text = html.unescape(text)
    for form in (text, _STRING_OR_COMMA.sub(lambda match: match[1] or "", text)):
        try:
            return json.loads(form, strict=False)
        except (ValueError, RecursionError):
            continue
    return _several(text)


def _several(text: str) -> list[object]:
    """Return the objects that follow one another in a script, up to the first damaged one."""
    decoder, found, at = json.JSONDecoder(strict=False), list[object](), 0
    while len(found) < _SCRIPTS and (start := text.find("{", at)) >= 0 and not text[at:start].strip(" ,;\r\n\t["):
        try:
            one, at = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            break
        found.append(one)
    return found


def _walk(value: object, depth: int, *, listed: bool) -> Iterator[tuple[Thing, bool]]:
    if depth == 0:
        return
    if isinstance(value, dict):
        yield value, listed
    inner = (
        value.items() if isinstance(value, dict) else (("", one) for one in value) if isinstance(value, list) else ()
    )
    for key, one in inner:
        if isinstance(one, dict | list):
            yield from _walk(one, depth - 1, listed=listed or key in _LISTS)


def _types(thing: Thing) -> set[str]:
    found = thing.get("@type")
    names = found if isinstance(found, list) else [found]
    return {name.rpartition("/")[2].rpartition(":")[2] for name in names if isinstance(name, str)}


def _first(value: object) -> object:
    return (value[0] if value else None) if isinstance(value, list) else value


def _text(value: object) -> str | None:
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("@value")
    return line(html.unescape(value)) if isinstance(value, str) else None


def _names(value: object, by_id: dict[str, Thing]) -> Iterator[str]:
    """Yield the names of persons or organisations, given as text, as objects or by reference."""
    for one in (value if isinstance(value, list) else [value])[:50]:
        found = one
        if isinstance(one, dict) and not one.get("name"):
            key = one.get("@id")
            found = by_id.get(key, one) if isinstance(key, str) else one
        name = found.get("name") if isinstance(found, dict) else found
        for single in (name if isinstance(name, list) else [name])[:50]:
            if text := _text(single):
                yield text


def _addresses(article: Thing) -> Iterator[str]:
    page = _first(article.get("mainEntityOfPage"))
    if isinstance(page, dict):
        page = page.get("@id") or page.get("url")
    for value in (article.get("url"), page):
        found = line(_first(value), 4000)
        if found and found.lower().startswith(("http://", "https://", "/")):
            yield found


def _body(value: object) -> str | None:
    value = _first(value)
    return html.unescape(value) if isinstance(value, str) and value.strip() else None


def _entries(article: Thing) -> Iterator[tuple[str, str]]:
    updates = article.get("liveBlogUpdate")
    for update in updates if isinstance(updates, list) else [updates]:
        if isinstance(update, dict):
            headline, body = _text(update.get("headline")) or "", _body(update.get("articleBody")) or ""
            if headline or body:
                yield headline, body
