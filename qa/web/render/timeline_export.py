"""A timeline as a file: Markdown, a table (CSV), a calendar (iCalendar, RFC 5545). Each report keeps its citation."""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

from corpus.article import text_hash
from qa.news.views.timeline import Event, Report, Timeline
from qa.web.export.cite import markdown_block, markdown_text
from qa.web.render.article import web_address
from qa.web.render.text import clip, day

COLUMNS = (
    *("first", "last", "precision", "event", "outlet", "title", "published", "url"),
    *("article", "start", "end", "sha256", "quote"),
)

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_SUMMARY = 160


def timeline_markdown(timeline: Timeline, title: str = "Timeline") -> str:
    """Return the timeline as Markdown: a heading for each event's days, its reports quoted with their sources."""
    parts = [f"# {markdown_text(clip(title, 200)) or 'Timeline'}"]
    for event in timeline.events:
        parts += [f"## {markdown_text(days_words(event))}", markdown_text(event.text)]
        for report in event.reports:
            parts.append(f"{markdown_block(report.text)}\n\n{_source(report)}\n`{_place(report)}`")
    return "\n\n".join(parts) + "\n"


def timeline_csv(timeline: Timeline, title: str = "") -> str:
    """Return the timeline as a table, a row for each report of each event.

    A cell that a spreadsheet would take for a formula has an apostrophe before it (OWASP, "CSV Injection").
    """
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for event in timeline.events:
        for report in event.reports:
            cells = (
                *(event.first.isoformat(), event.last.isoformat(), event.precision, event.text, report.outlet or ""),
                *(report.title, report.published or "", _url(report), report.article_id),
                *(report.start, report.end, text_hash(report.text), report.text),
            )
            table.writerow([cell if isinstance(cell, int) else _cell(cell) for cell in cells])
    return out.getvalue()


def timeline_ics(timeline: Timeline, title: str = "Timeline") -> str:
    """Return the timeline as a calendar of all-day events that leave their days free.

    The same timeline gives the same text; an event keeps its UID as long as the report that was printed first is the same.
    """
    from icalendar import Calendar
    from icalendar import Event as Entry

    calendar = Calendar()
    calendar.add("prodid", "-//Cuttings//Timeline//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _printable(clip(title, 200)) or "Timeline")
    for event in timeline.events:
        entry = Entry()
        entry.add("uid", f"{_uid(event)}@cuttings")
        entry.add("dtstamp", _stamp(event))
        entry.add("dtstart", event.first)
        entry.add("dtend", min(event.last, date.max - timedelta(days=1)) + timedelta(days=1))
        entry.add("summary", _printable(clip(event.text, _SUMMARY)))
        entry.add("description", _printable("\n\n".join(_described(report) for report in event.reports)))
        entry.add("transp", "TRANSPARENT")
        if url := next((url for report in event.reports if (url := _url(report))), ""):
            entry.add("url", url)
        calendar.add_component(entry)
    text: str = calendar.to_ical().decode("utf-8")
    return text


EXPORTS: Mapping[str, Callable[[Timeline, str], str]] = {
    ".md": timeline_markdown,
    ".csv": timeline_csv,
    ".ics": timeline_ics,
}
"""How a timeline is written, by the suffix of the file."""


def days_words(event: Event) -> str:
    """Return the days of an event as `2023-12-07`, `2023-12`, `2023`, or two of these."""
    size = {"day": 10, "week": 10, "month": 7, "season": 7, "quarter": 7, "half": 7}.get(event.precision, 4)
    return " – ".join(dict.fromkeys((event.first.isoformat()[:size], event.last.isoformat()[:size])))


def _source(report: Report) -> str:
    url = _url(report)
    link = f" <{url}>" if url and not re.search(r"[<>\s\\]", url) else ""
    return f"{markdown_text(_words(report))}{link}"


def _words(report: Report) -> str:
    parts = (clip(report.outlet or "", 120), f"“{clip(report.title, 300)}”", day(report.published) or "")
    return ", ".join(part for part in parts if part)


def _described(report: Report) -> str:
    url = _url(report)
    return f"“{report.text}”\n{_words(report)}{f', {url}' if url else ''}\n{_place(report)}"


def _place(report: Report) -> str:
    return f"cuttings:{report.article_id}:{report.start}-{report.end}:sha256={text_hash(report.text)}"


def _url(report: Report) -> str:
    return report.url.strip() if report.url and web_address(report.url) else ""


def _cell(text: str) -> str:
    text = _printable(text)
    return f"'{text}" if _FORMULA.match(text) else text


def _printable(text: str) -> str:
    return _SURROGATE.sub("\ufffd", _UNPRINTABLE.sub(" ", text))


def _uid(event: Event) -> str:
    first = event.reports[0]
    named = f"{first.article_id}:{first.start}-{first.end}:{event.first}:{event.last}"
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _stamp(event: Event) -> datetime:
    """Return the date of the last report: a calendar needs a time stamp, and the present time would change the file."""
    days = [found for report in event.reports if (found := _date(report.published))]
    last = max(days, default=event.first)
    return datetime(last.year, last.month, last.day, tzinfo=UTC)


def _date(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None
