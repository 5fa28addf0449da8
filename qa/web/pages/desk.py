"""The pages of collections and of dossiers."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.desk.values import STARRED, TAG_SIGN, Collection, Dossier
from qa.service.desk import CollectedArticle, MarkedQuote, ShownEntry
from qa.service.summaries import Subject
from qa.web.export.kinds import DOSSIER_KINDS
from qa.web.pages.page import document, script
from qa.web.render.desk import button, dossier_html, form
from qa.web.render.marks import marked_quotes_html
from qa.web.render.summaries import summary_buttons
from qa.web.render.text import clip, counted, day, escape, figure
from qa.web.route_table import (
    ARTICLE,
    ARTICLES_FILES,
    ASK,
    COLLECTION,
    COLLECTION_CHANGE,
    COLLECTIONS,
    DOSSIER,
    DOSSIER_CHANGE,
    DOSSIER_EXPORT,
    DOSSIERS,
    path_to,
)
from qa.web.translations import Say

LISTED = 500
"""Articles of a collection that its page lists."""

QUOTES_LISTED = 200
"""Marked quotes on the page of collections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """For whom a page is.

    Attributes:
        say: words of their language.
        administer: whether they may change collections and dossiers.
        marking: whether they may change stars, tags and notes.
        token: sent by the page's script with every change.
        writer: the machine that writes summaries; None where none does.
    """

    say: Say
    administer: bool
    marking: bool
    token: str
    writer: str | None = None


def collections_page(
    collections: Sequence[Collection],
    starred: int,
    tags: Sequence[tuple[str, int]],
    quotes: Sequence[MarkedQuote],
    outlets: Sequence[str],
    viewer: Viewer,
) -> str:
    """Return the page of all collections and marked quotes; `tags` have the number of their articles."""
    say = viewer.say
    own = _lines([(one.name, one.id, one.articles) for one in collections], say)
    marked = _lines(
        [
            *([(f"{STARRED} {say('starred')}", STARRED, starred)] if starred else []),
            *((f"{TAG_SIGN}{tag}", f"{TAG_SIGN}{tag}", n) for tag, n in tags),
        ],
        say,
    )
    listed = own or f'<p class="quiet">{escape(say("collections_none"))}</p>'
    more = f"<section><h2>{escape(say('marked'))}</h2>{marked}</section>" if marked else ""
    shown = marked_quotes_html(quotes[:QUOTES_LISTED], say, administer=viewer.marking)
    if shown:
        rest = len(quotes) - QUOTES_LISTED
        shown += f'<p class="quiet">{escape(say("and_more", number=figure(rest, say)))}</p>' if rest > 0 else ""
        more += f"<section><h2>{escape(say('marked_quotes'))}</h2>{shown}</section>"
    creating = _creating(outlets, say) if viewer.administer else ""
    return _page(say("collections"), say("collections_lead"), f"{creating}{listed}{more}", viewer, here=COLLECTIONS)


def collection_page(
    name: str, collection: Collection | None, articles: Sequence[CollectedArticle], viewer: Viewer
) -> str:
    """Return the page of a collection; `collection` is None for that of all starred articles, or of a tag."""
    say = viewer.say
    ask = f'<a href="{escape(path_to(ASK, query={"collection": name}))}">{escape(say("ask_within"))}</a>'
    change = viewer.administer and collection is not None
    subjects = (Subject("collection", name),) if articles else ()
    tools = summary_buttons(subjects, viewer.writer, say)
    listed = collection_html(collection, articles, say, administer=change)
    body = f'<p class="row">{ask}</p>{tools}<div data-region>{listed}</div>'
    if collection is not None and viewer.administer:
        upload = escape(path_to(ARTICLES_FILES, query={"collection": collection.id}))
        picker = f'<input type="file" class="hidden" multiple data-upload="{upload}">'
        body += f'<p><label class="pick">{picker}{escape(say("upload_into"))}</label></p>'
        body += _renaming(
            path_to(COLLECTION_CHANGE, collection.id), collection.name, say("collection_delete_sure"), say
        )
    shown = f"{STARRED} {say('starred')}" if name == STARRED else name
    lead = counted(len(articles), "article", say)
    more = ("jobs.js", "collecting.js")
    return _page(clip(shown, 120), lead, body, viewer, here=COLLECTIONS, inside=True, scripts=more)


def collection_html(
    collection: Collection | None, articles: Sequence[CollectedArticle], say: Say, *, administer: bool
) -> str:
    """Return the list of a collection's articles."""
    if not articles:
        return f'<p class="quiet">{escape(say("collection_empty"))}</p>'
    rows = "".join(_row(collection if administer else None, one, say) for one in articles[:LISTED])
    more = len(articles) - LISTED
    rest = f'<p class="quiet">{escape(say("and_more", number=figure(more, say)))}</p>' if more > 0 else ""
    return f'<ul class="collected">{rows}</ul>{rest}'


def dossiers_page(dossiers: Sequence[Dossier], viewer: Viewer) -> str:
    """Return the page of all dossiers."""
    say = viewer.say
    items = "".join(
        f'<li><a href="{escape(path_to(DOSSIER, one.id))}" dir="auto">{escape(one.title)}</a> <span class="quiet">'
        f"{escape(day(one.changed, say) or '')} · {counted(one.quotes, 'pinned', say)}</span></li>"
        for one in dossiers
    )
    listed = f'<ul class="collected">{items}</ul>' if items else f'<p class="quiet">{escape(say("dossiers_none"))}</p>'
    creating = ""
    if viewer.administer:
        field = f'<label>{escape(say("title"))} <input name="text" required maxlength="120"></label>'
        creating = form(path_to(DOSSIERS), field, say("create"), {}, name="create-dossier")
    return _page(say("dossiers"), say("dossiers_lead"), f"{creating}{listed}", viewer, here=DOSSIERS)


def dossier_page(dossier: Dossier, entries: Sequence[ShownEntry], viewer: Viewer) -> str:
    """Return the page of a dossier."""
    say = viewer.say
    body = _dossier(dossier, entries, say, administer=viewer.administer)
    if viewer.administer:
        body += _renaming(path_to(DOSSIER_CHANGE, dossier.id), dossier.title, say("dossier_delete_sure"), say)
    lead = say("dossier_lead")
    return _page(dossier.title, lead, body, viewer, here=DOSSIERS, inside=True)


def dossier_panel(dossier: Dossier, entries: Sequence[ShownEntry], say: Say, *, administer: bool) -> str:
    """Return a dossier as it is shown next to the conversation."""
    address = escape(path_to(DOSSIER, dossier.id))
    head = f'<h2 id="cutting-title" dir="auto"><a href="{address}">{escape(dossier.title)}</a></h2>'
    return f'<div class="dossier">{head}{_dossier(dossier, entries, say, administer=administer)}</div>'


def _dossier(dossier: Dossier, entries: Sequence[ShownEntry], say: Say, *, administer: bool) -> str:
    exports = " ".join(
        f'<a href="{escape(path_to(DOSSIER_EXPORT, dossier.id, suffix))}" download>{escape(kind.name)}</a>'
        for suffix, kind in DOSSIER_KINDS.items()
    )
    return (
        f'<p class="row exports"><span class="quiet">{escape(say("export"))}:</span> {exports}</p>'
        f"<div data-region>{dossier_html(dossier, entries, say, administer=administer)}</div>"
    )


def _creating(outlets: Sequence[str], say: Say) -> str:
    named = "".join(f'<option value="{escape(name)}">{escape(clip(name, 60))}</option>' for name in outlets)
    fields = (
        f'<label>{escape(say("name"))} <input name="name" required maxlength="120"></label>'
        f'<label>{escape(say("words_field"))} <input name="words" maxlength="200"></label>'
        f'<label>{escape(say("outlet_field"))} <select name="outlet"><option value="">{escape(say("all"))}'
        f'</option>{named}</select></label><label>{escape(say("since_field"))} <input type="date" name="since"></label>'
        f'<label>{escape(say("until_field"))} <input type="date" name="until"></label>'
    )
    return form(path_to(COLLECTIONS), fields, say("create"), {}, name="create-collection")


def _lines(found: Sequence[tuple[str, str, int]], say: Say) -> str:
    items = "".join(
        f'<li><a href="{escape(path_to(COLLECTION, name))}" dir="auto">{escape(shown)}</a> '
        f'<span class="quiet">{counted(number, "article", say)}</span></li>'
        for shown, name, number in found
    )
    return f'<ul class="collected">{items}</ul>' if items else ""


def _row(collection: Collection | None, article: CollectedArticle, say: Say) -> str:
    title = escape(clip(article.title, 160)) or "…"
    if article.live:
        title = f'<a href="{escape(path_to(ARTICLE, article.id))}">{title}</a>'
    removed = "" if article.live else say("removed")
    facts = [
        part for part in (article.outlet and clip(article.outlet, 60), day(article.published, say), removed) if part
    ]
    tool = ""
    if collection is not None:
        label = f"{say('take_out')}: {clip(article.title, 60)}"
        sent = {"do": "take_out", "article": article.id}
        path = path_to(COLLECTION_CHANGE, collection.id)
        tool = button(path, say("take_out"), sent, name=f"take-{article.id}", label=label)
    kind = "" if article.live else ' class="removed"'
    return (
        f'<li{kind}><span dir="auto">{title}</span> <span class="quiet">{escape(" · ".join(facts))}</span>{tool}</li>'
    )


def _renaming(path: str, name: str, sure: str, say: Say) -> str:
    field = f'<label>{escape(say("name"))} <input name="text" value="{escape(name)}" required maxlength="120"></label>'
    renaming = form(path, field, say("rename"), {"do": "rename"}, name="rename")
    deleting = button(path, say("delete"), {"do": "delete"}, name="delete", kind="danger")
    return (
        f'<section class="manage"><details><summary>{escape(say("manage"))}</summary>{renaming}'
        f"<p>{escape(sure)} {deleting}</p></details></section>"
    )


def _page(
    title: str,
    lead: str,
    body: str,
    viewer: Viewer,
    *,
    here: str,
    inside: bool = False,
    scripts: Sequence[str] = (),
) -> str:
    inline, acting = "", viewer.marking or viewer.writer is not None
    if acting:
        inline = f"<script>{script('words.js', 'changes.js', 'desk.js', *scripts, say=viewer.say)}</script>"
    head = f'<header class="page-head"><h1 dir="auto">{escape(title)}</h1><p>{escape(lead)}</p></header>'
    said = '<p id="desk-said" role="status"></p>'
    token = viewer.token if acting else ""
    return document(
        title, f"{head}{body}{said}{inline}", viewer.say, kind="wide desk-page", token=token, here=here, inside=inside
    )
