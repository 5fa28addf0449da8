"""Charts as SVG: articles a day, articles by outlet. Each has a description in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qa.web.render.text import clip, count, day, escape

BARS = 60


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the histogram.

    Attributes:
        since, until: ISO days, both included.
    """

    since: str
    until: str
    articles: int


def histogram(days: Sequence[tuple[str, int]], most: int = BARS) -> list[Bar]:
    """Return a histogram of articles: a bar for each day, or for several days so that there are at most `most` bars."""
    dated = [(found, number) for text, number in days if (found := _date(text))]
    if not dated:
        return []
    first, last = dated[0][0], dated[-1][0]
    span = (last - first).days + 1
    width = -(-span // most)
    counts = [0] * (-(-span // width))
    for found, number in dated:
        counts[(found - first).days // width] += number
    return [
        Bar(
            (first + timedelta(days=width * number)).isoformat(),
            min(last, first + timedelta(days=width * number + width - 1)).isoformat(),
            articles,
        )
        for number, articles in enumerate(counts)
    ]


def days_svg(days: Sequence[tuple[str, int]]) -> str:
    """Return a chart of the articles a day."""
    shown = histogram(days)
    if not shown:
        return '<p class="quiet">No article has a date.</p>'
    top = max(bar.articles for bar in shown)
    width = 600 / len(shown)
    rects = "".join(
        f'<rect x="{number * width:.2f}" y="{100 - 100 * bar.articles / top:.2f}" width="{max(width - 1, 0.5):.2f}" '
        f'height="{100 * bar.articles / top:.2f}"><title>{escape(_days(bar))}: {count(bar.articles, "article")}</title></rect>'
        for number, bar in enumerate(shown)
    )
    total = sum(bar.articles for bar in shown)
    busiest = max(shown, key=lambda bar: bar.articles)
    label = (
        f"{count(total, 'dated article')} from {day(shown[0].since)} to {day(shown[-1].until)}; "
        f"most, {busiest.articles:,}, {_days(busiest)}"
    )
    return (
        f'<svg class="chart" role="img" aria-label="{escape(label)}" viewBox="0 0 600 100" preserveAspectRatio="none">'
        f'{rects}</svg><p class="axis" aria-hidden="true"><span>{day(shown[0].since)}</span>'
        f"<span>{top:,} at most</span><span>{day(shown[-1].until)}</span></p>"
    )


def outlets_svg(outlets: Sequence[tuple[str, int]], most: int = 8) -> str:
    """Return a chart of the articles by outlet: the largest outlets, and the others together."""
    shown = [*outlets[:most]]
    rest = sum(number for _, number in outlets[most:])
    if rest:
        shown.append((f"{count(len(outlets) - most, 'other outlet')}", rest))
    if not shown:
        return '<p class="quiet">No article has an outlet.</p>'
    top = max(number for _, number in shown)
    rows = "".join(
        f'<tr><th scope="row" dir="auto">{escape(clip(name, 60))}</th><td><svg aria-hidden="true" viewBox="0 0 100 10" '
        f'preserveAspectRatio="none"><rect width="{100 * number / top:.2f}" height="10"></rect></svg></td>'
        f"<td>{number:,}</td></tr>"
        for name, number in shown
    )
    return f'<table class="bars"><caption class="hidden">Articles by outlet</caption><tbody>{rows}</tbody></table>'


def _days(bar: Bar) -> str:
    return f"on {day(bar.since)}" if bar.since == bar.until else f"{day(bar.since)} – {day(bar.until)}"


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
