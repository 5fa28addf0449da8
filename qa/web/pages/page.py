"""What pages are built from: scripts and styles, the chat's head and masthead, the document of every other page."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from corpus.article import Article
from qa.answering.answer import Overview
from qa.service.originals import Kind
from qa.web.render.article import Reference, Span, article_html
from qa.web.render.messages import said
from qa.web.render.text import clip, counted, escape, period
from qa.web.route_table import ACCOUNT, ALERTS, ARTICLES, ASK, LOGIN, NAVIGATION, path_to, script_paths
from qa.web.served import Served, showing, shown_archive
from qa.web.translations import ENGLISH_WORDS, FORMS, LANGUAGES, Say

TITLE = "Cuttings"
STYLES = ("frame.css", "cuttings.css", "news.css", "pages.css", "search.css", "ask.css", "desk.css")
CHAT_SCRIPTS = (
    "words.js",
    "places.js",
    "cuttings.js",
    "changes.js",
    "menus.js",
    "chat.js",
    "dialogs.js",
    "tools.js",
    "written.js",
    "filters.js",
    "conversations.js",
    "dropped.js",
    "jobs.js",
    "adding.js",
    "alerts.js",
    "desk.js",
    "pinning.js",
)
"""Of the chat's page, in their order."""
APOLOGIES = (400, 403, 404, 405, 409, 413, 421, 429, 500, 503)
"""Statuses of HTTP that have a sentence of their own."""
SCRIPT_SETTINGS = frozenset({"language", "thousands"})
TOKEN_PLACEHOLDER = "cuttings-token-of-this-reader"  # noqa: S105
LOG_OUT_PLACEHOLDER = "<!--log-out-->"
"""Placeholders for the reader's token, and for the link to log out; `access.ReaderIdentity` replaces them."""

_SAID = re.compile(r"""\b(?:say|counted)\((?:\w+(?:\.\w+)?, )?"(\w+)\"""")
_COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)

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
    """Return the styles of every page, without their comments."""
    return _COMMENT.sub("", "\n".join(static_file(name) for name in STYLES))


def script(*names: str, say: Say | None = None) -> str:
    """Return files of `static` as the script of a page, after the paths of the routes in the archive that is being shown.

    Args:
        names: of the files.
        say: words of the reader's language, those that the files use are added; None where the framework's page has them.
    """
    return _script(names, say, shown_archive())


@cache
def _script(names: tuple[str, ...], say: Say | None, served: Served) -> str:
    files = "\n".join(map(static_file, ("addresses.js", *names)))
    with showing(served):
        constants = {"cuttingsPaths": script_paths()}
    if say is not None:
        used = {name for text in _SAID.findall(files) for name in (text, *(one.format(noun=text) for one in FORMS[1:]))}
        constants["cuttingsTexts"] = {
            name: say(name) for name in sorted(used | SCRIPT_SETTINGS) if name in LANGUAGES["en"]
        }
    written = (f"const {name} = {json.dumps(value)};" for name, value in constants.items())
    return "\n".join([*(line.replace("<", r"\u003c") for line in written), files])


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


def masthead_html(overview: Overview, say: Say = ENGLISH_WORDS, *, log_out: bool = False, account: bool = False) -> str:
    """Return the masthead of the chat's page, and below it a summary of the archive.

    The page's script puts the buttons for conversations into the element of class `ways`.

    Args:
        log_out, account: whether readers can log out, and have accounts.
    """
    end = log_out_link(say, account=account) if log_out else ""
    name = f'<h1><a class="home" href="{path_to(ASK)}">{TITLE}</a></h1>'
    below = f'<div class="below">{overview_html(overview, say)}<p class="ways"></p></div>'
    return f'<div class="masthead">{name}{archives_html(say)}{menu_html(say, ASK, end)}</div>{below}'


def menu_html(say: Say, here: str = "", end: str = "", *, inside: bool = False) -> str:
    """Return the links to all pages, which a button opens where there is no room for them.

    Args:
        say: words of the reader's language.
        here: the path of the page that is shown, or of the one whose part it is.
        end: HTML of further links.
        inside: whether the page shown is only a part of `here`.
    """
    current = f' aria-current="{"true" if inside else "page"}"'
    links = "".join(
        f'<a href="{path_to(path)}"{" class=alerts-link" if path == ALERTS else ""}{current if path == here else ""}>'
        f"{escape(say(name))}</a>"
        for path, name in NAVIGATION
    )
    return (
        f'<button type="button" class="menu-button" popovertarget="site-menu">{escape(say("menu"))}</button>'
        f'<nav id="site-menu" class="site" popover aria-label="{escape(say("site"))}">{links}{end}</nav>'
    )


def archives_html(say: Say) -> str:
    """Return the button that names the archive that is shown, and the links to all of the server's; "" where there is one."""
    shown = shown_archive()
    if not shown.all:
        return ""
    links = "".join(
        f'<li><a href="{escape(root)}{ASK}"{" aria-current=true" if root == shown.root else ""} dir="auto">{escape(name)}</a>'
        for name, root in shown.all
    )
    return (
        f'<button type="button" class="menu-button archive-button" popovertarget="archives-menu" '
        f'aria-label="{escape(say("archive"))}: {escape(shown.name)}"><span dir="auto">{escape(shown.name)}</span></button>'
        f'<ul id="archives-menu" class="archives" popover aria-label="{escape(say("archives"))}">{links}</ul>'
    )


def log_out_link(say: Say, *, account: bool = False) -> str:
    """Return the link to the page on which a reader logs out; before it that to their account, where they have one."""
    own = f'<a class="own-account" href="{path_to(ACCOUNT)}">{escape(say("account"))}</a>' if account else ""
    return f'{own}<a class="log-out" href="{path_to(LOGIN)}">{escape(say("log_out"))}</a>'


def site_title() -> str:
    """Return what each page's title ends with: of one of several archives, the archive's name too."""
    name = shown_archive().name
    return f"{name} · {TITLE}" if name else TITLE


def welcome_html(overview: Overview, say: Say = ENGLISH_WORDS, *, adding: bool = True) -> str:
    """Return the text of an empty conversation; of a new archive with a button to add articles where `adding` is allowed."""
    lead, how = ("ask_lead", "ask_how") if overview.articles else ("nothing_to_ask", "add_first")
    shown = f'<p class="lead">{escape(say(lead))}</p><p>{escape(say(how))}</p>'
    if adding and (overview.sample or not overview.articles):
        shown += f'<p><button type="button" class="add-articles">{escape(say("sheet_title"))}</button></p>'
    return f'<div class="welcome">{shown}</div>'


def article_page(
    article: Article,
    reference: Reference,
    below: str = "",
    say: Say = ENGLISH_WORDS,
    token: str = "",
    *,
    correcting: bool = False,
    noted: Sequence[Span] = (),
    original: Kind | None = None,
    tools: str = "",
) -> str:
    """Return the article as a page.

    Args:
        below: HTML below its text.
        say: words of the reader's language.
        token: of a reader who may change something or have it summarised, see `head_html`.
        correcting, noted, original, tools: as in `article_html`.
    """
    inline = f"<script>{script('words.js', 'changes.js', 'desk.js', say=say)}</script>" if token else ""
    shown = article_html(
        article, reference, "h1", say, correcting=correcting, noted=noted, original=original, tools=tools
    )
    body = f"{shown}{below}{inline}"
    return document(clip(article.title, 120), body, say, kind="article-page", token=token, here=ARTICLES, inside=True)


def missing_page(say: Say = ENGLISH_WORDS) -> str:
    """Return the document that says that something is not there."""
    body = f'<h1>{escape(say("missing"))}</h1><p class="gone">{missing_html(say)}</p>'
    return document(say("missing"), body, say, kind="apology")


def missing_html(say: Say = ENGLISH_WORDS) -> str:
    """Return the sentence that says that something is not there."""
    return escape(say("missing_why"))


def apology_page(
    status: int,
    reason: str,
    say: Say = ENGLISH_WORDS,
    *,
    menu: bool = True,
    log_out: bool = False,
    account: bool = False,
) -> str:
    """Return the document that says that a request was refused or failed.

    Args:
        status: of HTTP.
        reason: what the server says about it; "" where that is no more than the words of the page.
        say: words of the reader's language.
        menu: whether it has links to the other pages.
        log_out, account: whether one of them is to log out, and one to the reader's account.
    """
    title = say(f"error_{status if status in APOLOGIES else 500 if status >= 500 else 400}")
    text = said(reason, say)
    english = ' lang="en"' if text == reason else ""
    why = f'<p class="reason">{escape(say("error_reason"))} <span{english}>{escape(clip(text, 1000))}</span></p>'
    back = f'<p><a href="{path_to(ASK)}">{escape(say("back_to_page"))}</a></p>'
    body = f"<h1>{escape(title)}</h1>{why if reason else ''}{back}"
    shown = document(title, body, say, kind="apology", navigation=menu)
    return shown.replace(LOG_OUT_PLACEHOLDER, log_out_link(say, account=account) if log_out else "")


def page_links(route: str, query: Mapping[str, str], page: int, say: Say = ENGLISH_WORDS, *, more: bool) -> str:
    """Return the links to the page before and, where there is `more`, to the one after; "" where there is neither."""
    before, after = (escape(path_to(route, query={**query, "page": str(number)})) for number in (page - 1, page + 1))
    links = [f'<a href="{before}" rel="prev">{escape(say("previous_page"))}</a>'] if page > 1 else []
    links += [f'<a href="{after}" rel="next">{escape(say("next_page"))}</a>'] if more else []
    return f'<p class="pages">{" ".join(links)}</p>' if links else ""


def overview_html(overview: Overview, say: Say = ENGLISH_WORDS) -> str:
    """Return a summary of the archive, in a line or two."""
    if not overview.articles:
        return f'<p class="known">{escape(say("empty"))}</p>'
    dates = period(overview.first, overview.last, say)
    figures = [
        counted(overview.articles, "article", say),
        *([counted(overview.outlets, "outlet", say)] if overview.outlets else []),
        *([dates] if dates else []),
    ]
    summary = f'<p class="known">{" · ".join(escape(figure) for figure in figures)}</p>'
    if overview.sample:
        summary += f'<p class="sample"><strong>{escape(say("sample"))}</strong> {escape(say("sample_invented"))}</p>'
    return summary


def _token(token: str) -> str:
    return f'<meta name="cuttings-token" content="{escape(token)}">' if token else ""


def _icon() -> str:
    encoded = base64.b64encode(_ICON.encode("ascii")).decode("ascii")
    return f'<link rel="icon" href="data:image/svg+xml;base64,{encoded}">'


def document(
    title: str,
    body: str,
    say: Say = ENGLISH_WORDS,
    *,
    kind: str = "",
    token: str = "",
    here: str = "",
    inside: bool = False,
    navigation: bool = True,
    referrer: str = "",
    indexed: bool = True,
) -> str:
    """Return a whole page.

    Args:
        title: plain text; `body` is HTML.
        say: words of its language.
        kind: CSS class of the page.
        token: see `head_html`.
        here, inside: see `menu_html`.
        navigation: whether it has links to the other pages, and names the archive: not before its reader was let in.
        referrer: referrer policy; "" for none. A form without scripts needs `same-origin`, else its Origin is `null`.
        indexed: whether search engines that come here may list it.
    """
    site = escape(site_title() if navigation else TITLE)
    policy = f'<meta name="referrer" content="{escape(referrer)}">' if referrer else ""
    policy += "" if indexed else '<meta name="robots" content="noindex">'
    menu = menu_html(say, here, LOG_OUT_PLACEHOLDER, inside=inside)
    head = (
        f'<header class="masthead"><a class="home" href="{path_to(ASK)}">{TITLE}</a>{archives_html(say)}{menu}</header>'
        if navigation
        else ""
    )
    return (
        f'<!doctype html><html lang="{escape(say("language"))}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{policy}'
        f"<title>{escape(title)} · {site}</title>{_icon()}{_token(token)}<style>{styles()}</style></head>"
        f'<body class="sheet{" " + kind if kind else ""}">{head}<main>{body}</main></body></html>'
    )
