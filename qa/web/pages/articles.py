"""The page of all articles: where files are dropped, the table, the charts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.catalogue.listing import SORTS, ListedArticle, ListQuery
from corpus.filters import Filters
from corpus.readers.detect import readers
from corpus.settings import size_text
from qa.answering.answer import Overview
from qa.service.search import SearchResult
from qa.service.snippets import Snippet
from qa.web.pages import search
from qa.web.pages.adding import ClippedPage, adding_forms
from qa.web.pages.page import document, overview_html, script
from qa.web.render.charts import days_svg, days_title, outlets_svg
from qa.web.render.text import clip, counted, day, escape, figure
from qa.web.route_table import ADMINISTRATION, ARTICLES, path_to
from qa.web.translations import ENGLISH_WORDS, Say

PAGE_SIZE = 50
OUTLETS_NAMED = 500
SEARCH_LIMIT = 500
COLUMNS = (
    ("column_title", (("title", "ascending"), ("title-reversed", "descending"))),
    ("outlet_field", (("outlet", "ascending"), ("outlet-reversed", "descending"))),
    ("column_date", (("newest", "descending"), ("oldest", "ascending"))),
    ("column_words", (("longest", "descending"), ("shortest", "ascending"))),
)
"""The columns of the table: the order of the first click on its name, and the one of the second."""
NUMBERS = frozenset({"column_date", "column_words"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlesView:
    """What the page shows.

    Attributes:
        articles, total: the part of the list, and how long the list is.
        outlets, days: of the whole archive, with numbers of articles.
        administer: whether things may be added and removed.
        token: sent by the page's script with every change.
        file_limit: bytes that a file may have.
        found: what the search says beside the list; None where it cannot be meant so.
        may_save: whether the search may be saved as an alert.
        clipped: a page whose address is filled in, to be fetched.
    """

    query: ListQuery
    articles: Sequence[ListedArticle]
    total: int
    outlets: Sequence[tuple[str, int]]
    days: Sequence[tuple[str, int]]
    overview: Overview
    administer: bool
    token: str
    file_limit: int
    found: SearchResult | None = None
    may_save: bool = False
    clipped: ClippedPage | None = None


def parse_query(words: str, outlet: str, since: str, until: str, sort: str, page: str) -> ListQuery:
    """Parse the query of the page; invalid values count as absent."""
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 8 else 1
    return ListQuery(
        words=words[:SEARCH_LIMIT],
        filters=Filters(outlets=(outlet,) if outlet else (), since=_day(since), until=_day(until)),
        sort=sort if sort in SORTS else "newest",
        limit=PAGE_SIZE,
        offset=(max(number, 1) - 1) * PAGE_SIZE,
    )


def articles_page(shown: ArticlesView, say: Say = ENGLISH_WORDS) -> str:
    """Return the page as a document."""
    inline = (
        f"<script>{script('words.js', 'dropped.js', 'jobs.js', 'articles.js', 'pasting.js', 'search.js', say=say)}</script>"
        if shown.administer
        else ""
    )
    title = escape(say("articles_page"))
    body = (
        f'<header class="page-head"><h1>{title}</h1>{overview_html(shown.overview, say)}</header>'
        f"{_adding(shown, say)}{_list(shown, say)}"
        f'<section aria-labelledby="charts-title"><h2 id="charts-title">{escape(say("charts_title"))}</h2><div class="charts">'
        f"<figure><figcaption>{escape(days_title(shown.days, say))}</figcaption>{days_svg(shown.days, say)}</figure>"
        f"<figure><figcaption>{escape(say('chart_outlets'))}</figcaption>{outlets_svg(shown.outlets, say)}</figure>"
        f"</div></section>{_administration_link(shown, say)}{inline}"
    )
    return document(say("articles_page"), body, say, kind="wide", here=ARTICLES, token=shown.token)


def _administration_link(shown: ArticlesView, say: Say) -> str:
    if not shown.administer:
        return ""
    return f'<p class="aside"><a href="{path_to(ADMINISTRATION)}">{escape(say("administration"))}</a></p>'


def _adding(shown: ArticlesView, say: Say) -> str:
    if not shown.administer:
        return f'<p class="sample">{escape(say("clip_read_only"))}</p>' if shown.clipped else ""
    size = size_text(shown.file_limit)
    formats = ", ".join(reader.name for reader in readers())
    files = '<input type="file" id="files" class="hidden" multiple>'
    folder = '<input type="file" id="folder" class="hidden" webkitdirectory>'
    choose = say(
        "drop_here",
        files=f'<label class="pick">{files}{escape(say("choose_files"))}</label>',
        folder=f'<label class="pick">{folder}{escape(say("choose_folder"))}</label>',
    )
    return (
        f'<section aria-labelledby="add-title" id="add"><h2 id="add-title">{escape(say("add_articles"))}</h2>'
        f'<div class="drop" id="drop" data-limit="{shown.file_limit}" data-too-large="{escape(say("job_too_large", size=size))}">'
        f'<p>{choose}</p><p class="quiet">{escape(say("drop_formats", size=size))}</p>'
        f'<details class="quiet"><summary>{escape(say("all_formats"))}</summary>{escape(formats)}</details></div>'
        f'{adding_forms(say, shown.clipped)}<p id="jobs-said" class="hidden" role="status"></p>'
        f'<p id="jobs-sum" class="quiet"></p><ul id="jobs" aria-label="{escape(say("jobs_label"))}"></ul></section>'
    )


def _list(shown: ArticlesView, say: Say) -> str:
    first, last = shown.query.offset + 1, shown.query.offset + len(shown.articles)
    total = counted(shown.total, "article", say)
    if shown.articles:
        found = say("list_part", first=figure(first, say), last=figure(last, say), articles=total)
    elif shown.total:
        found = say("list_beyond", articles=total)
    else:
        found = say("list_none" if shown.overview.articles else "list_empty")
    return (
        f'<section aria-labelledby="list-title"><h2 id="list-title">{escape(say("all_articles"))}</h2>{_form(shown, say)}'
        f"{_search(shown, found, say)}{_table(shown, say)}{_pager(shown, say)}</section>"
    )


def _search(shown: ArticlesView, count_text: str, say: Say) -> str:
    """Return what stands between the form and the table: what is wrong, the restrictions, the number found, the facets."""
    query, result = shown.query, shown.found

    def address(typed: str) -> str:
        return _address(replace(query, words=typed))

    wrong = search.problems_html(query, result.unknown if result else (), say)
    saving = search.saving_html(query, say) if shown.may_save else ""
    said = f'<p class="found" role="status">{escape(count_text)}</p>' if result or not wrong else ""
    facets = search.facets_html(query, result.facets if result else None, shown.total, address, say)
    return f'{wrong}{search.conditions_html(query, address, say)}<div class="saving">{said}{saving}</div>{facets}'


def _form(shown: ArticlesView, say: Say) -> str:
    query = shown.query
    chosen = query.filters.outlets[0] if query.filters.outlets else ""
    named = [name for name, _ in shown.outlets[:OUTLETS_NAMED]]
    outlets = "".join(
        f'<option value="{escape(name)}"{" selected" if name == chosen else ""}>{escape(clip(name, 60))}</option>'
        for name in [*named, *([chosen] if chosen and chosen not in named else [])]
    )
    sorts = "".join(
        f'<option value="{name}"{" selected" if name == query.sort else ""}>'
        f"{escape(say(f'sort_{name}'.replace('-', '_')))}</option>"
        for name in SORTS
    )
    outlet, order, everything = (escape(say(name)) for name in ("outlet_field", "order_field", "all"))
    return (
        f'<form class="find" role="search" method="get" action="{path_to(ARTICLES)}">'
        f'<label>{escape(say("words_field"))} <input type="search" name="q" value="{escape(query.words)}" '
        f'placeholder="{escape(say("words_hint"))}"></label>'
        f'<label>{outlet} <select name="outlet" aria-label="{outlet}"><option value="">{everything}</option>{outlets}</select>'
        "</label>"
        f'<label>{escape(say("since_field"))} <input type="date" name="since" value="{query.filters.since or ""}"></label>'
        f'<label>{escape(say("until_field"))} <input type="date" name="until" value="{query.filters.until or ""}"></label>'
        f'<label>{order} <select name="sort" aria-label="{order}">{sorts}</select></label>'
        f'<button class="primary">{escape(say("show"))}</button>{search.help_html(say)}</form>'
    )


def _table(shown: ArticlesView, say: Say) -> str:
    if not shown.articles:
        return ""
    removable = shown.administer and not shown.overview.sample
    snippets = shown.found.snippets if shown.found else {}
    rows = "".join(_row(article, snippets.get(article.id), say, removable=removable) for article in shown.articles)
    heads = "".join(_head(name, sorts, shown.query, say) for name, sorts in COLUMNS)
    if removable:
        heads += f'<th scope="col"><span class="hidden">{escape(say("remove"))}</span></th>'
    table = f'<table class="list"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(say("table_label"))}">{table}</div>'


def _head(name: str, sorts: Sequence[tuple[str, str]], query: ListQuery, say: Say) -> str:
    """Return the head of a column: its name leads to its first order, and from there to the second."""
    ways = dict(sorts)
    (first, _), (second, _) = sorts
    sorted_by = f' aria-sort="{ways[query.sort]}"' if query.sort in ways else ""
    kind = ' class="number"' if name in NUMBERS else ""
    way = _address(query, sort=second if query.sort == first else first)
    return f'<th scope="col"{kind}{sorted_by}><a href="{escape(way)}">{escape(say(name))}</a></th>'


def _row(article: ListedArticle, snippet: Snippet | None, say: Say, *, removable: bool) -> str:
    title = escape(clip(article.title, 160) or say("no_title"))
    site = f' <span class="quiet">{escape(say("via", site=clip(article.via, 60)))}</span>' if article.via else ""
    remove = escape(say("remove"))
    button = (
        f'<td class="act"><button type="button" class="remove" data-article="{escape(article.id)}" '
        f'aria-label="{remove}: {escape(clip(article.title, 60))}">{remove}</button></td>'
        if removable
        else ""
    )
    return (
        f'<tr{" class=explained" if snippet else ""}><th scope="row" dir="auto">'
        f'<a href="{escape(search.article_address(article.id, snippet))}">{title}</a></th>'
        f'<td dir="auto">{escape(clip(article.outlet or "", 60))}{site}</td>'
        f'<td class="number">{escape(day(article.published, say) or "")}</td>'
        f'<td class="number">{figure(article.words, say)}</td>{button}</tr>'
        f"{search.snippet_row(snippet, 5 if removable else 4)}"
    )


def _pager(shown: ArticlesView, say: Say) -> str:
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
        links.append(f'<a href="{escape(_address(shown.query, page=number))}"{here}>{figure(number, say)}</a>')
    if 1 <= current - 1 <= pages:
        links.insert(0, _step("prev", "previous_page", current - 1, shown, say))
    if current < pages:
        links.append(_step("next", "next_page", current + 1, shown, say))
    return f'<nav class="pages" aria-label="{escape(say("list_pages"))}">{"".join(links)}</nav>'


def _step(rel: str, name: str, page: int, shown: ArticlesView, say: Say) -> str:
    return f'<a rel="{rel}" href="{escape(_address(shown.query, page=page))}">{escape(say(name))}</a>'


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
