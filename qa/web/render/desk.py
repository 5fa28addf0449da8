"""Parts of pages about what readers add themselves: buttons and forms that change it, marks of an article, entries of a dossier.

A form or a button says in `data-post` where the page's script sends what; what the server answers replaces the content of the
element around it that has `data-region`, so the pages need no script of their own for each of them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.desk.values import STARRED, TAG_SIGN, Collection, Dossier, Marks
from qa.service.desk import ShownEntry
from qa.web.render.article import Reference, Span
from qa.web.render.text import clip, day, escape
from qa.web.route_table import COLLECTION, DOSSIER_CHANGE, MARKS, path_to
from qa.web.translations import Say

Sent = Mapping[str, object]
"""What a button or a form sends."""

NOTE_LIMIT = 4000
"""Characters of a note that the page sends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleMarks:
    """What is shown of an article.

    Attributes:
        collections: those that have it.
        others: names of all collections, to choose from.
    """

    article: str
    marks: Marks
    collections: Sequence[Collection]
    others: Sequence[str] = ()


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
    """Return a form that sends its fields and `sent`; `fields` is HTML."""
    body = escape(json.dumps(sent, ensure_ascii=False))
    return (
        f'<form class="{kind}" id="{escape(name)}" data-post="{escape(path)}" data-send="{body}">{fields}'
        f"<button>{escape(text)}</button></form>"
    )


def marks_section(shown: ArticleMarks, say: Say, *, administer: bool) -> str:
    """Return the section of an article's page about its marks; "" where there are none, and none can be made."""
    inner = marks_html(shown, say, administer=administer)
    if not inner:
        return ""
    name = escape(say("marks"))
    return f'<section class="marks" data-region aria-label="{name}">{inner}</section>'


def marks_html(shown: ArticleMarks, say: Say, *, administer: bool) -> str:
    """Return the content of that section."""
    marks, article = shown.marks, shown.article
    tags = [
        _labelled(
            f"{TAG_SIGN}{tag}",
            path_to(COLLECTION, f"{TAG_SIGN}{tag}"),
            _untag(article, tag, number, say) if administer else "",
        )
        for number, tag in enumerate(marks.tags)
    ]
    within = [
        _labelled(one.name, path_to(COLLECTION, one.id), _leave(article, one, say) if administer else "")
        for one in shown.collections
    ]
    star = f'<span class="label">{STARRED}</span>' if marks.starred and not administer else ""
    if administer:
        what = "unstar" if marks.starred else "star"
        star = button(
            path_to(MARKS),
            f"{'★' if marks.starred else '☆'} {say(what)}",
            {"target": article, "do": what},
            name="mark-star",
        )
        pin = {"target": article, "do": "pin"}
        star += button(path_to(MARKS), say("pin_headline"), pin, name="mark-pin")
    chips = " ".join([*tags, *within])
    note = "".join(f'<p class="own" dir="auto">{escape(line)}</p>' for line in marks.note.split("\n") if line.strip())
    if not administer:
        return "".join(part for part in (star, chips, note) if part)
    return f'<p class="row">{star} {chips}</p>{note}{_marking(shown, say)}'


def _labelled(text: str, address: str, tool: str) -> str:
    return f'<span class="label"><a href="{escape(address)}" dir="auto">{escape(clip(text, 60))}</a>{tool}</span>'


def _untag(article: str, tag: str, number: int, say: Say) -> str:
    sent: Sent = {"target": article, "do": "untag", "text": tag}
    return button(path_to(MARKS), "×", sent, name=f"untag-{number}", label=f"{say('remove')}: {TAG_SIGN}{tag}")


def _leave(article: str, collection: Collection, say: Say) -> str:
    sent: Sent = {"target": article, "do": "leave", "text": collection.id}
    return button(
        path_to(MARKS), "×", sent, name=f"leave-{collection.id}", label=f"{say('take_out')}: {collection.name}"
    )


def _marking(shown: ArticleMarks, say: Say) -> str:
    def field(what: str, text: str, attributes: str = "") -> str:
        box = f'<label>{escape(text)} <input name="text" required maxlength="120"{attributes}></label>'
        return form(path_to(MARKS), box, say("add"), {"target": shown.article, "do": what}, name=f"mark-{what}")

    names = "".join(f'<option value="{escape(name)}"></option>' for name in shown.others)
    note = (
        f'<label>{escape(say("note"))} <textarea name="text" rows="3" maxlength="{NOTE_LIMIT}" dir="auto">'
        f"{escape(shown.marks.note)}</textarea></label>"
    )
    written = form(
        path_to(MARKS), note, say("save"), {"target": shown.article, "do": "note"}, name="mark-note", kind="writing"
    )
    return (
        f"<details><summary>{escape(say('mark'))}</summary>{field('tag', say('tag'))}"
        f"{field('collect', say('collection'), ' list=known-collections')}"
        f'<datalist id="known-collections">{names}</datalist>{written}</details>'
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
    note = "".join(f'<p class="own" dir="auto">{escape(line)}</p>' for line in entry.note.split("\n") if line.strip())
    body = f"{_quote(shown, say) if entry.quote else ''}{note}"
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


def _quote(shown: ShownEntry, say: Say) -> str:
    quote = shown.entry.quote
    if quote is None:
        return ""
    citation = quote.citation
    article = citation.article
    reference = Reference(Span(citation.start, citation.end), (), citation.sha256, citation.field)
    facts = " · ".join(
        part for part in (article.outlet and clip(article.outlet, 60), day(article.published, say)) if part
    )
    title = escape(clip(article.title, 200)) or "…"
    if shown.state in {"same", "changed"}:
        title = f'<a class="desk" href="{escape(reference.address(article.id))}">{title}</a>'
    state = "" if shown.state == "same" else f'<p class="warning" role="note">{escape(say(f"quote_{shown.state}"))}</p>'
    return (
        f'<blockquote dir="auto"><p>{escape(quote.text)}</p></blockquote>'
        f'<p class="source" dir="auto">{title}{f" <span class=quiet>{escape(facts)}</span>" if facts else ""}</p>{state}'
    )
