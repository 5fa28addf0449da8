"""The page of those who look after an archive: the state of its index, and rebuilding it."""

from dataclasses import dataclass

from qa.service.status import Status
from qa.web.pages.page import document, script
from qa.web.render.text import counted, day, escape, figure
from qa.web.route_table import ARTICLES, USERS, path_to
from qa.web.translations import ENGLISH_WORDS, Say


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministrationView:
    """What the page shows.

    Attributes:
        rebuild: whether the index may be rebuilt from the page.
        token: sent by the page's script with every change.
        others: unfinished jobs of other readers.
        users: whether the server has users, to whose page this one leads.
    """

    status: Status
    rebuild: bool
    token: str
    others: int = 0
    users: bool = False


def administration_page(shown: AdministrationView, say: Say = ENGLISH_WORDS) -> str:
    """Return the page as a document."""
    inline = f"<script>{script('words.js', 'jobs.js', 'articles.js', say=say)}</script>" if shown.token else ""
    users = f'<p><a href="{path_to(USERS)}">{escape(say("users"))}</a></p>' if shown.users else ""
    body = (
        f'<header class="page-head"><h1>{escape(say("administration"))}</h1><p>{escape(say("administration_why"))}</p></header>'
        f'<section aria-labelledby="index-title"><h2 id="index-title">{escape(say("index_title"))}</h2>'
        f"{state_html(shown.status, shown.others, say)}{_rebuilding(shown, say)}</section>"
        f'{users}<p id="jobs-said" class="hidden" role="status"></p>{inline}'
    )
    return document(say("administration"), body, say, kind="wide", here=ARTICLES, inside=True, token=shown.token)


def state_html(status: Status, others: int = 0, say: Say = ENGLISH_WORDS) -> str:
    """Return the state of the index as a list of terms; `others` is the number of other readers' jobs."""
    model, _, digest = (status.model or "").rpartition("@")
    facts = [
        ("fact_articles", figure(status.counts.articles, say)),
        ("fact_passages", figure(status.counts.passages, say)),
        ("fact_model", f"{model} ({digest[:8]})" if model else say("none_so_far")),
        ("fact_revision", figure(status.revision, say)),
        ("fact_build", _time(status.built, say)),
        ("fact_segments", figure(status.segments, say)),
        ("fact_size", _size(status.bytes, say)),
        *([("fact_news_to_come", figure(status.news_to_come, say))] if status.news_to_come else []),
        *([("fact_originals", _originals(status, say))] if status.originals else []),
        *([("fact_work", counted(others, "other_request", say))] if others else []),
    ]
    lines = "".join(f"<div><dt>{escape(say(name))}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    return f'<dl class="facts" id="index-state">{lines}</dl>'


def _rebuilding(shown: AdministrationView, say: Say) -> str:
    if not shown.rebuild:
        return ""
    return (
        f'<p><button type="button" id="rebuild" class="primary">{escape(say("rebuild"))}</button> '
        f'<span class="quiet">{escape(say("rebuild_why"))}</span></p>'
        f'<ul id="rebuilding" aria-label="{escape(say("rebuilding_label"))}"></ul>'
    )


def _time(iso: str | None, say: Say) -> str:
    return f"{day(iso, say)}, {iso[11:16]} UTC" if iso else say("none_so_far")


def _originals(status: Status, say: Say) -> str:
    return f"{figure(status.originals, say)} ({_size(status.original_bytes, say)})"


def _size(number: int, say: Say) -> str:
    amount, units = float(number), ["bytes", "kB", "MB", "GB"]
    while amount >= 1000 and len(units) > 1:
        amount, units = amount / 1000, units[1:]
    if units[0] == "bytes":
        return counted(number, "byte", say)
    shown = figure(round(amount), say) if amount >= 10 else f"{amount:.1f}".replace(".", say("decimal"))
    return f"{shown} {units[0]}"
