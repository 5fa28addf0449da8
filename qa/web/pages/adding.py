"""Ways to add an article without a file, on the page of articles: pasting its text, naming its address, following a feed.

The address may come from a bookmarklet (`qa.web.pages.following`). It is only filled in: who reads the page presses the button.
"""

from dataclasses import dataclass

from qa.web.render.text import clip, escape
from qa.web.route_table import FOLLOWING, path_to
from qa.web.translations import Say

ADDRESS_LIMIT = 4000
TITLE_LIMIT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ClippedPage:
    """A page that a reader wants to add.

    Attributes:
        address: http(s).
        title: "" where it has none.
    """

    address: str
    title: str = ""


def clipped_page(address: str, title: str) -> ClippedPage | None:
    """Return the page that the address of our page names; None where that is no http(s) address."""
    if not address.startswith(("http://", "https://")) or len(address) > ADDRESS_LIMIT:
        return None
    return ClippedPage(address=address, title=clip(title, TITLE_LIMIT))


def adding_forms(say: Say, clipped: ClippedPage | None = None) -> str:
    """Return the two forms, folded up, and the way to the feeds; with what was clipped, the form for it is open."""
    title, address = (clipped.title, clipped.address) if clipped else ("", "")
    what = escape(say("clip_from", title=title or address)) if clipped else ""
    source = f'<p dir="auto"><strong>{what}</strong></p>' if clipped else ""
    feed = escape(path_to(FOLLOWING, query={"address": address} if address else None))
    instead = f'<a href="{feed}">{escape(say("clip_follow"))}</a>' if clipped else ""
    return (
        f'<details class="adding" id="paste"><summary>{escape(say("paste_summary"))}</summary><form class="correcting">'
        f"{_field('paste-title', 'title', say('correct_headline'), value=title)}"
        f"{_field('paste-outlet', 'outlet', say('correct_outlet'))}"
        f"{_field('paste-day', 'published', say('correct_published'), 'date')}"
        f'<p><label for="paste-text">{escape(say("paste_text"))}</label>'
        f'<textarea id="paste-text" name="text" rows="8" dir="auto" required></textarea></p>'
        f'<p class="actions"><button class="primary">{escape(say("add"))}</button></p></form></details>'
        f'<details class="adding" id="fetch"{" open" if clipped else ""}><summary>{escape(say("fetch_summary"))}</summary>'
        f'<form class="correcting">{source}'
        f"{_field('fetch-address', 'address', say('fetch_address'), 'url', required=True, value=address)}"
        f'<p class="quiet">{escape(say("fetch_how"))}</p>'
        f'<p class="actions"><button class="primary">{escape(say("fetch_start"))}</button>{instead}</p></form></details>'
        f'<p class="adding"><a href="{path_to(FOLLOWING)}">{escape(say("following_link"))}</a></p>'
    )


def _field(field_id: str, name: str, label: str, kind: str = "text", *, required: bool = False, value: str = "") -> str:
    needed = " required" if required else ""
    limit = ADDRESS_LIMIT if kind == "url" else 1000
    return (
        f'<p><label for="{field_id}">{escape(label)}</label>'
        f'<input id="{field_id}" name="{name}" type="{kind}" dir="auto" maxlength="{limit}" value="{escape(value)}"{needed}></p>'
    )
