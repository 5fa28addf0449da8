"""The page of all articles: the table, the charts, the state of the index, and where files are dropped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.catalogue.listing import SORTS, ListedArticle, ListQuery
from corpus.filters import Filters
from corpus.readers.detect import readers
from corpus.readers.limits import too_large
from corpus.settings import size_text
from qa.answering.answer import Overview
from qa.service.jobs import sentence
from qa.service.status import Status
from qa.web.pages.page import document, overview_html, script
from qa.web.render.charts import days_svg, outlets_svg
from qa.web.render.text import clip, count, day, escape
from qa.web.route_table import ARTICLE, ARTICLES, path_to

PAGE_SIZE = 50
OUTLETS_NAMED = 500
SORT_NAMES = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "title": "By title",
    "outlet": "By outlet",
    "longest": "Longest first",
    "added": "Last added first",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlesView:
    """What the page shows.

    Attributes:
        articles, total: the part of the list, and how long the list is.
        outlets, days: of the whole archive, with numbers of articles.
        administer: whether things may be added, removed, rebuilt.
        token: sent by the page's script with every change.
        file_limit: bytes that a file may have.
        others: unfinished jobs of other readers.
    """

    query: ListQuery
    articles: Sequence[ListedArticle]
    total: int
    outlets: Sequence[tuple[str, int]]
    days: Sequence[tuple[str, int]]
    overview: Overview
    status: Status
    administer: bool
    token: str
    file_limit: int
    others: int = 0


def parse_query(words: str, outlet: str, since: str, until: str, sort: str, page: str) -> ListQuery:
    """Parse the query of the page; invalid values count as absent."""
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 8 else 1
    return ListQuery(
        words=words[:200],
        filters=Filters(outlets=(outlet,) if outlet else (), since=_day(since), until=_day(until)),
        sort=sort if sort in SORTS else "newest",
        limit=PAGE_SIZE,
        offset=(max(number, 1) - 1) * PAGE_SIZE,
    )


def articles_page(shown: ArticlesView) -> str:
    """Return the page as a document."""
    inline = f"<script>{script('articles.js')}</script>" if shown.administer else ""
    body = (
        f'<header class="page-head"><h1>Articles</h1>{overview_html(shown.overview)}</header>'
        f"{_adding(shown)}{_list(shown)}"
        f'<section aria-labelledby="charts-title"><h2 id="charts-title">What is in it</h2><div class="charts">'
        f"<figure>{days_svg(shown.days)}<figcaption>Articles a day</figcaption></figure>"
        f"<figure>{outlets_svg(shown.outlets)}<figcaption>Articles by outlet</figcaption></figure></div></section>"
        f'<section aria-labelledby="index-title" id="index"><h2 id="index-title">The index</h2>'
        f"{state_html(shown.status, shown.others)}"
        f"{_rebuilding(shown)}</section>{inline}"
    )
    return document("Articles", body, kind="wide", here=ARTICLES, token=shown.token)


def state_html(status: Status, others: int = 0) -> str:
    """Return the state of the index as a list of terms; `others` is the number of other readers' jobs."""
    model, _, digest = (status.model or "").rpartition("@")
    facts = [
        ("Articles", f"{status.counts.articles:,}"),
        ("Passages", f"{status.counts.passages:,}"),
        ("Model", f"{model} ({digest[:8]})" if model else "none yet"),
        ("Revision", f"{status.revision:,}"),
        ("Last build", _time(status.built)),
        ("Segments", f"{status.segments:,}"),
        ("Size", _size(status.bytes)),
        *([("At work", f"on {count(others, 'request')} of other readers")] if others else []),
    ]
    lines = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    return f'<dl class="facts" id="index-state">{lines}</dl>'


def _adding(shown: ArticlesView) -> str:
    if not shown.administer:
        return ""
    limit = shown.file_limit
    formats = ", ".join(reader.name for reader in readers())
    return (
        '<section aria-labelledby="add-title" id="add"><h2 id="add-title">Add articles</h2>'
        f'<div class="drop" id="drop" data-limit="{limit}" data-too-large="{escape(sentence(too_large(limit)))}">'
        "<p>Drop files or a folder here, or choose "
        '<label class="pick"><input type="file" id="files" class="hidden" multiple>files</label> or '
        '<label class="pick"><input type="file" id="folder" class="hidden" webkitdirectory>a folder</label>.</p>'
        '<p class="quiet">News as text, web page, PDF, Word, mail, feed or table, one article or many in a file, also packed; '
        f"up to {size_text(limit)} each.</p>"
        f'<details class="quiet"><summary>All formats</summary>{escape(formats)}</details></div>'
        '<p id="jobs-said" class="hidden" role="status"></p>'
        '<p id="jobs-sum" class="quiet"></p><ul id="jobs" aria-label="Files being added"></ul></section>'
    )


def _rebuilding(shown: ArticlesView) -> str:
    if not shown.administer or shown.overview.sample or not shown.status.exists:
        return ""
    return (
        '<p><button type="button" id="rebuild" class="primary">Make the index anew</button> '
        '<span class="quiet">Questions are answered from the present one until it is done.</span></p>'
        '<ul id="rebuilding" aria-label="Index being made"></ul>'
    )


def _list(shown: ArticlesView) -> str:
    first, last = shown.query.offset + 1, shown.query.offset + len(shown.articles)
    if shown.articles:
        found = f"{first:,}–{last:,} of {count(shown.total, 'article')}"
    elif shown.total:
        found = f"There is no such page; the list has {count(shown.total, 'article')}."
    else:
        found = "No article fits." if shown.overview.articles else "There are no articles yet."
    return (
        f'<section aria-labelledby="list-title"><h2 id="list-title">All articles</h2>{_form(shown)}'
        f'<p class="found" role="status">{found}</p>{_table(shown)}{_pager(shown)}</section>'
    )


def _form(shown: ArticlesView) -> str:
    query = shown.query
    chosen = query.filters.outlets[0] if query.filters.outlets else ""
    named = [name for name, _ in shown.outlets[:OUTLETS_NAMED]]
    outlets = "".join(
        f'<option value="{escape(name)}"{" selected" if name == chosen else ""}>{escape(clip(name, 60))}</option>'
        for name in [*named, *([chosen] if chosen and chosen not in named else [])]
    )
    sorts = "".join(
        f'<option value="{name}"{" selected" if name == query.sort else ""}>{text}</option>'
        for name, text in SORT_NAMES.items()
    )
    return (
        f'<form class="find" role="search" method="get" action="{ARTICLES}">'
        f'<label>Words <input type="search" name="q" value="{escape(query.words)}" placeholder="in title or text"></label>'
        f'<label>Outlet <select name="outlet" aria-label="Outlet"><option value="">All</option>{outlets}</select></label>'
        f'<label>From <input type="date" name="since" value="{query.filters.since or ""}"></label>'
        f'<label>To <input type="date" name="until" value="{query.filters.until or ""}"></label>'
        f'<label>Order <select name="sort" aria-label="Order">{sorts}</select></label>'
        '<button class="primary">Show</button></form>'
    )


def _table(shown: ArticlesView) -> str:
    if not shown.articles:
        return ""
    removable = shown.administer and not shown.overview.sample
    rows = "".join(_row(article, removable=removable) for article in shown.articles)
    heads = "".join(
        f'<th scope="col"{f" aria-sort={way}" if shown.query.sort == sort else ""}>'
        f'<a href="{escape(_address(shown.query, sort=sort))}">{name}</a></th>'
        for name, sort, way in (
            ("Title", "title", "ascending"),
            ("Outlet", "outlet", "ascending"),
            ("Date", "oldest" if shown.query.sort == "newest" else "newest", "descending"),
            ("Words", "longest", "descending"),
        )
    )
    if removable:
        heads += '<th scope="col"><span class="hidden">Remove</span></th>'
    table = f'<table class="list"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<div class="scroll" tabindex="0" role="region" aria-label="Table of articles">{table}</div>'


def _row(article: ListedArticle, *, removable: bool) -> str:
    title = escape(clip(article.title, 160)) or "(no title)"
    site = f' <span class="quiet">via {escape(clip(article.via, 60))}</span>' if article.via else ""
    remove = (
        f'<td><button type="button" class="remove" data-article="{escape(article.id)}" '
        f'aria-label="Remove: {escape(clip(article.title, 60))}">Remove</button></td>'
        if removable
        else ""
    )
    return (
        f'<tr><th scope="row" dir="auto"><a href="{escape(path_to(ARTICLE, article.id))}">{title}</a></th>'
        f'<td dir="auto">{escape(clip(article.outlet or "", 60))}{site}</td>'
        f'<td class="number">{escape(day(article.published) or "")}</td><td class="number">{article.words:,}</td>{remove}</tr>'
    )


def _pager(shown: ArticlesView) -> str:
    pages = -(-shown.total // PAGE_SIZE)
    current = shown.query.offset // PAGE_SIZE + 1
    if pages < 2:
        return ""
    near = sorted({1, 2, pages - 1, pages, *range(current - 1, current + 2)} & set(range(1, pages + 1)))
    links, before = [], 0
    for number in near:
        if number > before + 1:
            links.append("<span>…</span>")
        before = number
        here = ' aria-current="page"' if number == current else ""
        links.append(f'<a href="{escape(_address(shown.query, page=number))}"{here}>{number:,}</a>')
    if 1 <= current - 1 <= pages:
        links.insert(0, f'<a rel="prev" href="{escape(_address(shown.query, page=current - 1))}">Previous</a>')
    if current < pages:
        links.append(f'<a rel="next" href="{escape(_address(shown.query, page=current + 1))}">Next</a>')
    return f'<nav class="pages" aria-label="Pages">{"".join(links)}</nav>'


def _address(query: ListQuery, *, sort: str | None = None, page: int = 1) -> str:
    parts = {
        "q": query.words,
        "outlet": query.filters.outlets[0] if query.filters.outlets else "",
        "since": query.filters.since or "",
        "until": query.filters.until or "",
        "sort": sort or query.sort,
        "page": str(page) if page > 1 else "",
    }
    return path_to(ARTICLES, query={name: value for name, value in parts.items() if value})


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if len(text) == len("2023-12-08") else None
    except ValueError:
        return None


def _time(iso: str | None) -> str:
    return f"{day(iso)}, {iso[11:16]} UTC" if iso else "none yet"


def _size(number: int) -> str:
    amount, units = float(number), ["bytes", "kB", "MB", "GB"]
    while amount >= 1000 and len(units) > 1:
        amount, units = amount / 1000, units[1:]
    return f"{amount:,.0f} {units[0]}" if amount >= 10 or units[0] == "bytes" else f"{amount:.1f} {units[0]}"
