"""Parts of pages about what readers add themselves: buttons and forms that change it, entries of a dossier.

A form or a button says in `data-post` where the page's script sends what; what the server answers replaces the content of the
element around it that has `data-region`, so the pages need no script of their own for each of them.
"""

import json
from collections.abc import Mapping, Sequence

from qa.desk.values import Dossier, PinnedQuote
from qa.service.desk import ShownEntry
from qa.web.render.article import Reference, Span
from qa.web.render.text import clip, day, escape
from qa.web.route_table import DOSSIER_CHANGE, path_to
from qa.web.translations import Say

Sent = Mapping[str, object]
"""What a button or a form sends."""

NOTE_LIMIT = 4000
"""Characters of a note that the page sends."""


def button(path: str, text: str, sent: Sent, *, name: str, label: str = "", kind: str = "") -> str:
    """Return a button that sends something.

    Args:
        name: its id, by which it gets the focus again.
        label: for assistive technology, where `text` is not enough.
        kind: its CSS class.
    """
    labelled = f' aria-label="{escape(label)}" title="{escape(label)}"' if label else ""
    body = escape(json.dumps(sent, ensure_ascii=False))
    return (
        f'<button type="button" id="{escape(name)}"{f" class={kind}" if kind else ""} data-post="{escape(path)}" '
        f'data-send="{body}"{labelled}>{escape(text)}</button>'
    )


def form(path: str, fields: str, text: str, sent: Sent, *, name: str, kind: str = "find") -> str:
    """Return a form that sends its fields and `sent`; `fields` is HTML. Of kind `find`, its button is the page's main one."""
    body = escape(json.dumps(sent, ensure_ascii=False))
    primary = ' class="primary"' if "find" in kind.split() else ""
    return (
        f'<form class="{kind}" id="{escape(name)}" data-post="{escape(path)}" data-send="{body}">{fields}'
        f"<button{primary}>{escape(text)}</button></form>"
    )


def dossier_html(dossier: Dossier, entries: Sequence[ShownEntry], say: Say, *, administer: bool) -> str:
    """Return the entries of a dossier, and the form for another note."""
    last = len(entries) - 1
    items = "".join(_entry(dossier, one, at, last, say, administer=administer) for at, one in enumerate(entries))
    listed = f'<ol class="entries">{items}</ol>' if items else f'<p class="quiet">{escape(say("dossier_empty"))}</p>'
    if not administer:
        return listed
    note = (
        f'<label>{escape(say("note"))} <textarea name="text" rows="3" maxlength="{NOTE_LIMIT}" required dir="auto">'
        "</textarea></label>"
    )
    return listed + form(
        path_to(DOSSIER_CHANGE, dossier.id), note, say("add_note"), {"do": "write"}, name="dossier-note", kind="writing"
    )


def _entry(dossier: Dossier, shown: ShownEntry, at: int, last: int, say: Say, *, administer: bool) -> str:
    entry = shown.entry
    body = f"{quoted_html(entry.quote, shown.state, say) if entry.quote else ''}{note_html(entry.note)}"
    if not administer:
        return f"<li>{body}</li>"
    path, name = path_to(DOSSIER_CHANGE, dossier.id), say("entry", number=at + 1)
    tools = [
        button(
            path,
            sign,
            {"do": "move", "entry": entry.id, "to": at + by},
            name=f"{what}-{entry.id}",
            label=f"{say(what)}: {name}",
        )
        for sign, what, by in (("↑", "move_up", -1), ("↓", "move_down", 1))
        if 0 <= at + by <= last
    ]
    tools.append(
        button(
            path,
            say("remove"),
            {"do": "remove", "entry": entry.id},
            name=f"remove-{entry.id}",
            label=f"{say('remove')}: {name}",
        )
    )
    box = (
        f'<textarea name="text" rows="3" maxlength="{NOTE_LIMIT}" aria-label="{escape(say("note"))}" dir="auto">'
        f"{escape(entry.note)}</textarea>"
    )
    sent: Sent = {"do": "annotate", "entry": entry.id}
    editing = form(path, box, say("save"), sent, name=f"note-{entry.id}", kind="writing")
    edit = f"<details><summary>{escape(say('edit_note' if entry.note else 'add_note'))}</summary>{editing}</details>"
    return f'<li tabindex="-1" aria-label="{escape(name)}">{body}<div class="tools">{"".join(tools)}{edit}</div></li>'


def quoted_html(quote: PinnedQuote, state: str, say: Say) -> str:
    """Return a quote with its source, which links to its place, and what became of it since; `state` is of a `ShownEntry`."""
    citation = quote.citation
    article = citation.article
    reference = Reference(Span(citation.start, citation.end), (), citation.sha256, citation.field)
    facts = " · ".join(
        part for part in (article.outlet and clip(article.outlet, 60), day(article.published, say)) if part
    )
    title = escape(clip(article.title, 200)) or "…"
    if state in {"same", "changed"}:
        title = f'<a class="desk" href="{escape(reference.address(article.id))}">{title}</a>'
    became = "" if state == "same" else f'<p class="warning" role="note">{escape(say(f"quote_{state}"))}</p>'
    return (
        f'<blockquote dir="auto"><p>{escape(quote.text)}</p></blockquote>'
        f'<p class="source" dir="auto">{title}{f" <span class=quiet>{escape(facts)}</span>" if facts else ""}</p>{became}'
    )


def note_html(note: str) -> str:
    """Return a reader's own note, a paragraph for each line."""
    return "".join(f'<p class="own" dir="auto">{escape(line)}</p>' for line in note.split("\n") if line.strip())
