"""Charts as SVG: articles by their days, articles by outlet. Each has a description in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qa.web.render.text import clip, counted, day, escape, figure
from qa.web.translations import ENGLISH_WORDS, Say

BARS = 60
WEEK = 7


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
    if 1 < width <= WEEK:
        width = WEEK
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


def days_title(days: Sequence[tuple[str, int]], say: Say = ENGLISH_WORDS) -> str:
    """Return what the bars of `days_svg` count: articles a day, a week, or in so many days."""
    shown = histogram(days)
    width = (date.fromisoformat(shown[0].until) - date.fromisoformat(shown[0].since)).days + 1 if shown else 1
    if len(shown) < 2 or width == 1:
        return say("chart_day")
    return say("chart_week") if width == WEEK else say("chart_days", days=figure(width, say))


def days_svg(days: Sequence[tuple[str, int]], say: Say = ENGLISH_WORDS) -> str:
    """Return a chart of the articles by their days, its axes labelled."""
    shown = histogram(days)
    if not shown:
        return f'<p class="quiet">{escape(say("no_dates"))}</p>'
    top = max(bar.articles for bar in shown)
    width = 600 / len(shown)
    rects = "".join(
        f'<rect x="{number * width:.2f}" y="{100 - 100 * bar.articles / top:.2f}" width="{max(width - 1, 0.5):.2f}" '
        f'height="{100 * bar.articles / top:.2f}"><title>{escape(_days(bar, say))}: '
        f"{escape(counted(bar.articles, 'article', say))}</title></rect>"
        for number, bar in enumerate(shown)
    )
    busiest = max(shown, key=lambda bar: bar.articles)
    label = say(
        "chart_label",
        articles=counted(sum(bar.articles for bar in shown), "dated_article", say),
        first=day(shown[0].since, say),
        last=day(shown[-1].until, say),
        most=figure(busiest.articles, say),
        days=_days(busiest, say),
    )
    lines = "".join(
        f'<line x1="0" x2="600" y1="{y}" y2="{y}" vector-effect="non-scaling-stroke"></line>' for y in (0, 50)
    )
    middle = f"<span>{figure(top // 2, say)}</span>" if top % 2 == 0 else "<span></span>"
    half = shown[len(shown) // 2]
    ticks = [shown[0].since, *([half.since] if len(shown) > 2 else []), shown[-1].until]
    days_shown = "".join(f"<span>{day(one, say)}</span>" for one in dict.fromkeys(ticks))
    return (
        f'<div class="plot"><p class="scale" aria-hidden="true"><span>{figure(top, say)}</span>{middle}<span>0</span></p>'
        f'<svg class="chart" role="img" aria-label="{escape(label)}" viewBox="0 0 600 100" preserveAspectRatio="none">'
        f'{lines}{rects}</svg><p class="axis" aria-hidden="true">{days_shown}</p></div>'
    )


def outlets_svg(outlets: Sequence[tuple[str, int]], say: Say = ENGLISH_WORDS, *, most: int = 8) -> str:
    """Return a chart of the articles by outlet: the largest outlets, and the others together."""
    shown = [*outlets[:most]]
    rest = sum(number for _, number in outlets[most:])
    if rest:
        shown.append((counted(len(outlets) - most, "other_outlet", say), rest))
    if not shown:
        return f'<p class="quiet">{escape(say("no_outlets"))}</p>'
    top = max(number for _, number in shown)
    rows = "".join(
        f'<tr><th scope="row" dir="auto">{escape(clip(name, 60))}</th><td><svg aria-hidden="true" viewBox="0 0 100 10" '
        f'preserveAspectRatio="none"><rect width="{100 * number / top:.2f}" height="10"></rect></svg></td>'
        f"<td>{figure(number, say)}</td></tr>"
        for name, number in shown
    )
    caption = f'<caption class="hidden">{escape(say("chart_outlets"))}</caption>'
    return f'<table class="bars">{caption}<tbody>{rows}</tbody></table>'


def _days(bar: Bar, say: Say) -> str:
    if bar.since == bar.until:
        return say("on_day", day=day(bar.since, say))
    return f"{day(bar.since, say)} – {day(bar.until, say)}"


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
