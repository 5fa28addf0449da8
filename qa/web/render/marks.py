"""Stars, tags and notes: of an article below its text; of a quote beside it, below its article and on the page of collections."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa.desk.values import STARRED, TAG_SIGN, Collection, Marks
from qa.service.desk import MarkedQuote
from qa.web.render.article import Span
from qa.web.render.desk import NOTE_LIMIT, Sent, button, form, note_html, quoted_html
from qa.web.render.text import clip, escape
from qa.web.route_table import COLLECTION, MARKS, path_to
from qa.web.translations import Say


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleMarks:
    """What is shown of an article.

    Attributes:
        collections: those that have it.
        others: names of all collections, to choose from.
        quotes: its quotes that have marks of their own.
    """

    article: str
    marks: Marks
    collections: Sequence[Collection]
    others: Sequence[str] = ()
    quotes: Sequence[MarkedQuote] = ()

    @property
    def places(self) -> tuple[Span, ...]:
        """Where in the present text those quotes are."""
        cited = [one.quote.citation for one in self.quotes if one.quote and one.state == "same"]
        return tuple(Span(one.start, one.end) for one in cited if one.field == "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """What is marked.

    Attributes:
        sent: what names it in each request.
        name: what the ids of its buttons begin with, "" for the article of the page.
    """

    sent: Sent
    name: str = ""

    def button(self, text: str, sent: Sent, *, name: str, label: str = "") -> str:
        return button(path_to(MARKS), text, {**self.sent, **sent}, name=f"{self.name}{name}", label=label)

    def form(self, fields: str, text: str, what: str, *, kind: str = "find") -> str:
        return form(path_to(MARKS), fields, text, {**self.sent, "do": what}, name=f"{self.name}mark-{what}", kind=kind)


def marks_section(shown: ArticleMarks, say: Say, *, administer: bool, collecting: bool) -> str:
    """Return the sections of an article's page about its marks and those of its quotes, where there are or can be any.

    Args:
        administer, collecting: as in `marks_html`.
    """
    inner = marks_html(shown, say, administer=administer, collecting=collecting)
    quotes = marked_quotes_html(shown.quotes, say, administer=administer)
    if quotes:
        name = escape(say("marked_quotes"))
        quotes = f'<section class="marks" aria-label="{name}"><h3>{name}</h3>{quotes}</section>'
    if not inner:
        return quotes
    return f'<section class="marks" data-region aria-label="{escape(say("marks"))}">{inner}</section>{quotes}'


def marks_html(shown: ArticleMarks, say: Say, *, administer: bool, collecting: bool) -> str:
    """Return the content of the section about an article's own marks.

    Args:
        administer: whether its reader may change them.
        collecting: whether they may change collections and dossiers too, which are everybody's.
    """
    target = _Target(sent={"target": shown.article})
    within = [
        _labelled(one.name, path_to(COLLECTION, one.id), _leave(target, one, say) if collecting else "")
        for one in shown.collections
    ]
    if not administer:
        return _marks(target, shown.marks, say, administer=False, more=within)
    if not collecting:
        fold = _fold(target, shown.marks, say("mark_quote_how"), say)
        return _marks(target, shown.marks, say, administer=True, more=within) + fold
    pin = target.button(say("pin_headline"), {"do": "pin"}, name="mark-pin")
    names = "".join(f'<option value="{escape(name)}"></option>' for name in shown.others)
    collections = (
        f"{_field(target, 'collect', say('collection'), say, ' list=known-collections')}"
        f'<datalist id="known-collections">{names}</datalist>'
    )
    fold = _fold(target, shown.marks, say("mark"), say, collections)
    return _marks(target, shown.marks, say, administer=True, tool=pin, more=within) + fold


def quote_marks_html(quote: MarkedQuote, say: Say, *, administer: bool) -> str:
    """Return the marks of a quote with what changes them; and, for the answer that quotes it, in a template what it shows."""
    target = _Target(sent={"target": quote.target, "sha256": quote.sha256}, name=f"{quote.target}-")
    shown = _marks(target, quote.marks, say, administer=administer)
    if administer:
        shown += _fold(target, quote.marks, say("mark_quote_how"), say)
    return f"{shown}<template>{own_marks_html(quote.marks, say)}</template>"


def marked_quotes_html(quotes: Iterable[MarkedQuote], say: Say, *, administer: bool) -> str:
    """Return quotes with their marks and places, as a list; "" where there are none."""
    items = "".join(
        f"<li>{quoted_html(one.quote, one.state, say) if one.quote else _lost(one, say)}"
        f'<div class="marks" data-region>{quote_marks_html(one, say, administer=administer)}</div></li>'
        for one in quotes
    )
    return f'<ul class="entries marked-quotes">{items}</ul>' if items else ""


def own_marks_html(marks: Marks, say: Say) -> str:
    """Return the marks of a quote as its answer shows them, with everybody's; "" where there are none."""
    star = f'<span class="star" title="{escape(say("starred"))}">{STARRED}</span>' if marks.starred else ""
    row = " ".join(part for part in (star, *map(_tagged, marks.tags)) if part)
    return f"{f'<p>{row}</p>' if row else ''}{note_html(marks.note)}{_everybodys(marks, say)}"


def _everybodys(marks: Marks, say: Say) -> str:
    """Return what a user sees that is everybody's, and is not changed here; "" where there is nothing."""
    if not marks.everybodys:
        return ""
    star = f'<span class="label">{STARRED}</span>' if marks.everybodys.starred else ""
    row = " ".join(part for part in (star, *map(_tagged, marks.everybodys.tags)) if part)
    return f'<p class="quiet">{escape(say("everybodys_marks"))} {row}</p>{note_html(marks.everybodys.note)}'


def _tagged(tag: str) -> str:
    return _labelled(f"{TAG_SIGN}{tag}", path_to(COLLECTION, f"{TAG_SIGN}{tag}"))


def _lost(quote: MarkedQuote, say: Say) -> str:
    warning = f'<p class="warning" role="note">{escape(say("quote_missing"))}</p>'
    return f'<p class="source"><code>{escape(quote.target)}</code></p>{warning}'


def _marks(
    target: _Target, marks: Marks, say: Say, *, administer: bool, tool: str = "", more: Sequence[str] = ()
) -> str:
    """Return star, tags and note; `tool` and `more` are HTML, of a further button and of further labels."""
    tags = [
        _labelled(
            f"{TAG_SIGN}{tag}",
            path_to(COLLECTION, f"{TAG_SIGN}{tag}"),
            _untag(target, tag, number, say) if administer else "",
        )
        for number, tag in enumerate(marks.tags)
    ]
    chips, note = " ".join([*tags, *more]), note_html(marks.note) + _everybodys(marks, say)
    if not administer:
        star = f'<span class="label">{STARRED}</span>' if marks.starred else ""
        return "".join(part for part in (star, chips, note) if part)
    what, sign = ("unstar", "★") if marks.starred else ("star", "☆")
    star = target.button(f"{sign} {say(what)}", {"do": what}, name="mark-star")
    return f'<p class="row">{star}{tool} {chips}</p>{note}'


def _labelled(text: str, address: str, tool: str = "") -> str:
    return f'<span class="label"><a href="{escape(address)}" dir="auto">{escape(clip(text, 60))}</a>{tool}</span>'


def _untag(target: _Target, tag: str, number: int, say: Say) -> str:
    label = f"{say('remove')}: {TAG_SIGN}{tag}"
    return target.button("×", {"do": "untag", "text": tag}, name=f"untag-{number}", label=label)


def _leave(target: _Target, collection: Collection, say: Say) -> str:
    label = f"{say('take_out')}: {collection.name}"
    return target.button("×", {"do": "leave", "text": collection.id}, name=f"leave-{collection.id}", label=label)


def _fold(target: _Target, marks: Marks, summary: str, say: Say, more: str = "") -> str:
    """Return the forms for a tag and the note, folded; `more` is HTML, of a form between them."""
    note = (
        f'<label>{escape(say("note"))} <textarea name="text" rows="3" maxlength="{NOTE_LIMIT}" dir="auto">'
        f"{escape(marks.note)}</textarea></label>"
    )
    writing = target.form(note, say("save"), "note", kind="writing")
    return f"<details><summary>{escape(summary)}</summary>{_field(target, 'tag', say('tag'), say)}{more}{writing}</details>"


def _field(target: _Target, what: str, text: str, say: Say, attributes: str = "") -> str:
    box = f'<label>{escape(text)} <input name="text" required maxlength="120"{attributes}></label>'
    return target.form(box, say("add"), what)
