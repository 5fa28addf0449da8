"""A timeline as the page shows it: a plot of who wrote when and on which days the events are, and the events as a list.

The plot is SVG without a view box: horizontal positions are percentages and sizes are pixels, so that its labels stay
readable at any
width. Its dots are links, so it is a labelled group and not one image: screen readers cannot reach links inside an image.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from corpus.article import text_hash
from qa.news.views.timeline import Event, Report, Timeline
from qa.web.render.article import Reference, Span
from qa.web.render.text import clip, collapsible_list, counted, day, escape, figure
from qa.web.translations import ENGLISH_WORDS, Say

KEY_EVENTS = 6
"""Events that are not collapsed."""

REPORTS_SHOWN = 6
REPORTS_LINKED = 24
TEXT_SHOWN = 400
"""Characters of an event's sentence; its links lead to the whole."""

ROWS = 8
"""Outlets that have a row of their own in the plot."""

NEAR = timedelta(days=45)
"""Events further from the articles than this are only in the list."""


class Printed(Protocol):
    """What the plot needs to know of an article."""

    @property
    def id(self) -> str:
        """Id."""

    @property
    def title(self) -> str:
        """Headline."""

    @property
    def outlet(self) -> str | None:
        """Name of the outlet."""

    @property
    def published(self) -> str | None:
        """ISO day or moment."""


@dataclass(frozen=True, slots=True)
class _Dot:
    article_id: str
    title: str
    outlet: str
    day: date


_TOP = 34  # pixels: the row of events
_ROW = 42
_LABEL = 15
_DOT = 24
_FOOT = 20
_DOT_DISTANCE = 11  # between two dots of one day
_MARGIN = 4.0  # per cent on both sides
_LARGEST = 11.0
_UNEVEN = 15  # days; in longer periods ticks may be a day off unnoticed


def timeline_svg(timeline: Timeline, articles: Sequence[Printed] | None = None, say: Say = ENGLISH_WORDS) -> str:
    """Return the plot: days from left to right, a row for each outlet with a dot for each article, above them marks for events.

    Args:
        timeline: its events are marked.
        articles: shown as dots; None for the articles that report the events.
        say: words of the reader's language.
    """
    dots = _dots(timeline, articles, say)
    if not dots:
        return ""
    first, last = min(dot.day for dot in dots), max(dot.day for dot in dots)
    near = [event for event in timeline.events if _is_near(event, first, last)]
    scale = _Scale(min([first, *(event.first for event in near)]), max([last, *(event.last for event in near)]))
    rows = _rows(dots, say)
    marks = "".join(_mark(events, scale, say) for events in _by_days(near))
    drawn = "".join(_row(number, outlet, own, scale, say) for number, (outlet, own) in enumerate(rows.items()))
    height = _TOP + _ROW * len(rows)
    label = _label(dots, near, len(timeline.events) - len(near), say)
    legend = (
        f'<figcaption><span class="key-dot" aria-hidden="true"></span> {escape(say("article"))} '
        f'<span class="key-mark" aria-hidden="true"></span> {escape(say("event"))}</figcaption>'
    )
    return (
        f'<figure class="when-plot"><svg class="when" role="group" aria-label="{escape(label)}" width="100%" '
        f'height="{height + _FOOT}">{_ticks(scale, height, say)}{marks}{drawn}</svg>{legend}</figure>'
    )


def shown_day(one: date, size: int, say: Say) -> str:
    """Return a day as `7 Dec 2023`, `Dec 2023` or `2023`."""
    whole = f"{one.day} {say('months').split()[one.month - 1]} {one.year}"
    return {10: whole, 7: whole.partition(" ")[2], 4: str(one.year)}[size]


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    def at(self, one: date) -> float:
        """Return the horizontal position of a day, in per cent."""
        days = (self.last - self.first).days
        return 50.0 if not days else _MARGIN + (100 - 2 * _MARGIN) * (one - self.first).days / days

    @property
    def ticks(self) -> list[date]:
        """Days to label, the first and last among them."""
        days = (self.last - self.first).days
        if not days:
            return [self.first]
        steps = next(some for some in (3, 2, 1) if days % some == 0 or days > _UNEVEN)
        return [self.first + timedelta(days=round(days * number / steps)) for number in range(steps + 1)]


def _dots(timeline: Timeline, articles: Sequence[Printed] | None, say: Say) -> list[_Dot]:
    found: dict[str, _Dot] = {}
    if articles is None:
        reports = (report for event in timeline.events for report in event.reports)
        printed = ((one.article_id, one.title, one.outlet, one.published) for one in reports)
    else:
        printed = ((one.id, one.title, one.outlet, one.published) for one in articles)
    for article_id, title, outlet, published in printed:
        when = _date(published)
        if when:
            found.setdefault(article_id, _Dot(article_id, title, outlet or say("no_outlet"), when))
    return sorted(found.values(), key=lambda dot: (dot.day, dot.article_id))


def _rows(dots: Sequence[_Dot], say: Say) -> dict[str, list[_Dot]]:
    """Return the dots by outlet, the earliest outlet on top; outlets with the fewest articles share the last row."""
    by_outlet: dict[str, list[_Dot]] = defaultdict(list)
    for dot in dots:
        by_outlet[dot.outlet].append(dot)
    if len(by_outlet) <= ROWS:
        return by_outlet
    most = sorted(by_outlet, key=lambda outlet: -len(by_outlet[outlet]))[: ROWS - 1]
    rows = {outlet: own for outlet, own in by_outlet.items() if outlet in most}
    rest = [dot for dot in dots if dot.outlet not in rows]
    rows[counted(len(by_outlet) - len(rows), "other_outlet", say)] = rest
    return rows


def _is_near(event: Event, first: date, last: date) -> bool:
    narrow = event.precision in {"day", "week"}
    return (
        narrow
        and event.last.toordinal() >= first.toordinal() - NEAR.days
        and (event.first.toordinal() <= last.toordinal() + NEAR.days)
    )


def _by_days(events: Sequence[Event]) -> list[list[Event]]:
    """Return the events in groups of the same days."""
    by_days: dict[tuple[date, date], list[Event]] = defaultdict(list)
    for event in events:
        by_days[event.first, event.last].append(event)
    return list(by_days.values())


def _mark(events: Sequence[Event], scale: _Scale, say: Say) -> str:
    """Return events of the same days as a diamond, larger for more events, with a bar where they take several days."""
    event = events[0]
    words = f"{shown_day(event.first, 10, say)}: {clip(event.text, 160)}"
    if len(events) > 1:
        words += f" (+ {len(events) - 1:,})"
    half = min(5 + 1.5 * math.sqrt(len(events)), _LARGEST)
    start, end = scale.at(event.first), scale.at(event.last)
    bar = (
        f'<rect class="span" x="{start:.2f}%" y="15" width="{end - start:.2f}%" height="4"></rect>'
        if end > start
        else ""
    )
    return (
        f'{bar}<svg x="{(start + end) / 2:.2f}%" y="17" overflow="visible">'
        f'<path class="event" d="M0 {-half:.1f} {half:.1f} 0 0 {half:.1f} {-half:.1f} 0z">'
        f"<title>{escape(words)}</title></path></svg>"
    )


def _row(number: int, outlet: str, dots: Sequence[_Dot], scale: _Scale, say: Say) -> str:
    top = _TOP + _ROW * number
    drawn_of_day: dict[date, int] = defaultdict(int)
    drawn = []
    for dot in dots:
        shift = drawn_of_day[dot.day] * _DOT_DISTANCE * (-1 if scale.at(dot.day) > 50 else 1)
        drawn_of_day[dot.day] += 1
        words = f"{clip(dot.title, 120)} – {clip(dot.outlet, 60)}, {shown_day(dot.day, 10, say)}"
        drawn.append(
            f'<a class="dot" href="{escape(Reference().address(dot.article_id))}" aria-label="{escape(words)}">'
            f'<circle class="article" cx="{scale.at(dot.day):.2f}%" cy="{top + _DOT}" r="5" transform="translate({shift} 0)">'
            f"<title>{escape(words)}</title></circle></a>"
        )
    return (
        f'<line class="rule" x1="0" x2="100%" y1="{top + _DOT}" y2="{top + _DOT}"></line>'
        f'<text class="outlet" x="0" y="{top + _LABEL - 4}">{escape(clip(outlet, 44))}</text>{"".join(drawn)}'
    )


def _ticks(scale: _Scale, height: int, say: Say) -> str:
    ticks = scale.ticks
    drawn = []
    for number, one in enumerate(ticks):
        anchor = "middle" if 0 < number < len(ticks) - 1 or len(ticks) == 1 else "start" if number == 0 else "end"
        at = {"start": "0", "end": "100%"}.get(anchor, f"{scale.at(one):.2f}%")
        inner = ' class="tick inner"' if anchor == "middle" and len(ticks) > 1 else ' class="tick"'
        drawn.append(
            f'<line class="grid" x1="{scale.at(one):.2f}%" x2="{scale.at(one):.2f}%" y1="6" y2="{height}"></line>'
            f'<text{inner} x="{at}" y="{height + 14}" text-anchor="{anchor}">{escape(shown_day(one, 10, say))}</text>'
        )
    return f'<g aria-hidden="true">{"".join(drawn)}</g>'


def _label(dots: Sequence[_Dot], near: Sequence[Event], far: int, say: Say) -> str:
    """Return a description of the plot."""
    by_day: dict[date, int] = defaultdict(int)
    for dot in dots:
        by_day[dot.day] += 1
    busiest = max(by_day, key=lambda one: (by_day[one], -one.toordinal()))
    first, last = shown_day(dots[0].day, 10, say), shown_day(dots[-1].day, 10, say)
    when = (
        say("on_day", day=first)
        if first == last
        else say("plot_days", first=first, last=last, busiest=shown_day(busiest, 10, say), number=by_day[busiest])
    )
    return say(
        "plot_label",
        articles=counted(len(dots), "article", say),
        outlets=counted(len({dot.outlet for dot in dots}), "outlet", say),
        when=when,
        events=counted(len(near), "event", say),
    ) + (f"; {counted(far, 'far_event', say)}" if far else "")


def _date(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def timeline_html(timeline: Timeline, say: Say = ENGLISH_WORDS) -> str:
    """Return the key events of a timeline as an ordered list, and the others collapsed; "" where there are none."""
    keys = _key_events(timeline.events)
    items = {number: _item(number, event, say) for number, event in enumerate(timeline.events, 1)}
    chosen = {number for number, event in enumerate(timeline.events, 1) if event in keys}
    first = collapsible_list([items[number] for number in sorted(chosen)], KEY_EVENTS, "event", say, kind="events")
    rest = [item for number, item in items.items() if number not in chosen]
    if not rest:
        return first
    summary = f"<summary>{escape(counted(len(rest), 'more_event', say))}</summary>"
    return f'{first}<details class="more">{summary}<ol class="events">{"".join(rest)}</ol></details>'


def _key_events(events: Sequence[Event]) -> Sequence[Event]:
    """Return the most important events in their order; all of them where one more than `KEY_EVENTS` would not be shown.

    Those that most articles report come first; of equals, those near the days of their articles, then those whose day is known.
    """
    if len(events) <= KEY_EVENTS + 1:
        return events
    return sorted(events, key=_importance)[:KEY_EVENTS]


def _importance(event: Event) -> tuple[int, bool, bool, bool, date]:
    published = _date(event.reports[0].published)
    is_background = published is not None and abs(event.first - published) > NEAR
    return -len(event.reports), is_background, event.precision != "day", event.implied, event.first


def _item(number: int, event: Event, say: Say) -> str:
    reports = " ".join(_chip(report, say) for report in event.reports[:REPORTS_SHOWN])
    more = _more(event.reports, say)
    return (
        f'<li id="event-{number}"><p class="on">{_when(event, say)}</p>'
        f'<p class="what" dir="auto">{escape(clip(event.text, TEXT_SHOWN))}</p>'
        f'<p class="reports">{reports}</p>{more}</li>'
    )


def _more(reports: Sequence[Report], say: Say) -> str:
    """Return the links to the further reports of an event that many articles report."""
    if len(reports) <= REPORTS_SHOWN:
        return ""
    links = " ".join(_chip(report, say) for report in reports[REPORTS_SHOWN:REPORTS_LINKED])
    rest = len(reports) - REPORTS_LINKED
    unlinked = f' <span class="quiet">+ {figure(rest, say)}</span>' if rest > 0 else ""
    summary = f"<summary>{escape(counted(len(reports) - REPORTS_SHOWN, 'more_report', say))}</summary>"
    return f'<details class="more">{summary}<p class="reports">{links}{unlinked}</p></details>'


def _chip(report: Report, say: Say) -> str:
    sha256 = text_hash(report.text)
    address = Reference(Span(report.start, report.end), (), sha256).address(report.article_id)
    named = clip(report.outlet or report.title, 60) or report.article_id
    words = ", ".join(part for part in (named, day(report.published, say)) if part)
    return f'<a class="chip" href="{escape(address)}" title="{escape(clip(report.title, 120))}"><bdi>{escape(words)}</bdi></a>'


def _when(event: Event, say: Say) -> str:
    first, last = _time(event.first, event, say), _time(event.last, event, say)
    return first if first == last else f"{first} – {last}"


def _time(one: date, event: Event, say: Say) -> str:
    size = {"month": 7, "season": 7, "quarter": 7, "half": 7, "year": 4, "decade": 4}.get(event.precision, 10)
    return f'<time datetime="{one.isoformat()[:size]}">{escape(shown_day(one, size, say))}</time>'
