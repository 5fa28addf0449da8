"""A timeline as the page shows it: a list of events, each with links to the sentences that tell of it; and its plot."""

from collections.abc import Sequence
from datetime import date

from corpus.article import text_hash
from qa.news.views.timeline import Event, Report, Timeline
from qa.web.render.article import Reference, Span
from qa.web.render.text import clip, day, escape, folded
from qa.web.render.timeline_plot import shown_day, timeline_svg
from qa.web.translations import ENGLISH_WORDS, Say

__all__ = ["timeline_html", "timeline_svg"]

EVENTS_SHOWN = 20
REPORTS_SHOWN = 6
REPORTS_LINKED = 24
TEXT_SHOWN = 400
"""Characters of an event's sentence; its links lead to the whole."""


def timeline_html(timeline: Timeline, say: Say = ENGLISH_WORDS) -> str:
    """Return the events as an ordered list, the later of many behind a fold; "" where there is none."""
    items = [_item(number, event, say) for number, event in enumerate(timeline.events, 1)]
    return folded(items, EVENTS_SHOWN, "event", kind="events")


def _item(number: int, event: Event, say: Say) -> str:
    reports = " ".join(_chip(report, say) for report in event.reports[:REPORTS_SHOWN])
    more = _more(event.reports, say)
    return (
        f'<li id="event-{number}"><p class="on">{_when(event, say)}</p>'
        f'<p class="what" dir="auto">{escape(clip(event.text, TEXT_SHOWN))}</p>'
        f'<p class="reports">{reports}</p>{more}</li>'
    )


def _more(reports: Sequence[Report], say: Say) -> str:
    """Return the links to the other reports of an event that many articles tell of."""
    if len(reports) <= REPORTS_SHOWN:
        return ""
    links = " ".join(_chip(report, say) for report in reports[REPORTS_SHOWN:REPORTS_LINKED])
    rest = len(reports) - REPORTS_LINKED
    unlinked = f' <span class="quiet">+ {rest:,}</span>' if rest > 0 else ""
    told = f"<summary>{len(reports) - REPORTS_SHOWN:,} more that tell of it</summary>"
    return f'<details class="more">{told}<p class="reports">{links}{unlinked}</p></details>'


def _chip(report: Report, say: Say) -> str:
    sha256 = text_hash(report.text)
    address = Reference(Span(report.start, report.end), (), sha256).address(report.article_id)
    named = clip(report.outlet or report.title, 60) or report.article_id
    words = ", ".join(part for part in (named, day(report.published, say)) if part)
    return f'<a class="chip" href="{escape(address)}" title="{escape(clip(report.title, 120))}"><bdi>{escape(words)}</bdi></a>'


def _when(event: Event, say: Say) -> str:
    first, last = _moment(event.first, event, say), _moment(event.last, event, say)
    return first if first == last else f"{first} – {last}"


def _moment(one: date, event: Event, say: Say) -> str:
    size = {"month": 7, "season": 7, "year": 4, "decade": 4}.get(event.precision, 10)
    return f'<time datetime="{one.isoformat()[:size]}">{escape(shown_day(one, size, say))}</time>'
