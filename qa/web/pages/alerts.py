"""The page of saved questions: the hits of each, newest first; saving, removing, marking as seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.alerts.saved_question import HitQuote, SavedAlert, ShownHit
from qa.answering.answer import CitedArticle
from qa.web.pages.page import document, script
from qa.web.render.answer import restriction
from qa.web.render.article import Reference, Span
from qa.web.render.text import clip, count, day, escape
from qa.web.route_table import ALERTS, ALERTS_FEED, ARTICLE, path_to

OUTLETS_NAMED = 500
ALSO_NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsView:
    """What the page shows.

    Attributes:
        watched: the saved questions, oldest first.
        outlets: of the archive, to choose from.
        own: whether there is an archive of the user's, in which questions can be saved.
        administer: whether questions may be saved, removed, marked as seen.
        token: sent by the page's script with every change.
    """

    watched: Sequence[SavedAlert]
    outlets: Sequence[str]
    own: bool
    administer: bool
    token: str


def alerts_page(shown: AlertsView) -> str:
    """Return the page as a document."""
    inline = f"<script>{script('alerts.js')}</script>" if shown.administer else ""
    intro = (
        '<header class="page-head"><h1>Alerts</h1><p>Saved questions are asked again whenever articles are added. What answers '
        "is listed once: copies of it are not news. "
        f'<a href="{ALERTS_FEED}" type="application/atom+xml">Atom feed</a></p></header>'
    )
    saved = "".join(_alert(one, shown) for one in shown.watched) or '<p class="quiet">No question is saved yet.</p>'
    body = f'{intro}{_saving(shown)}<p id="alerts-said" role="status"></p>{saved}{inline}'
    return document("Alerts", body, kind="wide alerts", here=ALERTS, token=shown.token if shown.administer else "")


def _saving(shown: AlertsView) -> str:
    if not shown.administer:
        return ""
    if not shown.own:
        return '<p class="quiet">Questions can be saved once there are articles of your own.</p>'
    outlets = "".join(
        f'<option value="{escape(name)}">{escape(clip(name, 60))}</option>' for name in shown.outlets[:OUTLETS_NAMED]
    )
    return (
        '<form class="find" id="save-alert"><label>Question <input type="search" name="question" maxlength="1000" required '
        'placeholder="What do you want to hear of?"></label>'
        f'<label>Outlet <select name="outlet" aria-label="Outlet"><option value="">All</option>{outlets}</select></label>'
        '<button class="primary">Save</button></form>'
    )


def _alert(watched: SavedAlert, shown: AlertsView) -> str:
    alert = watched.alert
    only = restriction(alert.filters)
    unseen = sum(not hit.seen for hit in watched.hits)
    facts = [f"saved {day(alert.created)}", *([f"only {only}"] if only else [])]
    facts.append(f"{count(len(watched.hits), 'article')} found{f', {unseen:,} new' if unseen else ''}")
    name = escape(clip(alert.question, 60))
    tools = ""
    if shown.administer:
        if unseen:
            tools += (
                f'<button type="button" class="alert-seen" value="{alert.number} {watched.hits[0].number}" '
                f'aria-label="Mark as seen: {name}">Mark as seen</button> '
            )
        tools += (
            f'<button type="button" class="alert-remove" value="{alert.number}" '
            f'aria-label="Remove: {name}">Remove</button>'
        )
    hits = "".join(map(_hit, watched.hits))
    listed = f'<ol class="hits">{hits}</ol>' if hits else '<p class="quiet">Nothing new since then.</p>'
    return (
        f'<section aria-labelledby="alert-{alert.number}"><h2 id="alert-{alert.number}" dir="auto">'
        f"{escape(clip(alert.question, 300))}</h2>"
        f'<p class="quiet" dir="auto">{escape(" · ".join(facts))}</p><p>{tools}</p>{listed}</section>'
    )


def _hit(hit: ShownHit) -> str:
    article = hit.article
    title = escape(clip(article.title, 160)) or "(no title)"
    origin = f"via {clip(article.via, 60)}" if article.via else None
    where = [clip(article.outlet, 60) if article.outlet else None, day(article.published), origin]
    quotes = "".join(
        f'<blockquote dir="auto"><p>{escape(" ".join(quote.text.split()))}</p></blockquote>' for quote in hit.quotes
    )
    new = "" if hit.seen else '<strong class="new">New</strong> '
    return (
        f'<li><h3 dir="auto">{new}<a href="{escape(_address(article, hit.quotes))}">{title}</a></h3>'
        f'<p class="quiet" dir="auto">{escape(" · ".join(part for part in where if part))}</p>{quotes}{_also(hit)}</li>'
    )


def _also(hit: ShownHit) -> str:
    if not hit.also:
        return ""
    named = ", ".join(
        f'<a href="{escape(path_to(ARTICLE, other.id))}">{escape(clip(other.outlet or other.title, 60)) or "(no title)"}</a>'
        for other in hit.also[:ALSO_NAMED]
    )
    more = f" and {len(hit.also) - ALSO_NAMED:,} more" if len(hit.also) > ALSO_NAMED else ""
    return f'<p class="quiet" dir="auto">also in {named}{more}</p>'


def _address(article: CitedArticle, quotes: Sequence[HitQuote]) -> str:
    first, *others = quotes
    also = tuple(sorted(Span(other.start, other.end) for other in others if other.field == "text"))
    return Reference(Span(first.start, first.end), also, first.sha256, first.field).address(article.id)
