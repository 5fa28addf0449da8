"""Ways to add an article without a file, on the page of articles: pasting its text, and naming its address."""

from qa.web.render.text import escape
from qa.web.translations import Say


def adding_forms(say: Say) -> str:
    """Return the two forms, folded up."""
    return (
        f'<details class="adding" id="paste"><summary>{escape(say("paste_summary"))}</summary><form class="correcting">'
        f"{_field('paste-title', 'title', say('correct_headline'))}{_field('paste-outlet', 'outlet', say('correct_outlet'))}"
        f"{_field('paste-day', 'published', say('correct_published'), 'date')}"
        f'<p><label for="paste-text">{escape(say("paste_text"))}</label>'
        f'<textarea id="paste-text" name="text" rows="8" dir="auto" required></textarea></p>'
        f'<p class="actions"><button class="primary">{escape(say("add"))}</button></p></form></details>'
        f'<details class="adding" id="fetch"><summary>{escape(say("fetch_summary"))}</summary><form class="correcting">'
        f"{_field('fetch-address', 'address', say('fetch_address'), 'url', required=True)}"
        f'<p class="quiet">{escape(say("fetch_how"))}</p>'
        f'<p class="actions"><button class="primary">{escape(say("fetch_start"))}</button></p></form></details>'
    )


def _field(field_id: str, name: str, label: str, kind: str = "text", *, required: bool = False) -> str:
    needed = " required" if required else ""
    return (
        f'<p><label for="{field_id}">{escape(label)}</label>'
        f'<input id="{field_id}" name="{name}" type="{kind}" dir="auto" maxlength="1000"{needed}></p>'
    )
