"""Conversations that can be read at an address: what their reader is shown of it, and the page that everybody else reads."""

from collections.abc import Sequence

from qa.service.exchange import Exchange, Share
from qa.web.pages.conversation import Message
from qa.web.pages.page import document, script
from qa.web.render.desk import button
from qa.web.render.text import clip, counted, day, escape, period
from qa.web.route_table import ASK, CONVERSATION_SHARE, SHARED, path_to
from qa.web.translations import Say


def share_html(share: Share | None, conversation: str, origin: str, say: Say) -> str:
    """Return how a conversation is shared, with buttons to share it, to share what was asked since, and to end it.

    Args:
        share: None where it is not shared.
        conversation: its id.
        origin: scheme, host and port of the server.
        say: words of its reader's language.
    """

    def change(what: str, text: str, kind: str = "") -> str:
        path, name = path_to(CONVERSATION_SHARE, conversation), f"share-{what}-{conversation}"
        return button(path, say(text), {"do": what}, name=name, kind=kind)

    if share is None:
        return f'<p>{escape(say("share_why"))}</p><p class="row">{change("share", "share_make", "primary")}</p>'
    path = path_to(SHARED, share.token)
    address = escape(f"{origin}{path}")
    newer = f" {counted(share.newer, 'newer', say)}" if share.newer else ""
    update = change("share", "share_update") if share.newer else ""
    return (
        f'<p class="row"><input class="address" readonly value="{address}" aria-label="{escape(say("share_address"))}"> '
        f'<button type="button" data-copy="{address}">{escape(say("copy"))}</button> '
        f'<a href="{escape(path)}" target="_blank">{escape(say("share_open"))}</a></p>'
        f'<p class="quiet">{escape(_state(share, say) + newer)}</p>'
        f'<p class="row">{update} {change("end", "share_end", "danger")}</p>'
    )


def shares_page(shares: Sequence[Share], origin: str, say: Say, token: str) -> str:
    """Return the page of what a reader shares."""
    items = "".join(
        f'<li><h2 dir="auto">{escape(clip(one.title, 120))}</h2>'
        f"<div data-region>{share_html(one, one.conversation, origin, say)}</div></li>"
        for one in shares
    )
    listed = f'<ul class="shares">{items}</ul>' if items else f'<p class="quiet">{escape(say("shares_none"))}</p>'
    head = f'<header class="page-head"><h1>{escape(say("shares"))}</h1><p>{escape(say("shares_lead"))}</p></header>'
    inline = f"<script>{script('words.js', 'changes.js', 'desk.js', say=say)}</script>"
    said = '<p id="desk-said" role="status"></p>'
    kind = "wide desk-page shares-page"
    return document(say("shares"), f"{head}{listed}{said}{inline}", say, kind=kind, token=token, here=ASK, inside=True)


def shared_page(share: Share, exchanges: Sequence[Exchange], messages: Sequence[Message], say: Say) -> str:
    """Return a shared conversation as a page on which nothing can be asked or changed.

    Args:
        share: how it is shared.
        exchanges: what was asked, oldest first.
        messages: the exchanges as messages without tools.
        say: words of the language of who reads it.
    """
    asked = period(exchanges[0].asked_at, exchanges[-1].asked_at, say) if exchanges else None
    lead = " ".join(
        [_state(share, say), *([say("shared_asked", days=asked)] if asked else []), say("shared_only_read")]
    )
    head = f'<header class="page-head"><h1 dir="auto">{escape(share.title)}</h1><p>{escape(lead)}</p></header>'
    shown = "".join(
        f'<div class="{"user" if one["role"] == "user" else "bot"}-row">{one["content"]}</div>' for one in messages
    )
    # the styles of a conversation are those of the element with this id, here as on the page of questions
    body = f'{head}<section id="chat" aria-label="{escape(say("conversation"))}">{shown}</section>'
    return document(clip(share.title, 120), body, say, kind="wide shared-page", indexed=False)


def _state(share: Share, say: Say) -> str:
    at = f"{day(share.shared_at, say)}, {share.shared_at[11:16]} UTC"
    return say("shared_state", at=at, questions=counted(share.questions, "question", say))
