"""The page of saved questions: the hits of each, newest first; saving, removing, marking as seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.actor import NOBODY, Actor
from qa.alerts.saved_question import Alert, HitQuote, SavedAlert, ShownHit
from qa.answering.answer import CitedArticle
from qa.web.pages.page import document, script
from qa.web.render.answer import restriction
from qa.web.render.article import Reference, Span
from qa.web.render.text import clip, counted, day, escape, figure
from qa.web.route_table import ALERTS, ALERTS_FEED, ARTICLE, ARTICLES, path_to
from qa.web.translations import ENGLISH_WORDS, Say

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
        viewer: whose page it is: what is everybody's is called so where there are users, and removed by those who may change it.
    """

    watched: Sequence[SavedAlert]
    outlets: Sequence[str]
    own: bool
    administer: bool
    token: str
    viewer: Actor = NOBODY


def alerts_page(shown: AlertsView, say: Say = ENGLISH_WORDS, webhooks: str = "") -> str:
    """Return the page as a document; `webhooks` is the part about them, as HTML."""
    scripts = ("words.js", "changes.js", "alerts.js", *(["desk.js"] if webhooks else []))
    inline = f"<script>{script(*scripts, say=say)}</script>" if shown.administer else ""
    feed = f'<a href="{path_to(ALERTS_FEED)}" type="application/atom+xml">{escape(say("atom_feed"))}</a>'
    intro = f'<header class="page-head"><h1>{escape(say("alerts"))}</h1><p>{escape(say("alerts_intro"))} {feed}</p></header>'
    saved = "".join(_alert(one, shown, say) for one in shown.watched) or _quiet(say("none_saved"))
    body = f'{intro}{_saving(shown, say)}<p id="alerts-said" role="status"></p>{saved}{webhooks}{inline}'
    token = shown.token if shown.administer else ""
    return document(say("alerts"), body, say, kind="wide alerts", here=ALERTS, token=token)


def _quiet(text: str) -> str:
    return f'<p class="quiet">{escape(text)}</p>'


def _saving(shown: AlertsView, say: Say) -> str:
    if not shown.administer:
        return ""
    if not shown.own:
        return _quiet(say("save_later"))
    outlets = "".join(
        f'<option value="{escape(name)}">{escape(clip(name, 60))}</option>' for name in shown.outlets[:OUTLETS_NAMED]
    )
    outlet, everything = escape(say("outlet_field")), escape(say("all"))
    chosen = f'<select name="outlet" aria-label="{outlet}"><option value="">{everything}</option>{outlets}</select>'
    return (
        f'<form class="find" id="save-alert"><label>{escape(say("question_field"))} <input type="search" name="question" '
        f'maxlength="1000" required placeholder="{escape(say("alert_hint"))}"></label>'
        f'<label>{outlet} {chosen}</label><button class="primary">{escape(say("save"))}</button></form>'
    )


def _alert(watched: SavedAlert, shown: AlertsView, say: Say) -> str:
    alert = watched.alert
    only = restriction(alert.filters, say)
    unseen = sum(not hit.seen for hit in watched.hits)
    found = say("hits", articles=counted(len(watched.hits), "article", say))
    facts = [say("alert_search")] if alert.is_search else []
    common = not alert.owner and shown.viewer.id != ""
    facts += [say("alert_everybodys")] if common else []
    facts += [say("saved_on", day=day(alert.created, say)), *([say("only", what=only)] if only else []), found]
    facts += [say("alerts_new", number=figure(unseen, say))] if unseen else []
    name = escape(clip(alert.question, 60))
    tools = ""
    if shown.administer:
        if unseen:
            tools += (
                f'<button type="button" class="alert-seen" value="{alert.number} {watched.hits[0].number}" '
                f'aria-label="{escape(say("mark_seen"))}: {name}">{escape(say("mark_seen"))}</button> '
            )
        removable = shown.viewer.may_change or not common
        tools += (
            ""
            if not removable
            else (
                f'<button type="button" class="alert-remove" value="{alert.number}" '
                f'aria-label="{escape(say("remove"))}: {name}">{escape(say("remove"))}</button>'
            )
        )
    hits = "".join(_hit(hit, say) for hit in watched.hits)
    listed = f'<ol class="hits">{hits}</ol>' if hits else _quiet(say("nothing_new"))
    return (
        f'<section aria-labelledby="alert-{alert.number}"><h2 id="alert-{alert.number}" dir="auto">'
        f"{_question(alert)}</h2>"
        f'<p class="quiet" dir="auto">{escape(" · ".join(facts))}</p><p>{tools}</p>{listed}</section>'
    )


def _question(alert: Alert) -> str:
    shown = escape(clip(alert.question, 300))
    return (
        f'<a href="{escape(path_to(ARTICLES, query={"q": alert.question}))}">{shown}</a>' if alert.is_search else shown
    )


def _hit(hit: ShownHit, say: Say) -> str:
    article = hit.article
    title = escape(clip(article.title, 160) or say("no_title"))
    origin = say("via", site=clip(article.via, 60)) if article.via else None
    where = [clip(article.outlet, 60) if article.outlet else None, day(article.published, say), origin]
    quotes = "".join(
        f'<blockquote dir="auto"><p>{escape(" ".join(quote.text.split()))}</p></blockquote>' for quote in hit.quotes
    )
    new = "" if hit.seen else f'<strong class="new">{escape(say("new_hit"))}</strong> '
    return (
        f'<li><h3 dir="auto">{new}<a href="{escape(_address(article, hit.quotes))}">{title}</a></h3>'
        f'<p class="quiet" dir="auto">{escape(" · ".join(part for part in where if part))}</p>{quotes}{_also(hit, say)}</li>'
    )


def _also(hit: ShownHit, say: Say) -> str:
    if not hit.also:
        return ""
    named = ", ".join(
        f'<a href="{escape(path_to(ARTICLE, other.id))}">'
        f"{escape(clip(other.outlet or other.title, 60) or say('no_title'))}</a>"
        for other in hit.also[:ALSO_NAMED]
    )
    rest = len(hit.also) - ALSO_NAMED
    more = f" {escape(say('and_more', number=figure(rest, say)))}" if rest > 0 else ""
    return f'<p class="quiet" dir="auto">{escape(say("also_in"))} {named}{more}</p>'


def quote_address(article_id: str, quote: HitQuote) -> str:
    """Return the path that opens an article at a quote."""
    return Reference(Span(quote.start, quote.end), (), quote.sha256, quote.field).address(article_id)


def _address(article: CitedArticle, quotes: Sequence[HitQuote]) -> str:
    first, *others = quotes
    also = tuple(sorted(Span(other.start, other.end) for other in others if other.field == "text"))
    return Reference(Span(first.start, first.end), also, first.sha256, first.field).address(article.id)
