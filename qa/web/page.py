"""The page around the conversation: its head, its masthead, and an article's page of its own."""

import base64
import hashlib
from functools import cache
from importlib import resources

from corpus.article import Article
from qa.answer import Overview
from qa.web.article import Reference, article_html
from qa.web.text import clip, count, escape, period

TITLE = "Cuttings"
QUESTION_LABEL = "Your question"
QUESTION_HINT = "Ask these articles a question"
ADD = "<code>cuttings add FILE</code>"

# A cutting, as a picture of 16 by 16.
_ICON = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><path fill='#8a2b1d' d='M2 1h9l3 3v11H2z'/>"
    "<path stroke='#fff' stroke-width='1.4' d='M4 5h6M4 8h8M4 11h5'/></svg>"
)


@cache
def asset(name: str) -> str:
    """Return a file of the package's `static` folder."""
    return resources.files("qa.web").joinpath("static", name).read_text(encoding="utf-8")


def script_hash() -> str:
    """Return the hash that lets the page's own script run under a Content-Security-Policy."""
    digest = hashlib.sha256(asset("cuttings.js").encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def head_html() -> str:
    """Return what the chat page adds to its head: icon, style, script, nothing from elsewhere."""
    return f"{_icon()}<style>{asset('cuttings.css')}</style><script>{asset('cuttings.js')}</script>"


def masthead_html(overview: Overview) -> str:
    """Return the name of the page and what its archive knows."""
    return f'<div class="masthead"><h1>{TITLE}</h1>{_known(overview)}</div>'


def welcome_html(overview: Overview) -> str:
    """Return what stands in the empty conversation."""
    if not overview.articles:
        return (
            '<div class="welcome"><p class="lead">There is nothing to ask yet.</p>'
            f"<p>Add articles in a terminal with {ADD}, then reload this page.</p></div>"
        )
    return (
        '<div class="welcome"><p class="lead">Ask in your own words.</p>'
        "<p>The answer is quoted word for word, each quote with the article it stands in. "
        "Where the articles do not say, the answer is that they do not.</p></div>"
    )


def article_page(article: Article, reference: Reference) -> str:
    """Return the article as a document of its own."""
    return _document(clip(article.title, 120), article_html(article, reference, "h1"))


def missing_page() -> str:
    """Return the document that says that there is no such article."""
    return _document("No such article", f'<h1>No such article</h1><p class="gone">{missing_html()}</p>')


def missing_html() -> str:
    """Return the sentence that says that there is no such article."""
    return "It is not, or no longer, in this archive."


def _known(overview: Overview) -> str:
    if not overview.articles:
        return f'<p class="known">This archive is empty. Add articles with {ADD}.</p>'
    dates = period(overview.first, overview.last)
    figures = [count(overview.articles, "article"), count(overview.outlets, "outlet"), *([dates] if dates else [])]
    known = f'<p class="known">{" · ".join(escape(figure) for figure in figures)}</p>'
    if overview.sample:
        known += (
            '<p class="sample"><strong>Sample archive</strong> that ships with Cuttings: all names, places and events '
            f"are invented. Ask your own articles instead: {ADD}</p>"
        )
    return known


def _icon() -> str:
    encoded = base64.b64encode(_ICON.encode("ascii")).decode("ascii")
    return f'<link rel="icon" href="data:image/svg+xml;base64,{encoded}">'


def _document(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · {TITLE}</title>{_icon()}<style>{asset('cuttings.css')}</style></head>"
        f'<body class="sheet"><nav aria-label="Site"><a href="/">{TITLE}</a></nav><main>{body}</main></body></html>'
    )
