"""The panels next to the conversation: the filters of the question, and the list of earlier conversations."""

from collections.abc import Sequence

from qa.service.exchange import Summary
from qa.web.render.charts import Bar, histogram
from qa.web.render.text import clip, counted, day, escape, figure, period
from qa.web.translations import ENGLISH_WORDS, Say

OUTLETS = 200

_SVG = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>'
_ICONS = {
    "rename": _SVG.format("M2.5 13.5l.8-3.3 7.6-7.6a1.1 1.1 0 0 1 1.6 0l.9.9a1.1 1.1 0 0 1 0 1.6l-7.6 7.6z"),
    "share": _SVG.format("M8 10V2M5 4.5L8 1.5l3 3M4.5 7h-2v7h11V7h-2"),
    "delete": _SVG.format("M2.5 4.5h11M6 4.5V2.5h4v2M4 4.5l.7 9h6.6l.7-9M6.8 7v4.2M9.2 7v4.2"),
}
"""A pencil, an arrow out of a box and a bin, drawn: not every computer has their characters."""


def filters_html(
    outlets: Sequence[tuple[str, int]],
    days: Sequence[tuple[str, int]],
    say: Say = ENGLISH_WORDS,
    *,
    collections: Sequence[str] = (),
) -> str:
    """Return the choice of outlets, days and, by their names, collections; the page's script marks what is chosen."""
    choices = "".join(
        f'<label><input type="checkbox" name="outlet" value="{escape(name)}"> <span dir="auto">{escape(clip(name, 80))}</span>'
        f' <span class="count">{figure(number, say)}</span></label>'
        for name, number in outlets[:OUTLETS]
    )
    return (
        f"<fieldset><legend>{escape(say('filter_outlets'))}</legend>"
        f'<div class="outlets">{choices or _none(say("no_outlets"))}</div></fieldset>'
        f"<fieldset><legend>{escape(say('filter_dates'))}</legend>{_days(days, say)}</fieldset>{_collections(collections, say)}"
    )


def _collections(names: Sequence[str], say: Say) -> str:
    if not names:
        return ""
    options = "".join(f'<option value="{escape(name)}">{escape(clip(name, 80))}</option>' for name in names)
    name, every = escape(say("collection")), escape(say("all_articles"))
    return (
        f'<fieldset><legend>{name}</legend><select name="collection" aria-label="{name}">'
        f'<option value="">{every}</option>{options}</select></fieldset>'
    )


def conversations_html(found: Sequence[Summary], current: str, say: Say, *, searched: bool) -> str:
    """Return the list of a reader's conversations."""
    if not found:
        return f'<p class="quiet">{escape(say("none_found" if searched else "none_yet"))}</p>'
    lines = "".join(_line(one, say, current=one.id == current) for one in found)
    return f"<ul>{lines}</ul>"


def _line(one: Summary, say: Say, *, current: bool) -> str:
    shared = f" · {escape(say('shared'))}" if one.shared else ""
    return (
        f'<li data-conversation="{escape(one.id)}"{" class=current" if current else ""}>'
        f'<button type="button" class="open"{" aria-current=true" if current else ""}>'
        f'<span class="title" dir="auto">{escape(clip(one.title, 120))}</span> '
        f'<span class="when">{day(one.updated, say)} · {counted(one.questions, "question", say)}{shared}</span></button>'
        f"{''.join(_icon(kind, one, say) for kind in _ICONS)}</li>"
    )


def _icon(kind: str, one: Summary, say: Say) -> str:
    name = escape(f"{say(kind)}: {clip(one.title, 60)}")
    return f'<button type="button" class="{kind}" aria-label="{name}">{_ICONS[kind]}</button>'


def _days(days: Sequence[tuple[str, int]], say: Say) -> str:
    shown = histogram(days, 48)
    if not shown:
        return _none(say("no_dates"))
    top = max(bar.articles for bar in shown)
    columns = "".join(
        f'<button type="button" class="bar" data-since="{bar.since}" data-until="{bar.until}" aria-pressed="false"'
        f'{"" if bar.articles else " disabled"} tabindex="{0 if number == 0 else -1}" '
        f'aria-label="{_named(bar, say)}" title="{_named(bar, say)}">'
        f'<span style="height:{max(100 * bar.articles / top, 4 if bar.articles else 0):.0f}%"></span></button>'
        for number, bar in enumerate(shown)
    )
    first, last = shown[0].since, shown[-1].until
    return (
        f'<div class="histogram" role="group" aria-label="{escape(say("histogram_label"))}">{columns}</div>'
        f'<div class="range"><label>{escape(say("since_field"))} '
        f'<input type="date" name="since" min="{first}" max="{last}"></label> '
        f'<label>{escape(say("until_field"))} <input type="date" name="until" min="{first}" max="{last}"></label></div>'
    )


def _named(bar: Bar, say: Say) -> str:
    return escape(f"{period(bar.since, bar.until, say)}: {counted(bar.articles, 'article', say)}")


def _none(text: str) -> str:
    return f'<p class="quiet">{escape(text)}</p>'
