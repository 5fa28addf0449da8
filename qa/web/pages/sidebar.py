"""The panels next to the conversation: the filters of the question, and the list of earlier conversations."""

from collections.abc import Sequence

from qa.service.exchange import Summary
from qa.web.render.charts import histogram
from qa.web.render.text import clip, count, counted, day, escape
from qa.web.translations import Say

OUTLETS = 200


def filters_html(outlets: Sequence[tuple[str, int]], days: Sequence[tuple[str, int]]) -> str:
    """Return the choice of outlets and days; the page's script marks what is chosen."""
    choices = "".join(
        f'<label><input type="checkbox" name="outlet" value="{escape(name)}"> <span dir="auto">{escape(clip(name, 80))}</span>'
        f' <span class="count">{number:,}</span></label>'
        for name, number in outlets[:OUTLETS]
    )
    return (
        f'<fieldset><legend>Outlets</legend><div class="outlets">{choices or _none("No article has an outlet.")}</div></fieldset>'
        f"<fieldset><legend>Dates</legend>{_days(days)}</fieldset>"
    )


def conversations_html(found: Sequence[Summary], current: str, say: Say, *, searched: bool) -> str:
    """Return the list of a reader's conversations."""
    if not found:
        return f'<p class="quiet">{escape(say("none_found" if searched else "none_yet"))}</p>'
    lines = "".join(
        f'<li data-conversation="{escape(one.id)}"{" class=current" if one.id == current else ""}>'
        f'<button type="button" class="open"{" aria-current=true" if one.id == current else ""}>'
        f'<span class="title" dir="auto">{escape(clip(one.title, 120))}</span> '
        f'<span class="when">{day(one.updated, say)} · {counted(one.questions, "question", say)}</span></button>'
        f"{_icon('rename', '✎', one, say)}{_icon('delete', '🗑', one, say)}</li>"
        for one in found
    )
    return f"<ul>{lines}</ul>"


def _icon(kind: str, sign: str, one: Summary, say: Say) -> str:
    name = escape(f"{say(kind)}: {clip(one.title, 60)}")
    return f'<button type="button" class="{kind}" aria-label="{name}">{sign}</button>'


def _days(days: Sequence[tuple[str, int]]) -> str:
    shown = histogram(days, 48)
    if not shown:
        return _none("No article has a date.")
    top = max(bar.articles for bar in shown)
    columns = "".join(
        f'<button type="button" class="bar" data-since="{bar.since}" data-until="{bar.until}" aria-pressed="false"'
        f'{"" if bar.articles else " disabled"} tabindex="{0 if number == 0 else -1}" '
        f'aria-label="{_named(bar.since, bar.until)}: {count(bar.articles, "article")}" '
        f'title="{_named(bar.since, bar.until)}: {count(bar.articles, "article")}">'
        f'<span style="height:{max(100 * bar.articles / top, 4 if bar.articles else 0):.0f}%"></span></button>'
        for number, bar in enumerate(shown)
    )
    first, last = shown[0].since, shown[-1].until
    return (
        f'<div class="histogram" role="group" aria-label="Articles a day; choose one, or with Shift a range">{columns}</div>'
        f'<div class="range"><label>From <input type="date" name="since" min="{first}" max="{last}"></label> '
        f'<label>to <input type="date" name="until" min="{first}" max="{last}"></label></div>'
    )


def _named(since: str, until: str) -> str:
    return f"{day(since)}" if since == until else f"{day(since)} – {day(until)}"


def _none(text: str) -> str:
    return f'<p class="quiet">{text}</p>'
