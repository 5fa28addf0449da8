"""How well days are read, on articles with TIMEX3 expressions (TimeML, Pustejovsky et al. 2003).

A folder has `articles.jsonl`: `{"id", "published", "text", "expressions": [{"start", "end", "type", "value"}]}`. A found
expression matches a gold one on any overlap, one to one; its value is right if its first and last day are those of the
gold value. *Dated* are values that are a day, week, weekend, month, quarter, half, season, year or decade, and *days* those that
are a day. What is found on another expression or on none counts against precision; times of day (`TIME`) are not scored.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from qa.evaluation.figure import Figure
from qa.evaluation.news.gold import Tally, in_context, precision_recall_f1, span, words
from qa.evaluation.rows import read_rows
from qa.news.extract.dates import DateExpression, dates_in

Days = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldExpression:
    """An expression of time.

    Attributes:
        days: what its value means; None for a value that is no stretch of the calendar.
        scored: whether what is found here counts.
    """

    start: int
    end: int
    value: str
    days: Days | None
    scored: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDays:
    """An article and its expressions, in order."""

    id: str
    published: str | None
    text: str
    expressions: tuple[GoldExpression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysOutcome:
    """What was found in one article.

    Attributes:
        misses: a line for each expression that was missed, misread or is none.
    """

    day_value: Tally
    dated_value: Tally
    detect: Tally
    misses: tuple[str, ...]


def outcomes(folder: Path) -> tuple[DaysOutcome, ...]:
    """Read the days of every article of a folder.

    Raises:
        ReadError: the folder does not have the layout.
    """
    return tuple(outcome_of(article) for article in read_rows(folder / "articles.jsonl", _article))


def figures(outcomes: Sequence[DaysOutcome]) -> list[Figure]:
    """Return precision, recall and F1 of days, of dated expressions, and of finding the latter."""
    return [
        *precision_recall_f1(_named("day_value"), lambda one: one.day_value, outcomes),
        *precision_recall_f1(_named("dated_value"), lambda one: one.dated_value, outcomes),
        *precision_recall_f1(_named("detect"), lambda one: one.detect, outcomes),
    ]


def misses(outcomes: Sequence[DaysOutcome]) -> list[str]:
    """Return a line for each mistake."""
    return [line for outcome in outcomes for line in outcome.misses]


def outcome_of(article: GoldDays) -> DaysOutcome:
    """Compare what is found in an article with its gold."""
    found = _scored(dates_in(article.text, article.published), article.expressions)
    dated = [one for one in article.expressions if one.days]
    pairs = _matches(dated, found)
    right = [one for one, other in pairs if other is not None and one.days == (other.first, other.last)]
    days_wanted = [one for one in dated if _is_day(one.days)]
    days_found = [one for one in found if one.first == one.last]
    return DaysOutcome(
        day_value=Tally(sum(_is_day(one.days) for one in right), len(days_found), len(days_wanted)),
        dated_value=Tally(len(right), len(found), len(dated)),
        detect=Tally(sum(other is not None for _, other in pairs), len(found), len(dated)),
        misses=tuple(_lines(article, pairs, found)),
    )


def days_of(value: str) -> Days | None:
    """Return the first and last day of a TIMEX3 value; None for a value without."""
    for pattern, read in _VALUES:
        if match := pattern.fullmatch(value):
            try:
                return read(match)
            except ValueError:  # there is no such day
                return None
    return None


def _named(what: str) -> tuple[str, str, str]:
    return f"{what}_p", f"{what}_r", f"{what}_f1"


def _is_day(days: Days | None) -> bool:
    return days is not None and days[0] == days[1]


def _scored(found: Sequence[DateExpression], gold: Sequence[GoldExpression]) -> list[DateExpression]:
    """Leave out what was found on times of day."""
    times = [one for one in gold if not one.scored]
    return [one for one in found if not any(_overlap(one, time) for time in times)]


def _overlap(found: DateExpression, gold: GoldExpression) -> bool:
    return found.start < gold.end and gold.start < found.end


def _matches(
    gold: Sequence[GoldExpression], found: Sequence[DateExpression]
) -> list[tuple[GoldExpression, DateExpression | None]]:
    """Give each expression the first found one that overlaps it and is not another's."""
    free = list(found)
    pairs: list[tuple[GoldExpression, DateExpression | None]] = []
    for one in gold:
        match = next((other for other in free if _overlap(other, one)), None)
        if match is not None:
            free.remove(match)
        pairs.append((one, match))
    return pairs


def _lines(
    article: GoldDays, pairs: Sequence[tuple[GoldExpression, DateExpression | None]], found: Sequence[DateExpression]
) -> list[str]:
    lines = []
    for one, match in pairs:
        if match is None:
            lines.append(f"missed   {article.id}: {in_context(article.text, one.start, one.end)} is {one.value}")
        elif one.days != (match.first, match.last):
            read = f"{match.first}..{match.last}"
            lines.append(
                f"misread  {article.id}: {in_context(article.text, one.start, one.end)} is {one.value}, not {read}"
            )
    matched = {(match.start, match.end) for _, match in pairs if match is not None}
    lines += [
        f"none     {article.id}: {in_context(article.text, one.start, one.end)} is not {one.first}..{one.last}"
        for one in found
        if (one.start, one.end) not in matched
    ]
    return lines


def _article(row: dict[str, Any]) -> GoldDays:
    text, published = words(row, "text"), row["published"]
    if published is not None:
        date.fromisoformat(published)
    expressions = sorted((_expression(one, text) for one in row["expressions"]), key=lambda one: one.start)
    return GoldDays(id=words(row, "id"), published=published, text=text, expressions=tuple(expressions))


def _expression(row: dict[str, Any], text: str) -> GoldExpression:
    start, end = span(row, text)
    value = words(row, "value")
    days = days_of(value)
    return GoldExpression(
        start=start, end=end, value=value, days=days, scored=bool(days) or words(row, "type") != "TIME"
    )


def _day(match: re.Match[str]) -> Days:
    day = date.fromisoformat(match[0])
    return day, day


def _week(match: re.Match[str]) -> Days:
    monday = date.fromisocalendar(int(match["year"]), int(match["week"]), 1)
    return monday + timedelta(days=5 if match["end"] else 0), monday + timedelta(days=6)


def _months(year: int, first: int, count: int) -> Days:
    last_year, last = year + (first + count - 2) // 12, (first + count - 2) % 12 + 1
    return date(year, first, 1), date(last_year, last, monthrange(last_year, last)[1])


_SEASONS = {"SP": 3, "SU": 6, "FA": 9, "AU": 9, "WI": 12}
"""The month in which a season begins; three months each, so winter ends in the year after."""

_VALUES = (
    (re.compile(r"\d{4}-\d\d-\d\d"), _day),
    (re.compile(r"(?P<year>\d{4})-W(?P<week>\d\d)(?P<end>-WE)?"), _week),
    (re.compile(r"(\d{4})-(\d\d)"), lambda match: _months(int(match[1]), int(match[2]), 1)),
    (re.compile(r"(\d{4})-Q([1-4])"), lambda match: _months(int(match[1]), 3 * int(match[2]) - 2, 3)),
    (re.compile(r"(\d{4})-H([12])"), lambda match: _months(int(match[1]), 6 * int(match[2]) - 5, 6)),
    (re.compile(r"(\d{4})-(SP|SU|FA|AU|WI)"), lambda match: _months(int(match[1]), _SEASONS[match[2]], 3)),
    (re.compile(r"\d{4}"), lambda match: _months(int(match[0]), 1, 12)),
    (re.compile(r"(\d{3})X?"), lambda match: (date(int(match[1]) * 10, 1, 1), date(int(match[1]) * 10 + 9, 12, 31))),
)
