"""The page of followed feeds, which also has the bookmarklet that clips pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from qa.service.followed import INTERVALS, FollowedFeed
from qa.service.jobs import sentence
from qa.web.pages.adding import ADDRESS_LIMIT
from qa.web.pages.page import document, script
from qa.web.render.desk import button, form
from qa.web.render.messages import said
from qa.web.render.text import ago, ahead, clip, counted, escape
from qa.web.route_table import ARTICLES, FOLLOWED_CHANGE, FOLLOWING, path_to
from qa.web.translations import Say

USUAL_INTERVAL = 60

_STATUS = re.compile(r"HTTP (\d)(\d\d)\b")
_STATUSES = {"404": "gone", "410": "gone", "401": "refused", "402": "refused", "403": "refused", "451": "refused"}
_REASONS = (
    ("no answer", "no_answer"),
    ("it took longer", "no_answer"),
    ("its robots.txt does not allow", "refused"),
    ("the site asks to be left alone", "busy"),
    ("it is no feed", "none"),
)
"""How reasons begin, and which text says it in plain words: of `feed_gone` and so on in the languages of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowingView:
    """For whom the page is.

    Attributes:
        say: words of their language.
        administer: whether they may follow feeds, and this server looks at them.
        token: sent by the page's script with every change.
        origin: of this server, as its reader calls it: `http://127.0.0.1:7860`.
        now: the time.
    """

    say: Say
    administer: bool
    token: str
    origin: str
    now: datetime


def following_page(feeds: Sequence[FollowedFeed], shown: FollowingView, address: str = "") -> str:
    """Return the page; `address` is filled in to be followed."""
    say = shown.say
    lead = say("following_lead" if shown.administer else "following_read_only")
    body = (
        f'<header class="page-head"><h1>{escape(say("followed_feeds"))}</h1><p>{escape(lead)}</p></header>'
        f"<div data-region>{following_html(feeds, shown, address)}</div>"
    )
    if shown.administer:
        inline = script("words.js", "changes.js", "desk.js", "following.js", say=say)
        body += f"{_clipping(shown)}<script>{inline}</script>"
    token = shown.token if shown.administer else ""
    return document(say("followed_feeds"), body, say, kind="following-page", here=ARTICLES, inside=True, token=token)


def following_html(feeds: Sequence[FollowedFeed], shown: FollowingView, address: str = "") -> str:
    """Return the form and the list."""
    form_html = _form(shown.say, address) if shown.administer else ""
    return f'{form_html}<div id="followed">{followed_html(feeds, shown)}</div>'


def followed_html(feeds: Sequence[FollowedFeed], shown: FollowingView) -> str:
    """Return the list of feeds with their state."""
    if not feeds:
        return f'<p class="quiet">{escape(shown.say("following_none"))}</p>'
    return f'<ul class="followed">{"".join(_feed(feed, shown) for feed in feeds)}</ul>'


def _form(say: Say, address: str) -> str:
    intervals = "".join(
        f'<option value="{minutes}"{" selected" if minutes == USUAL_INTERVAL else ""}>{escape(say(f"every_{minutes}"))}'
        "</option>"
        for minutes in INTERVALS
    )
    every = escape(say("follow_every"))
    fields = (
        f'<label>{escape(say("follow_address"))} <input name="address" inputmode="url" autocomplete="off" '
        f'maxlength="{ADDRESS_LIMIT}" required placeholder="https://" value="{escape(address)}"></label>'
        f'<label>{every} <select name="every" aria-label="{every}">{intervals}</select></label>'
        f'<label class="check"><input type="checkbox" name="pages" checked> {escape(say("follow_pages"))}</label>'
    )
    return form(path_to(FOLLOWING), fields, say("follow_start"), {}, name="follow", kind="find follow")


def _feed(feed: FollowedFeed, shown: FollowingView) -> str:
    say = shown.say
    host = urlsplit(feed.address).hostname or ""
    title = clip(feed.title, 160) or host
    name = escape(title)
    if shown.administer:  # an address may have a secret in it
        name = f'<a href="{escape(feed.address)}" rel="noreferrer noopener">{name}</a>'
    facts = [clip(host, 80), say(f"every_{feed.every}"), *([say("feed_with_pages")] if feed.pages else [])]
    tools = ""
    if shown.administer:
        change = path_to(FOLLOWED_CHANGE, feed.id)
        tools = "".join(
            button(change, say(text), {"do": do}, name=f"{do}-{feed.id}", label=f"{say(text)}: {clip(title, 60)}")
            for do, text in (("look", "look_now"), ("stop", "stop_following"))
        )
        tools = f'<p class="row">{tools}</p>'
    busy = " data-looking" if feed.looking or (shown.administer and feed.due <= shown.now) else ""
    return (
        f'<li id="feed-{escape(feed.id)}"{busy}><h2 dir="auto">{name}</h2>'
        f'<p class="quiet" dir="auto">{escape(" · ".join(facts))}</p>'
        f'<p class="state">{escape(_state(feed, shown))}</p>{_problem(feed, say)}{tools}</li>'
    )


def _state(feed: FollowedFeed, shown: FollowingView) -> str:
    say, parts = shown.say, []
    if feed.looking:
        parts.append(say("feed_looking"))
    elif feed.looked is None:
        parts.append(say("feed_waiting"))
    if feed.looked is not None:
        new = counted(feed.latest, "new_article", say) if feed.latest else say("feed_no_news")
        so_far = counted(feed.articles, "article", say)
        parts.append(say("feed_looked", when=ago(shown.now - feed.looked, say), new=new, articles=so_far))
        if shown.administer and not feed.looking:
            parts.append(say("feed_next", when=ahead(feed.due - shown.now, say)))
    return " ".join(parts)


def _problem(feed: FollowedFeed, say: Say) -> str:
    """Return what went wrong the last time, in plain words of the reader's language, then as it was said."""
    if not feed.error:
        return ""
    what = counted(feed.unread, "unread_page", say) if feed.unread else say("feed_failed")
    known = _plain(feed.error)
    plain = f" {say(f'feed_{known}')}" if known else ""
    as_said = sentence(feed.error)
    shown = said(as_said, say)
    spoken = ' lang="en"' if shown == as_said else ""
    return f'<p class="warning">{escape(what + plain)} <span class="quiet"{spoken}>{escape(shown)}</span></p>'


def _plain(error: str) -> str | None:
    if found := _STATUS.match(error):
        return _STATUSES.get("".join(found.groups()), "trouble" if found[1] == "5" else "busy")
    if "is not public" in error:
        return "private"
    return next((text for begins, text in _REASONS if error.startswith(begins)), None)


def _clipping(shown: FollowingView) -> str:
    say = shown.say
    target = f"{shown.origin}{path_to(ARTICLES)}?"
    sent = "new%20URLSearchParams({address:location.href,title:document.title.slice(0,120)})"
    code = f'javascript:void(open("{target}"+{sent},"_blank"))'
    copied = escape(say("clip_copied"))
    return (
        f'<section aria-labelledby="clip-title" id="clip"><h2 id="clip-title">{escape(say("clip_title"))}</h2>'
        f"<p>{escape(say('clip_how'))}<br>{escape(say('clip_safe'))}</p>"
        f'<p class="row"><a class="bookmarklet" href="{escape(code)}" draggable="true">{escape(say("clip_button"))}</a> '
        f'<button type="button" id="copy-clip" data-copied="{copied}">{escape(say("clip_copy"))}</button></p></section>'
    )


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)
