"""What pages are built from: scripts and styles, the chat's head and masthead, the document of every other page."""

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources

from corpus.article import Article
from qa.answering.answer import Overview
from qa.web.render.article import Reference, article_html
from qa.web.render.text import clip, counted, escape, period
from qa.web.route_table import ARTICLES, ASK, LOGIN, NAVIGATION, SCRIPT_PATHS, STORIES, path_to
from qa.web.translations import ENGLISH_WORDS, Say

TITLE = "Cuttings"
ADD = "<code>cuttings add FILE</code>"
STYLES = ("cuttings.css", "news.css")
CHAT_SCRIPTS = ("words.js", "cuttings.js", "chat.js", "alerts.js")
"""Of the chat's page, in their order."""
TOKEN_PLACEHOLDER = "cuttings-token-of-this-reader"  # noqa: S105
LOG_OUT_PLACEHOLDER, LOG_OUT = "<!--log-out-->", f' <a class="log-out" href="{LOGIN}">Log out</a>'
"""Placeholders for the reader's token, and for the link to log out; `access.ReaderIdentity` replaces them."""

# A cutting, as a picture of 16 by 16.
_ICON = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><path fill='#8a2b1d' d='M2 1h9l3 3v11H2z'/>"
    "<path stroke='#fff' stroke-width='1.4' d='M4 5h6M4 8h8M4 11h5'/></svg>"
)


@cache
def static_file(name: str) -> str:
    """Return a file of the package's `static` folder."""
    return resources.files("qa.web").joinpath("static", name).read_text(encoding="utf-8")


@cache
def styles() -> str:
    """Return the styles of every page."""
    return "\n".join(static_file(name) for name in STYLES)


@cache
def script(*names: str) -> str:
    """Return files of `static` as the script of a page, after the paths of the server's routes."""
    paths = json.dumps(SCRIPT_PATHS).replace("<", r"\u003c")
    return "\n".join([f"const cuttingsPaths = {paths};", *map(static_file, ("addresses.js", *names))])


def script_hash() -> str:
    """Return the hash that lets the page's own script run under a Content-Security-Policy."""
    digest = hashlib.sha256(script(*CHAT_SCRIPTS).encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def head_html(token: str = TOKEN_PLACEHOLDER) -> str:
    """Return what the chat's page adds to its head: icon, style, script, nothing from other servers.

    Args:
        token: sent by scripts with every change.
    """
    return f"{_icon()}{_token(token)}<style>{styles()}</style><script>{script(*CHAT_SCRIPTS)}</script>"


def masthead_html(overview: Overview, say: Say = ENGLISH_WORDS, *, log_out: bool = False) -> str:
    """Return the name of the page, a summary of the archive, and links to the other pages."""
    ways = [(ARTICLES, say("articles_page")), (STORIES, say("stories_page"))]
    ways += [(LOGIN, say("log_out"))] if log_out else []
    links = " ".join(f'<a class="page-link" href="{way}">{escape(name)}</a>' for way, name in ways)
    return f'<div class="masthead"><h1>{TITLE}</h1><p class="ways">{links}</p>{overview_html(overview, say)}</div>'


def welcome_html(overview: Overview, say: Say = ENGLISH_WORDS) -> str:
    """Return the text of an empty conversation."""
    if not overview.articles:
        how = say("add_first", link=_articles_link(say), command=ADD)
        return f'<div class="welcome"><p class="lead">{escape(say("nothing_to_ask"))}</p><p>{how}</p></div>'
    return f'<div class="welcome"><p class="lead">{escape(say("ask_lead"))}</p><p>{escape(say("ask_how"))}</p></div>'


def article_page(article: Article, reference: Reference, news: str = "") -> str:
    """Return the article as a page; `news` is the HTML below its text."""
    return document(clip(article.title, 120), article_html(article, reference, "h1") + news)


def missing_page() -> str:
    """Return the document that says that there is no such article."""
    return document("No such article", f'<h1>No such article</h1><p class="gone">{missing_html()}</p>')


def missing_html() -> str:
    """Return the sentence that says that there is no such article."""
    return "It is not, or no longer, in this archive."


def page_links(route: str, query: Mapping[str, str], page: int, *, more: bool) -> str:
    """Return the links to the page before and, where there is `more`, to the one after; "" where there is neither."""
    before, after = (escape(path_to(route, query={**query, "page": str(number)})) for number in (page - 1, page + 1))
    links = [f'<a href="{before}" rel="prev">Previous</a>'] if page > 1 else []
    links += [f'<a href="{after}" rel="next">Next</a>'] if more else []
    return f'<p class="pages">{" ".join(links)}</p>' if links else ""


def overview_html(overview: Overview, say: Say = ENGLISH_WORDS) -> str:
    """Return a summary of the archive, in a line or two."""
    if not overview.articles:
        return f'<p class="known">{escape(say("empty"))} {ADD}</p>'
    dates = period(overview.first, overview.last, say)
    figures = [
        counted(overview.articles, "article", say),
        *([counted(overview.outlets, "outlet", say)] if overview.outlets else []),
        *([dates] if dates else []),
    ]
    summary = f'<p class="known">{" · ".join(escape(figure) for figure in figures)}</p>'
    if overview.sample:
        rest = say("sample_invented", link=ADD)
        summary += f'<p class="sample"><strong>{escape(say("sample"))}</strong> {rest}</p>'
    return summary


def _articles_link(say: Say) -> str:
    return f'<a href="{ARTICLES}">{escape(say("articles_page"))}</a>'


def _token(token: str) -> str:
    return f'<meta name="cuttings-token" content="{escape(token)}">' if token else ""


def _icon() -> str:
    encoded = base64.b64encode(_ICON.encode("ascii")).decode("ascii")
    return f'<link rel="icon" href="data:image/svg+xml;base64,{encoded}">'


def document(
    title: str,
    body: str,
    *,
    kind: str = "",
    token: str = "",
    lang: str = "en",
    navigation: bool = True,
    referrer: str = "",
) -> str:
    """Return a whole page.

    Args:
        title: plain text; `body` is HTML.
        kind: CSS class of the page.
        token: see `head_html`.
        lang: its language.
        navigation: whether it has links to the other pages.
        referrer: referrer policy; "" for none. A form without scripts needs `same-origin`, else its Origin is `null`.
    """
    policy = f'<meta name="referrer" content="{escape(referrer)}">' if referrer else ""
    links = "".join(f'<a href="{path}">{escape(name)}</a>' for path, name in NAVIGATION)
    nav = f'<nav class="site" aria-label="Site"><a class="home" href="{ASK}">{TITLE}</a>{links}{LOG_OUT_PLACEHOLDER}</nav>'
    return (
        f'<!doctype html><html lang="{escape(lang)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{policy}'
        f"<title>{escape(title)} · {TITLE}</title>{_icon()}{_token(token)}<style>{styles()}</style></head>"
        f'<body class="sheet{" " + kind if kind else ""}">{nav if navigation else ""}<main>{body}</main></body></html>'
    )
