"""What happened when, as articles tell it: their dated sentences in order, a line for each event with all who report it.

A sentence's day is what its words say (`qa.news.extract.dates`). The first sentence of an article, where it tells of something
done and names no day, has that of its publication. What has no day is not in a timeline; neither is a decade.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from corpus.article import Article
from corpus.text.sentences import sentence_spans
from qa.news.extract.dates import DateExpression, dates_in
from qa.news.extract.dates.calendar import NARROWNESS, Precision
from qa.news.extract.dates.context import PAST_VERBS
from qa.news.views.timeline_events import Dated, SameEventOptions, central, events_of, stems_of

Span = tuple[str, int, int]
"""Id of an article, start and end in its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineOptions:
    """What a timeline holds.

    Attributes:
        most: events; of more, those with the most reports stay, then those that are known most narrowly.
        coarsest: days known less narrowly than this are left out.
        same: what makes two sentences one event.
    """

    most: int = 200
    coarsest: Precision = "year"
    same: SameEventOptions = field(default_factory=SameEventOptions)


DEFAULT = TimelineOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A sentence that tells of an event: `article.text[start:end]`, offsets in code points."""

    article_id: str
    title: str
    outlet: str | None
    published: str | None
    url: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened in the days from `first` to `last`.

    Attributes:
        text: the sentence that is most like the others, else the earliest.
        reports: one for each article that tells of it, as they were published; never empty.
        implied: whether the day is only that of publication.
    """

    first: date
    last: date
    precision: Precision
    text: str
    reports: tuple[Report, ...]
    implied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Events by their days.

    Attributes:
        outlets: who reports them, by the number of events.
        first, last: days of the first and last event; None where there is none.
    """

    events: tuple[Event, ...] = ()
    outlets: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None


def timeline(
    articles: Sequence[Article], wanted: Collection[Span] | None = None, options: TimelineOptions = DEFAULT
) -> Timeline:
    """Return the events that the dated sentences of `articles` tell of.

    Args:
        articles: in any order; one that is given twice counts once.
        wanted: only sentences that overlap one of these are taken; None takes all.
        options: how many, and how narrowly dated.
    """
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for article_id, start, end in wanted or ():
        places[article_id].append((start, end))
    sentences = [
        one
        for article in {article.id: article for article in articles}.values()
        if wanted is None or article.id in places
        for one in _dated(article, options)
        if wanted is None or any(start < one.end and one.start < end for start, end in places[article.id])
    ]
    events = [_event(group) for group in events_of(sentences, options.same)]
    shown = sorted(events, key=_weight)[: options.most]
    shown.sort(
        key=lambda event: (event.first, event.last, -len(event.reports), event.reports[0].published or "", event.text)
    )
    return Timeline(
        events=tuple(shown),
        outlets=_outlets(shown),
        first=min((event.first for event in shown), default=None),
        last=max((event.last for event in shown), default=None),
    )


def _weight(event: Event) -> tuple[int, int, bool, date, str]:
    """Order of events by what they are worth."""
    return -len(event.reports), NARROWNESS.index(event.precision), event.implied, event.first, event.text


def _event(group: Sequence[Dated]) -> Event:
    told = group[0]  # the first names its days, if any does
    best = central(group)
    by_article: dict[str, Dated] = {best.article.id: best}
    for one in group:
        by_article.setdefault(one.article.id, one)
    ordered = sorted(by_article.values(), key=lambda one: (one.article.published or "~", one.article.id))
    return Event(
        first=told.first,
        last=told.last,
        precision=told.precision,
        text=_line(best.text),
        reports=tuple(_report(one) for one in ordered),
        implied=told.implied,
    )


def _report(one: Dated) -> Report:
    article = one.article
    return Report(
        article_id=article.id,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        url=article.url,
        start=one.start,
        end=one.end,
        text=one.text,
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _outlets(events: Sequence[Event]) -> tuple[str, ...]:
    counts: dict[str, int] = defaultdict(int)
    for event in events:
        for outlet in {report.outlet for report in event.reports if report.outlet}:
            counts[outlet] += 1
    return tuple(sorted(counts, key=lambda outlet: (-counts[outlet], outlet)))


_WORDS = 6
"""A sentence of fewer words tells no event: a heading, a caption."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_EVENT = re.compile(r"\?[\"”’)]*$|^[\"“][^\"“”]*[\"”]$")
"""A question; nothing but what somebody said."""

_DATELINE_REACH = 90
_DATELINE_END = re.compile(
    r"[^\w\n]*(?:\([^()\n]{2,40}\)|/[^/\n]{2,40}/|[A-Z]{3,}\b)?[^\w\n]*(?:[–—:]|--?(?!\w)|\)|/|\n)"
)
_TELLS = re.compile(rf"\b(?:has|have|{'|'.join(sorted(PAST_VERBS))}|[a-z]{{2,}}ed)\b")
_SAYS = re.compile(
    r"\b(?:said|told|says|announced|added|reported|stated|confirmed|wrote|warned|insisted|affirmed|argued|claimed|noted"
    r"|statement|interview|briefing|according)\b(?:\W+\w+){0,3}\W*(?:late|early|on|in|at)?\W*$"
)


def _dated(article: Article, options: TimelineOptions) -> Iterator[Dated]:
    """Yield the sentences of an article that have a day."""
    spans = sentence_spans(_SURROGATE.sub("\ufffd", article.text))  # which the library cannot take
    starts = [start for start, _ in spans]
    said: dict[int, list[DateExpression]] = defaultdict(list)
    for day in dates_in(article.text, article.published):
        if _counts(day, article.text, options):
            said[bisect_right(starts, day.start) - 1].append(day)
    lead = next((number for number, (start, end) in enumerate(spans[:3]) if _tells(article.text[start:end])), None)
    for number, (start, end) in enumerate(spans):
        sentence = article.text[start:end]
        if len(sentence.split()) < _WORDS or _NO_EVENT.search(sentence):
            continue
        if said[number]:
            day = _of_event(said[number], article.text, start)
            stems, shingles = stems_of(_without(sentence, start, said[number]), article.title)
            yield Dated(article, start, end, day.first, day.last, day.precision, False, stems, shingles)
        elif number == lead and (published := _published(article)):
            stems, shingles = stems_of(sentence, article.title)
            yield Dated(article, start, end, published, published, "day", True, stems, shingles)


def _without(sentence: str, start: int, days: Sequence[DateExpression]) -> str:
    """Return a sentence without the words that date it: that two are of one day is known."""
    edges = [start, *(edge for day in days for edge in (day.start, day.end)), start + len(sentence)]
    return " ".join(sentence[a - start : b - start] for a, b in zip(edges[::2], edges[1::2], strict=True))


def _counts(day: DateExpression, text: str, options: TimelineOptions) -> bool:
    """Tell whether an expression dates an event: no decade, no dateline."""
    if NARROWNESS.index(day.precision) > NARROWNESS.index(options.coarsest):
        return False
    if day.end > _DATELINE_REACH or re.search(r"[a-z]{3,}\s[a-z]", text[: day.start]):
        return True
    return not _DATELINE_END.match(text, day.end, day.end + _DATELINE_REACH)


def _of_event(days: Sequence[DateExpression], text: str, start: int) -> DateExpression:
    """Return the day of what a sentence tells: the narrowest, and of those the first that is not only when it was said."""
    finest = min(NARROWNESS.index(day.precision) for day in days)
    narrow = [day for day in days if NARROWNESS.index(day.precision) == finest]
    return next((day for day in narrow if not _SAYS.search(text[max(start, day.start - 60) : day.start])), narrow[0])


def _tells(sentence: str) -> bool:
    """Tell whether a sentence reports something that was done."""
    return len(sentence.split()) >= _WORDS and bool(_TELLS.search(sentence))


def _published(article: Article) -> date | None:
    try:
        return date.fromisoformat(article.published[:10]) if article.published else None
    except ValueError:
        return None
